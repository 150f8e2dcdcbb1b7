/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See difference.h.
 */
#include "config.h"

#include "answer/difference.h"

#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"

#include <string.h>

typedef struct {
  const NixieDifferencesQuery *query;
  NixieOutput *output;
  GString *line;
  guint64 n;
} Writer;

/* "suppressed (no-such-user) until …" */
static char *
entry_text (const NixieEntry *entry, gint64 now_us)
{
  GString *text = g_string_new (nixie_state_id (entry != NULL ? nixie_entry_state (entry, now_us) : NIXIE_STATE_CLEAR));
  const char *reason = entry != NULL ? nixie_record_reason (entry) : "";
  g_autofree char *until = nixie_clock_to_iso (entry != NULL ? entry->until_us : NIXIE_TIME_NONE);
  if (reason[0] != '\0')
    g_string_append_printf (text, " (%s)", reason);
  if (until[0] != '\0')
    g_string_append_printf (text, _(", until %s"), until);
  return g_string_free (text, FALSE);
}

static void
put_entry (NixieJson *json, const char *key, const NixieEntry *entry, gint64 now_us)
{
  if (entry == NULL)
    return;
  nixie_json_begin_object (json, key);
  nixie_record_entry (json, entry, now_us);
  nixie_json_end_object (json);
}

static void
append_json (GString *out, const NixieDifference *difference, gint64 now_us)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "address", difference->address);
  put_entry (&json, "before", difference->before, now_us);
  put_entry (&json, "after", difference->after, now_us);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

static void
append_text (GString *out, const NixieDifference *difference, gint64 now_us)
{
  g_autofree char *address = nixie_text_one_line (difference->address, strlen (difference->address), G_MAXSIZE);
  g_autofree char *before = entry_text (difference->before, now_us);
  g_autofree char *after = entry_text (difference->after, now_us);
  g_string_append_printf (out, "%s: %s → %s\n", address, before, after);
}

/* What people ask about: a count or a time that alone is another is none. */
static gboolean
is_shown (const NixieDifference *difference)
{
  const NixieEntry *before = difference->before, *after = difference->after;
  if (before == NULL || after == NULL)
    return TRUE;
  return before->state != after->state || before->reason != after->reason || before->until_us != after->until_us;
}

static gboolean
write_difference (const NixieDifference *difference, gpointer data, GError **error)
{
  Writer *writer = data;
  if (difference->damaged_events != NULL)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, "%s: %s", difference->address, difference->damaged_events);
      return FALSE;
    }
  if (!is_shown (difference))
    return TRUE;
  writer->n++;
  g_string_truncate (writer->line, 0);
  (writer->query->json ? append_json : append_text) (writer->line, difference, writer->query->now_us);
  return nixie_output_write (writer->output, writer->line->str, writer->line->len, error);
}

gboolean
nixie_differences_write (NixieStore *store, const NixieDifferencesQuery *query, NixieOutput *output, guint64 *n, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  Writer writer = { query, output, line, 0 };
  const NixieDifferenceQuery asked = { write_difference, &writer, query->acts };
  if (!nixie_store_each_difference (store, &asked, error))
    return FALSE;
  *n = writer.n;
  return TRUE;
}
