/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See verify.h.
 */
#include "config.h"

#include "answer/verify.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/json.h"

#include <string.h>

typedef struct {
  const char *id, *words, *mend; /* mend: "rebuild", "repair" (which can do the former, too) */
} Flaw;

static const Flaw flaws[] = {
  [NIXIE_FLAW_DAMAGED] = { "damaged", N_("cannot be read"), "repair" },
  [NIXIE_FLAW_MISPLACED] = { "misplaced", N_("stands under a key that is not its own"), "repair" },
  [NIXIE_FLAW_UNSEEN] = { "unseen", N_("its id is not among those seen: the same report would count again"), "repair" },
  [NIXIE_FLAW_SEEN_AT_ODDS] = { "seen-at-odds", N_("its id stands among those seen with another time"), "repair" },
  [NIXIE_FLAW_DIFFERENT] = { "different", N_("the entry is not what the history comes to"), "rebuild" },
  [NIXIE_FLAW_NO_ENTRY] = { "no-entry", N_("the history has no entry"), "rebuild" },
  [NIXIE_FLAW_NO_EVENTS] = { "no-events", N_("the entry has no history"), "rebuild" },
  [NIXIE_FLAW_MISCOUNTED] = { "miscounted", N_("the counts that the brake asks are not what the history comes to"), "rebuild" },
  [NIXIE_FLAW_SETTINGS] = { "settings", N_("worked out under other settings, so not compared with the history"), "rebuild" },
  [NIXIE_FLAW_NOT_COMPARED] = { "not-compared", N_("not compared with the history, because of what is said above"), "repair" },
};

typedef struct {
  const NixieVerifyQuery *query;
  NixieOutput *output;
  NixieVerifyTally *tally;
  GString *line;
} Writer;

static const char *
mend_of (const NixieFinding *finding)
{
  const gboolean is_entry = strcmp (finding->database, "entries") == 0 && finding->address[0] != '\0';
  return finding->flaw == NIXIE_FLAW_DAMAGED && is_entry ? "rebuild" : flaws[finding->flaw].mend;
}

static void
append_json (GString *out, const NixieFinding *finding)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "records", finding->database);
  nixie_json_text (&json, "address", finding->address);
  nixie_json_time (&json, "time", finding->time_us);
  nixie_json_string (&json, "finding", flaws[finding->flaw].id);
  nixie_json_string (&json, "mended_by", mend_of (finding));
  nixie_json_bool (&json, "repaired", finding->repaired);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

static void
append_text (GString *out, const NixieFinding *finding)
{
  g_autofree char *address = nixie_text_one_line (finding->address, strlen (finding->address), G_MAXSIZE);
  g_autofree char *time = nixie_clock_to_iso (finding->time_us);
  g_string_append_printf (out, "%s: ", finding->database);
  if (address[0] != '\0')
    g_string_append_printf (out, "%s: ", address);
  if (time[0] != '\0')
    g_string_append_printf (out, "%s: ", time);
  g_string_append (out, _(flaws[finding->flaw].words));
  if (finding->repaired)
    g_string_append (out, _(" (repaired)"));
  else
    g_string_append_printf (out, " (nixie %s)", strcmp (mend_of (finding), "rebuild") == 0 ? "rebuild" : "verify --repair");
  g_string_append_c (out, '\n');
}

static gboolean
write_finding (const NixieFinding *finding, gpointer data, GError **error)
{
  Writer *writer = data;
  writer->tally->findings++;
  writer->tally->repaired += finding->repaired;
  if (writer->query->before_line != NULL)
    writer->query->before_line (writer->query->data);
  g_string_truncate (writer->line, 0);
  (writer->query->json ? append_json : append_text) (writer->line, finding);
  return nixie_output_write (writer->output, writer->line->str, writer->line->len, error);
}

gboolean
nixie_verify_write (NixieStore *store, const NixieVerifyQuery *query, NixieOutput *output, NixieVerifyTally *tally, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);
  Writer writer = { query, output, tally, line };
  const NixieVerification verification = { .each = write_finding, .data = &writer, .repair = query->repair,
                                         .now_us = nixie_clock_now_us () };
  *tally = (NixieVerifyTally){ 0 };
  return nixie_store_verify (store, &verification, &tally->verified, error);
}
