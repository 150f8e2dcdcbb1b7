/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words about a recipient in the part for people, for those of whom the fields say little: the paragraph that names the address, and the
 * one behind it where the first has nothing else. Where the report has one recipient, all that stands behind the address, or the
 * whole text where that does not name it.
 */
#include "report/lines.h"
#include "report/reader-private.h"

#include "base/limits.h"

#include <string.h>

#define TEXT_BYTES (64 * 1024)
#define RECIPIENTS_MAX 50 /* who are looked for in the text */

/* A diagnostic that is there and has words in it needs no help. */
static gboolean
has_words (const char *diagnostic)
{
  guint letters = 0;
  for (const char *p = diagnostic; *p != '\0'; p++)
    letters += g_ascii_isalpha (*p) ? 1 : 0;
  return letters >= 8;
}

/* The paragraph of TEXT around AT. */
static NixieSlice
paragraph_at (NixieSlice text, const char *at)
{
  const char *end = text.data + text.length;
  const char *start = at;
  while (start > text.data && !(start[-1] == '\n' && (start - 2 < text.data || start[-2] == '\n' || start[-2] == '\r')))
    start--;
  NixieSlice rest = nixie_slice (at, (gsize) (end - at));
  NixieSlice line;
  while (nixie_line_next (&rest, &line))
    if (nixie_slice_trim (line).length == 0)
      return nixie_slice (start, (gsize) (line.data - start));
  return nixie_slice (start, (gsize) (end - start));
}

static NixieSlice
words_about (NixieSlice text, const char *address, gboolean alone)
{
  const char *at = *address != '\0' ? g_strstr_len (text.data, (gssize) text.length, address) : NULL;
  if (at == NULL)
    return alone ? nixie_slice_trim (text) : NIXIE_SLICE_EMPTY;
  const NixieSlice paragraph = paragraph_at (text, at);
  if (alone)
    return nixie_slice (paragraph.data, (gsize) (text.data + text.length - paragraph.data));
  if (nixie_slice_trim (paragraph).length > strlen (address) + 16)
    return paragraph;
  const char *behind = paragraph.data + paragraph.length;
  while (behind < text.data + text.length && g_ascii_isspace (*behind))
    behind++;
  if (behind >= text.data + text.length)
    return paragraph;
  const NixieSlice next = paragraph_at (text, behind);
  return nixie_slice (paragraph.data, (gsize) (next.data + next.length - paragraph.data));
}

void
nixie_human_read (NixieSlice text, NixieStatements *out)
{
  const guint n = MIN (nixie_statements_n_recipients (out), RECIPIENTS_MAX);
  g_autofree gboolean *told = g_new0 (gboolean, n + 1);
  g_autofree const char **address = g_new0 (const char *, n + 1);
  const GArray *rows = nixie_statements_rows (out);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->recipient > n)
        continue;
      if (row->field == NIXIE_FIELD_DIAGNOSTIC && has_words (row->value))
        told[row->recipient] = TRUE;
      else if (row->field == NIXIE_FIELD_RECIPIENT)
        address[row->recipient] = row->value;
    }
  text.length = MIN (text.length, TEXT_BYTES);
  NixieSlice before = text;
  for (guint recipient = 1; recipient <= n && !told[0]; recipient++)
    {
      if (told[recipient])
        continue;
      if (before.length == text.length)
        nixie_lines_split_returned (text, &before);
      NixieSlice words = words_about (before, address[recipient] != NULL ? address[recipient] : "", n == 1);
      words.length = MIN (words.length, 4 * NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      nixie_statements_add (out, recipient, NIXIE_FIELD_HUMAN, words, "text");
    }
}
