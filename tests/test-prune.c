/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What leaves a list: old events and texts, and addresses that are to be forgotten.
 */
#define _GNU_SOURCE /* memmem */
#include "keep.h"

TestSuite (prune, .init = set_up, .fini = tear_down, .timeout = 60);

static NixiePruned
prune_to (gint64 events_day, gint64 texts_day, gint64 now_day, gboolean dry)
{
  g_autoptr (NixieStore) store = list_open (folder, dry ? NIXIE_STORE_READ : NIXIE_STORE_WRITE, settings);
  g_autoptr (GError) error = NULL;
  const NixiePrunePlan plan = { .now_us = NOW_US + now_day * NIXIE_DAY_US, .events_before_us = NOW_US + events_day * NIXIE_DAY_US,
                                .texts_before_us = NOW_US + texts_day * NIXIE_DAY_US, .dry_run = dry };
  NixiePruned pruned;
  cr_assert (nixie_store_prune (store, &plan, &pruned, &error), "%s", error != NULL ? error->message : "");
  return pruned;
}

/* a: hard, then ten more; b: one soft; c: one soft, and a recent one. */
static void
write_old (void)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  for (guint32 i = 0; i <= 10; i++)
    list_write_one (store, list_event ("a@example.com", i, i), NULL);
  list_write_one (store, list_soft ("b@example.com", 100, 0), NULL);
  list_write_one (store, list_soft ("c@example.com", 101, 0), NULL);
  list_write_one (store, list_soft ("c@example.com", 102, 990), NULL);
}

Test (prune, old_events)
{
  write_old ();
  const NixiePruned would = prune_to (900, -1, 1000, TRUE);
  cr_expect_eq (would.events, 9 + 1 + 1);
  expect_clean (folder, 14);
  const NixiePruned did = prune_to (900, -1, 1000, FALSE);
  cr_expect_eq (did.events, would.events);
  cr_expect_eq (did.addresses, 1);
  cr_expect_eq (would.addresses, 1);
  expect_clean (folder, 3);
  const NixiePruned again = prune_to (900, -1, 1000, FALSE);
  cr_expect_eq (again.events, 0);
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (list_history_length (store, "a@example.com"), 2);
  cr_expect_eq (list_history_length (store, "b@example.com"), 0);
  cr_expect_eq (nixie_store_n_entries (store), 2);
  /* What was pruned counts no more, however often it is read. */
  NixieStoreChange change = { 0 };
  list_write_one (store, list_soft ("b@example.com", 100, 0), &change);
  list_write_one (store, list_event ("a@example.com", 5, 5), &change);
  cr_expect_eq (change.events_known, 2);
  cr_expect_eq (change.events_new, 0);
  cr_expect_eq (list_history_length (store, "b@example.com"), 0);
}

/* In more than one turn of either kind. */
Test (prune, many)
{
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint32 i = 0; i < 9000; i++)
      {
        g_autofree char *address = g_strdup_printf ("a%u@example.com", i % 2500);
        g_ptr_array_add (events, i % 2500 < 1000 ? list_event (address, i, i % 7) : list_soft (address, i, 0));
      }
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
  }
  const NixiePruned pruned = prune_to (900, -1, 1000, FALSE);
  cr_expect_eq (pruned.addresses, 1500);
  NixieVerifyTally tally;
  g_autofree char *found = verify (folder, FALSE, &tally);
  cr_expect_str_eq (found, "");
  cr_expect_eq (tally.verified.events, 9000 - pruned.events);
  cr_expect_eq (tally.verified.entries, 1000);
  cr_expect_leq (tally.verified.events, 2000);
  cr_expect_eq (tally.verified.ids, 9000);
}

static NixieEvent *
with_text (NixieEvent *event)
{
  NixieEvent draft = *event;
  draft.diagnostic = "550 secret words";
  NixieEvent *made = nixie_event_new (&draft);
  nixie_event_free (event);
  return made;
}

