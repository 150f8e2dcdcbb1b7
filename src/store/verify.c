/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether every record of a list is as it should be: each by itself, each event's id among those seen, each entry the fold of its events,
 * the tallies what all events come to (miscounted.c).
 * Reads in turns, each a snapshot; what is found is told, and repaired where that is asked for, between two of them.
 */
#include "store/keep.h"
#include "store/store-private.h"
#include "store/tallies-private.h"

#include "base/clock.h"

#include <string.h>

#define RECORDS_A_TURN 1000
#define MOST_MISCOUNTED 1000

typedef struct {
  NixieFlaw flaw;
  NixieDb db;
  char *address;
  NixieKey key;
  gboolean is_fold; /* the entry is to be folded anew; else it is a matter of the record alone */
} Found;

typedef struct {
  const NixieVerification *verification;
  NixieStore *store;
  NixieVerified *verified;
  guint64 done;       /* records, for whoever watches */
  GPtrArray *found;   /* Found *: of this turn */
  gboolean stopped;   /* the caller wants no more */
  gboolean in_order;  /* nothing yet keeps entries from being compared */
  gboolean uncounted; /* events that cannot be read keep tallies from being compared */
} Walk;

/* What a record of one database must be; adds to WALK what it is not. */
typedef int (*Look) (NixieStore *store, MDB_txn *txn, const MDB_val *key, const MDB_val *val, Walk *walk);

static void
found_free (gpointer data)
{
  g_free (((Found *) data)->address);
  g_free (data);
}

static Found *
note (Walk *walk, NixieFlaw flaw, NixieDb db, const MDB_val *key, const char *address)
{
  Found *found = g_new0 (Found, 1);
  found->flaw = flaw;
  found->db = db;
  found->address = g_strdup (address);
  found->key.length = MIN (key->mv_size, NIXIE_KEY_BYTES);
  memcpy (found->key.octets, key->mv_data, found->key.length);
  g_ptr_array_add (walk->found, found);
  return found;
}

static int
look_at_act (NixieStore *store, MDB_txn *txn, const MDB_val *key, const MDB_val *val, Walk *walk)
{
  g_autoptr (NixieAct) act = NULL;
  walk->verified->acts++;
  if (!nixie_act_decode (nixie_val_slice (val), &act, NULL))
    note (walk, NIXIE_FLAW_DAMAGED, NIXIE_DB_ACTS, key, "");
  else if (key->mv_size != NIXIE_ID_BYTES || memcmp (key->mv_data, act->id, NIXIE_ID_BYTES) != 0)
    note (walk, NIXIE_FLAW_MISPLACED, NIXIE_DB_ACTS, key, "");
  return 0;
}

static int
look_at_id (NixieStore *store, MDB_txn *txn, const MDB_val *key, const MDB_val *val, Walk *walk)
{
  walk->verified->ids++;
  if (key->mv_size != NIXIE_ID_BYTES || val->mv_size != sizeof (guint64))
    note (walk, NIXIE_FLAW_DAMAGED, NIXIE_DB_SEEN, key, "");
  return 0;
}

