/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * report/ and recipient/ in the small: the gate, lists of addresses, typed values, statements and what the facts make of them.
 */
#include "base/clock.h"
#include "base/limits.h"
#include "recipient/facts.h"
#include "report/address-list.h"
#include "report/gate.h"
#include "report/lines.h"
#include "report/reader-private.h"
#include "report/report.h"

#include <criterion/criterion.h>
#include <string.h>

Test (gate, opens_and_stays_shut)
{
  static const struct {
    const char *name, *text;
    NixieGate want;
  } rows[] = {
    { "a report", "Content-Type: multipart/report; report-type=delivery-status\n", NIXIE_GATE_REPORT },
    { "a status part", "Content-Type: message/delivery-status\n", NIXIE_GATE_REPORT },
    { "Exim's field", "X-Failed-Recipients: a@example.com\n", NIXIE_GATE_REPORT },
    { "null reverse-path", "Return-Path: <>\n", NIXIE_GATE_MACHINE },
    { "the daemon's reverse-path", "Return-Path: <MAILER-DAEMON@example.com>\n", NIXIE_GATE_MACHINE },
    { "the daemon", "From: MAILER-DAEMON@example.com\n", NIXIE_GATE_MACHINE },
    { "its name", "From: \"Mail Delivery Subsystem\" <x@example.com>\n", NIXIE_GATE_MACHINE },
    { "nobody", "From: <>\n", NIXIE_GATE_MACHINE },
    { "automatic", "Auto-Submitted: auto-replied (vacation)\n", NIXIE_GATE_MACHINE },
    { "an answering machine", "X-Autoreply: yes\n", NIXIE_GATE_MACHINE },
    { "precedence", "Precedence: auto_reply\n", NIXIE_GATE_MACHINE },
    { "subject", "Subject: Undelivered Mail Returned to Sender\n", NIXIE_GATE_SUBJECT },
    { "subject in words", "Subject: =?utf-8?Q?Undelivered?= Mail\n", NIXIE_GATE_SUBJECT },
    { "subject of an answer", "Subject: Re: Undelivered Mail\nIn-Reply-To: <x@example.com>\n", NIXIE_GATE_NONE },
    { "subject on a list", "Subject: Undelivered Mail\nList-Id: <x.example.com>\n", NIXIE_GATE_NONE },
    { "other subject", "Subject: Lunch\n", NIXIE_GATE_NONE },
    { "a person", "Return-Path: <a@example.com>\nFrom: a@example.com\n", NIXIE_GATE_NONE },
    { "not automatic", "Auto-Submitted: no\n", NIXIE_GATE_NONE },
    { "a list's precedence", "Precedence: list\n", NIXIE_GATE_NONE },
    { "other type", "Content-Type: multipart/mixed; boundary=report\n", NIXIE_GATE_NONE },
    { "nothing", "", NIXIE_GATE_NONE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieHeaders headers;
      nixie_headers_read (nixie_slice_of (rows[i].text), &headers);
      cr_expect_eq (nixie_gate (&headers), rows[i].want, "%s: got %d", rows[i].name, (int) nixie_gate (&headers));
    }
}

Test (gate, auto_response)
{
  static const struct {
    const char *text;
    gboolean want;
  } rows[] = {
    { "Auto-Submitted: auto-replied\n", TRUE },
    { "X-Autorespond: x\n", TRUE },
    { "Return-Path: <>\nSubject: Automatic reply: x\n", TRUE },
    { "Auto-Submitted: auto-generated\nSubject: Out of Office\n", TRUE },
    { "X-Auto-Response-Suppress: All\nSubject: =?utf-8?Q?R=C3=A9ponse?= automatique : x\n", TRUE },
    { "Subject: Automatic reply: x\n", FALSE },
    { "Auto-Submitted: auto-generated\nSubject: Backup done\n", FALSE },
    { "Return-Path: <>\n", FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieHeaders headers;
      nixie_headers_read (nixie_slice_of (rows[i].text), &headers);
      cr_expect_eq (nixie_gate_is_auto_response (&headers), rows[i].want, "%s", rows[i].text);
    }
}

Test (address_list, addresses)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "a@example.com", "a@example.com" },
    { "a@example.com, b@example.com", "a@example.com b@example.com" },
    { "A B <a@example.com>,\n \"B, C\" <b@example.com>", "a@example.com b@example.com" },
    { "a@example.com (x, y@z) , (c) b@example.com", "a@example.com b@example.com" },
    { "friends: a@example.com, b@example.com;", "a@example.com b@example.com" },
    { "\"x@y\" <a@example.com>", "a@example.com" },
    { "x@y.example <a@example.com>", "a@example.com" },
    { "<>", "" },
    { "<\"a>b\"@example.com>", "\"a>b\"@example.com" },
    { "nobody", "" },
    { "a:a:a:a:", "" },
    { "<a@example.com", "a@example.com" },
    { "\"a@example.com", "\"a@example.com" },
    { "(a@example.com", "" },
    { "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSlice rest = nixie_slice_of (rows[i].text), address;
      g_autoptr (GString) got = g_string_new (NULL);
      while (nixie_address_list_next (&rest, &address))
        g_string_append_printf (got, "%s%.*s", got->len > 0 ? " " : "", (int) address.length, address.data);
      cr_expect_str_eq (got->str, rows[i].want, "%s: got '%s'", rows[i].text, got->str);
    }
  cr_expect_eq (nixie_address_list_only (nixie_slice_of ("a@example.com, b@example.com")).length, 0);
  cr_expect_eq (nixie_address_list_only (nixie_slice_of ("a@example.com")).length, strlen ("a@example.com"));
}

