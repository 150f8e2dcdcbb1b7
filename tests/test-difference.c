/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store/: what differs between the entries and the fold of their events, and the rebuild that mends it.
 */
#include "tests/list.h"

#include <sys/wait.h>

static char *folder;
static NixieSettings *plain, *never;

static NixieSettings *
settings_from (const char *text)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (text, strlen (text), "f", &settings, &error), "%s", error != NULL ? error->message : "");
  return settings;
}

static void
set_up (void)
{
  folder = list_temporary ();
  plain = nixie_settings_new_defaults ();
  never = settings_from ("[reasons]\nno-such-user=never\n");
}

static void
tear_down (void)
{
  list_remove (folder);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&plain, nixie_settings_free);
  g_clear_pointer (&never, nixie_settings_free);
}

TestSuite (difference, .init = set_up, .fini = tear_down);

/* "a@example.com suppressed>counting", a line each; STOP: after that many. */
typedef struct {
  NixieStore *store;
  GString *text;
  guint n, stop;
  guint64 watched;
} Seen;

static void
watch (guint64 n_addresses, gpointer data)
{
  ((Seen *) data)->watched = n_addresses;
}

static const char *
word (const NixieEntry *entry, const char *damaged)
{
  return damaged != NULL ? "damaged" : entry != NULL ? nixie_state_id (entry->state) : "none";
}

static gboolean
see (const NixieDifference *difference, gpointer data, GError **error)
{
  Seen *seen = data;
  g_string_append_printf (seen->text, "%s %s>%s\n", difference->address, word (difference->before, difference->damaged_entry),
                          word (difference->after, difference->damaged_events));
  cr_expect_eq (list_state (seen->store, "nobody@example.com", NOW_US), NIXIE_STATE_CLEAR, "the list can be asked meanwhile");
  return ++seen->n != seen->stop;
}

static char *
differences (NixieStore *store, const NixieActs *acts)
{
  Seen seen = { .store = store, .text = g_string_new (NULL) };
  const NixieDifferenceQuery query = { .each = see, .data = &seen, .acts = acts };
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_each_difference (store, &query, &error), "%s", error != NULL ? error->message : "");
  return g_string_free (seen.text, FALSE);
}

static void
expect_differences (const NixieSettings *settings, const NixieActs *acts, const char *want)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autofree char *got = differences (store, acts);
  cr_expect_str_eq (got, want, "got '%s', want '%s'", got, want);
}

static void
write_some (void)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, plain);
  list_write_one (store, list_event ("a@example.com", 1, 0), NULL);
  list_write_one (store, list_soft ("ab@example.com", 2, 0), NULL);
  list_write_one (store, list_event ("b@example.com", 3, 0), NULL);
}

Test (difference, none)
{
  expect_differences (plain, NULL, "");
  write_some ();
  expect_differences (plain, NULL, "");
}

Test (difference, of_settings)
{
  write_some ();
  const char *want = "a@example.com suppressed>counting\nb@example.com suppressed>counting\n";
  expect_differences (never, NULL, want);
  expect_differences (never, NULL, want); /* nothing was written */
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, never);
    guint64 changed = 0;
    cr_assert (nixie_store_rebuild (store, NOW_US, &changed, NULL));
    cr_expect_eq (changed, 2);
  }
  expect_differences (never, NULL, "");
}

Test (difference, of_acts)
{
  write_some ();
  const NixieAct undo = { .kind = NIXIE_ACT_UNDO, .from_us = NIXIE_TIME_NONE, .to_us = NIXIE_TIME_FOREVER, .pattern = "b@*" };
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_ptr_array_add (list, nixie_act_new (&undo));
  g_autoptr (NixieActs) acts = nixie_acts_new (list);
  expect_differences (plain, acts, "b@example.com suppressed>clear\n");
  expect_differences (plain, NULL, "");
}

static GByteArray *
entry_octets (const char *address, NixieState state)
{
  GByteArray *bytes = g_byte_array_new ();
  NixieEntry entry = nixie_entry_draft (address);
  entry.state = state;
  nixie_entry_encode (&entry, bytes);
  return bytes;
}

