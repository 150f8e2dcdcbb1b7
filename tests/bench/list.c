/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-list rows EVENTS ADDRESSES: a CSV of EVENTS failures of ADDRESSES addresses over some years, in the order of time, with the
 * words that came back.
 *
 * bench-list compare NIXIE FILE FOLDER EVENTS: `nixie import` of that file, a program from its start to its end, against bare LMDB that is
 * handed the records which the import leaves: all of every database but meta. They come in the order in which the import wrote them last,
 * BATCH events a transaction, with their ids and the entries and tallies that are final with these. Both begin without a file, have the
 * same databases and flags, and so wait for the disk at each commit. LMDB gets the most that who writes batches can have: records in
 * memory and sorted before the clock runs, one cursor a database, a map that need not grow, each key once. The import reads the rows'
 * words, asks what is known, and writes an entry whenever it changes; but it may choose what it writes together, and does.
 */
#include "timing.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <lmdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BATCH 100000u
#define FIRST_S G_GINT64_CONSTANT (1672531200) /* 2023-01-01; an event every STEP_S from there */
#define STEP_S 63
#define MOST_DBS 8
#define REST_US (3 * G_USEC_PER_SEC) /* for the disk, that none pays for what the other left it to do */
#define MAP_BYTES ((gsize) 16 << 30) /* of address space */

typedef struct {
  MDB_val key;
  MDB_val val;
  guint batch;
  guint db; /* place in NAMES */
} Record;

static const char *const names[] = { "events", "seen", "entries", "tallies", "acts" };
enum { EVENTS, SEEN, ENTRIES, TALLIES, ACTS, N_DBS };

typedef struct {
  const char *nixie;
  const char *file;
  const char *made;  /* the folder of the list that the records are of */
  const char *again; /* where it is made anew */
  const char *bare;
  MDB_env *env;      /* of MADE */
  MDB_txn *reader;
  MDB_stat stats[N_DBS];
  GArray *records;
  guint events;
} Bench;

static void
fail (const char *what, int rc)
{
  fprintf (stderr, "bench-list: %s: %s\n", what, rc != 0 ? mdb_strerror (rc) : "failed");
  exit (70);
}

static void
must (const char *what, int rc)
{
  if (rc != 0)
    fail (what, rc);
}

static guint
scatter (guint number)
{
  number = (number ^ number >> 16) * 0x45d9f3bu;
  number = (number ^ number >> 16) * 0x45d9f3bu;
  return number ^ number >> 16;
}

/* Two in five at one of a dozen providers, the others at domains with a few each. */
static void
print_address (guint number)
{
  const guint hash = scatter (number); /* another for each number */
  if (hash % 5 < 2)
    printf ("%08x.user@mail%u.example.com", hash, hash / 5 % 12);
  else
    printf ("%08x.user@d%u.example.net", hash, hash / 5 % 30000);
}

static void
print_rows (guint events, guint addresses)
{
  static const struct {
    const char *before, *after; /* the number of the address */
  } words[] = {
    { "5.1.1,550 5.1.1 <", ">: Recipient address rejected: User unknown in virtual mailbox table" },
    { "5.2.2,552 5.2.2 <", ">: Mailbox is full / over quota" },
    { "5.7.1,554 5.7.1 Service unavailable; Client host [192.0.2.25] blocked using bl.example.net (", ")" },
    { "5.1.1,550 5.1.1 The email account ", " that you tried to reach does not exist" },
    { "4.4.1,450 4.4.1 connect to mx.example.com[192.0.2.1]:25: Connection timed out (", ")" },
    { "5.2.1,550 5.2.1 The email account ", " that you tried to reach is disabled" },
  };
  guint given = 0;
  printf ("created,email,status,reason\n");
  for (guint i = 0; i < events; i++)
    {
      const gboolean new = (guint64) given * events <= (guint64) i * addresses && given < addresses;
      const guint address = new ? given++ : scatter (i) % addresses;
      printf ("%" G_GINT64_FORMAT ",", FIRST_S + (gint64) i * STEP_S);
      print_address (address);
      const guint said = scatter (address) % G_N_ELEMENTS (words);
      printf (",%s%u%s\n", words[said].before, address, words[said].after);
    }
}

/* Of an event by its time, of a tally by its day's end. */
static guint
batch_at (const Bench *bench, gint64 time_s)
{
  const gint64 number = CLAMP ((time_s - FIRST_S) / STEP_S, 0, (gint64) bench->events - 1);
  return (guint) number / BATCH;
}

static guint64
number_at (const MDB_val *val, gsize from, gsize length)
{
  guint64 number = 0;
  for (gsize i = 0; i < length; i++)
    number = number << 8 | ((const guint8 *) val->mv_data)[from + i];
  return number;
}

