/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A copy of a list, by a read transaction: what others write meanwhile is not in it, and what they free waits until it is done.
 */
#include "store/keep.h"
#include "store/store-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>

/* LMDB's own transaction, which may meet a map that another process has made larger. */
static int
copy_to (int fd, gpointer data)
{
  NixieStore *store = data;
  int rc = mdb_env_copyfd2 (store->env, fd, MDB_CP_COMPACT);
  while (rc == MDB_MAP_RESIZED && (rc = mdb_env_set_mapsize (store->env, 0)) == 0)
    rc = mdb_env_copyfd2 (store->env, fd, MDB_CP_COMPACT);
  return rc;
}

gboolean
nixie_store_backup (NixieStore *store, const char *target, GError **error)
{
  g_return_val_if_fail (store != NULL && target != NULL && *target != '\0', FALSE);
  const int rc = store->env != NULL ? nixie_folder_copy (store->folder, target, copy_to, store) : MDB_NOTFOUND;
  if (rc == 0)
    return TRUE;
  if (rc == MDB_NOTFOUND)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_NO_INPUT, _("there is no list in '%s' yet"), store->folder);
  else if (rc == ENOENT || rc == ENOTDIR)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CANNOT_CREATE, _("cannot create '%s': %s"), target, g_strerror (rc));
  else if (rc > 0)
    nixie_error_set_errno (error, NIXIE_ERROR_CANNOT_CREATE, rc, _("cannot create '%s'"), target);
  else
    return nixie_store_fail (store->folder, NIXIE_DOING_READ, rc, error);
  return FALSE;
}
