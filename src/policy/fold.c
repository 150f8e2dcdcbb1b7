/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fold: events of one address → its entry. No clock, no I/O; the events are sorted first, so that the order in which they came
 * does not matter. One function for each kind of event. Acts and trust come before that: what an act undoes, or what is below the trust
 * level, is not there; what an act holds is put aside unless a later failure confirms it; and one that allows a domain stands among the
 * events.
 */
#include "policy/fold-private.h"

#include "base/clock.h"
#include "policy/trust.h"

#include <string.h>

typedef NixieFold Fold;

static NixieStrand *
strand_of (Fold *fold, NixieStrandKind kind)
{
  return &fold->entry->strands[kind];
}

static void
clear_strand (Fold *fold, NixieStrandKind kind)
{
  *strand_of (fold, kind) = (NixieStrand){ .state = NIXIE_STATE_CLEAR, .reason = NIXIE_REASON_UNDEFINED };
  fold->deciders[kind] = NULL;
}

static gboolean
stands_at (const NixieStrand *strand, gint64 time_us)
{
  return nixie_state_at (strand->state, strand->until_us, time_us) == NIXIE_STATE_SUPPRESSED;
}

/* What an operator must force to lift. */
static gboolean
is_protected (const NixiePolicy *policy, NixieStrandKind kind, const NixieEvent *event)
{
  if (kind == NIXIE_STRAND_OPERATOR && policy->protect_operator)
    return TRUE;
  return nixie_policy_protect (policy, event->reason, event->class);
}

/* EVENT is why the strand is as it is now. */
static void
decide (Fold *fold, NixieStrandKind kind, const NixieEvent *event)
{
  NixieStrand *strand = strand_of (fold, kind);
  strand->reason = event->reason;
  strand->class = event->class;
  fold->deciders[kind] = event;
}

static void
suppress (Fold *fold, NixieStrandKind kind, const NixieEvent *event, gint64 until_us)
{
  NixieStrand *strand = strand_of (fold, kind);
  if (!stands_at (strand, event->time_us))
    strand->since_us = event->time_us;
  strand->state = NIXIE_STATE_SUPPRESSED;
  strand->until_us = until_us;
  strand->protected = is_protected (fold->policy, kind, event);
  decide (fold, kind, event);
}

/* Bounces that suppress at the first. The first one stands, but a hard one takes the place of a soft one. */
static void
fold_first (Fold *fold, const NixieEvent *event)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  const gboolean stands = bounce->until_us == NIXIE_TIME_FOREVER;
  if (stands && (bounce->class == NIXIE_CLASS_HARD || event->class != NIXIE_CLASS_HARD))
    return;
  suppress (fold, NIXIE_STRAND_BOUNCE, event, NIXIE_TIME_FOREVER);
  bounce->rearm_us = NIXIE_TIME_NONE;
}

static void
suppress_for_a_time (Fold *fold, const NixieEvent *event)
{
  const gint64 until_us = event->time_us + fold->policy->expire_days * NIXIE_DAY_US;
  suppress (fold, NIXIE_STRAND_BOUNCE, event, until_us);
  strand_of (fold, NIXIE_STRAND_BOUNCE)->rearm_us = until_us + fold->policy->rearm_days * NIXIE_DAY_US;
}

/* At most one a day; a gap that is too long begins anew. */
static void
count_day (Fold *fold, gint64 day)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  if (bounce->counted_days > 0 && day - fold->last_day > fold->policy->soft_gap_days)
    bounce->counted_days = 0;
  if (bounce->counted_days == 0)
    fold->first_day = day;
  if (bounce->counted_days == 0 || day != fold->last_day)
    bounce->counted_days++;
  fold->last_day = day;
}

/* A suppression that ended, and whose time for re-arming is over too: what comes now begins at one. */
static void
start_over (Fold *fold, const NixieEvent *event)
{
  clear_strand (fold, NIXIE_STRAND_BOUNCE);
  strand_of (fold, NIXIE_STRAND_BOUNCE)->state = NIXIE_STATE_COUNTING;
  decide (fold, NIXIE_STRAND_BOUNCE, event);
}

static void
fold_counted (Fold *fold, const NixieEvent *event)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  if (bounce->until_us == NIXIE_TIME_FOREVER)
    return;
  const gboolean again = stands_at (bounce, event->time_us) || event->time_us <= bounce->rearm_us;
  if (bounce->state == NIXIE_STATE_SUPPRESSED && !again)
    start_over (fold, event);
  count_day (fold, nixie_clock_day (event->time_us));
  const gboolean enough = bounce->counted_days >= fold->policy->soft_days
                          && fold->last_day - fold->first_day >= fold->policy->soft_span_days;
  if (again || enough)
    suppress_for_a_time (fold, event);
}

