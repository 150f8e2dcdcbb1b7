/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The dry run of a rebuild: over random histories, settings before and after, and operators' words on holds, it tells the very changes
 * that the rebuild then makes, and leaves the list as it is.
 */
#include "outage.h"

#define ROUNDS 40

static const char *const DOMAINS[] = { "big.example", "mail.big.example", "small.example", "d%u.example" };
static const char *const SETTINGS[] = {
  "",
  "[brake]\nenabled=false\n",
  "[brake]\ndomain-least=10\n",
  "[brake]\ndomain-least=10\nlist-least=5\n[faults]\nsystem=first\n",
  "[brake]\nlist-least=5\nhistory-days=7\n",
  "[brake]\ndomain-factor=30\n[reasons]\nno-such-user=counted\n",
  "[reasons]\nno-such-user=never\n",
  "[domain big.example]\nno-such-user=never\n",
  "[policy]\nsoft-days=2\nsoft-span-days=1\n[trust]\ndomains=other.example\n",
};

static NixieSettings *
settings_of (guint i)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (SETTINGS[i], strlen (SETTINGS[i]), "f", &settings, &error), "%s: %s", SETTINGS[i],
             error != NULL ? error->message : "");
  return settings;
}

static guint
any_of (GRand *random, guint n)
{
  return (guint) g_rand_int_range (random, 0, (gint32) n);
}

/* Single failures, and outbursts. */
static GPtrArray *
random_history (GRand *random)
{
  static const NixieReason reasons[] = { NIXIE_REASON_NO_SUCH_USER, NIXIE_REASON_MAILBOX_FULL, NIXIE_REASON_NO_SUCH_DOMAIN,
                                         NIXIE_REASON_NETWORK };
  GPtrArray *events = list_events ();
  for (guint i = 0; i < 40; i++)
    {
      const gboolean outburst = any_of (random, 5) == 0;
      const Row row = { .day = any_of (random, 60), .hour = any_of (random, 24),
                        .n = 1 + any_of (random, outburst ? 120 : 4),
                        .first = any_of (random, 150), .domain = DOMAINS[any_of (random, G_N_ELEMENTS (DOMAINS))],
                        .reason = reasons[any_of (random, 2) * any_of (random, G_N_ELEMENTS (reasons))], .hard = any_of (random, 3) > 0 };
      add_row (events, &row);
    }
  return events;
}

/* An operator's word on one of the holds, where there are some. */
static void
say_word (NixieStore *store, GRand *random)
{
  static const NixieActKind kinds[] = { NIXIE_ACT_RELEASE, NIXIE_ACT_CONFIRM, NIXIE_ACT_UNDO };
  g_autoptr (NixieActs) acts = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  cr_assert (nixie_store_acts (store, &acts, NULL));
  if (nixie_acts_length (acts) == 0)
    return;
  NixieAct draft = { .kind = kinds[any_of (random, G_N_ELEMENTS (kinds))], .time_us = NOW_US + 300 * NIXIE_DAY_US,
                     .to_us = NIXIE_TIME_FOREVER, .who = "op" };
  memcpy (draft.target, nixie_acts_get (acts, any_of (random, nixie_acts_length (acts)))->id, NIXIE_ID_BYTES);
  g_ptr_array_add (words, nixie_act_new (&draft));
  cr_assert (nixie_store_write_acts (store, words, NOW_US, NULL, NULL));
}

/* Octets in hexadecimal; "-" for none. */
static char *
entry_text (const NixieEntry *entry)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  if (entry == NULL)
    return g_strdup ("-");
  nixie_entry_encode (entry, bytes);
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < bytes->len; i++)
    g_string_append_printf (text, "%02x", bytes->data[i]);
  return g_string_free (text, FALSE);
}

static gboolean
take_entry (const NixieEntry *entry, gpointer data, GError **error)
{
  g_hash_table_insert (data, g_strdup (entry->address), entry_text (entry));
  return TRUE;
}

static GHashTable *
all_entries (NixieStore *store)
{
  GHashTable *entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  cr_assert (nixie_store_each_entry (store, take_entry, entries, NULL));
  return entries;
}

static gboolean
take_difference (const NixieDifference *difference, gpointer data, GError **error)
{
  g_hash_table_insert (data, g_strdup (difference->address), entry_text (difference->after));
  return TRUE;
}

/* What the dry run tells, by address: the entry that there would be, had MORE been said. */
static GHashTable *
foretold (NixieStore *store, const GPtrArray *more)
{
  g_autoptr (NixieActs) acts = NULL;
  g_autoptr (GError) error = NULL;
  GHashTable *told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  cr_assert (nixie_store_rehearse (store, more, NOW_US, &acts, &error), "%s", error != NULL ? error->message : "");
  const NixieDifferenceQuery query = { .each = take_difference, .data = told, .acts = acts };
  cr_assert (nixie_store_each_difference (store, &query, NULL));
  return told;
}