Test (typed_value, types)
{
  static const struct {
    const char *text, *type, *want;
  } rows[] = {
    { "rfc822; a@example.com", "rfc822", "a@example.com" },
    { "RFC822;a@example.com", "RFC822", "a@example.com" },
    { "rfc/822; a@example.com", "rfc/822", "a@example.com" },
    { "rfc822: a@example.com", "rfc822", "a@example.com" },
    { "x-local ; joe", "x-local", "joe" },
    { "a@example.com", "", "a@example.com" },
    { "550 5.1.1 no; really", "", "550 5.1.1 no; really" },
    { "smtp;", "smtp", "" },
    { "", "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSlice type;
      g_autofree char *got = nixie_slice_dup (nixie_typed_value (nixie_slice_of (rows[i].text), &type));
      g_autofree char *got_type = nixie_slice_dup (type);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].text, got);
      cr_expect_str_eq (got_type, rows[i].type, "%s: got '%s'", rows[i].text, got_type);
    }
}

Test (lines, returned)
{
  static const struct {
    const char *text, *before, *returned;
  } rows[] = {
    { "a\n--- Below this line is a copy of the message.\n\nFrom: x\n", "a\n", "From: x\n" },
    { "a\n   ----- Unsent message follows -----\nFrom: x\n", "a\n", "From: x\n" },
    { "a\n------ The body of the message is long; only the first\n------ 100 or so are included here.\nFrom: x\n", "a\n", "From: x\n" },
    { "a\nMessage headers follow.\n\nFrom: x\n", "a\n", "From: x\n" },
    { "a\n\nReceived: from x\nFrom: x\n", "a\n\n", "Received: from x\nFrom: x\n" },
    { "a\n   ----- Transcript of session follows -----\nb\n", "a\n   ----- Transcript of session follows -----\nb\n", "" },
    { "a\n--\nmy copy\n", "a\n--\nmy copy\n", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSlice before;
      g_autofree char *returned = nixie_slice_dup (nixie_slice_trim (nixie_lines_split_returned (nixie_slice_of (rows[i].text), &before)));
      g_autofree char *want = nixie_slice_dup (nixie_slice_trim (nixie_slice_of (rows[i].returned)));
      g_autofree char *got_before = nixie_slice_dup (before);
      cr_expect_str_eq (returned, want, "%s: got '%s'", rows[i].text, returned);
      cr_expect_str_eq (got_before, rows[i].before, "%s: got '%s'", rows[i].text, got_before);
    }
}

/* The facts of the first recipient of the status part TEXT. */
static NixieFacts *
facts_of (const char *text)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  nixie_delivery_status_read (nixie_slice_of (text), statements);
  g_autoptr (GPtrArray) all = nixie_facts_from_statements (statements);
  return all->len > 0 ? g_ptr_array_steal_index (all, 0) : NULL;
}

#define FINAL "Final-Recipient: rfc822; a@example.com\n"