/* The batch in which RECORD is written: an event and its id by its time, a tally by its day, an entry by the newest of its events. NEWEST
 * has these by address, once the events were asked. */
static guint
batch_of (const Bench *bench, const Record *record, GHashTable *newest)
{
  const gsize length = record->key.mv_size;
  if (record->db == SEEN)
    return batch_at (bench, (gint64) (number_at (&record->val, 0, 8) / G_USEC_PER_SEC));
  if (record->db == TALLIES)
    return batch_at (bench, (gint64) (number_at (&record->key, length - 4, 4) + 1) * 86400 - 1);
  if (record->db == EVENTS)
    {
      const guint batch = batch_at (bench, (gint64) (number_at (&record->key, length - 24, 8) / G_USEC_PER_SEC));
      g_hash_table_insert (newest, g_strdup (record->key.mv_data), GUINT_TO_POINTER (batch)); /* the keys are in the order of time */
      return batch;
    }
  g_autofree char *address = g_strndup (record->key.mv_data, length);
  return GPOINTER_TO_UINT (g_hash_table_lookup (newest, address));
}

static void
load_database (Bench *bench, guint db, GHashTable *newest)
{
  MDB_dbi dbi;
  MDB_cursor *cursor = NULL;
  Record record = { .db = db };
  must (names[db], mdb_dbi_open (bench->reader, names[db], 0, &dbi));
  must (names[db], mdb_stat (bench->reader, dbi, &bench->stats[db]));
  must (names[db], mdb_cursor_open (bench->reader, dbi, &cursor));
  while (mdb_cursor_get (cursor, &record.key, &record.val, MDB_NEXT) == 0)
    {
      record.batch = batch_of (bench, &record, newest);
      g_array_append_val (bench->records, record);
    }
  mdb_cursor_close (cursor);
}

static int
compare_records (gconstpointer a, gconstpointer b)
{
  const Record *one = a, *two = b;
  if (one->batch != two->batch)
    return one->batch < two->batch ? -1 : 1;
  if (one->db != two->db)
    return one->db < two->db ? -1 : 1;
  const int order = memcmp (one->key.mv_data, two->key.mv_data, MIN (one->key.mv_size, two->key.mv_size));
  return order != 0 ? order : (one->key.mv_size > two->key.mv_size) - (one->key.mv_size < two->key.mv_size);
}

/* The records stand in the map of the list, which stays open. */
static void
load (Bench *bench)
{
  g_autoptr (GHashTable) newest = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  must ("create", mdb_env_create (&bench->env));
  must ("databases", mdb_env_set_maxdbs (bench->env, MOST_DBS));
  must (bench->made, mdb_env_open (bench->env, bench->made, MDB_RDONLY | MDB_NOLOCK, 0));
  must ("begin", mdb_txn_begin (bench->env, NULL, MDB_RDONLY, &bench->reader));
  for (guint db = 0; db < N_DBS; db++)
    load_database (bench, db, newest);
  g_array_sort (bench->records, compare_records);
}

/* The records from FROM on that are one batch; behind them. */
static guint
put_batch (const Bench *bench, MDB_env *env, guint from)
{
  MDB_txn *txn = NULL;
  MDB_cursor *cursor = NULL;
  guint open = G_MAXUINT, i = from;
  must ("begin", mdb_txn_begin (env, NULL, 0, &txn));
  for (; i < bench->records->len; i++)
    {
      Record *record = &g_array_index (bench->records, Record, i);
      MDB_dbi dbi;
      if (record->batch != g_array_index (bench->records, Record, from).batch)
        break;
      if (record->db != open)
        {
          if (cursor != NULL)
            mdb_cursor_close (cursor);
          open = record->db;
          must ("open", mdb_dbi_open (txn, names[open], MDB_CREATE, &dbi));
          must ("cursor", mdb_cursor_open (txn, dbi, &cursor));
        }
      must ("put", mdb_cursor_put (cursor, &record->key, &record->val, 0));
    }
  if (cursor != NULL)
    mdb_cursor_close (cursor);
  must ("commit", mdb_txn_commit (txn));
  return i;
}

/* That there is as much in it as the import made. */
static void
check_bare (const Bench *bench, MDB_env *env)
{
  MDB_txn *txn = NULL;
  must ("begin", mdb_txn_begin (env, NULL, MDB_RDONLY, &txn));
  for (guint db = 0; db < N_DBS; db++)
    {
      MDB_dbi dbi;
      MDB_stat stat = { 0 };
      const int rc = mdb_dbi_open (txn, names[db], 0, &dbi);
      must (names[db], rc == 0 ? mdb_stat (txn, dbi, &stat) : rc == MDB_NOTFOUND ? 0 : rc);
      if (stat.ms_entries != bench->stats[db].ms_entries)
        fail (names[db], 0);
    }
  mdb_txn_abort (txn);
}

