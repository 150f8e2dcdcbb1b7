/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See reader.h. The first row is kept: it is a header, or the first of the data.
 */
#include "config.h"

#include "answer/reader.h"

#include "answer/csv.h"
#include "answer/json-rows.h"
#include "answer/rows.h"
#include "base/i18n.h"
#include "policy/hash.h"
#include "recipient/address.h"

#include <string.h>

#define MOST_COLUMNS 2000 /* that are looked at in a header row */
#define NO_COLUMN G_MAXUINT

struct NixieReader {
  const NixieReaderPlan *plan;
  NixieRows *rows;
  NixieForm form;
  NixieSystemRow file;    /* a copy; its texts are static, but for a column that the user names */
  char separator;
  NixieJsonPlace place;
  GString *first;         /* data that recognising has read; NULL: none, or given */
  guint64 first_line;
  GArray *columns[NIXIE_N_PARTS]; /* guint: of CSV */
  GStrv names;            /* of CSV's columns, folded; NULL: it has none */
  GString *parts[NIXIE_N_PARTS];
  GString *field;
};

/* A file without a header row, and an address a line. */
static const NixieSystemRow plain_file = { "plain", "list", "", "", { "address", "", "", "", "", "", "", "", "", "" } };
static const NixieSystemRow ses_file = { "ses", "suppressions", "", "", { "address", "", "reason", "", "", "", "", "", "", "" } };

static const char *
name_of (const NixieReader *reader)
{
  return reader->plan->hint.name != NULL ? reader->plan->hint.name : _("standard input");
}

static gboolean
refuse (const NixieReader *reader, const char *ground, GError **error)
{
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, "%s: %s", name_of (reader), ground);
  return FALSE;
}

/* A row whose quotes do not end as they should is its first line and no more: else it would swallow others. */
static gsize
measure_csv (NixieSlice bytes, gboolean at_end, gconstpointer separator)
{
  const gsize length = nixie_csv_measure (bytes, at_end, *(const char *) separator);
  const gboolean sound = length == 0 || nixie_csv_is_sound (nixie_slice (bytes.data, length), *(const char *) separator);
  return sound ? length : nixie_row_measure_line (bytes, at_end, NULL);
}

static gboolean
is_json (NixieSlice bytes)
{
  const NixieSlice trimmed = nixie_slice_trim (bytes);
  return trimmed.length > 0 && (trimmed.data[0] == '{' || trimmed.data[0] == '[');
}

/* Of a file of which nothing is known: up to the end of a line tells what it is. */
static gsize
measure_first (NixieSlice bytes, gboolean at_end, gconstpointer place)
{
  if (is_json (nixie_row_skip_mark (bytes)))
    return nixie_json_measure (bytes, at_end, place);
  const char separator = nixie_csv_separator (bytes);
  return measure_csv (bytes, at_end, &separator);
}

static gboolean
read_row (NixieReader *reader, NixieRow *row, GError **error)
{
  switch (reader->form)
    {
    case NIXIE_FORM_LINES:
      return nixie_rows_next (reader->rows, nixie_row_measure_line, NULL, row, error);
    case NIXIE_FORM_CSV:
      return nixie_rows_next (reader->rows, measure_csv, &reader->separator, row, error);
    case NIXIE_FORM_JSON:
      return nixie_rows_next (reader->rows, nixie_json_measure, &reader->place, row, error);
    case NIXIE_FORM_ANY:
      break;
    }
  return nixie_rows_next (reader->rows, measure_first, &reader->place, row, error);
}

/* The names of the columns of HEADER, folded. */
static char **
read_header (NixieSlice header, char separator)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) field = g_string_new (NULL);
  NixieCsvWalk walk = nixie_csv_walk (header, separator);
  while (names->len < MOST_COLUMNS && nixie_csv_walk_next (&walk, field))
    g_ptr_array_add (names, nixie_column_fold (field->str));
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* The columns that hold the parts: of "a|b" the first that is there, of "a+b" all. */
static void
place_columns (NixieReader *reader, const char *const *names)
{
  g_strfreev (reader->names);
  reader->names = g_strdupv ((char **) names);
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    {
      const gboolean all = strchr (reader->file.columns[part], '+') != NULL;
      g_auto (GStrv) wanted = g_strsplit_set (reader->file.columns[part], "|+", -1);
      g_array_set_size (reader->columns[part], 0);
      for (char **want = wanted; *want != NULL && (all || reader->columns[part]->len == 0); want++)
        for (guint i = 0; names[i] != NULL; i++)
          if (**want != '\0' && strcmp (names[i], *want) == 0)
            {
              g_array_append_val (reader->columns[part], i);
              break;
            }
    }
}

