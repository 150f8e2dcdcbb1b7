/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing events: each once, by id, and the entries of the addresses that they touch, in one transaction. Two passes, each in the
 * order of its keys, because that is where LMDB's speed is: by id, what is new; by address, the events and the entry.
 */
#include "store/store-private.h"

#include "base/clock.h"

#include <string.h>

#define BATCH_PAGES 2000 /* held until the commit: 8 MB */
#define BATCH_LEAST_EVENTS 200

typedef enum { FATE_KNOWN, FATE_NEW, FATE_EARLIER } Fate;

typedef struct {
  NixieEvent *event; /* borrowed */
  guint number;      /* in the order given */
  Fate fate;
  gint64 known_us;   /* FATE_EARLIER: the time under which it is in the journal */
} Item;

typedef struct {
  GArray *items;     /* of Item */
  GPtrArray *of_address; /* NixieEvent *, borrowed: those of one address that are new */
  gint64 now_us;
  NixieStoreChange change;
} Batch;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const Item *one = a, *two = b;
  const int order = memcmp (one->event->id, two->event->id, NIXIE_ID_BYTES);
  return order != 0 ? order : (one->event->time_us > two->event->time_us) - (one->event->time_us < two->event->time_us);
}

/* By address; then what reports say in the order of its keys; then what operators say in the order given, since it moves behind. */
static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  const Item *one = a, *two = b;
  const int order = strcmp (one->event->address, two->event->address);
  const gboolean one_by_hand = nixie_event_is_by_hand (one->event), two_by_hand = nixie_event_is_by_hand (two->event);
  if (order != 0)
    return order;
  if (one_by_hand != two_by_hand)
    return one_by_hand ? 1 : -1;
  if (one_by_hand)
    return (one->number > two->number) - (one->number < two->number);
  return nixie_event_compare (&one->event, &two->event);
}

/* FLAGS are mdb_put's; with MDB_KEYEXIST *THERE is what stands there. */
static int
put_seen (NixieStore *store, MDB_txn *txn, const NixieEvent *event, guint flags, MDB_val *there)
{
  guint64 time_be = GUINT64_TO_BE ((guint64) MAX (event->time_us, 0));
  MDB_val key = { NIXIE_ID_BYTES, (void *) event->id };
  *there = (MDB_val){ sizeof time_be, &time_be };
  return mdb_put (txn, store->dbis[NIXIE_DB_SEEN], &key, there, flags);
}

/* Whether the event with EVENT's id stands in the journal at KNOWN_US, under the same address. */
static int
find_known (NixieStore *store, MDB_txn *txn, const NixieEvent *event, gint64 known_us)
{
  NixieKey key;
  nixie_key_event (&key, event->address, known_us, event->id);
  MDB_val key_val = nixie_key_val (&key), val;
  return mdb_get (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, &val);
}

/* Of the same report in two places the earlier time stands, where it is still in the journal. */
static int
meet_known (NixieStore *store, MDB_txn *txn, Item *item, const MDB_val *seen)
{
  guint64 time_be;
  MDB_val now;
  if (seen->mv_size != sizeof time_be)
    return MDB_CORRUPTED;
  memcpy (&time_be, seen->mv_data, sizeof time_be);
  item->fate = FATE_KNOWN;
  item->known_us = (gint64) GUINT64_FROM_BE (time_be);
  if (nixie_event_is_by_hand (item->event) || item->event->time_us >= item->known_us)
    return 0;
  const int rc = find_known (store, txn, item->event, item->known_us);
  if (rc != 0)
    return rc == MDB_NOTFOUND ? 0 : rc;
  item->fate = FATE_EARLIER;
  return put_seen (store, txn, item->event, 0, &now);
}

static int
decide_fate (NixieStore *store, MDB_txn *txn, Item *item)
{
  MDB_val seen;
  item->fate = FATE_NEW;
  const int rc = put_seen (store, txn, item->event, MDB_NOOVERWRITE, &seen);
  return rc == MDB_KEYEXIST ? meet_known (store, txn, item, &seen) : rc;
}

static int
delete_known (NixieStore *store, MDB_txn *txn, const Item *item)
{
  NixieKey key;
  nixie_key_event (&key, item->event->address, item->known_us, item->event->id);
  MDB_val key_val = nixie_key_val (&key);
  return mdb_del (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, NULL);
}

static int
put_event (NixieStore *store, MDB_txn *txn, const NixieEvent *event)
{
  NixieKey key;
  nixie_key_event (&key, event->address, event->time_us, event->id);
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  nixie_event_encode (event, bytes);
  MDB_val key_val = nixie_key_val (&key), val = nixie_bytes_val (bytes);
  return mdb_put (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, &val, 0);
}

/* An operator's word goes behind all that is known of the address, and a removal notes what stands protected then. */
static int
place_by_hand (NixieStore *store, MDB_txn *txn, NixieEvent *event, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  NixieEntry entry;
  const int rc = nixie_store_view_history (store, txn, event->address, &views, error);
  if (rc != 0)
    return rc;
  const GPtrArray *events = views->events;
  if (events->len > 0)
    event->time_us = MAX (event->time_us, ((const NixieEvent *) events->pdata[events->len - 1])->time_us + 1);
  const NixieBasis basis = { store->settings, store->acts };
  nixie_entry_fold (&basis, event->address, events, &entry);
  event->kept = event->kind == NIXIE_EVENT_REMOVE && !event->force ? nixie_entry_protected_strands (&entry) : 0;
  return 0;
}

