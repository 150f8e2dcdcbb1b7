/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See html.h. One pass; an element that hides its content is skipped to its end tag.
 */
#include "mime/html.h"

#include <string.h>

#define REFERENCE_MAX_BYTES 12
#define TAG_MAX_BYTES ((gsize) 64 * 1024) /* some hold a picture */
#define META_BYTES 2048                   /* HTML 4 5.2.2: as early as possible */

typedef struct {
  const char *end;
  const char *close;  /* the first ">" from where one was last looked for; END where there is none; NULL at first */
  GString *out;
  gboolean keeps_lines; /* line ends of the source are line ends of the text */
  guint pre;
  NixieSlice mailto;  /* of the link that is open; empty where none is */
  gsize link_start;   /* in OUT */
} Reader;

static gboolean
is_tag (NixieSlice tag, const char *name)
{
  const gsize length = strlen (name);
  return nixie_slice_starts_nocase (tag, name) && (tag.length == length || !g_ascii_isalnum (tag.data[length]));
}

static gboolean
is_any (NixieSlice tag, const char *const *names)
{
  for (; *names != NULL; names++)
    if (is_tag (tag, *names))
      return TRUE;
  return FALSE;
}

static gboolean
breaks_line (NixieSlice tag)
{
  static const char *const names[] = { "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "h1", "h2", "h3", "h4", "/h1", "/h2",
                                       "/h3", "/h4", "pre", "/pre", "table", "/table", "td", "th", "hr", "ul", "/ul", "dt", "dd", NULL };
  return is_any (tag, names);
}

/* Text that is called HTML and has no markup in it that makes lines keeps its own. */
static gboolean
has_breaks (NixieSlice html)
{
  const char *end = html.data + html.length;
  const char *p = html.data;
  while (p < end && (p = memchr (p, '<', (gsize) (end - p))) != NULL)
    {
      p++;
      if (breaks_line (nixie_slice (p, (gsize) (end - p))))
        return TRUE;
    }
  return FALSE;
}

/* Behind the end tag of the element that TAG opens, or END where it has none. */
static const char *
skip_element (NixieSlice tag, const char *p, const char *end)
{
  gsize length = 0;
  while (length < tag.length && g_ascii_isalpha (tag.data[length]))
    length++;
  while (p < end)
    {
      p = memchr (p, '<', (gsize) (end - p));
      if (p == NULL)
        return end;
      if ((gsize) (end - p) > length + 2 && p[1] == '/' && g_ascii_strncasecmp (p + 2, tag.data, length) == 0)
        break;
      p++;
    }
  const char *close = p < end ? memchr (p, '>', (gsize) (end - p)) : NULL;
  return close != NULL ? close + 1 : end;
}

/* What stands behind "mailto:" in a tag, up to what ends it. */
static NixieSlice
mailto_of (NixieSlice tag)
{
  gsize at = 0;
  while (at < tag.length && !nixie_slice_starts_nocase (nixie_slice (tag.data + at, tag.length - at), "mailto:"))
    at++;
  at = MIN (tag.length, at + strlen ("mailto:"));
  gsize end = at;
  while (end < tag.length && strchr ("\"'?> &\t\r\n", tag.data[end]) == NULL)
    end++;
  return nixie_slice (tag.data + at, end - at);
}

/* The address of a link, where the words that are linked do not show it. */
static void
end_link (Reader *reader)
{
  const NixieSlice mailto = reader->mailto;
  reader->mailto = NIXIE_SLICE_EMPTY;
  if (mailto.length == 0 || memchr (mailto.data, '@', mailto.length) == NULL
      || memchr (reader->out->str + reader->link_start, '@', reader->out->len - reader->link_start) != NULL)
    return;
  g_string_append (reader->out, " <");
  g_string_append_len (reader->out, mailto.data, (gssize) mailto.length);
  g_string_append_c (reader->out, '>');
}

static void
take_tag (Reader *reader, NixieSlice tag)
{
  if (is_tag (tag, "a") || is_tag (tag, "/a"))
    {
      end_link (reader);
      reader->mailto = tag.data[0] == '/' ? NIXIE_SLICE_EMPTY : mailto_of (tag);
      reader->link_start = reader->out->len;
    }
  if (breaks_line (tag))
    g_string_append_c (reader->out, '\n');
  if (is_tag (tag, "pre"))
    reader->pre++;
  else if (is_tag (tag, "/pre") && reader->pre > 0)
    reader->pre--;
}

