/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Statements → facts. What a report states of itself holds for each recipient who has no statement of its own; of several statements of
 * one field the first stands, save for status and reply, which the receiving host's own words decide.
 */
#include "recipient/facts-private.h"

#include "base/clock.h"
#include "recipient/address.h"
#include "recipient/signed.h"
#include "report/reply.h"

#include <string.h>

#define EARLIEST_US ((gint64) 631152000 * G_USEC_PER_SEC) /* 1990: a date before it is a clock that was never set */

void
nixie_facts_set (NixieFacts *facts, NixieField field, const char *value, const char *evidence)
{
  facts->value[field] = value;
  facts->evidence[field] = evidence;
}

void
nixie_facts_set_copy (NixieFacts *facts, NixieField field, const char *value, const char *evidence)
{
  nixie_facts_set (facts, field, nixie_statements_keep (facts->statements, value, strlen (value)), evidence);
}

void
nixie_facts_clear (NixieFacts *facts, NixieField field)
{
  nixie_facts_set (facts, field, "", "");
}

void
nixie_facts_add_finding (NixieFacts *facts, const char *finding)
{
  if (facts->findings == NULL)
    {
      const GPtrArray *shared = nixie_statements_findings (facts->statements);
      facts->findings = g_ptr_array_new ();
      for (guint i = 0; shared != NULL && i < shared->len; i++)
        g_ptr_array_add (facts->findings, g_ptr_array_index (shared, i));
    }
  g_ptr_array_add (facts->findings, (gpointer) finding);
}

/* Several dates may be stated; the first that is one stands. */
static void
take_date (NixieFacts *facts, const char *value, const char *evidence)
{
  const gint64 rfc5322_us = nixie_clock_from_rfc5322 (value);
  const gint64 time_us = rfc5322_us != NIXIE_TIME_NONE ? rfc5322_us : nixie_clock_from_iso (value);
  if (time_us < EARLIEST_US)
    return;
  g_autofree char *iso = nixie_clock_to_iso (time_us);
  facts->time_us = time_us;
  nixie_facts_set_copy (facts, NIXIE_FIELD_DATE, iso, evidence);
}

/* Of several places where a report came to: the signed one, which tells most; then what the envelope says; then the first. */
static int
came_to_rank (const char *value, const char *evidence)
{
  g_auto (NixieSigned) claim = { .address = NULL };
  if (*value == '\0')
    return 0;
  return nixie_signed_parse (value, &claim) ? 3 : strcmp (evidence, "envelope") == 0 ? 2 : 1;
}

static void
take_came_to (NixieFacts *facts, const char *value, const char *evidence)
{
  const int rank = came_to_rank (value, evidence);
  if (rank <= facts->came_to_rank)
    return;
  facts->came_to_rank = rank;
  nixie_facts_set (facts, NIXIE_FIELD_CAME_TO, value, evidence);
}

static void
take (NixieFacts *facts, const NixieStatement *row)
{
  if (row->field == NIXIE_FIELD_CAME_TO)
    take_came_to (facts, row->value, row->evidence);
  if (*facts->value[row->field] != '\0')
    return;
  if (row->field == NIXIE_FIELD_DATE)
    take_date (facts, row->value, row->evidence);
  else
    nixie_facts_set (facts, row->field, row->value, row->evidence);
}

static void
fill_from (NixieFacts *facts, const NixieFacts *shared)
{
  for (guint i = 0; i < NIXIE_N_FIELDS; i++)
    if (*facts->value[i] == '\0')
      nixie_facts_set (facts, (NixieField) i, shared->value[i], shared->evidence[i]);
  if (facts->time_us == NIXIE_TIME_NONE)
    facts->time_us = shared->time_us;
}

