/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All of an address leaves the list. Where a digest of it is to be kept, one event stands under that: who was suppressed is found so by
 * look-ups, as by a digest of somebody else's list. A report or a row that comes later is kept there, too, without a trace of the
 * address: else it would bring back what was to be forgotten.
 */
#include "store/keep.h"
#include "store/store-private.h"
#include "store/tallies-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

typedef struct {
  const GPtrArray *addresses;
  const NixieForgetWord *word;
  NixieTallies *tallies;
  GPtrArray *texts;  /* keeps what TALLIES borrow */
  GPtrArray *allows; /* NixieAct: those of domains that went */
  NixieEntry *was;   /* of the address that is being forgotten, where a digest may be kept; or NULL */
  NixieForgotten forgotten;
} Forgetting;

/* Also where the events cannot be read: by their keys. */
static int
delete_history (NixieStore *store, MDB_txn *txn, const char *address, guint64 *n)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  NixieKey prefix;
  nixie_key_history (&prefix, address);
  MDB_val key = nixie_key_val (&prefix), val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_EVENTS], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, MDB_SET_RANGE);
  while (rc == 0 && nixie_key_starts (&key, &prefix))
    {
      rc = mdb_cursor_del (cursor, 0);
      *n += rc == 0 ? 1 : 0;
      if (rc == 0)
        rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT); /* what stands there now */
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}