static void
put_bare (gpointer data)
{
  const Bench *bench = data;
  MDB_env *env = NULL;
  g_mkdir (bench->bare, 0700);
  must ("create", mdb_env_create (&env));
  must ("databases", mdb_env_set_maxdbs (env, MOST_DBS));
  must ("map", mdb_env_set_mapsize (env, MAP_BYTES));
  must (bench->bare, mdb_env_open (env, bench->bare, MDB_NOTLS, 0600));
  for (guint i = 0; i < bench->records->len;)
    i = put_batch (bench, env, i);
  check_bare (bench, env);
  mdb_env_close (env);
}

static void
run_import (const Bench *bench, const char *folder)
{
  g_autofree char *db = g_strdup_printf ("--db=%s", folder);
  const char *const argv[] = { bench->nixie, "import", db, bench->file, NULL };
  g_autoptr (GError) error = NULL;
  int status = 0;
  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL, &status,
                     &error)
      || !g_spawn_check_wait_status (status, &error))
    {
      fprintf (stderr, "bench-list: %s\n", error->message);
      exit (70);
    }
}

static void
remove_list (const char *folder)
{
  static const char *const files[] = { "data.mdb", "lock.mdb" };
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i], NULL);
      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
begin_anew (gpointer data)
{
  const Bench *bench = data;
  remove_list (bench->again);
  remove_list (bench->bare);
  sync ();
  g_usleep (REST_US);
}

static void
import_rows (gpointer data)
{
  const Bench *bench = data;
  run_import (bench, bench->again);
}

static double
octets_of (const Bench *bench, guint db)
{
  const MDB_stat *stat = &bench->stats[db];
  return (double) (stat->ms_branch_pages + stat->ms_leaf_pages + stat->ms_overflow_pages) * stat->ms_psize;
}

static void
show_size (const Bench *bench)
{
  g_autofree char *path = g_build_filename (bench->made, "data.mdb", NULL);
  const double entries = (double) bench->stats[ENTRIES].ms_entries, events = (double) bench->stats[EVENTS].ms_entries;
  const double journal = octets_of (bench, EVENTS) + octets_of (bench, SEEN);
  GStatBuf info;
  if (g_stat (path, &info) != 0)
    fail (path, 0);
  printf ("%-62s %6.0f octets an event, %.0f an entry, %.0f a tally\n", "size of records in the list, with their pages' room",
          journal / events, octets_of (bench, ENTRIES) / entries,
          octets_of (bench, TALLIES) / (double) bench->stats[TALLIES].ms_entries);
  printf ("%-62s %6.0f octets an event, %.0f an entry\n", "size of its file, all in all", (double) info.st_size / events,
          (double) info.st_size / entries);
}

/* The same records as if all were known beforehand: each database from its first key to its last. */
static void
forget_arrival (Bench *bench)
{
  for (guint i = 0; i < bench->records->len; i++)
    g_array_index (bench->records, Record, i).batch = 0;
  g_array_sort (bench->records, compare_records);
  for (guint i = 0; i < bench->records->len; i++)
    g_array_index (bench->records, Record, i).batch = i / BATCH;
}

static int
compare (Bench *bench)
{
  run_import (bench, bench->made);
  load (bench);
  BenchPair pair = { .name = "nixie import : bare LMDB that takes what it leaves", .ours = import_rows, .base = put_bare, .data = bench,
                     .units = bench->events, .least = 0.25, .prepare = begin_anew, .rounds = 3 };
  const gboolean good = bench_compare (&pair);
  forget_arrival (bench);
  pair.name = "time of that import : of bare LMDB from first key to last";
  pair.least = 0;
  bench_compare (&pair);
  show_size (bench);
  return good ? 0 : 1;
}

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "rows"))
    {
      print_rows ((guint) g_ascii_strtoull (argv[2], NULL, 10), (guint) g_ascii_strtoull (argv[3], NULL, 10));
      return 0;
    }
  if (argc != 6 || !g_str_equal (argv[1], "compare"))
    {
      fprintf (stderr, "usage: bench-list rows EVENTS ADDRESSES | compare NIXIE FILE FOLDER EVENTS\n");
      return 64;
    }
  g_autofree char *made = g_build_filename (argv[4], "made", NULL);
  g_autofree char *again = g_build_filename (argv[4], "again", NULL);
  g_autofree char *bare = g_build_filename (argv[4], "bare", NULL);
  g_autoptr (GArray) records = g_array_new (FALSE, FALSE, sizeof (Record));
  Bench bench = { .nixie = argv[2], .file = argv[3], .made = made, .again = again, .bare = bare, .records = records,
                  .events = (guint) g_ascii_strtoull (argv[5], NULL, 10) };
  return compare (&bench);
}
