/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format of a list and the settings that it was folded under. One value, read by one get, holds the format:
 *
 *     1                a version; another one is another format
 *     NAME TAB USE     a feature in use, one line each; USE says who must know it: "rw" readers and writers, "w" writers only
 *
 * A list that needs a feature unknown here is left alone. The features (HASH is "sha256", or "hmac-" and the key's id):
 *
 *     hashed-HASH      the list holds no addresses but their digests ([store] hashed), from the day it was made
 *     digests-HASH     it holds digests of somebody else's list, too: a look-up asks for them
 */
#include "store/store-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define FORMAT "1"
#define FORMAT_KEY "format"
#define SETTINGS_KEY "settings"

const char *
nixie_db_name (NixieDb db)
{
  static const char *const names[NIXIE_N_DBS] = { [NIXIE_DB_META] = "meta", [NIXIE_DB_ENTRIES] = "entries",
                                                  [NIXIE_DB_EVENTS] = "events", [NIXIE_DB_SEEN] = "seen", [NIXIE_DB_ACTS] = "acts",
                                                  [NIXIE_DB_TALLIES] = "tallies" };
  return names[db];
}

static int
get_string (MDB_txn *txn, MDB_dbi meta, const char *name, char **value)
{
  MDB_val key = nixie_string_val (name), val;
  const int rc = mdb_get (txn, meta, &key, &val);
  if (rc == 0)
    *value = nixie_slice_dup (nixie_val_slice (&val));
  return rc;
}

static int
put_string (MDB_txn *txn, MDB_dbi meta, const char *name, const char *value)
{
  MDB_val key = nixie_string_val (name), val = nixie_string_val (value);
  return mdb_put (txn, meta, &key, &val, 0);
}

static int
check_version (const char *version, const char *folder, GError **error)
{
  guint64 number = 0;
  if (strcmp (version, FORMAT) == 0)
    return 0;
  if (g_ascii_string_to_unsigned (version, 10, 0, G_MAXUINT32, &number, NULL))
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE,
                 _("the list in '%s' has format %u, and this nixie knows format %s: use a later nixie"), folder, (guint) number, FORMAT);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged list in '%s': no format"), folder);
  return NIXIE_RC_DAMAGED;
}

/* "hmac-KEYID"; the caller's. */
static char *
hash_name (const NixieStore *store, NixieHash hash)
{
  g_autofree char *id = hash == NIXIE_HASH_HMAC ? nixie_hash_key_id (store->settings->hash_key) : NULL;
  return g_strconcat (nixie_hash_id (hash), id != NULL ? "-" : NULL, id, NULL);
}

static int
refuse (const NixieStore *store, const char *ground, GError **error)
{
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, "%s: %s", store->folder, ground);
  return NIXIE_RC_DAMAGED;
}

/* NAME: what stands behind "hashed-" or "digests-". */
static int
check_hash (const NixieStore *store, const char *name, NixieHash *hash, GError **error)
{
  *hash = g_str_has_prefix (name, "hmac-") ? NIXIE_HASH_HMAC : NIXIE_HASH_SHA256;
  if (*hash == NIXIE_HASH_HMAC && store->settings->hash_key == NULL)
    return refuse (store, _("the list holds digests made with a key: [store] hash-key has to name it"), error);
  g_autofree char *own = hash_name (store, *hash);
  if (strcmp (own, name) == 0)
    return 0;
  return refuse (store, _("the list holds digests made with another key than that of [store] hash-key"), error);
}

static int
check_unknown (const NixieStore *store, const char *name, const char *use, GError **error)
{
  if (strchr (use, store->mode == NIXIE_STORE_WRITE ? 'w' : 'r') == NULL)
    return 0;
  g_autofree char *shown = nixie_text_one_line (name, strlen (name), 64);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE,
               _("the list in '%s' uses the feature '%s', which this nixie does not know: use a later nixie"), store->folder, shown);
  return NIXIE_RC_DAMAGED;
}

/* LINE: a feature, and who must know it. */
static int
check_feature (NixieStore *store, const char *line, NixieHash *hashed, GError **error)
{
  const char *tab = strchr (line, '\t');
  g_autofree char *name = tab != NULL ? g_strndup (line, (gsize) (tab - line)) : g_strdup (line);
  NixieHash hash = NIXIE_HASH_NONE;
  if (g_str_has_prefix (name, "hashed-"))
    return check_hash (store, name + strlen ("hashed-"), hashed, error);
  if (!g_str_has_prefix (name, "digests-"))
    return check_unknown (store, name, tab != NULL ? tab + 1 : "rw", error);
  const int rc = check_hash (store, name + strlen ("digests-"), &hash, error);
  store->digests |= 1U << hash;
  return rc;
}

/* What the list holds and what the settings ask for have to be the same: under the other, every look-up would miss. */
static int
check_hashed (const NixieStore *store, NixieHash hashed, GError **error)
{
  if (hashed == store->settings->hashed)
    return 0;
  if (hashed == NIXIE_HASH_NONE)
    return refuse (store, _("the list holds addresses, and [store] hashed asks for digests: that needs a new list, see nixie.conf(5)"),
                   error);
  return refuse (store, _("the list holds digests of addresses: [store] hashed has to say so"), error);
}

