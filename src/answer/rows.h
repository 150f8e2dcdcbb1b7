/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines, CSV rows and JSON objects from standard input or a file, one at a time, in bounded memory. Used by check, add, remove and import.
 */
#ifndef NIXIE_ANSWER_ROWS_H
#define NIXIE_ANSWER_ROWS_H

#include "base/error.h"
#include "base/text.h"

typedef struct NixieRows NixieRows;

/* The octets of the first row in BYTES, its end included; 0 where BYTES does not hold it whole. AT_END: nothing follows. */
typedef gsize (*NixieRowMeasure) (NixieSlice bytes, gboolean at_end, gconstpointer data);

gsize nixie_row_measure_line (NixieSlice bytes, gboolean at_end, gconstpointer data); /* up to a LF */

/* FD is borrowed. No row may be longer than MAX_BYTES. */
NixieRows *nixie_rows_new (int fd, gsize max_bytes);

typedef struct {
  NixieSlice bytes; /* with its end; valid until the next call; data NULL at the end of the input */
  gboolean cut;     /* longer than MAX_BYTES: this is its beginning, and what else stood on the line is passed over */
} NixieRow;

/* Errors: NIXIE_ERROR_IO. */
gboolean nixie_rows_next (NixieRows *rows, NixieRowMeasure measure, gconstpointer data, NixieRow *row, GError **error);

guint64 nixie_rows_count (const NixieRows *rows); /* of the rows given: the number of the last, from 1 */

/* The line, from 1, at which the last row begins: rows may span some. */
guint64 nixie_rows_line (const NixieRows *rows);

/* What FD reads is called NAME in errors, else "standard input". Borrowed. */
void nixie_rows_set_name (NixieRows *rows, const char *name);

NixieSlice nixie_row_skip_mark (NixieSlice bytes); /* passes over a byte order mark */

/* TEXT as people write it → what may be an address: trimmed of all that is not seen, "Name <a@example.com>" → "a@example.com".
 * With another address beside that one it stays as it is, and is none. The caller owns it. */
char *nixie_row_address (NixieSlice text);

void nixie_rows_free (NixieRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieRows, nixie_rows_free)

#endif
