/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing events: each once, by id, and the entries of the addresses that they touch, in one transaction. Two passes, each in the
 * order of its keys, because that is where LMDB's speed is: by id, what is new; by address, the events and the entry.
 */
#include "store/tallies-private.h"

#include "base/clock.h"

#include <string.h>

typedef enum { FATE_KNOWN, FATE_NEW, FATE_EARLIER } Fate;

typedef struct {
  NixieEvent *event;   /* borrowed */
  NixieSlice octets;   /* what EVENT is a view of, as it is written; empty: it must be encoded */
  gint64 known_us;     /* FATE_EARLIER: the time under which it is in the journal */
  guint number;        /* in the order given */
  guint8 fate;         /* Fate */
  guint8 suppresses;   /* of an address's first: the address is newly suppressed */
} Item;

/* The beginning of an id, which tells most apart, so that their events need not be read. */
typedef struct {
  guint64 prefix;
  const NixieEvent *event;
  guint item;
} ById;

typedef struct {
  GArray *items;     /* of Item, in the order of addresses */
  GArray *by_id;     /* of ById */
  GPtrArray *of_address; /* NixieEvent *, borrowed: those of one address that are new */
  NixieTallies *tallies;
  GPtrArray *sealed;     /* NixieEvent *: in the place of some that were given */
  guint digests;         /* 1 << NixieHash: of addresses that are bare digests */
  gint64 now_us;
  NixieStoreChange change;
} Batch;

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const ById *one = a, *two = b;
  if (one->prefix != two->prefix)
    return one->prefix < two->prefix ? -1 : 1;
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

/* Who writes many events gives them in this order: there is nothing to sort. */
static void
sort_by_address (GArray *items)
{
  guint i = 1;
  while (i < items->len && compare_addresses (&g_array_index (items, Item, i - 1), &g_array_index (items, Item, i)) <= 0)
    i++;
  if (i < items->len)
    g_array_sort (items, compare_addresses);
}

static void
sort_by_id (const GArray *items, GArray *by_id)
{
  g_array_set_size (by_id, items->len);
  for (guint i = 0; i < items->len; i++)
    {
      ById *row = &g_array_index (by_id, ById, i);
      row->item = i;
      row->event = g_array_index (items, Item, i).event;
      memcpy (&row->prefix, row->event->id, sizeof row->prefix);
      row->prefix = GUINT64_FROM_BE (row->prefix);
    }
  g_array_sort (by_id, compare_ids);
}

