/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes and words → reason, ground, class. Evidence in order of weight: words with one clear meaning, in the reply and then in the
 * human part; what the provider is known to mean by the code; a specific status; words that say less; a general status; the
 * reply code; the stage of the dialogue. The law is the head of reasons.tsv. Called for every outcome, and by `nixie explain`.
 */
#include "reason/reason-private.h"

#include <string.h>

#define GENERAL_RANK 2 /* in the reply's words a ground of this rank or below yields to a higher one elsewhere */

typedef struct {
  const char *reply, *status, *stage;
  guint64 providers;
  NixieWords text, human;
} Evidence;

/* What one text says: the best row of each weight. */
typedef struct {
  const NixiePhraseRow *clear, *weak, *news; /* news: delayed or delivered, which are no grounds */
} Said;

static guint
rank (NixieReason reason)
{
  return nixie_reason_rows[reason].rank;
}

/* How narrow a row's scope is. */
static guint
scopes (const NixiePhraseRow *row)
{
  return (row->provider != 0 ? 4 : 0) + (row->reply[0] != '\0') + (row->status.class != '\0');
}

/* Of several matches the provider's row wins, then the higher rank, then the scoped one, then the longer phrase. */
static guint
weight (const NixiePhraseRow *row)
{
  return (row->provider != 0 ? 1U << 20 : 0) + (rank ((NixieReason) row->value) << 12) + (scopes (row) << 8) + row->length;
}

static const NixiePhraseRow *
heavier (const NixiePhraseRow *a, const NixiePhraseRow *b)
{
  return a == NULL || weight (b) > weight (a) ? b : a;
}

static gboolean
in_scope (const NixiePhraseRow *row, const Evidence *evidence)
{
  return (row->provider == 0 || (evidence->providers >> row->provider & 1) != 0) && g_str_has_prefix (evidence->reply, row->reply)
         && nixie_status_in_scope (evidence->status, &row->status);
}

/* "timeout" in "retry timeout exceeded" is no ground of its own: the phrase that covers it says what is meant. */
static gboolean
is_covered (const NixieWords *words, const NixieMatch *match, const Evidence *evidence)
{
  for (guint i = 0; i < words->n_matches && words->matches[i].from <= match->from; i++)
    {
      const NixieMatch *other = &words->matches[i];
      const gsize mine = match->to - match->from, its = other->to - other->from;
      if (other->to >= match->to && (its > mine || (its == mine && scopes (other->row) > scopes (match->row)))
          && in_scope (other->row, evidence))
        return TRUE;
    }
  return FALSE;
}

static Said
judge (const NixieWords *words, const Evidence *evidence)
{
  Said said = { NULL, NULL, NULL };
  for (guint i = 0; i < words->n_matches; i++)
    {
      const NixiePhraseRow *row = words->matches[i].row;
      /* A row of reason undefined only covers words that would mislead. */
      if (row->value == NIXIE_REASON_UNDEFINED || !in_scope (row, evidence) || is_covered (words, &words->matches[i], evidence))
        continue;
      if (nixie_reason_rows[row->value].kind == NIXIE_KIND_NONE)
        said.news = heavier (said.news, row);
      else if (row->weak)
        said.weak = heavier (said.weak, row);
      else
        said.clear = heavier (said.clear, row);
    }
  return said;
}

static gboolean
set (NixieVerdict *verdict, guint reason, const char *evidence, guint32 rule)
{
  *verdict = (NixieVerdict){ (NixieReason) reason, (NixieReason) reason, NIXIE_CLASS_SOFT, evidence, "", nixie_rule_pool + rule, "" };
  return TRUE;
}

static gboolean
by_row (const NixiePhraseRow *row, const char *evidence, NixieVerdict *verdict)
{
  return row != NULL && set (verdict, row->value, evidence, row->id);
}

/* The reply's own words first, unless they name a general ground and the human part a better one. */
static gboolean
by_clear_words (const Said *text, const Said *human, NixieVerdict *verdict)
{
  const gboolean yields = text->clear != NULL && human->clear != NULL && rank ((NixieReason) text->clear->value) <= GENERAL_RANK
                          && rank ((NixieReason) human->clear->value) > rank ((NixieReason) text->clear->value);
  return (!yields && by_row (text->clear, "text", verdict)) || by_row (human->clear, "human", verdict);
}

