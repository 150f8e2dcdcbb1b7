/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reason/: the order of evidence, the law of hard and soft, and words that must not count.
 */
#include "reason/outcome.h"
#include "report/reply.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

typedef struct {
  const char *name;
  NixieReasonInput input;
  const char *reason, *class, *evidence;
} Row;

static void
expect (const Row *row)
{
  NixieVerdict got;
  nixie_reason_classify (&row->input, &got);
  cr_expect_str_eq (nixie_reason_id (got.reason), row->reason, "%s: reason %s by '%s'", row->name, nixie_reason_id (got.reason), got.rule);
  cr_expect_str_eq (nixie_class_id (got.class), row->class, "%s: class %s", row->name, nixie_class_id (got.class));
  cr_expect_str_eq (got.evidence, row->evidence, "%s: evidence %s", row->name, got.evidence);
}

Test (reason, order_of_evidence)
{
  static const Row rows[] = {
    { "nothing known", { .action = NIXIE_ACTION_FAILED }, "undefined", "soft", "" },
    { "words before status", { .status = "5.7.1", .reply = "550", .text = "550 5.7.1 User unknown" }, "no-such-user", "hard", "text" },
    { "words before a specific status", { .status = "5.1.1", .reply = "550", .text = "550 5.1.1 Mailbox is full" }, "mailbox-full", "soft",
      "text" },
    { "the reply's words before the human part", { .text = "User unknown", .human = "The mailbox is full" }, "no-such-user", "hard",
      "text" },
    { "a better ground in the human part", { .text = "Refused by policy", .human = "No such user" }, "no-such-user", "hard", "human" },
    { "human part alone", { .human = "The mailbox is full" }, "mailbox-full", "soft", "human" },
    { "provider before registry", { .status = "4.7.30", .reply = "421", .text = "421 4.7.30 x gsmtp" }, "auth-failure", "soft",
      "provider" },
    { "registry where the provider is another", { .status = "4.7.30", .reply = "421", .text = "421 4.7.30" }, "session-security", "soft",
      "status" },
    { "provider by remote MTA", { .status = "5.4.1", .reply = "550", .text = "550 5.4.1 Recipient address rejected: Access denied.",
        .remote_mta = "example-com.mail.protection.outlook.com" }, "no-such-user", "hard", "text" },
    { "provider by recipient", { .status = "5.1.6", .reply = "550", .recipient = "a@icloud.com" }, "no-such-user", "hard", "provider" },
    { "a host that only ends alike is no provider", { .status = "5.1.6", .reply = "550", .remote_mta = "noticloud.com" }, "moved", "hard",
      "status" },
    { "specific status before weak words", { .status = "5.2.2", .reply = "550", .text = "550 5.2.2 mailbox unavailable" }, "mailbox-full",
      "soft", "status" },
    { "weak words before a general status", { .status = "5.7.1", .reply = "550", .text = "550 5.7.1 mailbox unavailable" }, "no-such-user",
      "hard", "text" },
    { "status before reply", { .status = "5.1.1", .reply = "552" }, "no-such-user", "hard", "status" },
    { "general status says nothing", { .status = "5.0.0", .reply = "552" }, "mailbox-full", "soft", "reply" },
    { "reply alone names no ground", { .reply = "550" }, "undefined", "soft", "" },
    { "stage", { .reply = "550", .stage = "mail" }, "sender-rejected", "soft", "stage" },
    { "before a recipient is named", { .reply = "550", .stage = "mail", .text = "550 user unknown" }, "sender-rejected", "soft", "stage" },
    { "before the sender is named", { .reply = "550", .stage = "helo", .text = "550 host not found" }, "blocked", "soft", "stage" },
    { "of the recipient", { .reply = "550", .stage = "rcpt", .text = "550 user unknown" }, "no-such-user", "hard", "text" },
    { "words about the sender stay", { .reply = "550", .stage = "mail", .text = "550 5.7.25 no reverse DNS" }, "no-reverse-dns", "soft",
      "text" },
    { "a host that takes no mail says so early", { .reply = "556", .stage = "mail", .text = "556 domain does not accept mail" },
      "no-mail-service", "hard", "text" },
    { "a code of the sender's", { .reply = "550", .status = "5.1.8", .text = "550 5.1.8 domain not found" }, "sender-rejected", "soft",
      "status" },
    { "sendmail's for a recipient's null MX", { .reply = "550", .status = "5.7.27", .text = "550 Host does not accept mail" },
      "no-mail-service", "hard", "text" },
    { "and of its password", { .reply = "535", .status = "5.7.8", .text = "535 5.7.8 account does not exist" }, "session-security", "soft",
      "status" },
    { "a reply about its password", { .reply = "535", .text = "535 no such user" }, "session-security", "soft", "reply" },
    { "network before expired", { .text = "Connection timed out. Giving up, message expired", .status = "4.4.7" }, "network", "soft",
      "text" },
    { "a code that names the ground before expired", { .text = "retry timeout exceeded", .status = "4.4.1" }, "network", "soft", "status" },
    { "expired with its own code", { .text = "retry timeout exceeded", .status = "4.4.7" }, "expired", "soft", "text" },
    { "named ground before the general one", { .text = "Command died with status 67: user unknown" }, "no-such-user", "hard", "text" },
    { "unknown under 5.1.6", { .reply = "551", .status = "5.1.6", .text = "551 5.1.6 user unknown" }, "no-such-user", "hard", "text" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

/* The head of reasons.tsv. */
Test (reason, hard_and_soft)
{
  static const Row rows[] = {
    { "transient words under 5.x", { .status = "5.1.1", .reply = "550", .text = "User unknown, please try again later" }, "no-such-user",
      "soft", "text" },
    { "4.x", { .status = "4.1.1", .reply = "450", .text = "User unknown" }, "no-such-user", "soft", "text" },
    { "specific status before reply", { .status = "5.1.1", .reply = "450", .text = "User unknown" }, "no-such-user", "hard", "text" },
    { "4.0.0 yields to the reply", { .status = "4.0.0", .reply = "550", .text = "User unknown" }, "no-such-user", "hard", "text" },
    { "4.0.0 yields to final words", { .status = "4.0.0", .text = "DNS: NXDOMAIN" }, "no-such-domain", "hard", "text" },
    { "4.0.0 with words that are not final", { .status = "4.0.0", .text = "mailbox unavailable" }, "no-such-user", "soft", "text" },
    { "lasting words without a code", { .text = "unknown user" }, "no-such-user", "hard", "text" },
    { "neither code nor lasting words", { .text = "mailbox unavailable" }, "no-such-user", "soft", "text" },
    { "permanent for another fault", { .status = "5.7.1", .reply = "554", .text = "blocked using dnsbl" }, "blocked", "soft", "text" },
    { "full is soft under any code", { .status = "5.2.2", .reply = "552" }, "mailbox-full", "soft", "status" },
    { "disabled", { .status = "5.2.1", .reply = "550" }, "mailbox-disabled", "hard", "status" },
    { "000", { .reply = "000" }, "no-such-domain", "hard", "reply" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

Test (reason, no_failure)
{
  static const Row rows[] = {
    { "delayed", { .action = NIXIE_ACTION_DELAYED, .status = "5.1.1", .text = "User unknown" }, "delayed", "none", "action" },
    { "delivered", { .action = NIXIE_ACTION_DELIVERED, .status = "2.1.5" }, "delivered", "none", "action" },
    { "relayed", { .action = NIXIE_ACTION_RELAYED }, "delivered", "none", "action" },
    { "expanded", { .action = NIXIE_ACTION_EXPANDED }, "delivered", "none", "action" },
    { "success by status", { .status = "2.1.5", .reply = "250" }, "delivered", "none", "status" },
    { "success by reply", { .reply = "250", .text = "250 Ok" }, "delivered", "none", "reply" },
    { "delayed by words", { .text = "Warning: could not send message for past 4 hours. Connection timed out" }, "delayed", "none", "text" },
    { "failed outranks words of delay", { .action = NIXIE_ACTION_FAILED,
        .text = "Warning: could not send message for past 4 hours. Connection timed out" }, "network", "soft", "text" },
    { "words of success next to a ground", { .text = "Successfully delivered to nobody: user unknown" }, "no-such-user", "hard", "text" },
    { "complaint", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "abuse" }, "complaint", "none", "report" },
    { "feedback of an unknown type", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "x-new" }, "complaint", "none", "report" },
    { "opt-out", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "Opt-Out-List" }, "opt-out", "none", "report" },
    { "authentication failure", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "auth-failure" }, "auth-report", "none", "report" },
    { "not-spam counts nothing", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "not-spam" }, "undefined", "none", "report" },
    { "read receipt", { .report = NIXIE_REPORT_DISPOSITION, .human = "This user is unknown" }, "delivered", "none", "report" },
    { "automatic response", { .report = NIXIE_REPORT_AUTO_RESPONSE, .human = "I no longer work. User unknown" }, "auto-reply", "none",
      "report" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

Test (reason, ground_is_kept)
{
  NixieVerdict got;
  nixie_reason_classify (&(NixieReasonInput){ .action = NIXIE_ACTION_DELAYED, .text = "Mailbox full" }, &got);
  cr_expect_eq (got.reason, NIXIE_REASON_DELAYED);
  cr_expect_eq (got.ground, NIXIE_REASON_MAILBOX_FULL);
  nixie_reason_classify (&(NixieReasonInput){ .action = NIXIE_ACTION_FAILED, .text = "Mailbox full" }, &got);
  cr_expect_eq (got.ground, got.reason);
}

/* Words that are near a phrase, or part of a name, and say something else. */
Test (reason, near_misses)
{
  static const struct {
    const char *text, *recipient, *host, *reason;
  } rows[] = {
    { "550 <unknown.user@example.com>: no", "unknown.user@example.com", "", "undefined" },
    { "550 spam@full.example.com: no", "spam@full.example.com", "", "undefined" },
    { "550 <mailbox-full@example.com>... refused", "", "", "undefined" },
    { "connect to quota-exceeded.example.com[192.0.2.1]: no", "", "quota-exceeded.example.com", "undefined" },
    { "mail for 'quota exceeded.example.org' lost", "a@exceeded.example.org", "", "undefined" },
    { "550 no for 'virus'", "virus@example.com", "", "undefined" },
    { "554 it was rejected by the recipient domain", "", "", "undefined" },
    { "554 no reverse DNS", "", "", "no-reverse-dns" },
    { "550-5.1.1 There are too many recipients. This user 550-5.1.1 is 550 5.1.1 unknown", "", "", "rate-limited" },
    { "550-5.1.1 This user 550-5.1.1 is 550 5.1.1 unknown", "", "", "no-such-user" },
    { "550-The mailbox 550-is 550-full 550 OK", "", "", "mailbox-full" },
    { "554 no virus was found", "", "", "undefined" },
    { "554 this is not spam, said one", "", "", "undefined" },
    { "554 the user unknowns of life", "", "", "undefined" },
    { "554 subspamming", "", "", "undefined" },
    { "554 mailbox of Joe. is full of joy", "", "", "undefined" },
    { "554 a host on 192.0.2.1 said no", "", "", "undefined" },
    { "554 the IP services are listed below", "", "", "blocked" },
    { "554 the IPsec services are listed below", "", "", "undefined" },
    { "554 the quotas of it are exceeded", "", "", "mailbox-full" },
    { "554 your IP\001listed", "", "", "undefined" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieVerdict got;
      nixie_reason_classify (&(NixieReasonInput){ .text = rows[i].text, .recipient = rows[i].recipient, .remote_mta = rows[i].host }, &got);
      cr_expect_str_eq (nixie_reason_id (got.reason), rows[i].reason, "'%s': %s by '%s'", rows[i].text, nixie_reason_id (got.reason),
                        got.rule);
    }
}

/* A dead sender, a passing trouble and a bare refusal are no dead recipient: the expensive error. */
Test (reason, never_hard)
{
  static const char *const texts[] = {
    "553 5.1.8 MAIL FROM domain does not exist",
    "550 5.1.8 <a@example.org>: Sender domain not found",
    "550 Domain of sender does not exist",
    "550 From address does not exist",
    "550 Return address does not exist",
    "550 sender user unknown",
    "550-Verification failed for <a@example.org> 550-No Such User Here 550 Sender verify failed",
    "550 5.1.0 Sender address rejected: undeliverable address: host mx.example.org said: 550 5.1.1 User unknown",
    "535 5.7.8 authentication failed: unknown user",
    "550 5.7.1 Your account has been disabled for sending",
    "550 your account is suspended",
    "550 sender's account is disabled",
    "550 Helo host does not exist",
    "550 Client host does not exist",
    "550 HELO domain not found",
    "550 5.7.1 Your domain does not exist",
    "550 unknown sender: no such user",
    "450 4.1.1 User unknown",
    "550 5.1.1 User unknown, try again later",
    "550 Mailbox temporarily disabled",
    "554 5.7.1 Recipient address rejected: Access denied",
    "550 Recipient rejected",
    "550 Message rejected because the sender's mailbox does not exist",
    "421 4.3.0 service unavailable",
    "550 5.1.8 sender's domain does not exist",
    "550 Your email address does not exist",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      NixieReply reply;
      NixieVerdict got;
      nixie_reply_split (texts[i], &reply);
      nixie_reason_classify (&(NixieReasonInput){ .status = reply.status, .reply = reply.reply, .text = texts[i] }, &got);
      cr_expect_neq (got.class, NIXIE_CLASS_HARD, "'%s': %s by '%s'", texts[i], nixie_reason_id (got.reason), got.rule);
    }
}

/* The cost grows with the text, whatever the text is made of. */
Test (reason, long_texts)
{
  static const char *const pieces[] = { "@", "a@b ", "user ", "mailbox <", "\"'([", "\001", "\343\203\246", "recipient a", "550 ", ". ",
                                        "ip ", "quota " };
  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      while (text->len < 256 * 1024)
        g_string_append (text, pieces[i]);
      const clock_t start = clock (); /* of this process: the machine may have other work */
      NixieReply reply;
      NixieVerdict got;
      nixie_reply_split (text->str, &reply);
      nixie_reason_classify (&(NixieReasonInput){ .text = text->str, .recipient = "a@b", .remote_mta = "b" }, &got);
      cr_expect_lt (clock () - start, 4 * CLOCKS_PER_SEC, "'%s'", pieces[i]);
    }
}

/* letters.c: a phrase stands for its words with and without marks, in capitals, and as typesetters write them. */
Test (reason, letters)
{
  static const char *const unknown[] = {
    "Empfänger unbekannt", "EMPFÄNGER UNBEKANNT", "Empfaenger unbekannt", "Empfa\u0308nger unbekannt", "Użytkownik nie istnieje",
    "Uzytkownik nie istnieje", "ПОЛЬЗОВАТЕЛЬ НЕ НАЙДЕН", "Boîte inexistante", "BOITE INEXISTANTE", "User doesn\u2019t exist",
    "User\u00a0 \u00a0unknown", "User un\u00adknown", "\uff35\uff53\uff45\uff52\u3000\uff35\uff4e\uff4b\uff4e\uff4f\uff57\uff4e",
    "non\u2011existent user", "\xff\xfe User unknown \xc3",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      NixieVerdict got;
      nixie_reason_classify (&(NixieReasonInput){ .text = unknown[i] }, &got);
      cr_expect_eq (got.reason, NIXIE_REASON_NO_SUCH_USER, "'%s': %s", unknown[i], nixie_reason_id (got.reason));
    }
}
