/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries that are not what their events come to: after a change of settings, under acts that are only thought of, or by damage. Reads in
 * turns, so that the list can be written meanwhile and its file does not grow.
 */
#include "store/store-private.h"

#include "base/error.h"

#include <string.h>

#define ADDRESSES_A_TURN 1000

typedef struct {
  const NixieDifferenceQuery *query;
  char *behind;         /* the last address that was looked at; "" */
  GPtrArray *addresses; /* of this turn */
  GPtrArray *found;     /* NixieDifference *: what this turn has to tell */
  guint64 done;
} Walk;

static void
difference_free (gpointer data)
{
  NixieDifference *difference = data;
  nixie_entry_free ((NixieEntry *) difference->before);
  nixie_entry_free ((NixieEntry *) difference->after);
  g_free ((char *) difference->address);
  g_free ((char *) difference->damaged_entry);
  g_free ((char *) difference->damaged_events);
  g_free (difference);
}

/* An entry with texts of its own, from its octets; NULL, which DIFFERENCE says, where they are none. */
static NixieEntry *
read_entry (NixieStore *store, MDB_txn *txn, NixieDifference *difference, NixieSlice octets)
{
  g_autoptr (GError) error = NULL;
  NixieEntry *entry = nixie_store_read_entry (store, txn, difference->address, octets, &error);
  if (entry == NULL && difference->damaged_entry == NULL)
    difference->damaged_entry = g_strdup (error->message);
  return entry;
}

/* What EVENTS come to, in the store's buffer; nothing where there are none. */
static NixieSlice
fold_octets (NixieStore *store, const Walk *walk, const char *address, const GPtrArray *events)
{
  const NixieBasis basis = { store->settings, walk->query->acts != NULL ? walk->query->acts : store->acts };
  NixieEntry entry;
  if (events->len == 0)
    return nixie_slice (NULL, 0);
  nixie_entry_fold (&basis, address, events, &entry);
  GByteArray *bytes = g_byte_array_set_size (store->octets, 0);
  nixie_entry_encode (&entry, bytes);
  return nixie_slice ((const char *) bytes->data, bytes->len);
}

static gboolean
same (NixieSlice one, NixieSlice other)
{
  return one.length == other.length && (one.length == 0 || memcmp (one.data, other.data, one.length) == 0);
}

static int
compare_address (NixieStore *store, MDB_txn *txn, Walk *walk, const char *address)
{
  g_autoptr (NixieViews) views = NULL;
  g_autoptr (GError) error = NULL;
  MDB_val key = nixie_string_val (address), val = { 0, NULL };
  int rc = mdb_get (txn, store->dbis[NIXIE_DB_ENTRIES], &key, &val);
  if (rc != 0 && rc != MDB_NOTFOUND)
    return rc;
  rc = nixie_store_view_history (store, txn, address, &views, &error);
  if (rc != 0 && rc != NIXIE_RC_DAMAGED)
    return rc;
  const NixieSlice before = nixie_val_slice (&val);
  const NixieSlice after = views != NULL ? fold_octets (store, walk, address, views->events) : nixie_slice (NULL, 0);
  if (views != NULL && same (before, after))
    return 0;
  NixieDifference *difference = g_new0 (NixieDifference, 1);
  difference->address = g_strdup (address);
  difference->damaged_events = error != NULL ? g_strdup (error->message) : NULL;
  difference->before = before.length > 0 ? read_entry (store, txn, difference, before) : NULL;
  difference->after = after.length > 0 ? read_entry (store, txn, difference, after) : NULL;
  g_ptr_array_add (walk->found, difference);
  return 0;
}

static int
look_at_turn (NixieStore *store, MDB_txn *txn, Walk *walk, GError **error)
{
  int rc = nixie_store_load_acts (store, txn, error);
  if (rc == 0)
    rc = nixie_store_next_addresses (store, txn, walk->behind, ADDRESSES_A_TURN, walk->addresses);
  for (guint i = 0; rc == 0 && i < walk->addresses->len; i++)
    rc = compare_address (store, txn, walk, walk->addresses->pdata[i]);
  return rc;
}

static gboolean
read_turn (NixieStore *store, Walk *walk, GError **error)
{
  MDB_txn *txn = NULL;
  g_ptr_array_set_size (walk->addresses, 0);
  g_ptr_array_set_size (walk->found, 0);
  int rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = look_at_turn (store, txn, walk, error);
      nixie_store_end_read (store);
    }
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  walk->done += walk->addresses->len;
  nixie_store_tell (store, walk->done);
  return TRUE;
}

/* *MORE: whether the caller's function wants more. */
static gboolean
tell_turn (const Walk *walk, gboolean *more, GError **error)
{
  const NixieDifferenceQuery *query = walk->query;
  GError *failure = NULL;
  for (guint i = 0; *more && i < walk->found->len; i++)
    *more = query->each (walk->found->pdata[i], query->data, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
walk_all (NixieStore *store, Walk *walk, GError **error)
{
  for (gboolean more = TRUE; more;)
    {
      if (!read_turn (store, walk, error) || !tell_turn (walk, &more, error))
        return FALSE;
      if (walk->addresses->len < ADDRESSES_A_TURN)
        return TRUE;
      g_free (walk->behind);
      walk->behind = g_strdup (walk->addresses->pdata[walk->addresses->len - 1]);
    }
  return TRUE;
}

gboolean
nixie_store_each_difference (NixieStore *store, const NixieDifferenceQuery *query, GError **error)
{
  g_return_val_if_fail (store != NULL && query != NULL && query->each != NULL, FALSE);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (difference_free);
  Walk walk = { .query = query, .behind = g_strdup (""), .addresses = addresses, .found = found };
  int rc = store->env != NULL ? nixie_store_need (store, NIXIE_DB_EVENTS) : MDB_NOTFOUND;
  if (rc == 0)
    rc = nixie_store_need (store, NIXIE_DB_ACTS);
  const gboolean walked = rc == 0 && walk_all (store, &walk, error);
  g_free (walk.behind);
  if (rc == 0 || rc == MDB_NOTFOUND)
    return walked || rc == MDB_NOTFOUND;
  return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
}
