/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See list.h. Streams: nothing is gathered, so the columns of the text form have fixed widths.
 */
#include "config.h"

#include "answer/list.h"

#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "recipient/address.h"

#include <string.h>

typedef struct {
  const NixieListQuery *query;
  NixieOutput *output;
  GString *line;
  guint64 rows;
} Writer;

gboolean
nixie_list_query_set_domain (NixieListQuery *query, const char *domain, GError **error)
{
  g_autofree char *scope = NULL;
  if (!nixie_address_domain_scope (domain, &scope))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--domain=%s: not a domain"), domain);
      return FALSE;
    }
  g_free (query->domain);
  query->domain = g_steal_pointer (&scope);
  return TRUE;
}

void
nixie_list_query_clear (NixieListQuery *query)
{
  g_clear_pointer (&query->domain, g_free);
}

gboolean
nixie_list_query_passes (const NixieListQuery *query, const NixieEntry *entry)
{
  if (query->by_state && nixie_entry_state (entry, query->now_us) != query->state)
    return FALSE;
  if (query->by_reason && entry->reason != query->reason)
    return FALSE;
  if (query->since_us != NIXIE_TIME_NONE && entry->last_us < query->since_us)
    return FALSE;
  return query->domain == NULL || nixie_address_is_at (entry->address, query->domain);
}

/* TEXT and spaces up to WIDTH; two at least. */
static void
append_column (GString *out, const char *text, glong width)
{
  const glong length = g_utf8_strlen (text, -1);
  g_string_append_printf (out, "%s%*s", text, (int) MAX (2, width - length), "");
}

static void
append_text_row (GString *out, const char *address, const char *state, const char *reason, const char *last)
{
  append_column (out, address, 40);
  append_column (out, state, 12);
  append_column (out, reason, 22);
  g_string_append_printf (out, "%s\n", last);
}

static void
append_text (GString *out, const NixieEntry *entry, gint64 now_us)
{
  g_autofree char *last = nixie_clock_to_iso (entry->last_us);
  g_autofree char *address = nixie_text_one_line (entry->address, strlen (entry->address), G_MAXSIZE);
  append_text_row (out, address, nixie_state_id (nixie_entry_state (entry, now_us)), nixie_record_reason (entry), last);
}

static void
append_plain (GString *out, const NixieEntry *entry)
{
  g_autofree char *address = nixie_text_one_line (entry->address, strlen (entry->address), G_MAXSIZE);
  g_string_append_printf (out, "%s\n", address);
}

static void
append_json (GString *out, const NixieEntry *entry, gint64 now_us)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_record_entry (&json, entry, now_us);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

static void
append_entry (Writer *writer, const NixieEntry *entry)
{
  switch (writer->query->form)
    {
    case NIXIE_LIST_TEXT:
      append_text (writer->line, entry, writer->query->now_us);
      return;
    case NIXIE_LIST_PLAIN:
      append_plain (writer->line, entry);
      return;
    case NIXIE_LIST_CSV:
      nixie_record_csv_row (writer->line, entry, writer->query->now_us);
      return;
    case NIXIE_LIST_JSONL:
      append_json (writer->line, entry, writer->query->now_us);
      return;
    }
}

static gboolean
flush (Writer *writer, GError **error)
{
  const gboolean good = nixie_output_write (writer->output, writer->line->str, writer->line->len, error);
  g_string_truncate (writer->line, 0);
  return good;
}

static gboolean
write_entry (const NixieEntry *entry, gpointer data, GError **error)
{
  Writer *writer = data;
  if (!nixie_list_query_passes (writer->query, entry))
    return TRUE;
  append_entry (writer, entry);
  writer->rows++;
  if (writer->query->tick != NULL)
    writer->query->tick (writer->rows, writer->query->tick_data);
  return flush (writer, error);
}

gboolean
nixie_list_write (NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  Writer writer = { query, output, line, 0 };
  if (query->form == NIXIE_LIST_CSV)
    nixie_record_csv_header (line);
  return flush (&writer, error) && nixie_store_each_entry (store, write_entry, &writer, error);
}
