/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See mail.h.
 */
#include "mail.h"

/* What differs from message to message. */
typedef struct {
  guint number;
  char *address;
  const char *domain;
  const char *status;
  const char *text;
} Case;

static guint
scatter (guint number)
{
  return number * 2654435761u ^ (number >> 7);
}

char *
bench_mail_address (guint number)
{
  return g_strdup_printf ("user.%u@d%u.example.com", number, scatter (number) % 997);
}

static const struct {
  const char *status, *text;
} grounds[] = {
  { "5.1.1", "550 5.1.1 <%s>: Recipient address rejected: User unknown in virtual mailbox table" },
  { "5.2.2", "552 5.2.2 <%s>: Mailbox is full / over quota" },
  { "5.7.1", "554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using bl.example.net" },
  { "5.1.2", "550 5.1.2 <%s>: Recipient address rejected: Domain not found" },
  { "4.7.1", "451 4.7.1 <%s>: Recipient address rejected: Greylisted, please try again later" },
  { "5.2.1", "550 5.2.1 The email account that you tried to reach <%s> is disabled" },
};

static void
append_date (GString *out, guint number)
{
  g_string_append_printf (out, "Date: Sat, %02u Nov 2026 %02u:%02u:%02u +0000 (UTC)\n", number % 28 + 1, number / 3600 % 24,
                          number / 60 % 60, number % 60);
}

/* The fields of a message on its way, as today's mail carries them. */
static void
append_transport (GString *out, guint number)
{
  for (guint hop = 0; hop < 4; hop++)
    g_string_append_printf (out,
                            "Received: from out%u.example.net (out%u.example.net [192.0.2.%u])\n"
                            "\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits))\n"
                            "\tby mx%u.example.org (Postfix) with ESMTPS id 4Xq%08X%u\n"
                            "\tfor <news@example.org>; Sat, %02u Nov 2026 10:00:0%u +0000 (UTC)\n",
                            hop, hop, number % 250 + 1, hop, scatter (number), hop, number % 28 + 1, hop);
  g_string_append_printf (out,
                          "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.net; s=s1;\n"
                          "\tt=1795255200; bh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=;\n"
                          "\th=From:To:Subject:Date:Message-ID; b=%08x%08x%08x%08x\n\t%08x%08x%08x%08x\n",
                          scatter (number), scatter (number + 1), scatter (number + 2), scatter (number + 3), scatter (number + 4),
                          scatter (number + 5), scatter (number + 6), scatter (number + 7));
}

static void
append_body (GString *out, guint number, guint lines)
{
  for (guint i = 0; i < lines; i++)
    g_string_append_printf (out, "Line %u of a letter about order %u, which was sent on a day like any other.\n", i, scatter (number + i));
}

static void
append_original (GString *out, const Case *c, guint lines)
{
  append_transport (out, c->number);
  append_date (out, c->number);
  g_string_append_printf (out,
                          "From: Example News <news@example.org>\nTo: <%s>\nSubject: =?UTF-8?Q?News_f=C3=BCr_Woche_%u?=\n"
                          "Message-ID: <news.%u@example.org>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n",
                          c->address, c->number % 52, c->number);
  append_body (out, c->number, lines);
}

static void
append_diagnostic (GString *out, const Case *c)
{
  const char *hole = g_strstr_len (c->text, -1, "%s");
  if (hole == NULL)
    g_string_append (out, c->text);
  else
    g_string_append_printf (out, "%.*s%s%s", (int) (hole - c->text), c->text, c->address, hole + 2);
}

static void
append_report_head (GString *out, const Case *c, const char *from, const char *subject)
{
  append_transport (out, c->number + 7);
  append_date (out, c->number);
  g_string_append_printf (out,
                          "From: %s\nTo: news@example.org\nSubject: %s\nMessage-ID: <report.%u@mx.example.org>\n"
                          "Auto-Submitted: auto-replied\nMIME-Version: 1.0\n",
                          from, subject, c->number);
}

static void
append_status (GString *out, const Case *c, const char *boundary)
{
  g_string_append_printf (out,
                          "\n--%s\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
                          "Reporting-MTA: dns; mx.example.org\nX-Postfix-Queue-ID: 4Xq%08X\n"
                          "X-Postfix-Sender: rfc822; news@example.org\nArrival-Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)\n\n"
                          "Final-Recipient: rfc822; %s\nOriginal-Recipient: rfc822;%s\nAction: failed\nStatus: %s\n"
                          "Remote-MTA: dns; mx.d.example.com\nDiagnostic-Code: smtp; ",
                          boundary, scatter (c->number), c->address, c->address, c->status);
  append_diagnostic (out, c);
  g_string_append_c (out, '\n');
}

static void
append_postfix (GString *out, const Case *c, gboolean whole)
{
  append_report_head (out, c, "MAILER-DAEMON@mx.example.org (Mail Delivery System)", "Undelivered Mail Returned to Sender");
  g_string_append_printf (out,
                          "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"4Xq%08X.1/mx.example.org\"\n\n"
                          "This is a MIME-encapsulated message.\n\n--4Xq%08X.1/mx.example.org\n"
                          "Content-Description: Notification\n"
                          "Content-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.example.org.\n\n"
                          "I'm sorry to have to inform you that your message could not\n"
                          "be delivered to one or more recipients.\n\n<%s>: host mx.d.example.com[192.0.2.9] said: ",
                          scatter (c->number), scatter (c->number), c->address);
  append_diagnostic (out, c);
  g_autofree char *boundary = g_strdup_printf ("4Xq%08X.1/mx.example.org", scatter (c->number));
  g_string_append (out, " (in reply to RCPT TO command)\n");
  append_status (out, c, boundary);
  g_string_append_printf (out, "\n--%s\nContent-Description: Undelivered Message%s\nContent-Type: %s\n\n", boundary,
                          whole ? "" : " Headers", whole ? "message/rfc822" : "text/rfc822-headers");
  append_original (out, c, whole ? 40 : 0);
  g_string_append_printf (out, "\n--%s--\n", boundary);
}

