/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The LMDB environment: opening it, the size of its map, transactions, and what its codes mean. The map of a new list is 1 GiB of
 * address space and doubles when it is full; MDB_MAP_RESIZED says that another process has made it larger.
 */
#include "store/store-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>

#define FIRST_MAP_BYTES ((gsize) 1 << (sizeof (void *) > 4 ? 30 : 28))
#define READERS 1000 /* their slots fit into NIXIE_LOCK_BYTES */

static NixieError
error_code (int rc)
{
  switch (rc)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return NIXIE_ERROR_PERMISSION;
    case ENOENT:
    case ENOTDIR:
      return NIXIE_ERROR_NO_INPUT;
    case EIO:
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return NIXIE_ERROR_IO;
    case MDB_VERSION_MISMATCH:
      return NIXIE_ERROR_UNAVAILABLE;
    case MDB_INVALID:
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INCOMPATIBLE:
    case MDB_PANIC:
      return NIXIE_ERROR_CONFIG;
    case EINVAL:
    case MDB_BAD_VALSIZE:
    case MDB_BAD_TXN:
    case MDB_BAD_DBI:
      return NIXIE_ERROR_SOFTWARE;
    default:
      return NIXIE_ERROR_TEMPORARY;
    }
}

static char *
sentence (const char *folder, NixieDoing doing, const char *why)
{
  switch (doing)
    {
    case NIXIE_DOING_OPEN:
      break;
    case NIXIE_DOING_READ:
      return g_strdup_printf (_("cannot read the list in '%s': %s"), folder, why);
    case NIXIE_DOING_WRITE:
      return g_strdup_printf (_("cannot write the list in '%s': %s"), folder, why);
    }
  return g_strdup_printf (_("cannot open the list in '%s': %s"), folder, why);
}

/* LMDB shows a disk that is full as EIO. */
static char *
ground (int rc, NixieError code)
{
  if (code == NIXIE_ERROR_IO)
    return g_strdup_printf (_("%s (disk full?)"), mdb_strerror (rc));
  return g_strdup (mdb_strerror (rc));
}

gboolean
nixie_store_fail (const char *folder, NixieDoing doing, int rc, GError **error)
{
  if (rc == NIXIE_RC_DAMAGED)
    return FALSE;
  const NixieError code = error_code (rc);
  g_autofree char *why = ground (rc, code);
  g_autofree char *message = sentence (folder, doing, why);
  g_set_error_literal (error, NIXIE_ERROR, code, message);
  return FALSE;
}

static int
start_read (NixieStore *store)
{
  if (store->reader != NULL)
    return mdb_txn_renew (store->reader);
  return mdb_txn_begin (store->env, NULL, MDB_RDONLY, &store->reader);
}

int
nixie_store_begin_read (NixieStore *store, MDB_txn **txn)
{
  int rc = start_read (store);
  while (rc == MDB_MAP_RESIZED && (rc = mdb_env_set_mapsize (store->env, 0)) == 0)
    rc = start_read (store);
  if (rc == MDB_READERS_FULL && mdb_reader_check (store->env, NULL) == 0)
    rc = start_read (store);
  if (rc == 0)
    *txn = store->reader;
  return rc;
}

void
nixie_store_end_read (NixieStore *store)
{
  mdb_txn_reset (store->reader);
}

static int
begin (MDB_env *env, guint flags, MDB_txn **txn)
{
  int rc = mdb_txn_begin (env, NULL, flags, txn);
  while (rc == MDB_MAP_RESIZED && (rc = mdb_env_set_mapsize (env, 0)) == 0)
    rc = mdb_txn_begin (env, NULL, flags, txn);
  return rc;
}

static int
open_dbi (NixieStore *store, MDB_txn *txn, NixieDb db)
{
  return mdb_dbi_open (txn, nixie_db_name (db), 0, &store->dbis[db]);
}

/* A handle is for later transactions only once the one that opened it is committed. */
int
nixie_store_need (NixieStore *store, NixieDb db)
{
  g_autoptr (MDB_txn) txn = NULL;
  if (store->dbi_is_open[db])
    return 0;
  int rc = begin (store->env, MDB_RDONLY, &txn);
  if (rc == 0)
    rc = open_dbi (store, txn, db);
  if (rc == 0)
    rc = mdb_txn_commit (g_steal_pointer (&txn));
  store->dbi_is_open[db] = rc == 0;
  return rc;
}

static int
grow (NixieStore *store)
{
  MDB_envinfo info;
  const int rc = mdb_env_info (store->env, &info);
  if (rc != 0)
    return rc;
  return info.me_mapsize <= G_MAXSIZE / 2 ? mdb_env_set_mapsize (store->env, info.me_mapsize * 2) : ENOMEM;
}

typedef struct {
  NixieStoreWork work;
  gpointer data;
  gboolean without_acts;
} Task;

int
nixie_store_cursor (NixieStore *store, MDB_txn *txn, NixieDb db, MDB_cursor **cursor)
{
  const int rc = store->cursors[db] == NULL ? mdb_cursor_open (txn, store->dbis[db], &store->cursors[db]) : 0;
  *cursor = store->cursors[db];
  return rc;
}

/* Before their transaction ends, which frees them. */
static void
close_cursors (NixieStore *store)
{
  for (guint i = 0; i < NIXIE_N_DBS; i++)
    g_clear_pointer (&store->cursors[i], mdb_cursor_close);
}

static int
transact_once (NixieStore *store, const Task *task, GError **error)
{
  g_autoptr (MDB_txn) txn = NULL;
  int rc = begin (store->env, 0, &txn);
  if (rc == 0 && !task->without_acts)
    rc = nixie_store_load_acts (store, txn, error);
  if (rc == 0)
    rc = task->work (store, txn, task->data, error);
  close_cursors (store);
  return rc == 0 ? mdb_txn_commit (g_steal_pointer (&txn)) : rc;
}