/* COLUMNS: what stands in a header row, or the keys of an object. */
static gboolean
recognise (NixieReader *reader, const char *const *columns, GError **error)
{
  const NixieSystemRow *known = nixie_system_recognise (columns, &reader->plan->hint);
  g_autofree char *shown = g_strjoinv (", ", (char **) columns);
  g_autofree char *line = nixie_text_one_line (shown, strlen (shown), 300);
  g_autofree char *ground = NULL;
  if (known == NULL)
    ground = reader->plan->hint.system != NULL || reader->plan->hint.kind != NULL
               ? g_strdup_printf (_("not such a file; its columns are: %s"), line)
               : g_strdup_printf (_("its columns are none that nixie knows; choose one with --format=csv --column=NAME: %s"), line);
  else if (strcmp (known->kind, "members") == 0 || strcmp (known->kind, "allowed") == 0)
    ground = g_strdup_printf (_("%s's list of addresses that may be mailed: nothing in it is to be suppressed"), known->system);
  if (known == NULL || ground != NULL)
    return refuse (reader, ground, error);
  reader->file = *known;
  return TRUE;
}

/* The user names the column of the address: the rest is as in any CSV. */
static gboolean
use_column (NixieReader *reader, const char *const *columns, GError **error)
{
  g_autofree char *wanted = nixie_column_fold (reader->plan->column);
  const NixieSystemHint any = { "csv", NULL, NULL };
  const char *const address[] = { "address", NULL };
  reader->file = *nixie_system_recognise (address, &any);
  if (!g_strv_contains (columns, wanted))
    {
      g_autofree char *all = g_strjoinv (", ", (char **) columns);
      g_autofree char *line = nixie_text_one_line (all, strlen (all), 300);
      g_autofree char *ground = g_strdup_printf (_("no column '%s'; there are: %s"), reader->plan->column, line);
      return refuse (reader, ground, error);
    }
  reader->file.columns[NIXIE_PART_ADDRESS] = g_intern_string (wanted);
  return TRUE;
}

static gboolean
take_columns (NixieReader *reader, const char *const *columns, GError **error)
{
  if (!(reader->plan->column != NULL ? use_column (reader, columns, error) : recognise (reader, columns, error)))
    return FALSE;
  place_columns (reader, columns);
  return TRUE;
}

static void
keep_first (NixieReader *reader, NixieSlice row)
{
  reader->first = g_string_new_len (row.data, (gssize) row.length);
  reader->first_line = nixie_rows_line (reader->rows);
}

static void
collect_key (const char *key, const char *value, gpointer names)
{
  g_ptr_array_add (names, nixie_column_fold (key));
}

/* The first object says which. */
static gboolean
open_json (NixieReader *reader, NixieRow *row, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  reader->form = NIXIE_FORM_JSON;
  NixieJsonRow kind = NIXIE_JSON_BETWEEN;
  while (row->bytes.data != NULL && !row->cut && (kind = nixie_json_pass (row->bytes, &reader->place)) == NIXIE_JSON_BETWEEN)
    if (!read_row (reader, row, error))
      return FALSE;
  if (row->bytes.data == NULL)
    return refuse (reader, _("no object with an address in it"), error);
  if (row->cut || kind == NIXIE_JSON_BAD)
    return refuse (reader, _("not JSON"), error);
  nixie_json_members (row->bytes, collect_key, names);
  g_ptr_array_add (names, NULL);
  keep_first (reader, row->bytes);
  return take_columns (reader, (const char *const *) names->pdata, error);
}

static gboolean
is_address (const char *text)
{
  g_autofree char *address = NULL;
  g_autofree char *bare = nixie_row_address (nixie_slice_of (text));
  return nixie_hash_of (bare) != NIXIE_HASH_NONE || nixie_address_canonical (bare, TRUE, &address, NULL);
}

/* Amazon's imports have no header row: "a@example.com,BOUNCE". */
static gboolean
is_bare_ses (char **cells)
{
  return cells[0] != NULL && cells[1] != NULL && (strcmp (cells[1], "bounce") == 0 || strcmp (cells[1], "complaint") == 0);
}

/* A first row without a header; FALSE where it is one. */
static gboolean
open_bare (NixieReader *reader, NixieSlice row, char **cells)
{
  const gboolean lines = cells[0] != NULL && cells[1] == NULL && reader->form == NIXIE_FORM_ANY;
  if (cells[0] == NULL || !is_address (cells[0]) || !(lines || is_bare_ses (cells)))
    return FALSE;
  const char *const names[] = { "address", "reason", NULL };
  reader->form = lines ? NIXIE_FORM_LINES : NIXIE_FORM_CSV;
  reader->file = lines ? plain_file : ses_file;
  place_columns (reader, names);
  keep_first (reader, row);
  return TRUE;
}

