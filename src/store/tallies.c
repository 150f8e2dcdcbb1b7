/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tallies-private.h. A domain is read whole when something of it changes: it has a small record for each day on which mail to it
 * failed, and they are neighbours.
 */
#include "store/tallies-private.h"

#include <string.h>

#define VERSION 1
#define CELL_BYTES 5       /* hour of the day * 8 + series, count */
#define DAY_SLOTS (24 * 8)

typedef struct {
  guint64 prefix;     /* of the domain, big-endian: most are told apart by it */
  const char *domain; /* borrowed */
  NixieNews news;
  gint32 sign;
} Row;

typedef struct {
  guint32 slot;
  gint32 change;
} Change;

struct NixieTallies {
  const NixieSettings *settings;
  GArray *rows;    /* Row */
  GArray *news;    /* NixieNews, of one address */
  GArray *changes; /* Change, of one domain */
  GArray *of_list; /* Change */
  GArray *before, *after; /* NixieCell, of one domain */
};

NixieTallies *
nixie_tallies_new (const NixieSettings *settings)
{
  NixieTallies *tallies = g_new0 (NixieTallies, 1);
  tallies->settings = settings;
  tallies->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  tallies->news = g_array_new (FALSE, FALSE, sizeof (NixieNews));
  tallies->changes = g_array_new (FALSE, FALSE, sizeof (Change));
  tallies->of_list = g_array_new (FALSE, FALSE, sizeof (Change));
  tallies->before = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  tallies->after = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  return tallies;
}

void
nixie_tallies_clear (NixieTallies *tallies)
{
  g_array_set_size (tallies->rows, 0);
  g_array_set_size (tallies->of_list, 0);
}

void
nixie_tallies_free (NixieTallies *tallies)
{
  if (tallies == NULL)
    return;
  g_array_unref (tallies->rows);
  g_array_unref (tallies->news);
  g_array_unref (tallies->changes);
  g_array_unref (tallies->of_list);
  g_array_unref (tallies->before);
  g_array_unref (tallies->after);
  g_free (tallies);
}

static void
add_rows (NixieTallies *tallies, const char *address, gint32 sign)
{
  const char *at = strrchr (address, '@');
  Row row = { .domain = at != NULL ? at + 1 : address, .sign = sign };
  guint64 prefix = 0;
  memcpy (&prefix, row.domain, MIN (strlen (row.domain), sizeof prefix));
  row.prefix = GUINT64_FROM_BE (prefix);
  for (guint i = 0; i < tallies->news->len; i++)
    {
      row.news = g_array_index (tallies->news, NixieNews, i);
      g_array_append_val (tallies->rows, row);
    }
  g_array_set_size (tallies->news, 0);
}

void
nixie_tallies_count (NixieTallies *tallies, const char *address, const GPtrArray *events, const GPtrArray *fresh)
{
  if (fresh != NULL)
    {
      nixie_brake_count (tallies->settings, events, fresh, tallies->news);
      add_rows (tallies, address, -1);
    }
  nixie_brake_count (tallies->settings, events, NULL, tallies->news);
  add_rows (tallies, address, 1);
}

void
nixie_tallies_discount (NixieTallies *tallies, const char *address, const GPtrArray *events)
{
  nixie_brake_count (tallies->settings, events, NULL, tallies->news);
  add_rows (tallies, address, -1);
}

