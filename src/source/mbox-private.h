/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The messages of one file: an mbox where a From_ line comes first, else one message. Keeps one message in memory, at most
 * NIXIE_LIMIT_MESSAGE_BYTES of it, however large the file. Used by source.c.
 */
#ifndef NIXIE_SOURCE_MBOX_PRIVATE_H
#define NIXIE_SOURCE_MBOX_PRIVATE_H

#include "base/text.h"
#include "source/stream-private.h"

typedef struct NixieMbox NixieMbox;

typedef enum {
  NIXIE_EXPECT_ANY,     /* the user names the file: what is not binary is handed on */
  NIXIE_EXPECT_MESSAGE, /* one message, by where it lies (Maildir, MH) */
  NIXIE_EXPECT_PROOF,   /* found in a folder that may hold anything: a From_ line or a header of mail must come first */
} NixieExpect;

typedef struct {
  NixieSlice bytes;
  NixieSlice whole; /* bytes and the From_ line before them */
  gint64 offset; /* of the From_ line in the unpacked file; -1 where the file is one message */
  gboolean damaged;
} NixieMboxMessage;

NixieMbox *nixie_mbox_new (void);

/* Begins a file: PATH is for errors. Both are borrowed until the next begin. */
void nixie_mbox_begin (NixieMbox *mbox, NixieStream *stream, const char *path, NixieExpect expect);

/* TRUE and *MESSAGE, whose bytes hold until the next call and are NULL at the end. FALSE: the file is no mail (NIXIE_ERROR_DATA), or its
 * rest cannot be read; then what came before has been given, its last message as damaged. */
gboolean nixie_mbox_next (NixieMbox *mbox, NixieMboxMessage *message, GError **error);

void nixie_mbox_free (NixieMbox *mbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieMbox, nixie_mbox_free)

#endif
