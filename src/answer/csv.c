/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See csv.h. Lenient as spreadsheets are: a quote counts only at the start of a field, and what stands behind a closing one belongs to
 * the field.
 */
#include "config.h"

#include "answer/csv.h"

#include "answer/rows.h"
#include "base/i18n.h"

#include <string.h>

/* Behind the quote that closes the one at FROM; LENGTH + 1 where it is missing. */
static gsize
skip_quoted (NixieSlice bytes, gsize from)
{
  for (gsize i = from + 1; i < bytes.length; i++)
    {
      const char *quote = memchr (bytes.data + i, '"', bytes.length - i);
      if (quote == NULL)
        break;
      i = (gsize) (quote - bytes.data) + 1;
      if (i == bytes.length || bytes.data[i] != '"')
        return i;
    }
  return bytes.length + 1;
}

/* The offset of the separator or row end that ends the field which begins at FROM; LENGTH where neither comes. */
static gsize
field_end (NixieSlice bytes, gsize from, char separator)
{
  gsize i = from;
  if (i < bytes.length && bytes.data[i] == '"')
    i = MIN (skip_quoted (bytes, i), bytes.length);
  while (i < bytes.length && bytes.data[i] != separator && bytes.data[i] != '\n' && bytes.data[i] != '\r')
    i++;
  return i;
}

gsize
nixie_csv_measure (NixieSlice bytes, gboolean at_end, char separator)
{
  const gsize mark = bytes.length - nixie_row_skip_mark (bytes).length;
  for (gsize i = mark;; i++)
    {
      i = field_end (bytes, i, separator);
      if (i >= bytes.length)
        return at_end ? bytes.length : 0;
      if (bytes.data[i] == '\n')
        return i + 1;
      if (bytes.data[i] == separator)
        continue;
      if (i + 1 < bytes.length)
        return i + (bytes.data[i + 1] == '\n' ? 2 : 1);
      return at_end ? i + 1 : 0;
    }
}

/* *AT is where the next field begins, behind the row's last one more than its length. FALSE: there is none. */
static gboolean
next_field (NixieSlice row, char separator, gsize *at, NixieSlice *raw)
{
  if (*at > row.length)
    return FALSE;
  const gsize end = field_end (row, *at, separator);
  *raw = nixie_slice (row.data + *at, end - *at);
  *at = end < row.length && row.data[end] == separator ? end + 1 : row.length + 1;
  return TRUE;
}

static void
unquote (NixieSlice raw, GString *field)
{
  g_string_truncate (field, 0);
  const gboolean quoted = raw.length > 0 && raw.data[0] == '"';
  const gsize inside = quoted ? skip_quoted (raw, 0) : 0;
  for (gsize i = quoted ? 1 : 0; i < raw.length; i++)
    {
      if (i + 1 == inside && raw.data[i] == '"') /* the closing one */
        continue;
      g_string_append_c (field, raw.data[i]);
      if (i + 1 < inside && raw.data[i] == '"')
        i++;
    }
  const NixieSlice trimmed = nixie_slice_trim (nixie_slice (field->str, field->len));
  g_string_truncate (field, (gsize) (trimmed.data - field->str) + trimmed.length);
  g_string_erase (field, 0, trimmed.data - field->str);
}

gboolean
nixie_csv_field (NixieSlice row, char separator, guint index, GString *field)
{
  row = nixie_row_skip_mark (row);
  gsize at = 0;
  NixieSlice raw;
  while (next_field (row, separator, &at, &raw))
    if (index-- == 0)
      {
        unquote (raw, field);
        return TRUE;
      }
  return FALSE;
}

NixieCsvWalk
nixie_csv_walk (NixieSlice row, char separator)
{
  return (NixieCsvWalk){ nixie_row_skip_mark (row), separator, 0 };
}

gboolean
nixie_csv_walk_next (NixieCsvWalk *walk, GString *field)
{
  NixieSlice raw;
  if (!next_field (walk->row, walk->separator, &walk->at, &raw))
    return FALSE;
  unquote (raw, field);
  return TRUE;
}

/* How often SEPARATOR stands outside quotes in the first row of HEADER. */
static guint
count_outside (NixieSlice header, char separator)
{
  gboolean quoted = FALSE;
  guint n = 0;
  for (gsize i = 0; i < header.length; i++)
    {
      quoted ^= header.data[i] == '"';
      if (!quoted && (header.data[i] == '\n' || header.data[i] == '\r'))
        break;
      n += !quoted && header.data[i] == separator;
    }
  return n;
}

char
nixie_csv_separator (NixieSlice header)
{
  static const char separators[] = ",;\t";
  char best = ',';
  guint most = 0;
  for (const char *separator = separators; *separator != '\0'; separator++)
    {
      const guint n = count_outside (header, *separator);
      if (n > most)
        best = *separator;
      most = MAX (n, most);
    }
  return best;
}

