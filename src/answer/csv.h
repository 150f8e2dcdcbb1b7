/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CSV (RFC 4180) in and out. In: comma, semicolon or tab, whichever the header row uses; quoted fields with separators, quotes and
 * line ends inside; CRLF, LF or CR ends a row; a byte order mark is passed over. Rows are measured and read in place, so that they can
 * be passed on octet for octet. Out: comma and CRLF, and no cell that a spreadsheet would run. Used by check, list, export and import.
 */
#ifndef NIXIE_ANSWER_CSV_H
#define NIXIE_ANSWER_CSV_H

#include "base/error.h"
#include "base/text.h"

#define NIXIE_CSV_ROW_BYTES (1024 * 1024) /* the longest row: a quote that is never closed must not swallow a file */

/* The separator that HEADER, the first row, uses: the one that stands in it most often outside quotes, the comma where none does. */
char nixie_csv_separator (NixieSlice header);

/* The octets of the first row of BYTES, its end included; 0 where it is not there whole. */
gsize nixie_csv_measure (NixieSlice bytes, gboolean at_end, char separator);

/* Field INDEX (from 0) of ROW, unquoted and trimmed, into FIELD. FALSE where the row has no such field. */
gboolean nixie_csv_field (NixieSlice row, char separator, guint index, GString *field);

/* All fields of ROW in turn, unquoted and trimmed; FALSE behind the last. */
typedef struct {
  NixieSlice row;
  char separator;
  gsize at;
} NixieCsvWalk;
NixieCsvWalk nixie_csv_walk (NixieSlice row, char separator);
gboolean nixie_csv_walk_next (NixieCsvWalk *walk, GString *field);

/* FALSE where a quote is not closed or something stands behind the closing one: then nobody knows where ROW ends. */
gboolean nixie_csv_is_sound (NixieSlice row, char separator);

/* Files as spreadsheets save them under the name "Unicode text". */
gboolean nixie_csv_is_utf16 (NixieSlice header);

/* A row before the header, "sep=;", by which spreadsheets tell each other the separator. */
gboolean nixie_csv_says_separator (NixieSlice row);

/* The column of HEADER that is called NAME (case apart), or with NAME NULL the first that is called like an address's ("email",
 * "E-Mail-Adresse", …; else "address" or "recipient"). Errors: NIXIE_ERROR_DATA, naming the columns there are. */
gboolean nixie_csv_find_column (NixieSlice header, char separator, const char *name, guint *index, GError **error);

/* Appends TEXT as one field: on one line, quoted where needed, an apostrophe first where a spreadsheet would take it for a formula
 * (it begins with = + - @ or their full-width forms). */
void nixie_csv_append (GString *out, const char *text);
void nixie_csv_append_exact (GString *out, const char *text); /* without that apostrophe: for machines alone */
void nixie_csv_unguard (GString *field); /* takes the apostrophe that nixie_csv_append has put there off again */
void nixie_csv_end_row (GString *out); /* the last comma becomes CRLF */

#endif
