/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/pool: results in order whatever becomes of the workers.
 */
#include "config.h"

#include "base/pool.h"

#include "base/error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* An input's first word says what the worker does with it. */
static void
work (NixieSlice input, const char *label, GByteArray *result, gpointer data)
{
  g_autofree char *text = nixie_slice_dup (input);
  const char *greeting = data;
  if (g_str_has_prefix (text, "crash"))
    abort ();
  if (g_str_has_prefix (text, "exit"))
    exit (0);
  if (g_str_has_prefix (text, "kill"))
    kill (getpid (), SIGKILL);
  if (g_str_has_prefix (text, "hang"))
    for (;;)
      pause ();
  if (text[0] == 'z') /* large: no result */
    return;
  if (g_str_has_prefix (text, "slow"))
    g_usleep (G_USEC_PER_SEC / 2);
  if (g_str_has_prefix (text, "hog"))
    for (gsize i = 0; i < 2000; i++)
      memset (g_malloc (1024 * 1024), (int) i, 1024 * 1024);
  if (g_str_has_prefix (text, "garbage"))
    for (int fd = 63; fd > 2; fd--) /* the last socket is the worker's own */
      if (send (fd, "garbage garbage garbage garbage", 31, 0) == 31)
        break;
  if (g_str_has_prefix (text, "close"))
    for (int fd = 3; fd < 64; fd++)
      close (fd);
  if (g_str_has_prefix (text, "fork")) /* a child that outlives its parent's socket must not hold us up */
    if (fork () == 0)
      _exit (0);
  if (g_str_has_prefix (text, "big"))
    {
      g_byte_array_set_size (result, 20 * 1024 * 1024);
      memset (result->data, 'x', result->len);
      return;
    }
  g_autofree char *said = g_strdup_printf ("%s %s %s", greeting, label, text);
  g_byte_array_append (result, (const guint8 *) said, (guint) strlen (said));
}

typedef struct {
  GPtrArray *got; /* "label: fate result" */
  guint stop_at;
} Results;

static gboolean
done (const NixiePoolResult *result, gpointer data, GError **error)
{
  static const char *const fates[] = { "done", "crashed", "timed out" };
  Results *results = data;
  g_autofree char *text = nixie_slice_dup (nixie_slice (result->bytes.data, MIN (result->bytes.length, 100)));
  g_ptr_array_add (results->got, g_strdup_printf ("%s %s (%zu) %s", result->label, fates[result->fate], result->input_bytes, text));
  if (results->stop_at == 0 || results->got->len < results->stop_at)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_IO, "stop");
  return FALSE;
}

static Results *
results_new (void)
{
  Results *results = g_new0 (Results, 1);
  results->got = g_ptr_array_new_with_free_func (g_free);
  return results;
}

static void
results_free (Results *results)
{
  g_ptr_array_unref (results->got);
  g_free (results);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Results, results_free)

static char greeting[] = "hello";

static NixiePool *
pool_new (guint jobs, Results *results)
{
  NixiePool *pool = NULL;
  const NixiePoolTask task = { .work = work, .work_data = greeting, .done = done, .done_data = results };
  cr_assert (nixie_pool_new (jobs, &task, &pool, NULL));
  return pool;
}

static void
add (NixiePool *pool, guint number, const char *text)
{
  g_autofree char *label = g_strdup_printf ("n%u", number);
  cr_assert (nixie_pool_add (pool, nixie_slice_of (text), label, NULL));
}

static void
expect_no_child (const char *name)
{
  cr_expect (waitpid (-1, NULL, WNOHANG) == -1 && errno == ECHILD, "%s: a process is left", name);
}

