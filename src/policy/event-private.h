/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What event.c, event-outcome.c, event-id.c and event-codec.c share.
 */
#ifndef NIXIE_POLICY_EVENT_PRIVATE_H
#define NIXIE_POLICY_EVENT_PRIVATE_H

#include "policy/codec-private.h"
#include "policy/event.h"

extern const NixieRecordShape nixie_event_shape;

/* The id of what FACTS say: see event-id.c. */
void nixie_event_outcome_id (const NixieFacts *facts, guint8 *id);

/* 16 octets that nobody else will draw. */
void nixie_event_random_id (guint8 *id);

#endif
