/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See json-rows.h. One pass over an object settles where it ends and whether it is one; a second one over its members reads it.
 */
#include "answer/json-rows.h"

#include <string.h>

#define MOST_DEPTH 32
#define SHORT ((gsize) 0)          /* more octets are needed */
#define BAD G_MAXSIZE              /* this can be no JSON */

/* Behind the string that opens at FROM. No control character stands in one, so that a quote that is missing ends with its line. */
static gsize
string_end (NixieSlice bytes, gsize from)
{
  for (gsize i = from + 1; i < bytes.length; i++)
    {
      const guchar c = (guchar) bytes.data[i];
      if (c == '"')
        return i + 1;
      if (c < ' ')
        return BAD;
      if (c == '\\')
        i++;
    }
  return SHORT;
}

static gboolean
is_bare (char c)
{
  return g_ascii_isalnum (c) || c == '-' || c == '+' || c == '.';
}

/* Behind a number, true, false or null. */
static gsize
bare_end (NixieSlice bytes, gsize from)
{
  gsize i = from;
  while (i < bytes.length && is_bare (bytes.data[i]))
    i++;
  return i == from ? BAD : i < bytes.length ? i : SHORT;
}

static gsize
skip_space (NixieSlice bytes, gsize i)
{
  while (i < bytes.length && g_ascii_isspace (bytes.data[i]))
    i++;
  return i;
}

typedef enum { WANT_VALUE, WANT_VALUE_OR_END, WANT_KEY, WANT_KEY_OR_END, WANT_COLON, WANT_MORE } Want;

typedef struct {
  NixieSlice bytes;
  gsize at;
  Want want;
  guint depth;
  char stack[MOST_DEPTH]; /* '{' or '[' */
  NixieSlice key;         /* the newest of the outermost object, with its quotes */
} Scan;

static gsize
open_container (Scan *scan, char c)
{
  if (scan->depth == MOST_DEPTH)
    return BAD;
  scan->stack[scan->depth++] = c;
  scan->want = c == '{' ? WANT_KEY_OR_END : WANT_VALUE_OR_END;
  return scan->at + 1;
}

static gsize
close_container (Scan *scan, char c)
{
  const char open = scan->depth > 0 ? scan->stack[scan->depth - 1] : '\0';
  const gboolean may = open == '{' ? scan->want == WANT_KEY_OR_END || scan->want == WANT_MORE
                                   : scan->want == WANT_VALUE_OR_END || scan->want == WANT_MORE;
  if (!may || open != (c == '}' ? '{' : '['))
    return BAD;
  scan->depth--;
  scan->want = WANT_MORE;
  return scan->at + 1;
}

static gsize
take_string (Scan *scan)
{
  const gsize end = string_end (scan->bytes, scan->at);
  const gboolean is_key = scan->want == WANT_KEY || scan->want == WANT_KEY_OR_END;
  if (scan->want == WANT_COLON || scan->want == WANT_MORE)
    return BAD;
  if (is_key && scan->depth == 1 && end != SHORT && end != BAD)
    scan->key = nixie_slice (scan->bytes.data + scan->at, end - scan->at);
  scan->want = is_key ? WANT_COLON : WANT_MORE;
  return end;
}

static gsize
take_mark (Scan *scan, char c)
{
  if (c == ':' && scan->want == WANT_COLON)
    scan->want = WANT_VALUE;
  else if (c == ',' && scan->want == WANT_MORE && scan->depth > 0)
    scan->want = scan->stack[scan->depth - 1] == '{' ? WANT_KEY : WANT_VALUE;
  else
    return BAD;
  return scan->at + 1;
}

/* Behind the token at SCAN->at, which is no white space. */
static gsize
take_token (Scan *scan)
{
  const char c = scan->bytes.data[scan->at];
  const gboolean value = scan->want == WANT_VALUE || scan->want == WANT_VALUE_OR_END;
  if (c == '{' || c == '[')
    return value ? open_container (scan, c) : BAD;
  if (c == '}' || c == ']')
    return close_container (scan, c);
  if (c == '"')
    return take_string (scan);
  if (c == ':' || c == ',')
    return take_mark (scan, c);
  scan->want = WANT_MORE;
  return value ? bare_end (scan->bytes, scan->at) : BAD;
}

/* "Suppressions": [ and the like: the array behind it holds what is asked for. */
static gboolean
is_wrapper (const Scan *scan)
{
  static const char *const keys[] = { "\"Suppressions\"", "\"SuppressedDestinationSummaries\"", "\"items\"" };
  if (scan->depth != 2 || scan->stack[1] != '[' || scan->want != WANT_VALUE_OR_END)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    if (nixie_slice_equal_nocase (scan->key, keys[i]))
      return TRUE;
  return FALSE;
}

/* Behind the object that opens at the start of BYTES, or, where it MAY_WRAP, behind the "[" of the array that it is about. */
static gsize
object_end (NixieSlice bytes, gboolean may_wrap)
{
  Scan scan = { .bytes = bytes, .want = WANT_VALUE };
  for (;;)
    {
      scan.at = skip_space (bytes, scan.at);
      if (scan.at >= bytes.length)
        return SHORT;
      const gsize end = take_token (&scan);
      if (end == SHORT || end == BAD)
        return end;
      scan.at = end;
      if (scan.depth == 0 || (may_wrap && is_wrapper (&scan)))
        return scan.at;
    }
}

