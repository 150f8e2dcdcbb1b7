/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes in: the face of source/. A source yields one message at a time from a path: a file with one message, an mbox (RFC
 * 4155 and its mboxrd relatives), a Maildir (cur and new), an MH folder, a folder of files (searched below too), or "-" for
 * standard input; each file plain or compressed (gzip, zstd, xz, bzip2 by libarchive). A file with a From_ line first is an mbox, but
 * in a Maildir, an MH folder and under a name in ".eml" a file is one message. Used by cli/ through pipeline.
 */
#ifndef NIXIE_SOURCE_SOURCE_H
#define NIXIE_SOURCE_SOURCE_H

#include "base/error.h"
#include "base/text.h"

typedef struct NixieSource NixieSource;

typedef struct {
  NixieSlice bytes;       /* LF, CRLF or CR line ends as found; without the leading From_ line of an mbox; valid until the next call */
  NixieSlice whole;       /* bytes and the From_ line before them, for who may want its date; bytes where there is none */
  const char *origin;     /* the path as given or below it, "-" for standard input; in an mbox and ":offset" of the From_ line; valid
                             until the next call */
  gboolean damaged;       /* cut short by a limit or by the end of a damaged archive */
} NixieMessage;

typedef struct {
  gint64 bytes_done;      /* of the files on disk (compressed ones: before decompression) */
  gint64 bytes_total;     /* -1 where not known (standard input) */
  guint64 messages;
} NixieSourceProgress;

/* Opens PATHS (NULL-terminated), of which each must exist. The caller owns *SOURCE. Errors: NIXIE_ERROR_NO_INPUT,
 * NIXIE_ERROR_PERMISSION for the first path that cannot be opened. */
gboolean nixie_source_open (const char *const *paths, NixieSource **source, GError **error);

/* TRUE and *MESSAGE filled, or TRUE and *MESSAGE all zero (bytes.data NULL) at the end. FALSE: one input could not be read or is no
 * mailbox (NIXIE_ERROR_DATA, NO_INPUT, PERMISSION, IO); the caller may call again, and the source goes on with the next input. */
gboolean nixie_source_next (NixieSource *source, NixieMessage *message, GError **error);

void nixie_source_progress (const NixieSource *source, NixieSourceProgress *progress);

void nixie_source_free (NixieSource *source);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieSource, nixie_source_free)

/* The date of the From_ line (RFC 4155) that TEXT begins with; NIXIE_TIME_NONE where there is none. */
gint64 nixie_source_envelope_us (NixieSlice text);

#endif
