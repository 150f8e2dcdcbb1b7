/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * store/ under stress: many processes, killed ones, a full disk, places that may not be written. A process opens a list once at a time,
 * so all but the last look is in children.
 */
#define _GNU_SOURCE /* unshare, mount */
#include "list.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

static NixieSettings *settings;
static char *place, *folder;

static void
set_up (void)
{
  settings = nixie_settings_new_defaults ();
  place = list_temporary ();
  folder = g_build_filename (place, "list", NULL);
}

static void
tear_down (void)
{
  list_remove (place);
  g_clear_pointer (&settings, nixie_settings_free);
  g_clear_pointer (&place, g_free);
  g_clear_pointer (&folder, g_free);
}

TestSuite (hard, .init = set_up, .fini = tear_down, .timeout = 60);

/* A child's exit code: of its first failure, for the parent to show. */
static void
child_fail (const GError *error)
{
  fprintf (stderr, "child: %s\n", error != NULL ? error->message : "?");
  _exit (error != NULL ? error->code : 1);
}

static NixieStore *
child_open (NixieStoreMode mode)
{
  NixieStore *store = NULL;
  GError *error = NULL;
  if (!nixie_store_open (folder, mode, settings, &store, &error))
    child_fail (error);
  return store;
}

/* Events FIRST to FIRST + COUNT - 1, of as many addresses; the same number is always the same event. */
static void
child_write (NixieStore *store, guint32 first, guint32 count)
{
  g_autoptr (GPtrArray) events = list_events ();
  GError *error = NULL;
  for (guint32 i = first; i < first + count; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
      g_ptr_array_add (events, list_soft (address, i, 0));
    }
  if (!nixie_store_write (store, events, NOW_US, NULL, &error))
    child_fail (error);
}

static int
wait_for (pid_t child)
{
  int status = 0;
  cr_assert_eq (waitpid (child, &status, 0), child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

static guint
count_present (guint32 count)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  guint present = 0;
  for (guint32 i = 0; i < count; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
      const guint length = list_history_length (store, address);
      cr_expect (length <= 1, "%s is there %u times", address, length);
      present += length;
    }
  return present;
}

/* All start at once, on a list that is not there yet. */
Test (hard, many_writers_make_the_list)
{
  enum { WRITERS = 32, EACH = 5 };
  pid_t children[WRITERS];
  int gate[2];
  char octet;
  cr_assert_eq (pipe (gate), 0);
  for (guint32 i = 0; i < WRITERS; i++)
    {
      children[i] = fork ();
      if (children[i] != 0)
        continue;
      close (gate[1]);
      (void) !read (gate[0], &octet, 1);
      NixieStore *store = child_open (NIXIE_STORE_WRITE);
      for (guint32 j = 0; j < EACH; j++)
        child_write (store, i * EACH + j, 1);
      nixie_store_free (store);
      _exit (0);
    }
  close (gate[1]);
  for (guint i = 0; i < WRITERS; i++)
    cr_expect_eq (wait_for (children[i]), 0, "writer %u", i);
  close (gate[0]);
  cr_expect_eq (count_present (WRITERS * EACH), WRITERS * EACH);
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  cr_expect_str_eq (g_dir_read_name (dir), "list");
  cr_expect_null (g_dir_read_name (dir), "something is left over");
}

Test (hard, two_writers_and_a_reader_while_the_map_grows)
{
  enum { BATCHES = 20, EACH = 200 };
  pid_t children[3];
  cr_assert_eq (g_mkdir (folder, 0700), 0);
  list_make_small (folder, 256 * 1024);
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  for (guint32 i = 0; i < 3; i++)
    {
      children[i] = fork ();
      if (children[i] != 0)
        continue;
      NixieStore *store = child_open (i < 2 ? NIXIE_STORE_WRITE : NIXIE_STORE_READ);
      for (guint32 batch = 0; i < 2 && batch < BATCHES; batch++)
        child_write (store, (i * BATCHES + batch) * EACH, EACH);
      NixieState state = NIXIE_STATE_CLEAR;
      GError *error = NULL;
      /* The reader ends when it sees the last event of the first writer. */
      while (i == 2 && state == NIXIE_STATE_CLEAR)
        if (!nixie_store_look_up (store, "a3999@example.com", NOW_US, &state, &error))
          child_fail (error);
      nixie_store_free (store);
      _exit (0);
    }
  for (guint i = 0; i < 3; i++)
    cr_expect_eq (wait_for (children[i]), 0, "child %u", i);
  cr_expect_eq (count_present (2 * BATCHES * EACH), 2 * BATCHES * EACH);
}

/* Writes batches of 7 from FIRST on and says each to TO once it is acknowledged. */
static void
write_till_killed (guint32 first, int to)
{
  NixieStore *store = child_open (NIXIE_STORE_WRITE);
  for (guint32 i = first;; i += 7)
    {
      child_write (store, i, 7);
      const guint32 done = i + 7;
      if (write (to, &done, sizeof done) != sizeof done)
        _exit (1);
    }
}

Test (hard, killed_at_any_moment)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  guint32 acknowledged = 0;
  /* A machine that is busy, or sanitizers, may not let a child come to its first write in time: then longer. */
  for (guint round = 0; round < 20 || (acknowledged <= 7 && round < 100); round++)
    {
      int tube[2];
      cr_assert_eq (pipe (tube), 0);
      const pid_t child = fork ();
      if (child == 0)
        write_till_killed (acknowledged, tube[1]);
      close (tube[1]);
      g_usleep ((gulong) g_rand_int_range (random, 0, round < 20 ? 40000 : 400000));
      kill (child, SIGKILL);
      cr_assert_eq (wait_for (child), 128 + SIGKILL);
      for (guint32 done; read (tube[0], &done, sizeof done) == sizeof done;)
        acknowledged = done;
      close (tube[0]);
    }
  const guint present = count_present (acknowledged);
  cr_expect_eq (present, acknowledged, "%u of %u", present, acknowledged);
  cr_expect_gt (acknowledged, 7, "nothing was written at all");
  /* Whether the last batch came through or not: written again it is there once. */
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  child_write (store, acknowledged, 7);
  for (guint32 i = acknowledged; i < acknowledged + 7; i++)
    {
      g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
      cr_expect_eq (list_history_length (store, address), 1);
    }
}