/* Adds the cells of one record; FALSE where it is damaged. */
static gboolean
take_cells (const MDB_val *key, const MDB_val *val, GArray *cells)
{
  const guint8 *octets = val->mv_data;
  guint32 day;
  if (val->mv_size % CELL_BYTES != 1 || octets[0] != VERSION)
    return FALSE;
  memcpy (&day, (const char *) key->mv_data + key->mv_size - sizeof day, sizeof day);
  day = GUINT32_FROM_BE (day);
  if (day > G_MAXUINT32 / DAY_SLOTS - 1)
    return FALSE;
  for (gsize at = 1; at < val->mv_size; at += CELL_BYTES)
    {
      guint32 count;
      memcpy (&count, octets + at + 1, sizeof count);
      const NixieCell cell = { day * DAY_SLOTS + octets[at], GUINT32_FROM_BE (count) };
      if (octets[at] >= DAY_SLOTS || octets[at] % 8 >= NIXIE_N_SERIES || cell.count == 0)
        return FALSE;
      if (cells->len > 0 && g_array_index (cells, NixieCell, cells->len - 1).slot >= cell.slot)
        return FALSE;
      g_array_append_val (cells, cell);
    }
  return TRUE;
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
    if (key.mv_size != prefix.length + 4 || !take_cells (&key, &val, cells))
      return MDB_CORRUPTED;
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
compare_changes (gconstpointer a, gconstpointer b)
{
  const Change *one = a, *two = b;
  return (one->slot > two->slot) - (one->slot < two->slot);
}

/* Sorts CHANGES and makes one of those of the same slot. */
static void
settle (GArray *changes)
{
  guint n = 0;
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

/* The first cell of DAY, or of a later one. */
static guint
find_day (const GArray *cells, guint32 day)
{
  guint low = 0, high = cells->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      if (g_array_index (cells, NixieCell, middle).slot < day * DAY_SLOTS)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static int
put_day (NixieStore *store, MDB_txn *txn, const NixieTallied *tallied, guint32 day)
{
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  const guint8 version = VERSION;
  NixieKey key;
  nixie_key_tally (&key, tallied->domain, day);
  MDB_val key_val = nixie_key_val (&key);
  g_byte_array_append (bytes, &version, 1);
  for (guint i = find_day (tallied->after, day); i < tallied->after->len; i++)
    {
      const NixieCell *cell = &g_array_index (tallied->after, NixieCell, i);
      guint8 octets[CELL_BYTES] = { (guint8) (cell->slot % DAY_SLOTS) };
      const guint32 count = GUINT32_TO_BE (cell->count);
      if (cell->slot / DAY_SLOTS != day)
        break;
      memcpy (octets + 1, &count, sizeof count);
      g_byte_array_append (bytes, octets, sizeof octets);
    }
  MDB_val val = nixie_bytes_val (bytes);
  if (bytes->len > 1)
    return mdb_put (txn, store->dbis[NIXIE_DB_TALLIES], &key_val, &val, 0);
  const int rc = mdb_del (txn, store->dbis[NIXIE_DB_TALLIES], &key_val, NULL);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

/* The hour of DAY in which each series has its first, SIGN times into CHANGES. */
static void
add_firsts (const GArray *cells, guint32 day, gint32 sign, GArray *changes)
{
  guint seen = 1U << NIXIE_SERIES_ANY;
  for (guint i = find_day (cells, day); i < cells->len; i++)
    {
      const guint32 slot = g_array_index (cells, NixieCell, i).slot;
      const Change change = { slot, sign };
      if (slot / DAY_SLOTS != day)
        break;
      if ((seen >> slot % 8 & 1) == 0)
        g_array_append_val (changes, change);
      seen |= 1U << slot % 8;
    }
}

/* What a domain's change is to the list: a domain counts once a day in a series, in the hour of its first. */
static void
add_to_list (const GArray *changes, const NixieTallied *tallied, GArray *of_list)
{
  guint32 done = G_MAXUINT32;
  for (guint i = 0; i < changes->len; i++)
    {
      const Change *change = &g_array_index (changes, Change, i);
      const guint32 day = change->slot / DAY_SLOTS;
      if (change->slot % 8 == NIXIE_SERIES_ANY)
        g_array_append_vals (of_list, change, 1);
      if (day == done)
        continue;
      add_firsts (tallied->before, day, -1, of_list);
      add_firsts (tallied->after, day, 1, of_list);
      done = day;
    }
}

static int
put_days (NixieStore *store, MDB_txn *txn, const GArray *changes, const NixieTallied *tallied)
{
  guint32 done = G_MAXUINT32;
  int rc = 0;
  for (guint i = 0; rc == 0 && i < changes->len; i++)
    {
      const guint32 day = g_array_index (changes, Change, i).slot / DAY_SLOTS;
      if (day != done && g_array_index (changes, Change, i).change != 0)
        {
          rc = put_day (store, txn, tallied, day);
          done = day;
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
  MDB_txn *txn;
  MDB_cursor *cursor;
  NixieTalliedEach each;
  gpointer data;
} Writing;

static int
write_domain (NixieStore *store, NixieTallies *tallies, const Writing *how, const char *domain, GArray *changes)
{
  settle (changes);
  const NixieTallied tallied = { domain, tallies->before, tallies->after, changed_series (changes) };
  int rc = read_domain (how->cursor, domain, tallies->before);
  if (rc != 0)
    return rc;
  merge (tallies->before, changes, tallies->after);
  rc = put_days (store, how->txn, changes, &tallied);
  if (rc == 0 && *domain != '\0')
    add_to_list (changes, &tallied, tallies->of_list);
  return rc == 0 && how->each != NULL ? how->each (store, &tallied, how->data) : rc;
}

static int
compare_rows (gconstpointer a, gconstpointer b)
{
  const Row *one = a, *two = b;
  if (one->prefix != two->prefix)
    return one->prefix < two->prefix ? -1 : 1;
  return strcmp (one->domain, two->domain);
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
write_rows (NixieStore *store, NixieTallies *tallies, const Writing *how)
{
  int rc = 0;
  g_array_sort (tallies->rows, compare_rows);
  for (guint i = 0; rc == 0 && i < tallies->rows->len;)
    {
      const char *domain = g_array_index (tallies->rows, Row, i).domain;
      g_array_set_size (tallies->changes, 0);
      for (; i < tallies->rows->len && strcmp (g_array_index (tallies->rows, Row, i).domain, domain) == 0; i++)
        add_changes (&g_array_index (tallies->rows, Row, i), tallies->changes);
      rc = write_domain (store, tallies, how, domain, tallies->changes);
    }
  return rc == 0 && tallies->of_list->len > 0 ? write_domain (store, tallies, how, "", tallies->of_list) : rc;
}

int
nixie_tallies_write (NixieStore *store, MDB_txn *txn, NixieTallies *tallies, NixieTalliedEach each, gpointer data)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  int rc = tallies->rows->len > 0 ? mdb_cursor_open (txn, store->dbis[NIXIE_DB_TALLIES], &cursor) : 0;
  const Writing how = { txn, cursor, each, data };
  if (rc == 0)
    rc = write_rows (store, tallies, &how);
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
