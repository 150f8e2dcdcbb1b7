/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A statement: what a report says, as it says it: (recipient, field, value, evidence). Report readers make them and know
 * nothing of addresses; recipient/ makes facts of them and knows nothing of MIME. Recipient 0 is the message as a whole; 1 and up are
 * the recipients in the order of their first mention (a number and not the recipient's text, because one report may name an
 * address twice with different values).
 */
#ifndef NIXIE_REPORT_STATEMENT_H
#define NIXIE_REPORT_STATEMENT_H

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

/* "delivery-status", "feedback", …: the word in JSON and in X-Nixie-Report. Static. */
const char *nixie_report_type_id (NixieReportType type);
const char *nixie_action_id (NixieAction action); /* "" for NONE */

#endif
