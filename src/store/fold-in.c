/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries from events, inside a write transaction: for one address after each write, for all after a change of settings.
 */
#include "store/tallies-private.h"

#include "base/clock.h"

#include <string.h>

#define ADDRESSES_A_TURN 5000 /* of one transaction */

/* The octets of the entry that there is, in *VAL; an empty one where there is none. */
static int
get_before (NixieStore *store, MDB_txn *txn, const char *address, MDB_val *val, NixieRefold *refold)
{
  MDB_val key = nixie_string_val (address);
  MDB_cursor *cursor;
  int rc = nixie_store_cursor (store, txn, NIXIE_DB_ENTRIES, &cursor);
  *val = (MDB_val){ 0, NULL };
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, val, MDB_SET);
  if (rc == 0)
    nixie_entry_peek (nixie_val_slice (val), &refold->before, &refold->before_until_us);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

/* An entry that stands as it should costs no page; one that is damaged is made anew. */
static int
put_entry (NixieStore *store, MDB_txn *txn, const MDB_val *before, const NixieEntry *entry, gboolean *changed)
{
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  nixie_entry_encode (entry, bytes);
  *changed = before->mv_data == NULL || bytes->len != before->mv_size || memcmp (bytes->data, before->mv_data, bytes->len) != 0;
  MDB_val key = nixie_string_val (entry->address), val = nixie_bytes_val (bytes);
  MDB_cursor *cursor;
  const int rc = nixie_store_cursor (store, txn, NIXIE_DB_ENTRIES, &cursor);
  return rc == 0 && *changed ? mdb_cursor_put (cursor, &key, &val, 0) : rc;
}

/* An entry without any event is none. */
static int
delete_entry (NixieStore *store, MDB_txn *txn, const char *address, NixieRefold *refold)
{
  MDB_val key = nixie_string_val (address);
  const int rc = mdb_del (txn, store->dbis[NIXIE_DB_ENTRIES], &key, NULL);
  refold->changed = rc == 0;
  refold->after = NIXIE_STATE_CLEAR;
  refold->after_until_us = NIXIE_TIME_NONE;
  return rc == MDB_NOTFOUND ? 0 : rc;
}

int
nixie_store_refold (NixieStore *store, MDB_txn *txn, const char *address, NixieRefold *refold, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  NixieEntry entry;
  MDB_val before;
  int rc = get_before (store, txn, address, &before, refold);
  const gboolean all_at_hand = before.mv_size == 0 && refold->at_hand != NULL;
  if (rc == 0 && !all_at_hand)
    rc = nixie_store_view_history (store, txn, address, &views, error);
  if (rc != 0)
    return rc;
  const GPtrArray *events = all_at_hand ? refold->at_hand : views->events;
  if (events->len == 0)
    return delete_entry (store, txn, address, refold);
  const NixieBasis basis = { store->settings, store->acts };
  if (refold->tallies != NULL)
    nixie_tallies_count (refold->tallies, address, events, all_at_hand ? NULL : refold->fresh);
  nixie_entry_fold (&basis, address, events, &entry);
  refold->after = entry.state;
  refold->after_until_us = entry.until_us;
  return put_entry (store, txn, &before, &entry, &refold->changed);
}

gboolean
nixie_refold_suppresses (const NixieRefold *refold, gint64 now_us)
{
  const NixieState before = nixie_state_at (refold->before, refold->before_until_us, now_us);
  const NixieState after = nixie_state_at (refold->after, refold->after_until_us, now_us);
  return before != NIXIE_STATE_SUPPRESSED && after == NIXIE_STATE_SUPPRESSED;
}

typedef struct {
  const char *behind; /* the last address that is done; "" */
  GPtrArray *addresses;
  guint64 changed;
} Turn;

static int
fold_turn (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  Turn *turn = data;
  turn->changed = 0;
  g_ptr_array_set_size (turn->addresses, 0);
  int rc = nixie_store_next_addresses (store, txn, turn->behind, ADDRESSES_A_TURN, turn->addresses);
  for (guint i = 0; rc == 0 && i < turn->addresses->len; i++)
    {
      NixieRefold refold = { 0 };
      rc = nixie_store_refold (store, txn, turn->addresses->pdata[i], &refold, error);
      if (rc == 0 && refold.changed)
        turn->changed++;
    }
  return rc;
}

static int
put_digest (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  return nixie_meta_put_digest (store, txn);
}

/* In turns, since one transaction over a long list would hold all of its pages. Ended half-way, the digest is still the old one: done
 * again, it all comes out right. */
gboolean
nixie_store_rebuild (NixieStore *store, gint64 now_us, guint64 *changed, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE, FALSE);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *behind = g_strdup ("");
  Turn turn = { .addresses = addresses };
  NixieRecount recount = { .events = store, .now_us = now_us };
  guint64 all = 0, done = 0;
  if (!nixie_store_transact (store, nixie_store_recount, &recount, error))
    return FALSE;
  do
    {
      turn.behind = behind;
      if (!nixie_store_transact (store, fold_turn, &turn, error))
        return FALSE;
      all += turn.changed;
      done += addresses->len;
      nixie_store_tell (store, done);
      g_free (behind);
      behind = g_strdup (addresses->len > 0 ? addresses->pdata[addresses->len - 1] : "");
    }
  while (addresses->len == ADDRESSES_A_TURN);
  if (!nixie_store_transact (store, put_digest, NULL, error))
    return FALSE;
  if (changed != NULL)
    *changed = all;
  return TRUE;
}
