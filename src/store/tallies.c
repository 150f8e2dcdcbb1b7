/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tallies-private.h. A domain is read whole when something of it changes: it has a small record for each week in which mail to it
 * failed, and they are neighbours.
 */
#include "store/tallies-private.h"

#include <string.h>

#define NONE G_MAXUINT32

typedef struct {
  NixieNews news;
  gint32 sign;
  guint32 next; /* row of the same domain, or NONE */
} Row;

typedef struct {
  const char *name; /* borrowed */
  guint32 first, last;
} Domain;

typedef struct {
  guint32 slot;
  gint32 change;
} Change;

struct NixieTallies {
  const NixieSettings *settings;
  GArray *rows;       /* Row */
  GArray *domains;    /* Domain, until they are written in the order in which they came */
  GHashTable *places; /* of names in DOMAINS, plus 1 */
  GArray *known, *news; /* NixieNews, of one address */
  GArray *changes;    /* Change, of one domain, or of the list */
  GHashTable *of_list; /* what is added to a slot, by slot + 1 */
  GArray *before, *after; /* NixieCell, of one domain */
};

NixieTallies *
nixie_tallies_new (const NixieSettings *settings)
{
  NixieTallies *tallies = g_new0 (NixieTallies, 1);
  tallies->settings = settings;
  tallies->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  tallies->domains = g_array_new (FALSE, FALSE, sizeof (Domain));
  tallies->places = g_hash_table_new (g_str_hash, g_str_equal);
  tallies->known = g_array_new (FALSE, FALSE, sizeof (NixieNews));
  tallies->news = g_array_new (FALSE, FALSE, sizeof (NixieNews));
  tallies->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  tallies->of_list = g_hash_table_new (NULL, NULL);
  tallies->before = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  tallies->after = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  return tallies;
}

void
nixie_tallies_clear (NixieTallies *tallies)
{
  g_array_set_size (tallies->rows, 0);
  g_array_set_size (tallies->domains, 0);
  g_hash_table_remove_all (tallies->places);
  g_hash_table_remove_all (tallies->of_list);
}

void
nixie_tallies_free (NixieTallies *tallies)
{
  if (tallies == NULL)
    return;
  g_array_unref (tallies->rows);
  g_array_unref (tallies->domains);
  g_hash_table_unref (tallies->places);
  g_array_unref (tallies->known);
  g_array_unref (tallies->news);
  g_array_unref (tallies->changes);
  g_hash_table_unref (tallies->of_list);
  g_array_unref (tallies->before);
  g_array_unref (tallies->after);
  g_free (tallies);
}

/* The place in DOMAINS of ADDRESS's. */
static guint
find_domain (NixieTallies *tallies, const char *address)
{
  const char *at = strrchr (address, '@');
  const Domain domain = { at != NULL ? at + 1 : address, NONE, NONE };
  const guint place = GPOINTER_TO_UINT (g_hash_table_lookup (tallies->places, domain.name));
  if (place > 0)
    return place - 1;
  g_array_append_val (tallies->domains, domain);
  g_hash_table_insert (tallies->places, (gpointer) domain.name, GUINT_TO_POINTER (tallies->domains->len));
  return tallies->domains->len - 1;
}

/* The news from FROM on. */
static void
add_rows (NixieTallies *tallies, guint place, const GArray *news, guint from, gint32 sign)
{
  Domain *domain = &g_array_index (tallies->domains, Domain, place);
  for (guint i = from; i < news->len; i++)
    {
      const Row row = { g_array_index (news, NixieNews, i), sign, NONE };
      if (domain->last == NONE)
        domain->first = tallies->rows->len;
      else
        g_array_index (tallies->rows, Row, domain->last).next = tallies->rows->len;
      domain->last = tallies->rows->len;
      g_array_append_val (tallies->rows, row);
    }
}

