/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The format of a list and the settings that it was folded under. One value, read by one get, holds the format:
 *
 *     1                a version; another one is another format
 *     NAME TAB USE     a feature in use, one line each; USE says who must know it: "rw" readers and writers, "w" writers only
 *
 * A list that needs a feature unknown here is left alone. No feature exists yet.
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

/* LINE: a feature. None is known here, so all that counts is who must know it. */
static int
check_feature (const char *line, const char *folder, NixieStoreMode mode, GError **error)
{
  const char *tab = strchr (line, '\t');
  const char *use = tab != NULL ? tab + 1 : "rw";
  if (strchr (use, mode == NIXIE_STORE_WRITE ? 'w' : 'r') == NULL)
    return 0;
  g_autofree char *name = nixie_text_one_line (line, tab != NULL ? (gsize) (tab - line) : strlen (line), 64);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE,
               _("the list in '%s' uses the feature '%s', which this nixie does not know: use a later nixie"), folder, name);
  return NIXIE_RC_DAMAGED;
}

int
nixie_meta_check (MDB_txn *txn, MDB_dbi meta, const char *folder, NixieStoreMode mode, GError **error)
{
  g_autofree char *format = NULL;
  int rc = get_string (txn, meta, FORMAT_KEY, &format);
  if (rc != 0 || strcmp (format, FORMAT) == 0)
    return rc;
  g_auto (GStrv) lines = g_strsplit (format, "\n", -1);
  if (lines[0] == NULL)
    return check_version ("", folder, error);
  rc = check_version (lines[0], folder, error);
  for (char **line = lines + 1; rc == 0 && *line != NULL; line++)
    if (**line != '\0')
      rc = check_feature (*line, folder, mode, error);
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
    return nixie_meta_check (txn, store->dbis[NIXIE_DB_META], store->folder, NIXIE_STORE_WRITE, error);
  if (rc == 0)
    rc = put_string (txn, store->dbis[NIXIE_DB_META], FORMAT_KEY, FORMAT);
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
