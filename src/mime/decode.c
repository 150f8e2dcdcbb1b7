/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See decode.h. Charsets; transfer encodings are in transfer.c.
 */
#include "mime/decode.h"

#include "mime/gmime-private.h"
#include "mime/guess-private.h"

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

/* ISO-2022 (RFC 1468, 1557, 1922) leaves ASCII by "ESC $". */
static const char *
iso_2022_escape (NixieSlice text)
{
  if (memchr (text.data, '\033', text.length) == NULL)
    return NULL;
  return g_strstr_len (text.data, (gssize) text.length, "\033$");
}

static gboolean
is_wide (NixieSlice charset)
{
  return nixie_slice_starts_nocase (charset, "utf-16") || nixie_slice_starts_nocase (charset, "utf16")
         || nixie_slice_starts_nocase (charset, "ucs-2") || nixie_slice_equal_nocase (charset, "unicode");
}

/* Charsets whose text is ASCII to look at. */
static gboolean
is_seven_bit_charset (NixieSlice charset)
{
  return nixie_slice_starts_nocase (charset, "iso-2022") || nixie_slice_starts_nocase (charset, "utf-7")
         || nixie_slice_starts_nocase (charset, "unicode-1-1-utf-7");
}

static gboolean
is_one_of (NixieSlice charset, const char *const *names)
{
  for (; *names != NULL; names++)
    if (nixie_slice_equal_nocase (charset, *names))
      return TRUE;
  return FALSE;
}

static gboolean
says_nothing (NixieSlice charset)
{
  static const char *const names[] = { "", "us-ascii", "ascii", "ansi_x3.4-1968", "utf-8", "utf8", "x-unknown", "default", "none", "8bit",
                                       "binary", "x-user-defined", NULL };
  return is_one_of (charset, names) || nixie_slice_starts_nocase (charset, "unknown");
}

/* What is written where somebody did not think of it. */
static gboolean
is_western (NixieSlice charset)
{
  static const char *const names[] = { "iso-8859-1", "iso8859-1", "iso_8859-1", "latin1", "windows-1252", "cp1252", NULL };
  return is_one_of (charset, names);
}

/* UTF-8 with a few broken octets (a character cut in two), not another charset: more than TIMES as many good characters as bad octets. */
static gboolean
is_mostly_utf8 (NixieSlice text, gsize times)
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
  return good > times * bad;
}

/* UTF-16 is known by its byte order mark or by the NULs beside ASCII (RFC 2781 4.3), LABELLED by any. NULL where TEXT is none. */
static const char *
wide_charset (NixieSlice text, gboolean labelled)
{
  gsize nul[2] = { 0, 0 };
  if (text.length >= 2 && memcmp (text.data, "\377\376", 2) == 0)
    return "UTF-16";
  if (text.length >= 2 && memcmp (text.data, "\376\377", 2) == 0)
    return "UTF-16";
  for (gsize i = 0; i < text.length; i++)
    nul[i & 1] += text.data[i] == '\0' ? 1 : 0;
  if (!labelled && (MAX (nul[0], nul[1]) * 8 < text.length || (nul[0] * 4 > nul[1] && nul[1] * 4 > nul[0])))
    return NULL;
  return nul[0] > nul[1] ? "UTF-16BE" : "UTF-16LE";
}

/* What a name is used for in mail: often a larger charset than it stands for. NULL where there is nothing to add. */
static const char *
larger_charset (NixieSlice charset)
{
  static const struct {
    const char *name, *iconv;
  } rows[] = {
    { "shift_jis", "CP932" },       { "shift-jis", "CP932" },  { "sjis", "CP932" },          { "x-sjis", "CP932" },
    { "windows-31j", "CP932" },     { "euc-jp", "EUC-JP-MS" }, { "x-euc-jp", "EUC-JP-MS" },  { "gb2312", "GB18030" },
    { "gb_2312-80", "GB18030" },    { "gbk", "GB18030" },      { "x-gbk", "GB18030" },       { "cp936", "GB18030" },
    { "big5", "BIG5-HKSCS" },       { "x-big5", "BIG5-HKSCS" }, { "euc-kr", "UHC" },         { "ks_c_5601-1987", "UHC" },
    { "iso-8859-9", "CP1254" },     { "iso-8859-11", "CP874" }, { "tis-620", "CP874" },      { "iso-8859-8-i", "ISO-8859-8" },
    { "x-mac-roman", "MACINTOSH" }, { "koi8", "KOI8-R" },      { "x-koi8-r", "KOI8-R" },
  };
  static const char *const windows[] = { "CP1250", "CP1251", "CP1252", "CP1253", "CP1254", "CP1255", "CP1256", "CP1257", "CP1258" };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (nixie_slice_equal_nocase (charset, rows[i].name))
      return rows[i].iconv;
  /* "windows-1251", "cp1251", "x-cp1251", "win-1251" */
  const gsize n = charset.length;
  if (n < 4 || memcmp (charset.data + n - 4, "125", 3) != 0 || charset.data[n - 1] < '0' || charset.data[n - 1] > '8')
    return NULL;
  return windows[charset.data[n - 1] - '0'];
}

