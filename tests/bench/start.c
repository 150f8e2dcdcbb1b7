/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-start NAME MOST STDIN EMPTY PROGRAM [ARGUMENT…]: starts PROGRAM and EMPTY in turn, 200 times a round, with STDIN for
 * standard input and nothing shown, and compares the medians.
 */
#include "timing.h"

#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

#define STARTS 200u

extern char **environ;

typedef struct {
  const char *input;
  char **ours;
  char *base[2];
} Start;

static void
run_all (const Start *start, char **argv)
{
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init (&actions);
  posix_spawn_file_actions_addopen (&actions, 0, start->input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen (&actions, 1, "/dev/null", O_WRONLY, 0);
  for (guint i = 0; i < STARTS; i++)
    {
      pid_t pid;
      int status;
      if (posix_spawn (&pid, argv[0], &actions, NULL, argv, environ) != 0 || waitpid (pid, &status, 0) != pid || !WIFEXITED (status)
          || WEXITSTATUS (status) > 1)
        {
          fprintf (stderr, "bench-start: %s failed\n", argv[0]);
          exit (70);
        }
    }
  posix_spawn_file_actions_destroy (&actions);
}

static void
run_ours (gpointer data)
{
  const Start *start = data;
  run_all (start, start->ours);
}

static void
run_base (gpointer data)
{
  Start *start = data;
  run_all (start, start->base);
}

int
main (int argc, char **argv)
{
  if (argc < 6)
    {
      fprintf (stderr, "usage: bench-start NAME MOST STDIN EMPTY PROGRAM [ARGUMENT...]\n");
      return 64;
    }
  Start start = { .input = argv[3], .ours = argv + 5, .base = { argv[4], NULL } };
  const BenchPair pair = { .name = argv[1], .ours = run_ours, .base = run_base, .data = &start, .units = STARTS,
                           .most = g_ascii_strtod (argv[2], NULL) };
  return bench_compare (&pair) ? 0 : 1;
}
