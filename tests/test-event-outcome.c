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

static const NixieSighting by_pipe = { "stdin", NOW_US, TRUE, NULL, 0 };

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
  const NixieSighting unfolded = { "stdin", NOW_US, FALSE, NULL, 0 };
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
  const NixieSighting elsewhere = { "inbox.mbox:48213", NOW_US + 5 * NIXIE_DAY_US, FALSE, NULL, 0 };
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

#define KEY "a 0123456789abcdef0123456789abcdef\n"
#define SIGNED_DAY 20779 /* 2026-11-22, by whose clock it is the day before yet */
#define PATH "bounces+a.aujl2a5guviwp7rj22ga=user=example.com@example.org"
#define ENVID "a.aujl2a5guviwp7rj22ga.user@example.com"

/* The event of WORDS read on DAY. */
static NixieEvent *
signed_event_of (const char *words, gint64 day)
{
  g_autoptr (NixieKeys) keys = NULL;
  cr_assert (nixie_keys_parse (KEY, strlen (KEY), "keys", &keys, NULL));
  const NixieSighting sighting = { "stdin", day * NIXIE_DAY_US + 5, TRUE, keys, 30 };
  return event_of (words, &sighting);
}

Test (event_outcome, signatures)
{
  static const struct {
    const char *name, *words;
    NixieSignature signature;
    const char *address;
  } rows[] = {
    { "the recipient", "recipient=user@example.com; came_to=" PATH, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "the recipient, case folded", "recipient=USER@EXAMPLE.com; came_to=" PATH, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "the original recipient", "recipient=a@example.net; original_recipient=user@example.com; came_to=" PATH, NIXIE_SIGNATURE_VALID,
      "user@example.com" },
    { "who stands in To of what came back", "recipient=a@example.net; addressed=User <user@example.com>; came_to=" PATH,
      NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "a host and no address", "recipient=mx.example.com; came_to=" PATH, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "nobody", "action=failed; came_to=" PATH, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "by the envelope id", "recipient=user@example.com; envelope_id=" ENVID, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "by the sender of what came back", "recipient=user@example.com; sender=" PATH, NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "another final recipient", "recipient=a@example.net; came_to=" PATH, NIXIE_SIGNATURE_OTHER, "user@example.com" },
    { "another original recipient", "recipient=user@example.com; original_recipient=a@example.net; came_to=" PATH, NIXIE_SIGNATURE_OTHER,
      "a@example.net" },
    { "another original recipient by To", "recipient=b@example.net; original_recipient=a@example.net; addressed=user@example.com; came_to="
      PATH, NIXIE_SIGNATURE_OTHER, "a@example.net" },
    { "a forged signature", "recipient=a@example.com; came_to=bounces+a.aujl2a5guviwp7rj22ga=a=example.com@example.org",
      NIXIE_SIGNATURE_FORGED, "a@example.com" },
    { "a good one beside a forged one", "recipient=user@example.com; envelope_id=a.aujl2a5guviwp7rj22ga.a@example.com; came_to=" PATH,
      NIXIE_SIGNATURE_VALID, "user@example.com" },
    { "none", "recipient=user@example.com; came_to=bounces@example.org", NIXIE_SIGNATURE_NONE, "user@example.com" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieEvent) event = signed_event_of (rows[i].words, SIGNED_DAY);
      g_autoptr (NixieEvent) late = signed_event_of (rows[i].words, SIGNED_DAY + 31), unchecked = event_of (rows[i].words, &by_pipe);
      const gboolean ours = rows[i].signature == NIXIE_SIGNATURE_VALID || rows[i].signature == NIXIE_SIGNATURE_OTHER;
      cr_expect_eq (event->signature, rows[i].signature, "%s: %d", rows[i].name, event->signature);
      cr_expect_str_eq (event->address, rows[i].address, "%s: %s", rows[i].name, event->address);
      cr_expect_eq (event->signed_day, rows[i].signature == NIXIE_SIGNATURE_VALID ? SIGNED_DAY : 0, "%s", rows[i].name);
      cr_expect_eq (late->signature, ours ? NIXIE_SIGNATURE_EXPIRED : rows[i].signature, "%s, late", rows[i].name);
      cr_expect_eq (unchecked->signature, NIXIE_SIGNATURE_NONE, "%s, without keys", rows[i].name);
      cr_expect (memcmp (event->id, late->id, NIXIE_ID_BYTES) == 0 && memcmp (event->id, unchecked->id, NIXIE_ID_BYTES) == 0,
                 "%s: the id depends on who reads it", rows[i].name);
    }
}

