/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file for what is too much for memory: in $TMPDIR, without a name, gone with its descriptor. Used by store/ and cli/.
 */
#ifndef NIXIE_BASE_TEMPORARY_H
#define NIXIE_BASE_TEMPORARY_H

#include "base/error.h"
#include "base/text.h"

/* *FD is the caller's. Errors: NIXIE_ERROR_NO_INPUT (no such folder), PERMISSION, IO. */
gboolean nixie_temporary_open (int *fd, GError **error);

/* Writes all of BYTES to FD, whatever write(2) takes at a time. FALSE: errno says why. */
gboolean nixie_write_all (int fd, NixieSlice bytes);

#endif
