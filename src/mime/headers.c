/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See headers.h. Decoding of values is in words.c.
 */
#include "mime/headers.h"

#include "base/limits.h"

#include <string.h>

static NixieSlice
slice_from (NixieSlice whole, const char *start)
{
  return nixie_slice (start, whole.length - (gsize) (start - whole.data));
}

/* Behind the line end of the line at P, or END. */
static const char *
next_line (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', (gsize) (end - p));
  return newline != NULL ? newline + 1 : end;
}

static gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

/* The line from P to NEXT holds nothing but its line end. */
static gboolean
is_empty_line (const char *p, const char *next)
{
  while (p < next && *p == '\r')
    p++;
  return p == next || *p == '\n';
}

/* RFC 5322 2.2: a name is printable ASCII without a colon. "Status : 5.1.1" (RFC 822) has white space before the colon. The
 * length of the name at P, *COLON set; 0 where the line is no field. */
static gsize
name_length (const char *p, const char *next, const char **colon)
{
  const char *end = p;
  while (end < next && *end != ':' && g_ascii_isgraph (*end))
    end++;
  *colon = end;
  while (*colon < next && is_blank (**colon))
    (*colon)++;
  return *colon < next && **colon == ':' ? (gsize) (end - p) : 0;
}

gboolean
nixie_header_next (NixieSlice *rest, NixieHeader *header)
{
  const char *p = rest->data;
  const char *end = rest->data + rest->length;
  while (p < end)
    {
      const char *line = p;
      p = next_line (line, end);
      if (is_empty_line (line, p))
        break;
      while (p < end && is_blank (*p))
        p = next_line (p, end);
      const char *colon = NULL;
      const gsize length = name_length (line, p, &colon);
      if (length == 0)
        continue;
      header->name = nixie_slice (line, length);
      header->value = nixie_slice_trim (nixie_slice (colon + 1, (gsize) (p - colon - 1)));
      *rest = slice_from (*rest, p);
      return TRUE;
    }
  *rest = slice_from (*rest, p);
  return FALSE;
}

/* Behind the next empty line of TEXT. */
static NixieSlice
skip_block (NixieSlice text)
{
  const char *end = text.data + text.length;
  const char *p = text.data;
  while (p < end)
    {
      const char *line = p;
      p = next_line (line, end);
      if (is_empty_line (line, p))
        break;
    }
  return slice_from (text, p);
}

static void
keep (NixieHeaders *headers, const NixieHeader *header)
{
  const guint name = nixie_header_lookup (header->name.data, header->name.length);
  if (name == NIXIE_N_HEADERS)
    return;
  NixieSlice *value = &headers->value[name];
  if (value->length == 0
      || (name == NIXIE_HEADER_CONTENT_TYPE && nixie_slice_starts_nocase (header->value, "multipart/")
          && !nixie_slice_starts_nocase (*value, "multipart/")))
    *value = header->value;
  if (value->length > NIXIE_LIMIT_FIELD_BYTES)
    {
      value->length = NIXIE_LIMIT_FIELD_BYTES;
      headers->cuts |= NIXIE_CUT_FIELD_BYTES;
    }
}

void
nixie_headers_read (NixieSlice text, NixieHeaders *headers)
{
  memset (headers, 0, sizeof *headers);
  for (guint i = 0; i < G_N_ELEMENTS (headers->value); i++)
    headers->value[i] = NIXIE_SLICE_EMPTY; /* and never NULL: memchr and its like want an address, however little is there */
  headers->block = nixie_slice (text.data, 0);
  headers->body = text;
  if (text.length == 0)
    return;
  const char *colon = NULL;
  const char *next = next_line (text.data, text.data + text.length);
  if (!is_empty_line (text.data, next) && name_length (text.data, next, &colon) == 0)
    return;
  NixieSlice rest = text;
  NixieHeader header;
  guint n = 0;
  const char *end = rest.data;
  gboolean more;
  while ((more = nixie_header_next (&rest, &header)) && n < NIXIE_LIMIT_HEADER_FIELDS)
    {
      n++;
      keep (headers, &header);
      end = rest.data;
    }
  headers->cuts |= more ? NIXIE_CUT_FIELDS : 0;
  headers->block = nixie_slice (text.data, (gsize) ((more ? end : rest.data) - text.data));
  headers->body = more ? skip_block (rest) : rest;
}

NixieSlice
nixie_message_start (NixieSlice text)
{
  if (text.length >= 3 && memcmp (text.data, "\357\273\277", 3) == 0)
    text = nixie_slice (text.data + 3, text.length - 3);
  while (text.length > 0 && (text.data[0] == '\n' || text.data[0] == '\r'))
    text = nixie_slice (text.data + 1, text.length - 1);
  if (nixie_slice_starts_nocase (text, "From ") || nixie_slice_starts_nocase (text, ">From "))
    text = slice_from (text, next_line (text.data, text.data + text.length));
  return text;
}
