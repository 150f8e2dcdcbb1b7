/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/: the fold of one address's events, under settings and without acts (those are in test-act.c).
 */
#include "history.h"

Test (fold, hard)
{
  static const FoldRow rows[] = {
    { "nothing", "", "clear undefined" },
    { "hard at once, no expiry", "d0 hard no-such-user", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "mailbox-disabled too", "d0 hard mailbox-disabled", "suppressed mailbox-disabled for ever failed 1/1 protected by bounce" },
    { "the first stands", "d0 hard no-such-user; d9 hard no-such-domain",
      "suppressed no-such-user for ever failed 2/2 protected by bounce" },
    { "soft after hard changes nothing", "d0 hard no-such-user; d9 soft mailbox-full",
      "suppressed no-such-user for ever failed 2/1 protected by bounce" },
    { "hard after soft suppression", FIVE "; d9 hard no-such-user",
      "suppressed no-such-user for ever days 5 failed 6/1 protected by bounce" },
    { "address fault, soft evidence: counted", "d0 soft no-such-user", "counting no-such-user days 1 failed 1" },
    { "success after hard changes nothing", "d0 hard no-such-user; d1 delivered",
      "suppressed no-such-user for ever failed 1/1 protected by bounce" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, soft)
{
  static const FoldRow rows[] = {
    { "four days", FOUR, "counting mailbox-full days 4 failed 4" },
    { "five days", FIVE, "suppressed mailbox-full until d98 days 5 failed 5 by bounce" },
    { "fault system counts", "d0 soft network; d2 soft network; d4 soft expired; d6 soft network; d8 soft system-error",
      "suppressed system-error until d98 days 5 failed 5 by bounce" },
    { "span of six days", "d0 soft expired; d1 soft expired; d2 soft expired; d3 soft expired; d6 soft expired",
      "counting expired days 5 failed 5" },
    { "span of seven days", "d0 soft expired; d1 soft expired; d2 soft expired; d3 soft expired; d7 soft expired",
      "suppressed expired until d97 days 5 failed 5 by bounce" },
    { "the sixth fills the span", "d0 soft expired; d1 soft expired; d2 soft expired; d3 soft expired; d4 soft expired; d9 soft expired",
      "suppressed expired until d99 days 6 failed 6 by bounce" },
    { "one count a day", "d0 soft expired; d7:0 soft expired; d7:1 soft expired; d7:2 soft expired; d7:23 soft expired",
      "counting expired days 2 failed 5" },
    { "days are UTC", "d0:23 soft expired; d1:0 soft expired", "counting expired days 2 failed 2" },
    { "gap of 45 days", "d0 soft expired; d45 soft expired", "counting expired days 2 failed 2" },
    { "gap of 46 days begins anew", "d0 soft expired; d46 soft expired", "counting expired days 1 failed 2" },
    { "five with a gap", "d0 soft expired; d2 soft expired; d4 soft expired; d51 soft expired; d53 soft expired",
      "counting expired days 2 failed 5" },
    { "a failure while suppressed moves until", FIVE "; d20 soft mailbox-full",
      "suppressed mailbox-full until d110 days 6 failed 6 by bounce" },
    { "at the last hour", FIVE "; d98:11 soft expired", "suppressed expired until d188 days 1 failed 6 by bounce" },
    { "re-armed: the first after expiry", FIVE "; d99 soft expired", "suppressed expired until d189 days 1 failed 6 by bounce" },
    { "re-armed: up to 90 days after expiry", FIVE "; d188 soft expired",
      "suppressed expired until d278 days 1 failed 6 by bounce" },
    { "later begins at one", FIVE "; d188:13 soft expired", "counting expired days 1 failed 6" },
    { "re-armed again and again", FIVE "; d150 soft expired; d300 soft expired",
      "suppressed expired until d390 days 1 failed 7 by bounce" },
    { "late arrivals count by their dates", "d8 soft mailbox-full; d6 soft mailbox-full; d0 soft mailbox-full; d4 soft mailbox-full; "
      "d2 soft mailbox-full", "suppressed mailbox-full until d98 days 5 failed 5 by bounce" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, what_never_suppresses)
{
  static const FoldRow rows[] = {
    { "fault sender", "d0 soft blocked; d2 soft blocked; d4 soft blocked; d6 soft blocked; d8 soft blocked", "counting blocked failed 5" },
    { "fault message", "d0 soft spam; d2 soft too-large; d4 soft spam; d6 soft spam; d8 soft spam", "counting spam failed 5" },
    { "undefined", "d0 soft undefined; d2 soft undefined; d4 soft undefined; d6 soft undefined; d8 soft undefined",
      "counting undefined failed 5" },
    { "however permanent", "d0 hard relay-denied", "counting relay-denied failed 1/1" },
    { "they fill no count", FOUR "; d8 soft spam", "counting spam days 4 failed 5" },
    { "they move no until", FIVE "; d20 soft spam", "suppressed mailbox-full until d98 days 5 failed 6 by bounce" },
    { "a delay never counts", FOUR "; d8 delayed", "counting mailbox-full days 4 failed 4" },
    { "even classed as a failure", FOUR "; d8 waiting mailbox-full", "counting mailbox-full days 4 failed 4" },
    { "an automatic reply never counts", FOUR "; d8 auto-reply", "counting mailbox-full days 4 failed 4" },
    { "an authentication report names no one", "d0 auth-report", "clear auth-report" },
    { "a delay does not move until", FIVE "; d20 delayed", "suppressed mailbox-full until d98 days 5 failed 5 by bounce" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, success)
{
  static const FoldRow rows[] = {
    { "clears the count", FOUR "; d8 delivered", "clear mailbox-full failed 4" },
    { "then one begins anew", FOUR "; d8 delivered; d14 soft mailbox-full", "counting mailbox-full days 1 failed 5" },
    { "a failure within five days takes it back", FOUR "; d8 delivered; d13:12 soft mailbox-full",
      "suppressed mailbox-full until d103 days 5 failed 5 by bounce" },
    { "a failure just after five days does not", FOUR "; d8 delivered; d13:13 soft mailbox-full",
      "counting mailbox-full days 1 failed 5" },
    { "any failure takes it back", FOUR "; d8 delivered; d10 soft spam; d20 soft mailbox-full",
      "suppressed mailbox-full until d110 days 5 failed 6 by bounce" },
    { "a failure at the same moment takes it back", FOUR "; d6 delivered; d12 soft mailbox-full",
      "suppressed mailbox-full until d102 days 5 failed 5 by bounce" },
    { "the older of two successes", FOUR "; d8 delivered; d12 delivered; d14 soft mailbox-full",
      "counting mailbox-full days 1 failed 5" },
    { "relayed is no success", FOUR "; d8 relayed", "counting mailbox-full days 4 failed 4" },
    { "a suppression runs to its end", FIVE "; d10 delivered", "suppressed mailbox-full until d98 failed 5 by bounce" },
    { "but is not re-armed", FIVE "; d10 delivered; d99 soft expired", "counting expired days 1 failed 6" },
    { "a success after expiry", FIVE "; d100 delivered; d120 soft expired", "counting expired days 1 failed 6" },
    { "success alone", "d0 delivered", "clear delivered" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, strands)
{
  static const FoldRow rows[] = {
    { "complaint at once", "d0 complaint", "suppressed complaint for ever protected by complaint" },
    { "opt-out at once", "d0 opt-out", "suppressed opt-out for ever protected by opt-out" },
    { "each its own strand, the strongest shown", "d0 hard no-such-user; d1 complaint; d2 opt-out",
      "suppressed opt-out for ever failed 1/1 protected by bounce by complaint by opt-out" },
    { "for ever outranks for a time", FIVE "; d9 complaint",
      "suppressed complaint for ever days 5 failed 5 protected by bounce by complaint" },
    { "a suppression outranks a count", "d0 complaint; d1 soft mailbox-full",
      "suppressed complaint for ever days 1 failed 1 protected by complaint" },
    { "lifting a bounce never lifts a complaint", FIVE "; d9 complaint; d10 remove",
      "suppressed complaint for ever failed 5 protected by complaint" },
    { "not-spam takes a complaint back", "d0 complaint; d1 not-spam", "clear complaint" },
    { "and nothing else", "d0 opt-out; d1 not-spam", "suppressed opt-out for ever protected by opt-out" },
    { "and not an operator's", "d0 complaint; d1 add complaint; d2 not-spam", "suppressed complaint for ever protected by complaint" },
    { "a complaint after it", "d0 complaint; d1 not-spam; d2 complaint", "suppressed complaint for ever protected by complaint" },
    { "one that comes late but is dated before", "d2 not-spam; d0 complaint", "clear complaint" },
    { "not-spam alone", "d0 not-spam", "clear complaint" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, operator)
{
  static const FoldRow rows[] = {
    { "add", "d0 add undefined", "suppressed undefined for ever by operator" },
    { "add, hard", "d0 add no-such-user", "suppressed no-such-user for ever protected by operator" },
    { "add, opt-out", "d0 add opt-out", "suppressed opt-out for ever protected by opt-out" },
    { "add, complaint", "d0 add complaint", "suppressed complaint for ever protected by complaint" },
    { "add and remove", "d0 add undefined; d1 remove", "clear undefined" },
    { "remove lifts what is not protected", FIVE "; d9 remove", "clear mailbox-full failed 5" },
    { "and forgets the count", FOUR "; d7 remove; d8 soft mailbox-full", "counting mailbox-full days 1 failed 5" },
    { "and the re-arming", FIVE "; d9 remove; d99 soft mailbox-full", "counting mailbox-full days 1 failed 6" },
    { "protected stays", "d0 hard no-such-user; d1 remove", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "with force all goes", "d0 hard no-such-user; d1 complaint; d2 opt-out; d3 force", "clear no-such-user failed 1/1" },
    { "something new suppresses again", "d0 hard no-such-user; d3 force; d4 hard no-such-user",
      "suppressed no-such-user for ever failed 2/2 protected by bounce" },
    { "what is dated before and comes late does not", "d1 hard no-such-user; d3 force; d2 hard no-such-user",
      "clear no-such-user failed 2/2" },
    { "nor hard after a removal without force", FIVE "; d9 remove; d7 hard no-such-user", "clear mailbox-full failed 6/1" },
    { "soft ones neither", "d9 add undefined; d10 remove; d0 soft expired; d2 soft expired; d4 soft expired; d6 soft expired; "
      "d8 soft expired", "clear expired failed 5" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, allowed)
{
  static const FoldRow rows[] = {
    { "before anything", "d0 allow; d1 hard no-such-user", "allowed undefined failed 1/1 protected by bounce" },
    { "after a bounce", "d0 hard no-such-user; d1 allow", "allowed undefined failed 1/1 protected by bounce" },
    { "a complaint after it", "d0 allow; d1 complaint", "allowed undefined protected by complaint" },
    { "ended by an addition", "d0 allow; d1 add opt-out", "suppressed opt-out for ever protected by opt-out" },
    { "ended by a removal", "d0 allow; d1 remove; d2 hard no-such-user",
      "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "a removal ends no bounce that is protected", "d0 hard no-such-user; d1 allow; d2 remove",
      "suppressed no-such-user for ever failed 1/1 protected by bounce" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, imported)
{
  static const FoldRow rows[] = {
    { "a hard bounce", "d0 import no-such-user", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "a complaint", "d0 import complaint", "suppressed complaint for ever protected by complaint" },
    { "an opt-out", "d0 import opt-out", "suppressed opt-out for ever protected by opt-out" },
    { "a soft one that suppresses elsewhere", "d0 import mailbox-full soft",
      "suppressed mailbox-full until d90 days 1 failed 1 by bounce" },
    { "beside a hard one", "d0 import no-such-user; d1 import mailbox-full soft",
      "suppressed no-such-user for ever failed 2/1 protected by bounce" },
    { "for what never suppresses here", "d0 import blocked soft", "counting blocked failed 1" },
    { "without a ground", "d0 import undefined", "suppressed undefined for ever by operator" },
    { "lifted", "d0 import undefined; d1 remove", "clear undefined" },
    { "what our operator says first stands", "d0 add blocked; d1 import undefined", "suppressed blocked for ever by operator" },
  };
  expect_folds ("", rows, G_N_ELEMENTS (rows));
}

Test (fold, settings)
{
  static const FoldRow never[] = { { "never", "d0 hard no-such-user", "counting no-such-user failed 1/1" },
                                   { "no complaint", "d0 complaint", "clear complaint" } };
  static const FoldRow first[] = { { "first", "d0 soft mailbox-full", "suppressed mailbox-full for ever failed 1 by bounce" },
                                   { "hard takes the place of soft", "d0 soft mailbox-full; d1 hard no-such-user",
                                     "suppressed no-such-user for ever failed 2/1 protected by bounce" } };
  static const FoldRow counted[] = { { "counted", "d0 hard no-such-user", "counting no-such-user days 1 failed 1/1" },
                                     { "two days", "d0 hard no-such-user; d1 hard no-such-user",
                                       "suppressed no-such-user until d11 days 2 failed 2/2 protected by bounce" },
                                     { "gap", "d0 hard no-such-user; d4 hard no-such-user",
                                       "counting no-such-user days 1 failed 2/2" },
                                     { "no re-arming", "d0 soft expired; d1 soft expired; d12 soft expired",
                                       "counting expired days 1 failed 3" } };
  static const FoldRow unprotected[] = { { "hard", "d0 hard no-such-user; d1 remove", "clear no-such-user failed 1/1" },
                                         { "counted", FIVE, "suppressed mailbox-full until d98 days 5 failed 5 protected by bounce" },
                                         { "by hand", "d0 add undefined", "suppressed undefined for ever protected by operator" } };
  expect_folds ("[reasons]\nno-such-user=never\ncomplaint=never\n", never, G_N_ELEMENTS (never));
  expect_folds ("[reasons]\nmailbox-full = first\n", first, G_N_ELEMENTS (first));
  expect_folds ("[reasons]\nno-such-user=counted\n[policy]\nsoft-days=2\nsoft-gap-days=3\nsoft-span-days=1\nexpire-days=10\nrearm-days=0\n",
                counted, G_N_ELEMENTS (counted));
  expect_folds ("[policy]\nprotect = mailbox-full operator\n", unprotected, G_N_ELEMENTS (unprotected));
}

Test (fold, shows_the_event_that_decided)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (GPtrArray) events = read_history (settings, "d1 soft expired; d2 hard no-such-user; d3 hard no-such-domain; d4 delayed");
  ((NixieEvent *) events->pdata[3])->display = "A@Example.com";
  NixieEntry entry;
  nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", events, &entry);
  cr_expect_str_eq (entry.status, "d2 hard no-such-user");
  cr_expect_str_eq (entry.display, "A@Example.com");
  cr_expect_eq (entry.class, NIXIE_CLASS_HARD);
  cr_expect_eq (nixie_clock_day (entry.first_us - DAY_0), 1);
  cr_expect_eq (nixie_clock_day (entry.last_us - DAY_0), 3, "a delay is no news");
  cr_expect_eq (nixie_clock_day (entry.strands[NIXIE_STRAND_BOUNCE].since_us - DAY_0), 2);
}

Test (fold, since)
{
  static const struct {
    const char *history;
    gint64 since;
  } rows[] = { { FOUR, 0 }, { FIVE, 8 }, { FIVE "; d20 soft mailbox-full", 8 }, { FIVE "; d20 hard no-such-user", 8 },
               { FIVE "; d120 soft mailbox-full", 120 }, { FIVE "; d120 hard no-such-user; d130 hard no-such-user", 120 } };
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) events = read_history (settings, rows[i].history);
      NixieEntry entry;
      nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", events, &entry);
      const gint64 since_us = entry.strands[NIXIE_STRAND_BOUNCE].since_us;
      const gint64 want = rows[i].since > 0 ? DAY_0 + rows[i].since * NIXIE_DAY_US + 12 * HOUR_US : NIXIE_TIME_NONE;
      cr_expect_eq (since_us, want, "%s", rows[i].history);
    }
}

Test (fold, expires_with_nobody_writing)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (GPtrArray) events = read_history (settings, FIVE);
  NixieEntry entry;
  nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", events, &entry);
  const gint64 end = DAY_0 + 98 * NIXIE_DAY_US + 12 * HOUR_US;
  cr_expect_eq (nixie_entry_state (&entry, end - 1), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (nixie_entry_state (&entry, end), NIXIE_STATE_COUNTING);
}

static void
add_random_event (GRand *random, GPtrArray *events)
{
  static const char *const kinds[] = { "soft mailbox-full", "soft expired", "soft spam", "hard no-such-user", "complaint", "not-spam",
                                       "opt-out", "delivered", "delayed", "auto-reply", "add undefined", "remove", "soft network",
                                       "soft mailbox-full", "delivered", "soft greylisted", "force" };
  g_autofree char *text = g_strdup_printf ("d%d:%d %s", g_rand_int_range (random, 0, 300), g_rand_int_range (random, 0, 24),
                                           kinds[g_rand_int_range (random, 0, G_N_ELEMENTS (kinds))]);
  NixieEvent *event = read_event (text, events->len);
  event->kept = event->kind == NIXIE_EVENT_REMOVE ? (guint8) g_rand_int_range (random, 0, 16) : 0;
  g_ptr_array_add (events, event);
}

static void
shuffle (GRand *random, GPtrArray *events)
{
  for (guint i = events->len; i > 1; i--)
    {
      const guint other = (guint) g_rand_int_range (random, 0, (gint32) i);
      gpointer kept = events->pdata[i - 1];
      events->pdata[i - 1] = events->pdata[other];
      events->pdata[other] = kept;
    }
}

static GByteArray *
folded_bytes (const NixieSettings *settings, const GPtrArray *events)
{
  NixieEntry entry;
  nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", events, &entry);
  GByteArray *bytes = g_byte_array_new ();
  nixie_entry_encode (&entry, bytes);
  return bytes;
}

Test (fold, any_order_gives_the_same)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (GRand) random = g_rand_new_with_seed (2026);
  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
      const guint length = (guint) g_rand_int_range (random, 1, 40);
      while (events->len < length)
        add_random_event (random, events);
      g_autoptr (GByteArray) want = folded_bytes (settings, events);
      for (guint i = 0; i < 10; i++)
        {
          shuffle (random, events);
          g_autoptr (GByteArray) got = folded_bytes (settings, events);
          cr_expect (got->len == want->len && memcmp (got->data, want->data, want->len) == 0, "round %u, order %u", round, i);
        }
    }
}
