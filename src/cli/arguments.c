/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a command line → NixieOptions and arguments, by getopt_long and the two tables. Not by GOptionContext: that knows
 * neither `-fjson` nor abbreviations, and its messages are its own.
 */
#include "cli/cli-private.h"

#include "base/i18n.h"

#include <getopt.h>
#include <string.h>

#define FIRST_ID 256 /* what getopt_long returns for a long option is above every letter */

static gpointer
member (NixieOptions *options, const NixieOptionRow *row)
{
  return (char *) options + row->offset;
}

static gboolean
is_text (const NixieOptionRow *row)
{
  return row->type == NIXIE_OPTION_TYPE_STRING || row->type == NIXIE_OPTION_TYPE_TEXT || row->type == NIXIE_OPTION_TYPE_FILE;
}

/* Levenshtein's distance of A and B, which are short. */
static guint
distance (const char *a, const char *b)
{
  guint row[32];
  const guint columns = (guint) MIN (strlen (b), G_N_ELEMENTS (row) - 1);
  for (guint j = 0; j <= columns; j++)
    row[j] = j;
  for (guint i = 0; a[i] != '\0'; i++)
    {
      guint diagonal = row[0];
      row[0] = i + 1;
      for (guint j = 0; j < columns; j++)
        {
          const guint change = diagonal + (a[i] != b[j]);
          diagonal = row[j + 1];
          row[j + 1] = MIN (change, MIN (row[j], diagonal) + 1);
        }
    }
  return row[columns];
}

void
nixie_nearest (const char *word, const char *name, const char **nearest, guint *best)
{
  if (strlen (word) > 31)
    return;
  const guint far = distance (word, name);
  if (far >= *best || far > 1 + strlen (name) / 4)
    return;
  *best = far;
  *nearest = name;
}

static void
set_unknown_option (const NixieCommandRow *row, const char *argument, GError **error)
{
  g_autofree char *word = g_strndup (argument, strcspn (argument, "="));
  const char *nearest = NULL;
  guint best = G_MAXUINT;
  for (gsize i = 0; g_str_has_prefix (word, "--") && i < row->n_options; i++)
    nixie_nearest (word + 2, nixie_option_rows[row->options[i].id].name, &nearest, &best);
  if (nearest != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: unknown option '%s'; did you mean '--%s'?"), row->name, word, nearest);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: unknown option '%s'"), row->name, word);
}

/* What getopt_long has turned down: '?' an option, ':' one without its value. */
static void
set_refused (const NixieCommandRow *row, int what, char **argv, GError **error)
{
  const char *argument = argv[optind - 1];
  const char letter[] = { '-', (char) optopt, '\0' };
  const gboolean is_long = g_str_has_prefix (argument, "--");
  if (what == ':')
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: option '%s' needs a value"), row->name, is_long ? argument : letter);
  else if (is_long && optopt != 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: option takes no value: '%s'"), row->name, argument);
  else
    set_unknown_option (row, is_long ? argument : letter, error);
}

static gboolean
take_number (const NixieOptionRow *row, const char *value, int *number, GError **error)
{
  gint64 got = 0;
  if (!g_ascii_string_to_signed (value, 10, 0, G_MAXINT, &got, NULL))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--%s=%s: must be a number"), row->name, value);
      return FALSE;
    }
  *number = (int) got;
  return TRUE;
}

static void
take_string (char **string, const char *value)
{
  g_free (*string);
  *string = g_strdup (value);
}

static gboolean
take (const NixieOptionRow *row, const char *value, NixieOptions *options, GError **error)
{
  switch (row->type)
    {
    case NIXIE_OPTION_TYPE_FLAG:
      *(gboolean *) member (options, row) = TRUE;
      return TRUE;
    case NIXIE_OPTION_TYPE_INT:
      return take_number (row, value, member (options, row), error);
    case NIXIE_OPTION_TYPE_STRING:
    case NIXIE_OPTION_TYPE_TEXT:
    case NIXIE_OPTION_TYPE_FILE:
      break;
    }
  take_string (member (options, row), value);
  return TRUE;
}

/* getopt_long's two descriptions of ROW's options. LETTERS begins with ':' (a missing value is told from an unknown option). */
static void
describe (const NixieCommandRow *row, struct option *names, GString *letters)
{
  g_string_assign (letters, ":");
  for (gsize i = 0; i < row->n_options; i++)
    {
      const NixieOptionRow *option = &nixie_option_rows[row->options[i].id];
      const gboolean valued = option->type != NIXIE_OPTION_TYPE_FLAG;
      names[i] = (struct option){ option->name, valued ? required_argument : no_argument, NULL, FIRST_ID + (int) row->options[i].id };
      if (option->letter == 0)
        continue;
      g_string_append_c (letters, option->letter);
      if (valued)
        g_string_append_c (letters, ':');
    }
}