static int
write_item (NixieStore *store, MDB_txn *txn, const Item *item, GError **error)
{
  int rc = 0;
  if (item->fate == FATE_KNOWN)
    return 0;
  if (item->fate == FATE_EARLIER)
    rc = delete_known (store, txn, item);
  if (rc == 0 && nixie_event_is_by_hand (item->event))
    rc = place_by_hand (store, txn, item->event, error);
  return rc == 0 ? put_event (store, txn, item->event) : rc;
}

static int
fold_in (NixieStore *store, MDB_txn *txn, const char *address, Batch *batch, GError **error)
{
  NixieRefold refold = { .at_hand = batch->of_address };
  const int rc = nixie_store_refold (store, txn, address, &refold, error);
  if (rc != 0)
    return rc;
  batch->change.newly_suppressed += nixie_refold_suppresses (&refold, batch->now_us);
  return 0;
}

/* The items from *NEXT on that are of one address; *NEXT is moved behind them. */
static int
write_address (NixieStore *store, MDB_txn *txn, Batch *batch, guint *next, GError **error)
{
  const char *address = g_array_index (batch->items, Item, *next).event->address;
  gboolean touched = FALSE;
  g_ptr_array_set_size (batch->of_address, 0);
  for (; *next < batch->items->len; (*next)++)
    {
      const Item *item = &g_array_index (batch->items, Item, *next);
      if (strcmp (item->event->address, address) != 0)
        break;
      const int rc = write_item (store, txn, item, error);
      if (rc != 0)
        return rc;
      touched |= item->fate != FATE_KNOWN;
      if (item->fate == FATE_NEW)
        g_ptr_array_add (batch->of_address, item->event);
      *(item->fate == FATE_NEW ? &batch->change.events_new : &batch->change.events_known) += 1;
    }
  return touched ? fold_in (store, txn, address, batch, error) : 0;
}

static int
write_batch (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  Batch *batch = data;
  batch->change = (NixieStoreChange){ 0 };
  int rc = 0;
  g_array_sort (batch->items, compare_ids);
  for (guint i = 0; rc == 0 && i < batch->items->len; i++)
    rc = decide_fate (store, txn, &g_array_index (batch->items, Item, i));
  g_array_sort (batch->items, compare_addresses);
  for (guint i = 0; rc == 0 && i < batch->items->len;)
    rc = write_address (store, txn, batch, &i, error);
  return rc;
}

void
nixie_store_add_change (NixieStoreChange *to, const NixieStoreChange *change)
{
  to->events_new += change->events_new;
  to->events_known += change->events_known;
  to->entries_changed += change->entries_changed;
  to->newly_suppressed += change->newly_suppressed;
}

gboolean
nixie_store_write (NixieStore *store, GPtrArray *events, gint64 now_us, NixieStoreChange *change, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE && events != NULL, FALSE);
  g_autoptr (GArray) items = g_array_sized_new (FALSE, FALSE, sizeof (Item), events->len);
  for (guint i = 0; i < events->len; i++)
    {
      const Item item = { .event = events->pdata[i], .number = i };
      g_return_val_if_fail (nixie_key_fits (item.event->address), FALSE);
      g_array_append_val (items, item);
    }
  g_autoptr (GPtrArray) of_address = g_ptr_array_new ();
  Batch batch = { .items = items, .of_address = of_address, .now_us = now_us };
  if (items->len > 0 && !nixie_store_transact (store, write_batch, &batch, error))
    return FALSE;
  if (change != NULL)
    nixie_store_add_change (change, &batch.change);
  return TRUE;
}

/* The pages that EVENTS of ALL touch, neighbours in the order of addresses: their share of those leaves of the two trees in that order
 * that all of them touch; a leaf of the third each, whose order is another, where there are as many; and an event makes a quarter of a
 * page. */
static gsize
pages_touched (const gsize *leaves, gsize events, gsize all)
{
  const gsize in_order = MIN (leaves[NIXIE_DB_ENTRIES], all) + MIN (leaves[NIXIE_DB_EVENTS], all);
  return in_order * events / all + MIN (leaves[NIXIE_DB_SEEN], events) + events / 4;
}

guint
nixie_store_batch_events (NixieStore *store, guint all)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE, BATCH_LEAST_EVENTS);
  gsize leaves[NIXIE_N_DBS] = { 0 };
  MDB_txn *txn = NULL;
  if (nixie_store_begin_read (store, &txn) != 0)
    return BATCH_LEAST_EVENTS; /* what is wrong the next write will say */
  for (guint i = 0; i < NIXIE_N_DBS; i++)
    {
      MDB_stat stat;
      if (mdb_stat (txn, store->dbis[i], &stat) == 0)
        leaves[i] = stat.ms_leaf_pages;
    }
  nixie_store_end_read (store);
  guint events = MAX (all, BATCH_LEAST_EVENTS);
  while (events > BATCH_LEAST_EVENTS && pages_touched (leaves, events, MAX (all, 1)) > BATCH_PAGES)
    events -= MIN (BATCH_LEAST_EVENTS, events - BATCH_LEAST_EVENTS);
  return events;
}
