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

#define MOST_LINES 20 /* of a text that are looked at, the rest being one: there are fewer columns that may say a state */

typedef struct {
  NixieReason reason;
  NixieClass class;
  gboolean suppresses; /* a soft one, for which a nixie suppresses */
  gboolean said, understood;
} Ground;

/* One row's words on the way to a ground. Borrowed. */
typedef struct {
  const NixieSystemRow *file;
  const NixieForeignRow *row;
  const char *address;
  NixieClass most;
  Ground ground;
} Reading;

static gboolean
is_request (NixieReason reason)
{
  return reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT;
}

/* What a code or an id of ours comes to: one that policy counts is a soft failure, and suppresses nobody at once. */
static NixieClass
class_of_id (NixieReason reason, NixieClass most)
{
  if (nixie_reason_can_be_hard (reason))
    return most;
  return nixie_reason_is_failure (reason) && reason != NIXIE_REASON_UNDEFINED ? NIXIE_CLASS_SOFT : NIXIE_CLASS_NONE;
}

/* Whether the words alone ("try again later") make a failure soft that would be hard without them. */
static gboolean
says_later (const char *line)
{
  const NixieReasonInput input = { .action = NIXIE_ACTION_FAILED, .status = "5.1.1", .text = line };
  NixieVerdict verdict = { 0 };
  nixie_reason_classify (&input, &verdict);
  return verdict.class == NIXIE_CLASS_SOFT;
}

/* What nixie makes of TEXT and the row's codes. In any CSV words that have no code, and do not say that
 * it was for the moment, are no server's: the row is taken at its word. */
static Ground
read_text (const Reading *reading, const char *text)
{
  const char *const *parts = reading->row->parts;
  g_autofree char *line = nixie_text_one_line (text, strlen (text), G_MAXSIZE);
  NixieReply reply = { 0 };
  NixieVerdict verdict = { 0 };
  Ground ground = { .reason = NIXIE_REASON_UNDEFINED, .class = NIXIE_CLASS_NONE };
  if (nixie_reason_from_id (line, &ground.reason))
    {
      ground.class = class_of_id (ground.reason, reading->most);
      ground.said = ground.understood = ground.reason != NIXIE_REASON_UNDEFINED;
      return ground;
    }
  const gboolean split = nixie_reply_split (line, &reply);
  const gboolean coded = split || *parts[NIXIE_PART_STATUS] != '\0' || *parts[NIXIE_PART_REPLY] != '\0';
  const NixieReasonInput input = {
    .action = NIXIE_ACTION_FAILED,
    .status = *parts[NIXIE_PART_STATUS] != '\0' ? parts[NIXIE_PART_STATUS] : reply.status,
    .reply = *parts[NIXIE_PART_REPLY] != '\0' ? parts[NIXIE_PART_REPLY] : reply.reply,
    .text = line,
    .recipient = reading->address,
  };
  nixie_reason_classify (&input, &verdict);
  ground.reason = verdict.reason;
  ground.said = TRUE;
  ground.understood = verdict.reason != NIXIE_REASON_UNDEFINED;
  if (ground.understood || coded || says_later (line) || strcmp (reading->file->system, "csv") != 0)
    ground.class = MIN (verdict.class, reading->most);
  return ground;
}

/* The first text that is understood counts; of those that are not, one with a code. */
static void
consider (Reading *reading, const char *text)
{
  Ground *ground = &reading->ground;
  const NixieGroundRow *label = nixie_ground_find (reading->file, text);
  if (ground->understood || (label != NULL && !label->by_words))
    return;
  const Ground got = read_text (reading, text);
  if (!ground->said || got.understood || got.class > ground->class)
    *ground = got;
}

static void
read_words (Reading *reading)
{
  const char *const *parts = reading->row->parts;
  g_auto (GStrv) states = g_strsplit (parts[NIXIE_PART_STATE], "\n", MOST_LINES);
  const gboolean codes = *parts[NIXIE_PART_STATUS] != '\0' || *parts[NIXIE_PART_REPLY] != '\0';
  if (*parts[NIXIE_PART_WORDS] != '\0')
    consider (reading, parts[NIXIE_PART_WORDS]);
  if (*parts[NIXIE_PART_REASON] != '\0')
    consider (reading, parts[NIXIE_PART_REASON]);
  for (char **state = states; *state != NULL; state++)
    if (**state != '\0')
      consider (reading, *state);
  if (codes && !reading->ground.said)
    reading->ground = read_text (reading, "");
}

/* What a word of the tables weighs against another of the same row. */
typedef enum { WEIGHT_NOTHING, WEIGHT_DENIAL, WEIGHT_MAILABLE, WEIGHT_GROUND, WEIGHT_REQUEST } Weight;

static Weight
weight_of (const NixieGroundRow *row)
{
  if (row == NULL || row->by_words)
    return WEIGHT_NOTHING;
  if (row->mailable)
    return g_str_has_prefix (row->word, "not ") ? WEIGHT_DENIAL : WEIGHT_MAILABLE;
  return is_request (row->reason) ? WEIGHT_REQUEST : WEIGHT_GROUND;
}

static const NixieGroundRow *
heavier (const NixieGroundRow *one, const NixieGroundRow *other)
{
  return weight_of (other) > weight_of (one) ? other : one;
}

