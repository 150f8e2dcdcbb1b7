/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Acts: kept under their ids, read whole by each write transaction (they are few), and followed by the entries of all addresses that
 * a new one covers.
 */
#include "store/tallies-private.h"

#include "base/clock.h"

#include <string.h>

#define ADDRESSES_A_TURN 5000 /* in memory at once; all turns are of one transaction */

static int
add_acts (NixieStore *store, MDB_txn *txn, GPtrArray *acts, GError **error)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  MDB_val key, val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_ACTS], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, MDB_FIRST);
  for (; rc == 0; rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    {
      NixieAct *act = NULL;
      if (!nixie_act_decode (nixie_val_slice (&val), &act, error))
        return NIXIE_RC_DAMAGED;
      g_ptr_array_add (acts, act);
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}

int
nixie_store_get_acts (NixieStore *store, MDB_txn *txn, NixieActs **acts, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  const int rc = add_acts (store, txn, found, error);
  if (rc == 0)
    *acts = nixie_acts_new (g_steal_pointer (&found));
  return rc;
}

int
nixie_store_load_acts (NixieStore *store, MDB_txn *txn, GError **error)
{
  MDB_stat stat = { 0 };
  g_clear_pointer (&store->acts, nixie_acts_free);
  const int rc = store->dbi_is_open[NIXIE_DB_ACTS] ? mdb_stat (txn, store->dbis[NIXIE_DB_ACTS], &stat) : 0;
  return rc == 0 && stat.ms_entries > 0 ? nixie_store_get_acts (store, txn, &store->acts, error) : rc;
}

gboolean
nixie_store_acts (NixieStore *store, NixieActs **acts, GError **error)
{
  g_return_val_if_fail (store != NULL, FALSE);
  g_autoptr (NixieActs) found = NULL;
  MDB_txn *txn = NULL;
  int rc = store->env != NULL ? nixie_store_need (store, NIXIE_DB_ACTS) : MDB_NOTFOUND;
  if (rc == 0)
    rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = nixie_store_get_acts (store, txn, &found, error);
      nixie_store_end_read (store);
    }
  if (rc != 0 && rc != MDB_NOTFOUND)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *acts = found != NULL ? g_steal_pointer (&found) : nixie_acts_new (NULL);
  return TRUE;
}

static int
put_act (NixieStore *store, MDB_txn *txn, const NixieAct *act)
{
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  nixie_act_encode (act, bytes);
  MDB_val key = { NIXIE_ID_BYTES, (void *) act->id }, val = nixie_bytes_val (bytes);
  return mdb_put (txn, store->dbis[NIXIE_DB_ACTS], &key, &val, 0);
}

/* A hold that grows keeps its time; any other act is the newest. */
int
nixie_store_put_acts (NixieStore *store, MDB_txn *txn, const GPtrArray *acts)
{
  const guint known = store->acts != NULL ? nixie_acts_length (store->acts) : 0;
  gint64 newest_us = known > 0 ? nixie_acts_get (store->acts, known - 1)->time_us : NIXIE_TIME_NONE;
  int rc = 0;
  for (guint i = 0; rc == 0 && i < acts->len; i++)
    {
      NixieAct *act = acts->pdata[i];
      if (store->acts == NULL || nixie_acts_by_id (store->acts, act->id) == NULL)
        act->time_us = newest_us = MAX (act->time_us, newest_us + 1);
      rc = put_act (store, txn, act);
    }
  return rc;
}

int
nixie_store_delete_act (NixieStore *store, MDB_txn *txn, const NixieAct *act)
{
  MDB_val key = { NIXIE_ID_BYTES, (void *) act->id };
  return mdb_del (txn, store->dbis[NIXIE_DB_ACTS], &key, NULL);
}

/* The addresses from FROM on that are covered, at most ADDRESSES_A_TURN; FROM is moved behind the last one seen. */
static int
find_covered (NixieStore *store, MDB_txn *txn, const NixieWalk *walk, GString *from, GPtrArray *addresses)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  MDB_val key = { from->len, from->str }, val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_ENTRIES], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, from->len > 0 ? MDB_SET_RANGE : MDB_FIRST);
  for (; rc == 0 && addresses->len < ADDRESSES_A_TURN; rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    {
      g_string_truncate (from, 0);
      g_string_append_len (from, key.mv_data, (gssize) key.mv_size);
      if (walk->covers (from->str, nixie_val_slice (&val), walk->data))
        g_ptr_array_add (addresses, g_strdup (from->str));
      g_string_append_c (from, '\0'); /* the next key that there can be */
    }
  return rc;
}

