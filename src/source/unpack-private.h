/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is packed with gzip, zstd, xz or bzip2, unpacked as it is read; one packed file behind another too, as `cat a.gz b.gz` gives
 * them. libarchive is loaded when the first such file is met: linked, its twelve libraries would nearly double the start of every
 * program that reads mail. Used by stream.c.
 */
#ifndef NIXIE_SOURCE_UNPACK_PRIVATE_H
#define NIXIE_SOURCE_UNPACK_PRIVATE_H

#include "base/error.h"
#include "base/text.h"

typedef struct NixieUnpack NixieUnpack;

#define NIXIE_UNPACK_MAGIC_BYTES 10

/* Whether HEAD, NIXIE_UNPACK_MAGIC_BYTES at least, begins something packed. */
gboolean nixie_unpack_is_packed (NixieSlice head);

/* Unpacks HEAD, what was read of FD already, and then what FD has; PATH is for errors. FD stays the caller's. Errors:
 * NIXIE_ERROR_DATA (damaged), NIXIE_ERROR_UNAVAILABLE (no libarchive here). */
gboolean nixie_unpack_new (const char *path, int fd, NixieSlice head, NixieUnpack **unpack, GError **error);

/* At most ROOM octets to TO; *GOT is 0 at the end. What comes after the last whole block (64 or 128 KiB) before a damage is lost.
 * Errors: NIXIE_ERROR_DATA. */
gboolean nixie_unpack_read (NixieUnpack *unpack, char *to, gsize room, gsize *got, GError **error);

gint64 nixie_unpack_bytes_read (const NixieUnpack *unpack); /* of FD */

void nixie_unpack_free (NixieUnpack *unpack);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieUnpack, nixie_unpack_free)

#endif