Test (prune, old_texts)
{
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    const NixieOperatorWord word = { .kind = NIXIE_EVENT_ADD, .address = "c@example.com", .reason = NIXIE_REASON_OPT_OUT,
                                     .why = "he said so", .now_us = NOW_US };
    list_write_one (store, with_text (list_event ("a@example.com", 1, 0)), NULL);
    list_write_one (store, with_text (list_event ("b@example.com", 2, 900)), NULL);
    list_write_one (store, nixie_event_new_operator (&word), NULL);
  }
  const NixiePruned pruned = prune_to (-1, 800, 1000, FALSE);
  cr_expect_eq (pruned.texts, 1);
  cr_expect_eq (pruned.events, 0);
  expect_clean (folder, 3);
  static const struct {
    const char *address, *want;
  } after[] = { { "a@example.com", "" }, { "b@example.com", "550 secret words" }, { "c@example.com", "he said so" } };
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  for (gsize i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_autoptr (NixieEntry) entry = NULL;
      cr_assert (nixie_store_entry (store, after[i].address, &entry, NULL));
      cr_expect_str_eq (entry->diagnostic, after[i].want);
      cr_expect_eq (entry->state, NIXIE_STATE_SUPPRESSED);
    }
}

static gboolean
file_holds (const char *path, const char *text)
{
  g_autofree char *data = g_build_filename (path, "data.mdb", NULL), *bytes = NULL;
  gsize length = 0;
  cr_assert (g_file_get_contents (data, &bytes, &length, NULL));
  return memmem (bytes, length, text, strlen (text)) != NULL;
}

Test (prune, forget)
{
  write_old ();
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
    const NixieForgetWord word = { .who = "somebody", .now_us = NOW_US };
    NixieForgotten forgotten;
    NixieStoreChange change = { 0 };
    g_ptr_array_add (addresses, (gpointer) "a@example.com");
    g_ptr_array_add (addresses, (gpointer) "none@example.com");
    cr_assert (nixie_store_forget (store, addresses, &word, &forgotten, NULL));
    cr_expect_eq (forgotten.addresses, 1);
    cr_expect_eq (forgotten.events, 11);
    cr_expect_eq (list_history_length (store, "a@example.com"), 0);
    cr_expect_eq (list_history_length (store, "b@example.com"), 1);
    cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_CLEAR);
    list_write_one (store, list_event ("a@example.com", 5, 5), &change);
    cr_expect_eq (change.events_known, 1, "what was forgotten is not learnt again from the same report");
    cr_expect_eq (list_history_length (store, "a@example.com"), 0);
  }
  expect_clean (folder, 3);
  cr_assert (back_up (copy, NULL));
  cr_expect (file_holds (copy, "b@example.com"));
  cr_expect_not (file_holds (copy, "a@example.com"), "a copy holds what was forgotten");
}

/* Also where its history cannot be read any more. */
Test (prune, forget_what_is_damaged)
{
  write_some ();
  guint8 key[64] = "b@example.com";
  list_put_raw (folder, "events", nixie_slice ((const char *) key, strlen ("b@example.com") + 25), nixie_slice_of ("bad"));
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  const NixieForgetWord word = { .who = "somebody", .now_us = NOW_US };
  NixieForgotten forgotten;
  g_ptr_array_add (addresses, (gpointer) "b@example.com");
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    cr_assert (nixie_store_forget (store, addresses, &word, &forgotten, NULL));
    cr_expect_eq (forgotten.events, 3);
  }
  /* What cannot be read cannot be taken off the counts. */
  NixieVerifyTally tally;
  g_autofree char *found = verify (folder, FALSE, &tally);
  cr_expect_eq (tally.findings, 2, "%s", found);
  G_GNUC_UNUSED g_autofree char *repaired = verify (folder, TRUE, &tally);
  expect_clean (folder, 2);
}
