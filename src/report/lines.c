/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See lines.h.
 */
#include "report/lines.h"

#include <string.h>

#define SEPARATOR_BYTES 100 /* a longer line is prose */

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

/* g_ascii_tolower is a call, and this runs on every octet of a report. */
static inline char
lower (char c)
{
  return (guchar) (c - 'A') < 26 ? (char) (c | 0x20) : c;
}

gboolean
nixie_line_contains (NixieSlice line, const char *words)
{
  const gsize length = strlen (words);
  for (gsize i = 0; i + length <= line.length; i++)
    {
      gsize n = 0;
      while (n < length && lower (line.data[i + n]) == words[n])
        n++;
      if (n == length)
        return TRUE;
    }
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
contains_one_of (NixieSlice line, const char *const *words)
{
  for (; *words != NULL; words++)
    if (nixie_line_contains (line, *words))
      return TRUE;
  return FALSE;
}

static gboolean
starts_with_one_of (NixieSlice line, const char *const *words)
{
  for (; *words != NULL; words++)
    if (nixie_slice_starts_nocase (line, *words))
      return TRUE;
  return FALSE;
}

/* A line that only says that something follows. */
static gboolean
is_separator (NixieSlice line)
{
  /* Between dashes. "server message" and the like introduce a reply. */
  static const char *const words[] = {
    "header", "copy", "original m", "returned m", "unsent m", "undelivered m", "message follows", "message text", "message body",
    "message content", "body of the message", "your message", "forwarded message", "below this line", "included message",
    "start of message",
    "begin message", "nachricht", "message d'origine", "message original", "mensaje original", "messaggio originale",
    "mensagem original", "oorspronkelijk", "oryginaln", "p\305\257vodn\303\255", "\345\205\203\343\201\256\343\203\241",
    "\345\216\237\345\247\213", "\345\216\237\346\226\207", NULL
  };
  static const char *const sentences[] = {
    "message headers follow", "message header follows", "original message header", "original headers",
    "original message follows", "original mail follows", "original mail as follows", "the original message follows",
    "the original message is", "the headers of the", "headers of the original", "headers from the original",
    "header of the original", "the header of the", "received headers", "below is a copy", "below this line is a copy",
    "a copy of the original message", "a copy of your message", "your original message follows", "your message follows",
    "your message reads", "the first few lines of the message", "the unsent message follows", "unsent message below",
    "returned message follows", "the returned message", "here is a copy", "begin forwarded message", "included is a copy",
    "text of message follows", "the following is a copy", "the message header", "ursprüngliche nachricht:",
    "originalnachricht:", "en-têtes d'origine", "en-têtes du message", "encabezados de mensaje", "encabezado del mensaje",
    "intestazioni del messaggio", "messaggio originale:", "cabeçalhos de mensagem", "berichtkoppen",
    "oorspronkelijke berichtkop", "nagłówki oryginalnej", "hlavičky původní", NULL
  };
  line = nixie_slice_trim (line);
  if (line.length < 8)
    return FALSE;
  if (starts_with_one_of (line, sentences))
    return line.length < SEPARATOR_BYTES;
  const gboolean rule = line.length >= 12 && (memcmp (line.data, "---", 3) == 0 || memcmp (line.data, "===", 3) == 0
                                              || memcmp (line.data, "***", 3) == 0 || memcmp (line.data, "|--", 3) == 0);
  return rule && contains_one_of (line, words);
}

/* The first field of a returned message that no separator announces. */
static gboolean
is_first_field (NixieSlice line)
{
  return nixie_slice_starts_nocase (line, "Received:") || nixie_slice_starts_nocase (line, "Return-Path:");
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
      const gboolean field = is_first_field (line);
      if (!field && !is_separator (line))
        continue;
      *before = nixie_slice (text.data, (gsize) (line.data - text.data));
      return field ? nixie_slice (line.data, rest.length + (gsize) (rest.data - line.data)) : skip_dashes (rest);
    }
  *before = text;
  return NIXIE_SLICE_EMPTY;
}
