/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions to the list. Each renews the store's one read transaction and resets it before it returns or calls anybody, so
 * that no caller, however slow, keeps the writer from using pages again.
 */
#include "store/store-private.h"

#include <string.h>

#define ENTRIES_A_TURN 1000

/* A look-up's answer for one key; clear where there is none. Damage is looked at by who reads the entry whole: a sender must hear "no". */
static int
get_state (NixieStore *store, const char *key_text, gint64 now_us, NixieState *state)
{
  MDB_val key = nixie_string_val (key_text), val;
  gint64 until_us;
  *state = NIXIE_STATE_CLEAR;
  const int rc = mdb_get (store->reader, store->dbis[NIXIE_DB_ENTRIES], &key, &val);
  if (rc == MDB_NOTFOUND)
    return 0;
  if (rc != 0)
    return rc;
  if (!nixie_entry_peek (nixie_val_slice (&val), state, &until_us))
    return MDB_CORRUPTED;
  *state = nixie_state_at (*state, until_us, now_us);
  return 0;
}

/* The keys of the domains' entries that answer for an address, the nearest first. */
typedef struct {
  char octets[NIXIE_KEY_BYTES + 1];
  const char *key; /* NULL: no more */
  gboolean above;  /* "@example.com" answers for mail.example.com, too */
  gint64 now_us;
} Domains;

/* The domain above *KEY; none is asked that has one label only. */
static void
domains_next (Domains *domains)
{
  char *dot = domains->above ? strchr (domains->key, '.') : NULL;
  domains->key = NULL;
  if (dot == NULL || strchr (dot + 1, '.') == NULL)
    return;
  *dot = '@';
  domains->key = dot;
}

/* ADDRESS fits into a key. */
static void
domains_begin (Domains *domains, const NixieStore *store, const char *address, gint64 now_us)
{
  const char *at = strrchr (address, '@');
  domains->above = store->settings != NULL && store->settings->subdomains;
  domains->key = NULL;
  domains->now_us = now_us;
  if (at == NULL || (at == address && !domains->above))
    return;
  domains->key = at;
  if (!domains->above)
    return;
  g_strlcpy (domains->octets, at, sizeof domains->octets);
  domains->key = domains->octets;
  if (at == address)
    domains_next (domains);
}

static gboolean
settles (NixieState state)
{
  return state == NIXIE_STATE_SUPPRESSED || state == NIXIE_STATE_ALLOWED;
}

/* As get_state, of the digests of ADDRESS; *STATE stays where none suppresses. */
static int
get_digest_states (NixieStore *store, const char *address, gint64 now_us, NixieState *state)
{
  int rc = 0;
  for (NixieHash hash = NIXIE_HASH_SHA256; rc == 0 && hash < NIXIE_N_HASHES; hash++)
    {
      g_autofree char *key = (store->digests & 1U << hash) != 0 ? nixie_listed_digest (store->settings, hash, address) : NULL;
      NixieState found = NIXIE_STATE_CLEAR;
      rc = key != NULL ? get_state (store, key, now_us, &found) : 0;
      if (found == NIXIE_STATE_SUPPRESSED)
        *state = found;
    }
  return rc;
}

/* What is nearer to the address wins; a domain that may be mailed leaves the address's own state. */
static int
get_states (NixieStore *store, const char *address, gint64 now_us, NixieState *state)
{
  NixieState own, found;
  Domains domains;
  int rc = get_state (store, address, now_us, &own);
  found = own;
  for (domains_begin (&domains, store, address, now_us); rc == 0 && !settles (found) && domains.key != NULL; domains_next (&domains))
    rc = get_state (store, domains.key, now_us, &found);
  if (rc == 0 && store->digests != 0 && found != NIXIE_STATE_SUPPRESSED && own != NIXIE_STATE_ALLOWED)
    rc = get_digest_states (store, address, now_us, &found);
  *state = found == NIXIE_STATE_SUPPRESSED ? found : own;
  return rc;
}

