/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an entry shows of its history: the texts of one event, which stand in the journal alone.
 */
#include "keep.h"

#include "store/store-private.h"

TestSuite (shown, .init = set_up, .fini = tear_down, .timeout = 60);

static NixieEvent *
failure (const char *address, guint32 number, gint64 day, const char *diagnostic)
{
  g_autoptr (NixieEvent) draft = list_event (address, number, day);
  draft->diagnostic = diagnostic;
  draft->status = "5.1.1";
  draft->reply = "550";
  draft->source = "inbox:7";
  return nixie_event_new (draft);
}

static void
expect_shown (const char *address, const char *diagnostic, const char *source)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autoptr (NixieEntry) entry = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_entry (store, address, &entry, &error), "%s", error != NULL ? error->message : "");
  cr_assert_not_null (entry, "%s", address);
  cr_expect_str_eq (entry->diagnostic, diagnostic, "%s: '%s'", address, entry->diagnostic);
  cr_expect_str_eq (entry->source, source, "%s: '%s'", address, entry->source);
}

static gboolean
append_shown (const NixieEntry *entry, gpointer data, GError **error)
{
  g_string_append_printf (data, "%.13s: %s\n", entry->address, entry->diagnostic);
  return TRUE;
}

static void
expect_list (const char *want)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autoptr (GString) shown = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_each_entry (store, append_shown, shown, &error), "%s", error != NULL ? error->message : "");
  cr_expect_str_eq (shown->str, want, "%s", shown->str);
}

static void
damage_event (const char *address, guint32 number, gint64 day)
{
  g_autoptr (NixieEvent) event = list_event (address, number, day);
  NixieKey key;
  nixie_key_event (&key, address, event->time_us, event->id);
  list_put_raw (folder, "events", nixie_slice ((const char *) key.octets, key.length), nixie_slice_of ("bad"));
}

static void
write_two (void)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, failure ("a@example.com", 1, 3, "no such user here"), NULL);
  list_write_one (store, failure ("b@example.com", 2, 0, "gone"), NULL);
}

Test (shown, the_event_that_decided)
{
  write_two ();
  expect_shown ("a@example.com", "no such user here", "inbox:7");
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, failure ("a@example.com", 3, 5, "still none"), NULL);
  }
  expect_shown ("a@example.com", "no such user here", "inbox:7");
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, failure ("a@example.com", 4, 1, "none before that"), NULL);
  }
  expect_shown ("a@example.com", "none before that", "inbox:7");
  expect_list ("a@example.com: none before that\nb@example.com: gone\n");
}

/* The same report is found elsewhere with an earlier time, and stands there from then on. */
Test (shown, an_event_that_moves)
{
  write_two ();
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, failure ("a@example.com", 1, 2, "the same, earlier"), NULL);
    cr_expect_eq (list_history_length (store, "a@example.com"), 1);
  }
  expect_shown ("a@example.com", "the same, earlier", "inbox:7");
}

/* Their octets are fewer than a reference's, and the journal is not asked. */
Test (shown, short_texts)
{
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, failure ("a@example.com", 1, 0, "gone"), NULL);
    list_write_one (store, failure ("b@example.com", 2, 0, "gone for good"), NULL);
  }
  damage_event ("a@example.com", 1, 0);
  damage_event ("b@example.com", 2, 0);
  expect_shown ("a@example.com", "gone", "inbox:7");
  expect_shown ("b@example.com", "", "");
}

Test (shown, an_act)
{
  write_two ();
  const NixieAct draft = { .kind = NIXIE_ACT_ALLOW, .time_us = NOW_US, .to_us = NIXIE_TIME_FOREVER, .domain = "example.com",
                           .who = "ann", .why = "our own" };
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_ptr_array_add (acts, nixie_act_new (&draft));
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    cr_assert (nixie_store_write_acts (store, acts, NOW_US, NULL, NULL));
  }
  expect_shown ("a@example.com", "our own", "ann");
}

/* The list can be read whole; what is wrong verify tells. */
Test (shown, nothing_of_what_is_damaged)
{
  write_two ();
  damage_event ("a@example.com", 1, 3);
  expect_list ("a@example.com: \nb@example.com: gone\n");
}

/* A key as long as LMDB takes, and one that cannot be an address: neither fits into an event's key. */
Test (shown, nothing_of_what_is_not_there)
{
  NixieEntry entry = nixie_entry_draft ("a@example.com");
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *longest = g_strnfill (NIXIE_KEY_BYTES, 'z');
  write_two ();
  entry.refers = TRUE;
  entry.shown_us = NOW_US;
  nixie_entry_encode (&entry, bytes);
  const NixieSlice octets = nixie_slice ((const char *) bytes->data, bytes->len);
  list_put_raw (folder, "entries", nixie_slice_of ("c@example.com"), octets);
  list_put_raw (folder, "entries", nixie_slice ("\0", 1), octets);
  list_put_raw (folder, "entries", nixie_slice_of (longest), octets);
  expect_list ("\357\277\275: \na@example.com: no such user here\nb@example.com: gone\nc@example.com: \nzzzzzzzzzzzzz: \n");
}
