/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brake's holds: made to be what policy/brake.h finds in the tallies. A hold that no operator has spoken of is derived like an entry:
 * it grows, shrinks and goes as the tallies have it, so that it does not depend on the order in which mail came. One that is released,
 * confirmed or undone only grows, and its word stands for all of it: it is said of the outburst, and an outburst that it overlaps gets no
 * other hold.
 */
#include "store/tallies-private.h"

#include "base/clock.h"

#include <string.h>

/* Failures of those whom ACT covers are held otherwise than before. */
typedef struct {
  const NixieAct *act;
  gint64 from_us, to_us;
} Reach;

struct NixieBraking {
  const NixieBrake *rule;
  gint64 now_us;
  GPtrArray *acts; /* NixieAct: to be put */
  GPtrArray *gone; /* NixieAct: to be deleted */
  GArray *reaches; /* Reach, borrowed from these */
  gboolean reaches_old;
  guint64 n_new;
};

NixieBraking *
nixie_braking_new (NixieStore *store, gint64 now_us)
{
  NixieBraking *braking = g_new0 (NixieBraking, 1);
  braking->rule = &store->settings->brake;
  braking->now_us = now_us;
  braking->acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  braking->gone = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  braking->reaches = g_array_new (FALSE, FALSE, sizeof (Reach));
  return braking;
}

void
nixie_braking_free (NixieBraking *braking)
{
  if (braking == NULL)
    return;
  g_ptr_array_unref (braking->acts);
  g_ptr_array_unref (braking->gone);
  g_array_unref (braking->reaches);
  g_free (braking);
}

/* A hold that there is. */
typedef struct {
  const NixieAct *act;
  gboolean spoken; /* an operator has said something of it */
  gboolean real;   /* that it is no outage */
  gboolean used;
} Hold;

/* One series of one domain, or of the list. */
typedef struct {
  const NixieTallied *tallied;
  NixieSeries series;
  const char *reasons; /* of its holds */
  GArray *hours;       /* NixieHour */
  GArray *holds;       /* Hold */
  GArray *real;        /* NixieHours */
} Watched;

static NixieHours
hours_of (gint64 from_us, gint64 to_us)
{
  return (NixieHours){ (guint32) (from_us / NIXIE_HOUR_US), (guint32) (to_us / NIXIE_HOUR_US) };
}

static gint64
start_us (const NixieHours *span)
{
  return span->from_hour * NIXIE_HOUR_US;
}

static gint64
end_us (const NixieHours *span)
{
  return (span->to_hour + (gint64) 1) * NIXIE_HOUR_US - 1;
}

static gboolean
is_spoken_of (const NixieActs *acts, const NixieAct *hold)
{
  for (guint i = 0; i < nixie_acts_length (acts); i++)
    if (memcmp (nixie_acts_get (acts, i)->target, hold->id, NIXIE_ID_BYTES) == 0)
      return TRUE;
  return FALSE;
}

static void
find_holds (const NixieActs *acts, Watched *watched)
{
  for (guint i = 0; acts != NULL && i < nixie_acts_length (acts); i++)
    {
      const NixieAct *act = nixie_acts_get (acts, i);
      if (act->kind != NIXIE_ACT_HOLD || strcmp (act->domain, watched->tallied->domain) != 0
          || strcmp (act->reasons, watched->reasons) != 0 || strcmp (act->who, NIXIE_BRAKE_WHO) != 0)
        continue;
      const Hold hold = { act, is_spoken_of (acts, act), nixie_acts_standing (acts, i) == NIXIE_STANDING_CONFIRMED, FALSE };
      const NixieHours span = hours_of (act->from_us, act->to_us);
      g_array_append_val (watched->holds, hold);
      if (hold.real)
        g_array_append_val (watched->real, span);
    }
}

