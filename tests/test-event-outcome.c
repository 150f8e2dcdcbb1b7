/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/: events from outcomes, their times and their ids. A report is a row of "field=value" words; "@EVIDENCE" behind a date says
 * what it was read from.
 */
#include "base/clock.h"
#include "base/error.h"
#include "policy/event.h"

#include <criterion/criterion.h>
#include <string.h>

#define NOW_US (G_GINT64_CONSTANT (1795255200) * G_USEC_PER_SEC) /* 2026-11-21T10:00:00Z */

static const NixieSighting by_pipe = { "stdin", NOW_US, TRUE };

static NixieField
field_of (const char *id)
{
  for (guint i = 0; i < NIXIE_N_FIELDS; i++)
    if (g_str_equal (nixie_field_id ((NixieField) i), id))
      return (NixieField) i;
  cr_assert_fail ("no field: %s", id);
  return NIXIE_FIELD_STATUS;
}

static void
add_word (NixieStatements *statements, guint recipient, const char *word)
{
  static const char *const evidences[] = { "Date", "Received", "Last-Attempt-Date" };
  g_auto (GStrv) parts = g_strsplit (word, "=", 2);
  const NixieField field = field_of (parts[0]);
  const char *evidence = "Date";
  for (guint i = 0; field == NIXIE_FIELD_DATE && i < G_N_ELEMENTS (evidences); i++)
    {
      g_autofree char *mark = g_strconcat ("@", evidences[i], NULL);
      if (!g_str_has_suffix (parts[1], mark))
        continue;
      parts[1][strlen (parts[1]) - strlen (mark)] = '\0';
      evidence = evidences[i];
    }
  nixie_statements_add (statements, nixie_field_of_message (field) ? 0 : recipient, field, nixie_slice_of (parts[1]), evidence);
}

static NixieOutcome *
outcome_of (const char *words)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  const guint recipient = nixie_statements_add_recipient (statements);
  g_auto (GStrv) parts = g_strsplit (words, "; ", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    add_word (statements, recipient, parts[i]);
  g_autoptr (GPtrArray) facts = nixie_facts_from_statements (statements);
  cr_assert_eq (facts->len, 1, "%s", words);
  return nixie_outcome_new (g_ptr_array_steal_index (facts, 0));
}

static NixieEvent *
event_of (const char *words, const NixieSighting *sighting)
{
  g_autoptr (NixieOutcome) outcome = outcome_of (words);
  NixieEvent *event = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_event_from_outcome (outcome, sighting, &event, &error), "%s: %s", words, error != NULL ? error->message : "");
  return event;
}

Test (event_outcome, what_is_kept)
{
  g_autoptr (NixieEvent) event
      = event_of ("recipient=B@Example.COM; original_recipient=A@Example.ORG; action=failed; status=5.1.1; reply=550; "
                  "diagnostic=550 5.1.1 User unknown; reporting_mta=mx.example.org; report_id=<x@example.org>; "
                  "message_id=<y@example.org>; date=Sat, 21 Nov 2026 09:00:00 +0000",
                  &by_pipe);
  cr_expect_str_eq (event->address, "a@example.org");
  cr_expect_str_eq (event->display, "A@Example.ORG");
  cr_expect_str_eq (event->recipient, "B@Example.COM");
  cr_expect_str_eq (event->status, "5.1.1");
  cr_expect_str_eq (event->reply, "550");
  cr_expect_str_eq (event->reporting_mta, "mx.example.org");
  cr_expect_str_eq (event->report_id, "<x@example.org>");
  cr_expect_str_eq (event->message_id, "<y@example.org>");
  cr_expect_str_eq (event->source, "stdin");
  cr_expect_eq (event->reason, NIXIE_REASON_NO_SUCH_USER);
  cr_expect_eq (event->class, NIXIE_CLASS_HARD);
  cr_expect_eq (event->action, NIXIE_ACTION_FAILED);
  cr_expect_eq (event->time_us, NOW_US - G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC);
}

Test (event_outcome, local_part_as_the_settings_say)
{
  const NixieSighting unfolded = { "stdin", NOW_US, FALSE };
  g_autoptr (NixieEvent) event = event_of ("recipient=A@Example.COM; action=failed", &unfolded);
  cr_expect_str_eq (event->address, "A@example.com");
  cr_expect_str_eq (event->recipient, "", "the same as the display");
}

