/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is left of who was forgotten but for a digest, to processes that had the list open before.
 */
#include "keep.h"

#include "store/keep.h"

#include <sys/wait.h>

TestSuite (forget, .init = set_up, .fini = tear_down, .timeout = 60);

/* How many digests are kept. */
static guint64
forget (const char *address, gboolean keep_hash)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  const NixieForgetWord word = { .who = "somebody", .now_us = NOW_US + NIXIE_DAY_US, .keep_hash = keep_hash };
  NixieForgotten forgotten;
  g_ptr_array_add (addresses, (gpointer) address);
  cr_assert (nixie_store_forget (store, addresses, &word, &forgotten, &error), "%s", error != NULL ? error->message : "");
  return forgotten.kept;
}

/* Runs WORK in a child, as LMDB opens a list once in a process. */
static void
elsewhere (void (*work) (void))
{
  const pid_t child = fork ();
  cr_assert_geq (child, 0);
  if (child == 0)
    {
      work ();
      _exit (0);
    }
  int status = -1;
  cr_assert_eq (waitpid (child, &status, 0), child);
  cr_assert_eq (status, 0);
}

static void
forget_a (void)
{
  if (forget ("a@example.com", TRUE) != 1)
    _exit (1);
}

Test (forget, a_reader_finds_the_first_digest)
{
  write_some ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
  elsewhere (forget_a);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (list_history_length (store, "a@example.com"), 0);
  cr_expect_eq (list_state (store, "d@example.com", NOW_US), NIXIE_STATE_CLEAR);
}

static void
forget_a_under_a_key (void)
{
  settings->hash_key = g_bytes_new_static ("thirty-two octets of a secret key", 32);
  forget_a ();
}

Test (forget, a_reader_without_the_key_may_not_answer_again)
{
  write_some ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  cr_expect_eq (list_state (store, "d@example.com", NOW_US), NIXIE_STATE_CLEAR);
  elsewhere (forget_a_under_a_key);
  for (guint look = 1; look <= 2; look++)
    {
      NixieState state = NIXIE_STATE_CLEAR;
      g_autoptr (GError) error = NULL;
      cr_expect_not (nixie_store_look_up (store, "d@example.com", NOW_US, &state, &error), "look %u", look);
      cr_expect (error != NULL && g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG), "look %u: %s", look,
                 error != NULL ? error->message : "nothing");
    }
}

Test (forget, a_writer_keeps_to_it)
{
  NixieStoreChange change = { 0 };
  g_autofree char *digest = nixie_listed_digest (settings, NIXIE_HASH_SHA256, "a@example.com");
  write_some ();
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    elsewhere (forget_a);
    list_write_one (store, list_event ("a@example.com", 1, 0), &change);
    cr_expect_eq (change.events_known, 1, "the same report");
    list_write_one (store, list_event ("a@example.com", 7, 2), &change);
    cr_expect_eq (change.events_new, 1);
    cr_expect_eq (list_history_length (store, "a@example.com"), 0);
    cr_expect_eq (list_history_length (store, digest), 2);
    g_autoptr (NixieEntry) entry = NULL;
    cr_assert (nixie_store_entry (store, digest, &entry, NULL));
    cr_expect_eq (entry->failures, 1, "%u", entry->failures);
    cr_expect_str_eq (entry->display, digest);
  }
  expect_clean (folder, 5);
}

/* State, reason and end of what is kept, for each ground of suppression. */
static const struct {
  const char *name;
  NixieEventKind kind;
  NixieReason reason;
  NixieClass class;
  gboolean force, kept;
  NixieStrandKind strand;
} grounds[] = {
  { "hard", NIXIE_EVENT_OUTCOME, NIXIE_REASON_NO_SUCH_USER, NIXIE_CLASS_HARD, FALSE, TRUE, NIXIE_STRAND_BOUNCE },
  { "soft, counting", NIXIE_EVENT_OUTCOME, NIXIE_REASON_MAILBOX_FULL, NIXIE_CLASS_SOFT, FALSE, FALSE, 0 },
  { "soft, suppressed", NIXIE_EVENT_IMPORT, NIXIE_REASON_MAILBOX_FULL, NIXIE_CLASS_SOFT, TRUE, TRUE, NIXIE_STRAND_BOUNCE },
  { "complaint", NIXIE_EVENT_ADD, NIXIE_REASON_COMPLAINT, NIXIE_CLASS_NONE, FALSE, TRUE, NIXIE_STRAND_COMPLAINT },
  { "opt-out", NIXIE_EVENT_ADD, NIXIE_REASON_OPT_OUT, NIXIE_CLASS_NONE, FALSE, TRUE, NIXIE_STRAND_OPT_OUT },
  { "by hand", NIXIE_EVENT_ADD, NIXIE_REASON_NO_SUCH_USER, NIXIE_CLASS_HARD, FALSE, TRUE, NIXIE_STRAND_OPERATOR },
  { "allowed", NIXIE_EVENT_ALLOW, NIXIE_REASON_UNDEFINED, NIXIE_CLASS_NONE, FALSE, FALSE, 0 },
};

Test (forget, each_ground)
{
  for (gsize i = 0; i < G_N_ELEMENTS (grounds); i++)
    {
      list_remove (folder);
      NixieEvent draft = { .kind = grounds[i].kind, .time_us = NOW_US, .reason = grounds[i].reason, .ground = grounds[i].reason,
                           .class = grounds[i].class, .force = grounds[i].force, .address = "a@example.com", .id = "1" };
      if (draft.kind == NIXIE_EVENT_OUTCOME)
        draft.action = NIXIE_ACTION_FAILED;
      {
        g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
        list_write_one (store, nixie_event_new (&draft), NULL);
      }
      cr_expect_eq (forget ("a@example.com", TRUE), (guint64) grounds[i].kept, "%s", grounds[i].name);
      expect_clean (folder, (guint64) grounds[i].kept);
      g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
      g_autoptr (NixieEntry) entry = NULL;
      cr_assert (nixie_store_digest_entry (store, "a@example.com", NOW_US, &entry, NULL));
      cr_expect_eq (entry != NULL, grounds[i].kept, "%s", grounds[i].name);
      if (entry == NULL)
        continue;
      const gint64 want_us = grounds[i].class == NIXIE_CLASS_SOFT ? NOW_US + 91 * NIXIE_DAY_US : NIXIE_TIME_FOREVER;
      cr_expect_eq (entry->reason, grounds[i].reason, "%s", grounds[i].name);
      cr_expect_eq (entry->until_us, want_us, "%s", grounds[i].name);
      cr_expect_eq (entry->strands[grounds[i].strand].state, NIXIE_STATE_SUPPRESSED, "%s", grounds[i].name);
    }
}
