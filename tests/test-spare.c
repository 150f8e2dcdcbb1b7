/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be pruned of a history: rows of what stays, and histories by chance, to whose ends anything may be added.
 */
#include "history.h"
#include "policy/spare.h"

#include <stdlib.h>

/* What stays of EVENTS, borrowed. */
static GPtrArray *
spared (const NixieBasis *basis, const GPtrArray *events, gint64 before_day, gint64 now_day)
{
  GPtrArray *left = g_ptr_array_new ();
  g_autofree gboolean *gone = g_new0 (gboolean, events->len + 1);
  NixieSpare spare = { .before_us = DAY_0 + before_day * NIXIE_DAY_US, .now_us = DAY_0 + now_day * NIXIE_DAY_US, .gone = gone };
  const guint n = nixie_spare_events (basis, "a@example.com", events, &spare);
  for (guint i = 0; i < events->len; i++)
    if (!gone[i])
      g_ptr_array_add (left, events->pdata[i]);
  cr_expect_eq (left->len + n, events->len);
  return left;
}

/* At the end of day 1000, all that is older than day 500 may go. */
static const struct {
  const char *name, *settings, *history, *left;
} rows[] = {
  { "nothing is old", "", "d500 hard no-such-user; d501 hard no-such-user", "d500 d501" },
  { "what decided stays, and the newest", "",
    "d0 hard no-such-user; d1 hard no-such-user; d2 hard no-such-user; d3 soft mailbox-full", "d0 d3" },
  { "a count that is too old to go on", "", FOUR, "" },
  { "a gap that is not over yet", "[policy]\nsoft-gap-days=2000\n", FOUR, "d0 d2 d4 d6" },
  { "a suppression that is over, and its re-arming", "", FIVE, "" },
  { "one that would be re-armed", "[policy]\nrearm-days=2000\n", FIVE, "d0 d2 d4 d6 d8" },
  { "one that is not over", "[policy]\nexpire-days=2000\n", FIVE "; d9 soft mailbox-full; d10 soft mailbox-full", "d0 d2 d4 d6 d8 d10" },
  { "what only counts before what decided", "", "d0 soft greylisted; d1 soft mailbox-full; d2 hard no-such-user", "d2" },
  { "a removal stays, and nothing that it lifted", "", "d0 hard no-such-user; d1 force; d600 soft mailbox-full", "d1 d600" },
  { "alone it is shown with what it lifted", "", "d0 hard no-such-user; d1 hard no-such-user; d2 force", "d1 d2" },
  { "what was added by hand", "", "d0 add no-such-user; d1 soft spam; d2 soft spam", "d0 d2" },
  { "what is allowed", "", "d0 allow; d1 hard no-such-user", "d0 d1" },
  { "a complaint", "", "d0 complaint; d1 complaint; d2 not-spam; d3 complaint", "d3" },
  { "an opt-out of long ago", "", "d0 opt-out; d1 soft mailbox-full; d700 soft mailbox-full", "d0 d700" },
  { "a success took back what failed", "", FOUR "; d9 delivered; d600 soft mailbox-full", "d600" },
  { "a count that went on", "", "d0 soft mailbox-full; d490 soft mailbox-full; d492 soft mailbox-full; d510 soft mailbox-full",
    "d490 d492 d510" },
  { "an import without a ground", "", "d0 import undefined; d1 soft mailbox-full", "d0 d1" },
};

Test (spare, rows)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieSettings) settings = settings_from (rows[i].settings);
      g_autoptr (GPtrArray) events = read_history (settings, rows[i].history);
      const NixieBasis basis = { settings, NULL };
      g_autoptr (GPtrArray) left = spared (&basis, events, 500, 1001);
      g_autoptr (GString) got = g_string_new (NULL);
      for (guint k = 0; k < left->len; k++)
        {
          const NixieEvent *event = left->pdata[k];
          g_string_append_printf (got, "%sd%d", k > 0 ? " " : "", (int) ((event->time_us - DAY_0) / NIXIE_DAY_US));
        }
      cr_expect_str_eq (got->str, rows[i].left, "%s: got '%s', want '%s'", rows[i].name, got->str, rows[i].left);
    }
}

static guint32 state;

