/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See outcome.h: facts → what reason/ is asked → verdict.
 */
#include "reason/outcome.h"

struct NixieOutcome {
  NixieFacts *facts;
  NixieVerdict verdict;
};

void
nixie_outcome_input (const NixieFacts *facts, NixieReasonInput *input)
{
  g_return_if_fail (facts != NULL && input != NULL);
  *input = (NixieReasonInput){
    .report = nixie_facts_report_type (facts),
    .action = nixie_facts_action (facts),
    .status = nixie_facts_get (facts, NIXIE_FIELD_STATUS),
    .reply = nixie_facts_get (facts, NIXIE_FIELD_REPLY),
    .text = nixie_facts_get (facts, NIXIE_FIELD_DIAGNOSTIC),
    .human = nixie_facts_get (facts, NIXIE_FIELD_HUMAN),
    .recipient = nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT),
    .remote_mta = nixie_facts_get (facts, NIXIE_FIELD_REMOTE_MTA),
    .producer = nixie_facts_get (facts, NIXIE_FIELD_PRODUCER),
    .stage = nixie_facts_get (facts, NIXIE_FIELD_STAGE),
    .feedback = nixie_facts_get (facts, NIXIE_FIELD_FEEDBACK),
  };
}

NixieOutcome *
nixie_outcome_new (NixieFacts *facts)
{
  g_return_val_if_fail (facts != NULL, NULL);
  NixieReasonInput input;
  NixieOutcome *outcome = g_new0 (NixieOutcome, 1);
  nixie_outcome_input (facts, &input);
  outcome->facts = facts;
  nixie_reason_classify (&input, &outcome->verdict);
  return outcome;
}

const NixieFacts *
nixie_outcome_facts (const NixieOutcome *outcome)
{
  g_return_val_if_fail (outcome != NULL, NULL);
  return outcome->facts;
}

const NixieVerdict *
nixie_outcome_verdict (const NixieOutcome *outcome)
{
  g_return_val_if_fail (outcome != NULL, NULL);
  return &outcome->verdict;
}

void
nixie_outcome_free (NixieOutcome *outcome)
{
  if (outcome == NULL)
    return;
  nixie_facts_free (outcome->facts);
  g_free (outcome);
}
