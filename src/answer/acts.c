/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See acts.h.
 */
#include "config.h"

#include "answer/acts.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

char *
nixie_act_short_id (const guint8 *id)
{
  g_autofree char *hex = nixie_id_to_hex (id);
  return g_strndup (hex, NIXIE_ACT_ID_CHARS);
}

/* " from … to …", as far as the span has ends. */
static void
append_span (GString *words, const NixieAct *act)
{
  g_autofree char *from = nixie_clock_to_iso (act->from_us);
  g_autofree char *to = nixie_clock_to_iso (act->to_us);
  if (from[0] != '\0')
    g_string_append_printf (words, _(" from %s"), from);
  if (to[0] != '\0')
    g_string_append_printf (words, _(" to %s"), to);
}

static void
append_scope (GString *words, const NixieAct *act)
{
  if (act->domain[0] != '\0')
    g_string_append_printf (words, act->domain[0] == '.' ? _(" at %s and below") : _(" at %s"), act->domain + (act->domain[0] == '.'));
  if (act->pattern[0] != '\0')
    g_string_append_printf (words, _(" of %s"), act->pattern);
  if (act->reasons[0] != '\0')
    g_string_append_printf (words, _(" for %s"), act->reasons);
  if (act->source[0] != '\0')
    g_string_append_printf (words, _(" from source %s"), act->source);
  append_span (words, act);
}

char *
nixie_act_words (const NixieAct *act)
{
  GString *words = g_string_new (NULL);
  g_autofree char *target = nixie_act_short_id (act->target);
  switch (act->kind)
    {
    case NIXIE_ACT_ALLOW:
      g_string_append_printf (words, _("allows all addresses at %s"), act->domain);
      return g_string_free (words, FALSE);
    case NIXIE_ACT_UNDO:
      if (nixie_act_has_target (act))
        g_string_append_printf (words, _("undoes %s"), target);
      else if (act->reasons[0] != '\0' || act->source[0] != '\0')
        g_string_append (words, _("undoes what was recorded"));
      else
        g_string_append (words, _("undoes failures"));
      break;
    case NIXIE_ACT_HOLD:
      g_string_append (words, act->hard_only ? _("holds hard failures") : _("holds failures"));
      break;
    case NIXIE_ACT_RELEASE:
      g_string_append_printf (words, _("releases %s: what it holds will never count"), target);
      return g_string_free (words, FALSE);
    case NIXIE_ACT_CONFIRM:
      g_string_append_printf (words, _("confirms %s: what it holds counts"), target);
      return g_string_free (words, FALSE);
    }
  if (!nixie_act_has_target (act))
    append_scope (words, act);
  return g_string_free (words, FALSE);
}

static const char *
standing_id (NixieStanding standing)
{
  static const char *const ids[] = { [NIXIE_STANDING_IN_FORCE] = "in-force", [NIXIE_STANDING_UNDONE] = "undone",
                                     [NIXIE_STANDING_RELEASED] = "released", [NIXIE_STANDING_CONFIRMED] = "confirmed" };
  return ids[standing];
}

static const char *
standing_text (NixieStanding standing)
{
  switch (standing)
    {
    case NIXIE_STANDING_IN_FORCE:
      return _("in force");
    case NIXIE_STANDING_UNDONE:
      return _("undone");
    case NIXIE_STANDING_RELEASED:
      return _("released");
    case NIXIE_STANDING_CONFIRMED:
      return _("confirmed");
    }
  return "";
}

/* How many addresses each hold puts aside, under the position of its act. */
typedef struct {
  NixieStore *store;
  const NixieActs *acts;
  guint *held;
} Count;

static gboolean
count_entry (const NixieEntry *entry, gpointer data, GError **error)
{
  const Count *count = data;
  g_autoptr (GPtrArray) history = NULL;
  if (entry->state != NIXIE_STATE_HELD)
    return TRUE;
  if (!nixie_store_history (count->store, entry->address, &history, error))
    return FALSE;
  g_autoptr (NixieCover) cover = nixie_cover_new (count->acts, entry->address);
  g_autofree gboolean *seen = g_new0 (gboolean, nixie_acts_length (count->acts));
  for (guint i = 0; i < history->len; i++)
    {
      const NixieAct *hold = nixie_cover_hold (cover, history->pdata[i]);
      for (guint k = 0; hold != NULL && k < nixie_acts_length (count->acts); k++)
        if (nixie_acts_get (count->acts, k) == hold && !seen[k])
          {
            seen[k] = TRUE;
            count->held[k]++;
          }
    }
  return TRUE;
}

