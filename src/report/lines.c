/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See lines.h.
 */
#include "report/lines.h"

#include <string.h>

gboolean
nixie_line_next (NixieSlice *rest, NixieSlice *line)
{
  if (rest->length == 0)
    return FALSE;
  const char *newline = memchr (rest->data, '\n', rest->length);
  const gsize length = newline != NULL ? (gsize) (newline - rest->data) : rest->length;
  *line = nixie_slice (rest->data, length);
  while (line->length > 0 && line->data[line->length - 1] == '\r')
    line->length--;
  const gsize taken = length + (newline != NULL ? 1 : 0);
  *rest = nixie_slice (rest->data + taken, rest->length - taken);
  return TRUE;
}

gsize
nixie_line_indent (NixieSlice line)
{
  gsize n = 0;
  while (n < line.length && (line.data[n] == ' ' || line.data[n] == '\t'))
    n++;
  return n;
}

gboolean
nixie_line_contains (NixieSlice line, const char *words)
{
  const gsize length = strlen (words);
  for (gsize i = 0; i + length <= line.length; i++)
    if (g_ascii_tolower (line.data[i]) == words[0] && g_ascii_strncasecmp (line.data + i, words, length) == 0)
      return TRUE;
  return FALSE;
}

void
nixie_line_append (GString *text, NixieSlice line, gsize limit)
{
  line = nixie_slice_trim (line);
  if (line.length == 0 || text->len >= limit)
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append_len (text, line.data, (gssize) MIN (line.length, limit - text->len));
}

static gboolean
is_separator (NixieSlice line)
{
  line = nixie_slice_trim (line);
  if (line.length < 12 || memcmp (line.data, "---", 3) != 0)
    return FALSE;
  static const char *const words[] = { "message", "header", "copy" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (nixie_line_contains (line, words[i]))
      return TRUE;
  return FALSE;
}

/* Exim's separator may go on for a line or two ("------ 106496 or so are included here."). */
static NixieSlice
skip_dashes (NixieSlice text)
{
  NixieSlice rest = text, line;
  while (nixie_line_next (&rest, &line))
    {
      if (nixie_slice_trim (line).length > 0 && !nixie_slice_starts_nocase (line, "--"))
        break;
      text = rest;
    }
  return text;
}

NixieSlice
nixie_lines_split_returned (NixieSlice text, NixieSlice *before)
{
  NixieSlice rest = text, line;
  while (nixie_line_next (&rest, &line))
    {
      if (!is_separator (line))
        continue;
      *before = nixie_slice (text.data, (gsize) (line.data - text.data));
      return skip_dashes (rest);
    }
  *before = text;
  return NIXIE_SLICE_EMPTY;
}