/* Leaves a read transaction open in a process that is no more. */
static void
kill_a_reader (void)
{
  int tube[2];
  char octet;
  cr_assert_eq (pipe (tube), 0);
  const pid_t child = fork ();
  if (child == 0)
    {
      MDB_env *env = NULL;
      MDB_txn *txn = NULL;
      if (mdb_env_create (&env) != 0 || mdb_env_open (env, folder, MDB_RDONLY, 0600) != 0
          || mdb_txn_begin (env, NULL, MDB_RDONLY, &txn) != 0 || write (tube[1], "r", 1) != 1)
        _exit (1);
      pause ();
    }
  cr_assert_eq (read (tube[0], &octet, 1), 1);
  kill (child, SIGKILL);
  wait_for (child);
  close (tube[0]);
  close (tube[1]);
}

static int
clear_stale_readers (void)
{
  MDB_env *env = NULL;
  int dead = -1;
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_open (env, folder, 0, 0600), 0);
  cr_assert_eq (mdb_reader_check (env, &dead), 0);
  mdb_env_close (env);
  return dead;
}

Test (hard, stale_readers_are_cleared_by_a_writer)
{
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  /* Another process keeps the list open: LMDB empties the table itself when nobody does. */
  int tube[2];
  char octet;
  cr_assert_eq (pipe (tube), 0);
  const pid_t keeper = fork ();
  if (keeper == 0)
    {
      NixieStore *store = child_open (NIXIE_STORE_READ);
      if (!nixie_store_is_made (store) || write (tube[1], "r", 1) != 1)
        _exit (1);
      pause ();
    }
  cr_assert_eq (read (tube[0], &octet, 1), 1);
  kill_a_reader ();
  cr_expect_eq (clear_stale_readers (), 1, "the test's own way finds one");
  kill_a_reader ();
  nixie_store_free (list_open (folder, NIXIE_STORE_READ, settings));
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  cr_expect_eq (clear_stale_readers (), 0, "the writer has cleared it");
  kill (keeper, SIGKILL);
  wait_for (keeper);
}

/* In a child as another user: the code and the words with which FOLDER cannot be opened, or 0. */
static int
open_as_nobody (NixieStoreMode mode, gid_t group)
{
  const pid_t child = fork ();
  if (child != 0)
    return wait_for (child);
  if (setgroups (0, NULL) != 0 || setgid (group) != 0 || setuid (65534) != 0)
    _exit (1);
  NixieStore *store = NULL;
  g_autoptr (GError) error = NULL;
  if (!nixie_store_open (folder, mode, settings, &store, &error))
    _exit (error->code);
  NixieState state = NIXIE_STATE_CLEAR;
  const gboolean asked = nixie_store_look_up (store, "a0@example.com", NOW_US, &state, &error);
  nixie_store_free (store);
  _exit (asked && state == NIXIE_STATE_COUNTING ? 0 : 2);
}

