/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See check.h. A million lines pass through here: what is mailed costs one look-up, only what is named costs more.
 */
#include "config.h"

#include "answer/check.h"

#include "answer/csv.h"
#include "answer/rows.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "policy/listed.h"
#include "recipient/address.h"

#include <stdio.h>
#include <string.h>

/* Where an address was read: an argument, or a line or row by its number. */
typedef struct {
  enum { ARGUMENT, LINE, ROW } unit;
  guint64 number;
} Place;

static void
say (const Place *place, const char *what)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, place->number);
  if (place->unit == ARGUMENT)
    fprintf (stderr, "%s\n", what);
  else if (place->unit == LINE)
    fprintf (stderr, _("line %s: %s\n"), number, what);
  else
    fprintf (stderr, _("row %s: %s\n"), number, what);
}

/* The entry that suppresses ADDRESS: its own, else its digest's, else its domain's. */
static gboolean
find_reason (NixieCheck *check, const char *address, NixieReason *reason, gboolean *by_domain, GError **error)
{
  g_autoptr (NixieEntry) entry = NULL;
  if (!nixie_store_entry (check->store, address, &entry, error))
    return FALSE;
  *by_domain = entry == NULL || nixie_entry_state (entry, check->now_us) != NIXIE_STATE_SUPPRESSED;
  if (*by_domain)
    {
      g_clear_pointer (&entry, nixie_entry_free);
      if (!nixie_store_digest_entry (check->store, address, check->now_us, &entry, error))
        return FALSE;
      *by_domain = entry == NULL || nixie_entry_state (entry, check->now_us) != NIXIE_STATE_SUPPRESSED;
    }
  if (*by_domain)
    {
      g_clear_pointer (&entry, nixie_entry_free);
      if (!nixie_store_domain_entry (check->store, address, check->now_us, &entry, error))
        return FALSE;
    }
  *reason = entry != NULL ? entry->reason : NIXIE_REASON_UNDEFINED;
  return TRUE;
}

static gboolean
name_suppressed (NixieCheck *check, const char *given, const char *address, const Place *place, GError **error)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  gboolean by_domain = FALSE;
  if (!find_reason (check, address, &reason, &by_domain, error))
    return FALSE;
  const char *named = nixie_hash_of (address) != NIXIE_HASH_NONE ? given : address;
  g_autofree char *shown = nixie_text_one_line (named, strlen (named), NIXIE_LIMIT_ADDRESS_BYTES * 4);
  g_autofree char *text = NULL;
  if (by_domain)
    text = g_strdup_printf (_("%s: suppressed: %s (as all of its domain)"), shown, nixie_reason_id (reason));
  else
    text = g_strdup_printf (_("%s: suppressed: %s"), shown, nixie_reason_id (reason));
  say (place, text);
  return TRUE;
}

/* "@example.com" may be asked about, but in a list it is an address that has lost its local part. */
static gboolean
canonical (NixieCheck *check, const char *text, gboolean listed, char **address, GError **error)
{
  if (!nixie_listed_address (check->settings, text, address, error))
    return FALSE;
  if (!listed || (*address)[0] != '@')
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("not an address: '%s': only a domain"), *address);
  return FALSE;
}

/* *MAY: whether TEXT may be mailed. Counts, and names what the mode asks for. */
static gboolean
judge (NixieCheck *check, const char *text, const Place *place, gboolean *may, GError **error)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *address = NULL;
  NixieState state = NIXIE_STATE_CLEAR;
  *may = FALSE;
  if (!canonical (check, text, place->unit != ARGUMENT, &address, &wrong))
    {
      check->no_address++;
      say (place, wrong->message);
      return TRUE;
    }
  if (!nixie_store_look_up (check->store, address, check->now_us, &state, error))
    return FALSE;
  *may = state != NIXIE_STATE_SUPPRESSED;
  check->may += *may;
  check->suppressed += !*may;
  return *may || check->mode != NIXIE_CHECK_NAME || name_suppressed (check, text, address, place, error);
}

static gboolean
pass_on (NixieCheck *check, gboolean may, NixieSlice bytes, GError **error)
{
  const gboolean wanted = check->mode == (may ? NIXIE_CHECK_FILTER : NIXIE_CHECK_SUPPRESSED);
  return !wanted || nixie_output_write (check->output, bytes.data, bytes.length, error);
}

gboolean
nixie_check_address (NixieCheck *check, const char *address, GError **error)
{
  const Place place = { ARGUMENT, 0 };
  gboolean may = FALSE;
  g_autofree char *text = nixie_row_address (nixie_slice_of (address));
  if (!judge (check, text, &place, &may, error))
    return FALSE;
  g_autofree char *line = g_strconcat (address, "\n", NULL);
  return pass_on (check, may, nixie_slice_of (line), error);
}

