/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See import.h.
 */
#include "config.h"

#include "answer/import.h"

#include "answer/rows.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "policy/entry.h"
#include "policy/listed.h"
#include "report/reply.h"

#include <string.h>

typedef struct {
  NixieReason reason;
  NixieClass class;
  gboolean suppresses; /* a soft one, for which a nixie suppresses */
} Ground;

static gboolean
is_request (NixieReason reason)
{
  return reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT;
}

/* What nixie makes of the codes and the words. Words of which it knows nothing say nothing. */
static Ground
read_words (const NixieForeignRow *row, const char *address, NixieClass most)
{
  const char *const *parts = row->parts;
  const char *text = *parts[NIXIE_PART_WORDS] != '\0' ? parts[NIXIE_PART_WORDS] : parts[NIXIE_PART_REASON];
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  NixieReply reply = { 0 };
  NixieVerdict verdict = { 0 };
  Ground ground = { NIXIE_REASON_UNDEFINED, NIXIE_CLASS_NONE, FALSE };
  const gboolean said = *line != '\0' || *parts[NIXIE_PART_STATUS] != '\0' || *parts[NIXIE_PART_REPLY] != '\0';
  if (!said || nixie_reason_from_id (line, &ground.reason))
    {
      ground.class = said && nixie_reason_can_be_hard (ground.reason) ? most : NIXIE_CLASS_NONE;
      return ground;
    }
  nixie_reply_split (line, &reply);
  const NixieReasonInput input = {
    .action = NIXIE_ACTION_FAILED,
    .status = *parts[NIXIE_PART_STATUS] != '\0' ? parts[NIXIE_PART_STATUS] : reply.status,
    .reply = *parts[NIXIE_PART_REPLY] != '\0' ? parts[NIXIE_PART_REPLY] : reply.reply,
    .text = line,
    .recipient = address,
  };
  nixie_reason_classify (&input, &verdict);
  ground.reason = verdict.reason;
  ground.class = verdict.class == NIXIE_CLASS_HARD ? most : verdict.class;
  return ground;
}

/* A row of a nixie's list says it in our own words. */
static gboolean
read_own (const NixieSystemRow *file, const NixieForeignRow *row, Ground *ground)
{
  const char *reason = row->parts[NIXIE_PART_REASON], *class = row->parts[NIXIE_PART_CLASS];
  *ground = (Ground){ NIXIE_REASON_UNDEFINED, NIXIE_CLASS_NONE, FALSE };
  if (*reason != '\0' && !nixie_reason_from_id (reason, &ground->reason))
    return TRUE; /* of a later nixie */
  if (strcmp (class, nixie_class_id (NIXIE_CLASS_HARD)) == 0 && nixie_reason_can_be_hard (ground->reason))
    ground->class = NIXIE_CLASS_HARD;
  else if (strcmp (class, nixie_class_id (NIXIE_CLASS_SOFT)) == 0)
    ground->class = NIXIE_CLASS_SOFT;
  ground->suppresses = ground->class == NIXIE_CLASS_SOFT;
  if (*file->columns[NIXIE_PART_STATE] == '\0')
    return TRUE; /* digests: only who is suppressed is told of */
  return strcmp (row->parts[NIXIE_PART_STATE], nixie_state_id (NIXIE_STATE_SUPPRESSED)) == 0;
}

/* FALSE: the entry suppresses nobody. */
static gboolean
read_ground (const NixieImportPlan *plan, const NixieSystemRow *file, const NixieForeignRow *row, const char *address, Ground *ground)
{
  const NixieGroundRow *known = nixie_ground_find (file, row->parts[NIXIE_PART_REASON]);
  gboolean suppresses = TRUE;
  if (strcmp (file->system, "nixie") == 0)
    suppresses = read_own (file, row, ground);
  else if (known == NULL || known->by_words)
    *ground = read_words (row, address, known != NULL ? known->class : NIXIE_CLASS_SOFT);
  else
    *ground = (Ground){ known->reason, known->class, FALSE };
  if (ground->reason == NIXIE_REASON_UNDEFINED && plan->has_reason)
    *ground = (Ground){ plan->reason, nixie_reason_can_be_hard (plan->reason) ? NIXIE_CLASS_HARD : NIXIE_CLASS_NONE, FALSE };
  if (nixie_reason_fault (ground->reason) == NIXIE_FAULT_NONE && ground->reason != NIXIE_REASON_UNDEFINED)
    ground->reason = NIXIE_REASON_UNDEFINED; /* "delayed" and the like are no grounds */
  return suppresses;
}

static void
count (NixieImportTally *tally, const Ground *ground)
{
  switch (ground->class)
    {
    case NIXIE_CLASS_HARD:
      tally->hard++;
      return;
    case NIXIE_CLASS_SOFT:
      tally->soft++;
      return;
    case NIXIE_CLASS_NONE:
      break;
    }
  *(is_request (ground->reason) ? &tally->requests : &tally->unsaid) += 1;
}

