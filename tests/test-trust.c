/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/trust: what counts at each level, in the fold and alone.
 */
#include "history.h"

#include "policy/trust.h"

#define OURS "[trust]\ndomains=example.org Mail.example.net\n"
#define SIGNED "[trust]\nlevel=signed\n[verp]\nkey-file=keys\n"

Test (trust, doubts)
{
  static const struct {
    const char *settings, *event, *want;
  } rows[] = {
    { "", "d0 hard no-such-user", "" },
    { "", "d0 hard no-such-user forged", "" },
    { OURS, "d0 hard no-such-user", "not-ours" },
    { OURS, "d0 hard no-such-user of:example.org", "" },
    { OURS, "d0 hard no-such-user of:news.EXAMPLE.org", "" },
    { OURS, "d0 hard no-such-user of:mail.example.net", "" },
    { OURS, "d0 hard no-such-user of:example.net", "not-ours" },
    { OURS, "d0 hard no-such-user of:notexample.org", "not-ours" },
    { OURS, "d0 hard no-such-user of:example.org.example.com", "not-ours" },
    { OURS, "d0 hard no-such-user of:org", "not-ours" },
    { OURS, "d0 hard no-such-user id:<1@example.org>", "" },
    { OURS, "d0 hard no-such-user id:<1@host.example.org>", "" },
    { OURS, "d0 hard no-such-user id:<example.org@example.com>", "not-ours" },
    { OURS, "d0 hard no-such-user id:<example.org>", "not-ours" },
    { OURS, "d0 hard no-such-user of:example.com id:<1@example.com>", "not-ours" },
    { OURS, "d0 hard no-such-user valid:0", "" },
    { OURS, "d0 hard no-such-user expired", "" },
    { OURS, "d0 hard no-such-user other", "" },
    { OURS, "d0 hard no-such-user forged", "not-ours" },
    { OURS, "d0 complaint", "not-ours" },
    { OURS, "d0 delivered", "not-ours" },
    { OURS "level=any\n", "d0 hard no-such-user", "" },
    { SIGNED, "d0 hard no-such-user", "unsigned" },
    { SIGNED, "d0 hard no-such-user of:example.org", "unsigned" },
    { SIGNED, "d0 hard no-such-user forged", "forged" },
    { SIGNED, "d0 hard no-such-user expired", "expired" },
    { SIGNED, "d0 hard no-such-user other", "other-address" },
    { SIGNED, "d0 hard no-such-user valid:0", "" },
    { SIGNED, "d0 complaint", "unsigned" },
    { SIGNED, "d0 delivered", "unsigned" },
    { SIGNED, "d0 add opt-out", "" },
    { SIGNED, "d0 remove", "" },
    { SIGNED, "d0 allow", "" },
    { SIGNED, "d0 import no-such-user", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieSettings) settings = settings_from (rows[i].settings);
      g_autoptr (NixieEvent) event = read_event (rows[i].event, 0);
      const char *got = nixie_doubt_id (nixie_trust_doubt (settings, event));
      cr_expect_str_eq (got, rows[i].want, "%s: got %s", rows[i].event, got);
    }
}

