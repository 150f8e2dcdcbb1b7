/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of a command line → NixieOptions and arguments, by GLib's parser and the two tables. Values are taken as bytes (GLib's
 * "filename"), since cron and MTAs run programs in the C locale, in which no address beyond ASCII would be a valid string.
 */
#include "cli/cli-private.h"

#include "base/i18n.h"

#include <string.h>

static gpointer
member (NixieOptions *options, const NixieOptionRow *row)
{
  return (char *) options + row->offset;
}

static GOptionEntry
entry_of (const NixieOptionRow *row, NixieOptions *options)
{
  static const GOptionArg types[] = {
    [NIXIE_OPTION_TYPE_FLAG] = G_OPTION_ARG_NONE,
    [NIXIE_OPTION_TYPE_STRING] = G_OPTION_ARG_FILENAME,
    [NIXIE_OPTION_TYPE_INT] = G_OPTION_ARG_INT,
    [NIXIE_OPTION_TYPE_FILE] = G_OPTION_ARG_FILENAME,
  };
  return (GOptionEntry){ row->name, row->letter, 0, types[row->type], member (options, row), NULL, NULL };
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

/* GLib's message names the argument that it does not know; here it is named in our words, with the one that may be meant. */
static void
set_unknown_option (const NixieCommandRow *row, char **argv, const char *message, GError **error)
{
  const char *unknown = "";
  for (; *argv != NULL; argv++)
    if ((*argv)[0] == '-' && strlen (*argv) > strlen (unknown) && strstr (message, *argv) != NULL)
      unknown = *argv;
  g_autofree char *word = g_strndup (unknown, strcspn (unknown, "="));
  const char *nearest = NULL;
  guint best = G_MAXUINT;
  for (gsize i = 0; g_str_has_prefix (word, "--") && i < row->n_options; i++)
    nixie_nearest (word + 2, nixie_option_rows[row->options[i].id].name, &nearest, &best);
  if (nearest != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: unknown option '%s'; did you mean '--%s'?"), row->name, word, nearest);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: unknown option '%s'"), row->name, word);
}

static gboolean
parse (const NixieCommandRow *row, char **argv, NixieOptions *options, char ***arguments, GError **error)
{
  GOptionEntry entries[NIXIE_N_OPTIONS + 2] = { 0 };
  for (gsize i = 0; i < row->n_options; i++)
    entries[i] = entry_of (&nixie_option_rows[row->options[i].id], options);
  entries[row->n_options]
    = (GOptionEntry){ G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, arguments, NULL, NULL };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_add_main_entries (context, entries, NULL);
  g_autoptr (GError) said = NULL;
  int argc = (int) g_strv_length (argv);
  g_autofree char **words = g_memdup2 (argv, sizeof *argv * ((gsize) argc + 1));
  if (g_option_context_parse (context, &argc, &words, &said))
    return TRUE;
  if (g_error_matches (said, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION))
    set_unknown_option (row, argv + 1, said->message, error);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, "%s: %s", row->name, said->message);
  return FALSE;
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

static gboolean
check_value (const NixieCommandOption *option, NixieOptions *options, GError **error)
{
  const NixieOptionRow *row = &nixie_option_rows[option->id];
  switch (row->type)
    {
    case NIXIE_OPTION_TYPE_FLAG:
      return TRUE;
    case NIXIE_OPTION_TYPE_STRING:
    case NIXIE_OPTION_TYPE_FILE:
      return check_words (option, *(char **) member (options, row), error);
    case NIXIE_OPTION_TYPE_INT:
      break;
    }
  if (*(int *) member (options, row) >= 0)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--%s: must not be negative"), row->name);
  return FALSE;
}

/* "": none, "X…": one and more, "[X…]": any number. */
static gboolean
check_arguments (const NixieCommandRow *row, char **arguments, GError **error)
{
  if (row->arguments[0] == '\0' && arguments != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: takes no argument: '%s'"), row->name, arguments[0]);
  else if (row->arguments[0] != '\0' && row->arguments[0] != '[' && arguments == NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("%s: expects %s"), row->name, row->arguments);
  else
    return TRUE;
  return FALSE;
}

gboolean
nixie_options_parse (const NixieCommandRow *row, char **argv, NixieOptions *options, char ***arguments, GError **error)
{
  g_auto (GStrv) rest = NULL;
  if (!parse (row, argv, options, &rest, error))
    return FALSE;
  if (!options->help)
    {
      for (gsize i = 0; i < row->n_options; i++)
        if (!check_value (&row->options[i], options, error))
          return FALSE;
      if (!check_arguments (row, rest, error))
        return FALSE;
    }
  *arguments = rest != NULL ? g_steal_pointer (&rest) : g_new0 (char *, 1);
  return TRUE;
}

void
nixie_options_clear (NixieOptions *options)
{
  for (gsize i = 0; i < NIXIE_N_OPTIONS; i++)
    {
      const NixieOptionRow *row = &nixie_option_rows[i];
      if (row->type == NIXIE_OPTION_TYPE_STRING || row->type == NIXIE_OPTION_TYPE_FILE)
        g_clear_pointer ((char **) member (options, row), g_free);
    }
}