static void
expect_as_foretold (GHashTable *before, GHashTable *after, GHashTable *told, const char *name)
{
  GHashTableIter iter;
  gpointer address, entry;
  guint changed = 0;
  g_hash_table_iter_init (&iter, after);
  while (g_hash_table_iter_next (&iter, &address, &entry))
    {
      const gboolean same = g_strcmp0 (g_hash_table_lookup (before, address), entry) == 0;
      const char *want = same ? NULL : entry;
      cr_expect (g_strcmp0 (g_hash_table_lookup (told, address), want) == 0, "%s: %s", name, (const char *) address);
      changed += !same;
    }
  cr_expect_eq (g_hash_table_size (told), changed, "%s: %u foretold, %u changed", name, g_hash_table_size (told), changed);
}

/* One list: written under the settings BEFORE, and rebuilt under AFTER. How many entries changed. */
static guint
rebuild_foretold (GRand *random, guint before, guint after)
{
  g_autofree char *folder = list_temporary (), *name = g_strdup_printf ("settings %u to %u", before, after);
  g_autoptr (NixieSettings) old = settings_of (before), new = settings_of (after);
  g_autoptr (GPtrArray) events = random_history (random);
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, old);
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
    for (guint i = any_of (random, 3); i > 0; i--)
      say_word (store, random);
  }
  g_autoptr (GHashTable) told = NULL, entries = NULL;
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, new);
    entries = all_entries (store);
    told = foretold (store, NULL);
    g_autoptr (GHashTable) still = all_entries (store), nothing = g_hash_table_new (g_str_hash, g_str_equal);
    expect_as_foretold (entries, still, nothing, "a dry run");
  }
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, new);
  cr_assert (nixie_store_rebuild (store, NOW_US, NULL, NULL));
  g_autoptr (GHashTable) rebuilt = all_entries (store), again = foretold (store, NULL);
  expect_as_foretold (entries, rebuilt, told, name);
  cr_expect_eq (g_hash_table_size (again), 0, "%s: nothing is left to foretell", name);
  list_remove (folder);
  return g_hash_table_size (told);
}

Test (rehearsal, tells_what_comes)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint all = 0;
  for (guint i = 0; i < ROUNDS; i++)
    all += rebuild_foretold (random, any_of (random, G_N_ELEMENTS (SETTINGS)), any_of (random, G_N_ELEMENTS (SETTINGS)));
  cr_expect_gt (all, ROUNDS, "the histories make a difference: %u", all);
}

/* Some days, of a domain, of one reason, or of all. */
static NixieAct *
random_undo (GRand *random)
{
  static const char *const domains[] = { "", "big.example", ".big.example", "d3.example" };
  static const char *const reasons[] = { "", "", "no-such-user", "network" };
  const gint64 from_us = NOW_US + (gint64) any_of (random, 60) * NIXIE_DAY_US;
  const NixieAct draft = { .kind = NIXIE_ACT_UNDO, .time_us = NOW_US + 300 * NIXIE_DAY_US, .from_us = from_us,
                           .to_us = from_us + (gint64) (1 + any_of (random, 20)) * NIXIE_DAY_US - 1 - any_of (random, 2) * NIXIE_DAY_US / 5,
                           .domain = domains[any_of (random, G_N_ELEMENTS (domains))],
                           .reasons = reasons[any_of (random, G_N_ELEMENTS (reasons))], .who = "op" };
  return nixie_act_new (&draft);
}

/* Writes WORD; the dry run told what it changed, and a rebuild finds nothing to do. How many entries changed. */
static guint
undo_foretold (NixieStore *store, NixieAct *word)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_ptr_array_add (words, word);
  g_autoptr (GHashTable) before = all_entries (store), told = foretold (store, words);
  cr_assert (nixie_store_write_acts (store, words, NOW_US, NULL, NULL));
  g_autoptr (GHashTable) after = all_entries (store), again = foretold (store, NULL);
  expect_as_foretold (before, after, told, "an undo");
  cr_expect_eq (g_hash_table_size (again), 0, "an undo leaves %u to a rebuild", g_hash_table_size (again));
  return g_hash_table_size (told);
}

/* What was undone is no outburst and not usual, whether before or after what it was usual to; undone itself, it is again. */
Test (rehearsal, of_an_undo)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  guint all = 0;
  for (guint i = 0; i < ROUNDS; i++)
    {
      g_autofree char *folder = list_temporary ();
      g_autoptr (NixieSettings) settings = settings_of (any_of (random, 5));
      g_autoptr (GPtrArray) events = random_history (random);
      g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
      cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
      if (any_of (random, 2) == 0)
        say_word (store, random);
      NixieAct *undo = random_undo (random);
      NixieAct back = { .kind = NIXIE_ACT_UNDO, .time_us = undo->time_us, .to_us = NIXIE_TIME_FOREVER, .who = "op" };
      memcpy (back.target, undo->id, NIXIE_ID_BYTES);
      all += undo_foretold (store, undo);
      all += undo_foretold (store, nixie_act_new (&back));
      list_remove (folder);
    }
  cr_expect_gt (all, ROUNDS, "the words make a difference: %u", all);
}

Test (rehearsal, of_a_list_that_is_not_made)
{
  g_autofree char *folder = list_temporary ();
  g_autoptr (NixieSettings) settings = settings_of (0);
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  g_autoptr (NixieActs) acts = NULL;
  cr_assert (nixie_store_rehearse (store, NULL, NOW_US, &acts, NULL));
  cr_expect_eq (nixie_acts_length (acts), 0);
  list_remove (folder);
}