/* What the first recipient's FIELD is, by what a status part says. */
static const struct {
  const char *name, *text;
  NixieField field;
  const char *want, *evidence;
} fact_rows[] = {
  { "recipient", FINAL, NIXIE_FIELD_RECIPIENT, "a@example.com", "Final-Recipient" },
  { "in brackets", "Final-Recipient: rfc822; <a@example.com>\n", NIXIE_FIELD_RECIPIENT, "a@example.com", "Final-Recipient" },
  { "with a comment", "Final-Recipient: rfc822; a@example.com (A)\n", NIXIE_FIELD_RECIPIENT, "a@example.com", "Final-Recipient" },
  { "mailto", "Final-Recipient: rfc822; mailto:a@example.com\n", NIXIE_FIELD_RECIPIENT, "a@example.com", "Final-Recipient" },
  { "original only", "Original-Recipient: rfc822; a@example.com\n", NIXIE_FIELD_RECIPIENT, "a@example.com", "Original-Recipient" },
  { "actual only", "X-Actual-Recipient: rfc822; a@example.com\n", NIXIE_FIELD_RECIPIENT, "a@example.com", "X-Actual-Recipient" },
  { "same original", FINAL "Original-Recipient: rfc822; A@example.com\n", NIXIE_FIELD_ORIGINAL_RECIPIENT, "", "" },
  { "address mailed", FINAL "Original-Recipient: rfc822; b@example.com\n", NIXIE_FIELD_ADDRESS, "b@example.com", "Original-Recipient" },
  { "xtext", FINAL "Original-Recipient: rfc822; b+2Bx+40example.com\n", NIXIE_FIELD_ADDRESS, "b+x@example.com", "Original-Recipient" },
  { "xtext with @ in the clear", FINAL "Original-Recipient: rfc822; b+2Bx@example.com\n", NIXIE_FIELD_ADDRESS, "b+x@example.com",
    "Original-Recipient" },
  { "no xtext", FINAL "Original-Recipient: rfc822; b+20@example.com\n", NIXIE_FIELD_ADDRESS, "b+20@example.com", "Original-Recipient" },
  { "no xtext either", FINAL "Original-Recipient: rfc822; b+2b@example.com\n", NIXIE_FIELD_ADDRESS, "b+2b@example.com",
    "Original-Recipient" },
  { "wrapped", "Final-Recipient: rfc822; prvs=0123456789=a@example.com\n", NIXIE_FIELD_ADDRESS, "a@example.com", "Final-Recipient" },
  { "original is none", FINAL "Original-Recipient: rfc822; unknown\n", NIXIE_FIELD_ADDRESS, "a@example.com", "Final-Recipient" },
  { "a command", "Final-Recipient: x-local; |/bin/x\n", NIXIE_FIELD_ADDRESS, "", "" },
  { "a host", "Final-Recipient: rfc822; @mx.example.com\n", NIXIE_FIELD_ADDRESS, "", "" },
  { "utf-8", "Final-Recipient: utf-8; \\x{FC}@example.com\n", NIXIE_FIELD_RECIPIENT, "\303\274@example.com", "Final-Recipient" },
  { "not utf-8", "Final-Recipient: rfc822; \\x{FC}@example.com\n", NIXIE_FIELD_RECIPIENT, "\\x{FC}@example.com", "Final-Recipient" },
  { "status", FINAL "Status: 5.1.1\n", NIXIE_FIELD_STATUS, "5.1.1", "Status" },
  { "status with words", FINAL "Status: 5.1.1 (unknown)\n", NIXIE_FIELD_STATUS, "5.1.1", "Status" },
  { "the host's wins", FINAL "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.2.1 off\n", NIXIE_FIELD_STATUS, "5.2.1", "Diagnostic-Code" },
  { "the host's x.0.0 yields", FINAL "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.0.0 no\n", NIXIE_FIELD_STATUS, "5.1.1", "Status" },
  { "the host's x.n.0 yields", FINAL "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.0 no\n", NIXIE_FIELD_STATUS, "5.1.1", "Status" },
  { "no status", FINAL "Diagnostic-Code: smtp; 550 no\n", NIXIE_FIELD_STATUS, "", "" },
  { "reply", FINAL "Diagnostic-Code: smtp; 550 no\n", NIXIE_FIELD_REPLY, "550", "Diagnostic-Code" },
  { "reply behind a greeting", FINAL "Diagnostic-Code: smtp; 220-mx 421 4.2.1 later\n", NIXIE_FIELD_REPLY, "421", "Diagnostic-Code" },
  { "no reply", FINAL "Status: 5.1.1\n", NIXIE_FIELD_REPLY, "", "" },
  { "diagnostic", FINAL "Diagnostic-Code: x-unix; a\n b\n", NIXIE_FIELD_DIAGNOSTIC, "a b", "Diagnostic-Code" },
  { "host", FINAL "Remote-MTA: dns; mx.example.com (192.0.2.1)\n", NIXIE_FIELD_REMOTE_MTA, "mx.example.com", "Remote-MTA" },
  { "date", FINAL "Last-Attempt-Date: Sat, 21 Nov 2026 10:00:00 +0100\n", NIXIE_FIELD_DATE, "2026-11-21T09:00:00Z", "Last-Attempt-Date" },
  { "no date", FINAL "Last-Attempt-Date: yesterday\n", NIXIE_FIELD_DATE, "", "" },
  { "a clock that was never set", FINAL "Last-Attempt-Date: Thu, 1 Jan 1970 00:00:00 +0000\n", NIXIE_FIELD_DATE, "", "" },
  { "queue id of the message", "X-Postfix-Queue-ID: X1\n\n" FINAL, NIXIE_FIELD_QUEUE_ID, "X1", "X-Postfix-Queue-ID" },
  { "log id first", "X-Postfix-Queue-ID: X1\n\n" FINAL "Final-Log-ID: L1\n", NIXIE_FIELD_QUEUE_ID, "L1", "Final-Log-ID" },
  { "action", FINAL "Action: Failed (5.1.1)\n", NIXIE_FIELD_ACTION, "failed", "Action" },
  { "other action", FINAL "Action: exploded\n", NIXIE_FIELD_ACTION, "", "" },
};

