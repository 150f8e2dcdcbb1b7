/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeping a list: verify finds each kind of damage and repairs it, and is silent else; backup makes a copy that is whole.
 */
#define _GNU_SOURCE /* unshare, mount */
#include "keep.h"

#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/wait.h>

TestSuite (keep, .init = set_up, .fini = tear_down, .timeout = 60);

static void
put_event_raw (const NixieEvent *event, const char *value)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  const NixieSlice own = nixie_slice ((const char *) bytes->data, bytes->len);
  const gsize key = nixie_event_key_bytes (own);
  const NixieSlice rest = nixie_slice (own.data + key, own.length - key);
  list_put_raw (folder, "events", nixie_slice (own.data, key), value != NULL ? nixie_slice_of (value) : rest);
}

static void
damage_nothing (void)
{
}

static void
damage_event (void)
{
  g_autoptr (NixieEvent) event = list_event ("b@example.com", 2, 0);
  put_event_raw (event, "bad");
}

static void
damage_event_key (void)
{
  list_put_raw (folder, "events", nixie_slice_of ("bb@example.com"), nixie_slice_of ("bad"));
}

static void
write_unseen (void)
{
  g_autoptr (NixieEvent) event = list_soft ("c@example.com", 9, 0);
  put_event_raw (event, NULL);
}

static void
move_seen (void)
{
  g_autoptr (NixieEvent) event = list_event ("c@example.com", 4, 0);
  list_put_raw (folder, "seen", nixie_slice ((const char *) event->id, NIXIE_ID_BYTES), nixie_slice ("\0\0\0\0\0\0\0\1", 8));
}

static void
damage_seen (void)
{
  list_put_raw (folder, "seen", nixie_slice_of ("short"), nixie_slice ("\0\0\0\0\0\0\0\1", 8));
}

static void
damage_act (void)
{
  list_put_raw (folder, "acts", nixie_slice_of ("0123456789abcdef"), nixie_slice_of ("bad"));
}

static void
misplace_act (void)
{
  const NixieAct draft = { .kind = NIXIE_ACT_ALLOW, .time_us = NOW_US, .to_us = NIXIE_TIME_FOREVER, .domain = "example.org" };
  g_autoptr (NixieAct) act = nixie_act_new (&draft);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_act_encode (act, bytes);
  list_put_raw (folder, "acts", nixie_slice_of ("0123456789abcdef"), nixie_slice ((const char *) bytes->data, bytes->len));
}

static void
damage_entry (void)
{
  list_put_raw (folder, "entries", nixie_slice_of ("a@example.com"), nixie_slice_of ("bad"));
}

static void
put_entry_raw (NixieSlice key, NixieState state)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  NixieEntry entry = nixie_entry_draft ("a@example.com");
  entry.state = state;
  nixie_entry_encode (&entry, bytes);
  list_put_raw (folder, "entries", key, nixie_slice ((const char *) bytes->data, bytes->len));
}

static void
damage_entry_key (void)
{
  put_entry_raw (nixie_slice ("a@example.com\0x", 15), NIXIE_STATE_SUPPRESSED);
}

static void
change_entry (void)
{
  put_entry_raw (nixie_slice_of ("a@example.com"), NIXIE_STATE_CLEAR);
}

static void
stray_entry (void)
{
  put_entry_raw (nixie_slice_of ("stray@example.com"), NIXIE_STATE_SUPPRESSED);
}

/* Week 2857 is that of most events; slot and count of a cell. */
#define TALLY(domain) nixie_slice (domain "\0\0\0\x0b\x29", strlen (domain) + 5)
#define CELL(slot, count) nixie_slice ("\1\0" slot count, 4)

static void
damage_tally (void)
{
  list_put_raw (folder, "tallies", TALLY ("example.com"), nixie_slice_of ("bad"));
}

static void
change_tally (void)
{
  list_put_raw (folder, "tallies", TALLY ("example.com"), CELL ("\0", "\7"));
}

static void
stray_tallies (void)
{
  list_put_raw (folder, "tallies", TALLY ("example.net"), CELL ("\0", "\1"));
  list_put_raw (folder, "tallies", TALLY ("example.org"), CELL ("\0", "\1"));
  list_put_raw (folder, "tallies", nixie_slice ("example.org\0\0\0\x0b\x2a", 16), CELL ("\0", "\1"));
}

static void
change_list_tally (void)
{
  list_put_raw (folder, "tallies", TALLY (""), CELL ("\0", "\1"));
}

static void
damage_tally_key (void)
{
  list_put_raw (folder, "tallies", nixie_slice_of ("x"), CELL ("\0", "\1"));
}

