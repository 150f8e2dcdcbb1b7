/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whether the file of a list has all of its pages. LMDB maps it and does not ask: what is behind the end of a file that was cut short
 * would end the process with SIGBUS, and a writer would make room behind the gap, so that it were zeros from then on.
 *
 * A file may be shorter than its last page and yet whole: a page that was taken and given back in one transaction is never written. Such
 * pages are free. So where pages are missing, all of them must be found among the free ones.
 */
#include "store/store-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRIES 100 /* to see a moment in which nobody commits */

/* Pages from HERE on are missing: what the file has of the last one counts as nothing. */
typedef struct {
  gsize here, all; /* pages */
  gsize txn_id;    /* of the newest transaction */
} Length;

static int
measure (MDB_env *env, Length *length)
{
  MDB_envinfo info;
  MDB_stat stat;
  struct stat st;
  int fd = -1;
  int rc = mdb_env_info (env, &info); /* before the size is: the file only grows */
  if (rc == 0)
    rc = mdb_env_stat (env, &stat);
  if (rc == 0)
    rc = mdb_env_get_fd (env, &fd);
  if (rc == 0 && fstat (fd, &st) != 0)
    rc = errno;
  if (rc == 0)
    *length = (Length){ (gsize) st.st_size / stat.ms_psize, info.me_last_pgno + 1, info.me_last_txnid };
  return rc;
}

/* How many free pages there are from FIRST on. LMDB keeps them in its database 0: a list of page numbers to each transaction, with their
 * count before them. */
static int
count_free (MDB_cursor *cursor, gsize first, gsize *n)
{
  MDB_val key, val;
  int rc = mdb_cursor_get (cursor, &key, &val, MDB_FIRST);
  for (; rc == 0; rc = mdb_cursor_get (cursor, &key, &val, MDB_NEXT))
    {
      const gsize *pages = val.mv_data;
      for (gsize i = 1; i < val.mv_size / sizeof *pages && i <= pages[0]; i++)
        *n += pages[i] >= first;
    }
  return rc == MDB_NOTFOUND ? 0 : rc;
}

static sigjmp_buf behind_the_end;

static void
leave (int signal_number)
{
  siglongjmp (behind_the_end, signal_number);
}

/* The same, where that list may be cut off, too: MDB_CORRUPTED. */
static int
count_free_safely (MDB_cursor *cursor, gsize first, gsize *n)
{
  struct sigaction before, action = { .sa_handler = leave };
  volatile int rc = MDB_CORRUPTED;
  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, &before);
  if (sigsetjmp (behind_the_end, 1) == 0)
    rc = count_free (cursor, first, n);
  sigaction (SIGBUS, &before, NULL);
  return rc;
}

/* MDB_BAD_TXN: somebody has committed meanwhile. */
static int
check_missing (MDB_env *env, const Length *length)
{
  g_autoptr (MDB_txn) txn = NULL;
  g_autoptr (MDB_cursor) cursor = NULL;
  gsize n_free = 0;
  int rc = mdb_txn_begin (env, NULL, MDB_RDONLY, &txn);
  if (rc == 0 && mdb_txn_id (txn) != length->txn_id)
    return MDB_BAD_TXN;
  if (rc == 0)
    rc = mdb_cursor_open (txn, 0, &cursor);
  if (rc == 0)
    rc = count_free_safely (cursor, length->here, &n_free);
  return rc == 0 && n_free < length->all - length->here ? MDB_CORRUPTED : rc;
}

static int
refuse (const char *folder, GError **error)
{
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG,
               _("the list in '%s' is cut short: what helps is the last backup, see nixie-backup(1)"), folder);
  return NIXIE_RC_DAMAGED;
}

int
nixie_store_check_length (const char *folder, MDB_env *env, GError **error)
{
  int rc = MDB_BAD_TXN;
  for (guint i = 0; rc == MDB_BAD_TXN && i < TRIES; i++)
    {
      Length length;
      rc = measure (env, &length);
      if (rc == 0 && length.here < length.all)
        rc = check_missing (env, &length);
    }
  if (rc == MDB_BAD_TXN)
    return 0; /* a list that is written all the time is no ruin */
  return rc == MDB_CORRUPTED ? refuse (folder, error) : rc;
}

int
nixie_store_check_head (const char *folder, int rc, GError **error)
{
  g_autofree char *path = g_build_filename (folder, NIXIE_DATA_NAME, NULL);
  struct stat st;
  if (rc != MDB_INVALID || stat (path, &st) != 0 || st.st_size >= 2 * (off_t) sysconf (_SC_PAGESIZE))
    return rc;
  return refuse (folder, error);
}