/* Since the list was opened another process may have put the first digests into it. */
static int
check_anew (NixieStore *store, MDB_txn *txn, GError **error)
{
  const gsize id = mdb_txn_id (txn);
  const int rc = id != store->checked_txn ? nixie_meta_check (store, txn, error) : 0;
  if (rc == 0)
    store->checked_txn = id;
  return rc;
}

gboolean
nixie_store_look_up (NixieStore *store, const char *address, gint64 now_us, NixieState *state, GError **error)
{
  g_return_val_if_fail (store != NULL && address != NULL, FALSE);
  MDB_txn *txn = NULL;
  NixieState found = NIXIE_STATE_CLEAR;
  if (store->env == NULL || !nixie_key_fits (address))
    {
      *state = NIXIE_STATE_CLEAR;
      return TRUE;
    }
  int rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = check_anew (store, txn, error);
      if (rc == 0)
        rc = get_states (store, address, now_us, &found);
      nixie_store_end_read (store);
    }
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *state = found;
  return TRUE;
}

/* What the history says of it is left out where it is not there, or damaged: that is verify's to tell. */
static void
show_event (NixieStore *store, MDB_txn *txn, NixieEntry *entry)
{
  NixieKey key;
  MDB_val val;
  NixieEvent event;
  if (!entry->refers || !store->dbi_is_open[NIXIE_DB_EVENTS] || !nixie_key_fits (entry->address))
    return;
  nixie_key_event (&key, entry->address, entry->shown_us, entry->shown_id);
  MDB_val key_val = nixie_key_val (&key);
  if (mdb_get (txn, store->dbis[NIXIE_DB_EVENTS], &key_val, &val) == 0
      && nixie_event_view_parts (nixie_val_slice (&key_val), nixie_val_slice (&val), &event, NULL))
    nixie_entry_show (entry, &event);
}

NixieEntry *
nixie_store_read_entry (NixieStore *store, MDB_txn *txn, const char *address, NixieSlice octets, GError **error)
{
  NixieEntry view;
  if (!nixie_entry_view (address, octets, &view, error))
    return NULL;
  show_event (store, txn, &view);
  return nixie_entry_new (&view);
}

/* For entries, which refer to events. */
static int
begin_read_entries (NixieStore *store, MDB_txn **txn)
{
  const int rc = nixie_store_need (store, NIXIE_DB_EVENTS);
  return rc == 0 || rc == MDB_NOTFOUND ? nixie_store_begin_read (store, txn) : rc;
}

int
nixie_store_get_entry (NixieStore *store, MDB_txn *txn, const char *address, NixieEntry **entry, GError **error)
{
  MDB_val key = nixie_string_val (address), val;
  *entry = NULL;
  const int rc = nixie_key_fits (address) ? mdb_get (txn, store->dbis[NIXIE_DB_ENTRIES], &key, &val) : MDB_NOTFOUND;
  if (rc != 0)
    return rc == MDB_NOTFOUND ? 0 : rc;
  *entry = nixie_store_read_entry (store, txn, address, nixie_val_slice (&val), error);
  return *entry != NULL ? 0 : NIXIE_RC_DAMAGED;
}

gboolean
nixie_store_entry (NixieStore *store, const char *address, NixieEntry **entry, GError **error)
{
  g_return_val_if_fail (store != NULL && address != NULL, FALSE);
  MDB_txn *txn = NULL;
  NixieEntry *found = NULL;
  int rc = store->env != NULL ? begin_read_entries (store, &txn) : 0;
  if (rc == 0 && txn != NULL)
    {
      rc = nixie_store_get_entry (store, txn, address, &found, error);
      nixie_store_end_read (store);
    }
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *entry = found;
  return TRUE;
}

