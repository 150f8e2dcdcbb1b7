/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What leaves a list by itself: events and texts that are too old. The tallies follow the events.
 */
#include "store/keep.h"
#include "store/store-private.h"
#include "store/tallies-private.h"

#include "base/clock.h"
#include "policy/spare.h"

#include <string.h>

#define ADDRESSES_A_LOOK 1000
#define ADDRESSES_A_TURN 100 /* of one write transaction, for which others wait */

typedef struct {
  const NixiePrunePlan *plan;
  NixiePruned pruned;
  NixiePruned turn;          /* of the transaction that is under way */
  NixieTallies *tallies;
  char *behind;              /* the last address that was looked at; "" */
  GPtrArray *addresses;      /* of this look */
  GPtrArray *waiting;           /* borrowed from them: those with something to prune */
  guint next;                /* of WAITING */
  guint64 done;
} Prune;

/* What is to be done with one address. */
typedef struct {
  guint n;
  gboolean *gone, *emptied; /* for each of the N events */
  NixiePruned sum;
} Cut;

static void
cut_clear (Cut *cut)
{
  g_clear_pointer (&cut->gone, g_free);
  g_clear_pointer (&cut->emptied, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cut, cut_clear)

static gboolean
has_old_text (const NixieEvent *event, gint64 before_us)
{
  return event->time_us < before_us && !nixie_event_is_by_hand (event) && *event->diagnostic != '\0';
}

static void
plan_cut (const NixieStore *store, const char *address, const GPtrArray *events, const NixiePrunePlan *plan, Cut *cut)
{
  const NixieBasis basis = { store->settings, store->acts };
  cut->n = events->len;
  cut->gone = g_new0 (gboolean, cut->n + 1);
  cut->emptied = g_new0 (gboolean, cut->n + 1);
  NixieSpare spare = { .before_us = plan->events_before_us, .now_us = plan->now_us, .gone = cut->gone };
  cut->sum.events = nixie_spare_events (&basis, address, events, &spare);
  cut->sum.addresses = cut->n > 0 && cut->sum.events == cut->n ? 1 : 0;
  for (guint i = 0; i < cut->n; i++)
    {
      cut->emptied[i] = !cut->gone[i] && has_old_text (events->pdata[i], plan->texts_before_us);
      cut->sum.texts += cut->emptied[i] ? 1 : 0;
    }
}

static int
delete_event (NixieStore *store, MDB_txn *txn, const NixieEvent *event)
{
  NixieKey key;
  nixie_key_event (&key, event->address, event->time_us, event->id);
  MDB_val key_val = nixie_key_val (&key);
  return mdb_del (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, NULL);
}

static int
empty_text (NixieStore *store, MDB_txn *txn, NixieEvent *event)
{
  event->diagnostic = "";
  return nixie_store_put_event (store, txn, event);
}

/* EVENTS own their texts: those of the map move as they are written. */
static int
make_cut (NixieStore *store, MDB_txn *txn, const GPtrArray *events, const Cut *cut)
{
  int rc = 0;
  for (guint i = 0; rc == 0 && i < cut->n; i++)
    {
      if (cut->gone[i])
        rc = delete_event (store, txn, events->pdata[i]);
      else if (cut->emptied[i])
        rc = empty_text (store, txn, events->pdata[i]);
    }
  return rc;
}

static GPtrArray *
copy_events (const GPtrArray *views)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  for (guint i = 0; i < views->len; i++)
    g_ptr_array_add (events, nixie_event_new (views->pdata[i]));
  return events;
}

static int
prune_address (NixieStore *store, MDB_txn *txn, Prune *prune, const char *address, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  g_auto (Cut) cut = { .n = 0 };
  NixieRefold refold = { 0 };
  int rc = nixie_store_view_history (store, txn, address, &views, error);
  if (rc != 0)
    return rc;
  plan_cut (store, address, views->events, prune->plan, &cut);
  if (cut.sum.events == 0 && cut.sum.texts == 0)
    return 0;
  g_autoptr (GPtrArray) events = copy_events (views->events);
  if (cut.sum.events > 0)
    {
      nixie_tallies_discount (prune->tallies, address, events);
      refold.tallies = prune->tallies;
    }
  rc = make_cut (store, txn, events, &cut);
  if (rc == 0)
    rc = nixie_store_refold (store, txn, address, &refold, error);
  prune->turn.events += cut.sum.events;
  prune->turn.texts += cut.sum.texts;
  prune->turn.addresses += cut.sum.addresses;
  return rc;
}

