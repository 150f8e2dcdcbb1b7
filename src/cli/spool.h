/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message from standard input, read to its end whatever its size: the head in memory, the rest, where it is to be passed on, in
 * an unlinked temporary file. Used by filter.
 */
#ifndef NIXIE_CLI_SPOOL_H
#define NIXIE_CLI_SPOOL_H

#include "base/error.h"
#include "base/text.h"

typedef struct NixieSpool NixieSpool;

/* Reads FD to its end. KEEP: the rest behind NIXIE_LIMIT_PARSED_BYTES is kept too. A failure is told after FD was drained: who writes
 * to us must not see a closed pipe. Errors: NIXIE_ERROR_IO, SYSTEM. */
gboolean nixie_spool_read (int fd, gboolean keep, NixieSpool **spool, GError **error);

NixieSlice nixie_spool_head (const NixieSpool *spool);

/* Writes what stands behind the head to FD. Errors: NIXIE_ERROR_IO. */
gboolean nixie_spool_write_rest (const NixieSpool *spool, int fd, GError **error);

/* Writes all of BYTES to FD, whatever write(2) takes at a time. Errors: NIXIE_ERROR_IO. */
gboolean nixie_spool_write_all (int fd, NixieSlice bytes, GError **error);

void nixie_spool_free (NixieSpool *spool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieSpool, nixie_spool_free)

#endif
