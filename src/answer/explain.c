/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See explain.h.
 */
#include "config.h"

#include "answer/explain.h"

#include "base/i18n.h"
#include "base/json.h"
#include "base/limits.h"

#include <string.h>

gboolean
nixie_explain (const char *text, NixieExplanation *explanation)
{
  explanation->text = text;
  const gboolean codes = nixie_reply_split (text, &explanation->reply);
  const NixieReasonInput input = {
    .status = explanation->reply.status,
    .reply = explanation->reply.reply,
    .text = text,
  };
  nixie_reason_classify (&input, &explanation->verdict);
  return codes || explanation->verdict.reason != NIXIE_REASON_UNDEFINED;
}

gboolean
nixie_explain_knows (const NixieExplanation *explanation)
{
  const NixieReply *reply = &explanation->reply;
  return (reply->reply[0] == '\0' || nixie_reply_meaning (reply->reply)[0] != '\0')
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

/* "text (rule no-such-user-1)" */
static char *
evidence_text (const NixieVerdict *verdict)
{
  if (verdict->evidence[0] == '\0')
    return g_strdup (_("none"));
  if (verdict->rule[0] == '\0')
    return g_strdup (verdict->evidence);
  return g_strdup_printf (_("%s (rule %s)"), verdict->evidence, verdict->rule);
}

void
nixie_explain_text (const NixieExplanation *explanation, GString *out)
{
  const NixieReply *reply = &explanation->reply;
  const NixieVerdict *verdict = &explanation->verdict;
  g_autofree char *line = nixie_text_one_line (explanation->text, strlen (explanation->text), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  g_autofree char *reason = g_strdup_printf ("%s (%s)", nixie_reason_id (verdict->reason), _(nixie_reason_meaning (verdict->reason)));
  g_autofree char *evidence = evidence_text (verdict);
  g_string_append_printf (out, "%s\n", line);
  append_code (out, _("reply"), reply->reply, nixie_reply_meaning (reply->reply));
  append_code (out, _("status"), reply->status, nixie_status_meaning (reply->status));
  append_row (out, _("reason"), reason);
  if (verdict->ground != verdict->reason)
    append_row (out, _("ground"), nixie_reason_id (verdict->ground));
  append_row (out, _("fault"), nixie_fault_id (nixie_reason_fault (verdict->reason)));
  append_row (out, _("class"), nixie_class_id (verdict->class));
  append_row (out, _("evidence"), evidence);
}

void
nixie_explain_json (const NixieExplanation *explanation, GString *out)
{
  const NixieReply *reply = &explanation->reply;
  const NixieVerdict *verdict = &explanation->verdict;
  g_autofree char *line = nixie_text_one_line (explanation->text, strlen (explanation->text), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "text", line);
  nixie_json_text (&json, "reply", reply->reply);
  nixie_json_text (&json, "reply_meaning", nixie_reply_meaning (reply->reply));
  nixie_json_text (&json, "status", reply->status);
  nixie_json_text (&json, "status_meaning", nixie_status_meaning (reply->status));
  nixie_json_string (&json, "reason", nixie_reason_id (verdict->reason));
  if (verdict->ground != verdict->reason)
    nixie_json_string (&json, "ground", nixie_reason_id (verdict->ground));
  nixie_json_string (&json, "fault", nixie_fault_id (nixie_reason_fault (verdict->reason)));
  nixie_json_string (&json, "class", nixie_class_id (verdict->class));
  nixie_json_text (&json, "evidence", verdict->evidence);
  nixie_json_text (&json, "rule", verdict->rule);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