static gboolean
has_open_hold (const NixieActs *acts)
{
  for (guint i = 0; i < nixie_acts_length (acts); i++)
    if (nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD && nixie_acts_standing (acts, i) == NIXIE_STANDING_IN_FORCE)
      return TRUE;
  return FALSE;
}

void
nixie_act_json (const NixieActs *acts, guint i, NixieJson *json)
{
  const NixieAct *act = nixie_acts_get (acts, i);
  g_autofree char *id = nixie_id_to_hex (act->id), *target = nixie_id_to_hex (act->target);
  g_auto (GStrv) reasons = g_strsplit (act->reasons, " ", -1);
  nixie_json_string (json, "id", id);
  nixie_json_string (json, "act", nixie_act_kind_id (act->kind));
  nixie_json_string (json, "standing", standing_id (nixie_acts_standing (acts, i)));
  nixie_json_time (json, "time", act->time_us);
  nixie_json_text (json, "target", nixie_act_has_target (act) ? target : "");
  nixie_json_text (json, "domain", act->domain);
  nixie_json_text (json, "pattern", act->pattern);
  if (act->reasons[0] != '\0')
    {
      nixie_json_begin_array (json, "reasons");
      for (char **reason = reasons; *reason != NULL; reason++)
        nixie_json_string (json, NULL, *reason);
      nixie_json_end_array (json);
    }
  nixie_json_text (json, "class", act->hard_only ? nixie_class_id (NIXIE_CLASS_HARD) : "");
  nixie_json_text (json, "source", act->source);
  nixie_json_time (json, "from", act->from_us);
  nixie_json_time (json, "to", act->to_us);
  nixie_json_text (json, "who", act->who);
  nixie_json_text (json, "why", act->why);
}

static void
append_json (GString *out, const NixieActs *acts, guint i, guint held)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_act_json (acts, i, &json);
  if (nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD)
    nixie_json_int (&json, "addresses", held);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

static void
append_text (GString *out, const NixieActs *acts, guint i, guint held)
{
  const NixieAct *act = nixie_acts_get (acts, i);
  g_autofree char *id = nixie_act_short_id (act->id);
  g_autofree char *time = nixie_clock_to_iso (act->time_us);
  g_autofree char *words = nixie_act_words (act);
  g_string_append_printf (out, "%s  %s  %s: %s (%s)\n", id, time, act->who, words, standing_text (nixie_acts_standing (acts, i)));
  if (act->why[0] != '\0')
    g_string_append_printf (out, "          %s\n", act->why);
  if (act->kind == NIXIE_ACT_HOLD && nixie_acts_standing (acts, i) == NIXIE_STANDING_IN_FORCE)
    {
      g_string_append (out, "          ");
      g_string_append_printf (out, _("addresses held: %u"), held);
      g_string_append_c (out, '\n');
    }
}

gboolean
nixie_acts_write (NixieStore *store, const NixieActsQuery *query, NixieOutput *output, guint *n, GError **error)
{
  g_autoptr (NixieActs) acts = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  guint written = 0;
  if (!nixie_store_acts (store, &acts, error))
    return FALSE;
  g_autofree guint *held = g_new0 (guint, nixie_acts_length (acts) + 1);
  Count count = { store, acts, held };
  if (has_open_hold (acts) && !nixie_store_each_entry (store, count_entry, &count, error))
    return FALSE;
  for (guint i = nixie_acts_length (acts); i > 0; i--)
    {
      if (query->holds_only && nixie_acts_get (acts, i - 1)->kind != NIXIE_ACT_HOLD)
        continue;
      (query->json ? append_json : append_text) (out, acts, i - 1, held[i - 1]);
      written++;
    }
  if (n != NULL)
    *n = written;
  return nixie_output_write (output, out->str, out->len, error);
}