/* Whether an operator has undone all that WATCHED has of a span. */
static gboolean
undoes_all (const NixieActs *acts, guint i, const Watched *watched)
{
  const NixieAct *act = nixie_acts_get (acts, i);
  const gboolean in_force = act->kind == NIXIE_ACT_UNDO && nixie_acts_standing (acts, i) == NIXIE_STANDING_IN_FORCE;
  if (!in_force || nixie_act_has_target (act) || *act->pattern != '\0' || *act->source != '\0')
    return FALSE;
  if (*act->reasons != '\0' && strcmp (act->reasons, watched->reasons) != 0)
    return FALSE;
  g_autofree char *key = g_strconcat ("@", watched->tallied->domain, NULL);
  return nixie_act_covers_address (act, key);
}

static GPtrArray *
find_undone (const NixieActs *acts, const Watched *watched)
{
  GPtrArray *undone = g_ptr_array_new ();
  for (guint i = 0; acts != NULL && i < nixie_acts_length (acts); i++)
    if (undoes_all (acts, i, watched))
      g_ptr_array_add (undone, (gpointer) nixie_acts_get (acts, i));
  return undone;
}

/* An hour that was undone in part still counts. */
static gboolean
is_undone (const GPtrArray *undone, guint32 hour)
{
  const NixieHours span = { hour, hour };
  for (guint i = 0; i < undone->len; i++)
    {
      const NixieAct *act = undone->pdata[i];
      if (act->from_us <= start_us (&span) && act->to_us >= end_us (&span))
        return TRUE;
    }
  return FALSE;
}

/* What was undone is neither an outburst nor usual. */
static void
find_hours (const NixieActs *acts, Watched *watched)
{
  const GArray *cells = watched->tallied->after;
  g_autoptr (GPtrArray) undone = find_undone (acts, watched);
  for (guint i = 0; i < cells->len; i++)
    {
      const NixieCell *cell = &g_array_index (cells, NixieCell, i);
      const NixieHour hour = { cell->slot / 8, cell->count };
      if (cell->slot % 8 == watched->series && !is_undone (undone, hour.hour))
        g_array_append_val (watched->hours, hour);
    }
}

static guint32
first_report (const GArray *cells)
{
  for (guint i = 0; i < cells->len; i++)
    if (g_array_index (cells, NixieCell, i).slot % 8 != NIXIE_SERIES_ANY)
      return g_array_index (cells, NixieCell, i).slot / 8;
  return 0;
}

static GArray *
find_outbursts (const NixieBrake *rule, const Watched *watched)
{
  const gboolean list = *watched->tallied->domain == '\0';
  const NixieWatch watch = {
    .hours = (const NixieHour *) (gpointer) watched->hours->data,
    .n_hours = rule->enabled ? watched->hours->len : 0,
    .known_hour = first_report (watched->tallied->after),
    .real = (const NixieHours *) (gpointer) watched->real->data,
    .n_real = watched->real->len,
    .least = list ? rule->list_least : rule->domain_least,
    .factor = list ? rule->list_factor : rule->domain_factor,
    .history_days = rule->history_days,
  };
  return nixie_brake_find (&watch);
}

/* Notes that failures in the hours of SPAN are held otherwise than before. */
static void
add_reach (NixieBraking *braking, const Watched *watched, const NixieAct *act, gint64 from_us, gint64 to_us)
{
  const Reach reach = { act, from_us, to_us };
  if (from_us > to_us)
    return;
  g_array_append_val (braking->reaches, reach);
  for (guint i = 0; i < watched->tallied->before->len; i++)
    {
      const NixieCell *cell = &g_array_index (watched->tallied->before, NixieCell, i);
      const gint64 hour_us = cell->slot / 8 * NIXIE_HOUR_US;
      if (cell->slot % 8 == NIXIE_SERIES_ANY && hour_us <= to_us && hour_us + NIXIE_HOUR_US > from_us)
        braking->reaches_old = TRUE;
    }
}

static gboolean
overlaps (const NixieAct *act, const NixieHours *span)
{
  return act->from_us <= end_us (span) && start_us (span) <= act->to_us;
}