/* At a "<": behind the tag or comment; what it means for the text goes to OUT. A "<" that begins neither ("a < b", "<a@b>") is text. */
static const char *
read_tag (Reader *reader, const char *p)
{
  static const char *const hidden[] = { "script", "style", "title", NULL };
  const char *end = reader->end;
  if (end - p >= 4 && memcmp (p, "<!--", 4) == 0)
    {
      const char *close = g_strstr_len (p + 4, end - p - 4, "-->");
      return close != NULL ? close + 3 : end;
    }
  if (reader->close == NULL || reader->close < p)
    {
      const char *close = memchr (p, '>', (gsize) (end - p));
      reader->close = close != NULL ? close : end;
    }
  const gsize length = (gsize) (reader->close - p);
  const gboolean opens = p + 1 < end && (g_ascii_isalpha (p[1]) || p[1] == '/' || p[1] == '!' || p[1] == '?');
  const gboolean closes = reader->close < end && length > 1 && length <= TAG_MAX_BYTES;
  const NixieSlice tag = opens && closes ? nixie_slice (p + 1, length - 1) : NIXIE_SLICE_EMPTY;
  if (tag.length == 0 || (memchr (tag.data, '@', tag.length) != NULL && memchr (tag.data, ' ', tag.length) == NULL))
    {
      g_string_append_c (reader->out, '<');
      return p + 1;
    }
  if (is_any (tag, hidden))
    return skip_element (tag, reader->close + 1, end);
  take_tag (reader, tag);
  return reader->close + 1;
}

/* The names of U+00A0 to U+00FF in their order (HTML 4 24.2.1), and others that occur in words. */
static gunichar
named_character (NixieSlice name)
{
  static const char latin[][8] = {
    "nbsp", "iexcl", "cent", "pound", "curren", "yen", "brvbar", "sect", "uml", "copy", "ordf", "laquo", "not", "shy", "reg", "macr",
    "deg", "plusmn", "sup2", "sup3", "acute", "micro", "para", "middot", "cedil", "sup1", "ordm", "raquo", "frac14", "frac12", "frac34",
    "iquest", "Agrave", "Aacute", "Acirc", "Atilde", "Auml", "Aring", "AElig", "Ccedil", "Egrave", "Eacute", "Ecirc", "Euml", "Igrave",
    "Iacute", "Icirc", "Iuml", "ETH", "Ntilde", "Ograve", "Oacute", "Ocirc", "Otilde", "Ouml", "times", "Oslash", "Ugrave", "Uacute",
    "Ucirc", "Uuml", "Yacute", "THORN", "szlig", "agrave", "aacute", "acirc", "atilde", "auml", "aring", "aelig", "ccedil", "egrave",
    "eacute", "ecirc", "euml", "igrave", "iacute", "icirc", "iuml", "eth", "ntilde", "ograve", "oacute", "ocirc", "otilde", "ouml",
    "divide", "oslash", "ugrave", "uacute", "ucirc", "uuml", "yacute", "thorn", "yuml"
  };
  static const struct {
    char name[8];
    gunichar c;
  } rows[] = { { "amp", '&' },     { "lt", '<' },      { "gt", '>' },      { "quot", '"' },    { "apos", '\'' },   { "lsquo", 0x2018 },
               { "rsquo", 0x2019 }, { "ldquo", 0x201c }, { "rdquo", 0x201d }, { "bdquo", 0x201e }, { "ndash", 0x2013 }, { "mdash", 0x2014 },
               { "hellip", 0x2026 }, { "bull", 0x2022 }, { "euro", 0x20ac }, { "commat", '@' },  { "period", '.' },  { "lowbar", '_' } };
  if (name.length == 0 || name.length >= sizeof latin[0])
    return 0;
  char key[sizeof latin[0]] = "";
  memcpy (key, name.data, name.length);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_ascii_strcasecmp (key, rows[i].name) == 0)
      return rows[i].c;
  for (gsize i = 0; i < G_N_ELEMENTS (latin); i++)
    if (strcmp (key, latin[i]) == 0)
      return (gunichar) (0xa0 + i);
  return 0;
}

