/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See export.h. Machines read these files: an address stands as it is, also one that a spreadsheet would take for a formula.
 */
#include "config.h"

#include "answer/export.h"

#include "answer/csv.h"
#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"
#include "policy/hash.h"

#include <string.h>

#define POSTMARK_MOST 50 /* addresses in one call */

typedef struct {
  NixieExport *export;
  NixieOutput *output;
  GString *line;
  guint in_line; /* addresses, of Postmark */
  guint64 rows;
} Writer;

gboolean
nixie_export_form (const char *format, const char *kind, NixieExportForm *form, GError **error)
{
  static const struct {
    const char *format, *kind; /* NULL: it has one list only */
    NixieExportForm form;
  } forms[] = {
    { "ses", NULL, NIXIE_EXPORT_SES },
    { "mailgun", "bounces", NIXIE_EXPORT_MAILGUN_BOUNCES },
    { "mailgun", "complaints", NIXIE_EXPORT_MAILGUN_COMPLAINTS },
    { "mailgun", "unsubscribes", NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES },
    { "sendgrid", NULL, NIXIE_EXPORT_SENDGRID },
    { "postmark", NULL, NIXIE_EXPORT_POSTMARK },
    { "mailchimp", "cleaned", NIXIE_EXPORT_MAILCHIMP_CLEANED },
    { "mailchimp", "unsubscribes", NIXIE_EXPORT_MAILCHIMP_UNSUBSCRIBES },
  };
  g_autoptr (GString) kinds = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if (strcmp (forms[i].format, format) != 0)
        continue;
      if (g_strcmp0 (forms[i].kind, kind) == 0)
        {
          *form = forms[i].form;
          return TRUE;
        }
      if (forms[i].kind != NULL)
        g_string_append_printf (kinds, "%s%s", kinds->len > 0 ? ", " : "", forms[i].kind);
    }
  if (kinds->len > 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s takes a file for each of its lists: choose one with --kind: %s"), format,
                 kinds->str);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--kind is not for --format=%s"), format);
  return FALSE;
}

static gboolean
is_request (const NixieEntry *entry)
{
  return entry->reason == NIXIE_REASON_COMPLAINT || entry->reason == NIXIE_REASON_OPT_OUT;
}

/* Whether FORM has a place for a suppressed ENTRY: other systems take no digests, with a domain behind them or without. */
static gboolean
holds (NixieExportForm form, const NixieEntry *entry)
{
  const gboolean hard = entry->class == NIXIE_CLASS_HARD, complaint = entry->reason == NIXIE_REASON_COMPLAINT;
  if (entry->address[0] == '@' || nixie_hash_of (entry->address) != NIXIE_HASH_NONE)
    return FALSE;
  switch (form)
    {
    case NIXIE_EXPORT_SES:
      return hard || complaint;
    case NIXIE_EXPORT_MAILGUN_BOUNCES:
      return entry->class != NIXIE_CLASS_NONE;
    case NIXIE_EXPORT_MAILGUN_COMPLAINTS:
      return complaint;
    case NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES:
      return entry->class == NIXIE_CLASS_NONE && !complaint;
    case NIXIE_EXPORT_MAILCHIMP_CLEANED:
      return hard && !is_request (entry);
    case NIXIE_EXPORT_MAILCHIMP_UNSUBSCRIBES:
      return !hard || is_request (entry);
    case NIXIE_EXPORT_SENDGRID:
    case NIXIE_EXPORT_POSTMARK:
      break;
    }
  return TRUE;
}

/* "Fri, 13 Nov 2026 10:00:00 UTC" */
static void
append_mailgun_date (GString *out, gint64 time_us)
{
  static const char *const days[] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  if (time_us == NIXIE_TIME_NONE || time == NULL)
    return;
  g_autofree char *clock = g_date_time_format (time, "%Y %H:%M:%S");
  g_string_append_printf (out, "\"%s, %02d %s %s UTC\"", days[nixie_clock_day (time_us) % 7], g_date_time_get_day_of_month (time),
                          months[g_date_time_get_month (time) - 1], clock);
}