Test (event_outcome, times)
{
  static const struct {
    const char *name, *date, *want;
  } rows[] = {
    { "its own", "Fri, 20 Nov 2026 10:00:00 +0000", "2026-11-20T10:00:00Z" },
    { "a day ahead", "Sun, 22 Nov 2026 10:00:00 +0000", "2026-11-22T10:00:00Z" },
    { "further ahead", "Sun, 22 Nov 2026 10:00:01 +0000", "2026-11-21T10:00:00Z" },
    { "1990", "Mon, 1 Jan 1990 00:00:00 +0000", "1990-01-01T00:00:00Z" },
    { "before 1990", "Sun, 31 Dec 1989 23:59:59 +0000", "2026-11-21T10:00:00Z" },
    { "none", "soon", "2026-11-21T10:00:00Z" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = g_strdup_printf ("recipient=a@example.com; action=failed; date=%s", rows[i].date);
      g_autoptr (NixieEvent) event = event_of (words, &by_pipe);
      g_autofree char *got = nixie_clock_to_iso (event->time_us);
      cr_expect_str_eq (got, rows[i].want, "%s: got %s", rows[i].name, got);
    }
}

#define REPORT "recipient=a@example.com; action=failed; report_id=<x@example.org>; date=Sat, 21 Nov 2026 09:00:00 +0000@Date"
#define QUEUED "recipient=a@example.com; action=failed; reporting_mta=mx.example.org; queue_id=4Xq1"
#define BARE "recipient=a@example.com; action=failed; status=5.1.1; message_id=<y@example.org>"

Test (event_outcome, ids)
{
  static const struct {
    const char *name, *one, *other;
    gboolean same;
  } rows[] = {
    { "the same report", REPORT, REPORT, TRUE },
    { "what nixie reads out of it does not matter", REPORT, REPORT "; status=5.1.1; reply=550; subject=Hello", TRUE },
    { "an address in another spelling", REPORT, "recipient=A@EXAMPLE.com; action=failed; report_id=<x@example.org>; "
      "date=Sat, 21 Nov 2026 10:00:00 +0100@Date", TRUE },
    { "another recipient", REPORT, "recipient=b@example.com; action=failed; report_id=<x@example.org>; "
      "date=Sat, 21 Nov 2026 09:00:00 +0000@Date", FALSE },
    { "two that end at one recipient", REPORT "; original_recipient=b@example.org", REPORT "; original_recipient=c@example.org", FALSE },
    { "another action", REPORT, "recipient=a@example.com; action=delayed; report_id=<x@example.org>; "
      "date=Sat, 21 Nov 2026 09:00:00 +0000@Date", FALSE },
    { "another date", REPORT, "recipient=a@example.com; action=failed; report_id=<x@example.org>; "
      "date=Sat, 21 Nov 2026 09:00:01 +0000@Date", FALSE },
    { "a date from a Received field is not the report's",
      "recipient=a@example.com; action=failed; report_id=<x@example.org>; date=Sat, 21 Nov 2026 09:00:00 +0000@Received",
      "recipient=a@example.com; action=failed; report_id=<x@example.org>; date=Sat, 21 Nov 2026 09:00:07 +0000@Received", TRUE },
    { "host and queue id outrank the report's id", QUEUED "; report_id=<x@example.org>", QUEUED "; report_id=<z@example.org>", TRUE },
    { "a host has no case", QUEUED, "recipient=a@example.com; action=failed; reporting_mta=MX.example.org; queue_id=4Xq1", TRUE },
    { "another queue id", QUEUED, "recipient=a@example.com; action=failed; reporting_mta=mx.example.org; queue_id=4Xq2", FALSE },
    { "another host", QUEUED, "recipient=a@example.com; action=failed; reporting_mta=mx.example.net; queue_id=4Xq1", FALSE },
    { "neither: its own fields", BARE, BARE, TRUE },
    { "neither, another message", BARE, "recipient=a@example.com; action=failed; status=5.1.1; message_id=<z@example.org>", FALSE },
    { "neither, another status", BARE, "recipient=a@example.com; action=failed; status=5.1.2; message_id=<y@example.org>", FALSE },
  };
  const NixieSighting elsewhere = { "inbox.mbox:48213", NOW_US + 5 * NIXIE_DAY_US, FALSE };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieEvent) one = event_of (rows[i].one, &by_pipe);
      g_autoptr (NixieEvent) other = event_of (rows[i].other, &elsewhere);
      cr_expect_eq (memcmp (one->id, other->id, NIXIE_ID_BYTES) == 0, rows[i].same, "%s", rows[i].name);
    }
}

/* Ids are part of the format: a later version that gives others would count what it reads again. */
Test (event_outcome, ids_do_not_change)
{
  static const struct {
    const char *words, *want;
  } rows[] = { { REPORT, "ec8f2e3e2cf462f865146c94347f44ce" },
               { QUEUED, "f10215c4139f8d053ac4e4e84f63cac4" },
               { BARE, "3842169001d7216eb5afb328142b3712" } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieEvent) event = event_of (rows[i].words, &by_pipe);
      g_autoptr (GString) got = g_string_new (NULL);
      for (guint j = 0; j < NIXIE_ID_BYTES; j++)
        g_string_append_printf (got, "%02x", event->id[j]);
      cr_expect_str_eq (got->str, rows[i].want, "%s: got %s", rows[i].words, got->str);
    }
}

Test (event_outcome, no_address)
{
  g_autoptr (NixieOutcome) outcome = outcome_of ("recipient=nobody; action=failed");
  NixieEvent *event = NULL;
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_event_from_outcome (outcome, &by_pipe, &event, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_DATA));
  cr_expect_null (event);
}

Test (event_outcome, a_strangers_text_is_tamed)
{
  g_autofree char *long_text = g_strnfill (5000, 'x');
  g_autofree char *words = g_strdup_printf ("recipient=a@example.com; action=failed; message_id=<\033[31m>; diagnostic=%s", long_text);
  g_autoptr (NixieEvent) event = event_of (words, &by_pipe);
  cr_expect_str_eq (event->message_id, "<\\x1B[31m>");
  cr_expect_leq (strlen (event->diagnostic), 1000);
}
