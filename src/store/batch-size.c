/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How many events that wait are written in one transaction: memory is what the pages take that it touches, until its commit.
 */
#include "store/store-private.h"

#define BATCH_LEAST_EVENTS 200

/* The pages that EVENTS of ALL touch, neighbours in the order of addresses: their share of those leaves of the two trees in that order
 * that all of them touch; a leaf each of two more, whose order is another, where there are as many; and an event makes a quarter of a
 * page. */
static gsize
pages_touched (const gsize *leaves, gsize events, gsize all)
{
  const gsize in_order = MIN (leaves[NIXIE_DB_ENTRIES], all) + MIN (leaves[NIXIE_DB_EVENTS], all);
  return in_order * events / all + MIN (leaves[NIXIE_DB_SEEN], events) + MIN (leaves[NIXIE_DB_TALLIES], events) + events / 4;
}

void
nixie_store_allow_pages (NixieStore *store, guint pages)
{
  g_return_if_fail (store != NULL && pages > 0);
  store->batch_pages = pages;
}

/* NIXIE_BATCH_PAGES is for tests, which want to see a batch end where another begins. */
static guint
pages_allowed (const NixieStore *store)
{
  const char *instead = g_getenv ("NIXIE_BATCH_PAGES");
  return instead != NULL ? (guint) g_ascii_strtoull (instead, NULL, 10) : store->batch_pages;
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
  const guint pages = pages_allowed (store);
  guint events = MAX (all, BATCH_LEAST_EVENTS);
  while (events > BATCH_LEAST_EVENTS && pages_touched (leaves, events, MAX (all, 1)) > pages)
    events -= MIN (BATCH_LEAST_EVENTS, events - BATCH_LEAST_EVENTS);
  return events;
}