static void
append_postmark (Writer *writer, const NixieEntry *entry)
{
  NixieJson json;
  g_string_append (writer->line, writer->in_line == 0 ? "{\"Suppressions\":[" : ",");
  nixie_json_init (&json, writer->line);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "EmailAddress", entry->address);
  nixie_json_end_object (&json);
  writer->in_line++;
}

static void
append_mailgun (GString *out, NixieExportForm form, const NixieEntry *entry)
{
  const gint64 since_us = nixie_record_since (entry);
  if (form == NIXIE_EXPORT_MAILGUN_BOUNCES)
    {
      nixie_csv_append (out, entry->reply[0] != '\0' ? entry->reply : "550");
      nixie_csv_append (out, entry->diagnostic[0] != '\0' ? entry->diagnostic : nixie_reason_id (entry->reason));
    }
  else if (form == NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES)
    g_string_append (out, "*,");
  append_mailgun_date (out, since_us);
  g_string_append (out, "\r\n");
}

static void
append_row (Writer *writer, const NixieEntry *entry)
{
  GString *out = writer->line;
  if (writer->export->form == NIXIE_EXPORT_POSTMARK)
    {
      append_postmark (writer, entry);
      return;
    }
  nixie_csv_append_exact (out, entry->address);
  switch (writer->export->form)
    {
    case NIXIE_EXPORT_SES:
      g_string_append (out, entry->reason == NIXIE_REASON_COMPLAINT ? "COMPLAINT\n" : "BOUNCE\n");
      return;
    case NIXIE_EXPORT_MAILGUN_BOUNCES:
    case NIXIE_EXPORT_MAILGUN_COMPLAINTS:
    case NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES:
      append_mailgun (out, writer->export->form, entry);
      return;
    case NIXIE_EXPORT_SENDGRID:
    case NIXIE_EXPORT_POSTMARK:
    case NIXIE_EXPORT_MAILCHIMP_CLEANED:
    case NIXIE_EXPORT_MAILCHIMP_UNSUBSCRIBES:
      break;
    }
  nixie_csv_end_row (out);
}

static const char *
header (NixieExportForm form)
{
  switch (form)
    {
    case NIXIE_EXPORT_SES:
    case NIXIE_EXPORT_POSTMARK:
      break;
    case NIXIE_EXPORT_MAILGUN_BOUNCES:
      return "address,code,error,created_at\r\n";
    case NIXIE_EXPORT_MAILGUN_COMPLAINTS:
      return "address,created_at\r\n";
    case NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES:
      return "address,tags,created_at\r\n";
    case NIXIE_EXPORT_SENDGRID:
      return "email\r\n";
    case NIXIE_EXPORT_MAILCHIMP_CLEANED:
    case NIXIE_EXPORT_MAILCHIMP_UNSUBSCRIBES:
      return "Email Address\r\n";
    }
  return "";
}

static gboolean
flush (Writer *writer, gboolean at_end, GError **error)
{
  if (writer->in_line == POSTMARK_MOST || (at_end && writer->in_line > 0))
    {
      g_string_append (writer->line, "]}\n");
      writer->in_line = 0;
    }
  if (writer->in_line > 0)
    return TRUE;
  const gboolean written = nixie_output_write (writer->output, writer->line->str, writer->line->len, error);
  g_string_truncate (writer->line, 0);
  return written;
}

static gboolean
write_entry (const NixieEntry *entry, gpointer data, GError **error)
{
  Writer *writer = data;
  const NixieListQuery *query = writer->export->query;
  if (nixie_entry_state (entry, query->now_us) != NIXIE_STATE_SUPPRESSED || !nixie_list_query_passes (query, entry))
    return TRUE;
  if (!holds (writer->export->form, entry))
    {
      writer->export->left_out++;
      return TRUE;
    }
  append_row (writer, entry);
  writer->rows++;
  if (query->tick != NULL)
    query->tick (writer->rows, query->tick_data);
  return flush (writer, FALSE, error);
}

gboolean
nixie_export_write (NixieStore *store, NixieExport *export, NixieOutput *output, GError **error)
{
  g_autoptr (GString) line = g_string_new (header (export->form));
  Writer writer = { export, output, line, 0, 0 };
  return nixie_store_each_entry (store, write_entry, &writer, error) && flush (&writer, TRUE, error);
}
