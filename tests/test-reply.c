/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report/reply: one line of wording → reply, status, words.
 */
#include "report/reply.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct {
  const char *name, *text, *reply, *status, *words;
} Row;

static void
expect (const Row *row)
{
  NixieReply got;
  const gboolean any = nixie_reply_split (row->text, &got);
  cr_expect_str_eq (got.reply, row->reply, "%s: reply '%s'", row->name, got.reply);
  cr_expect_str_eq (got.status, row->status, "%s: status '%s'", row->name, got.status);
  cr_expect (g_str_has_prefix (got.words, row->words), "%s: words '%s'", row->name, got.words);
  cr_expect (row->words[0] != '\0' || got.words[0] == '\0', "%s: words '%s'", row->name, got.words);
  cr_expect_eq (any, row->reply[0] != '\0' || row->status[0] != '\0', "%s", row->name);
}

Test (reply, codes)
{
  static const Row rows[] = {
    { "plain", "550 5.1.1 <a@example.com>: User unknown", "550", "5.1.1", "<a@example.com>: User unknown" },
    { "type", "smtp; 550-5.1.1 The account", "550", "5.1.1", "The account" },
    { "type without blank", "smtp;550 5.1.1 The account", "550", "5.1.1", "The account" },
    { "type in capitals", "X-Postfix; 550 No such user", "550", "", "No such user" },
    { "reply alone", "550", "550", "", "" },
    { "status alone", "5.7.1", "", "5.7.1", "" },
    { "three digits", "5.4.312 Message expired", "", "5.4.312", "Message expired" },
    { "hash", "550 #5.1.0 Address rejected.", "550", "5.1.0", "Address rejected." },
    { "two hashes", "#550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found ##", "550", "5.1.10", "RESOLVER" },
    { "reply twice", "550 550 5.1.1 No such user (state 14)", "550", "5.1.1", "No such user" },
    { "at the end", "Sorry, no mailbox here by that name. (#5.1.1)", "", "5.1.1", "Sorry, no mailbox" },
    { "status before reply", "mx.example.com #<mx.example.com #5.1.1 smtp;550 no such user> #SMTP#", "550", "5.1.1", "no such user" },
    { "exim", "SMTP error from remote mail server after RCPT TO:<a@example.com>: host mx.example.com [192.0.2.1]: 550 5.1.1 No",
      "550", "5.1.1", "No" },
    { "postfix", "host mx.example.com[192.0.2.1] said: 552 5.2.2 Over quota (in reply to RCPT TO command)", "552", "5.2.2", "Over quota" },
    { "port before the reply", "host mx.example.com[192.0.2.1]:25: 421 Try later", "421", "", "Try later" },
    { "qmail", "192.0.2.1 does not like recipient. Remote host said: 550 no user here", "550", "", "no user here" },
    { "sendmail session", "<<< 550 5.1.1 <a@example.com>... User unknown", "550", "5.1.1", "<a@example.com>... User unknown" },
    { "number behind the reply", "552 1 Requested mail action aborted, mailbox not found", "552", "", "Requested mail" },
    { "lines joined", "550-5.1.1 The account does not exist. 550 5.1.1 Learn more", "550", "5.1.1", "The account" },
    { "x.0.0 yields", "554 5.0.0 (reason: 550 5.1.1 User unknown)", "554", "5.1.1", "(reason" },
    { "x.n.0 yields", "550 5.1.0 rejected: 550 5.1.1 unknown", "550", "5.1.1", "rejected" },
    { "x.0.0 yields to x.n.0", "5.0.0 then 5.2.0", "", "5.2.0", "then" },
    { "specific does not yield", "550 5.1.1 then 5.2.2", "550", "5.1.1", "then" },
    { "success yields to failure", "220-example 421 4.2.1 Service refused", "421", "4.2.1", "Service refused" },
    { "status of success yields", "250 2.1.0 Sender ok, 550 5.1.1 no", "550", "5.1.1", "no" },
    { "success alone", "250 2.1.5 Ok", "250", "2.1.5", "Ok" },
    { "code word", "The server responded with code 550, sorry", "550", "", "sorry" },
    { "named in a log", "dsn=5.1.1, status=bounced (host said: 550 gone)", "550", "5.1.1", "gone" },
    { "sender's own list", "605 Not delivering to previously bounced address", "605", "", "Not delivering" },
    { "no such domain in a log", "000 NXDOMAIN", "000", "", "NXDOMAIN" },
    { "colon", "550: No such user", "550", "", "No such user" },
    { "sentence end", "Your message failed, code 5.1.1.", "", "5.1.1", "Your message" },
    { "quoted", "Remote said: \"550 5.7.1 no\"", "550", "5.7.1", "no" },
    { "an address between", "<a@example.com>: 550 No", "550", "", "No" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

Test (reply, near_misses)
{
  static const char *const texts[] = {
    "connect to mx.example.com[192.0.2.1]:550: timed out",
    "connection from 5.1.1.2 refused",
    "address 4.3.2.1 is listed",
    "4.3.2.1",
    "Postfix version 2.5.1",
    "Postfix/2.5.1 running",
    "sent by Exim 4.7.2",
    "received by mail-v5.1.1",
    "queue id 550ABC",
    "4Xq1bH2Zz7: uid=421",
    "on 2.11.2026",
    "on 5.11.26",
    "host db8::550 unreachable",
    "[2001:db8::550]:421 unreachable",
    "the limit of 500 recipients was reached",
    "larger than 552 bytes",
    "waited for 421 seconds",
    "See https://example.com/550 or http://example.com/?code=5.1.1",
    "<550@example.com>: unknown",
    "user.5.1.1@example.com",
    "prefix-550-5@example.com",
    "port: 465 closed",
    "room 550",
    "",
    "   ",
    "smtp;",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      NixieReply got;
      cr_expect_not (nixie_reply_split (texts[i], &got), "'%s': got '%s' '%s'", texts[i], got.reply, got.status);
      cr_expect (got.words >= texts[i] && got.words <= texts[i] + strlen (texts[i]), "'%s'", texts[i]);
    }
}
