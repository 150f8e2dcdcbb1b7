/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What event.c, event-outcome.c, event-id.c and event-codec.c share.
 */
#ifndef NIXIE_POLICY_EVENT_PRIVATE_H
#define NIXIE_POLICY_EVENT_PRIVATE_H

#include "policy/event.h"

/* The strings of an event, in the order in which they are encoded: part of the store's format. */
#define NIXIE_EVENT_N_STRINGS 13
char **nixie_event_string (const NixieEvent *event, guint i);

/* Puts TEXT (NULL: ""), on one line and cut to MAX_BYTES, in the place of *TO. */
void nixie_event_set (char **to, const char *text, gsize max_bytes);

/* The id of what FACTS say: see event-id.c. */
void nixie_event_outcome_id (const NixieFacts *facts, guint8 *id);

#endif
