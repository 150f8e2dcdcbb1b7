/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The general reader of mail systems' notices: who of the addresses in a text failed, who of them is none of the recipients, what ground
 * each is given, and that neither addresses nor paragraphs cost more than their length.
 */
#include "config.h"

#include "report/notice-private.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#define FAILED "Your message could not be delivered to the following recipients:\n\n"
#define FROM "Mail System <postmaster@mx.example.org>"
#define TO "News <news@example.org>, other@example.org"

/* What READ states in TEXT, "address=action" each, a blank between; "-" where nothing. The caller frees it. */
static char *
recipients_of (const char *text, gboolean sure)
{
  const NixieNoticeContext context = { .from = nixie_slice_of (FROM), .to = nixie_slice_of (TO), .general = TRUE, .sure = sure };
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  GString *found = g_string_new (nixie_notice_read (nixie_slice_of (text), &context, out) ? "" : "-");
  const GArray *rows = nixie_statements_rows (out);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->field == NIXIE_FIELD_RECIPIENT)
        g_string_append_printf (found, "%s%s", found->len > 0 ? " " : "", row->value);
      else if (row->field == NIXIE_FIELD_ORIGINAL_RECIPIENT)
        g_string_append_printf (found, "(%s)", row->value);
      else if (row->field == NIXIE_FIELD_ACTION)
        g_string_append_printf (found, "=%s", row->value);
    }
  return g_string_free (found, FALSE);
}

typedef struct {
  const char *name, *text, *want;
} Row;

static void
expect_recipients (const Row *rows, gsize n, gboolean sure)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *got = recipients_of (rows[i].text, sure);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s', want '%s'", rows[i].name, got, rows[i].want);
    }
}

Test (notice, the_best_rank_is_believed)
{
  static const Row rows[] = {
    { "an entry", FAILED "anna@example.com\n", "anna@example.com=failed" },
    { "an entry with its ground", FAILED "<anna@example.com>: 550 no such user\n", "anna@example.com=failed" },
    { "bullets and a name", FAILED " * Anna Example <anna@example.com>\n", "anna@example.com=failed" },
    { "a label", "Undelivered.\n\nRecipient: anna@example.com\nReason: full\n", "anna@example.com=failed" },
    { "an entry over a sentence", FAILED "<anna@example.com>:\n550 mail to bert@example.com could not be delivered\n",
      "anna@example.com=failed" },
    { "a sentence", "Your message to anna@example.com could not be delivered.\n", "anna@example.com=failed" },
    { "a ground", "Undeliverable.\n\nanna@example.com: mailbox full\n", "anna@example.com=failed" },
    { "a sentence over one that stands alone", "The mail to anna@example.com was not delivered.\n\nTo: bert@example.com\n",
      "anna@example.com=failed" },
    { "alone", "Undeliverable mail.\n\nTo: anna@example.com\n", "anna@example.com=failed" },
    { "nothing failed", "We got mail for anna@example.com.\n", "-" },
    { "a word with an at sign", "Your mail was not delivered: it holds Win32.Worm@mm.\n", "-" },
  };
  expect_recipients (rows, G_N_ELEMENTS (rows), TRUE);
}

Test (notice, who_is_no_recipient)
{
  static const Row rows[] = {
    { "the sender in a sentence", "Mail from news@example.org to anna@example.com could not be delivered.\n", "anna@example.com=failed" },
    { "the sender, with a list that names him and nobody else", FAILED "news@example.org\n", "news@example.org=failed" },
    { "the sender beside an entry", FAILED "news@example.org\nanna@example.com\n", "anna@example.com=failed" },
    { "whom to write to for help",
      FAILED "anna@example.com\n\nIf this could not be delivered again, please contact desk@example.net.\n", "anna@example.com=failed" },
    { "a help address and nobody else", "Your mail could not be delivered. For further assistance, contact desk@example.net.\n", "-" },
    { "a role in a sentence", "Mail could not be delivered to postmaster@example.com.\n", "-" },
    { "a role as an entry", FAILED "postmaster@example.com\n", "postmaster@example.com=failed" },
    { "the notice's own address", "Mail by postmaster@mx.example.org could not be delivered.\n", "-" },
    { "the returned part", FAILED "anna@example.com\n\n------ This is a copy of your message ------\n\nTo: bert@example.com\n",
      "anna@example.com=failed" },
    { "the returned part without a separator",
      FAILED "anna@example.com\n\nReceived: from a by b for bert@example.com; x\nTo: bert@example.com\n", "anna@example.com=failed" },
    { "a subject", "Undelivered.\n\nSubject: mail to bert@example.com could not be delivered\n", "-" },
  };
  expect_recipients (rows, G_N_ELEMENTS (rows), TRUE);
}

Test (notice, less_is_believed_of_who_may_be_a_person)
{
  static const Row rows[] = {
    { "an entry", FAILED "anna@example.com\n", "anna@example.com=failed" },
    { "a sentence", "Your message to anna@example.com could not be delivered.\n", "anna@example.com=failed" },
    { "alone", "Undeliverable mail.\n\nTo: anna@example.com\n", "-" },
  };
  expect_recipients (rows, G_N_ELEMENTS (rows), FALSE);
}

