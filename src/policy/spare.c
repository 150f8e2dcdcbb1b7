/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which events an address's entry can do without. The fold goes from event to event; where it remembers the same with and without some of
 * them, all that comes later finds the same. What cannot be thought of here: reports of days long ago that were never read, other settings.
 */
#include "policy/spare.h"

#include "base/clock.h"
#include "policy/fold-private.h"

#include <string.h>

#define MOST_PARTS 64 /* of a history, that are tried one by one: a very long one takes no time for ever */

static gboolean
is_same_event (const NixieEvent *one, const NixieEvent *other)
{
  if (one == NULL || other == NULL)
    return one == other;
  return memcmp (one->id, other->id, NIXIE_ID_BYTES) == 0;
}

/* What is suppressed counts no more days: it goes on at each failure, and after its end the count begins anew. */
static gboolean
is_same_strand (const NixieStrand *one, const NixieStrand *other)
{
  return one->state == other->state && one->reason == other->reason && one->class == other->class && one->since_us == other->since_us
         && one->until_us == other->until_us && one->rearm_us == other->rearm_us && one->protected == other->protected
         && (one->state == NIXIE_STATE_SUPPRESSED || one->counted_days == other->counted_days);
}

/* Before the end is made of a success that may be taken back. */
static gboolean
remember_the_same (const NixieFold *one, const NixieFold *other)
{
  for (guint i = 0; i < NIXIE_N_STRANDS; i++)
    if (!is_same_strand (&one->entry->strands[i], &other->entry->strands[i]) || !is_same_event (one->deciders[i], other->deciders[i]))
      return FALSE;
  const NixieStrand *bounce = &one->entry->strands[NIXIE_STRAND_BOUNCE];
  if (bounce->counted_days > 0 && bounce->state != NIXIE_STATE_SUPPRESSED
      && (one->first_day != other->first_day || one->last_day != other->last_day))
    return FALSE;
  return is_same_event (one->newest_failure, other->newest_failure) && is_same_event (one->newest, other->newest)
         && is_same_event (one->held, other->held) && is_same_event (one->allow, other->allow) && one->success_us == other->success_us
         && one->free_hard_us == other->free_hard_us && one->free_soft_us == other->free_soft_us
         && one->entry->held == other->entry->held;
}

/* But for first_us and counts. */
static gboolean
show_the_same (const NixieEntry *one, const NixieEntry *other)
{
  for (guint i = 0; i < NIXIE_ENTRY_N_TEXTS; i++)
    if (strcmp (one->texts[i], other->texts[i]) != 0)
      return FALSE;
  for (guint i = 0; i < NIXIE_N_STRANDS; i++)
    if (!is_same_strand (&one->strands[i], &other->strands[i]))
      return FALSE;
  return one->state == other->state && one->until_us == other->until_us && one->reason == other->reason && one->class == other->class
         && one->protected == other->protected && one->last_us == other->last_us;
}

static gboolean
are_the_same (const NixieBasis *basis, const char *address, const GPtrArray *events, const GPtrArray *fewer)
{
  NixieEntry one_entry, other_entry;
  NixieFold one = { .entry = &one_entry }, other = { .entry = &other_entry };
  nixie_fold_run (&one, basis, address, events);
  nixie_fold_run (&other, basis, address, fewer);
  if (!remember_the_same (&one, &other))
    return FALSE;
  nixie_fold_conclude (&one);
  nixie_fold_conclude (&other);
  return show_the_same (&one_entry, &other_entry);
}

/* A suppression that is over does nothing more once a failure would not bring it back, and a count once a failure would begin anew. */
static gboolean
is_worn_out (const NixiePolicy *policy, const NixieEntry *entry, gint64 now_us)
{
  for (guint i = 0; i < NIXIE_N_STRANDS; i++)
    if (nixie_state_at (entry->strands[i].state, entry->strands[i].until_us, now_us) == NIXIE_STATE_SUPPRESSED)
      return FALSE;
  const gint64 newest_day = nixie_clock_day (entry->last_us), today = nixie_clock_day (now_us);
  if (entry->state == NIXIE_STATE_ALLOWED || entry->state == NIXIE_STATE_HELD || entry->held > 0)
    return FALSE;
  return entry->strands[NIXIE_STRAND_BOUNCE].rearm_us < now_us && (entry->counted_days == 0 || today - newest_day > policy->soft_gap_days);
}

/* What an operator said stays: who took an address off the list does not want an old report to put it on again. */
static gboolean
may_go (const NixieEvent *event, gint64 before_us)
{
  return event->time_us < before_us && !nixie_event_is_by_hand (event);
}

static gboolean
may_all_go (const NixieBasis *basis, const char *address, const GPtrArray *events, const NixieSpare *spare)
{
  const gint64 settled_us = MIN (spare->before_us, spare->now_us - NIXIE_SUCCESS_WAIT_US);
  NixieEntry entry;
  for (guint i = 0; i < events->len; i++)
    if (!may_go (events->pdata[i], settled_us))
      return FALSE;
  nixie_entry_fold (basis, address, events, &entry);
  return is_worn_out (nixie_settings_policy (basis->settings, address), &entry, spare->now_us);
}

typedef struct {
  const NixieBasis *basis;
  const char *address;
  const GPtrArray *events; /* all, in the order of time */
  gboolean *gone;          /* which of them the entry is known to do without */
} Search;

static GPtrArray *
without (const Search *search)
{
  GPtrArray *left = g_ptr_array_sized_new (search->events->len);
  for (guint i = 0; i < search->events->len; i++)
    if (!search->gone[i])
      g_ptr_array_add (left, search->events->pdata[i]);
  return left;
}

static void
set_gone (const Search *search, guint from, guint to, gint64 before_us, gboolean gone)
{
  for (guint i = from; i < to; i++)
    search->gone[i] = gone && may_go (search->events->pdata[i], before_us);
}

/* All of FROM to TO where that can be, else as much of either half. */
static void
spare_range (const Search *search, guint from, guint to, gint64 before_us)
{
  set_gone (search, from, to, before_us, TRUE);
  g_autoptr (GPtrArray) left = without (search);
  if (are_the_same (search->basis, search->address, search->events, left))
    return;
  set_gone (search, from, to, before_us, FALSE);
  if (to - from <= 1 + search->events->len / MOST_PARTS)
    return;
  spare_range (search, from, from + (to - from) / 2, before_us);
  spare_range (search, from + (to - from) / 2, to, before_us);
}

guint
nixie_spare_events (const NixieBasis *basis, const char *address, const GPtrArray *events, NixieSpare *spare)
{
  g_return_val_if_fail (basis != NULL && basis->settings != NULL && address != NULL && events != NULL && spare != NULL, 0);
  const Search search = { basis, address, events, spare->gone };
  guint old = 0, gone = 0;
  set_gone (&search, 0, events->len, spare->before_us, FALSE);
  while (old < events->len && ((const NixieEvent *) events->pdata[old])->time_us < spare->before_us)
    old++;
  if (old == 0)
    return 0;
  if (may_all_go (basis, address, events, spare))
    set_gone (&search, 0, events->len, spare->before_us, TRUE);
  else
    spare_range (&search, 0, old, spare->before_us);
  for (guint i = 0; i < old; i++)
    gone += spare->gone[i] ? 1 : 0;
  return gone;
}
