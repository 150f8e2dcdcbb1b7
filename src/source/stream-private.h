/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The octets of one file, unpacked where it is packed with gzip, zstd, xz or bzip2 (one after the other too, as `cat a.gz b.gz`
 * gives them). Used by mbox.c and source.c.
 */
#ifndef NIXIE_SOURCE_STREAM_PRIVATE_H
#define NIXIE_SOURCE_STREAM_PRIVATE_H

#include "base/error.h"

typedef struct NixieStream NixieStream;

/* PATH, or standard input for "-". Waits two seconds for a writer where PATH is a named pipe. Errors: as errno says;
 * NIXIE_ERROR_DATA for what is neither a file nor a pipe nor a character device. */
gboolean nixie_stream_open (const char *path, NixieStream **stream, GError **error);

/* At most ROOM octets, unpacked, to TO; *GOT is 0 at the end. Errors: NIXIE_ERROR_IO, NIXIE_ERROR_DATA (damaged or cut short). */
gboolean nixie_stream_read (NixieStream *stream, char *to, gsize room, gsize *got, GError **error);

gint64 nixie_stream_bytes_done (const NixieStream *stream); /* as on disk: before unpacking */
gboolean nixie_stream_is_file (const NixieStream *stream);  /* a regular one */

void nixie_stream_free (NixieStream *stream);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieStream, nixie_stream_free)

/* read(2), again after a signal. */
gssize nixie_read_fd (int fd, char *to, gsize room);

#endif
