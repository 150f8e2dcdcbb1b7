/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list whose file was cut short is told so at once, wherever it was cut; one that is whole is not, also where LMDB has never written its
 * last pages.
 */
#include "keep.h"

TestSuite (length, .init = set_up, .fini = tear_down, .timeout = 60);

static void
write_many (void)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GPtrArray) events = list_events ();
  for (guint32 i = 0; i < 3000; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
      g_ptr_array_add (events, list_event (address, i, 0));
    }
  cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
}

/* A long value that is put and deleted in one transaction takes pages at the end of the file and gives them back unwritten. For that LMDB
 * has to have looked for free pages before, and so to have some: of values put and deleted in two transactions. */
static void
waste (void)
{
  static const struct {
    gboolean put;
    guint8 number;
    gsize octets;
  } steps[][3] = { { { TRUE, 1, 9000 }, { TRUE, 2, 100 } }, { { FALSE, 1, 0 } }, { { TRUE, 3, 100 } },
                   { { TRUE, 4, 100 }, { TRUE, 5, 400000 }, { FALSE, 5, 0 } } };
  static char octets[400000];
  MDB_env *env = NULL;
  MDB_dbi dbi = 0;
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_set_maxdbs (env, 8), 0);
  cr_assert_eq (mdb_env_open (env, folder, 0, 0600), 0);
  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      MDB_txn *txn = NULL;
      cr_assert_eq (mdb_txn_begin (env, NULL, 0, &txn), 0);
      cr_assert_eq (mdb_dbi_open (txn, "sources", MDB_CREATE, &dbi), 0);
      for (gsize k = 0; k < G_N_ELEMENTS (steps[i]) && steps[i][k].number != 0; k++)
        {
          MDB_val key = { 1, (void *) &steps[i][k].number }, val = { steps[i][k].octets, octets };
          cr_assert_eq (steps[i][k].put ? mdb_put (txn, dbi, &key, &val, 0) : mdb_del (txn, dbi, &key, NULL), 0);
        }
      cr_assert_eq (mdb_txn_commit (txn), 0);
    }
  mdb_env_close (env);
}

static gsize
pages_of (const char *path, gsize *all)
{
  g_autofree char *data = g_build_filename (path, "data.mdb", NULL);
  struct stat st;
  MDB_env *env = NULL;
  MDB_envinfo info;
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_open (env, path, 0, 0600), 0);
  cr_assert_eq (mdb_env_info (env, &info), 0);
  mdb_env_close (env);
  *all = info.me_last_pgno + 1;
  cr_assert_eq (stat (data, &st), 0);
  return (gsize) st.st_size / (gsize) sysconf (_SC_PAGESIZE);
}

static void
cut_to (gsize octets)
{
  g_autofree char *data = g_build_filename (folder, "data.mdb", NULL);
  cr_assert_eq (truncate (data, (off_t) octets), 0);
}

Test (length, cut_anywhere)
{
  gsize all = 0;
  write_many ();
  const gsize page = (gsize) sysconf (_SC_PAGESIZE), octets = pages_of (folder, &all) * page;
  cr_assert_eq (octets, all * page);
  for (gsize length = octets - 1; length > 0; length -= MIN (length, octets / 40))
    {
      cut_to (length);
      list_expect_refused (folder, NIXIE_STORE_READ, NIXIE_ERROR_CONFIG, "is cut short");
      list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_CONFIG, "is cut short");
    }
}

Test (length, whole_though_shorter)
{
  gsize all = 0;
  write_many ();
  waste ();
  const gsize there = pages_of (folder, &all);
  cr_assert_lt (there, all, "LMDB writes such pages: nothing to be tested");
  expect_clean (folder, 3000);
  cr_assert (back_up (copy, NULL));
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    list_write_one (store, list_soft ("b@example.com", 90000, 0), NULL);
  }
  expect_clean (folder, 3001);
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  cut_to (pages_of (folder, &all) / 2 * page);
  list_expect_refused (folder, NIXIE_STORE_READ, NIXIE_ERROR_CONFIG, "is cut short");
}
