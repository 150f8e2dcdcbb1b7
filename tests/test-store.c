/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store/: what is written is read, once; places that are none; formats; damage. Many processes, a full disk: test-store-hard.c.
 */
#include "list.h"

static NixieSettings *settings;
static char *place, *folder;

static void
set_up (void)
{
  settings = nixie_settings_new_defaults ();
  place = list_temporary ();
  folder = g_build_filename (place, "list", NULL);
}

static void
tear_down (void)
{
  list_remove (place);
  g_clear_pointer (&settings, nixie_settings_free);
  g_clear_pointer (&place, g_free);
  g_clear_pointer (&folder, g_free);
}

TestSuite (store, .init = set_up, .fini = tear_down);

Test (store, write_and_ask)
{
  NixieStoreChange change = { 0 };
  {
    g_autoptr (NixieStore) writer = list_open (folder, NIXIE_STORE_WRITE, settings);
    cr_expect (nixie_store_is_made (writer));
    g_autoptr (GPtrArray) events = list_events ();
    g_ptr_array_add (events, list_event ("b@example.com", 1, 0));
    g_ptr_array_add (events, list_soft ("a@example.com", 2, 1));
    g_ptr_array_add (events, list_soft ("a@example.com", 3, 0));
    cr_assert (nixie_store_write (writer, events, NOW_US, &change, NULL));
  }
  cr_expect (change.events_new == 3 && change.events_known == 0 && change.newly_suppressed == 1);
  g_autoptr (NixieStore) reader = list_open (folder, NIXIE_STORE_READ, settings);
  cr_expect_eq (list_state (reader, "b@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (list_state (reader, "a@example.com", NOW_US), NIXIE_STATE_COUNTING);
  cr_expect_eq (list_state (reader, "c@example.com", NOW_US), NIXIE_STATE_CLEAR);
  g_autoptr (GPtrArray) history = NULL;
  cr_assert (nixie_store_history (reader, "a@example.com", &history, NULL));
  cr_assert_eq (history->len, 2);
  cr_expect_eq (((NixieEvent *) history->pdata[0])->time_us, NOW_US, "in the order of time");
  g_autoptr (NixieEntry) entry = NULL;
  cr_assert (nixie_store_entry (reader, "a@example.com", &entry, NULL));
  cr_expect (entry->counted_days == 2 && entry->reason == NIXIE_REASON_MAILBOX_FULL);
  g_autoptr (NixieEntry) none = NULL;
  cr_assert (nixie_store_entry (reader, "c@example.com", &none, NULL));
  cr_expect_null (none);
  cr_expect_eq (list_history_length (reader, "@example.com"), 0);
}

Test (store, nothing_is_counted_twice)
{
  NixieStoreChange change = { 0 };
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, list_soft ("a@example.com", 1, 0), &change);
  list_write_one (store, list_soft ("a@example.com", 1, 0), &change);
  g_autoptr (GPtrArray) twins = list_events ();
  g_ptr_array_add (twins, list_soft ("a@example.com", 2, 3));
  g_ptr_array_add (twins, list_soft ("a@example.com", 2, 2));
  cr_assert (nixie_store_write (store, twins, NOW_US, &change, NULL));
  cr_expect (change.events_new == 2 && change.events_known == 2, "%u new", (guint) change.events_new);
  cr_expect_eq (list_history_length (store, "a@example.com"), 2);
}

Test (store, of_two_times_the_earlier_stands)
{
  NixieStoreChange change = { 0 };
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  static const gint64 days[] = { 5, 7, 3, 4, 1 };
  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    list_write_one (store, list_soft ("a@example.com", 1, days[i]), &change);
  cr_expect (change.events_new == 1 && change.events_known == 4);
  g_autoptr (GPtrArray) history = NULL;
  cr_assert (nixie_store_history (store, "a@example.com", &history, NULL));
  cr_assert_eq (history->len, 1);
  cr_expect_eq (((NixieEvent *) history->pdata[0])->time_us, NOW_US + NIXIE_DAY_US);
  g_autoptr (NixieEntry) entry = NULL;
  cr_assert (nixie_store_entry (store, "a@example.com", &entry, NULL));
  cr_expect (entry->first_us == NOW_US + NIXIE_DAY_US && entry->failures == 1, "folded again");
}

static NixieEvent *
by_hand (NixieEventKind kind, const char *address, gboolean force)
{
  const NixieOperatorWord word = { .kind = kind, .address = address, .reason = NIXIE_REASON_UNDEFINED, .now_us = NOW_US, .force = force };
  return nixie_event_new_operator (&word);
}

Test (store, by_hand)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, list_event ("a@example.com", 1, 10), NULL);
  list_write_one (store, by_hand (NIXIE_EVENT_REMOVE, "a@example.com", FALSE), NULL);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED, "protected");
  list_write_one (store, by_hand (NIXIE_EVENT_REMOVE, "a@example.com", TRUE), NULL);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_CLEAR);
  list_write_one (store, list_event ("a@example.com", 2, 9), NULL);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_CLEAR, "late, and dated before the removal");
  list_write_one (store, list_event ("a@example.com", 3, 11), NULL);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED, "new");
  g_autoptr (GPtrArray) history = NULL;
  cr_assert (nixie_store_history (store, "a@example.com", &history, NULL));
  cr_assert_eq (history->len, 5);
  const NixieEvent *removal = history->pdata[2];
  cr_expect (removal->kind == NIXIE_EVENT_REMOVE && removal->time_us == NOW_US + 10 * NIXIE_DAY_US + 1, "behind the newest");
  cr_expect_eq (removal->kept, 1 << NIXIE_STRAND_BOUNCE);
  const NixieEvent *forced = history->pdata[3];
  cr_expect (forced->time_us == removal->time_us + 1 && forced->kept == 0 && forced->force);
}