static int
refold_address (NixieStore *store, MDB_txn *txn, const NixieWalk *walk, const char *address, GError **error)
{
  NixieRefold refold = { 0 };
  const int rc = nixie_store_refold (store, txn, address, &refold, error);
  if (rc == 0)
    walk->refolded (address, &refold, walk->data);
  return rc;
}

int
nixie_store_refold_where (NixieStore *store, MDB_txn *txn, const NixieWalk *walk, GError **error)
{
  g_autoptr (GString) from = g_string_new (NULL);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  int found = 0, rc = 0;
  do
    {
      g_ptr_array_set_size (addresses, 0);
      found = find_covered (store, txn, walk, from, addresses);
      for (guint i = 0; rc == 0 && i < addresses->len; i++)
        rc = refold_address (store, txn, walk, addresses->pdata[i], error);
    }
  while (rc == 0 && found == 0);
  return rc != 0 || found == MDB_NOTFOUND ? rc : found;
}

typedef struct {
  NixieStore *store;
  GPtrArray *acts; /* to be written; borrowed */
  gint64 now_us;
  const NixieBraking *braking; /* what it changes at a word of undoing */
  NixieStoreChange change;
} ActBatch;

static gboolean
is_covered (const char *address, NixieSlice entry, gpointer data)
{
  const ActBatch *batch = data;
  if (nixie_braking_reaches (batch->braking, address, 0, NIXIE_TIME_FOREVER))
    return TRUE;
  for (guint i = 0; i < batch->acts->len; i++)
    {
      const NixieAct *root = nixie_acts_root (batch->store->acts, batch->acts->pdata[i]);
      if (root != NULL && nixie_act_covers_address (root, address))
        return TRUE;
    }
  return FALSE;
}

static void
count_refold (const char *address, const NixieRefold *refold, gpointer data)
{
  ActBatch *batch = data;
  batch->change.entries_changed += refold->changed;
  batch->change.newly_suppressed += nixie_refold_suppresses (refold, batch->now_us);
}

/* What is undone is neither an outburst nor usual any more, and what is undone no more is again. */
static int
brake (NixieStore *store, MDB_txn *txn, ActBatch *batch, NixieBraking *braking, GError **error)
{
  gboolean undoes = FALSE;
  for (guint i = 0; i < batch->acts->len; i++)
    undoes |= ((const NixieAct *) batch->acts->pdata[i])->kind == NIXIE_ACT_UNDO;
  const int rc = undoes ? nixie_tallies_each (store, txn, nixie_braking_watch, braking) : 0;
  return rc == 0 ? nixie_braking_put (braking, store, txn, &batch->change.new_holds, error) : rc;
}

static int
write_acts (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  ActBatch *batch = data;
  g_autoptr (NixieBraking) braking = nixie_braking_new (store, batch->now_us);
  batch->change = (NixieStoreChange){ 0 };
  batch->braking = braking;
  const NixieWalk walk = { is_covered, count_refold, batch };
  int rc = nixie_store_put_acts (store, txn, batch->acts);
  if (rc == 0)
    rc = nixie_store_load_acts (store, txn, error);
  if (rc == 0)
    rc = brake (store, txn, batch, braking, error);
  return rc == 0 ? nixie_store_refold_where (store, txn, &walk, error) : rc;
}

gboolean
nixie_store_write_acts (NixieStore *store, GPtrArray *acts, gint64 now_us, NixieStoreChange *change, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE && acts != NULL, FALSE);
  ActBatch batch = { .store = store, .acts = acts, .now_us = now_us };
  if (acts->len > 0 && !nixie_store_transact (store, write_acts, &batch, error))
    return FALSE;
  if (change != NULL)
    nixie_store_add_change (change, &batch.change);
  return TRUE;
}
