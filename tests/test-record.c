/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What scan and filter share: results of workers, figures, the message passed on, the spool.
 */
#include "cli/pass.h"
#include "cli/spool.h"
#include "cli/tally.h"
#include "cli/work.h"

#include "base/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static GPtrArray *
make_events (const char *address)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  const NixieEvent draft = { .kind = NIXIE_EVENT_OUTCOME, .address = address, .status = "5.1.1", .class = NIXIE_CLASS_HARD,
                             .reason = NIXIE_REASON_NO_SUCH_USER, .ground = NIXIE_REASON_NO_SUCH_USER };
  g_ptr_array_add (events, nixie_event_new (&draft));
  return events;
}

Test (pass, fields)
{
  static const struct {
    const char *name, *head;
    gboolean report;
    const char *want;
  } rows[] = {
    { "report", "Subject: x\n\nbody\n", TRUE,
      "X-Nixie-Report: delivery-status\nX-Nixie-Recipient: a@example.com; class=hard; reason=no-such-user; status=5.1.1\n"
      "Subject: x\n\nbody\n" },
    { "ordinary mail is left as it is", "Subject: x\n\nX-Nixie-Report: in the body\n", FALSE,
      "Subject: x\n\nX-Nixie-Report: in the body\n" },
    { "From_ line stays first", "From a@example.com Sat Nov 21 10:00:00 2026\nSubject: x\n\n", TRUE,
      "From a@example.com Sat Nov 21 10:00:00 2026\nX-Nixie-Report: delivery-status\n"
      "X-Nixie-Recipient: a@example.com; class=hard; reason=no-such-user; status=5.1.1\nSubject: x\n\n" },
    { "fields that came in go", "x-nixie-report: delivery-status\n\tfolded\nSubject: x\nX-NIXIE-Other : 1\nTo: y\n\nbody", FALSE,
      "Subject: x\nTo: y\n\nbody" },
    { "CRLF", "Subject: x\r\nX-Nixie-A: b\r\n\r\nbody\r\n", TRUE,
      "X-Nixie-Report: delivery-status\r\nX-Nixie-Recipient: a@example.com; class=hard; reason=no-such-user; status=5.1.1\r\n"
      "Subject: x\r\n\r\nbody\r\n" },
    { "a name that only begins alike stays", "X-Nixieland: 1\n\n", FALSE, "X-Nixieland: 1\n\n" },
    { "no header at all", "", FALSE, "" },
    { "no end of line", "Subject: x", FALSE, "Subject: x" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) events = make_events ("a@example.com");
      const NixieRead read = { rows[i].report ? NIXIE_REPORT_DELIVERY_STATUS : NIXIE_REPORT_NONE, events };
      g_autoptr (GString) out = g_string_new (NULL);
      nixie_pass_head (nixie_slice_of (rows[i].head), &read, out);
      cr_expect_str_eq (out->str, rows[i].want, "%s: got '%s'", rows[i].name, out->str);
    }
}

Test (pass, hostile_recipient_stays_on_its_line)
{
  g_autoptr (GPtrArray) events = make_events ("a\r\nX-Evil: 1@example.com");
  const NixieRead read = { NIXIE_REPORT_DELIVERY_STATUS, events };
  g_autoptr (GString) out = g_string_new (NULL);
  nixie_pass_head (nixie_slice_of ("A: b\n\n"), &read, out);
  cr_expect_null (strstr (out->str, "\nX-Evil"), "%s", out->str);
}

Test (pass, not_understood)
{
  g_autoptr (GString) out = g_string_new (NULL);
  nixie_pass_head (nixie_slice_of ("A: b\n\n"), NULL, out);
  cr_expect_str_eq (out->str, "X-Nixie-Report: not-understood\nA: b\n\n");
}

static const char dsn[]
    = "From: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail\nMIME-Version: 1.0\n"
      "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nfailed\n"
      "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
      "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n"
      "Diagnostic-Code: smtp; 550 5.1.1 <a@example.com>: User unknown\n\n--b--\n";