static gboolean
by_provider (const Evidence *evidence, NixieVerdict *verdict)
{
  const NixieCodeRow *row = nixie_code_row (evidence->providers, evidence->reply, evidence->status);
  return row != NULL && set (verdict, row->reason, "provider", row->id);
}

static gboolean
by_status (const Evidence *evidence, gboolean weak, NixieVerdict *verdict)
{
  const NixieStatusRow *row = nixie_status_row (evidence->status);
  return row != NULL && row->weak == weak && row->reason != NIXIE_REASON_UNDEFINED
         && set (verdict, row->reason, "status", row->id);
}

static gboolean
by_reply (const Evidence *evidence, NixieVerdict *verdict)
{
  if (evidence->reply[0] == '\0')
    return FALSE;
  const NixieReplyRow *row = nixie_reply_row (evidence->reply, "");
  if (row != NULL && row->reason != NIXIE_REASON_UNDEFINED && nixie_reason_rows[row->reason].kind != NIXIE_KIND_NONE)
    return set (verdict, row->reason, "reply", row->id);
  row = evidence->stage[0] != '\0' ? nixie_reply_row (evidence->reply, evidence->stage) : NULL;
  return row != NULL && set (verdict, row->reason, "stage", row->id);
}

/* TRUE where the reason rests on words with one clear meaning. */
static gboolean
find_ground (const Evidence *evidence, const Said *text, const Said *human, NixieVerdict *verdict)
{
  set (verdict, NIXIE_REASON_UNDEFINED, "", 0);
  if (by_clear_words (text, human, verdict))
    {
      /* "given up after five days" says less than a code that names why. */
      NixieVerdict coded;
      if (rank (verdict->reason) <= 1 && by_status (evidence, FALSE, &coded) && rank (coded.reason) > rank (verdict->reason))
        {
          *verdict = coded;
          return FALSE;
        }
      return TRUE;
    }
  if (by_provider (evidence, verdict) || by_status (evidence, FALSE, verdict))
    return FALSE;
  if (by_row (text->weak, "text", verdict) || by_row (human->weak, "human", verdict))
    return FALSE;
  if (!by_status (evidence, TRUE, verdict))
    by_reply (evidence, verdict);
  return FALSE;
}

/* Codes that are the sender's own (RFC 3463 3.2, 3.8; RFC 4954 6; RFC 7372, RFC 7505). */
static gboolean
is_senders_code (const Evidence *evidence)
{
  static const char *const statuses[] = { ".1.7", ".1.8", ".7.8", ".7.20", ".7.21", ".7.22", ".7.23", ".7.24", ".7.25", ".7.26", ".7.27" };
  for (gsize i = 0; evidence->status[0] != '\0' && i < G_N_ELEMENTS (statuses); i++)
    if (strcmp (evidence->status + 1, statuses[i]) == 0)
      return TRUE;
  return strcmp (evidence->reply, "530") == 0 || strcmp (evidence->reply, "535") == 0;
}

/* "Domain not found" is said of the sender's before the recipient is named (RFC 5321 3.3), and under a code of the sender's. A host that
 * takes no mail at all may say so at once (RFC 7504), and sendmail says it of a recipient's host under 5.7.27. */
static gboolean
by_sender (const Evidence *evidence, NixieVerdict *verdict)
{
  const gboolean early = strcmp (evidence->stage, "mail") == 0 || strcmp (evidence->stage, "helo") == 0;
  const gboolean coded = is_senders_code (evidence);
  if (!nixie_reason_can_be_hard (verdict->reason) || verdict->reason == NIXIE_REASON_NO_MAIL_SERVICE || (!early && !coded))
    return FALSE;
  if (coded && (by_status (evidence, FALSE, verdict) || by_status (evidence, TRUE, verdict) || by_reply (evidence, verdict))
      && !nixie_reason_can_be_hard (verdict->reason))
    return TRUE;
  const NixieReplyRow *row = nixie_reply_row ("5", early ? evidence->stage : "mail");
  return row != NULL && set (verdict, row->reason, early ? "stage" : "status", row->id);
}