/* The word of the tables that weighs most among the lines of TEXT; NULL: there is none. */
static const NixieGroundRow *
find_label (const NixieSystemRow *file, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", MOST_LINES);
  const NixieGroundRow *found = NULL;
  for (char **line = lines; *line != NULL; line++)
    if (**line != '\0')
      found = heavier (found, nixie_ground_find (file, *line));
  return found;
}

/* FALSE: the address may be mailed. A state that says so stands whatever else the row has; else a wish of the recipient's stands, then what
 * a server has said, then the tables' word for it. That one thing is denied ("not unsubscribed") says so where nothing else is said. */
static gboolean
read_foreign (Reading *reading)
{
  const char *const *parts = reading->row->parts;
  const NixieGroundRow *state = find_label (reading->file, parts[NIXIE_PART_STATE]);
  const NixieGroundRow *reason = nixie_ground_find (reading->file, parts[NIXIE_PART_REASON]);
  const NixieGroundRow *known = heavier (state, heavier (reason, find_label (reading->file, parts[NIXIE_PART_WORDS])));
  if (weight_of (state) == WEIGHT_MAILABLE || weight_of (known) == WEIGHT_MAILABLE)
    return FALSE;
  const Weight weight = weight_of (known);
  reading->most = reason == NULL ? NIXIE_CLASS_SOFT : reason->by_words ? reason->class : NIXIE_CLASS_HARD;
  if (known != NULL && weight == WEIGHT_GROUND && known->class == NIXIE_CLASS_SOFT)
    reading->most = NIXIE_CLASS_SOFT;
  if (weight != WEIGHT_REQUEST)
    read_words (reading);
  if (weight == WEIGHT_DENIAL)
    return reading->ground.understood || reading->ground.class != NIXIE_CLASS_NONE || *parts[NIXIE_PART_REASON] != '\0';
  if (known != NULL && !reading->ground.understood && weight != WEIGHT_NOTHING)
    reading->ground = (Ground){ .reason = known->reason, .class = known->class, .said = TRUE, .understood = TRUE };
  return TRUE;
}

/* A row of a nixie's list says it in our own words. */
static gboolean
read_own (const NixieSystemRow *file, const NixieForeignRow *row, Ground *ground)
{
  const char *reason = row->parts[NIXIE_PART_REASON], *class = row->parts[NIXIE_PART_CLASS];
  *ground = (Ground){ .reason = NIXIE_REASON_UNDEFINED, .class = NIXIE_CLASS_NONE, .understood = TRUE };
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

/* FALSE: the row suppresses nobody. */
static gboolean
read_ground (const NixieImportPlan *plan, const NixieSystemRow *file, const NixieForeignRow *row, const char *address, Ground *ground)
{
  Reading reading = { file, row, address, NIXIE_CLASS_SOFT, { .reason = NIXIE_REASON_UNDEFINED, .class = NIXIE_CLASS_NONE } };
  gboolean suppresses = TRUE;
  if (strcmp (file->system, "nixie") == 0)
    suppresses = read_own (file, row, ground);
  else
    {
      suppresses = read_foreign (&reading);
      *ground = reading.ground;
    }
  if (ground->reason == NIXIE_REASON_UNDEFINED && (ground->class == NIXIE_CLASS_NONE || !ground->understood) && plan->has_reason)
    *ground = (Ground){ .reason = plan->reason, .understood = TRUE,
                        .class = nixie_reason_can_be_hard (plan->reason) ? NIXIE_CLASS_HARD : NIXIE_CLASS_NONE };
  const gboolean no_ground = nixie_reason_fault (ground->reason) == NIXIE_FAULT_NONE && ground->reason != NIXIE_REASON_UNDEFINED;
  return suppresses && !no_ground; /* "delayed" and the like are none */
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
                                    parts[NIXIE_PART_REPLY], parts[NIXIE_PART_WORDS], parts[NIXIE_PART_STATE], NULL);
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
  const char *foreign = *parts[NIXIE_PART_REASON] != '\0' ? parts[NIXIE_PART_REASON] : parts[NIXIE_PART_STATE];
  const char *words = *parts[NIXIE_PART_WORDS] != '\0' || strcmp (file->system, "nixie") == 0 ? parts[NIXIE_PART_WORDS] : foreign;
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

/* A whole domain is a word of a nixie's, or of whoever keeps a list by hand; in another's file it is an accident that costs a provider. */
static gboolean
take_address (const NixieImportPlan *plan, const NixieSystemRow *file, const char *written, char **address, GError **error)
{
  g_autofree char *listed = NULL;
  if (!nixie_listed_address (plan->settings, written, &listed, error))
    return FALSE;
  if (*listed == '@' && strcmp (file->system, "nixie") != 0 && strcmp (file->system, "plain") != 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("%s is a whole domain, and no address"), listed);
      return FALSE;
    }
  *address = g_steal_pointer (&listed);
  return TRUE;
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
  if (row->bad != NULL || !take_address (plan, file, written, &address, &wrong))
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
  tally->domains += *address == '@';
  tally->not_understood += ground.said && !ground.understood;
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
  append_figure (out, _("reasons not understood (--reason)"), tally->not_understood, FALSE);
  append_figure (out, _("whole domains"), tally->domains, FALSE);
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