Test (work, round_trip)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  NixieWorkPlan plan = { settings, G_USEC_PER_SEC, NULL, NULL, FALSE };
  g_autoptr (GByteArray) result = g_byte_array_new ();
  g_autoptr (GPtrArray) decoded = NULL;
  NixieWork work;
  NixieSlice events;
  nixie_work_read (nixie_slice_of (dsn), "box:0", result, &plan);
  cr_assert (nixie_work_open (nixie_slice ((const char *) result->data, result->len), &work, &events, NULL));
  cr_assert (nixie_work_decode (events, &decoded, NULL));
  cr_expect_eq (work.report, NIXIE_REPORT_DELIVERY_STATUS);
  cr_expect (work.n_events == 1 && work.hard == 1 && work.soft == 0 && work.complaints == 0 && work.unlisted == 0);
  cr_assert_eq (decoded->len, 1);
  const NixieEvent *event = decoded->pdata[0];
  cr_expect_str_eq (event->address, "a@example.com");
  cr_expect_str_eq (event->source, "box:0");
  cr_expect_eq (event->reason, NIXIE_REASON_NO_SUCH_USER);
  cr_expect_eq (event->class, NIXIE_CLASS_HARD);
  cr_expect_not (nixie_work_not_understood (&work));
}

Test (work, damaged_results)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  NixieWorkPlan plan = { settings, G_USEC_PER_SEC, NULL, NULL, FALSE };
  g_autoptr (GByteArray) result = g_byte_array_new ();
  nixie_work_read (nixie_slice_of (dsn), "box:0", result, &plan);
  guint refused = 0;
  for (guint length = 0; length < result->len; length++)
    {
      NixieWork work;
      NixieSlice events;
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = g_memdup2 (result->data, MAX (length, 1));
      if (!nixie_work_open (nixie_slice (copy, length), &work, &events, &error))
        refused += error != NULL;
    }
  cr_expect_eq (refused, result->len, "every prefix is refused: %u of %u", refused, result->len);
}

Test (tally, figures)
{
  NixieTally tally = { .messages = 3, .recorded = TRUE };
  const NixieWork works[] = { { .report = NIXIE_REPORT_DELIVERY_STATUS, .n_events = 1, .hard = 1 },
                              { .report = NIXIE_REPORT_FEEDBACK, .n_events = 2, .complaints = 1 },
                              { .report = NIXIE_REPORT_UNSTRUCTURED },
                              { .report = NIXIE_REPORT_NONE } };
  g_autoptr (GString) out = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (works); i++)
    nixie_tally_add (&tally, &works[i]);
  nixie_tally_write_json (&tally, out);
  cr_expect_str_eq (out->str, "{\"read\":3,\"reports\":3,\"hard\":1,\"soft\":0,\"complaints\":1,\"others\":1,\"below_trust\":0,"
                              "\"not_understood\":1,"
                              "\"unreadable\":0,\"already_known\":0,\"newly_suppressed\":0,\"bytes\":0,\"recorded\":true,"
                              "\"interrupted\":false}\n", "%s", out->str);
  g_string_truncate (out, 0);
  tally.recorded = FALSE;
  nixie_tally_write_text (&tally, out);
  cr_expect_not_null (strstr (out->str, "dry run"));
  cr_expect_null (strstr (out->str, "newly suppressed"));
}

/* A pipe into which a child writes LENGTH octets of "x". */
static int
pipe_of (gsize length)
{
  int ends[2];
  cr_assert_eq (pipe (ends), 0);
  if (fork () == 0)
    {
      g_autofree char *text = g_malloc (length + 1);
      memset (text, 'x', length);
      close (ends[0]);
      _exit (nixie_spool_write_all (ends[1], nixie_slice (text, length), NULL) ? 0 : 1);
    }
  close (ends[1]);
  return ends[0];
}

Test (spool, keeps_what_is_behind_the_head)
{
  static const gsize sizes[] = { 0, 1, NIXIE_LIMIT_PARSED_BYTES, NIXIE_LIMIT_PARSED_BYTES + 1, 3 * NIXIE_LIMIT_PARSED_BYTES + 17 };
  for (gsize i = 0; i < G_N_ELEMENTS (sizes) * 2; i++)
    {
      const gsize size = sizes[i / 2];
      const gboolean keep = i % 2 == 0;
      int status = -1;
      g_autoptr (NixieSpool) spool = NULL;
      const int in = pipe_of (size);
      cr_assert (nixie_spool_read (in, keep, &spool, NULL));
      close (in);
      wait (&status);
      cr_expect_eq (status, 0, "the writer of %zu octets saw a closed pipe", size);
      cr_expect_eq (nixie_spool_head (spool).length, MIN (size, NIXIE_LIMIT_PARSED_BYTES));
      FILE *rest = tmpfile ();
      cr_assert (nixie_spool_write_rest (spool, fileno (rest), NULL));
      const gsize want = keep && size > NIXIE_LIMIT_PARSED_BYTES ? size - NIXIE_LIMIT_PARSED_BYTES : 0;
      cr_expect_eq ((gsize) lseek (fileno (rest), 0, SEEK_END), want, "%zu octets, keep %d", size, keep);
      fclose (rest);
    }
}