static gboolean
transact (NixieStore *store, const Task *task, GError **error)
{
  int rc = transact_once (store, task, error);
  while (rc == MDB_MAP_FULL && (rc = grow (store)) == 0)
    rc = transact_once (store, task, error);
  return rc == 0 || nixie_store_fail (store->folder, NIXIE_DOING_WRITE, rc, error);
}

gboolean
nixie_store_transact (NixieStore *store, NixieStoreWork work, gpointer data, GError **error)
{
  const Task task = { .work = work, .data = data };
  return transact (store, &task, error);
}

gboolean
nixie_store_transact_without_acts (NixieStore *store, NixieStoreWork work, gpointer data, GError **error)
{
  const Task task = { .work = work, .data = data, .without_acts = TRUE };
  return transact (store, &task, error);
}

/* What a reader needs for a look-up, and a writer for anything. */
static int
open_databases (NixieStore *store, GError **error)
{
  g_autoptr (MDB_txn) txn = NULL;
  const guint n_dbs = store->mode == NIXIE_STORE_WRITE ? NIXIE_N_DBS : NIXIE_DB_ENTRIES + 1;
  int rc = begin (store->env, MDB_RDONLY, &txn);
  if (rc == 0)
    rc = nixie_meta_find (txn, &store->dbis[NIXIE_DB_META], store->folder, error);
  if (rc == 0)
    rc = nixie_meta_check (store, txn, error);
  if (rc == 0)
    store->checked_txn = mdb_txn_id (txn);
  for (guint i = NIXIE_DB_META + 1; rc == 0 && i < n_dbs; i++)
    rc = open_dbi (store, txn, (NixieDb) i);
  if (rc == 0)
    rc = mdb_txn_commit (g_steal_pointer (&txn));
  for (guint i = 0; rc == 0 && i < n_dbs; i++)
    store->dbi_is_open[i] = TRUE;
  return rc;
}

/* An environment with nothing in it: one that its maker has not finished is none to a reader, and finished by a writer. */
static gboolean
make_databases (NixieStore *store, GError **error)
{
  if (store->mode == NIXIE_STORE_READ)
    {
      g_clear_pointer (&store->env, mdb_env_close);
      return TRUE;
    }
  if (!nixie_store_transact (store, nixie_meta_make, NULL, error))
    return FALSE;
  for (guint i = 0; i < NIXIE_N_DBS; i++)
    store->dbi_is_open[i] = TRUE;
  return TRUE;
}

static int
open_env (NixieStore *store, gboolean is_new)
{
  g_autoptr (MDB_env) env = NULL;
  int rc = mdb_env_create (&env);
  if (rc == 0)
    rc = mdb_env_set_maxdbs (env, 8);
  if (rc == 0)
    rc = mdb_env_set_maxreaders (env, READERS);
  if (rc == 0 && is_new)
    rc = mdb_env_set_mapsize (env, FIRST_MAP_BYTES);
  if (rc == 0)
    rc = mdb_env_open (env, store->folder, MDB_NOTLS | (store->mode == NIXIE_STORE_READ ? MDB_RDONLY : 0), 0660);
  /* A reader that was killed would keep pages from being used again for ever. */
  if (rc == 0 && store->mode == NIXIE_STORE_WRITE)
    rc = mdb_reader_check (env, NULL);
  if (rc == 0)
    store->env = g_steal_pointer (&env);
  return rc;
}

static gboolean
open_made (NixieStore *store, gboolean is_new, GError **error)
{
  int rc = open_env (store, is_new);
  rc = rc == 0 ? nixie_store_check_length (store->folder, store->env, error) : nixie_store_check_head (store->folder, rc, error);
  if (rc != 0)
    return nixie_store_fail (store->folder, NIXIE_DOING_OPEN, rc, error);
  rc = open_databases (store, error);
  if (rc == MDB_NOTFOUND)
    return make_databases (store, error);
  return rc == 0 || nixie_store_fail (store->folder, NIXIE_DOING_OPEN, rc, error);
}

gboolean
nixie_store_open (const char *folder, NixieStoreMode mode, const NixieSettings *settings, NixieStore **store, GError **error)
{
  g_return_val_if_fail (folder != NULL && *folder != '\0' && settings != NULL, FALSE);
  NixieFolderState state;
  if (!nixie_folder_examine (folder, &state, error))
    return FALSE;
  g_autoptr (NixieStore) opened = g_new0 (NixieStore, 1);
  opened->folder = g_strdup (folder);
  opened->mode = mode;
  opened->batch_pages = NIXIE_BATCH_PAGES;
  opened->settings = settings;
  opened->octets = g_byte_array_new ();
  const gboolean made = state == NIXIE_FOLDER_MADE;
  if (mode == NIXIE_STORE_WRITE && !made && !nixie_folder_make (folder, error))
    return FALSE;
  if ((mode == NIXIE_STORE_WRITE || made) && !open_made (opened, !made, error))
    return FALSE;
  *store = g_steal_pointer (&opened);
  return TRUE;
}

gboolean
nixie_store_is_made (const NixieStore *store)
{
  return store->env != NULL;
}

void
nixie_store_free (NixieStore *store)
{
  if (store == NULL)
    return;
  g_clear_pointer (&store->reader, mdb_txn_abort);
  g_clear_pointer (&store->env, mdb_env_close);
  nixie_acts_free (store->acts);
  g_byte_array_unref (store->octets);
  g_free (store->folder);
  g_free (store);
}