/* Whether what begins with a quote also ends with the one that closes it. */
static gboolean
is_closed (NixieSlice raw)
{
  return raw.length == 0 || raw.data[0] != '"' || skip_quoted (raw, 0) == raw.length;
}

gboolean
nixie_csv_is_sound (NixieSlice row, char separator)
{
  if (memchr (row.data, '"', row.length) == NULL)
    return TRUE;
  row = nixie_row_skip_mark (row);
  gsize at = 0;
  NixieSlice raw;
  while (next_field (row, separator, &at, &raw))
    if (!is_closed (raw))
      return FALSE;
  return TRUE;
}

/* How surely a column called NAME holds addresses: 0 is not at all, and "address" less than "e-mail", for it may be a street's. */
static guint
rate_name (const char *name)
{
  static const char *const names[] = { "email", "mail", "emailaddress", "mailaddress", "emailadresse", "mailadresse", "adresseemail",
                                       "adressemail", "subscriberemail", "recipientemail" };
  g_autoptr (GString) letters = g_string_new (NULL);
  for (const char *p = name; *p != '\0'; p++)
    if (strchr (" -_", *p) == NULL)
      g_string_append_c (letters, g_ascii_tolower (*p));
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (letters->str, names[i]) == 0)
      return 2;
  return strcmp (letters->str, "address") == 0 || strcmp (letters->str, "recipient") == 0 ? 1 : 0;
}

static gboolean
same_name (const char *a, const char *b)
{
  g_autofree char *valid_a = g_utf8_make_valid (a, -1), *valid_b = g_utf8_make_valid (b, -1); /* GLib reads past a cut character */
  g_autofree char *folded_a = g_utf8_casefold (valid_a, -1);
  g_autofree char *folded_b = g_utf8_casefold (valid_b, -1);
  return strcmp (folded_a, folded_b) == 0;
}

static void
set_no_column (NixieSlice header, char separator, const char *name, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  g_autoptr (GString) all = g_string_new (NULL);
  NixieSlice raw;
  for (gsize at = 0; all->len < 1000 && next_field (header, separator, &at, &raw);)
    {
      unquote (raw, field);
      g_string_append_printf (all, "%s'%s'", all->len > 0 ? ", " : "", field->str);
    }
  g_autofree char *shown = nixie_text_one_line (all->str, all->len, 1000);
  if (name != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("no column '%s'; there are: %s"), name, shown);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("no column is named like an address; choose one with --column: %s"), shown);
}

gboolean
nixie_csv_find_column (NixieSlice header, char separator, const char *name, guint *index, GError **error)
{
  g_autoptr (GString) field = g_string_new (NULL);
  header = nixie_row_skip_mark (header);
  gsize at = 0;
  NixieSlice raw;
  guint best = 0;
  for (guint i = 0; best < 2 && next_field (header, separator, &at, &raw); i++)
    {
      unquote (raw, field);
      const guint rate = name == NULL ? rate_name (field->str) : same_name (field->str, name) ? 2 : 0;
      if (rate > best)
        *index = i;
      best = MAX (best, rate);
    }
  if (best == 0)
    set_no_column (header, separator, name, error);
  return best > 0;
}

gboolean
nixie_csv_says_separator (NixieSlice row)
{
  row = nixie_row_skip_mark (row);
  while (row.length > 0 && (row.data[row.length - 1] == '\n' || row.data[row.length - 1] == '\r'))
    row.length--;
  return row.length == strlen ("sep=;") && nixie_slice_starts_nocase (row, "sep=");
}

gboolean
nixie_csv_is_utf16 (NixieSlice header)
{
  return header.length >= 2 && (memcmp (header.data, "\xff\xfe", 2) == 0 || memcmp (header.data, "\xfe\xff", 2) == 0);
}

/* Spreadsheets run a cell that begins with one of these, quoted or not; the last four are the full-width forms. An apostrophe before it
 * that is not ours gets one more, so that the first can always be taken off again. */
static gboolean
is_formula (const char *text)
{
  static const char *const starts[] = { "=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20" };
  text += strspn (text, "'");
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_str_has_prefix (text, starts[i]))
      return TRUE;
  return FALSE;
}

void
nixie_csv_unguard (GString *field)
{
  if (field->str[0] == '\'' && is_formula (field->str))
    g_string_erase (field, 0, 1);
}

static void
append_field (GString *out, const char *line, gboolean guarded)
{
  const gboolean quoted = strpbrk (line, ",\"") != NULL;
  if (quoted)
    g_string_append_c (out, '"');
  if (guarded && is_formula (line))
    g_string_append_c (out, '\'');
  for (const char *p = line; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *p);
    }
  g_string_append (out, quoted ? "\"," : ",");
}

void
nixie_csv_append (GString *out, const char *text)
{
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  append_field (out, line, TRUE);
}

void
nixie_csv_append_exact (GString *out, const char *text)
{
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  append_field (out, line, FALSE);
}

void
nixie_csv_end_row (GString *out)
{
  g_string_truncate (out, out->len - 1);
  g_string_append (out, "\r\n");
}
