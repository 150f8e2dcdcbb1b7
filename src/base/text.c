/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See text.h.
 */
#include "base/text.h"

#include <string.h>

NixieSlice
nixie_slice (const char *data, gsize length)
{
  return (NixieSlice){ data, length };
}

NixieSlice
nixie_slice_of (const char *string)
{
  return (NixieSlice){ string, strlen (string) };
}

NixieSlice
nixie_slice_trim (NixieSlice slice)
{
  while (slice.length > 0 && g_ascii_isspace (slice.data[0]))
    {
      slice.data++;
      slice.length--;
    }
  while (slice.length > 0 && g_ascii_isspace (slice.data[slice.length - 1]))
    slice.length--;
  return slice;
}

gboolean
nixie_slice_is_ascii (NixieSlice text)
{
  guint64 any = 0, eight;
  gsize i = 0;
  for (; i + sizeof eight <= text.length; i += sizeof eight)
    {
      memcpy (&eight, text.data + i, sizeof eight);
      any |= eight;
    }
  for (; i < text.length; i++)
    any |= (guint64) (guchar) text.data[i];
  return (any & G_GUINT64_CONSTANT (0x8080808080808080)) == 0;
}

gboolean
nixie_text_is_unseen (gunichar c)
{
  const GUnicodeType type = g_unichar_type (c);
  return type == G_UNICODE_FORMAT || type == G_UNICODE_SPACE_SEPARATOR || type == G_UNICODE_LINE_SEPARATOR
         || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

/* Whether a character that is not seen begins at P, of LENGTH octets that may be anything. */
static gboolean
is_unseen_at (const char *p, gsize length)
{
  const gunichar c = g_utf8_get_char_validated (p, (gssize) length);
  return c != (gunichar) -1 && c != (gunichar) -2 && nixie_text_is_unseen (c);
}

NixieSlice
nixie_slice_trim_unseen (NixieSlice slice)
{
  for (;;)
    {
      slice = nixie_slice_trim (slice);
      const char *start = slice.data, *end = slice.data + slice.length;
      if (slice.length > 0 && (guchar) start[0] >= 0x80 && is_unseen_at (start, slice.length))
        {
          slice = nixie_slice (g_utf8_next_char (start), (gsize) (end - g_utf8_next_char (start)));
          continue;
        }
      const char *last = slice.length > 0 && (guchar) end[-1] >= 0x80 ? g_utf8_find_prev_char (start, end) : NULL;
      if (last == NULL || !is_unseen_at (last, (gsize) (end - last)) || g_utf8_next_char (last) != end)
        return slice;
      slice.length = (gsize) (last - start);
    }
}

/* g_ascii_tolower is a call, and these run on every line of a report. */
static inline char
lower (char c)
{
  return (guchar) (c - 'A') < 26 ? (char) (c | 0x20) : c;
}

gboolean
nixie_slice_starts_nocase (NixieSlice slice, const char *ascii)
{
  gsize i = 0;
  while (ascii[i] != '\0' && i < slice.length && lower (slice.data[i]) == lower (ascii[i]))
    i++;
  return ascii[i] == '\0';
}

gboolean
nixie_slice_equal_nocase (NixieSlice slice, const char *ascii)
{
  return slice.length == strlen (ascii) && nixie_slice_starts_nocase (slice, ascii);
}

char *
nixie_slice_dup (NixieSlice slice)
{
  if (slice.length == 0)
    return g_strdup ("");
  if (memchr (slice.data, '\0', slice.length) == NULL)
    return g_strndup (slice.data, slice.length);
  GString *copy = g_string_sized_new (slice.length + 16);
  for (gsize i = 0; i < slice.length; i++)
    {
      if (slice.data[i] == '\0')
        g_string_append (copy, "\357\277\275");
      else
        g_string_append_c (copy, slice.data[i]);
    }
  return g_string_free (copy, FALSE);
}

/* What a terminal or a reader's eye may be led astray by: C1, line and paragraph separators, direction marks, BOM. */
static gboolean
is_unsafe (gunichar c)
{
  return (c >= 0x80 && c < 0xa0) || (c >= 0x200b && c <= 0x200f) || (c >= 0x2028 && c <= 0x202e)
         || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

/* Appends the character at P, made safe; white space is the caller's. */
static void
append_safe (GString *out, const char *p)
{
  const guchar octet = (guchar) *p;
  if (octet < 0x20 || octet == 0x7f)
    {
      g_string_append_printf (out, "\\x%02X", octet);
      return;
    }
  if (octet < 0x80)
    {
      g_string_append_c (out, *p);
      return;
    }
  const gunichar c = g_utf8_get_char (p);
  if (is_unsafe (c))
    g_string_append_printf (out, "\\u{%04X}", c);
  else
    g_string_append_len (out, p, g_utf8_next_char (p) - p);
}

/* Printable ASCII with single spaces inside, as most of what mail says is. */
static gboolean
is_plain_line (const char *text, gsize length)
{
  char before = ' ';
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] < 0x20 || text[i] >= 0x7f || (text[i] == ' ' && before == ' '))
        return FALSE;
      before = text[i];
    }
  return length == 0 || before != ' ';
}

char *
nixie_text_one_line (const char *text, gsize length, gsize max_bytes)
{
  if (length <= max_bytes && is_plain_line (text, length))
    return g_strndup (text, length);
  g_autofree char *valid = NULL;
  if (!g_utf8_validate_len (text, length, NULL))
    {
      valid = g_utf8_make_valid (text, (gssize) length);
      text = valid;
      length = strlen (valid);
    }
  GString *out = g_string_sized_new (MIN (length, max_bytes) + 1);
  gboolean space = FALSE;
  for (const char *p = text; p < text + length; p = g_utf8_next_char (p))
    {
      if (g_ascii_isspace (*p))
        {
          space = out->len > 0;
          continue;
        }
      const gsize before = out->len;
      if (space)
        g_string_append_c (out, ' ');
      space = FALSE;
      append_safe (out, p);
      if (out->len > max_bytes)
        {
          g_string_truncate (out, before);
          break;
        }
    }
  return g_string_free (out, FALSE);
}

void
nixie_text_fold (NixieSlice text, GString *buffer)
{
  g_string_set_size (buffer, text.length);
  char *to = buffer->str;
  for (gsize i = 0; i < text.length; i++)
    {
      const char c = text.data[i];
      if ((guchar) c > ' ' || !g_ascii_isspace (c)) /* the first test settles nearly all */
        *to++ = lower (c);
      else if (to > buffer->str && to[-1] != ' ')
        *to++ = ' ';
    }
  if (to > buffer->str && to[-1] == ' ')
    to--;
  g_string_set_size (buffer, (gsize) (to - buffer->str));
}