/* HTML 5 13.2.5.80: 0x80 to 0x9f are meant as Windows-1252 has them. */
static gunichar
numbered_character (NixieSlice name)
{
  static const gunichar windows[] = { 0x20ac, 0,      0x201a, 0x192,  0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,  0x2030, 0x160,
                                      0x2039, 0x152,  0,      0x17d,  0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
                                      0x2013, 0x2014, 0x2dc,  0x2122, 0x161,  0x203a, 0x153,  0,      0x17e,  0x178 };
  const gboolean hex = name.length > 1 && (name.data[1] == 'x' || name.data[1] == 'X');
  const guint64 number = g_ascii_strtoull (name.data + (hex ? 2 : 1), NULL, hex ? 16 : 10);
  const gunichar c = number > 0x10ffff ? 0 : (gunichar) number;
  return c >= 0x80 && c < 0xa0 ? windows[c - 0x80] : c;
}

/* What is put between the letters of a word or an address and shows nothing there. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0xad || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff;
}

/* At a "&": behind the character reference (HTML 4 5.3), its character in OUT. */
static const char *
read_reference (Reader *reader, const char *p)
{
  const char *semicolon = memchr (p, ';', MIN ((gsize) (reader->end - p), REFERENCE_MAX_BYTES));
  const NixieSlice name = semicolon != NULL ? nixie_slice (p + 1, (gsize) (semicolon - p - 1)) : NIXIE_SLICE_EMPTY;
  const gunichar c = name.length > 1 && name.data[0] == '#' ? numbered_character (name) : named_character (name);
  if (c == 0 || !g_unichar_validate (c))
    {
      g_string_append_c (reader->out, '&');
      return p + 1;
    }
  if (!is_invisible (c))
    g_string_append_unichar (reader->out, c == 0xa0 ? ' ' : c);
  return semicolon + 1;
}

/* White space is one blank, unless the lines are the text's own. */
static void
take_space (Reader *reader, char c)
{
  const gsize length = reader->out->len;
  if (reader->pre > 0 || reader->keeps_lines)
    g_string_append_c (reader->out, c);
  else if (length > 0 && reader->out->str[length - 1] != ' ' && reader->out->str[length - 1] != '\n')
    g_string_append_c (reader->out, ' ');
}

NixieSlice
nixie_html_to_text (NixieSlice html, GPtrArray *keep)
{
  const char *end = html.data + html.length;
  Reader reader = { .end = end, .out = g_string_sized_new (html.length + 1), .keeps_lines = !has_breaks (html),
                    .mailto = NIXIE_SLICE_EMPTY };
  for (const char *p = html.data; p < end;)
    {
      if (*p == '<')
        p = read_tag (&reader, p);
      else if (*p == '&')
        p = read_reference (&reader, p);
      else if (g_ascii_isspace (*p))
        take_space (&reader, *p++);
      else
        g_string_append_c (reader.out, *p++);
    }
  end_link (&reader);
  const gsize length = reader.out->len;
  char *text = g_string_free (reader.out, FALSE);
  g_ptr_array_add (keep, text);
  return nixie_slice (text, length);
}

NixieSlice
nixie_html_charset (NixieSlice html)
{
  const gsize length = MIN (html.length, META_BYTES);
  for (gsize at = 0; at < length; at++)
    {
      const NixieSlice rest = nixie_slice (html.data + at, length - at);
      if ((*rest.data != 'c' && *rest.data != 'C') || !nixie_slice_starts_nocase (rest, "charset="))
        continue;
      gsize start = strlen ("charset=");
      start += start < rest.length && (rest.data[start] == '"' || rest.data[start] == '\'') ? 1 : 0;
      gsize end = start;
      while (end < rest.length && (g_ascii_isalnum (rest.data[end]) || strchr ("-_:.", rest.data[end]) != NULL) && rest.data[end] != '\0')
        end++;
      return nixie_slice (rest.data + start, end - start);
    }
  return NIXIE_SLICE_EMPTY;
}