/* Everything that the row says of the ground, for its id. */
static char *
said_text (const NixieForeignRow *row)
{
  const char *const *parts = row->parts;
  g_autofree char *all = g_strjoin ("\n", parts[NIXIE_PART_REASON], parts[NIXIE_PART_CLASS], parts[NIXIE_PART_STATUS],
                                    parts[NIXIE_PART_REPLY], parts[NIXIE_PART_WORDS], NULL);
  return g_utf8_make_valid (all, -1);
}

/* A soft suppression ends some time after its newest failure; any other stands from its first. */
static const char *
date_of (const NixieForeignRow *row, const Ground *ground)
{
  const gboolean newest = ground->suppresses && *row->parts[NIXIE_PART_LAST] != '\0';
  return row->parts[newest ? NIXIE_PART_LAST : NIXIE_PART_DATE];
}

static NixieEvent *
make_event (const NixieImportPlan *plan, const NixieSystemRow *file, const NixieForeignRow *row, const char *address, const Ground *ground)
{
  const char *const *parts = row->parts;
  const char *words = *parts[NIXIE_PART_WORDS] != '\0' || strcmp (file->system, "nixie") == 0 ? parts[NIXIE_PART_WORDS]
                                                                                               : parts[NIXIE_PART_REASON];
  g_autofree char *said = said_text (row);
  g_autofree char *source = g_strdup_printf ("%s: %s:%" G_GUINT64_FORMAT, file->system, plan->name, row->line);
  const NixieImportedRow imported = {
    .system = file->system,
    .address = address,
    .display = *parts[NIXIE_PART_DISPLAY] != '\0' ? parts[NIXIE_PART_DISPLAY] : parts[NIXIE_PART_ADDRESS],
    .ground = said,
    .date = date_of (row, ground),
    .time_us = nixie_clock_from_any (date_of (row, ground)),
    .reason = ground->reason,
    .class = ground->class,
    .suppresses = ground->suppresses,
    .status = parts[NIXIE_PART_STATUS],
    .reply = parts[NIXIE_PART_REPLY],
    .diagnostic = words,
    .source = source,
    .now_us = plan->now_us,
  };
  return nixie_event_seal (plan->settings, nixie_event_new_imported (&imported));
}

NixieEvent *
nixie_import_row (const NixieImportPlan *plan, const NixieSystemRow *file, const NixieForeignRow *row, NixieImportTally *tally, char **why)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *address = NULL;
  g_autofree char *written = nixie_row_address (nixie_slice_of (row->parts[NIXIE_PART_ADDRESS]));
  Ground ground;
  *why = NULL;
  tally->rows++;
  if (row->bad != NULL || !nixie_listed_address (plan->settings, written, &address, &wrong))
    {
      *why = g_strdup (row->bad != NULL ? row->bad : *written == '\0' ? _("no address") : wrong->message);
      tally->bad++;
      return NULL;
    }
  if (!read_ground (plan, file, row, address, &ground))
    {
      tally->not_suppressed++;
      return NULL;
    }
  tally->undated += *row->parts[NIXIE_PART_DATE] != '\0' && nixie_clock_from_any (row->parts[NIXIE_PART_DATE]) == NIXIE_TIME_NONE;
  count (tally, &ground);
  return make_event (plan, file, row, address, &ground);
}

static void
append_figure (GString *out, const char *label, guint64 value, gboolean always)
{
  const glong width = g_utf8_strlen (label, -1);
  if (always || value > 0)
    g_string_append_printf (out, "%s%*s%10" G_GUINT64_FORMAT "\n", label, (int) MAX (1, 34 - width), "", value);
}

void
nixie_import_summary (const NixieImportTally *tally, gboolean recorded, guint64 known, guint64 newly, GString *out)
{
  append_figure (out, _("rows read"), tally->rows, TRUE);
  append_figure (out, _("hard failures"), tally->hard, TRUE);
  append_figure (out, _("soft failures"), tally->soft, TRUE);
  append_figure (out, _("complaints and opt-outs"), tally->requests, TRUE);
  append_figure (out, _("without a reason"), tally->unsaid, TRUE);
  append_figure (out, _("not suppressed there"), tally->not_suppressed, FALSE);
  append_figure (out, _("date not understood, taken as now"), tally->undated, FALSE);
  append_figure (out, _("bad rows, passed over"), tally->bad, FALSE);
  if (!recorded)
    {
      g_string_append_printf (out, "%s\n", _("dry run: nothing was recorded"));
      return;
    }
  append_figure (out, _("already known"), known, TRUE);
  append_figure (out, _("newly suppressed"), newly, TRUE);
}
