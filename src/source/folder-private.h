/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files that a folder holds: a Maildir, an MH folder, or any other that is searched for mail. Used by source.c.
 */
#ifndef NIXIE_SOURCE_FOLDER_PRIVATE_H
#define NIXIE_SOURCE_FOLDER_PRIVATE_H

#include "base/error.h"
#include "source/mbox-private.h"

typedef enum {
  NIXIE_INPUT_FILE,
  NIXIE_INPUT_FOLDER,
  NIXIE_INPUT_MAILS, /* new or cur of a Maildir: each file a message, no folder below */
} NixieInputKind;

/* One path yet to be read. */
typedef struct {
  NixieInputKind kind;
  NixieExpect expect; /* of a file */
  gboolean given;     /* by the user; else found in a folder */
  gint64 bytes;       /* of a file when it was listed */
  char path[];
} NixieInput;

/* NAME in FOLDER (NULL: NAME is a path). The caller owns it: g_free. */
NixieInput *nixie_input_new (NixieInputKind kind, const char *folder, const char *name);

/* Appends to INPUTS what FOLDER holds, the last first, for a caller who takes from the end. Order: of a Maildir new, cur, then its
 * subfolders; else files, then folders, numbers by their value and before other names. Left out: names that begin with ".", what
 * MH has removed (",12", "#12"), all but numbers where MH keeps its .mh_sequences, symbolic links to folders (they may lead in a
 * circle), devices. *IS_MAILBOX: a Maildir or an MH folder, even if empty. Errors: as errno says. */
gboolean nixie_folder_list (const NixieInput *folder, GPtrArray *inputs, gboolean *is_mailbox, GError **error);

#endif
