/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tallies counted anew from all events, and the brake's holds made to follow them: what a rebuild begins with. Its dry run does the very
 * same in a list of its own, in a temporary folder, which has nothing but the acts; so what it foretells is what comes.
 */
#include "store/tallies-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <glib/gstdio.h>

#define ADDRESSES_A_TURN 5000

typedef struct {
  NixieStore *store; /* whose tallies they are */
  MDB_txn *txn;
  MDB_txn *events_txn;  /* where the events are read; NULL: in one for each turn */
  NixieTallies *tallies;
  GPtrArray *addresses; /* of this turn */
  char *behind;         /* the last one before it; "" */
} Counting;

/* The next addresses of EVENTS, as the tallies have nothing of them yet. */
static int
count_addresses (Counting *counting, NixieStore *events, MDB_txn *txn, GError **error)
{
  GPtrArray *addresses = counting->addresses;
  g_ptr_array_set_size (addresses, 0);
  int rc = nixie_store_next_addresses (events, txn, counting->behind, ADDRESSES_A_TURN, addresses);
  for (guint i = 0; rc == 0 && i < addresses->len; i++)
    {
      g_autoptr (NixieViews) views = NULL;
      rc = nixie_store_view_history (events, txn, addresses->pdata[i], &views, error);
      if (rc == 0)
        nixie_tallies_count (counting->tallies, addresses->pdata[i], views->events, NULL);
    }
  return rc;
}

/* Another list is read in turns, so that it can be written meanwhile and its file does not grow. */
static int
count_turn (Counting *counting, NixieStore *events, GError **error)
{
  MDB_txn *txn = counting->events_txn;
  int rc = counting->events_txn == NULL ? nixie_store_begin_read (events, &txn) : 0;
  if (rc != 0)
    return rc;
  rc = count_addresses (counting, events, txn, error);
  if (counting->events_txn == NULL)
    nixie_store_end_read (events);
  return rc == 0 ? nixie_tallies_write (counting->store, counting->txn, counting->tallies, NULL, NULL) : rc;
}

static int
count_all (Counting *counting, NixieStore *events, GError **error)
{
  int rc = mdb_drop (counting->txn, counting->store->dbis[NIXIE_DB_TALLIES], 0);
  while (rc == 0)
    {
      rc = count_turn (counting, events, error);
      if (counting->addresses->len < ADDRESSES_A_TURN)
        break;
      g_free (counting->behind);
      counting->behind = g_strdup (counting->addresses->pdata[counting->addresses->len - 1]);
    }
  return rc;
}

/* In one transaction, as no writer may count meanwhile. */
int
nixie_store_recount (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  const NixieRecount *recount = data;
  g_autoptr (NixieBraking) braking = nixie_braking_new (store, recount->now_us);
  g_autoptr (NixieTallies) tallies = nixie_tallies_new (store->settings);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  MDB_txn *events_txn = recount->events == store ? txn : recount->events_txn;
  Counting counting = { store, txn, events_txn, tallies, addresses, g_strdup ("") };
  guint64 new = 0;
  int rc = count_all (&counting, recount->events, error);
  g_free (counting.behind);
  if (rc == 0)
    rc = nixie_tallies_each (store, txn, nixie_braking_watch, braking);
  return rc == 0 ? nixie_braking_put (braking, store, txn, &new, error) : rc;
}

/* In the order of time, so that each keeps its own; MORE (NULL: none) are the newest. */
static GPtrArray *
copy_acts (const NixieActs *acts, const GPtrArray *more)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  for (guint i = 0; i < nixie_acts_length (acts); i++)
    g_ptr_array_add (all, nixie_act_new (nixie_acts_get (acts, i)));
  for (guint i = 0; more != NULL && i < more->len; i++)
    g_ptr_array_add (all, nixie_act_new (more->pdata[i]));
  return all;
}

static int
put_acts (NixieStore *scratch, MDB_txn *txn, gpointer data, GError **error)
{
  return nixie_store_put_acts (scratch, txn, data);
}

gboolean
nixie_store_open_scratch (const NixieSettings *settings, NixieStore **scratch, GError **error)
{
  static const char *const names[] = { NIXIE_DATA_NAME, NIXIE_LOCK_NAME };
  g_autofree char *folder = g_build_filename (g_get_tmp_dir (), "nixie-XXXXXX", NULL);
  if (g_mkdtemp_full (folder, 0700) == NULL)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot create a temporary file in '%s'"), g_get_tmp_dir ());
      return FALSE;
    }
  const gboolean opened = nixie_store_open (folder, NIXIE_STORE_WRITE, settings, scratch, error);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (folder, names[i], NULL);
      g_unlink (file);
    }
  g_rmdir (folder);
  return opened;
}

gboolean
nixie_store_rehearse (NixieStore *store, const GPtrArray *more, gint64 now_us, NixieActs **acts, GError **error)
{
  g_return_val_if_fail (store != NULL && acts != NULL, FALSE);
  g_autoptr (NixieActs) own = NULL;
  g_autoptr (NixieStore) scratch = NULL;
  NixieRecount recount = { .events = store, .now_us = now_us };
  const int rc = store->env != NULL ? nixie_store_need (store, NIXIE_DB_EVENTS) : MDB_NOTFOUND;
  if (rc != 0 && rc != MDB_NOTFOUND)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  if (!nixie_store_acts (store, &own, error))
    return FALSE;
  if (rc == MDB_NOTFOUND)
    {
      *acts = g_steal_pointer (&own);
      return TRUE;
    }
  g_autoptr (GPtrArray) all = copy_acts (own, more);
  return nixie_store_open_scratch (store->settings, &scratch, error) && nixie_store_transact (scratch, put_acts, all, error)
         && nixie_store_transact (scratch, nixie_store_recount, &recount, error) && nixie_store_acts (scratch, acts, error);
}
