/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the fold remembers from one event to the next: for fold.c, and for who asks whether two histories are as good as each other.
 */
#ifndef NIXIE_POLICY_FOLD_PRIVATE_H
#define NIXIE_POLICY_FOLD_PRIVATE_H

#include "base/clock.h"
#include "policy/entry.h"

#define NIXIE_SUCCESS_WAIT_US (5 * NIXIE_DAY_US) /* a failure within this takes a success's word back */

typedef struct {
  const NixiePolicy *policy;
  const NixieCover *cover;    /* NULL: no act covers the address */
  NixieEntry *entry;
  const NixieEvent *deciders[NIXIE_N_STRANDS];
  const NixieEvent *newest_failure, *newest;
  const NixieEvent *held;     /* the newest failure put aside; NULL: none */
  gint64 free_hard_us, free_soft_us; /* of the newest failures that no hold puts aside; NIXIE_TIME_NONE: none */
  const NixieEvent *allow;    /* the word that lets the address be mailed, whatever else is known; NULL: none */
  gint64 first_day, last_day; /* of the running count of soft failures, in days since 1970 */
  gint64 success_us;          /* of the oldest success that no failure followed yet; NIXIE_TIME_NONE */
  NixieEvent allow_of_act;    /* what ALLOW points to where an act allows the domain */
} NixieFold;

/* FOLD is zeros but for its entry, which is filled. What it holds is borrowed from EVENTS and itself: do not copy it. */
void nixie_fold_run (NixieFold *fold, const NixieBasis *basis, const char *address, const GPtrArray *events);
/* What the entry shows; then FOLD remembers nothing more. */
void nixie_fold_conclude (NixieFold *fold);

#endif
