/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Values of header fields as text: RFC 2047 words and parameters. See headers.h. Words are decoded one at a time, and those of one
 * charset put together before the charset is undone: characters are split over words in practice, against RFC 2047 5.
 */
#include "mime/headers.h"

#include "base/limits.h"
#include "mime/decode.h"
#include "mime/gmime-private.h"

#include <string.h>

#define CHARSET_MAX_BYTES 40
#define GMIME_VALUE_MAX_BYTES 4096 /* what GMime is given of one value */

typedef struct {
  NixieSlice charset;
  char encoding;
  NixieSlice text;
  const char *end; /* behind the word */
} Word;

/* RFC 2047 2: "=?" charset ["*" language (RFC 2231 5)] "?" encoding "?" text "?=". */
static gboolean
read_word (const char *p, const char *end, Word *word)
{
  if (end - p < 8 || p[0] != '=' || p[1] != '?')
    return FALSE;
  const char *charset = p + 2;
  const char *mark = memchr (charset, '?', MIN ((gsize) (end - charset), CHARSET_MAX_BYTES + 1));
  if (mark == NULL || mark == charset || end - mark < 5 || mark[2] != '?')
    return FALSE;
  const char *text = mark + 3;
  const char *close = memchr (text, '?', (gsize) (end - text));
  if (close == NULL || close + 1 >= end || close[1] != '=')
    return FALSE;
  const char *star = memchr (charset, '*', (gsize) (mark - charset));
  word->charset = nixie_slice (charset, (gsize) ((star != NULL ? star : mark) - charset));
  word->encoding = g_ascii_tolower (mark[1]);
  word->text = nixie_slice (text, (gsize) (close - text));
  word->end = close + 2;
  return word->encoding == 'b' || word->encoding == 'q';
}

static void
append_octets (GString *octets, const Word *word)
{
  if (word->encoding == 'b')
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      const NixieSlice plain = nixie_transfer_decode (word->text, nixie_slice_of ("base64"), keep);
      g_string_append_len (octets, plain.data, (gssize) plain.length);
      return;
    }
  for (gsize i = 0; i < word->text.length; i++)
    {
      const char c = word->text.data[i];
      if (c == '\r' || c == '\n') /* a word may hold no white space (RFC 2047 2): it was folded by somebody who did not see it */
        {
          while (i + 1 < word->text.length && g_ascii_isspace (word->text.data[i + 1]))
            i++;
          continue;
        }
      const gboolean hex = c == '=' && i + 2 < word->text.length && g_ascii_isxdigit (word->text.data[i + 1])
                           && g_ascii_isxdigit (word->text.data[i + 2]);
      if (hex)
        g_string_append_c (octets, (char) (g_ascii_xdigit_value (word->text.data[i + 1]) * 16
                                           + g_ascii_xdigit_value (word->text.data[i + 2])));
      else
        g_string_append_c (octets, c == '_' ? ' ' : c);
      i += hex ? 2 : 0;
    }
}

static void
append_text (GString *out, NixieSlice octets, NixieSlice charset)
{
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  const NixieSlice text = nixie_charset_to_utf8 (octets, charset, keep);
  g_string_append_len (out, text.data, (gssize) text.length);
}

/* Takes the words of one charset that follow each other from P on; returns where they end. */
static const char *
append_words (GString *out, const char *p, const char *end)
{
  g_autoptr (GString) octets = g_string_new (NULL);
  Word first, word;
  if (!read_word (p, end, &first))
    return p;
  append_octets (octets, &first);
  const char *behind = first.end;
  for (;;)
    {
      const char *next = behind;
      while (next < end && g_ascii_isspace (*next))
        next++;
      if (!read_word (next, end, &word))
        break;
      /* RFC 2047 6.2: white space between two words is none of the text. */
      behind = next;
      if (word.charset.length != first.charset.length
          || g_ascii_strncasecmp (word.charset.data, first.charset.data, word.charset.length) != 0)
        break;
      append_octets (octets, &word);
      behind = word.end;
    }
  append_text (out, nixie_slice (octets->str, octets->len), first.charset);
  return behind;
}

char *
nixie_header_decode (NixieSlice value)
{
  value.length = MIN (value.length, NIXIE_LIMIT_FIELD_BYTES);
  if (value.length == 0)
    return g_strdup ("");
  g_autoptr (GString) out = g_string_sized_new (value.length);
  const char *end = value.data + value.length;
  const char *plain = value.data;
  for (const char *p = value.data; p < end;)
    {
      const char *mark = g_strstr_len (p, end - p, "=?");
      if (mark == NULL)
        break;
      Word word;
      p = mark + 2;
      if (!read_word (mark, end, &word))
        continue;
      append_text (out, nixie_slice (plain, (gsize) (mark - plain)), NIXIE_SLICE_EMPTY);
      p = plain = append_words (out, mark, end);
    }
  append_text (out, nixie_slice (plain, (gsize) (end - plain)), NIXIE_SLICE_EMPTY);
  return nixie_text_one_line (out->str, out->len, NIXIE_LIMIT_FIELD_BYTES);
}

/* RFC 2231 continuations and charsets ("boundary*0=…") are rare: GMime knows them. */
static char *
parameter_by_gmime (NixieSlice value, const char *name)
{
  const NixieGMime *gmime = nixie_gmime ();
  value.length = MIN (value.length, GMIME_VALUE_MAX_BYTES);
  g_autofree char *text = nixie_slice_dup (value);
  GMimeContentType *type = gmime->content_type_parse (NULL, text);
  char *parameter = g_strdup (gmime->content_type_get_parameter (type, name));
  gmime->object_unref (type);
  return parameter;
}

/* The token or quoted string (RFC 2045 5.1) at P. */
static char *
read_value (const char *p, const char *end)
{
  GString *out = g_string_new (NULL);
  const gboolean quoted = p < end && *p == '"';
  for (p += quoted ? 1 : 0; p < end; p++)
    {
      if (quoted ? *p == '"' : (*p == ';' || g_ascii_isspace (*p)))
        break;
      if (quoted && *p == '\\' && p + 1 < end)
        p++;
      if (*p != '\r' && *p != '\n')
        g_string_append_c (out, *p);
    }
  return g_string_free (out, FALSE);
}

/* Behind the next ";" outside quotes, or END. */
static const char *
next_parameter (const char *p, const char *end)
{
  gboolean quoted = FALSE;
  for (; p < end && (quoted || *p != ';'); p++)
    {
      if (*p == '"')
        quoted = !quoted;
      else if (quoted && *p == '\\' && p + 1 < end)
        p++;
    }
  while (p < end && (*p == ';' || g_ascii_isspace (*p)))
    p++;
  return p;
}

char *
nixie_header_parameter (NixieSlice value, const char *name)
{
  value.length = MIN (value.length, NIXIE_LIMIT_FIELD_BYTES);
  const gsize length = strlen (name);
  const char *end = value.data + value.length;
  for (const char *p = next_parameter (value.data, end); p < end; p = next_parameter (p, end))
    {
      if (!nixie_slice_starts_nocase (nixie_slice (p, (gsize) (end - p)), name))
        continue;
      const char *is = p + length;
      if (is < end && *is == '*')
        return parameter_by_gmime (value, name);
      while (is < end && g_ascii_isspace (*is))
        is++;
      if (is >= end || *is != '=')
        continue;
      do
        is++;
      while (is < end && g_ascii_isspace (*is));
      return read_value (is, end);
    }
  return NULL;
}