/* Whether the id at the end of an event's key stands among those seen, with the time before it. */
static int
look_at_seen (NixieStore *store, MDB_txn *txn, const MDB_val *key, const char *address, Walk *walk)
{
  const guint8 *id = (const guint8 *) key->mv_data + key->mv_size - NIXIE_ID_BYTES;
  MDB_val id_val = { NIXIE_ID_BYTES, (void *) id }, time_val;
  const int rc = mdb_get (txn, store->dbis[NIXIE_DB_SEEN], &id_val, &time_val);
  if (rc == MDB_NOTFOUND)
    note (walk, NIXIE_FLAW_UNSEEN, NIXIE_DB_EVENTS, key, address);
  else if (rc == 0 && (time_val.mv_size != sizeof (guint64) || memcmp (time_val.mv_data, id - sizeof (guint64), sizeof (guint64)) != 0))
    note (walk, NIXIE_FLAW_SEEN_AT_ODDS, NIXIE_DB_EVENTS, key, address);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
look_at_event (NixieStore *store, MDB_txn *txn, const MDB_val *key, const MDB_val *val, Walk *walk)
{
  g_autofree char *address = nixie_key_address (key);
  NixieEvent event;
  walk->verified->events++;
  if (address != NULL && nixie_event_view_parts (nixie_val_slice (key), nixie_val_slice (val), &event, NULL))
    return look_at_seen (store, txn, key, address, walk);
  note (walk, NIXIE_FLAW_DAMAGED, NIXIE_DB_EVENTS, key, address != NULL ? address : "");
  return 0;
}

/* An entry's value is looked at where it is compared. */
static int
look_at_entry (NixieStore *store, MDB_txn *txn, const MDB_val *key, const MDB_val *val, Walk *walk)
{
  g_autofree char *address = nixie_slice_dup (nixie_val_slice (key));
  walk->verified->entries++;
  if (strlen (address) != key->mv_size || !nixie_key_fits (address))
    note (walk, NIXIE_FLAW_DAMAGED, NIXIE_DB_ENTRIES, key, "");
  return 0;
}

static const Look looks[NIXIE_N_DBS] = { [NIXIE_DB_ACTS] = look_at_act, [NIXIE_DB_SEEN] = look_at_id,
                                         [NIXIE_DB_EVENTS] = look_at_event, [NIXIE_DB_ENTRIES] = look_at_entry };

/* The first record behind BEHIND. */
static int
move_behind (MDB_cursor *cursor, NixieKey *behind, MDB_val *key, MDB_val *val)
{
  const MDB_val last = nixie_key_val (behind);
  *key = last;
  if (behind->length == 0)
    return mdb_cursor_get (cursor, key, val, MDB_FIRST);
  const int rc = mdb_cursor_get (cursor, key, val, MDB_SET_RANGE);
  const gboolean is_last = rc == 0 && key->mv_size == last.mv_size && memcmp (key->mv_data, last.mv_data, last.mv_size) == 0;
  return is_last ? mdb_cursor_get (cursor, key, val, MDB_NEXT) : rc;
}

/* MDB_NOTFOUND where DB has no more; BEHIND is moved. */
static int
look_at_records (NixieStore *store, MDB_txn *txn, NixieDb db, NixieKey *behind, Walk *walk)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  MDB_val key, val;
  int rc = mdb_cursor_open (txn, store->dbis[db], &cursor);
  if (rc == 0)
    rc = move_behind (cursor, behind, &key, &val);
  for (guint n = 0; rc == 0 && n < RECORDS_A_TURN; n++)
    {
      behind->length = MIN (key.mv_size, NIXIE_KEY_BYTES);
      memcpy (behind->octets, key.mv_data, behind->length);
      rc = looks[db](store, txn, &key, &val, walk);
      walk->done++;
      if (rc == 0)
        rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT);
    }
  return rc;
}

static int
read_turn (NixieStore *store, NixieDb db, NixieKey *behind, Walk *walk)
{
  MDB_txn *txn = NULL;
  int rc = nixie_store_begin_read (store, &txn);
  if (rc != 0)
    return rc;
  rc = look_at_records (store, txn, db, behind, walk);
  nixie_store_end_read (store);
  return rc;
}

