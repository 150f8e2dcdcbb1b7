/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See mime.h. RFC 2046 5.1.1 multiparts, read leniently: a delimiter that is missing at the end, a boundary that is missing or wrong
 * and a multipart that is encoded as a whole are all met in returned mail.
 */
#define _GNU_SOURCE 1 /* memmem */
#include "mime/mime.h"

#include "base/limits.h"
#include "mime/decode.h"
#include "mime/html.h"

#include <string.h>

#define BOUNDARY_MAX_BYTES 1000       /* RFC 2046 5.1.1 allows 70 */
#define BOUNDARY_GUESS_BYTES (64 * 1024)
#define PREAMBLE_BYTES 400

struct NixieMime {
  GArray *parts;   /* NixiePart */
  GPtrArray *keep; /* what was decoded */
  NixieSlice *texts; /* of the parts that were asked for, decoded; NULL before the first */
  guint cuts;      /* NixieCut */
};

typedef struct {
  const char *start;  /* of the delimiter line */
  const char *behind; /* of its line end */
  gboolean closes;    /* "--boundary--" */
} Delimiter;

NixieSlice
nixie_mime_line_ends (NixieSlice text, char **owned)
{
  *owned = NULL;
  if (text.length == 0 || memchr (text.data, '\n', text.length) != NULL)
    return text;
  const char *cr = memchr (text.data, '\r', text.length);
  if (cr == NULL)
    return text;
  char *copy = g_memdup2 (text.data, text.length);
  for (char *p = copy + (cr - text.data); p != NULL; p = memchr (p, '\r', text.length - (gsize) (p - copy)))
    *p = '\n';
  *owned = copy;
  return nixie_slice (copy, text.length);
}

static const char *
line_behind (const char *p, const char *end)
{
  const char *newline = memchr (p, '\n', (gsize) (end - p));
  return newline != NULL ? newline + 1 : end;
}

/* The next line of BODY from FROM on that is DELIMITER ("--boundary"), with white space behind it or "--". A line that only begins
 * like it costs its own length, so the search is linear whatever stands there. */
static gboolean
find_delimiter (NixieSlice body, const char *from, NixieSlice delimiter, Delimiter *found)
{
  const char *end = body.data + body.length;
  while (from < end)
    {
      const char *p = memmem (from, (gsize) (end - from), delimiter.data, delimiter.length);
      if (p == NULL)
        return FALSE;
      const char *behind = line_behind (p, end);
      const char *rest = p + delimiter.length;
      found->closes = behind - rest >= 2 && rest[0] == '-' && rest[1] == '-';
      rest += found->closes ? 2 : 0;
      while (rest < behind && g_ascii_isspace (*rest))
        rest++;
      if ((p == body.data || p[-1] == '\n') && rest == behind)
        {
          found->start = p;
          found->behind = behind;
          return TRUE;
        }
      from = behind;
    }
  return FALSE;
}

/* The part from START up to the delimiter line at END: the line end before that line belongs to it (RFC 2046 5.1.1). */
static NixieSlice
part_slice (const char *start, const char *end, gboolean delimited)
{
  if (delimited && end > start && end[-1] == '\n')
    end--;
  if (delimited && end > start && end[-1] == '\r')
    end--;
  return nixie_slice (start, (gsize) (end - start));
}

