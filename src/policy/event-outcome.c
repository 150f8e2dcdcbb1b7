/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event from an outcome. Apart from event.c, so that a look-up links nothing of recipient/ but addresses.
 */
#include "policy/event-private.h"

#include "base/clock.h"
#include "base/limits.h"
#include "recipient/address.h"

#define EARLIEST_US (G_GINT64_CONSTANT (631152000) * G_USEC_PER_SEC) /* 1990-01-01: older dates are a broken clock's */

static void
set_facts (NixieEvent *event, const NixieFacts *facts)
{
  nixie_event_set (&event->display, nixie_facts_get (facts, NIXIE_FIELD_ADDRESS), NIXIE_LIMIT_ADDRESS_BYTES);
  nixie_event_set (&event->recipient, nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT), NIXIE_LIMIT_ADDRESS_BYTES);
  if (g_ascii_strcasecmp (event->recipient, event->display) == 0)
    nixie_event_set (&event->recipient, NULL, 0);
  nixie_event_set (&event->status, nixie_facts_get (facts, NIXIE_FIELD_STATUS), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->reply, nixie_facts_get (facts, NIXIE_FIELD_REPLY), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->diagnostic, nixie_facts_get (facts, NIXIE_FIELD_DIAGNOSTIC), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  nixie_event_set (&event->producer, nixie_facts_get (facts, NIXIE_FIELD_PRODUCER), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->reporting_mta, nixie_facts_get (facts, NIXIE_FIELD_REPORTING_MTA), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->remote_mta, nixie_facts_get (facts, NIXIE_FIELD_REMOTE_MTA), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->report_id, nixie_facts_get (facts, NIXIE_FIELD_REPORT_ID), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->message_id, nixie_facts_get (facts, NIXIE_FIELD_MESSAGE_ID), NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_set (&event->feedback, nixie_facts_get (facts, NIXIE_FIELD_FEEDBACK), NIXIE_LIMIT_TEXT_BYTES);
}

/* The report's own time where a clock that is right could have written it. */
static gint64
believable_time (gint64 time_us, gint64 now_us)
{
  return time_us >= EARLIEST_US && time_us <= now_us + NIXIE_DAY_US ? time_us : now_us;
}

gboolean
nixie_event_from_outcome (const NixieOutcome *outcome, const NixieSighting *sighting, NixieEvent **event, GError **error)
{
  g_return_val_if_fail (outcome != NULL && sighting != NULL, FALSE);
  const NixieFacts *facts = nixie_outcome_facts (outcome);
  const NixieVerdict *verdict = nixie_outcome_verdict (outcome);
  g_autofree char *address = NULL;
  if (!nixie_address_canonical (nixie_facts_get (facts, NIXIE_FIELD_ADDRESS), sighting->fold_local, &address, error))
    return FALSE;
  NixieEvent *made = nixie_event_new (NIXIE_EVENT_OUTCOME);
  g_free (made->address);
  made->address = g_steal_pointer (&address);
  made->time_us = believable_time (nixie_facts_time_us (facts), sighting->now_us);
  made->reason = verdict->reason;
  made->ground = verdict->ground;
  made->class = verdict->class;
  made->action = nixie_facts_action (facts);
  set_facts (made, facts);
  nixie_event_set (&made->source, sighting->origin, NIXIE_LIMIT_TEXT_BYTES);
  nixie_event_outcome_id (facts, made->id);
  *event = made;
  return TRUE;
}