static void
append_exim (GString *out, const Case *c)
{
  append_report_head (out, c, "Mail Delivery System <Mailer-Daemon@mx.example.org>",
                      "Mail delivery failed: returning message to sender");
  g_string_append_printf (out,
                          "X-Failed-Recipients: %s\n"
                          "Content-Type: multipart/report; report-type=delivery-status; boundary=%u-eximdsn-%u\n\n"
                          "--%u-eximdsn-%u\nContent-type: text/plain; charset=us-ascii\n\n"
                          "This message was created automatically by mail delivery software.\n\nA message that you sent "
                          "could not be delivered to one or more of its\nrecipients. This is a permanent error. "
                          "The following address(es) failed:\n\n  %s\n"
                          "    host mx.d.example.com [192.0.2.9]\n    SMTP error from remote mail server after RCPT TO:<%s>:\n    ",
                          c->address, c->number, scatter (c->number), c->number, scatter (c->number), c->address, c->address);
  append_diagnostic (out, c);
  g_autofree char *boundary = g_strdup_printf ("%u-eximdsn-%u", c->number, scatter (c->number));
  append_status (out, c, boundary);
  g_string_append_printf (out, "\n--%s\nContent-type: message/rfc822\n\n", boundary);
  append_original (out, c, 25);
  g_string_append_printf (out, "\n--%s--\n", boundary);
}

static void
append_qmail (GString *out, const Case *c)
{
  append_report_head (out, c, "MAILER-DAEMON@mx.example.org", "failure notice");
  g_string_append_printf (out,
                          "\nHi. This is the qmail-send program at mx.example.org.\n"
                          "I'm afraid I wasn't able to deliver your message to the "
                          "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<%s>:\n"
                          "192.0.2.9 does not like recipient.\nRemote host said: ",
                          c->address);
  append_diagnostic (out, c);
  g_string_append (out, "\nGiving up on 192.0.2.9.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <news@example.org>\n");
  append_original (out, c, 25);
}

/* What list servers, filters and mail programs add to a letter on its way. */
static void
append_trace (GString *out, guint number)
{
  g_string_append_printf (out,
                          "Delivered-To: b@example.org\nReturn-Path: <bounce+%u@example.net>\n"
                          "Authentication-Results: mx.example.org; dkim=pass header.d=example.net header.s=s1;\n"
                          "\tspf=pass smtp.mailfrom=example.net; dmarc=pass header.from=example.net\n"
                          "Received-SPF: pass (example.net: 192.0.2.%u is authorized) client-ip=192.0.2.%u\n"
                          "X-Spam-Status: No, score=-2.1 required=5.0 tests=BAYES_00,DKIM_VALID,\n\tSPF_PASS autolearn=ham\n"
                          "X-Mailer: Example Mail 4.%u\nReferences: <a.%u@example.net> <b.%u@example.net>\n"
                          "In-Reply-To: <b.%u@example.net>\nAccept-Language: de-DE, en-US\nX-Priority: 3\n",
                          number, number % 250, number % 250, number % 10, number, number, number);
}

/* A third are plain letters, the rest what most mail is today: text and HTML, with the fields of its way. */
static void
append_ordinary (GString *out, const Case *c)
{
  if (c->number % 3 == 0)
    {
      append_original (out, c, 10 + c->number % 60);
      return;
    }
  append_trace (out, c->number);
  append_transport (out, c->number);
  append_date (out, c->number);
  g_string_append_printf (out,
                          "From: \"A. Example\" <a@example.net>\nTo: <%s>, \"B. Example\" <b@example.org>\nCc: c@example.org\n"
                          "Subject: =?UTF-8?Q?Re:_Gr=C3=BC=C3=9Fe?= %u\nMessage-ID: <letter.%u@example.net>\nMIME-Version: 1.0\n"
                          "Content-Type: multipart/alternative; boundary=\"=_%08x\"\n\n--=_%08x\n"
                          "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n",
                          c->address, c->number, c->number, c->number, c->number);
  append_body (out, c->number, 10 + c->number % 40);
  g_string_append_printf (out, "\n--=_%08x\nContent-Type: text/html; charset=utf-8\n\n<html><body>\n", c->number);
  append_body (out, c->number, 20 + c->number % 40);
  g_string_append_printf (out, "</body></html>\n--=_%08x--\n", c->number);
}

void
bench_mail_append (GString *out, BenchKind kind, guint number, guint addresses)
{
  const guint ground = scatter (number + 3) % G_N_ELEMENTS (grounds);
  g_autofree char *address = bench_mail_address (scatter (number) % addresses);
  const Case c = { .number = number, .address = address, .status = grounds[ground].status, .text = grounds[ground].text };

  if (kind == BENCH_ORDINARY || (kind == BENCH_MIXED && number % 2 == 0))
    append_ordinary (out, &c);
  else if (number % 8 < 5)
    append_postfix (out, &c, number % 8 < 3);
  else if (number % 8 < 7)
    append_exim (out, &c);
  else
    append_qmail (out, &c);
}

static void
free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

GPtrArray *
bench_mail_make (BenchKind kind, guint count, guint addresses)
{
  GPtrArray *mail = g_ptr_array_new_full (count, free_string);
  for (guint i = 0; i < count; i++)
    {
      GString *message = g_string_sized_new (8192);
      bench_mail_append (message, kind, i, addresses);
      g_ptr_array_add (mail, message);
    }
  return mail;
}