Test (store, a_word_in_one_batch_with_reports_is_behind_them)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GPtrArray) events = list_events ();
  g_ptr_array_add (events, by_hand (NIXIE_EVENT_REMOVE, "a@example.com", TRUE));
  g_ptr_array_add (events, list_event ("a@example.com", 1, 10));
  g_ptr_array_add (events, by_hand (NIXIE_EVENT_ADD, "b@example.com", FALSE));
  g_ptr_array_add (events, by_hand (NIXIE_EVENT_REMOVE, "b@example.com", FALSE));
  cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_CLEAR);
  cr_expect_eq (list_state (store, "b@example.com", NOW_US), NIXIE_STATE_CLEAR, "in the order given");
}

Test (store, look_up)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, by_hand (NIXIE_EVENT_ADD, "@example.net", FALSE), NULL);
  list_write_one (store, list_soft ("counted@example.net", 1, 0), NULL);
  for (guint32 i = 0; i < 5; i++)
    list_write_one (store, list_soft ("full@example.com", 10 + i, 2 * i), NULL);
  cr_expect_eq (list_state (store, "any@example.net", NOW_US), NIXIE_STATE_SUPPRESSED, "by its domain");
  cr_expect_eq (list_state (store, "@example.net", NOW_US), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (list_state (store, "counted@example.net", NOW_US), NIXIE_STATE_SUPPRESSED, "by its domain, though only counted itself");
  cr_expect_eq (list_state (store, "any@sub.example.net", NOW_US), NIXIE_STATE_CLEAR, "another domain");
  const gint64 end = NOW_US + 98 * NIXIE_DAY_US;
  cr_expect_eq (list_state (store, "full@example.com", end - 1), NIXIE_STATE_SUPPRESSED);
  cr_expect_eq (list_state (store, "full@example.com", end), NIXIE_STATE_COUNTING, "expired with nobody writing");
  g_autofree char *long_one = g_strnfill (2000, 'a');
  cr_expect_eq (list_state (store, long_one, NOW_US), NIXIE_STATE_CLEAR);
  cr_expect_eq (list_state (store, "", NOW_US), NIXIE_STATE_CLEAR);
}

