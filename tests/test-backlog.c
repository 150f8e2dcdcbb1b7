/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store/: events that wait in a file come to the same list as those that are handed over, and as those that a thread writes.
 */
#include "list.h"

#include "store/writer.h"

#define EVENTS 5000
#define ADDRESSES 700

/* To BACKLOG, or to WRITER where that is NULL. */
static void
add_to (NixieBacklog *backlog, NixieWriter *writer, NixieEvent *event)
{
  g_autoptr (NixieEvent) owned = event;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  nixie_event_encode (owned, bytes);
  const NixieSlice octets = nixie_slice ((const char *) bytes->data, bytes->len);
  const gboolean added = backlog != NULL ? nixie_backlog_add (backlog, octets, &error) : nixie_writer_add (writer, octets, &error);
  cr_assert (added, "%s", error != NULL ? error->message : "");
}

static void
add (NixieBacklog *backlog, NixieEvent *event)
{
  add_to (backlog, NULL, event);
}

/* Event NUMBER of many: addresses that begin alike further than is looked at, short ones, and days in no order. */
static NixieEvent *
some_event (guint number)
{
  const guint n = number * 7919 % ADDRESSES;
  g_autofree char *address = n % 3 == 0 ? g_strdup_printf ("%u@example.com", n) : g_strdup_printf ("a.common.beginning.%u@example.com", n);
  return n % 2 == 0 ? list_event (address, number, number * 31 % 90) : list_soft (address, number, number * 31 % 90);
}

static gboolean
append_entry (const NixieEntry *entry, gpointer data, GError **error)
{
  GByteArray *all = data;
  g_byte_array_append (all, (const guint8 *) entry->address, (guint) strlen (entry->address) + 1);
  nixie_entry_encode (entry, all);
  return TRUE;
}

static GByteArray *
all_entries (NixieStore *store)
{
  GByteArray *all = g_byte_array_new ();
  cr_assert (nixie_store_each_entry (store, append_entry, all, NULL));
  return all;
}

Test (backlog, comes_to_the_same_list)
{
  g_autofree char *one = list_temporary (), *other = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieBacklog) backlog = nixie_backlog_new ();
  g_autoptr (GPtrArray) events = list_events ();
  g_autoptr (NixieStore) waited = list_open (one, NIXIE_STORE_WRITE, settings);
  NixieStoreChange change = { 0 };
  for (guint i = 0; i < EVENTS; i++)
    {
      add (backlog, some_event (i));
      g_ptr_array_add (events, some_event (i));
    }
  cr_expect_eq (nixie_backlog_length (backlog), EVENTS);
  cr_assert (nixie_backlog_write (backlog, waited, NOW_US, &change, NULL));
  cr_expect_eq (nixie_backlog_length (backlog), 0);
  cr_expect_eq (change.events_new, EVENTS);
  g_autoptr (GByteArray) got = all_entries (waited);
  g_clear_pointer (&waited, nixie_store_free);
  g_autoptr (NixieStore) direct = list_open (other, NIXIE_STORE_WRITE, settings);
  cr_assert (nixie_store_write (direct, events, NOW_US, NULL, NULL));
  g_autoptr (GByteArray) want = all_entries (direct);
  cr_assert_eq (got->len, want->len);
  cr_expect_arr_eq (got->data, want->data, want->len);
  list_remove (one);
  list_remove (other);
}

Test (backlog, fills_again)
{
  g_autofree char *folder = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieBacklog) backlog = nixie_backlog_new ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  NixieStoreChange change = { 0 };
  cr_expect (nixie_backlog_write (backlog, store, NOW_US, &change, NULL), "an empty one is no error");
  for (guint round = 0; round < 3; round++)
    {
      for (guint i = 0; i < 300; i++)
        add (backlog, some_event (round < 2 ? round * 300 + i : i));
      cr_assert (nixie_backlog_write (backlog, store, NOW_US, &change, NULL));
    }
  cr_expect_eq (change.events_new, 600);
  cr_expect_eq (change.events_known, 300);
  add (backlog, list_event ("forgotten@example.com", 9999, 1));
  nixie_backlog_clear (backlog);
  cr_assert (nixie_backlog_write (backlog, store, NOW_US, &change, NULL));
  cr_expect_eq (list_history_length (store, "forgotten@example.com"), 0);
  list_remove (folder);
}