static const NixieOptionRow *
row_of (const NixieCommandRow *row, int got)
{
  if (got >= FIRST_ID)
    return &nixie_option_rows[got - FIRST_ID];
  for (gsize i = 0; i < row->n_options; i++)
    if (nixie_option_rows[row->options[i].id].letter == got)
      return &nixie_option_rows[row->options[i].id];
  return NULL;
}

/* Moves ARGV's arguments behind its options; *FIRST is the first argument. */
static gboolean
parse (const NixieCommandRow *row, char **argv, NixieOptions *options, int *first, GError **error)
{
  struct option names[NIXIE_N_OPTIONS + 1] = { 0 };
  g_autoptr (GString) letters = g_string_new (NULL);
  describe (row, names, letters);
  opterr = 0;
  for (int got; (got = getopt_long ((int) g_strv_length (argv), argv, letters->str, names, NULL)) != -1;)
    {
      const NixieOptionRow *option = row_of (row, got);
      if (option == NULL)
        set_refused (row, got, argv, error);
      if (option == NULL || !take (option, optarg, options, error))
        return FALSE;
    }
  *first = optind;
  return TRUE;
}

const char *
nixie_command_option_words (const NixieCommandOption *option)
{
  return option->words != NULL ? option->words : nixie_option_rows[option->id].words;
}

static gboolean
is_one_of (const char *value, const char *words)
{
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  return g_strv_contains ((const char *const *) list, value);
}

static gboolean
check_words (const NixieCommandOption *option, const char *value, GError **error)
{
  const char *words = nixie_command_option_words (option);
  const char *name = nixie_option_rows[option->id].name;
  NixieReason reason;
  if (value == NULL || words[0] == '\0')
    return TRUE;
  if (strcmp (words, "@reasons") == 0 && !nixie_reason_from_id (value, &reason))
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--%s=%s: no such reason; nixie-reasons(7) lists them"), name, value);
  else if (words[0] != '@' && !is_one_of (value, words))
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--%s=%s: must be one of: %s"), name, value, words);
  else
    return TRUE;
  return FALSE;
}

/* An empty value is an unset variable of a script: taken for none, it would mean another list, or every address in place of some. Where
 * there are words to choose from, they are named. */
static gboolean
check_value (const NixieCommandRow *command, const NixieCommandOption *option, NixieOptions *options, GError **error)
{
  const NixieOptionRow *row = &nixie_option_rows[option->id];
  const char *value = is_text (row) ? *(char **) member (options, row) : NULL;
  g_autofree char *name = g_strconcat ("--", row->name, NULL);
  if (value == NULL || value[0] != '\0' || row->type == NIXIE_OPTION_TYPE_TEXT || nixie_command_option_words (option)[0] != '\0')
    return check_words (option, value, error);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: option '%s' needs a value"), command->name, name);
  return FALSE;
}

/* "": none, "X…": one and more, "[X…]": any number. */
static gboolean
check_arguments (const NixieCommandRow *row, char **arguments, GError **error)
{
  if (row->arguments[0] == '\0' && arguments[0] != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: takes no argument: '%s'"), row->name, arguments[0]);
  else if (row->arguments[0] != '\0' && row->arguments[0] != '[' && arguments[0] == NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: expects %s"), row->name, row->arguments);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check (const NixieCommandRow *row, NixieOptions *options, char **arguments, GError **error)
{
  for (gsize i = 0; i < row->n_options; i++)
    if (!check_value (row, &row->options[i], options, error))
      return FALSE;
  return check_arguments (row, arguments, error);
}

gboolean
nixie_options_parse (const NixieCommandRow *row, char **argv, NixieOptions *options, char ***arguments, GError **error)
{
  int first = 0;
  if (!parse (row, argv, options, &first, error))
    return FALSE;
  if (!options->help && !check (row, options, argv + first, error))
    return FALSE;
  *arguments = argv + first;
  return TRUE;
}

void
nixie_options_clear (NixieOptions *options)
{
  for (gsize i = 0; i < NIXIE_N_OPTIONS; i++)
    {
      const NixieOptionRow *row = &nixie_option_rows[i];
      if (is_text (row))
        g_clear_pointer ((char **) member (options, row), g_free);
    }
}
