/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See explain.h. The JSON is in explain-json.c.
 */
#include "config.h"

#include "answer/explain.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>

/* Whether TEXT is a status and nothing else (RFC 3463 2), whatever its subject. In a line nixie_reply_split takes none whose subject no
 * registry has, since that is a version or a date sooner than a status. */
static gboolean
is_status (const char *text)
{
  const char *p = text + 1;
  if (text[0] != '2' && text[0] != '4' && text[0] != '5')
    return FALSE;
  for (guint part = 0; part < 2; part++)
    {
      const gsize n = *p == '.' ? strspn (p + 1, "0123456789") : 0;
      if (n < 1 || n > 3)
        return FALSE;
      p += 1 + n;
    }
  return *p == '\0';
}

NixieExplanation *
nixie_explain (NixieSlice text, const NixieExplainContext *context)
{
  g_return_val_if_fail (context != NULL && context->settings != NULL, NULL);
  NixieExplanation *made = g_new0 (NixieExplanation, 1);
  const NixieSlice trimmed = nixie_slice_trim (text);
  made->context = context;
  made->text = nixie_text_one_line (trimmed.data, trimmed.length, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  made->verdict = (NixieVerdict){ .evidence = "", .class_evidence = "", .rule = "", .finding = "" };
  made->is_reason = nixie_reason_from_id (made->text, &made->verdict.reason);
  if (made->is_reason)
    {
      made->reply.words = made->text;
      return made;
    }
  nixie_reply_split (made->text, &made->reply);
  if (made->reply.status[0] == '\0' && is_status (made->text))
    g_strlcpy (made->reply.status, made->text, sizeof made->reply.status);
  const NixieReasonInput input = {
    .status = made->reply.status,
    .reply = made->reply.reply,
    .text = made->text,
    .remote_mta = context->host,
    .provider = context->provider,
  };
  nixie_reason_classify (&input, &made->verdict);
  return made;
}

void
nixie_explanation_free (NixieExplanation *explanation)
{
  if (explanation == NULL)
    return;
  g_free (explanation->text);
  g_free (explanation);
}

gboolean
nixie_explanation_says (const NixieExplanation *explanation)
{
  const NixieReply *reply = &explanation->reply;
  return explanation->is_reason || reply->reply[0] != '\0' || reply->status[0] != '\0' || explanation->verdict.evidence[0] != '\0';
}

gboolean
nixie_explanation_knows (const NixieExplanation *explanation)
{
  const NixieReply *reply = &explanation->reply;
  return nixie_explanation_says (explanation) && (reply->reply[0] == '\0' || nixie_reply_meaning (reply->reply)[0] != '\0')
         && (reply->status[0] == '\0' || nixie_status_meaning (reply->status)[0] != '\0');
}

/* "  reason:    text" */
static void
append_row (GString *out, const char *label, const char *text)
{
  g_string_append_printf (out, "  %s:%*s%s\n", label, (int) MAX (1, 13 - g_utf8_strlen (label, -1)), "", text);
}

static void
append_code (GString *out, const char *label, const char *code, const char *meaning)
{
  if (code[0] == '\0')
    return;
  g_autofree char *text = g_strdup_printf ("%s, %s", code, meaning[0] != '\0' ? meaning : _("in no registry"));
  append_row (out, label, text);
}

/* What the reason was read from. */
static char *
evidence_text (const NixieVerdict *verdict)
{
  g_autofree char *row = nixie_reason_row_text (verdict->rule);
  if (g_str_has_prefix (verdict->evidence, "rule:"))
    return g_strdup_printf (_("your own rule, %s"), verdict->rule);
  if (strcmp (verdict->evidence, "text") == 0)
    return g_strdup_printf (_("the words %s (%s)"), row, verdict->rule);
  if (strcmp (verdict->evidence, "provider") == 0)
    return g_strdup_printf (_("what the provider means by it: %s (%s)"), row, verdict->rule);
  if (strcmp (verdict->evidence, "status") == 0)
    return g_strdup (_("the status"));
  return g_strdup (verdict->evidence[0] != '\0' ? _("the reply") : _("neither the words nor a code name a ground"));
}

static const char *
hard_because (const char *evidence)
{
  if (strcmp (evidence, "status") == 0)
    return _("hard: the status is permanent");
  if (strcmp (evidence, "reply") == 0)
    return _("hard: the reply is permanent");
  return _("hard: the words name a lasting ground");
}

static const char *
soft_because (const char *evidence)
{
  if (strcmp (evidence, "reason") == 0)
    return _("soft: always with this reason, whatever the code");
  if (strcmp (evidence, "status") == 0)
    return _("soft: the status is transient");
  if (strcmp (evidence, "reply") == 0)
    return _("soft: the reply is transient");
  if (strcmp (evidence, "text") == 0)
    return _("soft: the words say that it will pass");
  return _("soft: neither a code nor the words say that it lasts");
}

static const char *
class_text (const NixieVerdict *verdict)
{
  switch (verdict->class)
    {
    case NIXIE_CLASS_HARD:
      return hard_because (verdict->class_evidence);
    case NIXIE_CLASS_SOFT:
      return soft_because (verdict->class_evidence);
    case NIXIE_CLASS_NONE:
      break;
    }
  return _("none: it is no failure");
}

/* What the settings in force do with a failure. */
static char *
policy_text (const NixiePolicy *policy, NixieReason reason, NixieClass class)
{
  switch (nixie_policy_rule (policy, reason, class))
    {
    case NIXIE_RULE_FIRST:
      return g_strdup (nixie_policy_protect (policy, reason, class)
                           ? _("suppresses at the first report, without end; protected: removed only with --force")
                           : _("suppresses at the first report, without end"));
    case NIXIE_RULE_COUNTED:
      return g_strdup_printf (_("suppresses for %u days after failures on %u days, %u days or more from first to last and no gap over %u"),
                              policy->expire_days, policy->soft_days, policy->soft_span_days, policy->soft_gap_days);
    case NIXIE_RULE_NEVER:
      break;
    }
  return g_strdup (class == NIXIE_CLASS_NONE ? _("never suppresses: it is recorded and not counted")
                                             : _("never suppresses: it is counted and shown"));
}

static void
append_policy (const NixieExplanation *explanation, const char *label, NixieClass class, GString *out)
{
  g_autofree char *text = policy_text (&explanation->context->settings->policy, explanation->verdict.reason, class);
  append_row (out, label, text);
}

/* A reason by itself: all that it can come to. */
static void
append_reason (const NixieExplanation *explanation, GString *out)
{
  const NixieReason reason = explanation->verdict.reason;
  const gboolean hard = nixie_reason_can_be_hard (reason), failure = nixie_reason_is_failure (reason);
  append_row (out, _("meaning"), _(nixie_reason_meaning (reason)));
  append_row (out, _("fault"), nixie_fault_id (nixie_reason_fault (reason)));
  append_row (out, _("class"), hard      ? _("hard where the failure is permanent, else soft")
                               : failure ? soft_because ("reason")
                                         : _("none: it is no failure"));
  if (hard)
    append_policy (explanation, _("policy, hard"), NIXIE_CLASS_HARD, out);
  append_policy (explanation, hard ? _("policy, soft") : _("policy"), failure ? NIXIE_CLASS_SOFT : NIXIE_CLASS_NONE, out);
}

static void
append_verdict (const NixieExplanation *explanation, GString *out)
{
  const NixieReply *reply = &explanation->reply;
  const NixieVerdict *verdict = &explanation->verdict;
  g_autofree char *reason = g_strdup_printf ("%s (%s)", nixie_reason_id (verdict->reason), _(nixie_reason_meaning (verdict->reason)));
  g_autofree char *evidence = evidence_text (verdict);
  append_code (out, _("reply"), reply->reply, nixie_reply_meaning (reply->reply));
  append_code (out, _("status"), reply->status, nixie_status_meaning (reply->status));
  append_row (out, _("reason"), reason);
  if (verdict->ground != verdict->reason)
    append_row (out, _("ground"), nixie_reason_id (verdict->ground));
  append_row (out, _("evidence"), evidence);
  append_row (out, _("fault"), nixie_fault_id (nixie_reason_fault (verdict->reason)));
  append_row (out, _("class"), class_text (verdict));
  append_policy (explanation, _("policy"), verdict->class, out);
  if (verdict->finding[0] != '\0')
    append_row (out, _("finding"), verdict->finding);
}

void
nixie_explanation_text (const NixieExplanation *explanation, GString *out)
{
  g_string_append_printf (out, "%s\n", explanation->text);
  (explanation->is_reason ? append_reason : append_verdict) (explanation, out);
}