/* FLAGS are mdb_cursor_put's; with MDB_KEYEXIST *KNOWN_US is the time that stands there. */
static int
put_seen (NixieStore *store, MDB_txn *txn, const NixieEvent *event, guint flags, gint64 *known_us)
{
  guint64 time_be = GUINT64_TO_BE ((guint64) MAX (event->time_us, 0));
  MDB_val key = { NIXIE_ID_BYTES, (void *) event->id }, val = { sizeof time_be, &time_be };
  MDB_cursor *cursor;
  int rc = nixie_store_cursor (store, txn, NIXIE_DB_SEEN, &cursor);
  if (rc == 0)
    rc = mdb_cursor_put (cursor, &key, &val, flags);
  if (rc != MDB_KEYEXIST)
    return rc;
  if (val.mv_size != sizeof time_be)
    return MDB_CORRUPTED;
  memcpy (&time_be, val.mv_data, sizeof time_be);
  *known_us = (gint64) GUINT64_FROM_BE (time_be);
  return rc;
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
meet_known (NixieStore *store, MDB_txn *txn, Item *item)
{
  item->fate = FATE_KNOWN;
  if (nixie_event_is_by_hand (item->event) || item->event->time_us >= item->known_us)
    return 0;
  const int rc = find_known (store, txn, item->event, item->known_us);
  if (rc != 0)
    return rc == MDB_NOTFOUND ? 0 : rc;
  item->fate = FATE_EARLIER;
  return put_seen (store, txn, item->event, 0, &item->known_us);
}

static int
decide_fate (NixieStore *store, MDB_txn *txn, Item *item)
{
  item->fate = FATE_NEW;
  const int rc = put_seen (store, txn, item->event, MDB_NOOVERWRITE, &item->known_us);
  return rc == MDB_KEYEXIST ? meet_known (store, txn, item) : rc;
}

static int
delete_known (NixieStore *store, MDB_txn *txn, const Item *item)
{
  NixieKey key;
  nixie_key_event (&key, item->event->address, item->known_us, item->event->id);
  MDB_val key_val = nixie_key_val (&key);
  return mdb_del (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, NULL);
}

/* OCTETS are nixie_event_encode's: the key stands before the rest. */
static int
put_octets (NixieStore *store, MDB_txn *txn, NixieSlice octets)
{
  const gsize length = nixie_event_key_bytes (octets);
  MDB_val key = { length, (void *) octets.data }, val = { octets.length - length, (void *) (octets.data + length) };
  MDB_cursor *cursor;
  const int rc = nixie_store_cursor (store, txn, NIXIE_DB_EVENTS, &cursor);
  return rc == 0 ? mdb_cursor_put (cursor, &key, &val, 0) : rc;
}

int
nixie_store_put_event (NixieStore *store, MDB_txn *txn, const NixieEvent *event)
{
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  nixie_event_encode (event, bytes);
  return put_octets (store, txn, nixie_slice ((const char *) bytes->data, bytes->len));
}

/* An operator's word goes behind all that is known of the address, and a removal notes what stands protected then. */
static int
place_by_hand (NixieStore *store, MDB_txn *txn, NixieEvent *event, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  NixieEntry entry;
  gint64 known_us = 0;
  const int rc = nixie_store_view_history (store, txn, event->address, &views, error);
  if (rc != 0)
    return rc;
  const GPtrArray *events = views->events;
  if (events->len > 0)
    event->time_us = MAX (event->time_us, ((const NixieEvent *) events->pdata[events->len - 1])->time_us + 1);
  const NixieBasis basis = { store->settings, store->acts };
  nixie_entry_fold (&basis, event->address, events, &entry);
  event->kept = event->kind == NIXIE_EVENT_REMOVE && !event->force ? nixie_entry_protected_strands (&entry) : 0;
  return put_seen (store, txn, event, 0, &known_us); /* with the time that it has now */
}

static int
write_item (NixieStore *store, MDB_txn *txn, const Item *item, GError **error)
{
  const gboolean by_hand = nixie_event_is_by_hand (item->event);
  int rc = 0;
  if (item->fate == FATE_KNOWN)
    return 0;
  if (item->fate == FATE_EARLIER)
    rc = delete_known (store, txn, item);
  if (rc == 0 && by_hand)
    rc = place_by_hand (store, txn, item->event, error);
  if (rc != 0)
    return rc;
  return item->octets.length == 0 || by_hand ? nixie_store_put_event (store, txn, item->event) : put_octets (store, txn, item->octets);
}

/* The items of one address, in the order of addresses. */
typedef struct {
  guint from, to; /* TO is behind them */
  const char *address;
  gboolean moved; /* one of them gets another time */
} Group;

static Group
group_at (const Batch *batch, guint from)
{
  const Item *items = &g_array_index (batch->items, Item, 0);
  Group group = { from, from, items[from].event->address, FALSE };
  do
    group.moved |= items[group.to].fate == FATE_EARLIER;
  while (++group.to < batch->items->len && strcmp (items[group.to].event->address, group.address) == 0);
  return group;
}

/* An event that moves takes its count along: all of the address are counted anew, behind this. */
static int
discount_moved (NixieStore *store, MDB_txn *txn, const Batch *batch, const Group *group, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  const int rc = group->moved ? nixie_store_view_history (store, txn, group->address, &views, error) : 0;
  if (views != NULL)
    nixie_tallies_discount (batch->tallies, group->address, views->events);
  return rc;
}

static int
write_items (NixieStore *store, MDB_txn *txn, Batch *batch, const Group *group, GError **error)
{
  int rc = 0;
  g_ptr_array_set_size (batch->of_address, 0);
  for (guint i = group->from; rc == 0 && i < group->to; i++)
    {
      const Item *item = &g_array_index (batch->items, Item, i);
      rc = write_item (store, txn, item, error);
      if (item->fate == FATE_NEW)
        g_ptr_array_add (batch->of_address, item->event);
      *(item->fate == FATE_NEW ? &batch->change.events_new : &batch->change.events_known) += 1;
    }
  return rc;
}

static int
write_address (NixieStore *store, MDB_txn *txn, Batch *batch, const Group *group, GError **error)
{
  int rc = discount_moved (store, txn, batch, group, error);
  if (rc == 0)
    rc = write_items (store, txn, batch, group, error);
  if (rc != 0 || (batch->of_address->len == 0 && !group->moved))
    return rc;
  const GPtrArray *fresh = group->moved ? NULL : batch->of_address;
  NixieRefold refold = { .at_hand = fresh, .tallies = batch->tallies, .fresh = fresh };
  rc = nixie_store_refold (store, txn, group->address, &refold, error);
  Item *first = &g_array_index (batch->items, Item, group->from);
  first->suppresses = rc == 0 && nixie_refold_suppresses (&refold, batch->now_us);
  batch->change.newly_suppressed += first->suppresses;
  return rc;
}

/* The entries that must follow the brake's holds. */
typedef struct {
  Batch *batch;
  const NixieBraking *braking;
  GHashTable *newly; /* addresses, borrowed: newly suppressed so far */
} Following;

static gboolean
is_reached (const char *address, NixieSlice octets, gpointer data)
{
  const Following *following = data;
  NixieEntry entry;
  if (!nixie_braking_reaches (following->braking, address, 0, NIXIE_TIME_FOREVER))
    return FALSE;
  return !nixie_entry_view (address, octets, &entry, NULL)
         || nixie_braking_reaches (following->braking, address, entry.first_us, entry.last_us);
}

static void
count_following (const char *address, const NixieRefold *refold, gpointer data)
{
  const Following *following = data;
  NixieStoreChange *change = &following->batch->change;
  const gint64 now_us = following->batch->now_us;
  change->newly_suppressed += nixie_refold_suppresses (refold, now_us);
  if (nixie_state_at (refold->after, refold->after_until_us, now_us) != NIXIE_STATE_SUPPRESSED
      && g_hash_table_remove (following->newly, address))
    change->newly_suppressed--;
}

/* Of those just written, since nobody else is reached: one batch follows another for as long as an outage lasts. */
static int
refold_reached (NixieStore *store, MDB_txn *txn, Following *following, GError **error)
{
  int rc = 0;
  Group group = { 0 };
  for (guint i = 0; rc == 0 && i < following->batch->items->len; i = group.to)
    {
      NixieRefold refold = { 0 };
      gboolean reached = FALSE;
      group = group_at (following->batch, i);
      for (guint k = group.from; !reached && k < group.to; k++)
        {
          const gint64 time_us = g_array_index (following->batch->items, Item, k).event->time_us;
          reached = nixie_braking_reaches (following->braking, group.address, time_us, time_us);
        }
      if (reached)
        rc = nixie_store_refold (store, txn, group.address, &refold, error);
      if (reached && rc == 0)
        count_following (group.address, &refold, following);
    }
  return rc;
}

static int
follow_brake (NixieStore *store, MDB_txn *txn, Batch *batch, const NixieBraking *braking, GError **error)
{
  g_autoptr (GHashTable) newly = g_hash_table_new (g_str_hash, g_str_equal);
  Following following = { batch, braking, newly };
  const NixieWalk walk = { is_reached, count_following, &following };
  for (guint i = 0; i < batch->items->len; i++)
    if (g_array_index (batch->items, Item, i).suppresses)
      g_hash_table_add (newly, (gpointer) g_array_index (batch->items, Item, i).event->address);
  return nixie_braking_reaches_old (braking) ? nixie_store_refold_where (store, txn, &walk, error)
                                              : refold_reached (store, txn, &following, error);
}

/* What was written is counted, and where that shows an outburst, entries folded a moment ago are folded again under its hold. */
static int
brake (NixieStore *store, MDB_txn *txn, Batch *batch, GError **error)
{
  g_autoptr (NixieBraking) braking = nixie_braking_new (store, batch->now_us);
  int rc = nixie_tallies_write (store, txn, batch->tallies, nixie_braking_watch, braking);
  if (rc == 0)
    rc = nixie_braking_put (braking, store, txn, &batch->change.new_holds, error);
  return rc == 0 && nixie_braking_reaches_any (braking) ? follow_brake (store, txn, batch, braking, error) : rc;
}

static void
sort_batch (Batch *batch)
{
  sort_by_address (batch->items);
  sort_by_id (batch->items, batch->by_id);
}

/* What is read of who was forgotten but for a digest goes there. Another process may have left the first digest since the list was
 * opened. */
static int
seal_forgotten (NixieStore *store, MDB_txn *txn, Batch *batch, GError **error)
{
  const guint before = batch->sealed->len;
  int rc = nixie_meta_check (store, txn, error);
  for (guint i = 0; rc == 0 && store->digests != 0 && i < batch->items->len; i++)
    {
      Item *item = &g_array_index (batch->items, Item, i);
      NixieEvent *sealed = NULL;
      rc = nixie_store_seal_forgotten (store, txn, item->event, &sealed);
      if (sealed == NULL)
        continue;
      g_ptr_array_add (batch->sealed, sealed);
      item->event = sealed;
      item->octets = NIXIE_SLICE_EMPTY;
    }
  if (batch->sealed->len > before)
    sort_batch (batch);
  return rc;
}

static int
write_batch (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  Batch *batch = data;
  Group group = { 0 };
  batch->change = (NixieStoreChange){ 0 };
  nixie_tallies_clear (batch->tallies);
  int rc = seal_forgotten (store, txn, batch, error);
  if (rc == 0 && batch->digests != 0)
    rc = nixie_meta_add_digests (store, txn, batch->digests, error);
  for (guint i = 0; rc == 0 && i < batch->items->len; i++)
    rc = decide_fate (store, txn, &g_array_index (batch->items, Item, g_array_index (batch->by_id, ById, i).item));
  for (guint i = 0; rc == 0 && i < batch->items->len; i = group.to)
    {
      group = group_at (batch, i);
      rc = write_address (store, txn, batch, &group, error);
    }
  return rc == 0 ? brake (store, txn, batch, error) : rc;
}

void
nixie_store_add_change (NixieStoreChange *to, const NixieStoreChange *change)
{
  to->events_new += change->events_new;
  to->events_known += change->events_known;
  to->entries_changed += change->entries_changed;
  to->newly_suppressed += change->newly_suppressed;
  to->new_holds += change->new_holds;
}

static gboolean
write_all (NixieStore *store, GArray *items, gint64 now_us, NixieStoreChange *change, GError **error)
{
  guint digests = 0;
  for (guint i = 0; i < items->len; i++)
    {
      const char *address = g_array_index (items, Item, i).event->address;
      g_return_val_if_fail (nixie_key_fits (address), FALSE);
      if (strchr (address, '@') == NULL)
        digests |= 1U << nixie_hash_of (address);
    }
  g_autoptr (GArray) by_id = g_array_new (FALSE, FALSE, sizeof (ById));
  g_autoptr (GPtrArray) of_address = g_ptr_array_new ();
  g_autoptr (NixieTallies) tallies = nixie_tallies_new (store->settings);
  g_autoptr (GPtrArray) sealed = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  Batch batch = { .items = items, .by_id = by_id, .of_address = of_address, .tallies = tallies, .sealed = sealed, .digests = digests,
                  .now_us = now_us };
  sort_batch (&batch);
  if (items->len > 0 && !nixie_store_transact (store, write_batch, &batch, error))
    return FALSE;
  if (change != NULL)
    nixie_store_add_change (change, &batch.change);
  return TRUE;
}

gboolean
nixie_store_write (NixieStore *store, GPtrArray *events, gint64 now_us, NixieStoreChange *change, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE && events != NULL, FALSE);
  g_autoptr (GArray) items = g_array_sized_new (FALSE, FALSE, sizeof (Item), events->len);
  for (guint i = 0; i < events->len; i++)
    {
      const Item item = { .event = events->pdata[i], .number = i };
      g_array_append_val (items, item);
    }
  return write_all (store, items, now_us, change, error);
}

gboolean
nixie_store_write_octets (NixieStore *store, const GArray *octets, gint64 now_us, NixieStoreChange *change, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE && octets != NULL, FALSE);
  g_autofree NixieEvent *views = g_new (NixieEvent, octets->len);
  g_autoptr (GArray) items = g_array_sized_new (FALSE, FALSE, sizeof (Item), octets->len);
  for (guint i = 0; i < octets->len; i++)
    {
      const Item item = { .event = &views[i], .octets = g_array_index (octets, NixieSlice, i), .number = i };
      if (!nixie_event_view (item.octets, &views[i], error))
        return FALSE;
      g_array_append_val (items, item);
    }
  return write_all (store, items, now_us, change, error);
}
