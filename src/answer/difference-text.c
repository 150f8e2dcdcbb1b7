/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One entry that would change, as a line for people or as JSON (nixie-json(5)).
 */
#include "config.h"

#include "answer/difference.h"

#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

/* "suppressed (mailbox-full), until 2026-11-21T10:00:00Z" */
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

/* When the strand that is shown began to suppress. */
static void
append_since (GString *text, const NixieEntry *before, const NixieEntry *after)
{
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    {
      const NixieStrand *old = &before->strands[kind], *new = &after->strands[kind];
      g_autofree char *since = nixie_clock_to_iso (new->since_us);
      if (old->since_us != NIXIE_TIME_NONE && since[0] != '\0' && old->since_us != new->since_us)
        g_string_append_printf (text, _(", since %s"), since);
    }
}

/* What else is not the same. */
static char *
details_text (const NixieEntry *before, const NixieEntry *after)
{
  GString *text = g_string_new (NULL);
  if (before == NULL || after == NULL)
    return g_string_free (text, FALSE);
  append_since (text, before, after);
  if (before->counted_days != after->counted_days)
    g_string_append_printf (text, _(", counted days %u → %u"), before->counted_days, after->counted_days);
  if (before->protected != after->protected && before->state == after->state)
    g_string_append (text, after->protected ? _(", protected from now on") : _(", protected no more"));
  if (before->failures != after->failures || before->hard_failures != after->hard_failures)
    g_string_append_printf (text, _(", failures %u → %u"), before->failures, after->failures);
  return g_string_free (text, FALSE);
}

static void
append_lines (GString *out, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    {
      const NixieSettingLine *line = lines->pdata[i];
      g_string_append_printf (out, "%s[%s] %s=%s", i > 0 ? ", " : "", line->group, line->key, line->value);
    }
}

static void
append_ground (GString *out, const NixieGround *ground, const NixieDifference *difference)
{
  g_string_append (out, "; ");
  switch (ground->because)
    {
    case NIXIE_BECAUSE_SETTINGS:
      append_lines (out, ground->lines);
      return;
    case NIXIE_BECAUSE_DEFAULT:
      g_string_append_printf (out, _("by default ('nixie explain %s' says more)"), nixie_reason_id (difference->after->reason));
      return;
    case NIXIE_BECAUSE_BRAKE:
      g_string_append_printf (out, "%s%s", _("the brake"), ground->lines->len > 0 ? ": " : "");
      append_lines (out, ground->lines);
      return;
    case NIXIE_BECAUSE_HISTORY:
      g_string_append (out, _("the entry is not what its history comes to, under settings that have not changed"));
      return;
    case NIXIE_BECAUSE_NO_ENTRY:
      g_string_append (out, _("a history without an entry"));
      return;
    case NIXIE_BECAUSE_NO_EVENTS:
      g_string_append (out, _("an entry without a history"));
      return;
    case NIXIE_BECAUSE_DAMAGE:
      g_string_append (out, _("the entry is damaged"));
      return;
    }
}

void
nixie_difference_text (const NixieDifference *difference, const NixieGround *ground, gint64 now_us, GString *out)
{
  g_autofree char *before = entry_text (difference->before, now_us);
  g_autofree char *after = entry_text (difference->after, now_us);
  g_autofree char *details = details_text (difference->before, difference->after);
  g_autoptr (GString) line = g_string_new (difference->address);
  g_string_append_printf (line, ": %s", before);
  if (strcmp (before, after) != 0)
    g_string_append_printf (line, " → %s", after);
  g_string_append (line, strcmp (before, after) == 0 && details[0] == '\0' ? _(", in what stands beside it") : details);
  if (ground != NULL)
    append_ground (line, ground, difference);
  g_autofree char *shown = nixie_text_one_line (line->str, line->len, G_MAXSIZE);
  g_string_append_printf (out, "%s\n", shown);
}

static void
write_entry (NixieJson *json, const char *key, const NixieEntry *entry, gint64 now_us)
{
  if (entry == NULL)
    return;
  nixie_json_begin_object (json, key);
  nixie_record_entry (json, entry, now_us);
  nixie_json_end_object (json);
}

static void
write_lines (NixieJson *json, const GPtrArray *lines)
{
  nixie_json_begin_array (json, "settings");
  for (guint i = 0; i < lines->len; i++)
    {
      const NixieSettingLine *line = lines->pdata[i];
      nixie_json_begin_object (json, NULL);
      nixie_json_string (json, "group", line->group);
      nixie_json_string (json, "key", line->key);
      nixie_json_text (json, "value", line->value);
      nixie_json_end_object (json);
    }
  nixie_json_end_array (json);
}

void
nixie_difference_json (const NixieDifference *difference, const NixieGround *ground, gint64 now_us, GString *out)
{
  static const char *const words[] = {
    [NIXIE_BECAUSE_SETTINGS] = "settings", [NIXIE_BECAUSE_DEFAULT] = "default",     [NIXIE_BECAUSE_HISTORY] = "history",
    [NIXIE_BECAUSE_NO_ENTRY] = "no-entry", [NIXIE_BECAUSE_NO_EVENTS] = "no-events", [NIXIE_BECAUSE_DAMAGE] = "damage",
    [NIXIE_BECAUSE_BRAKE] = "brake",
  };
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "address", difference->address);
  write_entry (&json, "before", difference->before, now_us);
  write_entry (&json, "after", difference->after, now_us);
  if (ground != NULL)
    nixie_json_string (&json, "because", words[ground->because]);
  if (ground != NULL && ground->lines->len > 0)
    write_lines (&json, ground->lines);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