/* What is damaged, what verify says without repair, and how many events are left after it. The times are those of list.h. */
#define MISCOUNTED "the counts that the brake asks are not what the history comes to (nixie rebuild)\n"
static const struct {
  void (*damage) (void);
  const char *want;
  guint64 left;
} rows[] = {
  { damage_nothing, "", 4 },
  { damage_event, "events: b@example.com: 2024-10-04T00:00:00Z: cannot be read (nixie verify --repair)\n", 3 },
  { damage_event_key, "events: cannot be read (nixie verify --repair)\n"
                      "entries: not compared with the history, because of what is said above (nixie verify --repair)\n", 4 },
  { write_unseen, "events: c@example.com: 2024-10-04T00:00:00Z: its id is not among those seen: the same report would count again "
                  "(nixie verify --repair)\nentries: c@example.com: the entry is not what the history comes to (nixie rebuild)\n"
                  "tallies: " MISCOUNTED "tallies: example.com: " MISCOUNTED, 5 },
  { move_seen, "events: c@example.com: 2024-10-04T00:00:00Z: its id stands among those seen with another time "
               "(nixie verify --repair)\n", 4 },
  { damage_seen, "seen: cannot be read (nixie verify --repair)\n", 4 },
  { damage_act, "acts: cannot be read (nixie verify --repair)\n"
                "entries: not compared with the history, because of what is said above (nixie verify --repair)\n", 4 },
  { misplace_act, "acts: stands under a key that is not its own (nixie verify --repair)\n"
                  "entries: not compared with the history, because of what is said above (nixie verify --repair)\n", 4 },
  { damage_entry, "entries: a@example.com: cannot be read (nixie rebuild)\n", 4 },
  { damage_entry_key, "entries: cannot be read (nixie verify --repair)\n"
                      "entries: not compared with the history, because of what is said above (nixie verify --repair)\n", 4 },
  { change_entry, "entries: a@example.com: the entry is not what the history comes to (nixie rebuild)\n", 4 },
  { stray_entry, "entries: stray@example.com: the entry has no history (nixie rebuild)\n", 4 },
  { damage_tally, "tallies: example.com: " MISCOUNTED, 4 },
  { change_tally, "tallies: example.com: " MISCOUNTED, 4 },
  { stray_tallies, "tallies: example.net: " MISCOUNTED "tallies: example.org: " MISCOUNTED, 4 },
  { change_list_tally, "tallies: " MISCOUNTED, 4 },
  { damage_tally_key, "tallies: x: " MISCOUNTED, 4 },
};

Test (keep, each_damage_is_found_and_repaired)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieVerifyTally tally;
      list_remove (folder);
      write_some ();
      rows[i].damage ();
      g_autofree char *found = verify (folder, FALSE, &tally);
      cr_expect_str_eq (found, rows[i].want, "row %u: got %s", (guint) i, found);
      g_autofree char *repaired = verify (folder, TRUE, &tally);
      cr_expect_eq (tally.findings, tally.repaired, "row %u: %s", (guint) i, repaired);
      cr_expect_eq (tally.findings > 0, *rows[i].want != '\0');
      expect_clean (folder, rows[i].left);
    }
}

/* After a repair the address can be written again, and what was dropped comes back with its report. */
Test (keep, what_was_dropped_can_be_read_again)
{
  NixieVerifyTally tally;
  write_some ();
  damage_event ();
  g_autofree char *repaired = verify (folder, TRUE, &tally);
  cr_expect_not_null (strstr (repaired, "(repaired)"));
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  cr_expect_eq (list_state (store, "b@example.com", NOW_US), NIXIE_STATE_COUNTING);
  NixieStoreChange change = { 0 };
  list_write_one (store, list_event ("b@example.com", 2, 0), &change);
  cr_expect_eq (change.events_new, 1);
  cr_expect_eq (list_state (store, "b@example.com", NOW_US), NIXIE_STATE_SUPPRESSED);
}

Test (keep, other_settings_are_one_finding)
{
  static const char text[] = "[reasons]\nno-such-user=never\n";
  NixieVerifyTally tally;
  write_some ();
  g_clear_pointer (&settings, nixie_settings_free);
  cr_assert (nixie_settings_parse (text, strlen (text), "f", &settings, NULL));
  g_autofree char *found = verify (folder, FALSE, &tally);
  cr_expect_str_eq (found, "entries: worked out under other settings, so not compared with the history (nixie rebuild)\n");
}

static void
drop (const char *database)
{
  MDB_env *env = NULL;
  MDB_txn *txn = NULL;
  MDB_dbi dbi = 0;
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_set_maxdbs (env, 8), 0);
  cr_assert_eq (mdb_env_open (env, folder, 0, 0600), 0);
  cr_assert_eq (mdb_txn_begin (env, NULL, 0, &txn), 0);
  cr_assert_eq (mdb_dbi_open (txn, database, 0, &dbi), 0);
  cr_assert_eq (mdb_drop (txn, dbi, 0), 0);
  cr_assert_eq (mdb_txn_commit (txn), 0);
  mdb_env_close (env);
}

