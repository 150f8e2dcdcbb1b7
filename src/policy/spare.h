/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which events an address's entry can do without, for prune. Pure: no I/O and no clock.
 */
#ifndef NIXIE_POLICY_SPARE_H
#define NIXIE_POLICY_SPARE_H

#include "policy/entry.h"

typedef struct {
  gint64 before_us; /* older events may go, but no operator's words */
  gint64 now_us;
  gboolean *gone;   /* out: as many as there are events */
} NixieSpare;

/* Of EVENTS (NixieEvent *, all of ADDRESS, in the order of time) those that may go: without them the entry is the same but for first_us and
 * counts, and so is what any later event makes of it. All of them may go where the entry neither suppresses nor allows, and
 * nothing is remembered that a later failure would build on. Returns how many. */
guint nixie_spare_events (const NixieBasis *basis, const char *address, const GPtrArray *events, NixieSpare *spare);

#endif
