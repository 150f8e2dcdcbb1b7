/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event from an outcome. Apart from event.c, so that a look-up links nothing of recipient/ but addresses.
 */
#include "policy/event-private.h"

#include "base/clock.h"
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

/* The signature of the report that tells most, best first: one for mail to whom the report is about; one for mail to another; one that
 * is too old; one that is none of ours. */
typedef struct {
  NixieSignature signature;
  NixieSigned claim;
} Proof;

static int
weight_of (NixieSignature signature)
{
  static const int weights[] = { [NIXIE_SIGNATURE_NONE] = 0,    [NIXIE_SIGNATURE_FORGED] = 1, [NIXIE_SIGNATURE_EXPIRED] = 2,
                                 [NIXIE_SIGNATURE_OTHER] = 3, [NIXIE_SIGNATURE_VALID] = 4 };
  return weights[signature];
}

static void
try_claim (const NixieFacts *facts, const NixieSighting *sighting, const char *text, Proof *proof)
{
  g_auto (NixieSigned) claim = { .address = NULL };
  if (!nixie_signed_parse (text, &claim))
    return;
  NixieSignature signature = nixie_keys_check (sighting->keys, &claim, nixie_clock_day (sighting->now_us), sighting->signed_days);
  if (signature == NIXIE_SIGNATURE_VALID && !nixie_facts_are_about (facts, claim.address))
    signature = NIXIE_SIGNATURE_OTHER;
  if (weight_of (signature) <= weight_of (proof->signature))
    return;
  nixie_signed_clear (&proof->claim);
  *proof = (Proof){ signature, claim };
  claim.address = NULL;
}

static void
find_proof (const NixieFacts *facts, const NixieSighting *sighting, Proof *proof)
{
  static const NixieField fields[] = { NIXIE_FIELD_CAME_TO, NIXIE_FIELD_ENVELOPE_ID, NIXIE_FIELD_SENDER };
  for (guint i = 0; sighting->keys != NULL && i < G_N_ELEMENTS (fields); i++)
    try_claim (facts, sighting, nixie_facts_get (facts, fields[i]), proof);
}

/* Not before the mail was sent that it is about, either. */
static gint64
believable_time (gint64 time_us, gint64 now_us, guint signed_day)
{
  const gint64 believed_us = nixie_event_believable_time (time_us, now_us);
  return believed_us >= (gint64) signed_day * NIXIE_DAY_US ? believed_us : now_us;
}

gboolean
nixie_event_from_outcome (const NixieOutcome *outcome, const NixieSighting *sighting, NixieEvent **event, GError **error)
{
  g_return_val_if_fail (outcome != NULL && sighting != NULL, FALSE);
  const NixieFacts *facts = nixie_outcome_facts (outcome);
  const NixieVerdict *verdict = nixie_outcome_verdict (outcome);
  g_autofree char *address = NULL, *sender = nixie_address_unwrap (nixie_facts_get (facts, NIXIE_FIELD_SENDER));
  Proof proof = { NIXIE_SIGNATURE_NONE, { .address = NULL } };
  find_proof (facts, sighting, &proof);
  g_auto (NixieSigned) claim = proof.claim;
  const char *mailed = nixie_facts_get (facts, NIXIE_FIELD_ADDRESS);
  if (*mailed == '\0' && proof.signature == NIXIE_SIGNATURE_VALID)
    mailed = claim.address;
  if (!nixie_address_canonical (mailed, sighting->fold_local, &address, error))
    return FALSE;
  const guint signed_day = proof.signature == NIXIE_SIGNATURE_VALID ? claim.day : 0;
  NixieEvent draft = {
    .kind = NIXIE_EVENT_OUTCOME,
    .time_us = believable_time (nixie_facts_time_us (facts), sighting->now_us, signed_day),
    .reason = verdict->reason,
    .ground = verdict->ground,
    .class = verdict->class,
    .action = nixie_facts_action (facts),
    .signature = proof.signature,
    .signed_day = signed_day,
    .address = address,
    .source = sighting->origin,
    .sender_domain = nixie_address_domain (sender),
  };
  set_facts (&draft, facts);
  if (*draft.display == '\0')
    draft.display = mailed;
  nixie_event_outcome_id (facts, draft.id);
  *event = nixie_event_new (&draft);
  return TRUE;
}
