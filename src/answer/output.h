/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where an answer goes: standard output, or a file that is either the old one or whole. Used by check, show, list and export.
 */
#ifndef NIXIE_ANSWER_OUTPUT_H
#define NIXIE_ANSWER_OUTPUT_H

#include "base/error.h"

typedef struct NixieOutput NixieOutput;

/* PATH NULL or "-": standard output. A regular file, or one that is not there yet, is written beside itself and renamed by
 * nixie_output_close; what else PATH may be (a device, a pipe) is written to as it is. Errors: NIXIE_ERROR_CANNOT_CREATE,
 * PERMISSION, IO. */
gboolean nixie_output_open (const char *path, NixieOutput **output, GError **error);

/* Errors: NIXIE_ERROR_IO. */
gboolean nixie_output_write (NixieOutput *output, const char *bytes, gsize length, GError **error);

/* Everything is written, on disk and in its place, or ERROR says what failed. To be called once, before nixie_output_free. */
gboolean nixie_output_close (NixieOutput *output, GError **error);

void nixie_output_free (NixieOutput *output); /* not closed: the new file goes, the old one stays */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieOutput, nixie_output_free)

#endif