/* The events of a few addresses, in every order and split, make the same entries. */
static GByteArray *
entries_of (const char *where, GPtrArray *events, GRand *random)
{
  GByteArray *bytes = g_byte_array_new ();
  static const char *const addresses[] = { "a@example.com", "b@example.com", "c@example.org" };
  g_autoptr (NixieStore) store = list_open (where, NIXIE_STORE_WRITE, settings);
  for (guint done = 0; done < events->len;)
    {
      const guint some_more = done + (guint) g_rand_int_range (random, 1, 20);
      const guint end = MIN (events->len, some_more);
      g_autoptr (GPtrArray) some = g_ptr_array_new ();
      while (done < end)
        g_ptr_array_add (some, events->pdata[done++]);
      cr_assert (nixie_store_write (store, some, NOW_US, NULL, NULL));
    }
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autoptr (NixieEntry) entry = NULL;
      cr_assert (nixie_store_entry (store, addresses[i], &entry, NULL));
      if (entry != NULL)
        nixie_entry_encode (entry, bytes);
    }
  return bytes;
}

static GPtrArray *
random_events (GRand *random)
{
  static const char *const addresses[] = { "a@example.com", "b@example.com", "c@example.org" };
  GPtrArray *events = list_events ();
  for (guint32 i = 0; i < 60; i++)
    {
      const char *address = addresses[g_rand_int_range (random, 0, G_N_ELEMENTS (addresses))];
      const gint64 day = g_rand_int_range (random, 0, 120);
      const gboolean hard = g_rand_int_range (random, 0, 30) == 0;
      g_ptr_array_add (events, hard ? list_event (address, i, day) : list_soft (address, i, day));
      if (g_rand_boolean (random))
        g_ptr_array_add (events, list_soft (address, i, day + g_rand_int_range (random, -3, 4)));
    }
  return events;
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

Test (store, any_order_and_split_gives_the_same)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (guint round = 0; round < 4; round++)
    {
      g_autoptr (GPtrArray) events = random_events (random);
      g_autoptr (GByteArray) want = NULL;
      for (guint i = 0; i < 5; i++)
        {
          g_autofree char *where = g_strdup_printf ("%s-%u-%u", folder, round, i);
          g_autoptr (GByteArray) got = entries_of (where, events, random);
          if (want == NULL)
            want = g_byte_array_ref (got);
          cr_expect (got->len == want->len && memcmp (got->data, want->data, got->len) == 0, "round %u, order %u", round, i);
          shuffle (random, events);
        }
    }
}

typedef struct {
  NixieStore *store;
  GString *seen;
  guint until;
} Walk;

static gboolean
walk (const NixieEntry *entry, gpointer data, GError **error)
{
  Walk *to = data;
  cr_expect_eq (list_history_length (to->store, entry->address), 1, "it may ask");
  g_string_append_printf (to->seen, "%s ", entry->address);
  if (to->until == 1)
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_IO, "enough");
  return --to->until > 0;
}

Test (store, each_entry)
{
  {
    g_autoptr (NixieStore) writer = list_open (folder, NIXIE_STORE_WRITE, settings);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint i = 2500; i > 0; i--)
      {
        g_autofree char *address = g_strdup_printf ("a%05u@example.com", i);
        g_ptr_array_add (events, list_event (address, i, 0));
      }
    cr_assert (nixie_store_write (writer, events, NOW_US, NULL, NULL));
  }
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autoptr (GString) seen = g_string_new (NULL);
  Walk all = { store, seen, 100000 };
  cr_assert (nixie_store_each_entry (store, walk, &all, NULL));
  g_autoptr (GString) want = g_string_new (NULL);
  for (guint i = 1; i <= 2500; i++)
    g_string_append_printf (want, "a%05u@example.com ", i);
  cr_expect_str_eq (seen->str, want->str);
  Walk some = { store, seen, 1001 };
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_store_each_entry (store, walk, &some, &error));
  cr_expect (error != NULL && g_str_equal (error->message, "enough"));
  cr_expect_not (nixie_store_each_entry (store, walk, &(Walk){ store, seen, 1 }, NULL), "also where nobody asks for the error");
}