static gsize
line_end (NixieSlice bytes, gboolean at_end)
{
  const char *end = memchr (bytes.data, '\n', bytes.length);
  return end != NULL ? (gsize) (end - bytes.data) + 1 : at_end ? bytes.length : SHORT;
}

/* White space, a byte order mark, commas, and the "[" of an array of its own. */
static gsize
between_end (NixieSlice bytes)
{
  gsize i = 0;
  while (i < bytes.length && bytes.data[i] != '\0' && (g_ascii_isspace (bytes.data[i]) || strchr (",[\357\273\277", bytes.data[i]) != NULL))
    i++;
  return i;
}

/* In the rest of a wrapper: one token of it. */
static gsize
behind_end (NixieSlice bytes, gboolean at_end)
{
  const char c = bytes.data[0];
  const gsize end = c == '"' ? string_end (bytes, 0) : c == '{' ? object_end (bytes, FALSE) : 1;
  return end == BAD ? line_end (bytes, at_end) : end == SHORT && at_end ? bytes.length : end;
}

gsize
nixie_json_measure (NixieSlice bytes, gboolean at_end, gconstpointer place)
{
  const NixieJsonPlace *at = place;
  if (at->behind)
    return behind_end (bytes, at_end);
  const gsize between = between_end (bytes);
  if (between > 0)
    return between;
  if (bytes.data[0] == ']')
    return 1;
  const gsize end = bytes.data[0] == '{' ? object_end (bytes, !at->in_array) : BAD;
  return end == BAD || (end == SHORT && at_end) ? line_end (bytes, at_end) : end;
}

NixieJsonRow
nixie_json_pass (NixieSlice row, NixieJsonPlace *place)
{
  const char first = row.data[0];
  if (place->behind)
    {
      place->behind = first != '}';
      return NIXIE_JSON_BETWEEN;
    }
  if (first == '{')
    {
      const gsize end = object_end (row, !place->in_array);
      if (end != row.length)
        return NIXIE_JSON_BAD;
      place->in_array |= row.data[row.length - 1] == '[';
      return row.data[row.length - 1] == '[' ? NIXIE_JSON_BETWEEN : NIXIE_JSON_RECORD;
    }
  if (first == ']')
    {
      place->behind = place->in_array;
      place->in_array = FALSE;
      return NIXIE_JSON_BETWEEN;
    }
  return between_end (row) == row.length ? NIXIE_JSON_BETWEEN : NIXIE_JSON_BAD;
}

/* The four digits at P. */
static gboolean
read_hex (const char *p, const char *end, gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (p + i >= end || !g_ascii_isxdigit (p[i]))
        return FALSE;
      *unit = *unit << 4 | (gunichar) g_ascii_xdigit_value (p[i]);
    }
  return TRUE;
}

/* The character of "\uXXXX" (two of them for a surrogate pair, RFC 8259 7) at P, behind the "u"; P goes behind it. */
static gunichar
read_escaped (const char **p, const char *end)
{
  gunichar high, low;
  if (!read_hex (*p, end, &high))
    return 0xfffd;
  *p += 4;
  if (high >= 0xd800 && high < 0xdc00 && end - *p > 2 && (*p)[0] == '\\' && (*p)[1] == 'u' && read_hex (*p + 2, end, &low) && low >= 0xdc00
      && low < 0xe000)
    {
      *p += 6;
      return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
    }
  return high == 0 || !g_unichar_validate (high) ? 0xfffd : high;
}

/* QUOTED with its quotes, undone, in OUT. */
static void
unescape (NixieSlice quoted, GString *out)
{
  static const char from[] = "nrtbf", to[] = "\n\r\t\b\f";
  const char *end = quoted.data + quoted.length - 1;
  g_string_truncate (out, 0);
  for (const char *p = quoted.data + 1; p < end;)
    {
      if (*p != '\\')
        {
          g_string_append_c (out, *p++);
          continue;
        }
      const char c = p + 1 < end ? p[1] : '\\';
      const char *letter = strchr (from, c);
      p += 2;
      if (c == 'u')
        g_string_append_unichar (out, read_escaped (&p, end));
      else
        g_string_append_c (out, letter != NULL ? to[letter - from] : c);
    }
}

/* The text of the value RAW; FALSE where it is an array or an object. */
static gboolean
read_value (NixieSlice raw, GString *value)
{
  if (raw.data[0] == '{' || raw.data[0] == '[')
    return FALSE;
  g_string_truncate (value, 0);
  if (raw.data[0] == '"')
    unescape (raw, value);
  else if (!nixie_slice_equal_nocase (raw, "null"))
    g_string_append_len (value, raw.data, (gssize) raw.length);
  return TRUE;
}

void
nixie_json_members (NixieSlice record, NixieJsonEach each, gpointer data)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autoptr (GString) value = g_string_new (NULL);
  Scan scan = { .bytes = record, .want = WANT_VALUE };
  gsize from = 0; /* of the value of scan.key; 0: none yet */
  while (scan.at < record.length)
    {
      scan.at = skip_space (record, scan.at);
      if (scan.at >= record.length)
        return;
      const gboolean value_begins = scan.depth == 1 && scan.want == WANT_VALUE;
      const gsize start = scan.at, end = take_token (&scan);
      if (end == SHORT || end == BAD)
        return;
      scan.at = end;
      from = value_begins ? start : from;
      if (scan.depth != 1 || scan.want != WANT_MORE || from == 0)
        continue;
      unescape (scan.key, key);
      if (read_value (nixie_slice (record.data + from, end - from), value))
        each (key->str, value->str, data);
      from = 0;
    }
}
