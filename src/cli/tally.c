/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tally.h. Text and JSON are written from one list of figures.
 */
#include "cli/tally.h"

#include "base/i18n.h"
#include "base/json.h"

void
nixie_tally_add (NixieTally *tally, const NixieWork *work)
{
  if (work->report != NIXIE_REPORT_NONE)
    tally->reports++;
  if (nixie_work_not_understood (work))
    tally->not_understood++;
  tally->events += work->n_events;
  tally->hard += work->hard;
  tally->soft += work->soft;
  tally->complaints += work->complaints;
  tally->below += work->below;
}

typedef struct {
  const char *key, *label;
  guint64 value;
  gboolean store; /* only where something was recorded */
  gboolean rare;  /* not said where it is 0 */
} Figure;

static guint
collect (const NixieTally *tally, Figure *figures)
{
  const Figure all[] = {
    { "read", N_("messages read"), tally->messages, FALSE, FALSE },
    { "reports", N_("reports"), tally->reports, FALSE, FALSE },
    { "hard", N_("hard failures"), tally->hard, FALSE, FALSE },
    { "soft", N_("soft failures"), tally->soft, FALSE, FALSE },
    { "complaints", N_("complaints and opt-outs"), tally->complaints, FALSE, FALSE },
    { "others", N_("delays, replies, successes"), tally->events - tally->hard - tally->soft - tally->complaints, FALSE, FALSE },
    { "below_trust", N_("below the trust level"), tally->below, FALSE, TRUE },
    { "not_understood", N_("not understood"), tally->not_understood, FALSE, FALSE },
    { "unreadable", N_("unreadable inputs"), tally->unreadable, FALSE, FALSE },
    { "already_known", N_("already known"), tally->change.events_known, TRUE, FALSE },
    { "newly_suppressed", N_("newly suppressed"), tally->change.newly_suppressed, TRUE, FALSE },
  };
  guint n = 0;
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (tally->recorded || !all[i].store)
      figures[n++] = all[i];
  return n;
}

#define MAX_FIGURES 16

void
nixie_tally_write_text (const NixieTally *tally, GString *out)
{
  Figure figures[MAX_FIGURES];
  const guint n = collect (tally, figures);
  glong width = 0;
  for (guint i = 0; i < n; i++)
    width = MAX (width, g_utf8_strlen (_(figures[i].label), -1));
  for (guint i = 0; i < n; i++)
    {
      const char *label = _(figures[i].label);
      if (figures[i].rare && figures[i].value == 0)
        continue;
      g_string_append_printf (out, "%s%*s%10lu\n", label, (int) (width - g_utf8_strlen (label, -1)), "",
                              (unsigned long) figures[i].value);
    }
  if (!tally->recorded)
    g_string_append_printf (out, "%s\n", _("dry run: nothing was recorded"));
  if (tally->interrupted)
    g_string_append_printf (out, "%s\n", _("interrupted: run it again to go on, nothing is counted twice"));
}

void
nixie_tally_write_json (const NixieTally *tally, GString *out)
{
  Figure figures[MAX_FIGURES];
  const guint n = collect (tally, figures);
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  for (guint i = 0; i < n; i++)
    nixie_json_int (&json, figures[i].key, (gint64) figures[i].value);
  nixie_json_int (&json, "bytes", tally->bytes);
  nixie_json_bool (&json, "recorded", tally->recorded);
  nixie_json_bool (&json, "interrupted", tally->interrupted);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
