/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lists in temporary folders, for the tests of store/.
 */
#ifndef NIXIE_TESTS_LIST_H
#define NIXIE_TESTS_LIST_H

#include "base/clock.h"
#include "base/error.h"
#include "store/store.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <lmdb.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOW_US ((gint64) 20000 * NIXIE_DAY_US)

static inline char *
list_temporary (void)
{
  char *folder = g_dir_make_tmp ("nixie-test-XXXXXX", NULL);
  cr_assert_not_null (folder);
  return folder;
}

static inline void
list_remove (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);
      list_remove (inner);
    }
  g_remove (path);
}

static inline NixieStore *
list_open (const char *folder, NixieStoreMode mode, const NixieSettings *settings)
{
  NixieStore *store = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_open (folder, mode, settings, &store, &error), "%s", error != NULL ? error->message : "");
  return store;
}

/* A failure of ADDRESS on day DAY after NOW_US, whose id is NUMBER. */
static inline NixieEvent *
list_failure (const char *address, guint32 number, gint64 day, gboolean hard)
{
  const NixieReason reason = hard ? NIXIE_REASON_NO_SUCH_USER : NIXIE_REASON_MAILBOX_FULL;
  const guint32 scattered = number * 2654435761U;
  NixieEvent draft = { .kind = NIXIE_EVENT_OUTCOME, .time_us = NOW_US + day * NIXIE_DAY_US, .reason = reason, .ground = reason,
                       .class = hard ? NIXIE_CLASS_HARD : NIXIE_CLASS_SOFT, .action = NIXIE_ACTION_FAILED, .address = address,
                       .display = address };
  memcpy (draft.id, &scattered, sizeof scattered);
  memcpy (draft.id + 4, &number, sizeof number);
  return nixie_event_new (&draft);
}

static inline NixieEvent *
list_event (const char *address, guint32 number, gint64 day)
{
  return list_failure (address, number, day, TRUE);
}

static inline NixieEvent *
list_soft (const char *address, guint32 number, gint64 day)
{
  return list_failure (address, number, day, FALSE);
}

static inline GPtrArray *
list_events (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
}

/* Writes EVENT, which is freed. */
static inline void
list_write_one (NixieStore *store, NixieEvent *event, NixieStoreChange *change)
{
  g_autoptr (GPtrArray) events = list_events ();
  g_autoptr (GError) error = NULL;
  g_ptr_array_add (events, event);
  cr_assert (nixie_store_write (store, events, NOW_US, change, &error), "%s", error != NULL ? error->message : "");
}

static inline NixieState
list_state (NixieStore *store, const char *address, gint64 now_us)
{
  NixieState state = NIXIE_STATE_HELD;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_look_up (store, address, now_us, &state, &error), "%s", error != NULL ? error->message : "");
  return state;
}

static inline guint
list_history_length (NixieStore *store, const char *address)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_store_history (store, address, &events, &error), "%s", error != NULL ? error->message : "");
  return events->len;
}

/* Expects that FOLDER cannot be opened in MODE, with CODE and a message that holds WORDS. */
static inline void
list_expect_refused (const char *folder, NixieStoreMode mode, NixieError code, const char *words)
{
  NixieStore *store = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  const gboolean opened = nixie_store_open (folder, mode, settings, &store, &error);
  cr_assert_not (opened, "%s: opened, want '%s'", folder, words);
  cr_expect_null (store);
  cr_expect (g_error_matches (error, NIXIE_ERROR, (int) code), "code %d: %s", error->code, error->message);
  cr_expect_not_null (strstr (error->message, words), "'%s' lacks '%s'", error->message, words);
}

/* Puts a record behind nixie's back. */
static inline void
list_put_raw (const char *folder, const char *database, NixieSlice key, NixieSlice value)
{
  MDB_env *env = NULL;
  MDB_txn *txn = NULL;
  MDB_dbi dbi = 0;
  MDB_val raw_key = { key.length, (void *) key.data }, raw_value = { value.length, (void *) value.data };
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_set_maxdbs (env, 8), 0);
  cr_assert_eq (mdb_env_open (env, folder, 0, 0600), 0);
  cr_assert_eq (mdb_txn_begin (env, NULL, 0, &txn), 0);
  cr_assert_eq (mdb_dbi_open (txn, database, MDB_CREATE, &dbi), 0);
  cr_assert_eq (mdb_put (txn, dbi, &raw_key, &raw_value, 0), 0);
  cr_assert_eq (mdb_txn_commit (txn), 0);
  mdb_env_close (env);
}

/* An environment with nothing in it and a small map, as a list is before its first write. */
static inline void
list_make_small (const char *folder, gsize map_bytes)
{
  MDB_env *env = NULL;
  cr_assert_eq (mdb_env_create (&env), 0);
  cr_assert_eq (mdb_env_set_mapsize (env, map_bytes), 0);
  cr_assert_eq (mdb_env_open (env, folder, 0, 0600), 0);
  mdb_env_close (env);
}

#endif
