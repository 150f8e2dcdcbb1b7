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
#include "policy/trust.h"

#include <string.h>

#define MOST_STEPS 500 /* each costs a fold of all before it */
#define INDENT "    "
#define INDENT_BELOW "                          " /* as wide as a time behind INDENT */

void
nixie_history_line (GString *out, const char *indent, const char *text)
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

/* "hard failure: no-such-user (550 5.1.1)" */
static char *
outcome_text (const NixieEvent *event)
{
  g_autoptr (GString) codes = g_string_new (NULL);
  const char *reason = nixie_reason_id (event->reason);
  append_word (codes, event->ground != event->reason ? nixie_reason_id (event->ground) : "");
  append_word (codes, event->reply);
  append_word (codes, event->status);
  GString *text = g_string_new (NULL);
  if (nixie_event_is_failure (event))
    g_string_printf (text, event->class == NIXIE_CLASS_HARD ? _("hard failure: %s") : _("soft failure: %s"), reason);
  else
    g_string_append (text, reason);
  if (codes->len > 0)
    g_string_append_printf (text, " (%s)", codes->str);
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
    case NIXIE_EVENT_FORGET:
      return g_strdup_printf (_("forgotten by %s but for this digest, suppressed for %s"), event->source, nixie_reason_id (event->reason));
    }
  return g_strdup ("");
}

/* What is asked about events, one after the other in the order of time. */
typedef struct {
  NixieCover *cover; /* NULL: no act covers the address */
  NixieJudge judge;
} Asked;

static Asked
asked_new (const NixieHistory *history)
{
  return (Asked){ nixie_cover_new (history->acts, history->address), { .settings = history->settings } };
}

static void
asked_clear (Asked *asked)
{
  nixie_cover_free (asked->cover);
  nixie_judge_clear (&asked->judge);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Asked, asked_clear)

/* What an act has undone is not there for the fold, and uses nothing up. */
static NixieDoubt
doubt_of (Asked *asked, const NixieEvent *event)
{
  return nixie_cover_undo (asked->cover, event) != NULL ? NIXIE_DOUBT_NONE : nixie_judge_next (&asked->judge, event);
}

/* Why an event does not count, where that is so. */
static void
append_standing (GString *out, const NixieCover *cover, NixieDoubt doubt, const NixieEvent *event)
{
  g_autofree char *doubtful = g_strdup_printf (_("not counted: %s"), _(nixie_doubt_text (doubt)));
  if (doubt != NIXIE_DOUBT_NONE)
    nixie_history_line (out, INDENT_BELOW, doubtful);
  const NixieAct *undo = nixie_cover_undo (cover, event);
  const NixieAct *hold = undo == NULL ? nixie_cover_hold (cover, event) : NULL;
  if (undo == NULL && hold == NULL)
    return;
  g_autofree char *id = nixie_act_short_id (undo != NULL ? undo->id : hold->id);
  g_autofree char *line = g_strdup_printf (undo != NULL ? _("does not count: %s") : _("put aside: %s"), id);
  nixie_history_line (out, INDENT_BELOW, line);
}

static void
append_event (GString *out, Asked *asked, const NixieEvent *event)
{
  g_autofree char *time = nixie_clock_to_iso (event->time_us);
  g_autofree char *what = event_text (event);
  g_autofree char *line = g_strdup_printf ("%s  %s", time, what);
  g_autofree char *from = g_strdup_printf (_("from %s"), event->source);
  nixie_history_line (out, INDENT, line);
  nixie_history_line (out, INDENT_BELOW, event->diagnostic);
  if (event->kind == NIXIE_EVENT_OUTCOME && event->source[0] != '\0')
    nixie_history_line (out, INDENT_BELOW, from);
  append_standing (out, asked->cover, doubt_of (asked, event), event);
}

static void
append_act (GString *out, const NixieAct *act)
{
  g_autofree char *time = nixie_clock_to_iso (act->time_us);
  g_autofree char *id = nixie_act_short_id (act->id);
  g_autofree char *words = nixie_act_words (act);
  g_autofree char *line = g_strdup_printf ("%s  %s  %s: %s", time, id, act->who, words);
  nixie_history_line (out, INDENT, line);
  nixie_history_line (out, INDENT_BELOW, act->why);
}