/* Each row: what one input of many does, and what is told of it; all others come back well and in their order. */
Test (pool, one_among_many)
{
  static const struct {
    const char *text, *want;
    gboolean sanitized; /* holds under sanitizers too */
  } rows[] = {
    { "well", "done (4) hello n700 well", TRUE }, { "crash", "crashed (5) ", TRUE },
    { "exit", "crashed (4) ", TRUE },             { "kill", "crashed (4) ", TRUE },
    { "hang", "timed out (4) ", TRUE },           { "hog", "crashed (3) ", FALSE },
    { "garbage", "crashed (7) ", TRUE },          { "close", "crashed (5) ", TRUE },
    { "fork", "done (4) hello n700 fork", TRUE }, { "", "done (0) hello n700 ", TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
#ifdef NIXIE_SANITIZED
      if (!rows[i].sanitized)
        continue;
#endif
      g_autoptr (Results) results = results_new ();
      g_autoptr (NixiePool) pool = pool_new (2, results);
      if (strcmp (rows[i].text, "hang") == 0)
        nixie_pool_set_time_limit (pool, G_USEC_PER_SEC);
      for (guint n = 0; n < 1000; n++)
        add (pool, n, n == 700 ? rows[i].text : "a");
      cr_assert (nixie_pool_finish (pool, NULL), "%s", rows[i].text);
      cr_assert_eq (results->got->len, 1000, "%s: %u results", rows[i].text, results->got->len);
      for (guint n = 0; n < 1000; n++)
        {
          g_autofree char *want
              = n == 700 ? g_strdup_printf ("n700 %s", rows[i].want) : g_strdup_printf ("n%u done (1) hello n%u a", n, n);
          cr_assert_str_eq (results->got->pdata[n], want, "%s: %s", rows[i].text, (char *) results->got->pdata[n]);
        }
      g_clear_pointer (&pool, nixie_pool_free);
      expect_no_child (rows[i].text);
    }
}

Test (pool, many_crashes)
{
  g_autoptr (Results) results = results_new ();
  g_autoptr (NixiePool) pool = pool_new (3, results);
  for (guint n = 0; n < 400; n++)
    add (pool, n, n % 3 == 0 ? "kill" : n % 50 == 1 ? "garbage" : "a");
  cr_assert (nixie_pool_finish (pool, NULL));
  cr_assert_eq (results->got->len, 400);
  for (guint n = 0; n < 400; n++)
    {
      g_autofree char *want = n % 3 == 0    ? g_strdup_printf ("n%u crashed (4) ", n)
                              : n % 50 == 1 ? g_strdup_printf ("n%u crashed (7) ", n)
                                            : g_strdup_printf ("n%u done (1) hello n%u a", n, n);
      cr_assert_str_eq (results->got->pdata[n], want, "%s", (char *) results->got->pdata[n]);
    }
}

Test (pool, sizes)
{
  static const guint jobs[] = { 0, 1, 2, 5 };
  for (gsize j = 0; j < G_N_ELEMENTS (jobs); j++)
    {
      g_autoptr (Results) results = results_new ();
      g_autoptr (NixiePool) pool = pool_new (jobs[j], results);
      g_autofree char *large = g_strnfill (5 * 1024 * 1024, 'y');
      for (guint n = 0; n < 10000; n++)
        add (pool, n, n == 5000 ? large : n % 1000 == 17 ? "big" : "a");
      cr_assert (nixie_pool_finish (pool, NULL));
      cr_assert_eq (results->got->len, 10000);
      for (guint n = 0; n < 10000; n++)
        {
          g_autofree char *want = g_strdup_printf ("n%u done (", n);
          cr_assert (g_str_has_prefix (results->got->pdata[n], want), "%s", (char *) results->got->pdata[n]);
        }
      cr_expect (g_str_has_prefix (results->got->pdata[5000], "n5000 done (5242880) hello n5000 yyyy"));
      cr_expect (g_str_has_prefix (results->got->pdata[17], "n17 done (3) xxxx"));
    }
}

#ifndef NIXIE_SANITIZED
/* One slow input holds the results of all others up, and yet not all others are held in memory. */
Test (pool, memory_is_bounded)
{
  g_autoptr (Results) results = results_new ();
  g_autoptr (NixiePool) pool = pool_new (2, results);
  g_autofree char *large = g_strnfill (8 * 1024 * 1024, 'z');
  struct rusage before, after;
  getrusage (RUSAGE_SELF, &before);
  add (pool, 0, "slow");
  for (guint n = 1; n < 100; n++)
    add (pool, n, large);
  cr_assert (nixie_pool_finish (pool, NULL));
  getrusage (RUSAGE_SELF, &after);
  cr_expect_eq (results->got->len, 100);
  cr_expect (after.ru_maxrss - before.ru_maxrss < 80 * 1024, "%ld KiB", after.ru_maxrss - before.ru_maxrss);
}
#endif

Test (pool, few)
{
  for (guint n_inputs = 0; n_inputs < 4; n_inputs++)
    {
      g_autoptr (Results) results = results_new ();
      g_autoptr (NixiePool) pool = pool_new (1, results);
      for (guint n = 0; n < n_inputs; n++)
        add (pool, n, "a");
      cr_assert (nixie_pool_finish (pool, NULL));
      cr_expect_eq (results->got->len, n_inputs);
      add (pool, 9, "again"); /* a pool that has finished takes more */
      cr_assert (nixie_pool_finish (pool, NULL));
      cr_expect_str_eq (results->got->pdata[n_inputs], "n9 done (5) hello n9 again");
    }
}

/* How long an input that hangs takes where it is the only one. */
static gint64
time_of_one_that_hangs (gint64 limit_us)
{
  g_autoptr (Results) results = results_new ();
  g_autoptr (NixiePool) pool = pool_new (1, results);
  const gint64 start_us = g_get_monotonic_time ();
  nixie_pool_set_time_limit (pool, limit_us);
  add (pool, 0, "hang");
  cr_assert (nixie_pool_finish (pool, NULL));
  cr_expect_str_eq (results->got->pdata[0], "n0 timed out (4) ");
  return g_get_monotonic_time () - start_us;
}

/* On a busy machine any one time may be long: the least of a few is asked. */
Test (pool, one_that_hangs_alone_waits_once)
{
  const gint64 limit_us = 700 * 1000;
  gint64 least_us = G_MAXINT64;
  for (guint round = 0; round < 10 && least_us >= 2 * limit_us; round++)
    least_us = MIN (least_us, time_of_one_that_hangs (limit_us));
  cr_expect (least_us >= limit_us && least_us < 2 * limit_us, "%d ms", (int) (least_us / 1000));
}

Test (pool, stops_when_told)
{
  g_autoptr (Results) results = results_new ();
  results->stop_at = 50;
  g_autoptr (NixiePool) pool = pool_new (2, results);
  g_autoptr (GError) error = NULL;
  gboolean good = TRUE;
  for (guint n = 0; n < 5000 && good; n++)
    good = nixie_pool_add (pool, nixie_slice_of ("a"), "x", &error);
  good = good && nixie_pool_finish (pool, &error);
  cr_expect_not (good);
  cr_assert_not_null (error);
  cr_expect_str_eq (error->message, "stop");
  cr_expect_eq (results->got->len, 50);
  cr_expect_not (nixie_pool_add (pool, nixie_slice_of ("a"), "x", NULL));
  cr_expect_not (nixie_pool_finish (pool, NULL));
  cr_expect_eq (results->got->len, 50);
  g_clear_pointer (&pool, nixie_pool_free);
  expect_no_child ("stopped");
}

/* A worker that something else kills while it is idle is replaced when there is work. */
Test (pool, killed_between)
{
  g_autoptr (Results) results = results_new ();
  g_autoptr (NixiePool) pool = pool_new (1, results);
  add (pool, 0, "a");
  cr_assert (nixie_pool_finish (pool, NULL));
  g_autofree char *children = g_strdup_printf ("/proc/%d/task/%d/children", (int) getpid (), (int) getpid ());
  g_autofree char *pids = NULL;
  if (!g_file_get_contents (children, &pids, NULL, NULL))
    cr_skip_test ("this system does not list children");
  kill ((pid_t) atoi (pids), SIGKILL);
  add (pool, 1, "b");
  cr_assert (nixie_pool_finish (pool, NULL));
  cr_expect_str_eq (results->got->pdata[1], "n1 done (1) hello n1 b");
}

/* The parent is killed while one worker hangs and one is idle: both end. */
Test (pool, workers_end_with_their_parent)
{
  int alive[2];
  char none;
  cr_assert_eq (pipe (alive), 0);
  const pid_t parent = fork ();
  if (parent == 0)
    {
      g_autoptr (Results) results = results_new ();
      NixiePool *pool = pool_new (2, results);
      close (alive[0]);
      add (pool, 0, "hang");
      pause ();
      _exit (1);
    }
  close (alive[1]);
  g_usleep (100 * 1000);
  kill (parent, SIGTERM);
  waitpid (parent, NULL, 0);
  cr_expect_eq (read (alive[0], &none, 1), 0, "a worker still holds the pipe"); /* blocks while one lives; Criterion has a limit */
}

static void
say_niceness (NixieSlice input, const char *label, GByteArray *result, gpointer data)
{
  const guint8 niceness = (guint8) getpriority (PRIO_PROCESS, 0);
  g_byte_array_append (result, &niceness, 1);
}

static gboolean
take_niceness (const NixiePoolResult *result, gpointer data, GError **error)
{
  *(int *) data = *result->bytes.data;
  return TRUE;
}

Test (pool, workers_give_way_where_they_are_told)
{
  const int own = getpriority (PRIO_PROCESS, 0);
  for (guint gives_way = 0; gives_way < 2; gives_way++)
    {
      int niceness = -1;
      const NixiePoolTask task = { .work = say_niceness, .done = take_niceness, .done_data = &niceness, .gives_way = gives_way };
      NixiePool *pool = NULL;
      cr_assert (nixie_pool_new (1, &task, &pool, NULL));
      cr_assert (nixie_pool_add (pool, nixie_slice_of ("a"), "n", NULL) && nixie_pool_finish (pool, NULL));
      nixie_pool_free (pool);
      cr_expect_eq (niceness, gives_way ? MIN (own + 10, 19) : own);
    }
  cr_expect_eq (getpriority (PRIO_PROCESS, 0), own, "the parent stays as it is");
}

Test (pool, signals_of_the_terminal_are_the_parents)
{
  g_autoptr (Results) results = results_new ();
  signal (SIGINT, SIG_IGN);
  setpgid (0, 0);
  g_autoptr (NixiePool) pool = pool_new (2, results);
  for (guint n = 0; n < 2000; n++)
    {
      add (pool, n, "a");
      if (n % 500 == 499)
        kill (0, SIGINT);
    }
  cr_assert (nixie_pool_finish (pool, NULL));
  cr_expect_eq (results->got->len, 2000);
  cr_expect_str_eq (results->got->pdata[1999], "n1999 done (1) hello n1999 a");
}
