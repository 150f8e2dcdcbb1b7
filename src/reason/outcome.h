/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outcome: what one report (or log line) says of one recipient, with reason, fault and class worked out. Made here from
 * facts; printed by `nixie parse`, turned into an event by policy/.
 */
#ifndef NIXIE_REASON_OUTCOME_H
#define NIXIE_REASON_OUTCOME_H

#include "reason/reason.h"
#include "recipient/facts.h"

typedef struct NixieOutcome NixieOutcome;

/* Takes FACTS (owned by the outcome from then on) and classifies them. */
NixieOutcome *nixie_outcome_new (NixieFacts *facts);

/* What reason/ is asked about FACTS; *INPUT borrows from them. */
void nixie_outcome_input (const NixieFacts *facts, NixieReasonInput *input);

const NixieFacts *nixie_outcome_facts (const NixieOutcome *outcome);
const NixieVerdict *nixie_outcome_verdict (const NixieOutcome *outcome);

void nixie_outcome_free (NixieOutcome *outcome);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieOutcome, nixie_outcome_free)

#endif