static NixiePartKind
kind_of (NixieSlice type)
{
  static const struct {
    const char *type;
    NixiePartKind kind;
  } rows[] = {
    { "text/html", NIXIE_PART_HTML },
    { "text/rfc822", NIXIE_PART_RETURNED }, /* and text/rfc822-headers (RFC 6522 4) */
    { "text/x-rfc822", NIXIE_PART_RETURNED },
    { "text/", NIXIE_PART_TEXT },
    { "message/delivery-status", NIXIE_PART_STATUS },
    { "message/global-delivery-status", NIXIE_PART_STATUS },
    { "message/feedback-report", NIXIE_PART_FEEDBACK },
    { "message/disposition-notification", NIXIE_PART_DISPOSITION },
    { "message/global-disposition-notification", NIXIE_PART_DISPOSITION },
    { "message/rfc", NIXIE_PART_RETURNED },
    { "message/global", NIXIE_PART_RETURNED }, /* and message/global-headers */
    { "message/news", NIXIE_PART_RETURNED },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (nixie_slice_starts_nocase (type, rows[i].type))
      return rows[i].kind;
  return memchr (type.data, '/', type.length) == NULL ? NIXIE_PART_TEXT : NIXIE_PART_OTHER;
}

static void
add_leaf (NixieMime *mime, const NixieHeaders *headers, NixieSlice body, NixiePartKind kind)
{
  const NixiePart part = {
    .kind = kind,
    .type = headers->value[NIXIE_HEADER_CONTENT_TYPE],
    .encoding = headers->value[NIXIE_HEADER_CONTENT_TRANSFER_ENCODING],
    .body = body,
  };
  g_array_append_val (mime->parts, part);
}

static void add_entity (NixieMime *mime, const NixieHeaders *headers, guint depth);

/* FALSE where no delimiter was found: nothing was added. */
static gboolean
split (NixieMime *mime, NixieSlice body, NixieSlice delimiter, guint depth)
{
  Delimiter at;
  if (!find_delimiter (body, body.data, delimiter, &at) || at.closes)
    return FALSE;
  for (gboolean more = TRUE; more;)
    {
      const char *start = at.behind;
      more = find_delimiter (body, start, delimiter, &at);
      const NixieSlice part = part_slice (start, more ? at.start : body.data + body.length, more);
      if (mime->parts->len >= NIXIE_LIMIT_PARTS)
        {
          mime->cuts |= NIXIE_CUT_PARTS;
          break;
        }
      NixieHeaders headers;
      nixie_headers_read (part, &headers);
      mime->cuts |= headers.cuts;
      add_entity (mime, &headers, depth + 1);
      more = more && !at.closes;
    }
  return TRUE;
}

static gboolean
split_at (NixieMime *mime, NixieSlice body, const char *boundary, guint depth)
{
  if (boundary == NULL || *boundary == '\0' || strlen (boundary) > BOUNDARY_MAX_BYTES)
    return FALSE;
  g_autofree char *delimiter = g_strconcat ("--", boundary, NULL);
  g_strchomp (delimiter); /* RFC 2046 5.1.1: a boundary does not end in white space */
  return split (mime, body, nixie_slice_of (delimiter), depth);
}

/* Where the boundary is missing or wrong: the first line that starts with "--" and has a Content- field behind it. */
static gboolean
split_at_guess (NixieMime *mime, NixieSlice body, guint depth)
{
  const char *end = body.data + MIN (body.length, BOUNDARY_GUESS_BYTES);
  for (const char *p = body.data; p < end;)
    {
      const char *next = line_behind (p, end);
      if (next - p > 3 && p[0] == '-' && p[1] == '-'
          && nixie_slice_starts_nocase (nixie_slice (next, (gsize) (end - next)), "Content-"))
        return split (mime, body, nixie_slice_trim (nixie_slice (p, (gsize) (next - p))), depth);
      p = next;
    }
  return FALSE;
}

/* Content-Type may be lost on the way, the preamble that MTAs write is not. */
static gboolean
split_at_preamble (NixieMime *mime, NixieSlice body)
{
  const char *end = body.data + body.length;
  if (!nixie_slice_starts_nocase (body, "This is a MIME-encapsulated message")
      && !nixie_slice_starts_nocase (body, "This is a multi-part message"))
    return FALSE;
  const char *dashes = g_strstr_len (body.data, (gssize) MIN (body.length, PREAMBLE_BYTES), "\n--");
  if (dashes == NULL)
    return FALSE;
  const char *line = dashes + 1;
  return split (mime, body, nixie_slice_trim (nixie_slice (line, (gsize) (line_behind (line, end) - line))), 0);
}

static gboolean
open_multipart (NixieMime *mime, const NixieHeaders *headers, guint depth)
{
  g_autofree char *boundary = nixie_header_parameter (headers->value[NIXIE_HEADER_CONTENT_TYPE], "boundary");
  if (split_at (mime, headers->body, boundary, depth) || split_at_guess (mime, headers->body, depth))
    return TRUE;
  const NixieSlice decoded = nixie_transfer_decode (headers->body, headers->value[NIXIE_HEADER_CONTENT_TRANSFER_ENCODING], mime->keep);
  return decoded.data != headers->body.data && split_at (mime, decoded, boundary, depth);
}

static void
add_entity (NixieMime *mime, const NixieHeaders *headers, guint depth)
{
  const NixieSlice type = headers->value[NIXIE_HEADER_CONTENT_TYPE];
  if (!nixie_slice_starts_nocase (type, "multipart/"))
    {
      if (type.length > 0 || depth > 0 || !split_at_preamble (mime, headers->body))
        add_leaf (mime, headers, headers->body, kind_of (type));
      return;
    }
  if (depth >= NIXIE_LIMIT_DEPTH)
    {
      mime->cuts |= NIXIE_CUT_DEPTH;
      add_leaf (mime, headers, headers->body, NIXIE_PART_OTHER);
    }
  else if (!open_multipart (mime, headers, depth))
    add_leaf (mime, headers, headers->body, NIXIE_PART_TEXT);
}

NixieMime *
nixie_mime_read (const NixieHeaders *headers)
{
  NixieMime *mime = g_new0 (NixieMime, 1);
  mime->parts = g_array_sized_new (FALSE, FALSE, sizeof (NixiePart), 4);
  mime->keep = g_ptr_array_new_with_free_func (g_free);
  mime->cuts = headers->cuts;
  add_entity (mime, headers, 0);
  return mime;
}

guint
nixie_mime_n_parts (const NixieMime *mime)
{
  return mime->parts->len;
}

const NixiePart *
nixie_mime_part (const NixieMime *mime, guint index)
{
  g_return_val_if_fail (index < mime->parts->len, NULL);
  return &g_array_index (mime->parts, NixiePart, index);
}

guint
nixie_mime_cuts (const NixieMime *mime)
{
  return mime->cuts;
}

NixieSlice
nixie_mime_octets (NixieMime *mime, const NixiePart *part)
{
  return nixie_transfer_decode (part->body, part->encoding, mime->keep);
}

/* TEXT without what its lines have beyond their limit: what reads it looks at a line more than once. */
static NixieSlice
limit_lines (NixieMime *mime, NixieSlice text)
{
  if (text.length <= NIXIE_LIMIT_LINE_BYTES)
    return text;
  GString *out = NULL;
  const char *end = text.data + text.length;
  for (const char *p = text.data; p < end;)
    {
      const char *next = line_behind (p, end);
      const gboolean is_long = (gsize) (next - p) - (next[-1] == '\n' ? 1 : 0) > NIXIE_LIMIT_LINE_BYTES;
      if (is_long && out == NULL)
        {
          out = g_string_sized_new (text.length);
          g_string_append_len (out, text.data, p - text.data);
        }
      if (is_long)
        {
          gsize length = NIXIE_LIMIT_LINE_BYTES;
          while (length > 0 && ((guchar) p[length] & 0xc0) == 0x80) /* not inside a character */
            length--;
          g_string_append_len (out, p, (gssize) length);
          g_string_append_c (out, '\n');
        }
      else if (out != NULL)
        g_string_append_len (out, p, next - p);
      p = next;
    }
  if (out == NULL)
    return text;
  mime->cuts |= NIXIE_CUT_LINE;
  const gsize length = out->len;
  char *kept = g_string_free (out, FALSE);
  g_ptr_array_add (mime->keep, kept);
  return nixie_slice (kept, length);
}

static NixieSlice
decode_text (NixieMime *mime, const NixiePart *part)
{
  g_autofree char *charset = nixie_header_parameter (part->type, "charset");
  const NixieSlice octets = nixie_mime_octets (mime, part);
  const gboolean ask = charset == NULL && part->kind == NIXIE_PART_HTML;
  const NixieSlice named = ask ? nixie_html_charset (octets) : nixie_slice_of (charset != NULL ? charset : "");
  const NixieSlice text = nixie_charset_to_utf8 (octets, named, mime->keep);
  return limit_lines (mime, part->kind == NIXIE_PART_HTML ? nixie_html_to_text (text, mime->keep) : text);
}

/* Several readers ask for the same one. */
NixieSlice
nixie_mime_text (NixieMime *mime, const NixiePart *part)
{
  if (mime->texts == NULL)
    mime->texts = g_new0 (NixieSlice, mime->parts->len);
  NixieSlice *text = &mime->texts[part - &g_array_index (mime->parts, NixiePart, 0)];
  if (text->data == NULL)
    *text = decode_text (mime, part);
  return *text;
}

void
nixie_mime_free (NixieMime *mime)
{
  if (mime == NULL)
    return;
  g_array_unref (mime->parts);
  g_ptr_array_unref (mime->keep);
  g_free (mime->texts);
  g_free (mime);
}