/* The hold of an outburst: one that was spoken of, else the first that is free. */
static Hold *
find_hold (const Watched *watched, const NixieHours *span)
{
  Hold *found = NULL;
  for (guint i = 0; i < watched->holds->len; i++)
    {
      Hold *hold = &g_array_index (watched->holds, Hold, i);
      if (!overlaps (hold->act, span) || (hold->used && !hold->spoken))
        continue;
      if (hold->spoken)
        return hold;
      if (found == NULL)
        found = hold;
    }
  return found;
}

/* The same on every host that sees the same, unless another one has it already. */
static void
make_id (const NixieActs *acts, const Watched *watched, const NixieHours *span, guint8 *id)
{
  guint salt = 0;
  do
    {
      g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
      g_autofree char *text = g_strdup_printf ("brake\n%s\n%s\n%u\n%u", watched->tallied->domain, watched->reasons, span->from_hour,
                                               salt++);
      guint8 octets[32];
      gsize length = sizeof octets;
      g_checksum_update (digest, (const guchar *) text, -1);
      g_checksum_get_digest (digest, octets, &length);
      memcpy (id, octets, NIXIE_ID_BYTES);
    }
  while (acts != NULL && nixie_acts_by_id (acts, id) != NULL);
}

/* Kept and shown as it is, whatever the language: the same on every host. */
static char *
describe (const Watched *watched, const NixieOutburst *outburst)
{
  if (*watched->reasons == '\0')
    return g_strdup_printf ("%u addresses failed hard within 24 hours, usual are %u", outburst->most, outburst->usual);
  return g_strdup_printf ("%u domains failed with %s within 24 hours, usual are %u", outburst->most, watched->reasons, outburst->usual);
}

static void
make_hold (NixieBraking *braking, const NixieActs *acts, const Watched *watched, const NixieOutburst *outburst)
{
  g_autofree char *why = describe (watched, outburst);
  NixieAct draft = {
    .kind = NIXIE_ACT_HOLD,
    .time_us = braking->now_us,
    .from_us = start_us (&outburst->span),
    .to_us = end_us (&outburst->span),
    .hard_only = *watched->reasons == '\0',
    .domain = watched->tallied->domain,
    .reasons = watched->reasons,
    .why = why,
    .who = NIXIE_BRAKE_WHO,
  };
  make_id (acts, watched, &outburst->span, draft.id);
  NixieAct *act = nixie_act_new (&draft);
  g_ptr_array_add (braking->acts, act);
  add_reach (braking, watched, act, act->from_us, act->to_us);
  braking->n_new++;
}

static void
change_hold (NixieBraking *braking, const Watched *watched, Hold *hold, const NixieOutburst *outburst)
{
  const NixieAct *old = hold->act;
  g_autofree char *why = describe (watched, outburst);
  NixieAct draft = *old;
  draft.from_us = start_us (&outburst->span);
  draft.to_us = end_us (&outburst->span);
  draft.why = why;
  if (hold->spoken)
    {
      draft.from_us = MIN (draft.from_us, old->from_us);
      draft.to_us = MAX (draft.to_us, old->to_us);
    }
  hold->used = TRUE;
  if (draft.from_us == old->from_us && draft.to_us == old->to_us && strcmp (why, old->why) == 0)
    return;
  NixieAct *act = nixie_act_new (&draft);
  g_ptr_array_add (braking->acts, act);
  hold->act = act;
  add_reach (braking, watched, act, MIN (act->from_us, old->from_us), MAX (act->from_us, old->from_us) - 1);
  add_reach (braking, watched, act, MIN (act->to_us, old->to_us) + 1, MAX (act->to_us, old->to_us));
}

static void
drop_hold (NixieBraking *braking, const Watched *watched, const NixieAct *old)
{
  NixieAct *act = nixie_act_new (old);
  g_ptr_array_add (braking->gone, act);
  add_reach (braking, watched, act, act->from_us, act->to_us);
}