/* iconv's name for CHARSET, in NAME where it is none of ours. */
static const char *
name_of (NixieSlice charset, char name[CHARSET_MAX_BYTES])
{
  if (charset.length >= CHARSET_MAX_BYTES || memchr (charset.data, '\0', charset.length) != NULL)
    return "WINDOWS-1252";
  memcpy (name, charset.data, charset.length);
  name[charset.length] = '\0';
  return nixie_gmime ()->charset_iconv_name (name);
}

/* iconv's name for what TEXT is most likely in. */
static const char *
choose_charset (NixieSlice text, NixieSlice charset, char name[CHARSET_MAX_BYTES])
{
  const gboolean nul = memchr (text.data, '\0', text.length) != NULL;
  const char *wide = nul ? wide_charset (text, is_wide (charset)) : NULL;
  if (wide != NULL)
    return wide;
  if (is_wide (charset)) /* a label that was left behind when the text was converted: UTF-16 has a NUL beside each line end */
    charset = NIXIE_SLICE_EMPTY;
  const char *escape = iso_2022_escape (text);
  if (escape != NULL && !nixie_slice_starts_nocase (charset, "iso-2022"))
    return nixie_slice_starts_nocase (nixie_slice (escape, text.length - (gsize) (escape - text.data)), "\033$)C") ? "ISO-2022-KR"
                                                                                                                 : "ISO-2022-JP";
  const gboolean western = is_western (charset);
  if ((says_nothing (charset) && is_mostly_utf8 (text, 1)) || (western && is_mostly_utf8 (text, 2)))
    return "UTF-8";
  if (says_nothing (charset) || western)
    return nixie_charset_guess (text, western);
  const char *larger = larger_charset (charset);
  return larger != NULL ? larger : name_of (charset, name);
}

/* Returns how often something did not fit; each time UNIT octets are passed over. */
static gsize
convert (iconv_t cd, NixieSlice text, gsize unit, GString *out)
{
  char buffer[1024];
  char *in = (char *) text.data;
  gsize left = text.length;
  gsize bad = 0;
  for (gboolean flushing = FALSE;;)
    {
      char *to = buffer;
      gsize room = sizeof buffer;
      flushing = left == 0;
      /* At the end with no input: some converters hold the last character back until they know what follows. */
      const gsize done = flushing ? iconv (cd, NULL, NULL, &to, &room) : iconv (cd, &in, &left, &to, &room);
      g_string_append_len (out, buffer, to - buffer);
      if (flushing)
        return bad;
      if (done != (gsize) -1 || errno == E2BIG)
        continue;
      g_string_append (out, REPLACEMENT);
      in += MIN (unit, left);
      left -= MIN (unit, left);
      bad++;
    }
}

/* Appends TEXT, which is in iconv's CHARSET, to OUT; G_MAXSIZE where iconv knows no such charset, else how many octets did not fit. */
static gsize
append_converted (GString *out, NixieSlice text, const char *charset)
{
  iconv_t cd = iconv_open ("UTF-8", charset);
  if (cd == (iconv_t) -1)
    return G_MAXSIZE;
  const gsize bad = convert (cd, text, g_ascii_strncasecmp (charset, "UTF-16", 6) == 0 ? 2 : 1, out);
  iconv_close (cd);
  return bad;
}

/* OUT is TEXT by its label, of which BAD octets did not fit; or it is empty, where nobody knows the label. Returns that or, where the
 * octets themselves say what they are, TEXT by that: broken octets alone prove no other charset. */
static GString *
replace_if_better (GString *out, gsize bad, NixieSlice text)
{
  const char *guess = nixie_slice_is_ascii (text) || is_mostly_utf8 (text, 1) ? "UTF-8" : nixie_charset_guess (text, FALSE);
  if (bad < G_MAXSIZE && strcmp (guess, "WINDOWS-1252") == 0)
    return out;
  GString *other = g_string_sized_new (text.length + text.length / 2 + 1);
  const gsize other_bad = append_converted (other, text, guess);
  const gboolean better = other_bad < bad;
  g_string_free (better ? out : other, TRUE);
  out = better ? other : out;
  if (out->len == 0) /* an iconv that knows neither */
    g_string_append_len (out, text.data, (gssize) text.length);
  return out;
}

NixieSlice
nixie_charset_to_utf8 (NixieSlice text, NixieSlice charset, GPtrArray *keep)
{
  if (text.length >= 3 && memcmp (text.data, "\357\273\277", 3) == 0) /* a byte order mark is none of the text */
    text = nixie_slice (text.data + 3, text.length - 3);
  if (text.length == 0)
    return text;
  if (!is_seven_bit_charset (charset) && iso_2022_escape (text) == NULL
      && (nixie_slice_is_ascii (text) ? memchr (text.data, '\0', text.length) == NULL : g_utf8_validate_len (text.data, text.length, NULL)))
    return text;
  char name[CHARSET_MAX_BYTES];
  GString *out = g_string_sized_new (text.length + text.length / 2 + 1);
  const gsize bad = append_converted (out, text, choose_charset (text, charset, name));
  if (bad > 0)
    out = replace_if_better (out, bad, text);
  if (g_utf8_validate_len (out->str, out->len, NULL))
    {
      const gsize length = out->len;
      return keep_bytes (keep, g_string_free (out, FALSE), length);
    }
  char *valid = g_utf8_make_valid (out->str, (gssize) out->len); /* a NUL is not text either */
  g_string_free (out, TRUE);
  return keep_bytes (keep, valid, strlen (valid));
}