static int
prune_turn (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  Prune *prune = data;
  int rc = 0;
  prune->turn = (NixiePruned){ 0 };
  nixie_tallies_clear (prune->tallies);
  for (guint i = prune->next; rc == 0 && i < MIN (prune->next + ADDRESSES_A_TURN, prune->waiting->len); i++)
    rc = prune_address (store, txn, prune, prune->waiting->pdata[i], error);
  return rc == 0 ? nixie_tallies_write (store, txn, prune->tallies, NULL, NULL) : rc;
}

static void
add_pruned (NixiePruned *to, const NixiePruned *pruned)
{
  to->events += pruned->events;
  to->texts += pruned->texts;
  to->addresses += pruned->addresses;
}

static int
look_at_address (NixieStore *store, MDB_txn *txn, Prune *prune, char *address, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  g_auto (Cut) cut = { .n = 0 };
  const int rc = nixie_store_view_history (store, txn, address, &views, error);
  if (rc != 0)
    return rc;
  plan_cut (store, address, views->events, prune->plan, &cut);
  if (cut.sum.events > 0 || cut.sum.texts > 0)
    g_ptr_array_add (prune->waiting, address);
  if (prune->plan->dry_run)
    add_pruned (&prune->pruned, &cut.sum);
  return 0;
}

static int
look_at_addresses (NixieStore *store, MDB_txn *txn, Prune *prune, GError **error)
{
  int rc = nixie_store_load_acts (store, txn, error);
  if (rc == 0)
    rc = nixie_store_next_addresses (store, txn, prune->behind, ADDRESSES_A_LOOK, prune->addresses);
  for (guint i = 0; rc == 0 && i < prune->addresses->len; i++)
    rc = look_at_address (store, txn, prune, prune->addresses->pdata[i], error);
  return rc;
}

/* Reading takes no lock: most addresses have nothing to prune. */
static gboolean
look (NixieStore *store, Prune *prune, GError **error)
{
  MDB_txn *txn = NULL;
  g_ptr_array_set_size (prune->waiting, 0);
  g_ptr_array_set_size (prune->addresses, 0);
  int rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = look_at_addresses (store, txn, prune, error);
      nixie_store_end_read (store);
    }
  prune->done += prune->addresses->len;
  nixie_store_tell (store, prune->done);
  return rc == 0 || nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
}

static gboolean
prune_looked_at (NixieStore *store, Prune *prune, GError **error)
{
  for (prune->next = 0; !prune->plan->dry_run && prune->next < prune->waiting->len; prune->next += ADDRESSES_A_TURN)
    {
      if (!nixie_store_transact (store, prune_turn, prune, error))
        return FALSE;
      add_pruned (&prune->pruned, &prune->turn);
    }
  return TRUE;
}

static gboolean
prune_all (NixieStore *store, Prune *prune, GError **error)
{
  do
    {
      if (!look (store, prune, error) || !prune_looked_at (store, prune, error))
        return FALSE;
      g_free (prune->behind);
      prune->behind = g_strdup (prune->addresses->len > 0 ? prune->addresses->pdata[prune->addresses->len - 1] : "");
    }
  while (prune->addresses->len == ADDRESSES_A_LOOK);
  return TRUE;
}

gboolean
nixie_store_prune (NixieStore *store, const NixiePrunePlan *plan, NixiePruned *pruned, GError **error)
{
  g_return_val_if_fail (store != NULL && plan != NULL && pruned != NULL, FALSE);
  g_return_val_if_fail (plan->dry_run || store->mode == NIXIE_STORE_WRITE, FALSE);
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) waiting = g_ptr_array_new ();
  g_autoptr (NixieTallies) tallies = nixie_tallies_new (store->settings);
  Prune prune = { .plan = plan, .tallies = tallies, .behind = g_strdup (""), .addresses = addresses, .waiting = waiting };
  int rc = store->env != NULL ? nixie_store_need (store, NIXIE_DB_EVENTS) : MDB_NOTFOUND;
  if (rc == 0)
    rc = nixie_store_need (store, NIXIE_DB_ACTS);
  const gboolean done = rc == 0 && prune_all (store, &prune, error);
  g_free (prune.behind);
  *pruned = prune.pruned;
  if (rc == 0 || rc == MDB_NOTFOUND)
    return done || rc == MDB_NOTFOUND;
  return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
}