/* The action decides whether it counts (RFC 3464 2.3.3); "failed (5.1.1)", "Failed", "failure" are met. */
static NixieAction
action_from (const char *value)
{
  static const struct {
    const char *word;
    NixieAction action;
  } rows[] = {
    { "fail", NIXIE_ACTION_FAILED },         { "delay", NIXIE_ACTION_DELAYED },     { "delivered", NIXIE_ACTION_DELIVERED },
    { "relayed", NIXIE_ACTION_RELAYED },     { "expanded", NIXIE_ACTION_EXPANDED }, { "bounce", NIXIE_ACTION_FAILED },
    { "deliverable", NIXIE_ACTION_DELIVERED }, /* Postfix's answer to sendmail -bv: what it would have done */
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (nixie_slice_starts_nocase (nixie_slice_of (value), rows[i].word))
      return rows[i].action;
  return NIXIE_ACTION_NONE;
}

/* OpenSMTPD's last word on a message that it could not deliver in time is written as a warning of delay: "delayed for more than 0
 * seconds", Action: delayed. It differs from one in the error, which only the end of a message's time in the queue sets ("Envelope
 * expired", 4.4.7; a warning has the last attempt's): it comes when the time for keeping mail is over, four days and a second by
 * default, and nothing follows it. The status alone proves nothing: Exchange's warnings have it too. */
static gboolean
is_given_up (const NixieFacts *facts)
{
  const char *recipient = facts->value[NIXIE_FIELD_RECIPIENT], *words = facts->value[NIXIE_FIELD_HUMAN];
  return facts->action == NIXIE_ACTION_DELAYED && strcmp (facts->value[NIXIE_FIELD_PRODUCER], "opensmtpd") == 0
         && strcmp (facts->value[NIXIE_FIELD_STATUS], "4.4.7") == 0 && g_str_has_prefix (words, recipient)
         && g_str_has_prefix (words + strlen (recipient), ": Envelope expired");
}

/* RFC 3464 2.3.3: Action is required; some producers omit it, then the class of the status tells. */
static void
decide_action (NixieFacts *facts)
{
  const char *stated = facts->value[NIXIE_FIELD_ACTION];
  facts->action = action_from (stated);
  if (is_given_up (facts))
    facts->action = NIXIE_ACTION_FAILED;
  if (facts->action != NIXIE_ACTION_NONE)
    {
      nixie_facts_set (facts, NIXIE_FIELD_ACTION, nixie_action_id (facts->action), facts->evidence[NIXIE_FIELD_ACTION]);
      return;
    }
  if (*stated != '\0')
    nixie_facts_add_finding (facts, "unknown action");
  else if (nixie_statements_type (facts->statements) == NIXIE_REPORT_DELIVERY_STATUS)
    nixie_facts_add_finding (facts, "no action");
  nixie_facts_clear (facts, NIXIE_FIELD_ACTION);
  if (nixie_statements_type (facts->statements) != NIXIE_REPORT_DELIVERY_STATUS)
    return;
  if (facts->value[NIXIE_FIELD_STATUS][0] == '5')
    facts->action = NIXIE_ACTION_FAILED;
  else if (facts->value[NIXIE_FIELD_STATUS][0] == '2')
    facts->action = NIXIE_ACTION_DELIVERED;
}

/* How much a status says: nothing, x.0.0, x.n.0, x.n.m. */
static int
specificity (const char *status)
{
  const char *subject = *status != '\0' ? strchr (status, '.') : NULL;
  const char *detail = subject != NULL ? strchr (subject + 1, '.') : NULL;
  if (detail == NULL)
    return 0;
  if (strcmp (detail, ".0") != 0)
    return 3;
  return strncmp (subject, ".0.", 3) != 0 ? 2 : 1;
}

/* The status and reply that the words of FIELD state, over what stands so far: a status that says more wins, and on a par the host's. */
static void
take_codes (NixieFacts *facts, NixieField field, gboolean wins)
{
  NixieReply reply;
  const char *text = facts->value[field];
  const char *evidence = facts->evidence[field];
  if (*text == '\0' || !nixie_reply_split (text, &reply))
    return;
  /* A greeting before the refusal ("220-mx 421 4.2.1 …"), or what was said to an earlier command. */
  if (reply.reply[0] == '2' && facts->value[NIXIE_FIELD_STATUS][0] != '2')
    {
      NixieReply behind;
      nixie_reply_split (reply.words, &behind);
      memcpy (reply.reply, behind.reply, sizeof reply.reply);
    }
  const int now = specificity (facts->value[NIXIE_FIELD_STATUS]);
  const int said = specificity (reply.status);
  if (said > now || (said == now && said > 0 && wins))
    nixie_facts_set_copy (facts, NIXIE_FIELD_STATUS, reply.status, evidence);
  if (reply.reply[0] != '\0' && (wins || *facts->value[NIXIE_FIELD_REPLY] == '\0'))
    nixie_facts_set_copy (facts, NIXIE_FIELD_REPLY, reply.reply, evidence);
}

static void
conclude (NixieFacts *facts, const GPtrArray *all)
{
  take_codes (facts, NIXIE_FIELD_DIAGNOSTIC, TRUE);
  const NixieReportType type = nixie_statements_type (facts->statements);
  if (*facts->value[NIXIE_FIELD_REPLY] == '\0' && (type == NIXIE_REPORT_DELIVERY_STATUS || type == NIXIE_REPORT_UNSTRUCTURED))
    take_codes (facts, NIXIE_FIELD_HUMAN, FALSE);
  nixie_facts_decide_recipients (facts, all);
  decide_action (facts);
}

static NixieFacts *
facts_new (NixieStatements *statements)
{
  NixieFacts *facts = g_new0 (NixieFacts, 1);
  facts->statements = nixie_statements_ref (statements);
  for (guint i = 0; i < NIXIE_N_FIELDS; i++)
    nixie_facts_clear (facts, (NixieField) i);
  return facts;
}

GPtrArray *
nixie_facts_from_statements (NixieStatements *statements)
{
  g_return_val_if_fail (statements != NULL, NULL);
  const GArray *rows = nixie_statements_rows (statements);
  const NixieReportType type = nixie_statements_type (statements);
  guint n = nixie_statements_n_recipients (statements);
  if (n == 0 && (type == NIXIE_REPORT_FEEDBACK || type == NIXIE_REPORT_AUTO_RESPONSE))
    n = 1;
  GPtrArray *all = g_ptr_array_new_full (n, (GDestroyNotify) nixie_facts_free);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, facts_new (statements));
  g_autoptr (NixieFacts) shared = facts_new (statements);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      take (row->recipient == 0 ? shared : g_ptr_array_index (all, row->recipient - 1), row);
    }
  for (guint i = 0; i < n; i++)
    {
      fill_from (g_ptr_array_index (all, i), shared);
      conclude (g_ptr_array_index (all, i), all);
    }
  nixie_facts_drop_bystanders (all);
  return all;
}

