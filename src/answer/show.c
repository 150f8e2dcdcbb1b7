/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See show.h.
 */
#include "config.h"

#include "answer/show.h"

#include "answer/history.h"
#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "recipient/address.h"

#include <string.h>

/* Of somebody else's list there may be a digest of the address. */
static gboolean
gather_digest (NixieStore *store, gint64 now_us, NixieKnown *known, GError **error)
{
  if (!nixie_store_digest_entry (store, known->address, now_us, &known->entry, error) || known->entry == NULL)
    return known->entry == NULL;
  g_clear_pointer (&known->history, g_ptr_array_unref);
  return nixie_store_history (store, known->entry->address, &known->history, error);
}

gboolean
nixie_known_gather (NixieStore *store, const char *address, gint64 now_us, NixieKnown *known, GError **error)
{
  known->address = address;
  if (!nixie_store_entry (store, address, &known->entry, error) || !nixie_store_history (store, address, &known->history, error)
      || !nixie_store_acts (store, &known->acts, error))
    return FALSE;
  if (known->entry == NULL && known->history->len == 0 && !gather_digest (store, now_us, known, error))
    return FALSE;
  return nixie_store_domain_entry (store, address, now_us, &known->domain, error);
}

gboolean
nixie_known_is_empty (const NixieKnown *known)
{
  return known->entry == NULL && known->domain == NULL && known->history->len == 0;
}

void
nixie_known_clear (NixieKnown *known)
{
  g_clear_pointer (&known->entry, nixie_entry_free);
  g_clear_pointer (&known->domain, nixie_entry_free);
  g_clear_pointer (&known->history, g_ptr_array_unref);
  g_clear_pointer (&known->acts, nixie_acts_free);
}

/* "  reason:       text"; nothing where TEXT is "". */
static void
append_row (GString *out, const char *label, const char *text)
{
  if (text[0] == '\0')
    return;
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  const glong width = g_utf8_strlen (label, -1);
  g_string_append_printf (out, "  %s:%*s%s\n", label, (int) MAX (1, 14 - width), "", line);
}

static char *
state_text (NixieState state, gint64 since_us, gint64 until_us, gboolean protected)
{
  GString *text = g_string_new (nixie_state_id (state));
  g_autofree char *since = nixie_clock_to_iso (since_us);
  g_autofree char *until = nixie_clock_to_iso (until_us);
  if (state != NIXIE_STATE_SUPPRESSED)
    return g_string_free (text, FALSE);
  if (since[0] != '\0')
    g_string_append_printf (text, _(" since %s"), since);
  if (until_us == NIXIE_TIME_FOREVER)
    g_string_append (text, _(", without end"));
  else
    g_string_append_printf (text, _(", until %s"), until);
  if (protected)
    g_string_append (text, _(", protected (removed only with --force)"));
  return g_string_free (text, FALSE);
}

static void
append_strands (GString *out, const NixieEntry *entry, gint64 now_us)
{
  guint n = 0;
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    n += entry->strands[kind].state != NIXIE_STATE_CLEAR;
  for (guint kind = 0; n > 1 && kind < NIXIE_N_STRANDS; kind++)
    {
      const NixieStrand *strand = &entry->strands[kind];
      if (strand->state == NIXIE_STATE_CLEAR)
        continue;
      g_autofree char *state
        = state_text (nixie_state_at (strand->state, strand->until_us, now_us), strand->since_us, strand->until_us, strand->protected);
      g_autofree char *text = g_strdup_printf ("%s, %s", nixie_reason_id (strand->reason), state);
      append_row (out, nixie_strand_id ((NixieStrandKind) kind), text);
    }
}

static void
append_entry (GString *out, const NixieEntry *entry, gint64 now_us)
{
  const NixieState state = nixie_entry_state (entry, now_us);
  g_autofree char *stands = state_text (state, nixie_record_since (entry), entry->until_us, entry->protected);
  g_autofree char *reason = g_strdup_printf ("%s (%s)", nixie_reason_id (entry->reason), _(nixie_reason_meaning (entry->reason)));
  g_autofree char *first = nixie_clock_to_iso (entry->first_us);
  g_autofree char *last = nixie_clock_to_iso (entry->last_us);
  g_autofree char *failures = g_strdup_printf (_("%u, %u of them hard; %u counted days"), entry->failures, entry->hard_failures,
                                               entry->counted_days);
  nixie_history_line (out, "", entry->address);
  append_row (out, _("state"), stands);
  append_row (out, _("reason"), nixie_record_reason (entry)[0] != '\0' ? reason : "");
  append_row (out, _("fault"), nixie_record_reason (entry)[0] != '\0' ? nixie_fault_id (nixie_reason_fault (entry->reason)) : "");
  append_row (out, _("class"), entry->class != NIXIE_CLASS_NONE ? nixie_class_id (entry->class) : "");
  append_row (out, _("status"), entry->status);
  append_row (out, _("reply"), entry->reply);
  append_row (out, _("words"), entry->diagnostic);
  append_row (out, _("source"), entry->source);
  append_row (out, _("first seen"), first);
  append_row (out, _("last seen"), last);
  append_row (out, _("failures"), entry->failures > 0 ? failures : "");
  append_row (out, _("written as"), strcmp (entry->display, entry->address) != 0 ? entry->display : "");
  append_strands (out, entry, now_us);
}

void
nixie_show_text (const NixieKnown *known, gint64 now_us, GString *out)
{
  const NixieHistory history = { known->settings, known->address, known->history, known->acts };
  if (known->entry != NULL)
    append_entry (out, known->entry, now_us);
  else if (known->history->len > 0)
    nixie_history_line (out, "", known->address);
  nixie_history_text (&history, out);
  if (known->domain != NULL)
    append_entry (out, known->domain, now_us);
}

void
nixie_show_json (const NixieKnown *known, gint64 now_us, GString *out)
{
  const NixieHistory history = { known->settings, known->address, known->history, known->acts };
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  if (known->entry != NULL)
    nixie_record_entry (&json, known->entry, now_us);
  else
    nixie_json_string (&json, "address", known->address);
  nixie_history_json (&history, &json);
  if (known->domain != NULL)
    {
      nixie_json_begin_object (&json, "domain");
      nixie_record_entry (&json, known->domain, now_us);
      nixie_json_end_object (&json);
    }
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