Test (backlog, damaged_events)
{
  g_autoptr (NixieBacklog) backlog = nixie_backlog_new ();
  g_autoptr (NixieEvent) event = list_event ("a@example.com", 1, 1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *folder = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GError) error = NULL;
  nixie_event_encode (event, bytes);
  cr_expect_not (nixie_backlog_add (backlog, nixie_slice ((const char *) bytes->data, 30), &error), "ends within the key");
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
  g_clear_error (&error);
  cr_assert (nixie_backlog_add (backlog, nixie_slice ((const char *) bytes->data, bytes->len - 1), NULL), "only the key is looked at");
  cr_expect_not (nixie_backlog_write (backlog, store, NOW_US, NULL, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
  cr_expect_eq (list_history_length (store, "a@example.com"), 0);
  list_remove (folder);
}

Test (backlog, no_room_for_the_file)
{
  g_setenv ("TMPDIR", "/nonexistent", TRUE);
  g_autoptr (NixieBacklog) backlog = nixie_backlog_new ();
  g_autofree char *folder = g_strdup ("/tmp/nixie-backlog-XXXXXX");
  cr_assert_not_null (g_mkdtemp (folder));
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GError) error = NULL;
  add (backlog, list_event ("a@example.com", 1, 1));
  cr_expect_not (nixie_backlog_write (backlog, store, NOW_US, NULL, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_NO_INPUT) && strstr (error->message, "'/nonexistent'") != NULL);
  list_remove (folder);
}

Test (writer, comes_to_the_same_list)
{
  g_autofree char *one = list_temporary (), *other = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (GPtrArray) events = list_events ();
  g_autoptr (NixieStore) store = list_open (one, NIXIE_STORE_WRITE, settings);
  NixieStoreChange change = { 0 };
  g_autoptr (NixieWriter) writer = nixie_writer_new (store, NOW_US, &change);
  for (guint i = 0; i < EVENTS; i++)
    {
      add_to (NULL, writer, some_event (i));
      g_ptr_array_add (events, some_event (i));
      if (nixie_writer_waiting (writer) == 600)
        cr_assert (nixie_writer_hand_over (writer, NULL));
    }
  cr_expect_eq (nixie_writer_waiting (writer), EVENTS % 600);
  cr_assert (nixie_writer_hand_over (writer, NULL) && nixie_writer_settle (writer, NULL));
  cr_expect_eq (nixie_writer_waiting (writer), 0);
  cr_expect_not (nixie_writer_is_busy (writer));
  cr_expect_eq (change.events_new, EVENTS);
  cr_expect (nixie_writer_hand_over (writer, NULL) && nixie_writer_settle (writer, NULL), "nothing to write is no error");
  add_to (NULL, writer, list_event ("dropped@example.com", 9999, 1));
  g_clear_pointer (&writer, nixie_writer_free);
  cr_expect_eq (list_history_length (store, "dropped@example.com"), 0);
  g_autoptr (GByteArray) got = all_entries (store);
  g_clear_pointer (&store, nixie_store_free);
  g_autoptr (NixieStore) direct = list_open (other, NIXIE_STORE_WRITE, settings);
  cr_assert (nixie_store_write (direct, events, NOW_US, NULL, NULL));
  g_autoptr (GByteArray) want = all_entries (direct);
  cr_assert_eq (got->len, want->len);
  cr_expect_arr_eq (got->data, want->data, want->len);
  list_remove (one);
  list_remove (other);
}

Test (writer, trouble_is_told_by_who_waits_next)
{
  g_autofree char *folder = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieEvent) event = list_event ("a@example.com", 1, 1);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  NixieStoreChange change = { 0 };
  nixie_event_encode (event, bytes);
  const NixieSlice damaged = nixie_slice ((const char *) bytes->data, bytes->len - 1);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr (NixieWriter) writer = nixie_writer_new (store, NOW_US, &change);
      g_autoptr (GError) error = NULL;
      cr_assert (nixie_writer_add (writer, damaged, NULL) && nixie_writer_hand_over (writer, NULL));
      cr_expect_not (round == 0 ? nixie_writer_settle (writer, &error) : nixie_writer_hand_over (writer, &error));
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG), "%u", round);
    }
  cr_expect_eq (change.events_new, 0);
  list_remove (folder);
}