const char *
nixie_facts_get (const NixieFacts *facts, NixieField field)
{
  g_return_val_if_fail ((guint) field < NIXIE_N_FIELDS, "");
  return facts->value[field];
}

char *
nixie_facts_listed_address (const NixieFacts *facts, gboolean fold_local)
{
  const char *written = nixie_facts_get (facts, NIXIE_FIELD_ADDRESS);
  char *canonical = NULL;
  return *written != '\0' && nixie_address_canonical (written, fold_local, &canonical, NULL) ? canonical : g_strdup (written);
}

const char *
nixie_facts_evidence (const NixieFacts *facts, NixieField field)
{
  g_return_val_if_fail ((guint) field < NIXIE_N_FIELDS, "");
  return facts->evidence[field];
}

NixieReportType
nixie_facts_report_type (const NixieFacts *facts)
{
  return nixie_statements_type (facts->statements);
}

NixieAction
nixie_facts_action (const NixieFacts *facts)
{
  return facts->action;
}

gint64
nixie_facts_time_us (const NixieFacts *facts)
{
  return facts->time_us;
}

const GPtrArray *
nixie_facts_findings (const NixieFacts *facts)
{
  return facts->findings != NULL ? facts->findings : nixie_statements_findings (facts->statements);
}

void
nixie_facts_free (NixieFacts *facts)
{
  if (facts == NULL)
    return;
  nixie_statements_unref (facts->statements);
  g_clear_pointer (&facts->findings, g_ptr_array_unref);
  g_free (facts);
}
