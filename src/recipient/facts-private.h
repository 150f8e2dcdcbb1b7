/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What facts.c and mailed.c share: the record, and how its values are set.
 */
#ifndef NIXIE_RECIPIENT_FACTS_PRIVATE_H
#define NIXIE_RECIPIENT_FACTS_PRIVATE_H

#include "recipient/facts.h"

struct NixieFacts {
  NixieStatements *statements; /* holds the texts */
  NixieAction action;
  gint64 time_us;
  GPtrArray *findings;         /* NULL: those of the statements */
  const char *value[NIXIE_N_FIELDS];
  const char *evidence[NIXIE_N_FIELDS];
  int came_to_rank;            /* of the address in NIXIE_FIELD_CAME_TO while statements are taken */
};

/* VALUE lives as long as the statements. */
void nixie_facts_set (NixieFacts *facts, NixieField field, const char *value, const char *evidence);
void nixie_facts_set_copy (NixieFacts *facts, NixieField field, const char *value, const char *evidence);
void nixie_facts_clear (NixieFacts *facts, NixieField field);
void nixie_facts_add_finding (NixieFacts *facts, const char *finding);

/* mailed.c: whose address is it? Settles recipient, original_recipient and address of FACTS, one of ALL that the report names. */
void nixie_facts_decide_recipients (NixieFacts *facts, const GPtrArray *all);

/* Takes off ALL who only stand in the words of an MTA beside those who failed. */
void nixie_facts_drop_bystanders (GPtrArray *all);

#endif
