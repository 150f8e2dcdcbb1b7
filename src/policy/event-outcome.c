/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event from an outcome. Apart from event.c, so that a look-up links nothing of recipient/ but addresses.
 */
#include "policy/event-private.h"

#include "recipient/address.h"

static void
set_facts (NixieEvent *draft, const NixieFacts *facts)
{
  draft->display = nixie_facts_get (facts, NIXIE_FIELD_ADDRESS);
  draft->recipient = nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT);
  if (g_ascii_strcasecmp (draft->recipient, draft->display) == 0)
    draft->recipient = NULL;
  draft->status = nixie_facts_get (facts, NIXIE_FIELD_STATUS);
  draft->reply = nixie_facts_get (facts, NIXIE_FIELD_REPLY);
  draft->diagnostic = nixie_facts_get (facts, NIXIE_FIELD_DIAGNOSTIC);
  draft->producer = nixie_facts_get (facts, NIXIE_FIELD_PRODUCER);
  draft->reporting_mta = nixie_facts_get (facts, NIXIE_FIELD_REPORTING_MTA);
  draft->remote_mta = nixie_facts_get (facts, NIXIE_FIELD_REMOTE_MTA);
  draft->report_id = nixie_facts_get (facts, NIXIE_FIELD_REPORT_ID);
  draft->message_id = nixie_facts_get (facts, NIXIE_FIELD_MESSAGE_ID);
  draft->feedback = nixie_facts_get (facts, NIXIE_FIELD_FEEDBACK);
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
  NixieEvent draft = {
    .kind = NIXIE_EVENT_OUTCOME,
    .time_us = nixie_event_believable_time (nixie_facts_time_us (facts), sighting->now_us),
    .reason = verdict->reason,
    .ground = verdict->ground,
    .class = verdict->class,
    .action = nixie_facts_action (facts),
    .trust = NIXIE_TRUST_ANY,
    .address = address,
    .source = sighting->origin,
  };
  set_facts (&draft, facts);
  nixie_event_outcome_id (facts, draft.id);
  *event = nixie_event_new (&draft);
  return TRUE;
}
