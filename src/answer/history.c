/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See history.h.
 */
#include "config.h"

#include "answer/history.h"

#include "answer/acts.h"
#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

#define INDENT "    "
#define INDENT_BELOW "                          " /* as wide as a time behind INDENT */

static void
append_line (GString *out, const char *indent, const char *text)
{
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  if (line[0] != '\0')
    g_string_append_printf (out, "%s%s\n", indent, line);
}

static void
append_word (GString *text, const char *word)
{
  if (word[0] != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", word);
}

/* "no-such-user, hard, 5.1.1 550: 550 5.1.1 unknown" */
static char *
outcome_text (const NixieEvent *event)
{
  GString *text = g_string_new (nixie_reason_id (event->reason));
  if (event->ground != event->reason)
    g_string_append_printf (text, " (%s)", nixie_reason_id (event->ground));
  if (event->class != NIXIE_CLASS_NONE)
    append_word (text, nixie_class_id (event->class));
  append_word (text, event->status);
  append_word (text, event->reply);
  return g_string_free (text, FALSE);
}

static char *
event_text (const NixieEvent *event)
{
  switch (event->kind)
    {
    case NIXIE_EVENT_OUTCOME:
      return outcome_text (event);
    case NIXIE_EVENT_ADD:
      return g_strdup_printf (_("added by %s for %s"), event->source, nixie_reason_id (event->reason));
    case NIXIE_EVENT_REMOVE:
      return g_strdup_printf (event->force ? _("removed by %s, with force") : _("removed by %s"), event->source);
    case NIXIE_EVENT_IMPORT:
      return g_strdup_printf (_("imported from %s for %s"), event->source, nixie_reason_id (event->reason));
    case NIXIE_EVENT_ALLOW:
      return g_strdup_printf (_("allowed by %s"), event->source);
    }
  return g_strdup ("");
}

/* Why an event does not count, where an act says so. */
static void
append_standing (GString *out, const NixieCover *cover, const NixieEvent *event)
{
  const NixieAct *undo = nixie_cover_undo (cover, event);
  const NixieAct *hold = undo == NULL ? nixie_cover_hold (cover, event) : NULL;
  if (undo == NULL && hold == NULL)
    return;
  g_autofree char *id = nixie_act_short_id (undo != NULL ? undo->id : hold->id);
  g_autofree char *line = g_strdup_printf (undo != NULL ? _("does not count: %s") : _("put aside: %s"), id);
  append_line (out, INDENT_BELOW, line);
}

static void
append_event (GString *out, const NixieCover *cover, const NixieEvent *event)
{
  g_autofree char *time = nixie_clock_to_iso (event->time_us);
  g_autofree char *what = event_text (event);
  g_autofree char *line = g_strdup_printf ("%s  %s", time, what);
  g_autofree char *from = g_strdup_printf (_("from %s"), event->source);
  append_line (out, INDENT, line);
  append_line (out, INDENT_BELOW, event->diagnostic);
  if (event->kind == NIXIE_EVENT_OUTCOME && event->source[0] != '\0')
    append_line (out, INDENT_BELOW, from);
  append_standing (out, cover, event);
}

static void
append_act (GString *out, const NixieAct *act)
{
  g_autofree char *time = nixie_clock_to_iso (act->time_us);
  g_autofree char *id = nixie_act_short_id (act->id);
  g_autofree char *words = nixie_act_words (act);
  g_autofree char *line = g_strdup_printf ("%s  %s  %s: %s", time, id, act->who, words);
  append_line (out, INDENT, line);
  append_line (out, INDENT_BELOW, act->why);
}

static gboolean
has_to_do (const NixieHistory *history, guint act)
{
  for (guint i = 0; i < history->events->len; i++)
    if (nixie_acts_touch (history->acts, act, history->address, history->events->pdata[i]))
      return TRUE;
  return FALSE;
}

/* Of two that are of one time the event comes first. */
void
nixie_history_text (const NixieHistory *history, GString *out)
{
  g_autoptr (NixieCover) cover = nixie_cover_new (history->acts, history->address);
  guint act = 0, event = 0;
  if (history->events->len > 0)
    g_string_append_printf (out, "  %s:\n", _("history"));
  while (event < history->events->len || act < nixie_acts_length (history->acts))
    {
      const NixieAct *next = act < nixie_acts_length (history->acts) ? nixie_acts_get (history->acts, act) : NULL;
      const NixieEvent *first = event < history->events->len ? history->events->pdata[event] : NULL;
      if (first != NULL && (next == NULL || first->time_us <= next->time_us))
        {
          append_event (out, cover, first);
          event++;
          continue;
        }
      if (has_to_do (history, act))
        append_act (out, next);
      act++;
    }
}

void
nixie_history_json (const NixieHistory *history, NixieJson *json)
{
  g_autoptr (NixieCover) cover = nixie_cover_new (history->acts, history->address);
  gboolean any = FALSE;
  nixie_json_begin_array (json, "history");
  for (guint i = 0; i < history->events->len; i++)
    nixie_record_event (json, history->events->pdata[i], cover);
  nixie_json_end_array (json);
  for (guint i = 0; i < nixie_acts_length (history->acts); i++)
    {
      if (!has_to_do (history, i))
        continue;
      if (!any)
        nixie_json_begin_array (json, "acts");
      any = TRUE;
      nixie_json_begin_object (json, NULL);
      nixie_act_json (history->acts, i, json);
      nixie_json_end_object (json);
    }
  if (any)
    nixie_json_end_array (json);
}