/* The entry of the domain that decides; else the nearest that there is. */
static int
get_domain_entry (NixieStore *store, MDB_txn *txn, Domains *domains, NixieEntry **entry, GError **error)
{
  for (; domains->key != NULL; domains_next (domains))
    {
      g_autoptr (NixieEntry) found = NULL;
      const int rc = nixie_store_get_entry (store, txn, domains->key, &found, error);
      if (rc != 0)
        return rc;
      const gboolean decides = found != NULL && settles (nixie_entry_state (found, domains->now_us));
      if (decides)
        g_clear_pointer (entry, nixie_entry_free);
      if (*entry == NULL)
        *entry = g_steal_pointer (&found);
      if (decides)
        return 0;
    }
  return 0;
}

gboolean
nixie_store_digest_entry (NixieStore *store, const char *address, gint64 now_us, NixieEntry **entry, GError **error)
{
  g_return_val_if_fail (store != NULL && address != NULL, FALSE);
  g_autoptr (NixieEntry) best = NULL;
  for (NixieHash hash = NIXIE_HASH_SHA256; hash < NIXIE_N_HASHES; hash++)
    {
      g_autofree char *key = (store->digests & 1U << hash) != 0 ? nixie_listed_digest (store->settings, hash, address) : NULL;
      g_autoptr (NixieEntry) found = NULL;
      if (key != NULL && !nixie_store_entry (store, key, &found, error))
        return FALSE;
      if (found == NULL || (best != NULL && nixie_entry_state (best, now_us) == NIXIE_STATE_SUPPRESSED))
        continue;
      g_clear_pointer (&best, nixie_entry_free);
      best = g_steal_pointer (&found);
    }
  *entry = g_steal_pointer (&best);
  return TRUE;
}

gboolean
nixie_store_domain_entry (NixieStore *store, const char *address, gint64 now_us, NixieEntry **entry, GError **error)
{
  g_return_val_if_fail (store != NULL && address != NULL, FALSE);
  MDB_txn *txn = NULL;
  g_autoptr (NixieEntry) found = NULL;
  Domains domains;
  int rc = store->env != NULL && nixie_key_fits (address) ? begin_read_entries (store, &txn) : 0;
  if (rc == 0 && txn != NULL)
    {
      domains_begin (&domains, store, address, now_us);
      rc = get_domain_entry (store, txn, &domains, &found, error);
      nixie_store_end_read (store);
    }
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *entry = g_steal_pointer (&found);
  return TRUE;
}

void
nixie_views_free (NixieViews *views)
{
  if (views == NULL)
    return;
  g_array_unref (views->views);
  g_ptr_array_unref (views->events);
  g_free (views);
}

/* Adds the events of ADDRESS to VIEWS. */
static int
add_views (NixieStore *store, MDB_txn *txn, const char *address, GArray *views, GError **error)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  NixieKey prefix;
  nixie_key_history (&prefix, address);
  MDB_val key = nixie_key_val (&prefix), val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_EVENTS], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, MDB_SET_RANGE);
  for (; rc == 0 && nixie_key_starts (&key, &prefix); rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    {
      NixieEvent view;
      if (!nixie_event_view_parts (nixie_val_slice (&key), nixie_val_slice (&val), &view, error))
        {
          g_prefix_error (error, "%s: ", address);
          return NIXIE_RC_DAMAGED;
        }
      g_array_append_val (views, view);
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}

int
nixie_store_view_history (NixieStore *store, MDB_txn *txn, const char *address, NixieViews **views, GError **error)
{
  g_autoptr (NixieViews) made = g_new0 (NixieViews, 1);
  made->views = g_array_new (FALSE, FALSE, sizeof (NixieEvent));
  made->events = g_ptr_array_new ();
  const int rc = add_views (store, txn, address, made->views, error);
  if (rc != 0)
    return rc;
  for (guint i = 0; i < made->views->len; i++)
    g_ptr_array_add (made->events, &g_array_index (made->views, NixieEvent, i));
  *views = g_steal_pointer (&made);
  return 0;
}

static int
copy_history (NixieStore *store, MDB_txn *txn, const char *address, GPtrArray *events, GError **error)
{
  g_autoptr (NixieViews) views = NULL;
  const int rc = nixie_store_view_history (store, txn, address, &views, error);
  for (guint i = 0; rc == 0 && i < views->events->len; i++)
    g_ptr_array_add (events, nixie_event_new (views->events->pdata[i]));
  return rc;
}

gboolean
nixie_store_history (NixieStore *store, const char *address, GPtrArray **events, GError **error)
{
  g_return_val_if_fail (store != NULL && address != NULL, FALSE);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  MDB_txn *txn = NULL;
  int rc = store->env != NULL && nixie_key_fits (address) ? nixie_store_need (store, NIXIE_DB_EVENTS) : MDB_NOTFOUND;
  if (rc == 0)
    rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = copy_history (store, txn, address, found, error);
      nixie_store_end_read (store);
    }
  if (rc != 0 && rc != MDB_NOTFOUND)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  *events = g_steal_pointer (&found);
  return TRUE;
}

