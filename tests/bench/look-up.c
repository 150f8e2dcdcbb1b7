/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-look-up FOLDER ENTRIES: a list of ENTRIES addresses is made in FOLDER (unless it is there), then look-ups in random order
 * are measured against a bare mdb_get of the same keys in the same file.
 */
#include "mail.h"
#include "timing.h"

#include "base/clock.h"
#include "store/store.h"

#include <glib/gstdio.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOK_UPS 1000000u
#define BATCH 100000u

typedef struct {
  NixieStore *store;
  MDB_env *env;
  MDB_dbi dbi;
  char **hits;
  char **misses;
  char **wanted; /* hits or misses */
  guint found;
} Bench;

static void
fail (const char *what, const GError *error)
{
  fprintf (stderr, "bench-look-up: %s: %s\n", what, error != NULL ? error->message : "");
  exit (70);
}

static void
fill (const char *folder, const NixieSettings *settings, guint entries)
{
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (GError) error = NULL;
  if (!nixie_store_open (folder, NIXIE_STORE_WRITE, settings, &store, &error))
    fail ("open", error);
  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  for (guint i = 0; i < entries; i++)
    {
      g_autofree char *address = bench_mail_address (i);
      g_ptr_array_add (batch, nixie_event_new_operator (&(NixieOperatorWord){
                                .kind = NIXIE_EVENT_ADD, .address = address, .reason = NIXIE_REASON_NO_SUCH_USER, .who = "bench",
                                .now_us = nixie_clock_now_us () }));
      if (batch->len < BATCH && i + 1 < entries)
        continue;
      if (!nixie_store_write (store, batch, nixie_clock_now_us (), NULL, &error))
        fail ("write", error);
      g_ptr_array_set_size (batch, 0);
    }
}

static void
look_up_ours (gpointer data)
{
  Bench *bench = data;
  const gint64 now = nixie_clock_now_us ();
  for (guint i = 0; i < LOOK_UPS; i++)
    {
      NixieState state = NIXIE_STATE_CLEAR;
      if (!nixie_store_look_up (bench->store, bench->wanted[i], now, &state, NULL))
        fail ("look-up", NULL);
      bench->found += state == NIXIE_STATE_SUPPRESSED;
    }
}

static void
look_up_bare (gpointer data)
{
  Bench *bench = data;
  MDB_txn *txn = NULL;
  if (mdb_txn_begin (bench->env, NULL, MDB_RDONLY, &txn) != 0)
    fail ("begin", NULL);
  for (guint i = 0; i < LOOK_UPS; i++)
    {
      MDB_val key = { strlen (bench->wanted[i]), bench->wanted[i] };
      MDB_val value;
      bench->found += mdb_get (txn, bench->dbi, &key, &value) == 0;
    }
  mdb_txn_abort (txn);
}

static void
open_bare (Bench *bench, const char *folder)
{
  MDB_txn *txn = NULL;
  if (mdb_env_create (&bench->env) != 0 || mdb_env_set_maxdbs (bench->env, 16) != 0 || mdb_env_open (bench->env, folder, MDB_RDONLY, 0) != 0
      || mdb_txn_begin (bench->env, NULL, MDB_RDONLY, &txn) != 0 || mdb_dbi_open (txn, "entries", 0, &bench->dbi) != 0)
    fail ("open bare", NULL);
  mdb_txn_commit (txn);
}

/* As many addresses as look-ups, drawn from FIRST to FIRST + COUNT. */
static char **
draw (guint first, guint count)
{
  char **drawn = g_new (char *, LOOK_UPS);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (guint i = 0; i < LOOK_UPS; i++)
    drawn[i] = bench_mail_address (first + (guint) g_rand_int_range (random, 0, (gint32) count));
  return drawn;
}

static void
show_size (const char *folder, guint entries)
{
  g_autofree char *path = g_build_filename (folder, "data.mdb", NULL);
  GStatBuf info;
  if (g_stat (path, &info) == 0)
    printf ("%-62s %6.0f octets an entry with its one event\n", "size of the list", (double) info.st_size / entries);
}

int
main (int argc, char **argv)
{
  if (argc != 3)
    {
      fprintf (stderr, "usage: bench-look-up FOLDER ENTRIES\n");
      return 64;
    }
  const guint entries = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (GError) error = NULL;
  if (!g_file_test (argv[1], G_FILE_TEST_EXISTS))
    fill (argv[1], settings, entries);

  /* LMDB asks a process to open a file once, because closing one of two drops the locks of both; here neither closes. */
  Bench bench = { 0 };
  if (!nixie_store_open (argv[1], NIXIE_STORE_READ, settings, &bench.store, &error))
    fail ("open", error);
  open_bare (&bench, argv[1]);
  bench.hits = draw (0, entries);
  bench.misses = draw (entries, entries);

  bench.wanted = bench.hits;
  const BenchPair hits = { "10^6 look-ups that hit : bare mdb_get", look_up_ours, look_up_bare, &bench, LOOK_UPS, 1.5 };
  const gboolean good = bench_compare (&hits);
  bench.wanted = bench.misses;
  const BenchPair misses = { "10^6 look-ups that miss : bare mdb_get", look_up_ours, look_up_bare, &bench, LOOK_UPS, 0 };
  bench_compare (&misses);
  show_size (argv[1], entries);
  return good ? 0 : 1;
}