/* A success that no failure took back forgets the running count and the re-arming; what suppresses then runs to its end. */
static void
fold_past_success (Fold *fold)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  if (fold->success_us == NIXIE_TIME_NONE)
    return;
  if (!stands_at (bounce, fold->success_us))
    clear_strand (fold, NIXIE_STRAND_BOUNCE);
  bounce->counted_days = 0;
  bounce->rearm_us = NIXIE_TIME_NONE;
  fold->success_us = NIXIE_TIME_NONE;
  fold->held = NULL;
}

/* Put aside until a failure after the hold's end says the same. A soft one does not confirm a hard one: a full mailbox is one that is
 * there. */
static gboolean
is_held (const Fold *fold, const NixieEvent *event)
{
  const NixieAct *hold = nixie_cover_hold (fold->cover, event);
  const gint64 confirmed_us = event->class == NIXIE_CLASS_HARD ? fold->free_hard_us : MAX (fold->free_hard_us, fold->free_soft_us);
  return hold != NULL && confirmed_us <= hold->to_us
         && nixie_policy_rule (fold->policy, event->reason, event->class) != NIXIE_RULE_NEVER;
}

static void
fold_failure (Fold *fold, const NixieEvent *event)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  if (event->time_us > fold->success_us + NIXIE_SUCCESS_WAIT_US)
    fold_past_success (fold);
  if (is_held (fold, event))
    {
      fold->held = event;
      fold->entry->held++;
      return;
    }
  fold->success_us = NIXIE_TIME_NONE;
  fold->newest_failure = event;
  fold->entry->failures++;
  if (event->class == NIXIE_CLASS_HARD)
    fold->entry->hard_failures++;
  if (bounce->state != NIXIE_STATE_SUPPRESSED)
    {
      bounce->state = NIXIE_STATE_COUNTING;
      decide (fold, NIXIE_STRAND_BOUNCE, event);
    }
  switch (nixie_policy_rule (fold->policy, event->reason, event->class))
    {
    case NIXIE_RULE_NEVER:
      break;
    case NIXIE_RULE_COUNTED:
      fold_counted (fold, event);
      break;
    case NIXIE_RULE_FIRST:
      fold_first (fold, event);
      break;
    }
}

/* The oldest success has the best chance to be followed by no failure, so it stands for those after it. */
static void
fold_success (Fold *fold, const NixieEvent *event)
{
  const gboolean failed_then = fold->newest_failure != NULL && fold->newest_failure->time_us == event->time_us;
  if (!failed_then && fold->success_us == NIXIE_TIME_NONE)
    fold->success_us = event->time_us;
}

/* The strand of a reason that a recipient's own word, or an operator, gives. */
static NixieStrandKind
strand_for (NixieReason reason)
{
  return reason == NIXIE_REASON_COMPLAINT ? NIXIE_STRAND_COMPLAINT
         : reason == NIXIE_REASON_OPT_OUT ? NIXIE_STRAND_OPT_OUT
                                          : NIXIE_STRAND_OPERATOR;
}

static void
fold_request (Fold *fold, const NixieEvent *event)
{
  const NixieStrandKind kind = strand_for (event->reason);
  if (fold->policy->soft[event->reason] == NIXIE_RULE_FIRST && fold->deciders[kind] == NULL)
    suppress (fold, kind, event, NIXIE_TIME_FOREVER);
}

/* RFC 5965 3.1 and 7.3: "not-spam" takes a report of abuse back; never what an operator entered. */
static void
fold_not_spam (Fold *fold)
{
  const NixieEvent *decider = fold->deciders[NIXIE_STRAND_COMPLAINT];
  if (decider != NULL && decider->kind == NIXIE_EVENT_OUTCOME)
    clear_strand (fold, NIXIE_STRAND_COMPLAINT);
}

/* Whether EVENT is news of the address: a failure, complaint or act. Delay notices, automatic replies and successes are not. */
static gboolean
fold_outcome (Fold *fold, const NixieEvent *event)
{
  if (g_ascii_strcasecmp (event->feedback, "not-spam") == 0)
    fold_not_spam (fold);
  else if (event->reason == NIXIE_REASON_COMPLAINT || event->reason == NIXIE_REASON_OPT_OUT)
    {
      fold_request (fold, event);
      return TRUE;
    }
  else if (nixie_event_is_failure (event))
    {
      fold_failure (fold, event);
      return TRUE;
    }
  else if (event->action == NIXIE_ACTION_DELIVERED)
    fold_success (fold, event);
  return FALSE;
}

/* What an operator says last stands. */
static void
fold_add (Fold *fold, const NixieEvent *event)
{
  fold->allow = NULL;
  suppress (fold, strand_for (event->reason), event, NIXIE_TIME_FOREVER);
}

