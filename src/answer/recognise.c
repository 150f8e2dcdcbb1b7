/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See systems.h.
 */
#include "answer/systems.h"

#include <string.h>

char *
nixie_column_fold (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  char *folded = g_utf8_strdown (valid, -1);
  return g_strdelimit (folded, " ", '_');
}

gboolean
nixie_column_is (const char *name, const char *names)
{
  const gsize length = strlen (name);
  for (const char *p = names; length > 0 && *p != '\0';)
    {
      const gsize part = strcspn (p, "|+");
      if (part == length && memcmp (p, name, length) == 0)
        return TRUE;
      p += part + (p[part] != '\0');
    }
  return FALSE;
}

static gboolean
has_any (const char *const *columns, const char *names)
{
  for (guint i = 0; columns[i] != NULL; i++)
    if (nixie_column_is (columns[i], names))
      return TRUE;
  return FALSE;
}

static gboolean
has_marks (const char *const *columns, const char *marks)
{
  g_auto (GStrv) all = g_strsplit (marks, ",", -1);
  for (char **mark = all; *mark != NULL; mark++)
    if (!has_any (columns, *mark))
      return FALSE;
  return TRUE;
}

/* The name of a file as a download has it: "Bounces (2).csv". */
static gboolean
is_named (const char *name, const char *part)
{
  g_autofree char *base = name != NULL ? g_path_get_basename (name) : g_strdup ("");
  g_autofree char *valid = g_utf8_make_valid (base, -1);
  g_autofree char *folded = g_utf8_strdown (valid, -1);
  return strstr (folded, part) != NULL;
}

/* Whether what the user says, and the file's name, allow for ROW. */
static gboolean
is_meant (const NixieSystemRow *row, const NixieSystemHint *hint)
{
  if (hint->system != NULL && strcmp (hint->system, row->system) != 0)
    return FALSE;
  if (hint->kind != NULL)
    return strcmp (hint->kind, row->kind) == 0;
  const gboolean by_system = row->hint[0] == '!';
  return row->hint[0] == '\0' || (by_system && hint->system != NULL) || is_named (hint->name, row->hint + by_system);
}

const NixieSystemRow *
nixie_system_recognise (const char *const *columns, const NixieSystemHint *hint)
{
  for (gsize i = 0; i < nixie_n_system_rows; i++)
    if (is_meant (&nixie_system_rows[i], hint) && has_marks (columns, nixie_system_rows[i].marks))
      return &nixie_system_rows[i];
  return NULL;
}

/* "word", or "begin*". */
static gboolean
fits (const char *word, const char *said)
{
  const gsize length = strlen (word);
  if (length > 0 && word[length - 1] == '*')
    return strncmp (word, said, length - 1) == 0;
  return strcmp (word, said) == 0;
}

const NixieGroundRow *
nixie_ground_find (const NixieSystemRow *file, const char *said)
{
  g_autoptr (GString) folded = g_string_new (NULL);
  nixie_text_fold (nixie_slice_of (said), folded);
  g_strdelimit (folded->str, "_-", ' ');
  for (gsize i = 0; i < nixie_n_ground_rows; i++)
    {
      const NixieGroundRow *row = &nixie_ground_rows[i];
      const gboolean same_kind = row->kind[0] == '*' || strcmp (row->kind, file->kind) == 0;
      if (strcmp (row->system, file->system) == 0 && same_kind && fits (row->word, folded->str))
        return row;
    }
  return NULL;
}