Test (facts, fields)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fact_rows); i++)
    {
      g_autoptr (NixieFacts) facts = facts_of (fact_rows[i].text);
      cr_assert_not_null (facts, "%s", fact_rows[i].name);
      cr_expect_str_eq (nixie_facts_get (facts, fact_rows[i].field), fact_rows[i].want, "%s: got '%s'", fact_rows[i].name,
                        nixie_facts_get (facts, fact_rows[i].field));
      cr_expect_str_eq (nixie_facts_evidence (facts, fact_rows[i].field), fact_rows[i].evidence, "%s: from '%s'", fact_rows[i].name,
                        nixie_facts_evidence (facts, fact_rows[i].field));
    }
}

Test (facts, action_by_class)
{
  static const struct {
    const char *text;
    NixieAction want;
  } rows[] = {
    { FINAL "Status: 5.1.1\n", NIXIE_ACTION_FAILED },
    { FINAL "Status: 2.0.0\n", NIXIE_ACTION_DELIVERED },
    { FINAL "Status: 4.4.1\n", NIXIE_ACTION_NONE },
    { FINAL "Status: 5.1.1\nAction: delayed\n", NIXIE_ACTION_DELAYED },
    { FINAL "Status: 4.4.1\nAction: failed\n", NIXIE_ACTION_FAILED },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieFacts) facts = facts_of (rows[i].text);
      cr_expect_eq (nixie_facts_action (facts), rows[i].want, "%s", rows[i].text);
    }
}

Test (facts, outlive_their_statements)
{
  g_autoptr (NixieFacts) facts = facts_of (FINAL "Last-Attempt-Date: Sat, 21 Nov 2026 10:00:00 +0000\n");
  cr_expect_eq (nixie_facts_time_us (facts), nixie_clock_from_iso ("2026-11-21T10:00:00Z"));
  cr_expect_eq (nixie_facts_report_type (facts), NIXIE_REPORT_DELIVERY_STATUS);
  cr_expect_str_eq (g_ptr_array_index (nixie_facts_findings (facts), 0), "no action");
  cr_expect_null (facts_of ("Reporting-MTA: dns; mx.example.org\n"));
}

Test (statements, limits)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  for (guint i = 0; i < NIXIE_LIMIT_RECIPIENTS; i++)
    cr_assert_eq (nixie_statements_add_recipient (statements), i + 1);
  cr_expect_eq (nixie_statements_add_recipient (statements), 0);
  cr_expect_eq (nixie_statements_n_recipients (statements), NIXIE_LIMIT_RECIPIENTS);
  cr_expect_str_eq (g_ptr_array_index (nixie_statements_findings (statements), 0), "too many recipients");
  nixie_statements_add (statements, 1, NIXIE_FIELD_SUBJECT, nixie_slice_of (" a\n\033b "), "text");
  nixie_statements_add (statements, 1, NIXIE_FIELD_SUBJECT, nixie_slice_of (" \n "), "text");
  const GArray *rows = nixie_statements_rows (statements);
  cr_assert_eq (rows->len, 1);
  cr_expect_str_eq (g_array_index (rows, NixieStatement, 0).value, "a \\x1Bb");
}

Test (report, what_is_too_long_is_cut)
{
  g_autoptr (GString) text = g_string_new ("Content-Type: message/delivery-status\n\n" FINAL "\n");
  while (text->len <= NIXIE_LIMIT_PARSED_BYTES)
    g_string_append (text, "X-Filler: x\n\n");
  g_string_append (text, "Final-Recipient: rfc822; b@example.com\n");
  g_autoptr (NixieStatements) statements = nixie_report_read (nixie_slice (text->str, text->len));
  cr_assert_not_null (statements);
  cr_expect_eq (nixie_statements_n_recipients (statements), 1);
  const GPtrArray *findings = nixie_statements_findings (statements);
  cr_assert_not_null (findings);
  cr_expect_str_eq (g_ptr_array_index (findings, findings->len - 1), "cut at the limit");
}