Test (store, places_that_are_none)
{
  g_autofree char *deep = g_build_filename (place, "no", "list", NULL);
  g_autofree char *file = g_build_filename (place, "file", NULL);
  g_autofree char *in_file = g_build_filename (file, "list", NULL);
  g_autofree char *slashes = g_strconcat (folder, "//", NULL);
  cr_assert (g_file_set_contents (file, "x", 1, NULL));
  list_expect_refused (deep, NIXIE_STORE_READ, NIXIE_ERROR_NO_INPUT, "no': No such file");
  list_expect_refused (deep, NIXIE_STORE_WRITE, NIXIE_ERROR_NO_INPUT, "No such file");
  list_expect_refused (file, NIXIE_STORE_READ, NIXIE_ERROR_NO_INPUT, "Not a directory");
  list_expect_refused (in_file, NIXIE_STORE_WRITE, NIXIE_ERROR_NO_INPUT, "Not a directory");
  g_autoptr (NixieStore) reader = list_open (slashes, NIXIE_STORE_READ, settings);
  cr_expect_not (nixie_store_is_made (reader));
  cr_expect_eq (g_access (folder, F_OK), -1, "a reader makes nothing");
}

/* To a reader each of these is a list with nothing in it. */
static void
expect_empty (const char *name)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (NixieEntry) entry = NULL;
  gboolean differ = TRUE;
  Walk all = { store, seen, 100 };
  cr_expect_not (nixie_store_is_made (store), "%s", name);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_CLEAR, "%s", name);
  cr_expect (nixie_store_entry (store, "a@example.com", &entry, NULL) && entry == NULL, "%s", name);
  cr_expect_eq (list_history_length (store, "a@example.com"), 0, "%s", name);
  cr_expect (nixie_store_each_entry (store, walk, &all, NULL) && seen->len == 0, "%s", name);
  cr_expect (nixie_store_settings_differ (store, &differ, NULL) && !differ, "%s", name);
}

Test (store, not_yet_made)
{
  expect_empty ("no folder");
  cr_assert_eq (g_mkdir (folder, 0700), 0);
  expect_empty ("an empty folder");
  g_autofree char *data = g_build_filename (folder, "data.mdb", NULL);
  cr_assert (g_file_set_contents (data, "", 0, NULL));
  expect_empty ("an empty file");
  g_remove (data);
  list_make_small (folder, 1 << 20);
  expect_empty ("an environment before its first write");
  g_autoptr (NixieStore) writer = list_open (folder, NIXIE_STORE_WRITE, settings);
  cr_expect (nixie_store_is_made (writer), "and a writer finishes it");
}

static guint
mode_of (const char *name)
{
  struct stat st;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  cr_assert_eq (stat (path, &st), 0, "%s", path);
  return st.st_mode & 07777;
}

Test (store, modes)
{
  umask (0077);
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  cr_expect_eq (mode_of ("."), 02770);
  cr_expect_eq (mode_of ("data.mdb"), 0640);
  cr_expect_eq (mode_of ("lock.mdb"), 0660);
  g_autofree char *lock = g_build_filename (folder, "lock.mdb", NULL);
  g_remove (lock);
  nixie_store_free (list_open (folder, NIXIE_STORE_READ, settings));
  cr_expect_eq (mode_of ("lock.mdb"), 0660, "made again");
  umask (0);
  g_autofree char *mine = g_steal_pointer (&folder);
  folder = g_strconcat (mine, "2", NULL);
  cr_assert_eq (g_mkdir (folder, 0750), 0);
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  cr_expect_eq (mode_of ("."), 0750, "a folder that was there keeps its mode");
  cr_expect_eq (mode_of ("data.mdb"), 0640);
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    cr_expect (g_str_has_prefix (name, "list"), "left over: %s", name);
}