/* The id goes with its event, so that the report can be read again where it still is. */
static int
drop (NixieStore *store, MDB_txn *txn, const Found *found, MDB_val *key)
{
  g_autofree char *address = found->db == NIXIE_DB_EVENTS ? nixie_key_address (key) : NULL;
  int rc = mdb_del (txn, store->dbis[found->db], key, NULL);
  if (rc != 0 || address == NULL)
    return rc;
  MDB_val id = { NIXIE_ID_BYTES, (void *) (found->key.octets + found->key.length - NIXIE_ID_BYTES) };
  rc = mdb_del (txn, store->dbis[NIXIE_DB_SEEN], &id, NULL);
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static int
put_id (NixieStore *store, MDB_txn *txn, const Found *found)
{
  const guint8 *id = found->key.octets + found->key.length - NIXIE_ID_BYTES;
  MDB_val key = { NIXIE_ID_BYTES, (void *) id }, val = { sizeof (guint64), (void *) (id - sizeof (guint64)) };
  return mdb_put (txn, store->dbis[NIXIE_DB_SEEN], &key, &val, 0);
}

/* Another process may have changed the record since it was looked at. */
static int
repair_record (NixieStore *store, MDB_txn *txn, const Found *found)
{
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (found_free);
  NixieVerified verified = { 0 };
  Walk walk = { .verified = &verified, .found = again };
  MDB_val key = { found->key.length, (void *) found->key.octets }, val;
  int rc = mdb_get (txn, store->dbis[found->db], &key, &val);
  if (rc == 0)
    rc = looks[found->db](store, txn, &key, &val, &walk);
  if (rc != 0 || again->len == 0)
    return rc == MDB_NOTFOUND ? 0 : rc;
  const NixieFlaw flaw = ((const Found *) again->pdata[0])->flaw;
  const gboolean stays = flaw == NIXIE_FLAW_UNSEEN || flaw == NIXIE_FLAW_SEEN_AT_ODDS;
  return stays ? put_id (store, txn, found) : drop (store, txn, found, &key);
}

static int
repair_found (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  const GPtrArray *all = data;
  int rc = 0;
  for (guint i = 0; rc == 0 && i < all->len; i++)
    {
      const Found *found = all->pdata[i];
      NixieRefold refold = { 0 };
      if (found->is_fold)
        rc = nixie_store_refold (store, txn, found->address, &refold, error);
      else
        rc = repair_record (store, txn, found);
    }
  return rc;
}

static gboolean
repair (NixieStore *store, Walk *walk, GError **error)
{
  const gboolean acts = ((const Found *) walk->found->pdata[0])->db == NIXIE_DB_ACTS;
  return acts ? nixie_store_transact_without_acts (store, repair_found, walk->found, error)
              : nixie_store_transact (store, repair_found, walk->found, error);
}

static gint64
time_of_key (const Found *found)
{
  g_autofree char *address = NULL;
  const MDB_val key = { found->key.length, (void *) found->key.octets };
  guint64 time_be;
  if (found->db != NIXIE_DB_EVENTS || (address = nixie_key_address (&key)) == NULL)
    return NIXIE_TIME_NONE;
  memcpy (&time_be, found->key.octets + strlen (address) + 1, sizeof time_be);
  return (gint64) (GUINT64_FROM_BE (time_be) & G_MAXINT64);
}

/* One that no walk by addresses can pass. */
static gboolean
has_bad_key (const Found *found)
{
  const gboolean by_address = found->db == NIXIE_DB_EVENTS || found->db == NIXIE_DB_ENTRIES;
  return by_address && found->flaw == NIXIE_FLAW_DAMAGED && !nixie_key_fits (found->address);
}

/* Tells what this turn found, after it is repaired where that is asked for. */
static gboolean
tell (Walk *walk, GError **error)
{
  const NixieVerification *verification = walk->verification;
  GError *failure = NULL;
  nixie_store_tell (walk->store, walk->done);
  if (walk->found->len == 0)
    return TRUE;
  if (verification->repair && !repair (walk->store, walk, error))
    return FALSE;
  for (guint i = 0; !walk->stopped && i < walk->found->len; i++)
    {
      const Found *found = walk->found->pdata[i];
      const NixieFinding finding = { found->flaw, nixie_db_name (found->db), found->address, time_of_key (found), verification->repair };
      walk->uncounted |= !verification->repair && found->db == NIXIE_DB_EVENTS && found->flaw == NIXIE_FLAW_DAMAGED;
      walk->in_order &= verification->repair || (found->db != NIXIE_DB_ACTS && !has_bad_key (found));
      walk->stopped = !verification->each (&finding, verification->data, &failure);
    }
  g_ptr_array_set_size (walk->found, 0);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
verify_records (NixieStore *store, NixieDb db, Walk *walk, GError **error)
{
  NixieKey behind = { .length = 0 };
  int rc = 0;
  while (rc == 0 && !walk->stopped)
    {
      rc = read_turn (store, db, &behind, walk);
      if (rc != 0 && rc != MDB_NOTFOUND)
        return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
      if (!tell (walk, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_difference (const NixieDifference *difference, gpointer data, GError **error)
{
  Walk *walk = data;
  const NixieFlaw flaw = difference->damaged_entry != NULL ? NIXIE_FLAW_DAMAGED
                         : difference->before == NULL      ? NIXIE_FLAW_NO_ENTRY
                         : difference->after == NULL       ? NIXIE_FLAW_NO_EVENTS
                                                           : NIXIE_FLAW_DIFFERENT;
  const MDB_val key = nixie_string_val (difference->address);
  if (difference->damaged_events != NULL)
    return TRUE; /* told of the event */
  note (walk, flaw, NIXIE_DB_ENTRIES, &key, difference->address)->is_fold = TRUE;
  return walk->found->len < RECORDS_A_TURN || tell (walk, error);
}

/* A finding that is of no record. */
static gboolean
tell_alone (const Walk *walk, NixieFlaw flaw, GError **error)
{
  const NixieFinding finding = { flaw, nixie_db_name (NIXIE_DB_ENTRIES), "", NIXIE_TIME_NONE, FALSE };
  GError *failure = NULL;
  (void) walk->verification->each (&finding, walk->verification->data, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static gboolean
tell_miscounted (Walk *walk, const GPtrArray *domains, GError **error)
{
  const NixieVerification *verification = walk->verification;
  GError *failure = NULL;
  for (guint i = 0; !walk->stopped && i < domains->len; i++)
    {
      const NixieFinding finding = { NIXIE_FLAW_MISCOUNTED, nixie_db_name (NIXIE_DB_TALLIES), domains->pdata[i], NIXIE_TIME_NONE,
                                     verification->repair };
      walk->stopped = !verification->each (&finding, verification->data, &failure);
    }
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

/* The holds follow the tallies, and entries the holds. */
static gboolean
verify_tallies (NixieStore *store, Walk *walk, GError **error)
{
  const NixieVerification *verification = walk->verification;
  g_autoptr (GPtrArray) domains = NULL;
  if (walk->stopped || walk->uncounted)
    return TRUE;
  if (!nixie_store_find_miscounted (store, MOST_MISCOUNTED, &domains, error))
    return FALSE;
  if (domains->len > 0 && verification->repair && !nixie_store_rebuild (store, verification->now_us, NULL, error))
    return FALSE;
  return tell_miscounted (walk, domains, error);
}

static gboolean
verify_entries (NixieStore *store, Walk *walk, GError **error)
{
  const NixieDifferenceQuery query = { .each = take_difference, .data = walk };
  gboolean differ = FALSE;
  if (walk->stopped)
    return TRUE;
  if (!walk->in_order)
    return tell_alone (walk, NIXIE_FLAW_NOT_COMPARED, error);
  if (!nixie_store_settings_differ (store, &differ, error))
    return FALSE;
  if (differ)
    return tell_alone (walk, NIXIE_FLAW_SETTINGS, error);
  return nixie_store_each_difference (store, &query, error) && tell (walk, error) && verify_tallies (store, walk, error);
}

static gboolean
verify_all (NixieStore *store, Walk *walk, GError **error)
{
  static const NixieDb order[] = { NIXIE_DB_ACTS, NIXIE_DB_SEEN, NIXIE_DB_EVENTS, NIXIE_DB_ENTRIES };
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    {
      const int rc = nixie_store_need (store, order[i]);
      if (rc != 0)
        return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (!verify_records (store, order[i], walk, error))
      return FALSE;
  return verify_entries (store, walk, error);
}

gboolean
nixie_store_verify (NixieStore *store, const NixieVerification *verification, NixieVerified *verified, GError **error)
{
  g_return_val_if_fail (store != NULL && verification != NULL && verification->each != NULL && verified != NULL, FALSE);
  g_return_val_if_fail (!verification->repair || store->mode == NIXIE_STORE_WRITE, FALSE);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (found_free);
  Walk walk = { .verification = verification, .store = store, .verified = verified, .found = found, .in_order = TRUE };
  *verified = (NixieVerified){ 0 };
  return store->env == NULL || verify_all (store, &walk, error);
}
