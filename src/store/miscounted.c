/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tallies against the events, for verify. Events stand in the order of addresses and tallies in that of domains, so they are counted
 * anew into a list of its own, in a temporary file, and then both are read side by side: memory does not grow with the list. A record is
 * the same octet by octet or it is wrong. All is of one snapshot, since who writes events writes tallies with them.
 */
#include "store/tallies-private.h"

#include <string.h>

typedef struct {
  NixieStore *counted;
  GPtrArray *domains; /* of what differs */
  guint most;
} Comparison;

/* A record of either side. */
typedef struct {
  MDB_cursor *cursor;
  MDB_val key, val;
  gboolean at_end;
} Side;

static int
side_step (Side *side, MDB_cursor_op to)
{
  const int rc = mdb_cursor_get (side->cursor, &side->key, &side->val, to);
  side->at_end = rc == MDB_NOTFOUND;
  return side->at_end ? 0 : rc;
}

/* In LMDB's order. */
static int
compare_keys (const Side *one, const Side *other)
{
  if (one->at_end || other->at_end)
    return (int) one->at_end - (int) other->at_end;
  const int order = memcmp (one->key.mv_data, other->key.mv_data, MIN (one->key.mv_size, other->key.mv_size));
  return order != 0 ? order : (one->key.mv_size > other->key.mv_size) - (one->key.mv_size < other->key.mv_size);
}

static void
note (Comparison *comparison, const MDB_val *key)
{
  const char *last = comparison->domains->len > 0 ? comparison->domains->pdata[comparison->domains->len - 1] : NULL;
  g_autofree char *domain = g_strndup (key->mv_data, key->mv_size);
  if (comparison->domains->len < comparison->most && g_strcmp0 (domain, last) != 0)
    g_ptr_array_add (comparison->domains, g_steal_pointer (&domain));
}

static int
compare (Comparison *comparison, Side *there, Side *counted)
{
  int rc = side_step (there, MDB_FIRST);
  if (rc == 0)
    rc = side_step (counted, MDB_FIRST);
  while (rc == 0 && !(there->at_end && counted->at_end))
    {
      const int order = compare_keys (there, counted);
      const gboolean same = order == 0 && there->val.mv_size == counted->val.mv_size
                            && memcmp (there->val.mv_data, counted->val.mv_data, there->val.mv_size) == 0;
      if (!same)
        note (comparison, order <= 0 ? &there->key : &counted->key);
      if (order <= 0)
        rc = side_step (there, MDB_NEXT);
      if (rc == 0 && order >= 0)
        rc = side_step (counted, MDB_NEXT);
    }
  return rc;
}

static int
compare_all (NixieStore *store, MDB_txn *txn, Comparison *comparison, MDB_txn *counted_txn)
{
  g_autoptr (MDB_cursor) there = NULL, counted = NULL;
  int rc = mdb_cursor_open (counted_txn, comparison->counted->dbis[NIXIE_DB_TALLIES], &counted);
  if (rc == 0)
    rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_TALLIES], &there);
  Side one = { .cursor = there }, other = { .cursor = counted };
  return rc == 0 ? compare (comparison, &one, &other) : rc;
}

static int
count_and_compare (NixieStore *store, MDB_txn *txn, Comparison *comparison, GError **error)
{
  NixieRecount recount = { .events = store, .events_txn = txn };
  MDB_txn *counted_txn = NULL;
  if (!nixie_store_transact (comparison->counted, nixie_store_recount, &recount, error))
    return NIXIE_RC_DAMAGED;
  int rc = nixie_store_begin_read (comparison->counted, &counted_txn);
  if (rc != 0)
    return rc;
  rc = compare_all (store, txn, comparison, counted_txn);
  nixie_store_end_read (comparison->counted);
  return rc;
}

gboolean
nixie_store_find_miscounted (NixieStore *store, guint most, GPtrArray **domains, GError **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (NixieStore) counted = NULL;
  Comparison comparison = { .domains = found, .most = most };
  MDB_txn *txn = NULL;
  int rc = nixie_store_need (store, NIXIE_DB_TALLIES);
  if (rc == 0)
    rc = nixie_store_need (store, NIXIE_DB_EVENTS);
  if (rc == 0 && !nixie_store_open_scratch (store->settings, &counted, error))
    return FALSE;
  comparison.counted = counted;
  if (rc == 0)
    rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = count_and_compare (store, txn, &comparison, error);
      nixie_store_end_read (store);
    }
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *domains = g_steal_pointer (&found);
  return TRUE;
}
