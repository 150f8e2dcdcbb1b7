/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes and words → reason, fault, class: the face of reason/, with outcome.h. The tables (reasons.tsv, statuses.tsv, replies.tsv,
 * phrases.tsv) are text turned into C at build time; nothing is compiled or read at run time but
 * a user's own rules (own-rules.h). `nixie explain` lives on it.
 */
#ifndef NIXIE_REASON_REASON_H
#define NIXIE_REASON_REASON_H

#include "base/text.h"
#include "reason/reasons.h" /* generated: NixieReason, NIXIE_REASON_NO_SUCH_USER … */
#include "report/statement.h"

typedef enum {
  NIXIE_FAULT_ADDRESS,
  NIXIE_FAULT_MAILBOX,
  NIXIE_FAULT_MESSAGE,
  NIXIE_FAULT_SENDER,
  NIXIE_FAULT_SYSTEM,
  NIXIE_FAULT_NONE
} NixieFault;
typedef enum { NIXIE_CLASS_NONE, NIXIE_CLASS_SOFT, NIXIE_CLASS_HARD } NixieClass;

const char *nixie_reason_id (NixieReason reason);      /* "no-such-user"; static */
const char *nixie_reason_meaning (NixieReason reason); /* one English sentence, marked for translation; static */
NixieFault nixie_reason_fault (NixieReason reason);
gboolean nixie_reason_can_be_hard (NixieReason reason);  /* class "status" in reasons.tsv */
gboolean nixie_reason_is_failure (NixieReason reason);   /* class "status" or "soft" */
gboolean nixie_reason_from_id (const char *id, NixieReason *reason); /* FALSE and *reason untouched where ID is none */
const char *nixie_fault_id (NixieFault fault);
const char *nixie_class_id (NixieClass class);

/* What a code means by the registry, or by the table where no registry has it; "" where neither knows it. English, static. */
const char *nixie_status_meaning (const char *status);
const char *nixie_reply_meaning (const char *reply);

/* The provider's bit, 0 where ID is none of providers.tsv. */
guint64 nixie_provider_from_id (const char *id);

/* What is known of one failure. Codes and words stay separate values; any may be "" (or NULL, read as ""). Borrowed. */
typedef struct {
  NixieReportType report;
  NixieAction action;
  const char *status;     /* "5.1.1", as the message states it */
  const char *reply;      /* "550" */
  const char *text;       /* the reply or diagnostic, on one line */
  const char *human;      /* other words about the recipient */
  const char *recipient;  /* final recipient: its domain hints at the provider; it is struck from the words before matching */
  const char *remote_mta; /* the host that refused: its name hints at the provider */
  const char *producer;   /* an id of producers.tsv */
  const char *stage;      /* "connect", "helo", "mail", "rcpt", "data" */
  const char *feedback;   /* Feedback-Type */
  const char *provider;   /* an id of providers.tsv, where the caller knows it: nothing else need hint at it */
} NixieReasonInput;

typedef struct {
  NixieReason reason;
  NixieReason ground;        /* with delayed and auto-reply: the ground named inside; else equal to reason */
  NixieClass class;
  const char *evidence;      /* "text", "human", "provider", "status", "reply", "stage", "action", "report" or "" ; static. Of a user's
                              * own rule "rule:LINE": this, rule and finding then live as long as the rules. */
  const char *class_evidence; /* what says that it is hard or soft: "text", "human", "status", "reply", "reason" (which can be nothing
                               * else) or ""; static */
  const char *rule;          /* id of the table row that decided, "" where none; static. Of a user's own rule "FILE:LINE" */
  const char *finding;       /* "rule:LINE: …" where a pattern of that rule was given up, else "" */
} NixieVerdict;

/* What the table's row with id RULE asks for, as people write it: '"not * authorized", gmail 550 5.7'; "" where RULE is a code or none.
 * The caller owns it. */
char *nixie_reason_row_text (const char *rule);

void nixie_reason_classify (const NixieReasonInput *input, NixieVerdict *verdict);

#endif
