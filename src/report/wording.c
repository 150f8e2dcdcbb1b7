/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See wording.h. The rows are tried one by one: a whole text is asked of few messages, and a field turns nearly all of them away by their
 * first two octets.
 */
#include "report/wording.h"

#include <string.h>

#define FOLD_BYTES 3000 /* what such a message says of itself it says first */

/* Puts PLAIN in the place of each MARK. */
static void
replace (GString *text, const char *mark, char plain)
{
  const gsize length = strlen (mark);
  for (char *at = strstr (text->str, mark); at != NULL; at = strstr (at, mark))
    {
      *at = plain;
      g_string_erase (text, at + 1 - text->str, (gssize) length - 1);
    }
}

static gboolean
is_ascii (NixieSlice text)
{
  for (gsize i = 0; i < text.length; i++)
    if ((guchar) text.data[i] >= 0x80 || text.data[i] == '\0')
      return FALSE;
  return TRUE;
}

GString *
nixie_wording_fold (NixieSlice text)
{
  text.length = MIN (text.length, FOLD_BYTES);
  GString *folded = g_string_sized_new (text.length + 1);
  if (is_ascii (text))
    {
      nixie_text_fold (text, folded);
      return folded;
    }
  g_autofree char *valid = g_utf8_make_valid (text.data, (gssize) text.length);
  g_autofree char *lower = g_utf8_strdown (valid, -1);
  nixie_text_fold (nixie_slice_of (lower), folded);
  replace (folded, "\342\200\231", '\''); /* U+2019 */
  replace (folded, "\302\240", ' ');      /* U+00A0 */
  return folded;
}

/* The words of ROW stand at AT as whole words; a name's word ("to") may be followed by digits. */
static gboolean
is_whole (const NixieWordingRow *row, const char *folded, const char *at)
{
  const char first = row->words[0], last = row->words[row->length - 1], behind = at[row->length];
  if (at > folded && g_ascii_isalnum (at[-1]) && g_ascii_isalnum (first))
    return FALSE;
  if (row->place == NIXIE_WORDS_TO)
    return !g_ascii_isalpha (behind);
  return !g_ascii_isalnum (behind) || !g_ascii_isalnum (last);
}

static gboolean
find (const NixieWordingRow *row, const char *folded)
{
  if (row->place == NIXIE_WORDS_SUBJECT)
    return strncmp (folded, row->words, row->length) == 0 && is_whole (row, folded, folded);
  for (const char *at = strstr (folded, row->words); at != NULL; at = strstr (at + 1, row->words))
    if (is_whole (row, folded, at))
      return TRUE;
  return FALSE;
}

/* FIELD is NULL where TEXT is none. */
static gboolean
find_any (const NixieWordingGroup *group, const char *text, const NixieFolded *field)
{
  for (guint i = group->from; i < group->to; i++)
    {
      const NixieWordingRow *row = &nixie_wording_rows[i];
      if ((field == NULL || nixie_folded_may_hold (field, row->words)) && find (row, text))
        return TRUE;
    }
  return FALSE;
}

gboolean
nixie_wording_is (NixieWordingKind kind, NixieWordsPlace place, const char *folded)
{
  return find_any (&nixie_wording_groups[kind][place], folded, NULL);
}

gboolean
nixie_wording_in_field (NixieWordingKind kind, NixieWordsPlace place, const NixieFolded *value)
{
  g_return_val_if_fail (value != NULL && value->text != NULL, FALSE);
  return find_any (&nixie_wording_groups[kind][place], value->text, value);
}