Test (trust, below_the_level_nothing_happens)
{
  static const FoldRow ours[] = {
    { "a stray report", "d0 hard no-such-user", "clear undefined" },
    { "one of ours", "d0 hard no-such-user of:example.org", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "a stray one before", "d0 hard no-such-user; d1 soft mailbox-full of:example.org", "counting mailbox-full days 1 failed 1" },
    { "a stray success", "d0 soft mailbox-full of:example.org; d1 delivered; d9 soft mailbox-full of:example.org",
      "counting mailbox-full days 2 failed 2" },
    { "a success of ours", "d0 soft mailbox-full of:example.org; d1 delivered of:example.org; d9 soft mailbox-full of:example.org",
      "counting mailbox-full days 1 failed 2" },
    { "a stray complaint", "d0 complaint", "clear undefined" },
    { "a word by hand", "d0 add opt-out", "suppressed opt-out for ever protected by opt-out" },
  };
  static const FoldRow any[] = {
    { "without our domains everything counts", "d0 hard no-such-user", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
  };
  expect_folds (OURS, ours, G_N_ELEMENTS (ours));
  expect_folds ("", any, G_N_ELEMENTS (any));
}

Test (trust, what_is_signed_counts_once)
{
  static const FoldRow rows[] = {
    { "signed", "d0 hard no-such-user valid:0", "suppressed no-such-user for ever failed 1/1 protected by bounce" },
    { "forged", "d0 hard no-such-user forged", "clear undefined" },
    { "expired", "d0 hard no-such-user expired", "clear undefined" },
    { "another's", "d0 hard no-such-user other", "clear undefined" },
    { "replayed on other days", "d0 soft mailbox-full valid:0; d2 soft mailbox-full valid:0; d4 soft mailbox-full valid:0; "
                                "d6 soft mailbox-full valid:0; d8 soft mailbox-full valid:0", "counting mailbox-full days 1 failed 1" },
    { "of mail on several days", "d0 soft mailbox-full valid:0; d2 soft mailbox-full valid:2; d4 soft mailbox-full valid:4; "
                                 "d6 soft mailbox-full valid:6; d8 soft mailbox-full valid:7",
      "suppressed mailbox-full until d98 days 5 failed 5 by bounce" },
    { "a hard one after a soft one", "d0 soft mailbox-full valid:0; d1 hard no-such-user valid:0",
      "suppressed no-such-user for ever days 1 failed 2/1 protected by bounce" },
    { "a delay uses nothing up", "d0 waiting mailbox-full valid:0; d1 soft mailbox-full valid:0", "counting mailbox-full days 1 failed 1" },
    { "a complaint beside a failure", "d0 soft mailbox-full valid:0; d1 complaint valid:0",
      "suppressed complaint for ever days 1 failed 1 protected by complaint" },
    { "a replay after a removal", "d0 hard no-such-user valid:0; d3 force; d3:20 hard no-such-user valid:0; d9 hard no-such-user valid:0",
      "clear no-such-user failed 1/1" },
    { "a replay of another class", "d0 soft mailbox-full valid:0; d3 force; d3:20 hard no-such-user valid:0",
      "clear mailbox-full failed 1" },
    { "a complaint's replay", "d0 complaint valid:0; d3 force; d4 complaint valid:0", "clear undefined" },
    { "new mail after a removal", "d0 hard no-such-user valid:0; d3 force; d3:20 hard no-such-user valid:3",
      "suppressed no-such-user for ever failed 2/2 protected by bounce" },
    { "a replayed not-spam", "d0 complaint valid:0; d1 not-spam valid:0; d2 complaint valid:2; d3 not-spam valid:0",
      "suppressed complaint for ever protected by complaint" },
  };
  expect_folds (SIGNED, rows, G_N_ELEMENTS (rows));
}

Test (trust, any_order_gives_the_same)
{
  static const char *const parts[] = { "d0 hard no-such-user valid:0", "d3 force", "d3:20 hard no-such-user valid:0",
                                       "d2 hard no-such-user forged", "d5 soft mailbox-full valid:3" };
  g_autoptr (NixieSettings) settings = settings_from (SIGNED);
  const NixieBasis basis = { settings, NULL };
  for (guint turn = 0; turn < 120; turn++)
    {
      g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
      for (guint i = 0, left = turn; i < G_N_ELEMENTS (parts); left /= ++i)
        g_ptr_array_insert (events, (gint) (left % (i + 1)), read_event (parts[i], i));
      NixieEntry entry;
      nixie_entry_fold (&basis, "a@example.com", events, &entry);
      g_autofree char *got = describe (&entry);
      cr_expect_str_eq (got, "counting mailbox-full days 1 failed 2/1", "%u: %s", turn, got);
    }
}

Test (trust, levels)
{
  static const struct {
    const char *settings, *want;
  } rows[] = {
    { "", "any" },
    { OURS, "ours" },
    { SIGNED, "signed" },
    { OURS "level=any\n", "any" },
    { "[trust]\nlevel=ours\ndomains=example.org\n", "ours" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieSettings) settings = settings_from (rows[i].settings);
      cr_expect_str_eq (nixie_trust_id (nixie_settings_trust (settings)), rows[i].want, "%s", rows[i].settings);
    }
}
