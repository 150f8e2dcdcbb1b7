/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every address that the list has something of, an event or an entry, in their order: what a walk over all of it goes by.
 */
#include "store/store-private.h"

#include <string.h>

void
nixie_store_watch (NixieStore *store, NixieStoreProgress progress, gpointer data)
{
  g_return_if_fail (store != NULL);
  store->progress = progress;
  store->progress_data = data;
}

void
nixie_store_tell (const NixieStore *store, guint64 n_addresses)
{
  if (store->progress != NULL)
    store->progress (n_addresses, store->progress_data);
}

/* One of the two databases that are walked side by side. */
typedef struct {
  MDB_cursor *cursor;
  gboolean has_events;
  char *address; /* of the record that the cursor stands at; NULL: no more */
} Side;

static void
side_clear (Side *side)
{
  g_clear_pointer (&side->cursor, mdb_cursor_close);
  g_clear_pointer (&side->address, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Side, side_clear)

/* To the first record behind those of the address BEHIND, "" for the first of all. */
static int
side_move (Side *side, const char *behind)
{
  NixieKey from = { .length = 0 };
  MDB_val key, val;
  g_clear_pointer (&side->address, g_free);
  if (*behind != '\0')
    nixie_key_history (&from, behind); /* behind its entry, whose key has no NUL */
  if (*behind != '\0' && side->has_events)
    nixie_key_behind (&from, behind);
  key = nixie_key_val (&from);
  const int rc = mdb_cursor_get (side->cursor, &key, &val, from.length > 0 ? MDB_SET_RANGE : MDB_FIRST);
  if (rc != 0)
    return rc == MDB_NOTFOUND ? 0 : rc;
  side->address = side->has_events ? nixie_key_address (&key) : nixie_slice_dup (nixie_val_slice (&key));
  if (side->address == NULL || !nixie_key_fits (side->address))
    return MDB_CORRUPTED;
  return side->has_events || strlen (side->address) == key.mv_size ? 0 : MDB_CORRUPTED;
}

static int
side_open (Side *side, NixieStore *store, MDB_txn *txn, const char *behind)
{
  const int rc = mdb_cursor_open (txn, store->dbis[side->has_events ? NIXIE_DB_EVENTS : NIXIE_DB_ENTRIES], &side->cursor);
  return rc == 0 ? side_move (side, behind) : rc;
}

/* The one that comes first, NULL where neither has more. */
static const char *
nearer (const Side *one, const Side *other)
{
  if (one->address == NULL || other->address == NULL)
    return one->address != NULL ? one->address : other->address;
  return g_strcmp0 (one->address, other->address) <= 0 ? one->address : other->address;
}

int
nixie_store_next_addresses (NixieStore *store, MDB_txn *txn, const char *behind, guint most, GPtrArray *addresses)
{
  g_auto (Side) events = { .has_events = TRUE }, entries = { .has_events = FALSE };
  int rc = side_open (&events, store, txn, behind);
  if (rc == 0)
    rc = side_open (&entries, store, txn, behind);
  for (const char *next = NULL; rc == 0 && addresses->len < most && (next = nearer (&events, &entries)) != NULL;)
    {
      char *address = g_strdup (next);
      g_ptr_array_add (addresses, address);
      if (g_strcmp0 (events.address, address) == 0)
        rc = side_move (&events, address);
      if (rc == 0 && g_strcmp0 (entries.address, address) == 0)
        rc = side_move (&entries, address);
    }
  return rc;
}