Test (notice, delays)
{
  static const Row rows[] = {
    { "a warning", "Your message is delayed.\n\nanna@example.com: no answer\n", "anna@example.com=delayed" },
    { "given up", "Your message was delayed, and we have given up.\n\n<anna@example.com>: no answer\n", "anna@example.com=failed" },
    { "outright", "Undeliverable for 16 hours. We will continue to try for 3 days.\n\n<anna@example.com>: no answer\n",
      "anna@example.com=delayed" },
    { "not any more", "Undeliverable. We will not continue to try.\n\n<anna@example.com>: no answer\n", "anna@example.com=failed" },
    { "a reply that promises", FAILED "<anna@example.com>: 451 delayed, will be retried until seen\n", "anna@example.com=failed" },
  };
  expect_recipients (rows, G_N_ELEMENTS (rows), TRUE);
}

Test (notice, several_recipients)
{
  static const Row rows[] = {
    { "each once, in their order", FAILED "bert@example.com\nanna@example.com\nBert@example.com\n",
      "bert@example.com=failed anna@example.com=failed" },
    { "the address first mailed", FAILED "Recipient address: anna@example.net\nOriginal address: anna@example.com\nReason: full\n",
      "anna@example.net(anna@example.com)=failed" },
  };
  expect_recipients (rows, G_N_ELEMENTS (rows), TRUE);
}

/* The diagnostics that TEXT gives, a bar between. */
static char *
grounds_of (const char *text)
{
  const NixieNoticeContext context = { .from = nixie_slice_of (FROM), .to = nixie_slice_of (TO), .general = TRUE, .sure = TRUE };
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  nixie_notice_read (nixie_slice_of (text), &context, out);
  GString *found = g_string_new (NULL);
  const GArray *rows = nixie_statements_rows (out);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->field == NIXIE_FIELD_DIAGNOSTIC)
        g_string_append_printf (found, "%s%s", found->len > 0 ? "|" : "", row->value);
    }
  return g_string_free (found, FALSE);
}

Test (notice, grounds)
{
  static const Row rows[] = {
    { "each its own", FAILED "<anna@example.com>: 550 no such user\n<bert@example.com>: 552 full\n", "550 no such user|552 full" },
    { "folded", FAILED "<anna@example.com>:\n   550 no\n   such user\n\nBye\n", "550 no such user" },
    { "one for all", FAILED "anna@example.com\nbert@example.com\n550 no such user\n", "550 no such user|550 no such user" },
    { "in a paragraph of its own", FAILED "anna@example.com\n\nThe reply was:\n\n550 no such user\n", "The reply was: 550 no such user" },
    { "the paragraph of the sentence", "Mail to anna@example.com could not be delivered: mailbox full.\n",
      "Mail to anna@example.com could not be delivered: mailbox full." },
    { "below, indented more", FAILED "anna@example.com; Failed; 5.1.1\n\n    the host said: 550 no such user\n\n",
      "Failed; 5.1.1 the host said: 550 no such user" },
    { "below, without a reply", FAILED "anna@example.com: full\n\n    Please write again.\n\n", "full" },
    { "above", FAILED "- the host said: 550 no such user <anna@example.com>\nanna@example.com; Failed; 5.1.1\n",
      "- the host said: 550 no such user <anna@example.com> Failed; 5.1.1" },
    { "above, of another", FAILED "- the host said: 550 no such user <bert@example.com>\nanna@example.com; Failed; 5.1.1\n",
      "Failed; 5.1.1" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = grounds_of (rows[i].text);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s', want '%s'", rows[i].name, got, rows[i].want);
    }
}

#ifdef NIXIE_SANITIZED
#define UNITS 5000
#define BOUND 100.0
#else
#define UNITS 25000 /* four times that is 10^5 */
#define BOUND 10.0  /* linear is 4 */
#endif
#define FLOOR_US 2000
#define ROUNDS 12

/* Processor time: others are at work on this machine. */
static gint64
time_of (const char *unit, guint n)
{
  g_autoptr (GString) text = g_string_new (FAILED);
  for (guint i = 0; i < n; i++)
    g_string_append (text, unit);
  const clock_t start = clock ();
  g_autoptr (NixieNoticeText) notice = nixie_notice_text_new (nixie_slice (text->str, text->len));
  const gint64 made_us = (gint64) (clock () - start) * G_USEC_PER_SEC / CLOCKS_PER_SEC;
  const clock_t reading = clock ();
  g_autofree char *recipients = recipients_of (text->str, TRUE);
  cr_assert (notice->lines->len >= n && recipients != NULL);
  return made_us + (gint64) (clock () - reading) * G_USEC_PER_SEC / CLOCKS_PER_SEC;
}

Test (notice, time_grows_no_faster_than_size)
{
  static const char *const units[] = { "a@example.com\n", "<a@example.com>: 550 no\n\n", "550 no such user could not be delivered\n\n",
                                       "a@example.com a@example.com\n", "\n\n", "x\n\n", "could not be delivered to\n" };
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 small_us = G_MAXINT64, large_us = G_MAXINT64;
      for (guint round = 0; round < ROUNDS && (round == 0 || (double) large_us > BOUND * (double) MAX (small_us, FLOOR_US)); round++)
        {
          small_us = MIN (small_us, time_of (units[i], UNITS));
          large_us = MIN (large_us, time_of (units[i], 4 * UNITS));
        }
      cr_expect ((double) large_us <= BOUND * (double) MAX (small_us, FLOOR_US), "'%s': %" G_GINT64_FORMAT " us, then %" G_GINT64_FORMAT,
                 units[i], small_us, large_us);
    }
}
