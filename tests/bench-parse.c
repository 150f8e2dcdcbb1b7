/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long reading takes, as a ratio to what a bare g_mime_parser_construct_message takes for the same messages in the same run; medians
 * of ROUNDS. Usage: bench-parse [FOLDER...]: generated reports of several shapes and generated ordinary mail; each FOLDER of files is one
 * more shape. Prints a line a shape: name, messages, octets, µs a message bare and read, and the ratio.
 */
#include "pipeline.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS 7
#define GENERATED 200

typedef struct {
  GPtrArray *texts; /* GString */
  gsize bytes;
} Shape;

typedef void (*Reader) (NixieSlice text);

static void
read_bare (NixieSlice text)
{
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer (text.data, text.length);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *message = g_mime_parser_construct_message (parser, NULL);
  if (message != NULL)
    g_object_unref (message);
  g_object_unref (parser);
  g_object_unref (stream);
}

static void
read_whole (NixieSlice text)
{
  nixie_reading_free (nixie_pipeline_read (text));
}

static int
compare (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static double
run_once (const Shape *shape, Reader reader)
{
  const gint64 start = g_get_monotonic_time ();
  guint n = 0;
  while (n == 0 || g_get_monotonic_time () - start < 30000)
    {
      for (guint i = 0; i < shape->texts->len; i++)
        {
          const GString *text = g_ptr_array_index (shape->texts, i);
          reader (nixie_slice (text->str, text->len));
        }
      n++;
    }
  return (double) (g_get_monotonic_time () - start) / n / shape->texts->len;
}

static void
measure (const char *name, const Shape *shape)
{
  double bare[ROUNDS], whole[ROUNDS];
  if (shape->texts->len == 0)
    return;
  for (guint i = 0; i < ROUNDS; i++)
    {
      bare[i] = run_once (shape, read_bare);
      whole[i] = run_once (shape, read_whole);
    }
  qsort (bare, ROUNDS, sizeof bare[0], compare);
  qsort (whole, ROUNDS, sizeof whole[0], compare);
  printf ("%-24s %5u messages %9" G_GSIZE_FORMAT " octets  bare %7.2f us  read %7.2f us  ratio %.3f\n", name, shape->texts->len,
          shape->bytes, bare[ROUNDS / 2], whole[ROUNDS / 2], whole[ROUNDS / 2] / bare[ROUNDS / 2]);
}

static void
add_text (Shape *shape, GString *text)
{
  shape->bytes += text->len;
  g_ptr_array_add (shape->texts, text);
}

static Shape
shape_new (void)
{
  return (Shape){ g_ptr_array_new (), 0 };
}

static void
append_received (GString *out, guint seed)
{
  for (guint i = 0; i < 3; i++)
    g_string_append_printf (out,
                            "Received: from relay%u.example.net (relay%u.example.net [192.0.2.%u])\n\tby mx%u.example.org (Postfix) "
                            "with ESMTPS id 4Xq%05uZ%u\n\tfor <list+%u@example.org>; Sat, 21 Nov 2026 10:0%u:00 +0000 (UTC)\n",
                            seed % 7, seed % 7, seed % 250, i, seed, i, seed, i);
}

/* Ordinary mail with the header fields that big providers put on. */
static GString *
make_ordinary (guint seed)
{
  GString *out = g_string_new (NULL);
  g_string_append_printf (out, "Return-Path: <person%u@example.com>\nDelivered-To: me@example.org\n", seed);
  append_received (out, seed);
  g_string_append_printf (out, "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com; s=s1;\n\th=from:to:subject:date;\n");
  for (guint i = 0; i < 4; i++)
    g_string_append_printf (out, "\tb=QWxsIG91ciBtYWlsIGlzIHNpZ25lZCBieSB0aGUgaG9zdCB0aGF0IHNlbmRzIGl0%u%u\n", seed, i);
  g_string_append_printf (out, "X-Mailer: Example 1.%u\nX-Spam-Status: No, score=-1.%u\nX-Spam-Level:\n", seed, seed % 10);
  g_string_append_printf (out, "List-Unsubscribe: <https://example.com/u/%u>\n", seed);
  g_string_append_printf (out, "From: Person %u <person%u@example.com>\nTo: me@example.org\nSubject: Lunch on day %u\n", seed, seed, seed);
  g_string_append_printf (out, "Date: Sat, 21 Nov 2026 10:00:00 +0000\nMessage-ID: <%u@example.com>\nMIME-Version: 1.0\n", seed);
  g_string_append (out, "Content-Type: multipart/alternative; boundary=\"alt\"\n\n--alt\nContent-Type: text/plain; charset=utf-8\n\n");
  for (guint i = 0; i < 20; i++)
    g_string_append (out, "Shall we meet at noon, or a little later, at the place by the river?\n");
  g_string_append (out, "\n--alt\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<html><body>\n");
  for (guint i = 0; i < 20; i++)
    g_string_append (out, "<p>Shall we meet at noon, or a little later, at the place by the river?</p>\n");
  g_string_append (out, "</body></html>\n--alt--\n");
  return out;
}

static void
append_report_header (GString *out, guint seed)
{
  g_string_append (out, "Return-Path: <>\n");
  append_received (out, seed);
  g_string_append_printf (out,
                          "Date: Sat, 21 Nov 2026 10:00:00 +0000\nFrom: MAILER-DAEMON@mx.example.org (Mail Delivery System)\n"
                          "Subject: Undelivered Mail Returned to Sender\nTo: sender%u@example.org\nAuto-Submitted: auto-replied\n"
                          "MIME-Version: 1.0\nMessage-ID: <%u@mx.example.org>\n",
                          seed, seed);
}

static void
append_returned (GString *out, guint seed)
{
  g_string_append_printf (out, "Return-Path: <sender%u@example.org>\n", seed);
  append_received (out, seed);
  g_string_append_printf (out, "From: Sender <sender%u@example.org>\nTo: user%u@example.com\n", seed, seed);
  g_string_append_printf (out, "Subject: =?utf-8?B?QmVzdGVsbHVuZw==?= %u\n", seed);
  g_string_append_printf (out, "Message-ID: <m%u@example.org>\nDate: Sat, 21 Nov 2026 09:59:00 +0000\nMIME-Version: 1.0\n", seed);
  g_string_append (out, "Content-Type: text/plain; charset=utf-8\n\n");
  for (guint i = 0; i < 10; i++)
    g_string_append (out, "Thank you for your order, which will be with you in a few days.\n");
}

/* RFC 3464 as Postfix writes it, RECIPIENTS of them. */
static GString *
make_status (guint seed, guint recipients)
{
  GString *out = g_string_new (NULL);
  append_report_header (out, seed);
  g_string_append (out, "Content-Type: multipart/report; report-type=delivery-status;\n\tboundary=\"4Xq/mx.example.org\"\n\n"
                        "This is a MIME-encapsulated message.\n\n--4Xq/mx.example.org\nContent-Description: Notification\n"
                        "Content-Type: text/plain; charset=us-ascii\n\nThis is the mail system at host mx.example.org.\n\n"
                        "I'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients. "
                        "It's attached below.\n\n");
  for (guint i = 0; i < recipients; i++)
    g_string_append_printf (out,
                            "<user%u-%u@example.com>: host mx.example.com[192.0.2.1] said: 550 5.1.1\n    <user%u-%u@example.com>: "
                            "Recipient address rejected: User unknown (in reply to RCPT TO\n    command)\n\n",
                            seed, i, seed, i);
  g_string_append_printf (out,
                          "--4Xq/mx.example.org\nContent-Description: Delivery report\nContent-Type: message/delivery-status\n\n"
                          "Reporting-MTA: dns; mx.example.org\nX-Postfix-Queue-ID: 4Xq%u\nX-Postfix-Sender: rfc822; s@example.org\n"
                          "Arrival-Date: Sat, 21 Nov 2026 09:59:00 +0000 (UTC)\n\n",
                          seed);
  for (guint i = 0; i < recipients; i++)
    g_string_append_printf (out,
                            "Final-Recipient: rfc822; user%u-%u@example.com\nOriginal-Recipient: rfc822;user%u-%u@example.com\n"
                            "Action: failed\nStatus: 5.1.1\nRemote-MTA: dns; mx.example.com\nDiagnostic-Code: smtp; 550 5.1.1 "
                            "<user%u-%u@example.com>: Recipient\n    address rejected: User unknown\n\n",
                            seed, i, seed, i, seed, i);
  g_string_append (out, "--4Xq/mx.example.org\nContent-Description: Undelivered Message\nContent-Type: message/rfc822\n\n");
  append_returned (out, seed);
  g_string_append (out, "\n--4Xq/mx.example.org--\n");
  return out;
}

static GString *
make_one_recipient (guint seed)
{
  return make_status (seed, 1);
}

static GString *
make_five_recipients (guint seed)
{
  return make_status (seed, 5);
}

static GString *
make_exim (guint seed)
{
  GString *out = g_string_new (NULL);
  append_report_header (out, seed);
  g_string_append_printf (out,
                          "X-Failed-Recipients: user%u@example.com\n\nThis message was created automatically by mail delivery "
                          "software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a "
                          "permanent error. The following address(es) failed:\n\n  user%u@example.com\n    host mx.example.com "
                          "[192.0.2.1]\n    SMTP error from remote mail server after RCPT TO:<user%u@example.com>:\n    550 5.1.1 "
                          "User unknown\n\n------ This is a copy of the message, including all the headers. ------\n\n",
                          seed, seed, seed);
  append_returned (out, seed);
  return out;
}

static GString *
make_qmail (guint seed)
{
  GString *out = g_string_new (NULL);
  append_report_header (out, seed);
  g_string_append_printf (out,
                          "\nHi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able to deliver your message "
                          "to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
                          "<user%u@example.com>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 User unknown\n"
                          "Giving up on 192.0.2.1.\n\n--- Below this line is a copy of the message.\n\n",
                          seed);
  append_returned (out, seed);
  return out;
}

static void
measure_generated (const char *name, GString *(*make) (guint seed))
{
  Shape shape = shape_new ();
  for (guint i = 0; i < GENERATED; i++)
    add_text (&shape, make (i));
  measure (name, &shape);
}

static void
measure_folder (const char *path)
{
  Shape shape = shape_new ();
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  for (const char *name = folder != NULL ? g_dir_read_name (folder) : NULL; name != NULL; name = g_dir_read_name (folder))
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *text = NULL;
      gsize length = 0;
      if (g_file_get_contents (file, &text, &length, NULL))
        add_text (&shape, g_string_new_len (text, (gssize) length));
    }
  measure (path, &shape);
}

int
main (int argc, char **argv)
{
  g_mime_init ();
  measure_generated ("status, 1 recipient", make_one_recipient);
  measure_generated ("status, 5 recipients", make_five_recipients);
  measure_generated ("Exim's wording", make_exim);
  measure_generated ("qmail's wording", make_qmail);
  measure_generated ("ordinary mail", make_ordinary);
  for (int i = 1; i < argc; i++)
    measure_folder (argv[i]);
  return 0;
}