Test (event_outcome, one_report_of_two_recipients_is_signed_for_one)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  g_autoptr (NixieKeys) keys = NULL;
  cr_assert (nixie_keys_parse (KEY, strlen (KEY), "keys", &keys, NULL));
  const NixieSighting sighting = { "stdin", NOW_US, TRUE, keys, 30 };
  add_word (statements, 0, "came_to=" PATH);
  add_word (statements, nixie_statements_add_recipient (statements), "recipient=user@example.com");
  add_word (statements, nixie_statements_add_recipient (statements), "recipient=victim@example.net");
  g_autoptr (GPtrArray) facts = nixie_facts_from_statements (statements);
  cr_assert_eq (facts->len, 2);
  g_ptr_array_set_free_func (facts, NULL);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (NixieOutcome) outcome = nixie_outcome_new (facts->pdata[i]);
      g_autoptr (NixieEvent) event = NULL;
      cr_assert (nixie_event_from_outcome (outcome, &sighting, &event, NULL));
      cr_expect_str_eq (event->address, i == 0 ? "user@example.com" : "victim@example.net");
      cr_expect_eq (event->signature, i == 0 ? NIXIE_SIGNATURE_VALID : NIXIE_SIGNATURE_OTHER);
    }
}

/* An unsigned report that is made up in advance does not take the place of the signed one. */
Test (event_outcome, what_was_signed_is_part_of_the_id)
{
  g_autoptr (NixieEvent) plain = event_of ("recipient=user@example.com; report_id=<1@example.net>", &by_pipe);
  g_autoptr (NixieEvent) forged
    = event_of ("recipient=user@example.com; report_id=<1@example.net>; "
                "came_to=b+a.aujlaaaaaaaaaaaaaaaa=user=example.com@example.org",
                &by_pipe);
  g_autoptr (NixieEvent) good = event_of ("recipient=user@example.com; report_id=<1@example.net>; came_to=" PATH, &by_pipe);
  cr_expect (memcmp (plain->id, good->id, NIXIE_ID_BYTES) != 0 && memcmp (forged->id, good->id, NIXIE_ID_BYTES) != 0);
}

/* What a forger writes into Date cannot put a report before the mail that it is about. */
Test (event_outcome, time_of_what_is_signed)
{
  static const struct {
    const char *date;
    gint64 want_us;
  } rows[] = {
    { "Mon, 23 Nov 2026 00:00:00 +0000", (SIGNED_DAY + 1) * NIXIE_DAY_US },
    { "Sat, 21 Nov 2026 23:59:59 +0000", (SIGNED_DAY + 2) * NIXIE_DAY_US + 5 },
    { "Mon, 1 Jan 2001 00:00:00 +0000", (SIGNED_DAY + 2) * NIXIE_DAY_US + 5 },
    { "Mon, 1 Jan 2035 00:00:00 +0000", (SIGNED_DAY + 2) * NIXIE_DAY_US + 5 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *words = g_strdup_printf ("recipient=user@example.com; date=%s; came_to=" PATH, rows[i].date);
      g_autoptr (NixieEvent) event = signed_event_of (words, SIGNED_DAY + 2);
      cr_expect_eq (event->time_us, rows[i].want_us, "%s", rows[i].date);
    }
}

Test (event_outcome, senders_domain)
{
  g_autoptr (NixieEvent) plain = event_of ("recipient=a@example.com; sender=news@Example.org", &by_pipe);
  g_autoptr (NixieEvent) forwarded = event_of ("recipient=a@example.com; sender=SRS0=abcd=XY=example.org=news@fwd.example.net", &by_pipe);
  g_autoptr (NixieEvent) none = event_of ("recipient=a@example.com", &by_pipe);
  cr_expect_str_eq (plain->sender_domain, "Example.org");
  cr_expect_str_eq (forwarded->sender_domain, "example.org");
  cr_expect_str_eq (none->sender_domain, "");
}
