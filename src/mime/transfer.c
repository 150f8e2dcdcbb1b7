/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfer encodings undone: base64 and quoted-printable (RFC 2045 6) and uuencode, read as they arrive: cut short, without padding, with
 * line noise in them, put together from several, or not encoded at all whatever the label says. By hand, because GMime loses the last
 * octets of a base64 body without padding and all behind its first "=", knows no white space behind a soft line break, and takes
 * uuencode's "begin" line for data. One pass each; the result is never longer than what came in. See decode.h.
 */
#include "mime/decode.h"

#include <string.h>

#define NOISE_MAX 2 /* octets in the first line that are none of base64's alphabet: more, and it is text */

static int
base64_value (guchar c)
{
  if (c - (guint) 'A' < 26)
    return c - 'A';
  if (c - (guint) 'a' < 26)
    return c - 'a' + 26;
  if (c - (guint) '0' < 10)
    return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Some hosts write a body in the clear and leave the label. */
static gboolean
is_base64 (NixieSlice raw)
{
  guint noise = 0;
  raw = nixie_slice_trim (raw);
  for (gsize i = 0; i < raw.length && raw.data[i] != '\n' && raw.data[i] != '\r'; i++)
    noise += raw.data[i] != '=' && base64_value ((guchar) raw.data[i]) < 0 ? 1 : 0;
  return noise <= NOISE_MAX;
}

/* The whole octets of N characters, whose BITS are in hand. */
static gsize
flush_bits (guint32 bits, guint n, char *out)
{
  if (n < 2)
    return 0;
  bits <<= 6 * (4 - n);
  for (guint i = 0; i + 1 < n; i++)
    out[i] = (char) (bits >> (16 - 8 * i));
  return n - 1;
}

static gsize
decode_base64 (NixieSlice raw, char *out)
{
  gsize length = 0;
  guint32 bits = 0;
  guint n = 0;
  for (gsize i = 0; i < raw.length; i++)
    {
      const int value = base64_value ((guchar) raw.data[i]);
      const gboolean ends = raw.data[i] == '='; /* and what was put behind it begins anew */
      if (value >= 0)
        {
          bits = bits << 6 | (guint32) value;
          n++;
        }
      if (n < 4 && !ends)
        continue;
      length += flush_bits (bits, n, out + length);
      bits = n = 0;
    }
  return length + flush_bits (bits, n, out + length);
}

/* Behind the soft line break at the "=" at P (RFC 2045 6.7 rule 5; white space behind the "=" is what a host on the way added), or P. */
static const char *
skip_soft_break (const char *p, const char *end)
{
  const char *q = p + 1;
  while (q < end && (*q == ' ' || *q == '\t' || *q == '\r'))
    q++;
  if (q == end)
    return end;
  return *q == '\n' ? q + 1 : p;
}

static gsize
decode_quoted_printable (NixieSlice raw, char *out)
{
  char *to = out;
  const char *end = raw.data + raw.length;
  for (const char *p = raw.data; p < end;)
    {
      const char *mark = memchr (p, '=', (gsize) (end - p));
      const gsize plain = (gsize) ((mark != NULL ? mark : end) - p);
      memcpy (to, p, plain);
      to += plain;
      p += plain;
      if (p == end)
        break;
      const char *behind = skip_soft_break (p, end);
      const gboolean hex = end - p > 2 && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]);
      if (hex)
        *to++ = (char) (g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]));
      else if (behind == p)
        *to++ = '=';
      p = hex ? p + 3 : behind == p ? p + 1 : behind;
    }
  return (gsize) (to - out);
}

/* One line behind its length octet, at most WANT octets. */
static gsize
decode_uu_line (const char *p, const char *end, gsize want, char *out)
{
  gsize length = 0;
  guint32 bits = 0;
  guint n = 0;
  for (; p < end && *p >= ' ' && *p <= '`' && length < want; p++)
    {
      bits = bits << 6 | ((guint32) (*p - ' ') & 63);
      if (++n < 4)
        continue;
      length += flush_bits (bits, n, out + length);
      bits = n = 0;
    }
  if (length < want)
    length += flush_bits (bits, n, out + length);
  return MIN (length, want);
}

/* The lines between "begin" and "end"; all of them where there is no "begin". */
static gsize
decode_uu (NixieSlice raw, char *out)
{
  g_return_val_if_fail (raw.data != NULL, 0);
  gsize length = 0;
  const char *end = raw.data + raw.length;
  const char *begin = nixie_slice_starts_nocase (raw, "begin ") ? raw.data : g_strstr_len (raw.data, (gssize) raw.length, "\nbegin ");
  const char *p = begin != NULL ? begin + 1 : raw.data;
  if (begin != NULL)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      p = newline != NULL ? newline + 1 : end;
    }
  while (p < end)
    {
      const char *newline = memchr (p, '\n', (gsize) (end - p));
      const char *line_end = newline != NULL ? newline : end;
      if (line_end - p >= 3 && memcmp (p, "end", 3) == 0)
        break;
      if (line_end > p && *p > ' ' && *p < '`')
        length += decode_uu_line (p + 1, line_end, (gsize) (*p - ' '), out + length);
      p = newline != NULL ? newline + 1 : end;
    }
  return length;
}

NixieSlice
nixie_transfer_decode (NixieSlice raw, NixieSlice encoding, GPtrArray *keep)
{
  gsize (*decode) (NixieSlice, char *) = NULL;
  if (encoding.length > 0 && encoding.data[0] == '"')
    encoding = nixie_slice (encoding.data + 1, encoding.length - 1);
  if (nixie_slice_starts_nocase (encoding, "base64") && is_base64 (raw))
    decode = decode_base64;
  else if (nixie_slice_starts_nocase (encoding, "quoted-printable"))
    decode = decode_quoted_printable;
  else if (nixie_slice_starts_nocase (encoding, "x-uue") || nixie_slice_starts_nocase (encoding, "uue"))
    decode = decode_uu;
  if (decode == NULL || raw.length == 0)
    return raw;
  char *out = g_malloc (raw.length + 4);
  const gsize length = decode (raw, out);
  g_ptr_array_add (keep, out);
  return nixie_slice (out, length);
}