/* More than a few turns, of findings too. */
Test (keep, many)
{
  NixieVerifyTally tally;
  {
    g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
    g_autoptr (GPtrArray) events = list_events ();
    for (guint32 i = 0; i < 5000; i++)
      {
        g_autofree char *address = g_strdup_printf ("a%u@%u.example.com", i, i);
        g_ptr_array_add (events, list_event (address, i, 0));
      }
    cr_assert (nixie_store_write (store, events, NOW_US, NULL, NULL));
  }
  expect_clean (folder, 5000);
  drop ("entries");
  G_GNUC_UNUSED g_autofree char *found = verify (folder, FALSE, &tally);
  cr_expect_eq (tally.findings, 5000);
  G_GNUC_UNUSED g_autofree char *repaired = verify (folder, TRUE, &tally);
  cr_expect_eq (tally.repaired, 5000);
  expect_clean (folder, 5000);
  drop ("tallies");
  G_GNUC_UNUSED g_autofree char *counts = verify (folder, FALSE, &tally);
  cr_expect_eq (tally.findings, 1000, "of 5000 domains");
  G_GNUC_UNUSED g_autofree char *counted = verify (folder, TRUE, &tally);
  cr_expect_eq (tally.repaired, 1000);
  expect_clean (folder, 5000);
}

static void
expect_not_backed_up (const char *target, NixieError code)
{
  g_autoptr (GError) error = NULL;
  cr_expect_not (back_up (target, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, (int) code), "%s", error != NULL ? error->message : "none");
}

Test (keep, backup)
{
  struct stat of_folder, of_data, of_lock;
  g_autofree char *data = g_build_filename (copy, "data.mdb", NULL), *lock = g_build_filename (copy, "lock.mdb", NULL);
  g_autofree char *nowhere = g_build_filename (place, "none", "copy", NULL);
  expect_not_backed_up (copy, NIXIE_ERROR_NO_INPUT);
  write_some ();
  const mode_t mask = umask (0);
  cr_assert (back_up (copy, NULL));
  umask (mask);
  expect_clean (copy, 4);
  cr_assert (stat (copy, &of_folder) == 0 && stat (data, &of_data) == 0 && stat (lock, &of_lock) == 0);
  cr_expect_eq (of_folder.st_mode & 07777, 02770);
  cr_expect_eq (of_data.st_mode & 07777, 0640);
  cr_expect_eq (of_lock.st_mode & 07777, 0660);
  expect_not_backed_up (copy, NIXIE_ERROR_CANNOT_CREATE);
  expect_not_backed_up (nowhere, NIXIE_ERROR_CANNOT_CREATE);
  expect_clean (copy, 4);
}

static guint
count_names (const char *path)
{
  guint n = 0;
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

Test (keep, backup_to_a_full_disk)
{
  if (geteuid () != 0 || unshare (CLONE_NEWNS) != 0 || mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
    cr_skip ("needs root and mount");
  g_autofree char *small = g_build_filename (place, "small", NULL), *target = g_build_filename (small, "copy", NULL);
  write_some ();
  cr_assert_eq (g_mkdir (small, 0700), 0);
  cr_assert_eq (mount ("none", small, "tmpfs", 0, "size=80k"), 0);
  g_autoptr (GError) error = NULL;
  cr_expect_not (back_up (target, &error));
  cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_IO), "%s", error != NULL ? error->message : "none");
  cr_expect_eq (count_names (small), 0, "half a copy is left");
  umount (small);
}

/* Writes events 100 to 100 + n, each in a transaction, and says through FD how many are in. */
static void
write_on (int fd)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  for (guint32 n = 1; n < 100000; n++)
    {
      g_autofree char *address = g_strdup_printf ("a%u@example.com", n % 500);
      list_write_one (store, list_soft (address, 100 + n, 0), NULL);
      if (write (fd, &n, sizeof n) != sizeof n)
        _exit (0);
    }
  _exit (0);
}

/* What was acknowledged before a copy is begun is in it, and it is whole, whatever is written meanwhile. */
Test (keep, backup_while_others_write)
{
  int pipe_fds[2];
  cr_assert_eq (pipe (pipe_fds), 0);
  signal (SIGPIPE, SIG_IGN);
  const pid_t writer = fork ();
  if (writer == 0)
    {
      close (pipe_fds[0]);
      write_on (pipe_fds[1]);
    }
  close (pipe_fds[1]);
  for (guint round = 0; round < 8; round++)
    {
      guint32 n = 0;
      for (guint i = 0; i < 40; i++)
        cr_assert_eq (read (pipe_fds[0], &n, sizeof n), sizeof n);
      list_remove (copy);
      cr_assert (back_up (copy, NULL));
      NixieVerifyTally tally;
      g_autofree char *found = verify (copy, FALSE, &tally);
      cr_expect_str_eq (found, "");
      cr_expect_geq (tally.verified.events, n);
    }
  close (pipe_fds[0]);
  cr_expect_eq (waitpid (writer, NULL, 0), writer);
}
