/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From main to a command and back: finds the row, becomes the program that has it before anything is opened, parses the options,
 * runs the function, and turns what went wrong into a message and an exit code. The mains are generated from commands.def.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
nixie_cli_say (const char *format, ...)
{
  va_list words;
  va_start (words, format);
  g_autofree char *text = g_strdup_vprintf (format, words);
  va_end (words);
  g_autofree char *line = nixie_text_one_line (text, strlen (text), 4096);
  fprintf (stderr, "nixie: %s\n", line);
}

/* A descriptor that the caller has closed would be given to the next file that is opened, and what is meant for standard output
 * would land in the list. Opened the wrong way round, so that using it fails as a closed one would. */
static void
hold_standard_files (void)
{
  for (int fd = 0; fd <= 2; fd++)
    if (fcntl (fd, F_GETFD) < 0 && open ("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) < 0)
      _exit (NIXIE_ERROR_SYSTEM);
}

const NixieCommandRow *
nixie_command_find (const char *name)
{
  for (const NixieCommandRow *row = nixie_command_rows; row->name != NULL; row++)
    if (strcmp (row->name, name) == 0)
      return row;
  return NULL;
}

/* Whether what failed is that the reader of standard output has left, as head(1) does: no trouble to speak of, but where mail is passed
 * on. */
static gboolean
reader_has_left (const NixieCommandRow *row)
{
  struct pollfd output = { .fd = STDOUT_FILENO };
  if (!ferror (stdout) || (row != NULL && row->defers))
    return FALSE;
  return poll (&output, 1, 0) > 0 && (output.revents & POLLERR) != 0;
}

static int
say_error (const NixieCommandRow *row, const GError *error)
{
  const int code = nixie_error_exit_code (error);
  if (code == NIXIE_ERROR_IO && reader_has_left (row))
    return code;
  nixie_cli_say ("%s", error->message);
  if (code == NIXIE_ERROR_USAGE)
    nixie_cli_say (_("see 'nixie help %s'"), row->name);
  return code;
}

/* Says what is wrong with NAME, which is no command. */
static int
say_unknown (const char *name)
{
  const char *nearest = NULL;
  guint best = G_MAXUINT;
  for (const NixieCommandRow *row = nixie_command_rows; row->name != NULL; row++)
    nixie_nearest (name, row->name, &nearest, &best);
  if (name[0] == '-')
    nixie_cli_say (_("options follow the command: '%s'"), name);
  else if (nearest != NULL)
    nixie_cli_say (_("'%s' is no command; did you mean '%s'?"), name, nearest);
  else
    nixie_cli_say (_("'%s' is no command"), name);
  nixie_cli_say (_("see 'nixie help'"));
  return NIXIE_ERROR_USAGE;
}

static int
run_help (const char *command)
{
  if (command == NULL)
    {
      nixie_help_commands (stdout);
      return 0;
    }
  const NixieCommandRow *row = nixie_command_find (command);
  if (row == NULL)
    return say_unknown (command);
  nixie_help_command (stdout, row);
  return 0;
}

static int
run_call (const NixieCommandRow *row, NixieCommand command, const NixieOptions *options, char **arguments)
{
  g_autoptr (GError) error = NULL;
  const NixieCall call = { options, (const char *const *) arguments, g_strv_length (arguments) };
  const int code = command (&call, &error);
  return error != NULL ? say_error (row, error) : code;
}

static int
run_command (const NixieCommandRow *row, NixieCommand command, char **argv)
{
  g_autoptr (GError) error = NULL;
  char **arguments = NULL;
  NixieOptions options = { 0 };
  int code = 0;
  if (!nixie_options_parse (row, argv, &options, &arguments, &error))
    code = say_error (row, error);
  else if (options.help)
    nixie_help_command (stdout, row);
  else
    code = run_call (row, command, &options, arguments);
  nixie_options_clear (&options);
  return code;
}

/* What is still in the buffer may fail only now. */
static int
close_output (const NixieCommandRow *row, int code)
{
  errno = 0;
  if (fflush (stdout) == 0 && !ferror (stdout) && fclose (stdout) == 0)
    return code;
  if (code >= NIXIE_ERROR_USAGE) /* said already */
    return code;
  if (reader_has_left (row))
    return NIXIE_ERROR_IO;
  if (errno != 0)
    nixie_cli_say (_("cannot write to standard output: %s"), g_strerror (errno));
  else
    nixie_cli_say (_("cannot write to standard output"));
  return NIXIE_ERROR_IO;
}

/* procmail and maildrop take a program that leaves its input unread for one that failed in another way. */
static void
drain_input (void)
{
  char bytes[65536];
  while (!isatty (STDIN_FILENO) && read (STDIN_FILENO, bytes, sizeof bytes) > 0)
    continue;
}

static int
finish (const NixieCommandRow *row, int code)
{
  const int last = close_output (row, code);
  if (row == NULL || !row->defers || last < NIXIE_ERROR_USAGE)
    return last;
  drain_input ();
  return NIXIE_ERROR_TEMPORARY;
}

static int
run_elsewhere (const NixieCommandRow *row, char **argv)
{
  g_autoptr (GError) error = NULL;
  nixie_cli_exec (row->program, argv, &error);
  return say_error (row, error);
}

static int
run_word (const char *word, char **argv)
{
  if (word == NULL)
    {
      nixie_help_short (stderr);
      return NIXIE_ERROR_USAGE;
    }
  if (strcmp (word, "--version") == 0)
    {
      printf ("nixie %s\n", PACKAGE_VERSION);
      return 0;
    }
  if (strcmp (word, "help") == 0 || strcmp (word, "--help") == 0 || strcmp (word, "-h") == 0)
    return run_help (argv[2]);
  return say_unknown (word);
}

int
nixie_cli_main (const NixieCommand *commands, int argc, char **argv)
{
  hold_standard_files ();
  signal (SIGPIPE, SIG_IGN); /* a closed pipe, or a file that may not grow, is an error like a full disk */
  signal (SIGXFSZ, SIG_IGN);
  const char *word = argc > 1 ? argv[1] : NULL;
  const NixieCommandRow *row = word != NULL ? nixie_command_find (word) : NULL;
  const NixieCommand command = row != NULL ? commands[row - nixie_command_rows] : NULL;
  if (row != NULL && command == NULL)
    return finish (row, run_elsewhere (row, argv));
  return finish (row, row != NULL ? run_command (row, command, argv + 1) : run_word (word, argv));
}