/* The head of reasons.tsv: words that say it will pass, then the most specific code, where x.0.0 yields to final words. */
static NixieClass
find_class (const Evidence *evidence, NixieReason reason, gboolean clear, const char **by)
{
  *by = "reason";
  if (!nixie_reason_can_be_hard (reason))
    return nixie_reason_rows[reason].kind == NIXIE_KIND_NONE ? NIXIE_CLASS_NONE : NIXIE_CLASS_SOFT;
  *by = evidence->text.transient ? "text" : "human";
  if (evidence->text.transient || (evidence->text.n_matches == 0 && evidence->human.transient))
    return NIXIE_CLASS_SOFT;
  const gboolean lasting = clear || evidence->text.final || evidence->human.final;
  const char *status = evidence->status;
  const gboolean generic = status[0] == '\0' || strcmp (status + 1, ".0.0") == 0;
  *by = "status";
  if (!generic)
    return status[0] == '5' ? NIXIE_CLASS_HARD : NIXIE_CLASS_SOFT;
  *by = "reply";
  if (evidence->reply[0] != '\0')
    return evidence->reply[0] == '4' || evidence->reply[0] == '2' ? NIXIE_CLASS_SOFT : NIXIE_CLASS_HARD;
  *by = lasting ? "text" : status[0] != '\0' ? "status" : "";
  return lasting || status[0] == '5' ? NIXIE_CLASS_HARD : NIXIE_CLASS_SOFT;
}

static const char *
or_empty (const char *s)
{
  return s != NULL ? s : "";
}

static void
gather (const NixieReasonInput *input, Evidence *evidence)
{
  evidence->reply = or_empty (input->reply);
  evidence->status = or_empty (input->status);
  evidence->stage = or_empty (input->stage);
  nixie_words_match (input->text, input->recipient, input->remote_mta, &evidence->text);
  nixie_words_match (NULL, NULL, NULL, &evidence->human);
  evidence->providers = nixie_providers_of_host (or_empty (input->remote_mta)) | evidence->text.providers
                        | nixie_providers_of_producer (or_empty (input->producer)) | nixie_provider_from_id (or_empty (input->provider));
  const char *at = strrchr (or_empty (input->recipient), '@');
  if (evidence->providers == 0 && at != NULL)
    evidence->providers = nixie_providers_of_domain (at + 1);
}

/* Whether the reply's own words have settled it, so that the words for people, which are many, need not be read. */
static gboolean
is_settled (const NixieReasonInput *input, const Said *text)
{
  return input->action != NIXIE_ACTION_NONE && text->clear != NULL && rank ((NixieReason) text->clear->value) > GENERAL_RANK;
}

static void
gather_human (const NixieReasonInput *input, Evidence *evidence)
{
  nixie_words_match (input->human, input->recipient, input->remote_mta, &evidence->human);
  evidence->providers |= evidence->human.providers;
}

/* RFC 5965 3.1, RFC 6591. not-spam says that the mail was wanted: nothing to count. Types not known are complaints (RFC 5965
 * 7.3: other). */
static NixieReason
feedback_reason (const char *type)
{
  if (g_ascii_strncasecmp (type, "opt-out", 7) == 0)
    return NIXIE_REASON_OPT_OUT;
  if (g_ascii_strcasecmp (type, "auth-failure") == 0 || g_ascii_strcasecmp (type, "dkim-failure") == 0)
    return NIXIE_REASON_AUTH_REPORT;
  return g_ascii_strcasecmp (type, "not-spam") == 0 ? NIXIE_REASON_UNDEFINED : NIXIE_REASON_COMPLAINT;
}

static void
set_news (NixieVerdict *verdict, NixieReason reason, const char *evidence)
{
  verdict->reason = reason;
  verdict->class = NIXIE_CLASS_NONE;
  verdict->evidence = evidence;
  verdict->class_evidence = "reason";
  verdict->rule = "";
  if (reason != NIXIE_REASON_DELAYED && reason != NIXIE_REASON_AUTO_REPLY)
    verdict->ground = reason;
}

