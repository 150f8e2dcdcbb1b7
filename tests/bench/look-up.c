/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-look-up FOLDER ENTRIES FOLDER ENTRIES: a small and a large list of that many addresses are made (unless they are there). Then, for
 * each, look-ups in random order are measured against a bare mdb_get of the same keys in the same file; and opening the large one against
 * opening the small one.
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
#define OPENINGS 1000u

typedef struct {
  const char *folder;
  guint entries;
  const NixieSettings *settings;
  NixieStore *store;
  MDB_env *env;
  MDB_dbi dbi;
  char **wanted; /* hits or misses */
  guint found;
  double ratio;  /* of look-ups that hit */
} Bench;

/* Opened in turn. */
typedef struct {
  const Bench *small, *large;
  NixieStoreMode mode;
} Openings;

static void
fail (const char *what, const GError *error)
{
  fprintf (stderr, "bench-look-up: %s: %s\n", what, error != NULL ? error->message : "");
  exit (70);
}

static void
fill (const Bench *bench)
{
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (GError) error = NULL;
  const guint entries = bench->entries;
  if (g_file_test (bench->folder, G_FILE_TEST_EXISTS))
    return;
  if (!nixie_store_open (bench->folder, NIXIE_STORE_WRITE, bench->settings, &store, &error))
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
open_bare (Bench *bench)
{
  MDB_txn *txn = NULL;
  if (mdb_env_create (&bench->env) != 0 || mdb_env_set_maxdbs (bench->env, 16) != 0
      || mdb_env_open (bench->env, bench->folder, MDB_RDONLY, 0) != 0
      || mdb_txn_begin (bench->env, NULL, MDB_RDONLY, &txn) != 0 || mdb_dbi_open (txn, "entries", 0, &bench->dbi) != 0)
    fail ("open bare", NULL);
  mdb_txn_commit (txn);
}

/* As many addresses as look-ups, drawn from FIRST to FIRST + COUNT. The caller's. */
static char **
draw (guint first, guint count)
{
  char **drawn = g_new0 (char *, LOOK_UPS + 1);
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (guint i = 0; i < LOOK_UPS; i++)
    drawn[i] = bench_mail_address (first + (guint) g_rand_int_range (random, 0, (gint32) count));
  return drawn;
}

static void
open_one (const Bench *bench, NixieStoreMode mode)
{
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = bench_mail_address (bench->entries / 3);
  NixieState state = NIXIE_STATE_CLEAR;
  if (!nixie_store_open (bench->folder, mode, bench->settings, &store, &error)
      || !nixie_store_look_up (store, address, nixie_clock_now_us (), &state, &error) || state != NIXIE_STATE_SUPPRESSED)
    fail ("open", error);
}

static void
open_large (gpointer data)
{
  const Openings *openings = data;
  for (guint i = 0; i < OPENINGS; i++)
    open_one (openings->large, openings->mode);
}

static void
open_small (gpointer data)
{
  const Openings *openings = data;
  for (guint i = 0; i < OPENINGS; i++)
    open_one (openings->small, openings->mode);
}

static gboolean
compare_openings (const Bench *small, const Bench *large, NixieStoreMode mode)
{
  Openings openings = { small, large, mode };
  g_autofree char *name = g_strdup_printf ("opening a list of %u to %s, one look-up : of %u", large->entries,
                                           mode == NIXIE_STORE_READ ? "read" : "write", small->entries);
  const BenchPair pair = { .name = name, .ours = open_large, .base = open_small, .data = &openings, .units = OPENINGS, .most = 1.5 };
  return bench_compare (&pair);
}

static void
show_size (const Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->folder, "data.mdb", NULL);
  GStatBuf info;
  if (g_stat (path, &info) == 0)
    printf ("%-62s %6.0f octets an entry with its one event\n", "size of the list", (double) info.st_size / bench->entries);
}

/* LMDB asks a process to open a file once, because closing one of two drops the locks of both; here neither closes. */
static gboolean
compare_look_ups (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hitting = g_strdup_printf ("10^6 look-ups that hit, of %u entries : bare mdb_get", bench->entries);
  g_autofree char *missing = g_strdup_printf ("10^6 look-ups that miss, of %u entries : bare mdb_get", bench->entries);
  if (!nixie_store_open (bench->folder, NIXIE_STORE_READ, bench->settings, &bench->store, &error))
    fail ("open", error);
  open_bare (bench);
  bench->wanted = draw (0, bench->entries);
  BenchPair pair = { .name = hitting, .ours = look_up_ours, .base = look_up_bare, .data = bench, .units = LOOK_UPS, .most = 1.5 };
  const gboolean good = bench_compare_for (&pair, &bench->ratio);
  g_strfreev (bench->wanted);
  bench->wanted = draw (bench->entries, bench->entries);
  pair.name = missing;
  pair.most = 0;
  bench_compare (&pair);
  g_strfreev (bench->wanted);
  show_size (bench);
  return good;
}

int
main (int argc, char **argv)
{
  if (argc != 5)
    {
      fprintf (stderr, "usage: bench-look-up FOLDER ENTRIES FOLDER ENTRIES\n");
      return 64;
    }
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  Bench small = { .folder = argv[1], .entries = (guint) g_ascii_strtoull (argv[2], NULL, 10), .settings = settings };
  Bench large = { .folder = argv[3], .entries = (guint) g_ascii_strtoull (argv[4], NULL, 10), .settings = settings };
  fill (&small);
  fill (&large);
  gboolean good = compare_openings (&small, &large, NIXIE_STORE_READ);
  good &= compare_openings (&small, &large, NIXIE_STORE_WRITE);
  good &= compare_look_ups (&small);
  good &= compare_look_ups (&large);
  const BenchPair growth = { .name = "that ratio of look-ups that hit, of the large list : the small", .most = 1.2 };
  double ratio;
  good &= bench_say (&growth, large.ratio, small.ratio, &ratio);
  return good ? 0 : 1;
}