static guint32
any (guint32 below)
{
  state = state * 1664525U + 1013904223U;
  return (state >> 8) % below;
}

static const char *const things[] = { "soft mailbox-full", "soft mailbox-full", "soft mailbox-full", "hard no-such-user", "soft spam",
                                      "delivered", "complaint", "not-spam", "opt-out", "add no-such-user", "remove", "force", "allow" };
#define OFTEN 6 /* the first of these, which leave the others something to do */

/* Adds N things from day DAY on. Returns the day behind. */
static guint
add_things (GString *text, guint day, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      const guint kind = any (10) == 0 ? any (G_N_ELEMENTS (things)) : any (OFTEN);
      day += any (3) == 0 ? any (100) : any (4);
      g_string_append_printf (text, "%sd%u:%u %s", text->len > 0 ? "; " : "", day, any (24), things[kind]);
    }
  return day;
}

/* Of an address that left the list it is forgotten why it once failed: what matters is whether it may be mailed, and until when. */
static char *
fold_text (const NixieSettings *settings, const GPtrArray *events, const GPtrArray *later, guint wiped_on)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  NixieEntry entry;
  for (guint i = 0; i < events->len; i++)
    g_ptr_array_add (all, events->pdata[i]);
  for (guint i = 0; i < later->len; i++)
    g_ptr_array_add (all, later->pdata[i]);
  nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", all, &entry);
  if (wiped_on > 0)
    {
      const NixieState now = nixie_entry_state (&entry, DAY_0 + wiped_on * NIXIE_DAY_US);
      const gboolean speaks = now == NIXIE_STATE_SUPPRESSED || entry.state == NIXIE_STATE_ALLOWED;
      return g_strdup_printf ("%s %" G_GINT64_FORMAT, nixie_state_id (speaks ? entry.state : NIXIE_STATE_CLEAR),
                              speaks ? entry.until_us : 0);
    }
  const gboolean counts = entry.strands[NIXIE_STRAND_BOUNCE].state != NIXIE_STATE_SUPPRESSED;
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "%s %s %d %" G_GINT64_FORMAT " %d %u %s", nixie_state_id (entry.state), nixie_reason_id (entry.reason),
                          entry.class, entry.until_us, entry.protected, counts ? entry.counted_days : 0, entry.status);
  for (guint i = 0; i < NIXIE_N_STRANDS; i++)
    g_string_append_printf (text, " %d/%" G_GINT64_FORMAT, entry.strands[i].state, entry.strands[i].until_us);
  return g_string_free (text, FALSE);
}

static const char quick[] = "[policy]\nsoft-days=3\nsoft-span-days=2\nsoft-gap-days=20\nexpire-days=30\nrearm-days=30\n";

/* Now, and with whatever comes later, the list says the same of an address that was pruned. */
Test (spare, nothing_that_is_said_changes)
{
  const char *seed = g_getenv ("NIXIE_SEED");
  guint64 gone = 0;
  state = seed != NULL ? (guint32) strtoul (seed, NULL, 10) : 1;
  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr (NixieSettings) settings = settings_from (quick);
      g_autoptr (GString) past = g_string_new (NULL);
      const guint now = add_things (past, 0, 1 + any (20)) + 1 + any (120);
      add_things (past, now, any (6));
      g_autoptr (GPtrArray) all = read_history (settings, past->str);
      g_autoptr (GPtrArray) before = g_ptr_array_new (), later = g_ptr_array_new ();
      for (guint i = 0; i < all->len; i++)
        g_ptr_array_add (((const NixieEvent *) all->pdata[i])->time_us < DAY_0 + now * NIXIE_DAY_US ? before : later, all->pdata[i]);
      g_ptr_array_sort (before, nixie_event_compare);
      const NixieBasis basis = { settings, NULL };
      g_autoptr (GPtrArray) left = spared (&basis, before, (gint64) now - any (60), now);
      gone += before->len - left->len;
      g_autofree char *want = fold_text (settings, before, later, left->len == 0 ? now : 0);
      g_autofree char *got = fold_text (settings, left, later, left->len == 0 ? now : 0);
      cr_expect_str_eq (got, want, "round %u, day %u: %s", round, now, past->str);
    }
  cr_expect_gt (gone, 10000);
}