/* A mailbox that answers can tell what became of itself; other words in its answer are about something else. */
static gboolean
is_of_mailbox (NixieReason ground)
{
  return nixie_reason_rows[ground].kind != NIXIE_KIND_NONE
         && (nixie_reason_fault (ground) == NIXIE_FAULT_ADDRESS || nixie_reason_fault (ground) == NIXIE_FAULT_MAILBOX);
}

/* What is no failure by the kind of report. */
static gboolean
by_report (const NixieReasonInput *input, NixieVerdict *verdict)
{
  switch (input->report)
    {
    case NIXIE_REPORT_FEEDBACK:
      set_news (verdict, feedback_reason (or_empty (input->feedback)), "report");
      return TRUE;
    case NIXIE_REPORT_DISPOSITION:
      set_news (verdict, NIXIE_REASON_DELIVERED, "report");
      return TRUE;
    case NIXIE_REPORT_AUTO_RESPONSE:
      if (!is_of_mailbox (verdict->ground))
        verdict->ground = NIXIE_REASON_UNDEFINED;
      set_news (verdict, NIXIE_REASON_AUTO_REPLY, "report");
      return TRUE;
    case NIXIE_REPORT_NONE:
    case NIXIE_REPORT_DELIVERY_STATUS:
    case NIXIE_REPORT_UNSTRUCTURED:
      break;
    }
  return FALSE;
}

/* What is no failure by a code of success: the status, where there is one. */
static void
by_success (const Evidence *evidence, NixieVerdict *verdict)
{
  if (evidence->status[0] == '2')
    set_news (verdict, NIXIE_REASON_DELIVERED, "status");
  if (evidence->status[0] != '\0' || evidence->reply[0] == '\0')
    return;
  const NixieReplyRow *row = nixie_reply_row (evidence->reply, "");
  if (row == NULL || row->reason != NIXIE_REASON_DELIVERED)
    return;
  set_news (verdict, NIXIE_REASON_DELIVERED, "reply");
  verdict->rule = nixie_rule_pool + row->id;
}

/* What is no failure by words or a code, where no action is stated. Delayed outranks every ground; a success does not. */
static void
by_news (const Evidence *evidence, const Said *text, const Said *human, NixieVerdict *verdict)
{
  const NixiePhraseRow *news = text->news != NULL ? text->news : human->news;
  const gboolean grounded = verdict->reason != NIXIE_REASON_UNDEFINED;
  if (news != NULL && (news->value == NIXIE_REASON_DELAYED || !grounded))
    {
      set_news (verdict, (NixieReason) news->value, news == text->news ? "text" : "human");
      verdict->rule = nixie_rule_pool + news->id;
    }
  else if (!grounded)
    by_success (evidence, verdict);
}

void
nixie_reason_classify (const NixieReasonInput *input, NixieVerdict *verdict)
{
  g_return_if_fail (input != NULL && verdict != NULL);
  Evidence evidence;
  gather (input, &evidence);
  Said text = judge (&evidence.text, &evidence), human = { NULL, NULL, NULL };
  if (!is_settled (input, &text) || nixie_own_rules_hold ())
    {
      gather_human (input, &evidence);
      text = judge (&evidence.text, &evidence);
      human = judge (&evidence.human, &evidence);
    }
  gboolean clear = find_ground (&evidence, &text, &human, verdict);
  if (by_sender (&evidence, verdict))
    clear = FALSE;
  nixie_own_rules_apply (input, evidence.providers, verdict, &clear);
  verdict->class = find_class (&evidence, verdict->reason, clear, &verdict->class_evidence);
  if (by_report (input, verdict))
    return;
  switch (input->action)
    {
    case NIXIE_ACTION_DELAYED:
      set_news (verdict, NIXIE_REASON_DELAYED, "action");
      return;
    case NIXIE_ACTION_DELIVERED:
    case NIXIE_ACTION_RELAYED:
    case NIXIE_ACTION_EXPANDED:
      set_news (verdict, NIXIE_REASON_DELIVERED, "action");
      return;
    case NIXIE_ACTION_NONE:
      by_news (&evidence, &text, &human, verdict);
      return;
    case NIXIE_ACTION_FAILED:
      return;
    }
}