static int
check_features (NixieStore *store, char **lines, GError **error)
{
  NixieHash hashed = NIXIE_HASH_NONE;
  int rc = 0;
  for (char **line = lines; rc == 0 && *line != NULL; line++)
    if (**line != '\0')
      rc = check_feature (store, *line, &hashed, error);
  return rc == 0 ? check_hashed (store, hashed, error) : rc;
}

int
nixie_meta_check (NixieStore *store, MDB_txn *txn, GError **error)
{
  g_autofree char *format = NULL;
  int rc = get_string (txn, store->dbis[NIXIE_DB_META], FORMAT_KEY, &format);
  if (rc != 0)
    return rc;
  if (strcmp (format, FORMAT) == 0)
    return check_hashed (store, NIXIE_HASH_NONE, error);
  g_auto (GStrv) lines = g_strsplit (format, "\n", -1);
  if (lines[0] == NULL)
    return check_version ("", store->folder, error);
  rc = check_version (lines[0], store->folder, error);
  return rc == 0 ? check_features (store, lines + 1, error) : rc;
}

/* Puts the feature PREFIX-HASH where it is not there. */
static int
add_feature (NixieStore *store, MDB_txn *txn, const char *prefix, NixieHash hash)
{
  g_autofree char *format = NULL;
  g_autofree char *name = hash_name (store, hash);
  g_autofree char *line = g_strconcat ("\n", prefix, name, "\trw", NULL);
  const int rc = get_string (txn, store->dbis[NIXIE_DB_META], FORMAT_KEY, &format);
  if (rc != 0 || strstr (format, line) != NULL)
    return rc;
  g_autofree char *longer = g_strconcat (format, line, NULL);
  return put_string (txn, store->dbis[NIXIE_DB_META], FORMAT_KEY, longer);
}

int
nixie_meta_add_digests (NixieStore *store, MDB_txn *txn, guint digests, GError **error)
{
  int rc = 0;
  if ((digests & 1U << NIXIE_HASH_HMAC) != 0 && store->settings->hash_key == NULL)
    return refuse (store, _("the list would hold digests that nobody can look up without their key: set [store] hash-key first"), error);
  for (NixieHash hash = NIXIE_HASH_SHA256; rc == 0 && hash < NIXIE_N_HASHES; hash++)
    if ((digests & 1U << hash) != 0)
      rc = add_feature (store, txn, "digests-", hash);
  store->digests |= digests; /* asked for in vain where the transaction fails */
  return rc;
}

/* All is asked in TXN: between two transactions another process may make the list. */
int
nixie_meta_find (MDB_txn *txn, MDB_dbi *meta, const char *folder, GError **error)
{
  MDB_dbi unnamed;
  MDB_stat stat;
  int rc = mdb_dbi_open (txn, nixie_db_name (NIXIE_DB_META), 0, meta);
  if (rc != MDB_NOTFOUND)
    return rc;
  rc = mdb_dbi_open (txn, NULL, 0, &unnamed);
  if (rc == 0)
    rc = mdb_stat (txn, unnamed, &stat);
  if (rc != 0 || stat.ms_entries == 0)
    return rc == 0 ? MDB_NOTFOUND : rc;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' holds another program's data, not a list"), folder);
  return NIXIE_RC_DAMAGED;
}

int
nixie_meta_put_digest (NixieStore *store, MDB_txn *txn)
{
  g_autofree char *digest = nixie_settings_digest (store->settings);
  return put_string (txn, store->dbis[NIXIE_DB_META], SETTINGS_KEY, digest);
}

static int
open_all (NixieStore *store, MDB_txn *txn)
{
  int rc = 0;
  for (guint i = 0; rc == 0 && i < NIXIE_N_DBS; i++)
    rc = mdb_dbi_open (txn, nixie_db_name ((NixieDb) i), MDB_CREATE, &store->dbis[i]);
  return rc;
}

int
nixie_meta_make (NixieStore *store, MDB_txn *txn, gpointer data, GError **error)
{
  int rc = nixie_meta_find (txn, &store->dbis[NIXIE_DB_META], store->folder, error);
  const gboolean is_first = rc == MDB_NOTFOUND;
  if (rc != 0 && !is_first)
    return rc;
  rc = open_all (store, txn);
  if (rc == 0 && !is_first)
    return nixie_meta_check (store, txn, error);
  if (rc == 0)
    rc = put_string (txn, store->dbis[NIXIE_DB_META], FORMAT_KEY, FORMAT);
  if (rc == 0 && store->settings->hashed != NIXIE_HASH_NONE)
    rc = add_feature (store, txn, "hashed-", store->settings->hashed);
  return rc == 0 ? nixie_meta_put_digest (store, txn) : rc;
}

gboolean
nixie_store_settings_differ (NixieStore *store, gboolean *differ, GError **error)
{
  MDB_txn *txn = NULL;
  g_autofree char *stored = NULL;
  g_return_val_if_fail (store->settings != NULL, FALSE);
  if (store->env == NULL)
    {
      *differ = FALSE;
      return TRUE;
    }
  int rc = nixie_store_begin_read (store, &txn);
  if (rc == 0)
    {
      rc = get_string (txn, store->dbis[NIXIE_DB_META], SETTINGS_KEY, &stored);
      nixie_store_end_read (store);
    }
  if (rc != 0 && rc != MDB_NOTFOUND)
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  g_autofree char *now = nixie_settings_digest (store->settings);
  *differ = rc == MDB_NOTFOUND || strcmp (stored, now) != 0;
  return TRUE;
}
