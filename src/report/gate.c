/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See gate.h. Every word is in lower case and looked for without regard to case.
 */
#include "report/gate.h"

#include <string.h>

#define VALUE_MAX_BYTES 300

/* VALUE holds one of WORDS (NULL-terminated). */
static gboolean
contains_any (NixieSlice value, const char *const *words)
{
  char folded[VALUE_MAX_BYTES + 1];
  const gsize length = MIN (value.length, VALUE_MAX_BYTES);
  for (gsize i = 0; i < length; i++)
    folded[i] = value.data[i] != '\0' ? g_ascii_tolower (value.data[i]) : ' ';
  folded[length] = '\0';
  for (; *words != NULL; words++)
    if (strstr (folded, *words) != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
starts_with_any (NixieSlice value, const char *const *words)
{
  for (; *words != NULL; words++)
    if (nixie_slice_starts_nocase (value, *words))
      return TRUE;
  return FALSE;
}

gboolean
nixie_gate_is_from_mail_system (const NixieHeaders *headers)
{
  static const char *const words[] = { "mailer-daemon", "mailer_daemon", "mail-daemon", "maildaemon", "mdaemon", "postmaster",
                                       "post_master", "mail delivery", "mail administrator", "mail system", "delivery subsystem",
                                       "<>", NULL };
  return contains_any (headers->value[NIXIE_HEADER_FROM], words);
}

/* RFC 5321 4.5.5: reports have a null reverse-path. Some hosts write their daemon's name there. */
static gboolean
has_null_path (NixieSlice path)
{
  if (path.length == 0)
    return FALSE;
  if (path.length <= 3 && path.data[0] == '<')
    return TRUE;
  return nixie_slice_starts_nocase (path, "<mailer-daemon") || nixie_slice_starts_nocase (path, "mailer-daemon")
         || nixie_slice_starts_nocase (path, "<postmaster");
}

gboolean
nixie_gate_is_auto_response (const NixieHeaders *headers)
{
  static const char *const subjects[] = { "automatic reply", "auto reply", "auto-reply", "autoreply", "auto:", "out of office",
                                          "out of the office", "automatische antwort", "abwesenheitsnotiz", "abwesend:",
                                          "r\303\251ponse automatique", "respuesta autom\303\241tica", "away from my mail", NULL };
  const NixieSlice submitted = headers->value[NIXIE_HEADER_AUTO_SUBMITTED];
  if (nixie_slice_starts_nocase (submitted, "auto-replied"))
    return TRUE;
  if (headers->value[NIXIE_HEADER_X_AUTOREPLY].length > 0 || headers->value[NIXIE_HEADER_X_AUTORESPOND].length > 0
      || headers->value[NIXIE_HEADER_X_AUTORESPONSE].length > 0)
    return TRUE;
  const NixieSlice precedence = headers->value[NIXIE_HEADER_PRECEDENCE];
  if (nixie_slice_equal_nocase (precedence, "auto_reply") || nixie_slice_equal_nocase (precedence, "auto-reply"))
    return TRUE;
  /* A subject alone is what people write too: a sign of a machine must stand beside it. */
  const gboolean machine = submitted.length > 0 || has_null_path (headers->value[NIXIE_HEADER_RETURN_PATH])
                           || headers->value[NIXIE_HEADER_X_AUTO_RESPONSE_SUPPRESS].length > 0;
  if (!machine || headers->value[NIXIE_HEADER_SUBJECT].length == 0)
    return FALSE;
  g_autofree char *subject = nixie_header_decode (headers->value[NIXIE_HEADER_SUBJECT]);
  return starts_with_any (nixie_slice_of (subject), subjects);
}

static gboolean
is_subject_of_report (const NixieHeaders *headers)
{
  static const char *const words[] = { "undeliver", "delivery stat", "delivery fail", "delivery err", "delivery notif", "delivery report",
                                       "delivery problem", "delivery has failed", "failure notice", "failure delivery", "failed delivery",
                                       "returned mail", "returned message", "mail could not be", "message could not be", "non-deliver",
                                       "nondeliver", "not delivered", "mail system error", "unzustellbar", NULL };
  /* An answer is a person's. */
  if (headers->value[NIXIE_HEADER_IN_REPLY_TO].length > 0 || headers->value[NIXIE_HEADER_LIST_ID].length > 0
      || headers->value[NIXIE_HEADER_LIST_POST].length > 0)
    return FALSE;
  const NixieSlice subject = headers->value[NIXIE_HEADER_SUBJECT];
  if (subject.length < 2 || g_strstr_len (subject.data, (gssize) subject.length, "=?") == NULL)
    return contains_any (subject, words);
  g_autofree char *decoded = nixie_header_decode (subject);
  return contains_any (nixie_slice_of (decoded), words);
}

NixieGate
nixie_gate (const NixieHeaders *headers)
{
  static const char *const types[] = { "multipart/report", "message/delivery-status", "message/global-delivery-status",
                                       "message/feedback-report", NULL };
  const NixieSlice submitted = headers->value[NIXIE_HEADER_AUTO_SUBMITTED];
  if (starts_with_any (headers->value[NIXIE_HEADER_CONTENT_TYPE], types) || headers->value[NIXIE_HEADER_X_FAILED_RECIPIENTS].length > 0)
    return NIXIE_GATE_REPORT;
  if (has_null_path (headers->value[NIXIE_HEADER_RETURN_PATH]) || nixie_gate_is_from_mail_system (headers)
      || (submitted.length > 0 && !nixie_slice_starts_nocase (submitted, "no")) || nixie_gate_is_auto_response (headers))
    return NIXIE_GATE_MACHINE;
  return is_subject_of_report (headers) ? NIXIE_GATE_SUBJECT : NIXIE_GATE_NONE;
}
