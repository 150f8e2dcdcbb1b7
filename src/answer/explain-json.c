/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An explanation as JSON. The keys are a promise: nixie-json(5).
 */
#include "answer/explain.h"

#include "base/json.h"

/* KEY: what the settings in force do. */
static void
write_policy (NixieJson *json, const char *key, const NixieExplanation *explanation, NixieClass class)
{
  const NixiePolicy *policy = &explanation->context->settings->policy;
  const NixieReason reason = explanation->verdict.reason;
  const NixieRule rule = nixie_policy_rule (policy, reason, class);
  nixie_json_begin_object (json, key);
  nixie_json_string (json, "rule", nixie_rule_id (rule));
  if (rule == NIXIE_RULE_COUNTED)
    {
      nixie_json_int (json, "soft_days", policy->soft_days);
      nixie_json_int (json, "soft_span_days", policy->soft_span_days);
      nixie_json_int (json, "soft_gap_days", policy->soft_gap_days);
      nixie_json_int (json, "expire_days", policy->expire_days);
      nixie_json_int (json, "rearm_days", policy->rearm_days);
    }
  if (rule != NIXIE_RULE_NEVER)
    nixie_json_bool (json, "protected", nixie_policy_protect (policy, reason, class));
  nixie_json_end_object (json);
}

static void
write_reason (NixieJson *json, const NixieExplanation *explanation)
{
  const NixieReason reason = explanation->verdict.reason;
  const gboolean hard = nixie_reason_can_be_hard (reason);
  const NixieClass other = nixie_reason_is_failure (reason) ? NIXIE_CLASS_SOFT : NIXIE_CLASS_NONE;
  nixie_json_string (json, "reason", nixie_reason_id (reason));
  nixie_json_string (json, "reason_meaning", nixie_reason_meaning (reason));
  nixie_json_string (json, "fault", nixie_fault_id (nixie_reason_fault (reason)));
  if (hard)
    write_policy (json, "policy_hard", explanation, NIXIE_CLASS_HARD);
  else
    nixie_json_string (json, "class", nixie_class_id (other));
  write_policy (json, hard ? "policy_soft" : "policy", explanation, other);
}

static void
write_verdict (NixieJson *json, const NixieExplanation *explanation)
{
  const NixieReply *reply = &explanation->reply;
  const NixieVerdict *verdict = &explanation->verdict;
  g_autofree char *row = nixie_reason_row_text (verdict->rule);
  nixie_json_text (json, "reply", reply->reply);
  nixie_json_text (json, "reply_meaning", nixie_reply_meaning (reply->reply));
  nixie_json_text (json, "status", reply->status);
  nixie_json_text (json, "status_meaning", nixie_status_meaning (reply->status));
  nixie_json_string (json, "reason", nixie_reason_id (verdict->reason));
  nixie_json_string (json, "reason_meaning", nixie_reason_meaning (verdict->reason));
  if (verdict->ground != verdict->reason)
    nixie_json_string (json, "ground", nixie_reason_id (verdict->ground));
  nixie_json_string (json, "fault", nixie_fault_id (nixie_reason_fault (verdict->reason)));
  nixie_json_string (json, "class", nixie_class_id (verdict->class));
  nixie_json_text (json, "evidence", verdict->evidence);
  nixie_json_text (json, "rule", verdict->rule);
  nixie_json_text (json, "row", row);
  nixie_json_text (json, "class_evidence", verdict->class_evidence);
  write_policy (json, "policy", explanation, verdict->class);
  if (verdict->finding[0] == '\0')
    return;
  nixie_json_begin_array (json, "findings");
  nixie_json_string (json, NULL, verdict->finding);
  nixie_json_end_array (json);
}

void
nixie_explanation_json (const NixieExplanation *explanation, GString *out)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "text", explanation->text);
  (explanation->is_reason ? write_reason : write_verdict) (&json, explanation);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
