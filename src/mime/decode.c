/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See decode.h.
 */
#include "mime/decode.h"

#include "mime/gmime-private.h"

#include <errno.h>
#include <string.h>

#define REPLACEMENT "\357\277\275" /* U+FFFD */
#define CHARSET_MAX_BYTES 40

static NixieSlice
keep_bytes (GPtrArray *keep, char *bytes, gsize length)
{
  g_ptr_array_add (keep, bytes);
  return nixie_slice (bytes, length);
}

/* GMime 3.2 ends a base64 body at its first "="; bodies that were put together from several go on behind it. */
static gsize
decode_base64 (NixieSlice raw, char *out)
{
  gsize n = 0;
  const char *end = raw.data + raw.length;
  for (const char *p = raw.data; p < end;)
    {
      const char *stop = memchr (p, '=', (gsize) (end - p));
      while (stop != NULL && stop < end && (*stop == '=' || g_ascii_isspace (*stop)))
        stop++;
      const char *until = stop != NULL ? stop : end;
      GMimeEncoding state;
      nixie_gmime ()->encoding_init_decode (&state, GMIME_CONTENT_ENCODING_BASE64);
      n += nixie_gmime ()->encoding_flush (&state, p, (gsize) (until - p), out + n);
      p = until;
    }
  return n;
}

NixieSlice
nixie_transfer_decode (NixieSlice raw, NixieSlice encoding, GPtrArray *keep)
{
  GMimeContentEncoding kind = GMIME_CONTENT_ENCODING_DEFAULT;
  if (nixie_slice_starts_nocase (encoding, "base64"))
    kind = GMIME_CONTENT_ENCODING_BASE64;
  else if (nixie_slice_starts_nocase (encoding, "quoted-printable"))
    kind = GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
  else if (nixie_slice_equal_nocase (encoding, "x-uuencode") || nixie_slice_equal_nocase (encoding, "uuencode"))
    kind = GMIME_CONTENT_ENCODING_UUENCODE;
  if (kind == GMIME_CONTENT_ENCODING_DEFAULT || raw.length == 0)
    return raw;

  GMimeEncoding state;
  nixie_gmime ()->encoding_init_decode (&state, kind);
  char *out = g_malloc (nixie_gmime ()->encoding_outlen (&state, raw.length) + 4);
  const gsize length = kind == GMIME_CONTENT_ENCODING_BASE64 ? decode_base64 (raw, out)
                                                             : nixie_gmime ()->encoding_flush (&state, raw.data, raw.length, out);
  return keep_bytes (keep, out, length);
}

static gboolean
is_ascii (NixieSlice text)
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

/* ISO-2022-JP (RFC 1468) leaves ASCII by "ESC $". */
static gboolean
has_japanese_escape (NixieSlice text)
{
  return memchr (text.data, '\033', text.length) != NULL && g_strstr_len (text.data, (gssize) text.length, "\033$") != NULL;
}

static gboolean
is_seven_bit_charset (NixieSlice charset)
{
  return nixie_slice_starts_nocase (charset, "iso-2022") || nixie_slice_starts_nocase (charset, "utf-7")
         || nixie_slice_starts_nocase (charset, "unicode-1-1-utf-7") || nixie_slice_starts_nocase (charset, "utf-16")
         || nixie_slice_starts_nocase (charset, "utf-32") || nixie_slice_starts_nocase (charset, "hz-gb");
}

static gboolean
says_nothing (NixieSlice charset)
{
  return charset.length == 0 || nixie_slice_equal_nocase (charset, "us-ascii") || nixie_slice_equal_nocase (charset, "utf-8")
         || nixie_slice_equal_nocase (charset, "utf8") || nixie_slice_equal_nocase (charset, "ascii")
         || nixie_slice_starts_nocase (charset, "unknown");
}

/* UTF-8 with a few broken octets (a NUL, a character cut in two), not another charset. */
static gboolean
is_mostly_utf8 (NixieSlice text)
{
  gsize good = 0, bad = 0;
  for (const char *p = text.data; p < text.data + text.length;)
    {
      const gunichar c = g_utf8_get_char_validated (p, text.data + text.length - p);
      const gboolean broken = c == (gunichar) -1 || c == (gunichar) -2;
      bad += broken ? 1 : 0;
      good += !broken && c >= 0x80 ? 1 : 0;
      p = broken || c == 0 ? p + 1 : g_utf8_next_char (p);
    }
  return good > bad;
}

/* iconv's name for what TEXT is most likely in. */
static const char *
choose_charset (NixieSlice text, NixieSlice charset, char name[CHARSET_MAX_BYTES])
{
  if (!nixie_slice_starts_nocase (charset, "iso-2022") && has_japanese_escape (text))
    return "ISO-2022-JP";
  if (says_nothing (charset) && is_mostly_utf8 (text))
    return "UTF-8";
  if (says_nothing (charset) || charset.length >= CHARSET_MAX_BYTES || nixie_slice_equal_nocase (charset, "iso-8859-1"))
    return "WINDOWS-1252";
  memcpy (name, charset.data, charset.length);
  name[charset.length] = '\0';
  return nixie_gmime ()->charset_iconv_name (name);
}

static void
convert (iconv_t cd, NixieSlice text, GString *out)
{
  char buffer[1024];
  char *in = (char *) text.data;
  gsize left = text.length;
  while (left > 0)
    {
      char *to = buffer;
      gsize room = sizeof buffer;
      const gsize done = iconv (cd, &in, &left, &to, &room);
      g_string_append_len (out, buffer, to - buffer);
      if (done != (gsize) -1 || errno == E2BIG)
        continue;
      g_string_append (out, REPLACEMENT);
      in++;
      left--;
    }
}

NixieSlice
nixie_charset_to_utf8 (NixieSlice text, NixieSlice charset, GPtrArray *keep)
{
  if (text.length == 0)
    return text;
  if (!is_seven_bit_charset (charset) && !has_japanese_escape (text)
      && (is_ascii (text) || g_utf8_validate_len (text.data, text.length, NULL)))
    return text;
  char name[CHARSET_MAX_BYTES];
  iconv_t cd = iconv_open ("UTF-8", choose_charset (text, charset, name));
  if (cd == (iconv_t) -1)
    cd = iconv_open ("UTF-8", "WINDOWS-1252");
  if (cd == (iconv_t) -1)
    {
      char *valid = g_utf8_make_valid (text.data, (gssize) text.length);
      return keep_bytes (keep, valid, strlen (valid));
    }
  GString *out = g_string_sized_new (text.length + text.length / 2 + 1);
  convert (cd, text, out);
  iconv_close (cd);
  const gsize length = out->len;
  return keep_bytes (keep, g_string_free (out, FALSE), length);
}