/* Most of what an address had before it has afterwards. */
static void
add_difference (NixieTallies *tallies, const char *address)
{
  const GArray *known = tallies->known, *news = tallies->news;
  guint same = 0;
  for (; same < known->len && same < news->len; same++)
    {
      const NixieNews *one = &g_array_index (known, NixieNews, same), *other = &g_array_index (news, NixieNews, same);
      if (one->hour != other->hour || one->series != other->series)
        break;
    }
  if (same == known->len && same == news->len)
    return;
  const guint place = find_domain (tallies, address);
  add_rows (tallies, place, known, same, -1);
  add_rows (tallies, place, news, same, 1);
}

void
nixie_tallies_count (NixieTallies *tallies, const char *address, const GPtrArray *events, const GPtrArray *fresh)
{
  g_array_set_size (tallies->known, 0);
  g_array_set_size (tallies->news, 0);
  if (fresh != NULL)
    nixie_brake_count (tallies->settings, events, fresh, tallies->known);
  nixie_brake_count (tallies->settings, events, NULL, tallies->news);
  add_difference (tallies, address);
}

void
nixie_tallies_discount (NixieTallies *tallies, const char *address, const GPtrArray *events)
{
  g_array_set_size (tallies->known, 0);
  g_array_set_size (tallies->news, 0);
  nixie_brake_count (tallies->settings, events, NULL, tallies->known);
  add_difference (tallies, address);
}