/* The events and the entry; *ANY becomes TRUE where there was something. */
static int
delete_all (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, const char *address, gboolean *any)
{
  g_autoptr (NixieViews) views = NULL;
  MDB_val key = nixie_string_val (address);
  guint64 n = 0;
  if (nixie_store_view_history (store, txn, address, &views, NULL) == 0)
    nixie_tallies_discount (forgetting->tallies, address, views->events);
  int rc = delete_history (store, txn, address, &n);
  if (rc != 0)
    return rc;
  rc = mdb_del (txn, store->dbis[NIXIE_DB_ENTRIES], &key, NULL);
  forgetting->forgotten.events += n;
  *any |= n > 0 || rc == 0;
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
delete_digests (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, const char *address, gboolean *any)
{
  int rc = 0;
  for (NixieHash hash = NIXIE_HASH_SHA256; rc == 0 && hash < NIXIE_N_HASHES; hash++)
    {
      char *digest = nixie_listed_digest (store->settings, hash, address);
      if (digest == NULL)
        continue;
      g_ptr_array_add (forgetting->texts, digest);
      rc = delete_all (store, txn, forgetting, digest, any);
    }
  return rc;
}

/* An undo by a pattern that is an address, as an operator wrote it. */
static gboolean
names (const NixieStore *store, const NixieAct *act, const char *address)
{
  g_autofree char *named = NULL;
  return *act->pattern != '\0' && nixie_listed_address (store->settings, act->pattern, &named, NULL) && strcmp (named, address) == 0;
}

/* A domain's allow. */
static gboolean
allows (const NixieAct *act, const char *address)
{
  return act->kind == NIXIE_ACT_ALLOW && address[0] == '@' && strcmp (act->domain + (act->domain[0] == '.'), address + 1) == 0;
}

/* Such an undo covers nobody else, and what is said of an act is said of nothing then. A target is older than what names it. */
static int
delete_acts (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, const char *address, gboolean *any)
{
  g_autoptr (GPtrArray) gone = g_ptr_array_new ();
  int rc = 0;
  for (guint i = 0; rc == 0 && store->acts != NULL && i < nixie_acts_length (store->acts); i++)
    {
      const NixieAct *act = nixie_acts_get (store->acts, i);
      const gboolean is_allow = allows (act, address);
      gboolean goes = is_allow || names (store, act, address);
      for (guint k = 0; !goes && k < gone->len; k++)
        goes = memcmp (((const NixieAct *) gone->pdata[k])->id, act->target, NIXIE_ID_BYTES) == 0;
      if (!goes)
        continue;
      g_ptr_array_add (gone, (gpointer) act);
      if (is_allow)
        g_ptr_array_add (forgetting->allows, nixie_act_new (act));
      rc = nixie_store_delete_act (store, txn, act);
      *any |= rc == 0;
      rc = rc == MDB_NOTFOUND ? 0 : rc; /* the same address is given twice */
    }
  return rc;
}

static int
put_with_id (NixieStore *store, MDB_txn *txn, const NixieEvent *event)
{
  const guint64 time_be = GUINT64_TO_BE ((guint64) event->time_us);
  MDB_val id = { NIXIE_ID_BYTES, (void *) event->id }, time_val = { sizeof time_be, (void *) &time_be };
  const int rc = mdb_put (txn, store->dbis[NIXIE_DB_SEEN], &id, &time_val, 0);
  return rc == 0 ? nixie_store_put_event (store, txn, event) : rc;
}

/* Behind all that is known of the digest. */
static int
place_behind (NixieStore *store, MDB_txn *txn, NixieEvent *event, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  const int rc = nixie_store_view_history (store, txn, event->address, &views, error);
  if (rc == 0 && views->events->len > 0)
    event->time_us = MAX (event->time_us, ((const NixieEvent *) views->events->pdata[views->events->len - 1])->time_us + 1);
  return rc;
}

static int
keep_digest (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, GError **error)
{
  g_autofree char *digest = nixie_listed_kept (store->settings, forgetting->was->address);
  g_autoptr (NixieEvent) event = nixie_event_new_forget (forgetting->word, forgetting->was, digest);
  NixieRefold refold = { 0 };
  if (event == NULL)
    return 0;
  forgetting->forgotten.kept++;
  int rc = nixie_meta_add_digests (store, txn, 1U << nixie_hash_of (digest), error);
  if (rc == 0)
    rc = place_behind (store, txn, event, error);
  if (rc == 0)
    rc = put_with_id (store, txn, event);
  return rc == 0 ? nixie_store_refold (store, txn, digest, &refold, error) : rc;
}

static int
forget_address (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, const char *address, GError **error)
{
  const gboolean keep = forgetting->word->keep_hash;
  gboolean any = FALSE;
  g_clear_pointer (&forgetting->was, nixie_entry_free);
  int rc = keep ? nixie_store_get_entry (store, txn, address, &forgetting->was, error) : 0;
  if (rc == 0)
    rc = delete_all (store, txn, forgetting, address, &any);
  if (rc == 0 && !keep)
    rc = delete_digests (store, txn, forgetting, address, &any);
  if (rc == 0)
    rc = delete_acts (store, txn, forgetting, address, &any);
  forgetting->forgotten.addresses += any;
  return rc == 0 && forgetting->was != NULL ? keep_digest (store, txn, forgetting, error) : rc;
}

static gboolean
was_allowed (const char *address, NixieSlice entry G_GNUC_UNUSED, gpointer data)
{
  const Forgetting *forgetting = data;
  for (guint i = 0; i < forgetting->allows->len; i++)
    if (nixie_act_covers_address (forgetting->allows->pdata[i], address))
      return TRUE;
  return FALSE;
}

static void
take_refold (const char *address G_GNUC_UNUSED, const NixieRefold *refold G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

/* Who was allowed by a domain's word alone is so no more. */
static int
follow_allows (NixieStore *store, MDB_txn *txn, Forgetting *forgetting, GError **error)
{
  const NixieWalk walk = { was_allowed, take_refold, forgetting };
  if (forgetting->allows->len == 0)
    return 0;
  const int rc = nixie_store_load_acts (store, txn, error);
  return rc == 0 ? nixie_store_refold_where (store, txn, &walk, error) : rc;
}

static int
forget_all (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  Forgetting *forgetting = data;
  int rc = 0;
  forgetting->forgotten = (NixieForgotten){ 0 };
  nixie_tallies_clear (forgetting->tallies);
  g_ptr_array_set_size (forgetting->texts, 0);
  g_ptr_array_set_size (forgetting->allows, 0);
  for (guint i = 0; rc == 0 && i < forgetting->addresses->len; i++)
    rc = forget_address (store, txn, forgetting, forgetting->addresses->pdata[i], error);
  if (rc == 0)
    rc = follow_allows (store, txn, forgetting, error);
  return rc == 0 ? nixie_tallies_write (store, txn, forgetting->tallies, NULL, NULL) : rc;
}

static gboolean
check_digests (const NixieStore *store, const GPtrArray *addresses, GError **error)
{
  for (guint i = 0; i < addresses->len; i++)
    {
      const char *address = addresses->pdata[i];
      g_autofree char *digest = nixie_listed_kept (store->settings, address);
      if (digest != NULL)
        continue;
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("%s: of a whole domain no hash can be kept; nothing changed"), address);
      return FALSE;
    }
  return TRUE;
}

gboolean
nixie_store_forget (NixieStore *store, const GPtrArray *addresses, const NixieForgetWord *word, NixieForgotten *forgotten, GError **error)
{
  g_return_val_if_fail (store != NULL && store->mode == NIXIE_STORE_WRITE && addresses != NULL && forgotten != NULL, FALSE);
  g_autoptr (NixieTallies) tallies = nixie_tallies_new (store->settings);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) allows = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  Forgetting forgetting = { .addresses = addresses, .word = word, .tallies = tallies, .texts = texts, .allows = allows };
  for (guint i = 0; i < addresses->len; i++)
    g_return_val_if_fail (nixie_key_fits (addresses->pdata[i]), FALSE);
  if (word->keep_hash && !check_digests (store, addresses, error))
    return FALSE;
  const gboolean done = nixie_store_transact (store, forget_all, &forgetting, error);
  nixie_entry_free (forgetting.was);
  if (done)
    *forgotten = forgetting.forgotten;
  return done;
}