Test (store, written_by_anybody)
{
  static const struct {
    const char *name;
    mode_t bad, good;
  } rows[] = { { ".", 0777, 0770 }, { "data.mdb", 0642, 0640 }, { "lock.mdb", 0666, 0660 } };
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_build_filename (folder, rows[i].name, NULL);
      cr_assert_eq (g_chmod (path, rows[i].bad), 0);
      list_expect_refused (folder, NIXIE_STORE_READ, NIXIE_ERROR_CONFIG, "may be written by anybody");
      list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_CONFIG, "may be written by anybody");
      cr_assert_eq (g_chmod (path, rows[i].good), 0);
    }
  nixie_store_free (list_open (folder, NIXIE_STORE_READ, settings));
}

Test (store, formats)
{
  static const struct {
    const char *format;
    NixieError reader, writer; /* 0: it opens */
    const char *words;
  } rows[] = {
    { "1", 0, 0, "" },
    { "1\n", 0, 0, "" },
    { "1\nlater\tw\n", 0, NIXIE_ERROR_UNAVAILABLE, "feature 'later'" },
    { "1\nlater\trw\n", NIXIE_ERROR_UNAVAILABLE, NIXIE_ERROR_UNAVAILABLE, "feature 'later'" },
    { "1\nshown\t\nlater\n", NIXIE_ERROR_UNAVAILABLE, NIXIE_ERROR_UNAVAILABLE, "feature 'later'" },
    { "2", NIXIE_ERROR_UNAVAILABLE, NIXIE_ERROR_UNAVAILABLE, "has format 2, and this nixie knows format 1" },
    { "", NIXIE_ERROR_CONFIG, NIXIE_ERROR_CONFIG, "no format" },
    { "one", NIXIE_ERROR_CONFIG, NIXIE_ERROR_CONFIG, "no format" },
  };
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      list_put_raw (folder, "meta", nixie_slice_of ("format"), nixie_slice_of (rows[i].format));
      if (rows[i].reader == 0)
        nixie_store_free (list_open (folder, NIXIE_STORE_READ, settings));
      else
        list_expect_refused (folder, NIXIE_STORE_READ, rows[i].reader, rows[i].words);
      if (rows[i].writer == 0)
        nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
      else
        list_expect_refused (folder, NIXIE_STORE_WRITE, rows[i].writer, rows[i].words);
    }
}

Test (store, what_is_no_list)
{
  cr_assert_eq (g_mkdir (folder, 0700), 0);
  list_put_raw (folder, "others", nixie_slice_of ("a"), nixie_slice_of ("b"));
  list_expect_refused (folder, NIXIE_STORE_READ, NIXIE_ERROR_CONFIG, "another program's");
  list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_CONFIG, "another program's");
  g_autofree char *data = g_build_filename (folder, "data.mdb", NULL);
  g_autofree char *noise = g_strnfill (20000, 'x');
  cr_assert (g_file_set_contents (data, noise, 20000, NULL));
  list_expect_refused (folder, NIXIE_STORE_READ, NIXIE_ERROR_CONFIG, "cannot open the list");
  list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_CONFIG, "cannot open the list");
}