/* All of DOMAIN's, from CURSOR, which is left behind them. */
static int
read_domain (MDB_cursor *cursor, const char *domain, GArray *cells)
{
  NixieKey prefix;
  nixie_key_domain (&prefix, domain);
  MDB_val key = nixie_key_val (&prefix), val;
  g_array_set_size (cells, 0);
  int rc = mdb_cursor_get (cursor, &key, &val, MDB_SET_RANGE);
  for (; rc == 0 && nixie_key_starts (&key, &prefix); rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    if (key.mv_size != prefix.length + 4 || !nixie_tally_decode (&key, &val, cells))
      return MDB_CORRUPTED;
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const Change *one = a, *two = b;
  return (one->slot > two->slot) - (one->slot < two->slot);
}

static gboolean
is_settled (const GArray *changes)
{
  for (guint i = 1; i < changes->len; i++)
    if (g_array_index (changes, Change, i - 1).slot >= g_array_index (changes, Change, i).slot)
      return FALSE;
  return TRUE;
}

/* Sorts CHANGES and makes one of those of the same slot. */
static void
settle (GArray *changes)
{
  guint n = 0;
  if (is_settled (changes))
    return;
  g_array_sort (changes, compare_changes);
  for (guint i = 0; i < changes->len; i++)
    {
      const Change change = g_array_index (changes, Change, i);
      if (n > 0 && g_array_index (changes, Change, n - 1).slot == change.slot)
        g_array_index (changes, Change, n - 1).change += change.change;
      else
        g_array_index (changes, Change, n++) = change;
    }
  g_array_set_size (changes, n);
}

static void
add_cell (GArray *cells, guint32 slot, gint64 count)
{
  const NixieCell cell = { slot, (guint32) CLAMP (count, 0, G_MAXUINT32) };
  if (count > 0)
    g_array_append_val (cells, cell);
}

/* AFTER becomes BEFORE with CHANGES. */
static void
merge (const GArray *before, const GArray *changes, GArray *after)
{
  guint i = 0;
  g_array_set_size (after, 0);
  for (guint k = 0; k < changes->len; k++)
    {
      const Change *change = &g_array_index (changes, Change, k);
      gint64 count = change->change;
      const guint from = i;
      while (i < before->len && g_array_index (before, NixieCell, i).slot < change->slot)
        i++;
      if (i > from)
        g_array_append_vals (after, &g_array_index (before, NixieCell, from), i - from);
      if (i < before->len && g_array_index (before, NixieCell, i).slot == change->slot)
        count += g_array_index (before, NixieCell, i++).count;
      add_cell (after, change->slot, count);
    }
  if (i < before->len)
    g_array_append_vals (after, &g_array_index (before, NixieCell, i), before->len - i);
}

static int
put_week (MDB_cursor *cursor, const NixieTallied *tallied, guint32 week)
{
  guint8 octets[NIXIE_TALLY_MOST_BYTES];
  NixieKey key;
  nixie_key_tally (&key, tallied->domain, week);
  MDB_val key_val = nixie_key_val (&key), val = { nixie_tally_encode (tallied->after, week, octets), octets };
  if (val.mv_size > 0)
    return mdb_cursor_put (cursor, &key_val, &val, 0);
  const int rc = mdb_cursor_get (cursor, &key_val, &val, MDB_SET);
  return rc == 0 ? mdb_cursor_del (cursor, 0) : rc == MDB_NOTFOUND ? 0 : rc;
}

/* The hour of DAY in which each series has its first, as a slot; NONE. */
static void
find_firsts (const GArray *cells, guint32 day, guint32 *firsts)
{
  for (guint series = 0; series < NIXIE_N_SERIES; series++)
    firsts[series] = NONE;
  for (guint i = nixie_cells_find (cells, day * NIXIE_DAY_SLOTS); i < cells->len; i++)
    {
      const guint32 slot = g_array_index (cells, NixieCell, i).slot;
      if (slot / NIXIE_DAY_SLOTS != day)
        break;
      if (firsts[slot % 8] == NONE)
        firsts[slot % 8] = slot;
    }
}

static void
add_to_slot (GHashTable *of_list, guint32 slot, gint32 change)
{
  const gpointer key = GUINT_TO_POINTER (slot + 1);
  if (slot != NONE)
    g_hash_table_insert (of_list, key, GINT_TO_POINTER (GPOINTER_TO_INT (g_hash_table_lookup (of_list, key)) + change));
}

static void
add_day_to_list (const NixieTallied *tallied, guint32 day, GHashTable *of_list)
{
  guint32 before[NIXIE_N_SERIES], after[NIXIE_N_SERIES];
  find_firsts (tallied->before, day, before);
  find_firsts (tallied->after, day, after);
  for (guint series = NIXIE_SERIES_ANY + 1; series < NIXIE_N_SERIES; series++)
    if (before[series] != after[series])
      {
        add_to_slot (of_list, before[series], -1);
        add_to_slot (of_list, after[series], 1);
      }
}

/* What a domain's change is to the list: a domain counts once a day in a series, in the hour of its first. */
static void
add_to_list (const GArray *changes, const NixieTallied *tallied, GHashTable *of_list)
{
  guint32 done = NONE;
  for (guint i = 0; i < changes->len; i++)
    {
      const Change *change = &g_array_index (changes, Change, i);
      const guint32 day = change->slot / NIXIE_DAY_SLOTS;
      if (change->slot % 8 == NIXIE_SERIES_ANY)
        add_to_slot (of_list, change->slot, change->change);
      if (day != done)
        add_day_to_list (tallied, day, of_list);
      done = day;
    }
}

static int
put_weeks (MDB_cursor *cursor, const GArray *changes, const NixieTallied *tallied)
{
  guint32 done = NONE;
  int rc = 0;
  for (guint i = 0; rc == 0 && i < changes->len; i++)
    {
      const guint32 week = g_array_index (changes, Change, i).slot / NIXIE_WEEK_SLOTS;
      if (week != done && g_array_index (changes, Change, i).change != 0)
        {
          rc = put_week (cursor, tallied, week);
          done = week;
        }
    }
  return rc;
}

static guint8
changed_series (const GArray *changes)
{
  guint8 changed = 0;
  for (guint i = 0; i < changes->len; i++)
    if (g_array_index (changes, Change, i).change != 0)
      changed |= (guint8) (1U << g_array_index (changes, Change, i).slot % 8);
  return changed;
}

typedef struct {
  MDB_cursor *cursor;
  NixieTalliedEach each;
  gpointer data;
} Writing;

/* What CHANGES say of DOMAIN. */
static int
write_changes (NixieStore *store, NixieTallies *tallies, const Writing *how, const char *domain)
{
  settle (tallies->changes);
  const NixieTallied tallied = { domain, tallies->before, tallies->after, changed_series (tallies->changes) };
  int rc = read_domain (how->cursor, domain, tallies->before);
  if (rc != 0)
    return rc;
  merge (tallies->before, tallies->changes, tallies->after);
  rc = put_weeks (how->cursor, tallies->changes, &tallied);
  if (rc == 0 && *domain != '\0')
    add_to_list (tallies->changes, &tallied, tallies->of_list);
  return rc == 0 && how->each != NULL ? how->each (store, &tallied, how->data) : rc;
}

static int
compare_domains (gconstpointer a, gconstpointer b)
{
  return strcmp (((const Domain *) a)->name, ((const Domain *) b)->name);
}

static void
add_changes (const Row *row, GArray *changes)
{
  for (guint series = 0; series < NIXIE_N_SERIES; series++)
    {
      const Change change = { NIXIE_SLOT (row->news.hour, series), row->sign };
      if ((row->news.series >> series & 1) != 0)
        g_array_append_val (changes, change);
    }
}

static int
write_domains (NixieStore *store, NixieTallies *tallies, const Writing *how)
{
  int rc = 0;
  g_array_sort (tallies->domains, compare_domains);
  for (guint i = 0; rc == 0 && i < tallies->domains->len; i++)
    {
      const Domain *domain = &g_array_index (tallies->domains, Domain, i);
      g_array_set_size (tallies->changes, 0);
      for (guint32 row = domain->first; row != NONE; row = g_array_index (tallies->rows, Row, row).next)
        add_changes (&g_array_index (tallies->rows, Row, row), tallies->changes);
      rc = write_changes (store, tallies, how, domain->name);
    }
  return rc;
}

static int
write_list (NixieStore *store, NixieTallies *tallies, const Writing *how)
{
  GHashTableIter iter;
  gpointer slot, change;
  g_array_set_size (tallies->changes, 0);
  g_hash_table_iter_init (&iter, tallies->of_list);
  while (g_hash_table_iter_next (&iter, &slot, &change))
    {
      const Change one = { GPOINTER_TO_UINT (slot) - 1, GPOINTER_TO_INT (change) };
      g_array_append_val (tallies->changes, one);
    }
  return tallies->changes->len > 0 ? write_changes (store, tallies, how, "") : 0;
}

int
nixie_tallies_write (NixieStore *store, MDB_txn *txn, NixieTallies *tallies, NixieTalliedEach each, gpointer data)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  int rc = tallies->rows->len > 0 ? mdb_cursor_open (txn, store->dbis[NIXIE_DB_TALLIES], &cursor) : 0;
  const Writing how = { cursor, each, data };
  if (rc == 0)
    rc = write_domains (store, tallies, &how);
  if (rc == 0)
    rc = write_list (store, tallies, &how);
  nixie_tallies_clear (tallies);
  return rc;
}

int
nixie_tallies_each (NixieStore *store, MDB_txn *txn, NixieTalliedEach each, gpointer data)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  NixieKey behind;
  MDB_val key, val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_TALLIES], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, MDB_FIRST);
  while (rc == 0)
    {
      if (memchr (key.mv_data, '\0', key.mv_size) == NULL)
        return MDB_CORRUPTED;
      g_autofree char *domain = g_strndup (key.mv_data, key.mv_size);
      const NixieTallied tallied = { domain, cells, cells, G_MAXUINT8 };
      rc = read_domain (cursor, domain, cells);
      if (rc == 0)
        rc = each (store, &tallied, data);
      nixie_key_domain (&behind, domain);
      behind.octets[behind.length - 1] = 1;
      key = nixie_key_val (&behind);
      if (rc == 0)
        rc = mdb_cursor_get (cursor, &key, &val, MDB_SET_RANGE);
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}