/* *IS: whether the address that DIGEST is of was forgotten. */
static int
is_forgotten (NixieStore *store, MDB_txn *txn, const char *digest, gboolean *is)
{
  g_autoptr (NixieViews) views = NULL;
  const int rc = nixie_store_view_history (store, txn, digest, &views, NULL);
  *is = FALSE;
  for (guint i = 0; rc == 0 && i < views->events->len; i++)
    *is |= ((const NixieEvent *) views->events->pdata[i])->kind == NIXIE_EVENT_FORGET;
  return rc == NIXIE_RC_DAMAGED ? 0 : rc;
}

/* Somebody who has an entry of his own has come back since: an operator has taken him on again. */
int
nixie_store_seal_forgotten (NixieStore *store, MDB_txn *txn, const NixieEvent *event, NixieEvent **sealed)
{
  MDB_val key = nixie_string_val (event->address), val;
  if (store->digests == 0 || nixie_event_is_by_hand (event) || strchr (event->address, '@') == NULL)
    return 0;
  int rc = mdb_get (txn, store->dbis[NIXIE_DB_ENTRIES], &key, &val);
  if (rc != MDB_NOTFOUND)
    return rc;
  rc = 0;
  for (NixieHash hash = NIXIE_HASH_SHA256; rc == 0 && hash < NIXIE_N_HASHES; hash++)
    {
      const gboolean held = (store->digests & 1U << hash) != 0;
      g_autofree char *digest = held ? nixie_listed_digest (store->settings, hash, event->address) : NULL;
      gboolean forgotten = FALSE;
      rc = digest != NULL ? is_forgotten (store, txn, digest, &forgotten) : 0;
      if (rc == 0 && forgotten)
        {
          *sealed = nixie_event_seal_under (store->settings, event, digest);
          return 0;
        }
    }
  return rc;
}
