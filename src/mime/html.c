/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See html.h. One pass; an element that hides its content is skipped to its end tag.
 */
#include "mime/html.h"

#include <string.h>

#define REFERENCE_MAX_BYTES 10

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

/* At a "<": behind the tag or comment; line ends go to OUT. A "<" that begins neither ("a < b", "<a@b>") is text. */
static const char *
read_tag (const char *p, const char *end, GString *out)
{
  static const char *const hidden[] = { "script", "style", "title", NULL };
  static const char *const breaks[] = { "br", "p", "/p", "div", "/div", "tr", "/tr", "li", "/li", "h1", "h2", "h3", "h4",
                                        "/h1", "/h2", "/h3", "/h4", "pre", "/pre", "table", "/table", "td", "hr", NULL };
  if (end - p >= 4 && memcmp (p, "<!--", 4) == 0)
    {
      const char *close = g_strstr_len (p + 4, end - p - 4, "-->");
      return close != NULL ? close + 3 : end;
    }
  const char *close = memchr (p, '>', MIN ((gsize) (end - p), 4096));
  const gboolean opens = p + 1 < end && (g_ascii_isalpha (p[1]) || p[1] == '/' || p[1] == '!' || p[1] == '?');
  const NixieSlice tag = close != NULL ? nixie_slice (p + 1, (gsize) (close - p - 1)) : NIXIE_SLICE_EMPTY;
  const gboolean address = tag.length > 0 && memchr (tag.data, '@', tag.length) != NULL && memchr (tag.data, ' ', tag.length) == NULL;
  if (!opens || tag.length == 0 || address)
    {
      g_string_append_c (out, '<');
      return p + 1;
    }
  if (is_any (tag, hidden))
    return skip_element (tag, close + 1, end);
  if (is_any (tag, breaks))
    g_string_append_c (out, '\n');
  return close + 1;
}

/* At a "&": behind the character reference (HTML 4 5.3; the common names only), its character in OUT. */
static const char *
read_reference (const char *p, const char *end, GString *out)
{
  static const struct {
    const char *name;
    gunichar c;
  } rows[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' }, { "nbsp", ' ' } };
  const char *semicolon = memchr (p, ';', MIN ((gsize) (end - p), REFERENCE_MAX_BYTES));
  const NixieSlice name = semicolon != NULL ? nixie_slice (p + 1, (gsize) (semicolon - p - 1)) : NIXIE_SLICE_EMPTY;
  gunichar c = 0;
  if (name.length > 1 && name.data[0] == '#')
    {
      const gboolean hex = name.data[1] == 'x' || name.data[1] == 'X';
      c = (gunichar) g_ascii_strtoull (name.data + (hex ? 2 : 1), NULL, hex ? 16 : 10);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (nixie_slice_equal_nocase (name, rows[i].name))
      c = rows[i].c;
  if (c == 0 || !g_unichar_validate (c))
    {
      g_string_append_c (out, '&');
      return p + 1;
    }
  g_string_append_unichar (out, c);
  return semicolon + 1;
}

NixieSlice
nixie_html_to_text (NixieSlice html, GPtrArray *keep)
{
  GString *out = g_string_sized_new (html.length + 1);
  const char *end = html.data + html.length;
  for (const char *p = html.data; p < end;)
    {
      if (*p == '<')
        p = read_tag (p, end, out);
      else if (*p == '&')
        p = read_reference (p, end, out);
      else
        g_string_append_c (out, *p++);
    }
  const gsize length = out->len;
  char *text = g_string_free (out, FALSE);
  g_ptr_array_add (keep, text);
  return nixie_slice (text, length);
}
