/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A statement: what a report says, as it says it: (recipient, field, value, evidence). Report readers make them and know
 * nothing of addresses; recipient/ makes facts of them and knows nothing of MIME. Recipient 0 is the message as a whole; 1 and up are
 * the recipients in the order of their first mention (a number and not the recipient's text, because one report may name an
 * address twice with different values).
 */
#ifndef NIXIE_REPORT_STATEMENT_H
#define NIXIE_REPORT_STATEMENT_H

#include "base/text.h"
#include "report/fields.h" /* generated: NixieField, nixie_field_id, nixie_field_json */

typedef enum {
  NIXIE_REPORT_NONE,
  NIXIE_REPORT_DELIVERY_STATUS, /* RFC 3464, 6533 */
  NIXIE_REPORT_FEEDBACK,        /* RFC 5965 */
  NIXIE_REPORT_DISPOSITION,     /* RFC 8098 */
  NIXIE_REPORT_AUTO_RESPONSE,   /* RFC 3834 */
  NIXIE_REPORT_UNSTRUCTURED,    /* an MTA's own wording */
} NixieReportType;

typedef enum {
  NIXIE_ACTION_NONE, /* the report states none */
  NIXIE_ACTION_FAILED,
  NIXIE_ACTION_DELAYED,
  NIXIE_ACTION_DELIVERED,
  NIXIE_ACTION_RELAYED,
  NIXIE_ACTION_EXPANDED,
} NixieAction;

typedef struct NixieStatements NixieStatements;

typedef struct {
  guint recipient;      /* 0: the message as a whole */
  NixieField field;
  const char *value;    /* never "", one line of valid UTF-8 */
  const char *evidence; /* what it was read from: "Final-Recipient", "text", "X-Failed-Recipients", "returned headers", …; static */
} NixieStatement;

/* An empty list. The caller owns a reference. */
NixieStatements *nixie_statements_new (NixieReportType type);
NixieStatements *nixie_statements_ref (NixieStatements *statements);
void nixie_statements_unref (NixieStatements *statements);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieStatements, nixie_statements_unref)

/* The number of a new recipient, or 0 where NIXIE_LIMIT_RECIPIENTS is reached (a finding says so). */
guint nixie_statements_add_recipient (NixieStatements *statements);
guint nixie_statements_n_recipients (const NixieStatements *statements);

/* States that FIELD of RECIPIENT is VALUE, which is copied, cut to its limit and put on one line; an empty one states nothing.
 * EVIDENCE is static. */
void nixie_statements_add (NixieStatements *statements, guint recipient, NixieField field, NixieSlice value, const char *evidence);

/* FINDING is static. */
void nixie_statements_add_finding (NixieStatements *statements, const char *finding);

NixieReportType nixie_statements_type (const NixieStatements *statements);
const GArray *nixie_statements_rows (const NixieStatements *statements);       /* NixieStatement, in the order they were added */
const GPtrArray *nixie_statements_findings (const NixieStatements *statements); /* const char *, static; NULL where none */

/* A copy of LENGTH octets that lives as long as STATEMENTS; the caller may not free it. */
const char *nixie_statements_keep (NixieStatements *statements, const char *text, gsize length);

/* "delivery-status", "feedback", …: the word in JSON and in X-Nixie-Report. Static. */
const char *nixie_report_type_id (NixieReportType type);
const char *nixie_action_id (NixieAction action); /* "" for NONE */

#endif
