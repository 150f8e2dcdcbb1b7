/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `nixie help`: the two tables for people, in their language, at most 80 columns wide.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "base/i18n.h"

#include <string.h>

#define COLUMNS 80

/* TEXT from column AT on, in lines of at most COLUMNS; the first stands behind what has been written already. */
static void
print_wrapped (FILE *out, const char *text, guint at)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  guint column = at;
  for (char **word = words; *word != NULL; word++)
    {
      const guint width = (guint) g_utf8_strlen (*word, -1);
      if (column > at && column + 1 + width > COLUMNS)
        {
          fprintf (out, "\n%*s", (int) at, "");
          column = at;
        }
      fprintf (out, "%s%s", column > at ? " " : "", *word);
      column += width + (column > at ? 1 : 0);
    }
  fputc ('\n', out);
}

/* LABEL, then TEXT in its column. */
static void
print_row (FILE *out, const char *label, const char *text, guint at)
{
  const guint width = (guint) g_utf8_strlen (label, -1);
  fprintf (out, "%s%*s", label, width < at ? (int) (at - width) : 0, "");
  print_wrapped (out, text, at);
}

static void
print_group (FILE *out, guint group)
{
  fprintf (out, "\n%s\n", _(nixie_command_groups[group]));
  for (const NixieCommandRow *row = nixie_command_rows; row->name != NULL; row++)
    if (row->group == group)
      {
        g_autofree char *label = g_strdup_printf ("  %s", row->name);
        print_row (out, label, _(row->summary), 12);
      }
}

void
nixie_help_short (FILE *out)
{
  g_autoptr (GString) names = g_string_new (NULL);
  for (const NixieCommandRow *row = nixie_command_rows; row->name != NULL; row++)
    g_string_append_printf (names, "%s%s", names->len > 0 ? " " : "", row->name);
  fprintf (out, "%s\n\n", _("usage: nixie COMMAND [OPTION…] [ARGUMENT…]"));
  fprintf (out, "%s\n  ", _("Commands:"));
  print_wrapped (out, names->str, 2);
  fprintf (out, "\n%s\n", _("See 'nixie help' and 'nixie help COMMAND'."));
}

void
nixie_help_commands (FILE *out)
{
  fprintf (out, "%s\n\n", _("usage: nixie COMMAND [OPTION…] [ARGUMENT…]"));
  print_wrapped (out, _("nixie reads returned mail and keeps a list of addresses that must not be mailed again."), 0);
  for (guint group = 0; nixie_command_groups[group] != NULL; group++)
    print_group (out, group);
  fprintf (out, "\n%s\n", _("See 'nixie help COMMAND', nixie(1) and nixie.conf(5)."));
}

/* "  -f, --format=FORMAT" */
static char *
option_label (const NixieOptionRow *row)
{
  const char letter[] = { '-', row->letter, ',', '\0' };
  return g_strdup_printf ("  %3s --%s%s%s", row->letter != 0 ? letter : "", row->name, row->metavar[0] != '\0' ? "=" : "", row->metavar);
}

static void
print_option (FILE *out, const NixieCommandOption *option)
{
  const NixieOptionRow *row = &nixie_option_rows[option->id];
  const char *words = nixie_command_option_words (option);
  g_autofree char *label = option_label (row);
  g_auto (GStrv) list = g_strsplit (words, " ", -1);
  g_autofree char *named = g_strjoinv (", ", list);
  const gboolean own = option->words != NULL;
  g_autofree char *text = own ? g_strdup_printf ("%s: %s", _(row->summary), named) : g_strdup (_(row->summary));
  print_row (out, label, text, 24);
}

void
nixie_help_command (FILE *out, const NixieCommandRow *row)
{
  /* TRANSLATORS: %s are a command's name and its arguments. */
  fprintf (out, _("usage: nixie %s [OPTION…]%s%s"), row->name, row->arguments[0] != '\0' ? " " : "", row->arguments);
  fprintf (out, "\n\n");
  print_wrapped (out, _(row->summary), 0);
  fprintf (out, "\n%s\n", _("Options:"));
  for (gsize i = 0; i < row->n_options; i++)
    print_option (out, &row->options[i]);
  fprintf (out, "\n%s\n  %s\n", _("Example:"), row->example);
  fprintf (out, "\n");
  fprintf (out, _("See nixie-%s(1)."), row->name);
  fprintf (out, "\n");
}
