/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files that make, name and encode events share.
 */
#ifndef NIXIE_POLICY_EVENT_PRIVATE_H
#define NIXIE_POLICY_EVENT_PRIVATE_H

#include "policy/codec-private.h"
#include "policy/event.h"

extern const NixieRecordShape nixie_event_shape;

/* TIME_US, which somebody has written, where a clock that is right could have written it, from 1990 to a day after NOW_US; else that. */
gint64 nixie_event_believable_time (gint64 time_us, gint64 now_us);

/* The id of what FACTS say: see event-id.c. */
void nixie_event_outcome_id (const NixieFacts *facts, guint8 *id);

/* 16 octets that nobody else will draw. */
void nixie_event_random_id (guint8 *id);

#endif