/* Entries that no event stands behind, in front of, between and behind the others; one of another state; one that is nonsense. */
Test (difference, of_damage)
{
  static const char *const strays[] = { "a", "aa@example.com", "z@example.com" };
  write_some ();
  for (gsize i = 0; i < G_N_ELEMENTS (strays); i++)
    {
      g_autoptr (GByteArray) bytes = entry_octets (strays[i], NIXIE_STATE_SUPPRESSED);
      list_put_raw (folder, "entries", nixie_slice_of (strays[i]), nixie_slice ((const char *) bytes->data, bytes->len));
    }
  g_autoptr (GByteArray) clear = entry_octets ("ab@example.com", NIXIE_STATE_CLEAR);
  list_put_raw (folder, "entries", nixie_slice_of ("ab@example.com"), nixie_slice ((const char *) clear->data, clear->len));
  list_put_raw (folder, "entries", nixie_slice_of ("b@example.com"), nixie_slice_of ("nonsense"));
  expect_differences (plain, NULL, "a suppressed>none\naa@example.com suppressed>none\nab@example.com clear>counting\n"
                                   "b@example.com damaged>suppressed\nz@example.com suppressed>none\n");
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, plain);
    guint64 changed = 0;
    cr_expect_eq (nixie_store_n_entries (store), 6);
    cr_assert (nixie_store_rebuild (store, NOW_US, &changed, NULL));
    cr_expect_eq (changed, 5);
    cr_expect_eq (nixie_store_n_entries (store), 3);
  }
  expect_differences (plain, NULL, "");
}

Test (difference, of_damaged_events)
{
  write_some ();
  guint8 key[64] = "b@example.com";
  list_put_raw (folder, "events", nixie_slice ((const char *) key, strlen ("b@example.com") + 25), nixie_slice_of ("nonsense"));
  expect_differences (plain, NULL, "b@example.com suppressed>damaged\n");
}

static void
die (guint64 n_addresses, gpointer data)
{
  _exit (n_addresses == 5000 ? 9 : 1);
}

/* Killed between two turns: a part of the list is new, the settings' digest is the old one, and the same again mends the rest. */
Test (difference, a_rebuild_that_is_killed)
{
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, plain);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint32 i = 0; i < 12000; i++)
      {
        g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
        g_ptr_array_add (events, list_event (address, i, 0));
      }
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
  }
  int status = 0;
  const pid_t child = fork ();
  if (child == 0)
    {
      NixieStore *store = NULL;
      if (nixie_store_open (folder, NIXIE_STORE_WRITE, never, &store, NULL))
        nixie_store_watch (store, die, NULL);
      if (store != NULL)
        nixie_store_rebuild (store, NOW_US, NULL, NULL);
      _exit (2);
    }
  cr_assert (waitpid (child, &status, 0) == child && WIFEXITED (status) && WEXITSTATUS (status) == 9, "status %d", status);
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, never);
  gboolean differ = FALSE;
  guint64 changed = 0;
  cr_expect (nixie_store_settings_differ (store, &differ, NULL) && differ);
  cr_assert (nixie_store_rebuild (store, NOW_US, &changed, NULL));
  cr_expect_eq (changed, 7000, "got %u", (guint) changed);
  cr_expect (nixie_store_settings_differ (store, &differ, NULL) && !differ);
  g_autofree char *left = differences (store, NULL);
  cr_expect_str_eq (left, "");
}

/* More than two turns; ended at will; watched. */
Test (difference, many)
{
  Seen seen = { .text = g_string_new (NULL), .stop = 2100 };
  const NixieDifferenceQuery query = { .each = see, .data = &seen };
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, plain);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint32 i = 0; i < 5000; i++)
      {
        g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
        g_ptr_array_add (events, i % 2 == 0 ? list_event (address, i, 0) : list_soft (address, i, 0));
      }
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
  }
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, never);
  seen.store = store;
  nixie_store_watch (store, watch, &seen);
  cr_assert (nixie_store_each_difference (store, &query, NULL));
  cr_expect_eq (seen.n, 2100);
  seen.stop = 0;
  seen.n = 0;
  cr_assert (nixie_store_each_difference (store, &query, NULL));
  cr_expect_eq (seen.n, 2500);
  cr_expect_eq (seen.watched, 5000);
  g_string_free (seen.text, TRUE);
}