/* The first entries from FROM on, at most ENTRIES_A_TURN. */
static int
get_entries (NixieStore *store, MDB_txn *txn, const GString *from, GPtrArray *entries, GError **error)
{
  g_autoptr (MDB_cursor) cursor = NULL;
  MDB_val key = { from->len, from->str }, val;
  int rc = mdb_cursor_open (txn, store->dbis[NIXIE_DB_ENTRIES], &cursor);
  if (rc == 0)
    rc = mdb_cursor_get (cursor, &key, &val, from->len > 0 ? MDB_SET_RANGE : MDB_FIRST);
  for (; rc == 0 && entries->len < ENTRIES_A_TURN; rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    {
      g_autofree char *address = nixie_slice_dup (nixie_val_slice (&key));
      NixieEntry *entry = nixie_store_read_entry (store, txn, address, nixie_val_slice (&val), error);
      if (entry == NULL)
        return NIXIE_RC_DAMAGED;
      g_ptr_array_add (entries, entry);
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}

/* Fills ENTRIES and moves FROM behind the last of them. */
static int
next_entries (NixieStore *store, GString *from, GPtrArray *entries, GError **error)
{
  MDB_txn *txn = NULL;
  int rc = begin_read_entries (store, &txn);
  if (rc != 0)
    return rc;
  rc = get_entries (store, txn, from, entries, error);
  nixie_store_end_read (store);
  if (entries->len == 0)
    return rc;
  /* The next key that there can be. */
  g_string_assign (from, ((const NixieEntry *) entries->pdata[entries->len - 1])->address);
  g_string_append_c (from, '\0');
  return rc;
}

/* FALSE where EACH wants no more. */
static gboolean
show_entries (const GPtrArray *entries, NixieStoreEach each, gpointer data, GError **failure)
{
  for (guint i = 0; i < entries->len; i++)
    if (!each (entries->pdata[i], data, failure))
      return FALSE;
  return TRUE;
}

gboolean
nixie_store_each_entry (NixieStore *store, NixieStoreEach each, gpointer data, GError **error)
{
  g_return_val_if_fail (store != NULL && each != NULL, FALSE);
  g_autoptr (GString) from = g_string_new (NULL);
  g_autoptr (GError) failure = NULL;
  gboolean more = store->env != NULL;
  while (more)
    {
      g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_entry_free);
      const int rc = next_entries (store, from, entries, error);
      if (rc != 0)
        return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
      more = show_entries (entries, each, data, &failure) && entries->len == ENTRIES_A_TURN;
    }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

guint64
nixie_store_n_entries (NixieStore *store)
{
  g_return_val_if_fail (store != NULL, 0);
  MDB_txn *txn = NULL;
  MDB_stat stat = { 0 };
  if (store->env == NULL || nixie_store_begin_read (store, &txn) != 0)
    return 0;
  const int rc = mdb_stat (txn, store->dbis[NIXIE_DB_ENTRIES], &stat);
  nixie_store_end_read (store);
  return rc == 0 ? stat.ms_entries : 0;
}