static void
settle (NixieBraking *braking, const NixieActs *acts, const Watched *watched)
{
  g_autoptr (GArray) outbursts = find_outbursts (braking->rule, watched);
  for (guint i = 0; i < outbursts->len; i++)
    {
      const NixieOutburst *outburst = &g_array_index (outbursts, NixieOutburst, i);
      Hold *hold = find_hold (watched, &outburst->span);
      if (hold != NULL)
        change_hold (braking, watched, hold, outburst);
      else
        make_hold (braking, acts, watched, outburst);
    }
  for (guint i = 0; i < watched->holds->len; i++)
    {
      const Hold *hold = &g_array_index (watched->holds, Hold, i);
      if (!hold->used && !hold->spoken)
        drop_hold (braking, watched, hold->act);
    }
}

static void
watch_series (NixieStore *store, NixieBraking *braking, const NixieTallied *tallied, NixieSeries series)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (NixieHour));
  g_autoptr (GArray) holds = g_array_new (FALSE, FALSE, sizeof (Hold));
  g_autoptr (GArray) real = g_array_new (FALSE, FALSE, sizeof (NixieHours));
  Watched watched = { tallied, series, nixie_series_reason (series), hours, holds, real };
  find_holds (store->acts, &watched);
  find_hours (store->acts, &watched);
  settle (braking, store->acts, &watched);
}

/* The most that any series of TALLIED can have within 24 hours is small where it has small counts altogether: most domains end here. */
static gboolean
is_small (const NixieBrake *rule, const NixieTallied *tallied)
{
  guint64 all = 0;
  for (guint i = 0; i < tallied->after->len; i++)
    {
      const NixieCell *cell = &g_array_index (tallied->after, NixieCell, i);
      if (cell->slot % 8 == NIXIE_SERIES_HARD)
        all += cell->count;
    }
  return all < rule->domain_least;
}

static gboolean
has_holds (const NixieActs *acts, const char *domain)
{
  for (guint i = 0; acts != NULL && i < nixie_acts_length (acts); i++)
    if (nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD && strcmp (nixie_acts_get (acts, i)->domain, domain) == 0)
      return TRUE;
  return FALSE;
}

int
nixie_braking_watch (NixieStore *store, const NixieTallied *tallied, gpointer data)
{
  NixieBraking *braking = data;
  const gboolean list = *tallied->domain == '\0', older = first_report (tallied->before) != first_report (tallied->after);
  const guint changed = older ? G_MAXUINT8 : tallied->changed;
  for (guint series = NIXIE_SERIES_FIRST_REASON; list && series < NIXIE_N_SERIES; series++)
    if ((changed >> series & 1) != 0)
      watch_series (store, braking, tallied, (NixieSeries) series);
  if (list || (changed >> NIXIE_SERIES_HARD & 1) == 0)
    return 0;
  if (!is_small (braking->rule, tallied) || has_holds (store->acts, tallied->domain))
    watch_series (store, braking, tallied, NIXIE_SERIES_HARD);
  return 0;
}

int
nixie_braking_put (NixieBraking *braking, NixieStore *store, MDB_txn *txn, guint64 *new, GError **error)
{
  int rc = 0;
  *new += braking->n_new;
  if (braking->acts->len == 0 && braking->gone->len == 0)
    return 0;
  for (guint i = 0; rc == 0 && i < braking->gone->len; i++)
    rc = nixie_store_delete_act (store, txn, braking->gone->pdata[i]);
  if (rc == 0)
    rc = nixie_store_put_acts (store, txn, braking->acts);
  return rc == 0 ? nixie_store_load_acts (store, txn, error) : rc;
}

gboolean
nixie_braking_reaches (const NixieBraking *braking, const char *address, gint64 from_us, gint64 to_us)
{
  for (guint i = 0; i < braking->reaches->len; i++)
    {
      const Reach *reach = &g_array_index (braking->reaches, Reach, i);
      if (from_us <= reach->to_us && reach->from_us <= to_us && nixie_act_covers_address (reach->act, address))
        return TRUE;
    }
  return FALSE;
}

gboolean
nixie_braking_reaches_any (const NixieBraking *braking)
{
  return braking->reaches->len > 0;
}

gboolean
nixie_braking_reaches_old (const NixieBraking *braking)
{
  return braking->reaches_old;
}