static void
fold_remove (Fold *fold, const NixieEvent *event)
{
  fold->allow = NULL;
  if ((event->kept & 1U << NIXIE_STRAND_BOUNCE) == 0)
    fold->held = NULL;
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    if ((event->kept & 1U << kind) == 0)
      clear_strand (fold, (NixieStrandKind) kind);
}

/* A soft failure for which another list suppresses: nobody knows its counted days, so its own end is worked out from its date. */
static void
fold_suppressed_elsewhere (Fold *fold, const NixieEvent *event)
{
  const gboolean never = nixie_policy_rule (fold->policy, event->reason, event->class) == NIXIE_RULE_NEVER;
  if (!never && strand_of (fold, NIXIE_STRAND_BOUNCE)->until_us != NIXIE_TIME_FOREVER)
    suppress_for_a_time (fold, event);
}

/* A row of another system's list that says why is what a report says; one that does not is somebody's word. */
static void
fold_import (Fold *fold, const NixieEvent *event)
{
  const NixieStrandKind kind = strand_for (event->reason);
  if (kind != NIXIE_STRAND_OPERATOR)
    fold_request (fold, event);
  else if (event->class != NIXIE_CLASS_NONE)
    {
      fold_failure (fold, event);
      if (event->force)
        fold_suppressed_elsewhere (fold, event);
    }
  else if (fold->deciders[kind] == NULL)
    suppress (fold, kind, event, NIXIE_TIME_FOREVER);
}

/* What was suppressed when its address was forgotten stays so, whatever the settings say since: nobody knows the rest of its history. */
static void
fold_forget (Fold *fold, const NixieEvent *event)
{
  if (event->force)
    suppress (fold, event->class != NIXIE_CLASS_NONE ? NIXIE_STRAND_BOUNCE : strand_for (event->reason), event, NIXIE_TIME_FOREVER);
  else if (strand_of (fold, NIXIE_STRAND_BOUNCE)->until_us != NIXIE_TIME_FOREVER)
    suppress_for_a_time (fold, event);
}

static void
fold_event (Fold *fold, const NixieEvent *event)
{
  gboolean news = TRUE;
  switch (event->kind)
    {
    case NIXIE_EVENT_OUTCOME:
      news = fold_outcome (fold, event);
      break;
    case NIXIE_EVENT_ADD:
      fold_add (fold, event);
      break;
    case NIXIE_EVENT_REMOVE:
      fold_remove (fold, event);
      break;
    case NIXIE_EVENT_IMPORT:
      fold_import (fold, event);
      break;
    case NIXIE_EVENT_ALLOW:
      fold->allow = event;
      break;
    case NIXIE_EVENT_FORGET:
      fold_forget (fold, event);
      break;
    }
  fold->newest = event;
  if (!news)
    return;
  if (fold->entry->first_us == NIXIE_TIME_NONE)
    fold->entry->first_us = event->time_us;
  fold->entry->last_us = event->time_us;
}

/* Behind what suppresses by itself, before what only counts. */
static void
show_held (Fold *fold)
{
  NixieStrand *bounce = strand_of (fold, NIXIE_STRAND_BOUNCE);
  if (fold->held == NULL || bounce->state == NIXIE_STATE_SUPPRESSED)
    return;
  bounce->state = NIXIE_STATE_HELD;
  decide (fold, NIXIE_STRAND_BOUNCE, fold->held);
}

/* A suppression outranks a hold, that a count; else what is harder to lift. Of the strands a bounce alone can end by itself, and it ranks
 * last. */
static NixieStrandKind
strongest (const NixieEntry *entry)
{
  static const NixieStrandKind ranks[] = { NIXIE_STRAND_OPT_OUT, NIXIE_STRAND_COMPLAINT, NIXIE_STRAND_OPERATOR, NIXIE_STRAND_BOUNCE };
  static const guint weights[] = { [NIXIE_STATE_CLEAR] = 0,      [NIXIE_STATE_COUNTING] = 1, [NIXIE_STATE_HELD] = 2,
                                   [NIXIE_STATE_SUPPRESSED] = 3, [NIXIE_STATE_ALLOWED] = 4 };
  NixieStrandKind best = ranks[0];
  for (guint i = 1; i < G_N_ELEMENTS (ranks); i++)
    if (weights[entry->strands[ranks[i]].state] > weights[entry->strands[best].state])
      best = ranks[i];
  return best;
}

