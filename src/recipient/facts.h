/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one report says of one recipient, before anybody concludes anything: the face of recipient/, with address.h. Made from
 * the statements of a report (report/statement.h); read by reason/ and by the writers. Knows nothing of MIME.
 */
#ifndef NIXIE_RECIPIENT_FACTS_H
#define NIXIE_RECIPIENT_FACTS_H

#include "report/statement.h"

typedef struct NixieFacts NixieFacts;

/* The facts of every recipient that STATEMENTS name, in the order of their first mention (NixieFacts, the array owns them, and each
 * keeps STATEMENTS alive). Empty where the report names none; a feedback report and an automatic response then give one, without
 * `recipient` and `address`. */
GPtrArray *nixie_facts_from_statements (NixieStatements *statements);

/* The value of FIELD; "" where the report states none. Valid as long as FACTS. `address` is canonical only in so far as the
 * report's wrappers (VERP, BATV, PRVS, SRS) are undone; the list's key is nixie_facts_listed_address. */
const char *nixie_facts_get (const NixieFacts *facts, NixieField field);

/* `address` as the list's key has it, by nixie_address_canonical; as it is written where it is no address, and "" where the report states
 * none. The caller's. */
char *nixie_facts_listed_address (const NixieFacts *facts, gboolean fold_local);

/* What the value was read from: "Final-Recipient", "text", "X-Failed-Recipients", "returned headers", …; "" with an absent value. */
const char *nixie_facts_evidence (const NixieFacts *facts, NixieField field);

NixieReportType nixie_facts_report_type (const NixieFacts *facts);
NixieAction nixie_facts_action (const NixieFacts *facts);
gint64 nixie_facts_time_us (const NixieFacts *facts); /* of `date`; NIXIE_TIME_NONE where it has none */

/* Whether the report is about mail to ADDRESS by what it says itself: where it gives the original recipient, that; else the final one, or
 * the message that came back; and about anybody's where it names nobody. The address that it came to says nothing here. */
gboolean nixie_facts_are_about (const NixieFacts *facts, const char *address);

/* Findings about the message and this recipient (const char *, static words), NULL where none. Borrowed. */
const GPtrArray *nixie_facts_findings (const NixieFacts *facts);

void nixie_facts_free (NixieFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieFacts, nixie_facts_free)

#endif
