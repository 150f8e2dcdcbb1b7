/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Inside cli/: the rows of commands.def and options.def as C sees them, and what the dispatcher is made of.
 */
#ifndef NIXIE_CLI_CLI_PRIVATE_H
#define NIXIE_CLI_CLI_PRIVATE_H

#include "cli/cli.h"

#include <stdio.h>

typedef enum {
  NIXIE_OPTION_TYPE_FLAG,
  NIXIE_OPTION_TYPE_STRING, /* not empty */
  NIXIE_OPTION_TYPE_TEXT,   /* may be empty */
  NIXIE_OPTION_TYPE_INT,
  NIXIE_OPTION_TYPE_FILE,   /* not empty */
} NixieOptionType;

typedef struct {
  const char *name;
  char letter;          /* 0 where it has none */
  NixieOptionType type;
  gsize offset;         /* in NixieOptions */
  const char *metavar;
  const char *words;    /* separated by spaces, "@reasons", or "" */
  const char *summary;  /* untranslated */
} NixieOptionRow;

typedef struct {
  NixieOptionId id;
  const char *words;    /* the command's own, NULL: the row's */
} NixieCommandOption;

typedef struct {
  const char *name;     /* NULL ends the table */
  const char *program;
  guint group;
  gboolean defers;      /* trouble ends in 75 whatever it is */
  const char *arguments;
  const NixieCommandOption *options;
  gsize n_options;
  const char *summary;  /* untranslated */
  const char *example;
} NixieCommandRow;

extern const NixieOptionRow nixie_option_rows[NIXIE_N_OPTIONS];
extern const NixieCommandRow nixie_command_rows[];
extern const char *const nixie_command_groups[]; /* titles, untranslated, NULL-terminated */

/* The whole of a program: COMMANDS stands beside nixie_command_rows, NULL where another program has the command. */
int nixie_cli_main (const NixieCommand *commands, int argc, char **argv);

const NixieCommandRow *nixie_command_find (const char *name); /* NULL where there is none */

/* Becomes PROGRAM with ARGV; returns, with ERROR set (NIXIE_ERROR_UNAVAILABLE), only where that fails. */
void nixie_cli_exec (const char *program, char **argv, GError **error);

/* The value of a variable of the environment; NULL where it is not set, or empty. Borrowed. */
const char *nixie_cli_from_environment (const char *name);

/* The file of the user's own rules, the caller's; NULL where there is none. */
char *nixie_cli_rules_file (const NixieCall *call, const NixieSettings *settings);

/* Whether there is nothing at PATH, not even something that may not be read. */
gboolean nixie_cli_is_absent (const char *path);

/* A file of settings, whole; *TEXT is the caller's. Errors: NIXIE_ERROR_CONFIG, NO_INPUT, PERMISSION, IO. */
gboolean nixie_cli_read_file (const char *path, char **text, gsize *length, GError **error);

/* Options and arguments of ARGV (whose first is the command's name), which is put in order: *ARGUMENTS is its end. OPTIONS is filled,
 * also where this fails. Errors: NIXIE_ERROR_USAGE. */
gboolean nixie_options_parse (const NixieCommandRow *row, char **argv, NixieOptions *options, char ***arguments, GError **error);
void nixie_options_clear (NixieOptions *options);
const char *nixie_command_option_words (const NixieCommandOption *option);

/* The name that is nearest to WORD and near enough to be meant by it; NULL where none is. *BEST starts at G_MAXUINT. */
void nixie_nearest (const char *word, const char *name, const char **nearest, guint *best);

void nixie_help_short (FILE *out);
void nixie_help_commands (FILE *out);
void nixie_help_command (FILE *out, const NixieCommandRow *row);

#endif