/* Texts that are shorter than a reference to them stand in the entry itself, as those of an act do, which is no event. */
static gboolean
is_referred_to (const Fold *fold, const NixieEvent *event)
{
  const gsize texts = strlen (event->status) + strlen (event->reply) + strlen (event->diagnostic) + strlen (event->source);
  return event != &fold->allow_of_act && texts > sizeof event->time_us + NIXIE_ID_BYTES;
}

static void
show_event (Fold *fold, const NixieEvent *event)
{
  NixieEntry *entry = fold->entry;
  entry->reason = event->reason;
  entry->class = event->class;
  nixie_entry_show (entry, event);
  entry->refers = is_referred_to (fold, event);
  entry->shown_us = event->time_us;
  memcpy (entry->shown_id, event->id, NIXIE_ID_BYTES);
}

static void
conclude (Fold *fold)
{
  NixieEntry *entry = fold->entry;
  show_held (fold);
  const NixieStrandKind best = strongest (entry);
  entry->state = entry->strands[best].state;
  entry->until_us = entry->strands[best].until_us;
  entry->counted_days = entry->strands[NIXIE_STRAND_BOUNCE].counted_days;
  entry->protected = nixie_entry_protected_strands (entry) != 0;
  if (fold->allow != NULL)
    {
      entry->state = NIXIE_STATE_ALLOWED;
      entry->until_us = NIXIE_TIME_NONE;
    }
  const NixieEvent *shown = fold->allow != NULL             ? fold->allow
                            : fold->deciders[best] != NULL  ? fold->deciders[best]
                            : fold->newest_failure != NULL ? fold->newest_failure
                                                           : fold->newest;
  if (shown != NULL)
    show_event (fold, shown);
  if (fold->newest != NULL)
    entry->display = *fold->newest->display != '\0' ? fold->newest->display : entry->address;
}

/* The events that count, in the order of time; with ALLOW (the caller's, filled) where an act allows the domain. */
static GPtrArray *
gather (const NixieCover *cover, const char *address, const GPtrArray *events, NixieEvent *allow)
{
  GPtrArray *sorted = g_ptr_array_sized_new (events->len + 1);
  const NixieAct *act = nixie_cover_allow (cover);
  for (guint i = 0; i < events->len; i++)
    if (nixie_cover_undo (cover, events->pdata[i]) == NULL)
      g_ptr_array_add (sorted, events->pdata[i]);
  if (act != NULL)
    {
      for (guint i = 0; i < NIXIE_EVENT_N_TEXTS; i++)
        allow->texts[i] = "";
      allow->kind = NIXIE_EVENT_ALLOW;
      allow->time_us = act->time_us;
      memcpy (allow->id, act->id, NIXIE_ID_BYTES);
      allow->reason = allow->ground = NIXIE_REASON_UNDEFINED;
      allow->address = address;
      allow->diagnostic = act->why;
      allow->source = act->who;
      g_ptr_array_add (sorted, allow);
    }
  g_ptr_array_sort (sorted, nixie_event_compare);
  return sorted;
}

/* What can confirm a hold: the newest failures outside of all. */
static void
find_free_failures (Fold *fold, const GPtrArray *events)
{
  for (guint i = 0; fold->cover != NULL && i < events->len; i++)
    {
      const NixieEvent *event = events->pdata[i];
      if (!nixie_event_is_failure (event) || nixie_cover_hold (fold->cover, event) != NULL)
        continue;
      if (nixie_policy_rule (fold->policy, event->reason, event->class) != NIXIE_RULE_NEVER)
        *(event->class == NIXIE_CLASS_HARD ? &fold->free_hard_us : &fold->free_soft_us) = event->time_us;
    }
}

void
nixie_fold_run (NixieFold *fold, const NixieBasis *basis, const char *address, const GPtrArray *events)
{
  g_autoptr (NixieCover) cover = nixie_cover_new (basis->acts, address);
  g_autoptr (GPtrArray) sorted = gather (cover, address, events, &fold->allow_of_act);
  nixie_trust_sift (basis->settings, sorted);
  *fold->entry = nixie_entry_draft (address);
  fold->policy = nixie_settings_policy (basis->settings, address);
  fold->cover = cover;
  find_free_failures (fold, sorted);
  for (guint i = 0; i < sorted->len; i++)
    fold_event (fold, sorted->pdata[i]);
  fold->cover = NULL;
}

void
nixie_fold_conclude (NixieFold *fold)
{
  fold_past_success (fold);
  conclude (fold);
}

void
nixie_entry_fold (const NixieBasis *basis, const char *address, const GPtrArray *events, NixieEntry *entry)
{
  g_return_if_fail (basis != NULL && basis->settings != NULL && address != NULL && events != NULL && entry != NULL);
  NixieFold fold = { .entry = entry };
  nixie_fold_run (&fold, basis, address, events);
  nixie_fold_conclude (&fold);
}