static gboolean
open_csv (NixieReader *reader, const NixieRow *row, GError **error)
{
  if (row->cut || !nixie_csv_is_sound (row->bytes, reader->separator))
    return refuse (reader, _("the header row does not end as it should; a quote may not be closed"), error);
  reader->separator = nixie_csv_separator (row->bytes);
  g_auto (GStrv) names = read_header (row->bytes, reader->separator);
  if (open_bare (reader, row->bytes, names))
    return TRUE;
  if (names[0] != NULL && is_address (names[0]))
    return refuse (reader, _("no header row: say --format=plain for an address a line"), error);
  reader->form = NIXIE_FORM_CSV;
  return take_columns (reader, (const char *const *) names, error);
}

/* gzip, xz and zstd by their first octets, zip and what is one (.xlsx, .ods), and the older .xls. */
static gboolean
is_packed (NixieSlice bytes)
{
  static const char *const magic[] = { "\x1f\x8b", "\3757zXZ", "\x28\xb5\x2f\xfd", "PK\003\004", "\xd0\xcf\x11\xe0" };
  for (gsize i = 0; i < G_N_ELEMENTS (magic); i++)
    if (bytes.length >= strlen (magic[i]) && memcmp (bytes.data, magic[i], strlen (magic[i])) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
recognise_first (NixieReader *reader, GError **error)
{
  NixieRow row;
  do
    if (!read_row (reader, &row, error))
      return FALSE;
  while (row.bytes.data != NULL && !row.cut && (nixie_slice_trim_unseen (row.bytes).length == 0 || nixie_csv_says_separator (row.bytes)));
  if (row.bytes.data == NULL)
    {
      reader->form = NIXIE_FORM_LINES;
      reader->file = plain_file;
      return TRUE;
    }
  if (nixie_csv_is_utf16 (row.bytes))
    return refuse (reader, _("is UTF-16: save it in UTF-8"), error);
  if (is_packed (row.bytes))
    return refuse (reader, _("is compressed, or a spreadsheet: unpack it, or save it as CSV"), error);
  if (row.bytes.length > 0 && memchr (row.bytes.data, '\0', row.bytes.length) != NULL)
    return refuse (reader, _("is not text"), error);
  return reader->form == NIXIE_FORM_JSON || (reader->form == NIXIE_FORM_ANY && is_json (nixie_row_skip_mark (row.bytes)))
           ? open_json (reader, &row, error)
           : open_csv (reader, &row, error);
}

gboolean
nixie_reader_open (int fd, const NixieReaderPlan *plan, NixieReader **reader, GError **error)
{
  g_autoptr (NixieReader) made = g_new0 (NixieReader, 1);
  made->plan = plan;
  made->rows = nixie_rows_new (fd, NIXIE_CSV_ROW_BYTES);
  nixie_rows_set_name (made->rows, plan->hint.name);
  made->form = plan->form;
  made->separator = ',';
  made->field = g_string_new (NULL);
  made->file = plain_file;
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    {
      made->parts[part] = g_string_new (NULL);
      made->columns[part] = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  if (plan->form != NIXIE_FORM_LINES && !recognise_first (made, error))
    return FALSE;
  *reader = g_steal_pointer (&made);
  return TRUE;
}

const NixieSystemRow *
nixie_reader_file (const NixieReader *reader)
{
  return &reader->file;
}

static void
add_part (NixieReader *reader, guint part, const char *text)
{
  GString *value = reader->parts[part];
  if (value->len > 0 && *text != '\0')
    g_string_append_c (value, part == NIXIE_PART_STATE ? '\n' : ' ');
  g_string_append (value, text);
}

/* Whether TEXT, in a column that says one thing, is a yes or a no: 1, -1, else 0. */
static int
answer_of (const char *text)
{
  static const char *const yes[] = { "yes", "y", "true", "t", "1", "ja", "oui", "si", NULL };
  static const char *const no[] = { "no", "n", "false", "f", "0", "nein", "non", NULL };
  g_autofree char *folded = g_ascii_strdown (text, -1);
  g_strstrip (folded);
  return g_strv_contains (yes, folded) ? 1 : g_strv_contains (no, folded) ? -1 : 0;
}

/* "yes" under "Unsubscribed" is "unsubscribed", where the tables know that word. NAME is folded. */
static void
add_state (NixieReader *reader, const char *name, const char *text)
{
  const int answer = answer_of (text);
  g_autofree char *said = answer != 0 ? g_strconcat (answer < 0 ? "not " : "", name, NULL) : NULL;
  const NixieGroundRow *row = said != NULL ? nixie_ground_find (&reader->file, said) : NULL;
  add_part (reader, NIXIE_PART_STATE, row != NULL && !row->by_words ? said : text);
}

/* NUL, which ends no text here. */
static void
clean_field (GString *field)
{
  g_autofree char *clean = strlen (field->str) < field->len ? nixie_slice_dup (nixie_slice (field->str, field->len)) : NULL;
  if (clean != NULL)
    g_string_assign (field, clean);
}

static const char *
read_csv (NixieReader *reader, NixieSlice row)
{
  const gboolean ours = strcmp (reader->file.system, "nixie") == 0;
  if (!nixie_csv_is_sound (row, reader->separator))
    return _("a quoted field does not end as it should");
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    for (guint i = 0; i < reader->columns[part]->len; i++)
      {
        if (!nixie_csv_field (row, reader->separator, g_array_index (reader->columns[part], guint, i), reader->field))
          continue;
        clean_field (reader->field);
        if (ours)
          nixie_csv_unguard (reader->field);
        if (part == NIXIE_PART_STATE && !ours)
          add_state (reader, reader->names[g_array_index (reader->columns[part], guint, i)], reader->field->str);
        else
          add_part (reader, part, reader->field->str);
      }
  return NULL;
}

static void
take_member (const char *key, const char *value, gpointer data)
{
  NixieReader *reader = data;
  g_autofree char *name = nixie_column_fold (key);
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    if (nixie_column_is (name, reader->file.columns[part]))
      {
        const gboolean all = strchr (reader->file.columns[part], '+') != NULL;
        if (part == NIXIE_PART_STATE && strcmp (reader->file.system, "nixie") != 0)
          add_state (reader, name, value);
        else if (all || reader->parts[part]->len == 0)
          add_part (reader, part, value);
      }
}

/* A line that begins with "# " is a comment: people keep such lists. */
static gboolean
read_line (NixieReader *reader, NixieSlice row)
{
  const NixieSlice line = nixie_slice_trim_unseen (row);
  if (line.length == 0 || nixie_slice_starts_nocase (line, "# ") || nixie_slice_equal_nocase (line, "#"))
    return FALSE;
  g_autofree char *text = nixie_slice_dup (line);
  add_part (reader, NIXIE_PART_ADDRESS, text);
  return TRUE;
}

/* FALSE: there is nothing in it. */
static gboolean
read_parts (NixieReader *reader, NixieSlice bytes, NixieForeignRow *row)
{
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    g_string_truncate (reader->parts[part], 0);
  switch (reader->form)
    {
    case NIXIE_FORM_ANY:
    case NIXIE_FORM_LINES:
      return read_line (reader, bytes);
    case NIXIE_FORM_CSV:
      if (nixie_slice_trim (bytes).length == 0)
        return FALSE;
      row->bad = read_csv (reader, bytes);
      return TRUE;
    case NIXIE_FORM_JSON:
      break;
    }
  nixie_json_members (bytes, take_member, reader);
  return TRUE;
}

/* What a row is before it is read: JSON has some between the objects. */
static gboolean
take_row (NixieReader *reader, const NixieRow *bytes, NixieForeignRow *row)
{
  *row = (NixieForeignRow){ .line = nixie_rows_line (reader->rows) };
  const gboolean json = reader->form == NIXIE_FORM_JSON && !bytes->cut;
  const NixieJsonRow kind = json ? nixie_json_pass (bytes->bytes, &reader->place) : NIXIE_JSON_RECORD;
  if (bytes->cut)
    row->bad = _("too long; a quote may not be closed");
  else if (kind == NIXIE_JSON_BAD)
    row->bad = _("not JSON");
  return kind != NIXIE_JSON_BETWEEN && (row->bad != NULL || read_parts (reader, bytes->bytes, row));
}

static gboolean
take_first (NixieReader *reader, NixieForeignRow *row)
{
  g_autoptr (GString) first = g_steal_pointer (&reader->first);
  *row = (NixieForeignRow){ .line = reader->first_line };
  return read_parts (reader, nixie_slice (first->str, first->len), row);
}

gboolean
nixie_reader_next (NixieReader *reader, NixieForeignRow *row, GError **error)
{
  gboolean found = reader->first != NULL && take_first (reader, row);
  while (!found)
    {
      NixieRow bytes;
      if (!read_row (reader, &bytes, error))
        return FALSE;
      if (bytes.bytes.data == NULL)
        {
          *row = (NixieForeignRow){ .line = 0 };
          return TRUE;
        }
      found = take_row (reader, &bytes, row);
    }
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    row->parts[part] = reader->parts[part]->str;
  return TRUE;
}

void
nixie_reader_free (NixieReader *reader)
{
  if (reader == NULL)
    return;
  for (guint part = 0; part < NIXIE_N_PARTS; part++)
    {
      g_clear_pointer (&reader->columns[part], g_array_unref);
      if (reader->parts[part] != NULL)
        g_string_free (reader->parts[part], TRUE);
    }
  if (reader->first != NULL)
    g_string_free (reader->first, TRUE);
  if (reader->field != NULL)
    g_string_free (reader->field, TRUE);
  g_strfreev (reader->names);
  nixie_rows_free (reader->rows);
  g_free (reader);
}