Test (store, damage_is_said_and_an_entry_is_mended)
{
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, list_event ("a@example.com", 1, 0), NULL);
  }
  list_put_raw (folder, "entries", nixie_slice_of ("a@example.com"), nixie_slice_of ("\011bad"));
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  NixieState state = NIXIE_STATE_CLEAR;
  NixieEntry *entry = NULL;
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_store_look_up (store, "a@example.com", NOW_US, &state, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
  g_clear_error (&error);
  cr_expect_not (nixie_store_entry (store, "a@example.com", &entry, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG) && strstr (error->message, "a@example.com") != NULL);
  guint64 changed = 0;
  cr_assert (nixie_store_rebuild (store, NOW_US, &changed, NULL));
  cr_expect_eq (changed, 1);
  cr_expect_eq (list_state (store, "a@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
}

Test (store, a_damaged_event_is_said_and_nothing_is_written)
{
  g_autoptr (GPtrArray) events = list_events ();
  NixieStore *before = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (before, list_event ("a@example.com", 9, 0), NULL);
  nixie_store_free (before);
  list_put_raw (folder, "events", nixie_slice ("a@example.com\0aaaaaaaabbbbbbbbbbbbbbbb", 38), nixie_slice_of ("bad"));
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  GPtrArray *history = NULL;
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (events, list_event ("a@example.com", 1, 0));
  g_ptr_array_add (events, list_event ("b@example.com", 2, 0));
  cr_expect_not (nixie_store_write (store, events, NOW_US, NULL, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG) && strstr (error->message, "a@example.com: damaged event"));
  cr_expect_not (nixie_store_history (store, "a@example.com", &history, NULL));
  cr_expect_eq (list_history_length (store, "b@example.com"), 0);
}

Test (store, rebuild_after_a_change_of_settings)
{
  static const char changed_text[] = "[reasons]\nno-such-user=never\n";
  g_autoptr (NixieSettings) changed = NULL;
  cr_assert (nixie_settings_parse (changed_text, strlen (changed_text), "f", &changed, NULL));
  gboolean differ = TRUE;
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint32 i = 0; i < 12000; i++)
      {
        g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
        g_ptr_array_add (events, i % 2 == 0 ? list_event (address, i, 0) : list_soft (address, i, 0));
      }
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
    cr_expect (nixie_store_settings_differ (store, &differ, NULL) && !differ);
  }
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, changed);
  cr_expect (nixie_store_settings_differ (store, &differ, NULL) && differ);
  cr_expect_eq (list_state (store, "a4@example.com", NOW_US), NIXIE_STATE_SUPPRESSED, "until it is rebuilt");
  guint64 count = 0;
  cr_assert (nixie_store_rebuild (store, NOW_US, &count, NULL));
  cr_expect_eq (count, 6000, "got %u", (guint) count);
  cr_expect_eq (list_state (store, "a4@example.com", NOW_US), NIXIE_STATE_COUNTING);
  cr_expect_eq (list_state (store, "a11998@example.com", NOW_US), NIXIE_STATE_COUNTING);
  cr_expect (nixie_store_settings_differ (store, &differ, NULL) && !differ);
  cr_assert (nixie_store_rebuild (store, NOW_US, &count, NULL));
  cr_expect_eq (count, 0);
}

Test (store, the_map_grows_by_itself)
{
  cr_assert_eq (g_mkdir (folder, 0700), 0);
  list_make_small (folder, 256 * 1024);
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  NixieStoreChange change = { 0 };
  for (guint32 round = 0; round < 10; round++)
    {
      g_autoptr (GPtrArray) events = list_events ();
      for (guint32 i = 0; i < 500; i++)
        {
          g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
          g_ptr_array_add (events, list_soft (address, round * 1000 + i, round));
        }
      cr_assert (nixie_store_write (store, events, NOW_US, &change, NULL), "round %u", round);
      cr_expect_eq (list_state (store, "a7@example.com", NOW_US), round < 7 ? NIXIE_STATE_COUNTING : NIXIE_STATE_SUPPRESSED);
    }
  cr_expect (change.events_new == 5000 && change.events_known == 0 && change.newly_suppressed == 500, "counted once though done twice");
  cr_expect_eq (list_history_length (store, "a499@example.com"), 10);
}