static gboolean
check_line (NixieCheck *check, const NixieRow *line, const Place *place, GError **error)
{
  gboolean may = FALSE;
  if (nixie_slice_trim_unseen (line->bytes).length == 0)
    return TRUE;
  if (line->cut)
    {
      check->no_address++;
      say (place, _("not an address: too long"));
      return TRUE;
    }
  g_autofree char *text = nixie_row_address (line->bytes);
  return judge (check, text, place, &may, error) && pass_on (check, may, line->bytes, error);
}

gboolean
nixie_check_lines (NixieCheck *check, int fd, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, NIXIE_LIMIT_ADDRESS_INPUT_LINE);
  for (;;)
    {
      NixieRow line;
      if (!nixie_rows_next (rows, nixie_row_measure_line, NULL, &line, error))
        return FALSE;
      if (line.bytes.data == NULL)
        return TRUE;
      const Place place = { LINE, nixie_rows_count (rows) };
      if (!check_line (check, &line, &place, error))
        return FALSE;
    }
}

/* A CSV as it is read. */
typedef struct {
  NixieCheck *check;
  NixieRows *rows;
  GString *field;
  char separator;
  guint column;
} Csv;

static gsize
measure_header (NixieSlice bytes, gboolean at_end, gconstpointer data)
{
  return nixie_csv_measure (bytes, at_end, nixie_csv_separator (bytes));
}

static gsize
measure_row (NixieSlice bytes, gboolean at_end, gconstpointer separator)
{
  return nixie_csv_measure (bytes, at_end, *(const char *) separator);
}

/* Beyond an unsound row nobody knows where a row begins, and some would be passed on unasked. */
static gboolean
check_sound (const Csv *csv, const NixieRow *row, GError **error)
{
  if (!row->cut && nixie_csv_is_sound (row->bytes, csv->separator))
    return TRUE;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, nixie_rows_count (csv->rows));
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA,
               row->cut ? _("standard input, row %s: too long; a quote may not be closed")
                        : _("standard input, row %s: a quoted field does not end as it should"),
               number);
  return FALSE;
}

static gboolean
refuse_header (const char *ground, GError **error)
{
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, "%s", ground);
  return FALSE;
}

/* A row that stands in the output whoever may be mailed. */
static gboolean
keep_row (const Csv *csv, const NixieRow *row, GError **error)
{
  return csv->check->mode == NIXIE_CHECK_NAME || nixie_output_write (csv->check->output, row->bytes.data, row->bytes.length, error);
}

static gboolean
read_header (Csv *csv, const char *column, GError **error)
{
  NixieRow header;
  if (!nixie_rows_next (csv->rows, measure_header, NULL, &header, error))
    return FALSE;
  if (header.bytes.data != NULL && nixie_csv_says_separator (header.bytes)
      && (!keep_row (csv, &header, error) || !nixie_rows_next (csv->rows, measure_header, NULL, &header, error)))
    return FALSE;
  if (header.bytes.data == NULL)
    return refuse_header (_("standard input is empty: a header row is expected"), error);
  if (nixie_csv_is_utf16 (header.bytes))
    return refuse_header (_("standard input is UTF-16: save it as CSV in UTF-8"), error);
  csv->separator = nixie_csv_separator (header.bytes);
  if (!check_sound (csv, &header, error) || !nixie_csv_find_column (header.bytes, csv->separator, column, &csv->column, error))
    return FALSE;
  return keep_row (csv, &header, error);
}

static gboolean
check_row (Csv *csv, const NixieRow *row, GError **error)
{
  const Place place = { ROW, nixie_rows_count (csv->rows) };
  gboolean may = FALSE;
  if (!check_sound (csv, row, error))
    return FALSE;
  if (nixie_slice_trim (row->bytes).length == 0)
    return TRUE;
  if (!nixie_csv_field (row->bytes, csv->separator, csv->column, csv->field))
    g_string_truncate (csv->field, 0);
  nixie_csv_unguard (csv->field);
  g_autofree char *text = nixie_row_address (nixie_slice (csv->field->str, csv->field->len));
  return judge (csv->check, text, &place, &may, error) && pass_on (csv->check, may, row->bytes, error);
}

gboolean
nixie_check_csv (NixieCheck *check, int fd, const char *column, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, NIXIE_CSV_ROW_BYTES);
  g_autoptr (GString) field = g_string_new (NULL);
  Csv csv = { check, rows, field, ',', 0 };
  if (!read_header (&csv, column, error))
    return FALSE;
  for (;;)
    {
      NixieRow row;
      if (!nixie_rows_next (rows, measure_row, &csv.separator, &row, error))
        return FALSE;
      if (row.bytes.data == NULL)
        return TRUE;
      if (!check_row (&csv, &row, error))
        return FALSE;
    }
}
