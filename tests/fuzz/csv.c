/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as a CSV. The rows are the whole of it; a row that is sound ends where it ends whatever follows, also when it comes
 * in pieces; and what is written as a cell is read again as one, and is no formula. Seeds: tests/corpus/csv.
 */
#include "answer/csv.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
check_row (NixieSlice row, char separator)
{
  if (!nixie_csv_is_sound (row, separator))
    return;
  g_assert_cmpuint (nixie_csv_measure (row, TRUE, separator), ==, row.length);
  for (gsize piece = 0; piece < row.length; piece = piece * 2 + 1)
    {
      const gsize got = nixie_csv_measure (nixie_slice (row.data, piece), FALSE, separator);
      g_assert_true (got == 0 || got == row.length);
    }
  g_autoptr (GString) field = g_string_new (NULL);
  g_assert_true (nixie_csv_field (row, separator, 0, field));
  nixie_csv_field (row, separator, 3, field);
}

static void
check_rows (NixieSlice bytes)
{
  const char separator = nixie_csv_separator (bytes);
  guint column;
  nixie_csv_find_column (bytes, separator, NULL, &column, NULL);
  nixie_csv_find_column (bytes, separator, "name", &column, NULL);
  while (bytes.length > 0)
    {
      const gsize length = nixie_csv_measure (bytes, TRUE, separator);
      g_assert_true (length > 0 && length <= bytes.length);
      check_row (nixie_slice (bytes.data, length), separator);
      bytes = nixie_slice (bytes.data + length, bytes.length - length);
    }
}

static void
check_cell (NixieSlice bytes)
{
  g_autofree char *text = nixie_slice_dup (bytes);
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  g_autoptr (GString) row = g_string_new (NULL);
  g_autoptr (GString) field = g_string_new (NULL);
  nixie_csv_append (row, text);
  nixie_csv_end_row (row);
  const NixieSlice written = nixie_slice (row->str, row->len);
  g_assert_true (nixie_csv_is_sound (written, ','));
  g_assert_cmpuint (nixie_csv_measure (written, FALSE, ','), ==, row->len);
  g_assert_true (nixie_csv_field (written, ',', 0, field));
  g_assert_true (field->len == 0 || strchr ("=+-@\t\r", field->str[0]) == NULL);
  nixie_csv_unguard (field);
  g_assert_cmpstr (field->str, ==, line);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const NixieSlice bytes = nixie_slice (length > 0 ? (const char *) data : "", length);
  check_rows (bytes);
  check_cell (bytes);
  return 0;
}