Test (hard, who_may_read_and_write)
{
  if (geteuid () != 0)
    cr_skip ("needs root");
  NixieStore *store = list_open (folder, NIXIE_STORE_WRITE, settings);
  child_write (store, 0, 1);
  nixie_store_free (store);
  cr_assert_eq (chmod (place, 0755), 0);
  g_autofree char *data = g_build_filename (folder, "data.mdb", NULL);
  g_autofree char *lock = g_build_filename (folder, "lock.mdb", NULL);
  cr_assert (chown (folder, 0, 65533) == 0 && chown (data, 0, 65533) == 0 && chown (lock, 0, 65533) == 0);
  cr_assert_eq (chmod (folder, 02770), 0);
  cr_expect_eq (open_as_nobody (NIXIE_STORE_READ, 65533), 0, "a member of the group reads");
  cr_expect_eq (open_as_nobody (NIXIE_STORE_WRITE, 65533), NIXIE_ERROR_PERMISSION, "and does not write");
  cr_expect_eq (open_as_nobody (NIXIE_STORE_READ, 65532), NIXIE_ERROR_PERMISSION, "another does not read");
  cr_expect_eq (open_as_nobody (NIXIE_STORE_WRITE, 65532), NIXIE_ERROR_PERMISSION);
}

Test (hard, what_root_makes_in_anothers_folder_is_theirs)
{
  struct stat st;
  if (geteuid () != 0)
    cr_skip ("needs root");
  cr_assert (g_mkdir (folder, 0750) == 0 && chown (folder, 65534, 65533) == 0 && chmod (folder, 02770) == 0);
  nixie_store_free (list_open (folder, NIXIE_STORE_WRITE, settings));
  static const char *const names[] = { "data.mdb", "lock.mdb" };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);
      cr_assert_eq (stat (path, &st), 0);
      cr_expect (st.st_uid == 65534 && st.st_gid == 65533, "%s", names[i]);
    }
}

/* A file system of its own for FOLDER's parent, seen by this process alone; FALSE where that is not to be had. */
static gboolean
mount_small (const char *options)
{
  return geteuid () == 0 && unshare (CLONE_NEWNS) == 0 && mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0
         && mount ("none", place, "tmpfs", 0, options) == 0;
}

Test (hard, full_disk)
{
  if (!mount_small ("size=1m"))
    cr_skip ("needs root and mount");
  NixieStore *store = list_open (folder, NIXIE_STORE_WRITE, settings);
  g_autoptr (GError) error = NULL;
  guint32 written = 0;
  for (gboolean going = TRUE; going && written < 100000;)
    {
      g_autoptr (GPtrArray) events = list_events ();
      for (guint32 i = written; i < written + 50; i++)
        {
          g_autofree char *address = g_strdup_printf ("a%u@example.com", i);
          g_ptr_array_add (events, list_soft (address, i, 0));
        }
      going = nixie_store_write (store, events, NOW_US, NULL, &error);
      written += going ? 50 : 0;
    }
  cr_assert (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_IO), "%s", error != NULL ? error->message : "it never filled");
  cr_expect_not_null (strstr (error->message, "disk full?"), "%s", error->message);
  nixie_store_free (store);
  cr_expect_eq (count_present (written + 50), written, "all that was acknowledged, and nothing of what was not");
  umount (place);
}

Test (hard, full_disk_from_the_start)
{
  if (!mount_small ("size=64k"))
    cr_skip ("needs root and mount");
  g_autofree char *filler = g_build_filename (place, "filler", NULL);
  g_autofree char *noise = g_strnfill (40000, 'x');
  cr_assert (g_file_set_contents (filler, noise, 40000, NULL));
  list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_IO, "No space left");
  g_autoptr (NixieStore) reader = list_open (folder, NIXIE_STORE_READ, settings);
  cr_expect_not (nixie_store_is_made (reader), "half a list is left");
  umount (place);
}

Test (hard, read_only_file_system)
{
  if (!mount_small ("size=4m"))
    cr_skip ("needs root and mount");
  NixieStore *store = list_open (folder, NIXIE_STORE_WRITE, settings);
  child_write (store, 0, 1);
  nixie_store_free (store);
  cr_assert_eq (mount (NULL, place, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
  {
    g_autoptr (NixieStore) reader = list_open (folder, NIXIE_STORE_READ, settings);
    cr_expect_eq (list_state (reader, "a0@example.com", NOW_US), NIXIE_STATE_COUNTING);
    cr_expect_eq (list_history_length (reader, "a0@example.com"), 1);
  }
  list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_PERMISSION, "Read-only file system");
  g_autofree char *made = g_steal_pointer (&folder);
  folder = g_strconcat (made, "2", NULL);
  list_expect_refused (folder, NIXIE_STORE_WRITE, NIXIE_ERROR_PERMISSION, "Read-only file system");
  umount (place);
}