static gboolean
has_to_do (const NixieHistory *history, guint act)
{
  for (guint i = 0; i < history->events->len; i++)
    if (nixie_acts_touch (history->acts, act, history->address, history->events->pdata[i]))
      return TRUE;
  return FALSE;
}

/* The history up to a moment, and what the list said of the address then. */
typedef struct {
  const NixieHistory *history;
  GPtrArray *events; /* so far; borrowed */
  GPtrArray *so_far; /* NixieAct *, borrowed */
  NixieActs *acts;   /* the same */
  char *state;       /* as it was told last */
} Past;

/* "suppressed, without end", "counting (3 of 5 days)" */
static char *
state_at (const Past *past, gint64 time_us)
{
  const NixieBasis basis = { past->history->settings, past->acts };
  NixieEntry entry;
  nixie_entry_fold (&basis, past->history->address, past->events, &entry);
  const NixieState state = nixie_entry_state (&entry, time_us);
  g_autofree char *until = nixie_clock_to_iso (entry.until_us);
  GString *text = g_string_new (nixie_state_id (state));
  if (state == NIXIE_STATE_SUPPRESSED && until[0] != '\0')
    g_string_append_printf (text, _(", until %s"), until);
  else if (state == NIXIE_STATE_SUPPRESSED)
    g_string_append (text, _(", without end"));
  else if (entry.counted_days > 0)
    g_string_append_printf (text, _(" (%u of %u days)"), entry.counted_days,
                            nixie_settings_policy (past->history->settings, past->history->address)->soft_days);
  return g_string_free (text, FALSE);
}

/* What became of the address by what was told just now, where that is another thing than before. */
static void
append_change (GString *out, Past *past, gint64 time_us)
{
  if (past->events->len + past->so_far->len > MOST_STEPS)
    return;
  g_autofree char *state = state_at (past, time_us);
  if (strcmp (state, past->state) == 0)
    return;
  g_autofree char *line = g_strdup_printf ("→ %s", state);
  nixie_history_line (out, INDENT_BELOW, line);
  g_free (past->state);
  past->state = g_steal_pointer (&state);
}

static void
tell_event (GString *out, Past *past, Asked *asked, NixieEvent *event)
{
  append_event (out, asked, event);
  g_ptr_array_add (past->events, event);
  append_change (out, past, event->time_us);
}

static void
tell_act (GString *out, Past *past, const NixieAct *act)
{
  append_act (out, act);
  g_ptr_array_add (past->so_far, (gpointer) act);
  nixie_acts_free (past->acts);
  past->acts = nixie_acts_with (NULL, past->so_far);
  append_change (out, past, act->time_us);
}

/* Of two that are of one time the event comes first. */
static void
tell (const NixieHistory *history, Past *past, GString *out)
{
  g_auto (Asked) asked = asked_new (history);
  guint act = 0, event = 0;
  for (;;)
    {
      const NixieAct *next = act < nixie_acts_length (history->acts) ? nixie_acts_get (history->acts, act) : NULL;
      NixieEvent *first = event < history->events->len ? history->events->pdata[event] : NULL;
      if (next == NULL && first == NULL)
        return;
      if (next == NULL || (first != NULL && first->time_us <= next->time_us))
        {
          tell_event (out, past, &asked, first);
          event++;
          continue;
        }
      if (has_to_do (history, act))
        tell_act (out, past, next);
      act++;
    }
}

void
nixie_history_text (const NixieHistory *history, GString *out)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new (), acts = g_ptr_array_new ();
  Past past = { history, events, acts, NULL, g_strdup (nixie_state_id (NIXIE_STATE_CLEAR)) };
  if (history->events->len > 0)
    g_string_append_printf (out, "  %s:\n", _("history"));
  tell (history, &past, out);
  nixie_acts_free (past.acts);
  g_free (past.state);
}

void
nixie_history_json (const NixieHistory *history, NixieJson *json)
{
  g_auto (Asked) asked = asked_new (history);
  gboolean any = FALSE;
  nixie_json_begin_array (json, "history");
  for (guint i = 0; i < history->events->len; i++)
    nixie_record_event (json, history->events->pdata[i], asked.cover, doubt_of (&asked, history->events->pdata[i]));
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
