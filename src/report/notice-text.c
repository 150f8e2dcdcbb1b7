/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See notice-private.h. The text is folded once, an address at a time replaced by "@", so that words around an address are found as a
 * phrase ("user @ unknown") and words inside one ("unknown@example.com") are not; then one pass finds the words of cues.tsv.
 */
#include "report/notice-private.h"

#include "base/limits.h"
#include "report/lines.h"

#include <string.h>

#define MENTIONS_MAX 4000
#define HITS_MAX 4000
#define SENTENCE_BYTES 1000 /* what of it is looked at to either side */

/* Whether C may stand in an address; 8-bit octets only where WIDE. */
static gboolean
is_local (char c, gboolean wide)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~.", c) != NULL) || (wide && (guchar) c >= 0x80);
}

static gboolean
is_domain (char c, gboolean wide)
{
  return g_ascii_isalnum (c) || c == '.' || c == '-' || c == '_' || (wide && (guchar) c >= 0x80);
}

/* Where the local part that ends at P begins, not before FROM. */
static const char *
local_start (const char *p, const char *from, gboolean wide)
{
  const char *start = p;
  if (p > from + 1 && p[-1] == '"')
    {
      for (start = p - 1; start > from && start[-1] != '"';)
        start--;
      return start > from ? start - 1 : p;
    }
  while (start > from && is_local (start[-1], wide))
    start--;
  return start;
}

static const char *
domain_end (const char *p, const char *end, gboolean wide)
{
  const char *stop = p;
  if (stop < end && *stop == '[')
    {
      const char *close = memchr (stop, ']', (gsize) (end - stop));
      return close != NULL && close - stop < 64 ? close + 1 : p;
    }
  while (stop < end && is_domain (*stop, wide))
    stop++;
  return stop;
}

/* The address around the "@" at P of LINE, not before FROM; empty where there is none. Beyond ASCII it wants brackets: the script of
 * China and Japan knows no blanks that would end it. */
static NixieSlice
address_at (NixieSlice line, const char *p, const char *from)
{
  const char *end = line.data + line.length;
  const char *start = local_start (p, from, TRUE), *stop = domain_end (p + 1, end, TRUE);
  const gboolean brackets = start > from && start[-1] == '<' && stop < end && *stop == '>';
  if (!brackets)
    {
      start = local_start (p, from, FALSE);
      stop = domain_end (p + 1, end, FALSE);
      const char *slash = g_strrstr_len (start, p - start, "/");
      start = slash != NULL ? slash + 1 : start;
      while (start < p && strchr ("'`.=*-|", *start) != NULL)
        start++;
      while (stop > p + 1 && strchr (".-_", stop[-1]) != NULL)
        stop--;
    }
  if (start == p || stop < p + 2 || p[1] == '.' || p[1] == '-')
    return NIXIE_SLICE_EMPTY;
  return nixie_slice (start, (gsize) (stop - start));
}

static void
fold_char (GString *out, char c)
{
  const char last = out->len > 0 ? out->str[out->len - 1] : '\n';
  if (!g_ascii_isspace (c))
    g_string_append_c (out, g_ascii_tolower (c));
  else if (last != ' ' && last != '\n')
    g_string_append_c (out, ' ');
}

/* Words, with LF behind a full stop that ends a sentence. U+2019 is an apostrophe. */
static void
fold_words (GString *out, const char *p, const char *end)
{
  for (; p < end; p++)
    {
      if (end - p > 2 && memcmp (p, "\342\200\231", 3) == 0)
        {
          g_string_append_c (out, '\'');
          p += 2;
          continue;
        }
      const gboolean stop = (*p == '.' || *p == '!' || *p == '?') && (p + 1 == end || g_ascii_isspace (p[1])) && out->len > 0
                            && !strchr (".!?@\n", out->str[out->len - 1]);
      const gboolean ideographic = end - p > 2 && memcmp (p, "\343\200\202", 3) == 0;
      fold_char (out, *p);
      if (ideographic)
        p += 2;
      if (stop || ideographic)
        g_string_append_c (out, '\n');
    }
}

static void
end_sentence (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  if (out->len > 0 && out->str[out->len - 1] != '\n')
    g_string_append_c (out, '\n');
}

/* "Label: …": a line of its own. */
static gboolean
is_labelled (NixieSlice line)
{
  line = nixie_slice_trim (line);
  gsize n = 0;
  while (n < line.length && n < 30 && (g_ascii_isalpha (line.data[n]) || strchr ("- ", line.data[n]) != NULL))
    n++;
  return n > 1 && n < line.length && line.data[n] == ':';
}

/* "550 …", "<<< 550 …", "#550 …". */
static gboolean
begins_with_code (NixieSlice line)
{
  line = nixie_slice_trim (line);
  while (line.length > 0 && strchr ("<>#-: ", line.data[0]) != NULL)
    line = nixie_slice (line.data + 1, line.length - 1);
  return line.length > 3 && (line.data[0] == '4' || line.data[0] == '5') && g_ascii_isdigit (line.data[1]) && line.data[1] < '6'
         && g_ascii_isdigit (line.data[2]) && strchr (" -:", line.data[3]) != NULL;
}

/* Another message's subject: its words say nothing. */
static gboolean
is_subject (NixieSlice line)
{
  static const char *const names[] = { "subject:", "betreff:", "objet:", "objet :", "asunto:", "oggetto:", "assunto:", "onderwerp:",
                                       "temat:", "předmět:", "件名", "主题", "主旨" };
  line = nixie_slice_trim (line);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (nixie_slice_starts_nocase (line, names[i]))
      return TRUE;
  return FALSE;
}

static void
add_mention (NixieNoticeText *text, NixieSlice line, NixieSlice address)
{
  const char *end = address.data + address.length;
  const NixieMention mention = { .address = address, .line = text->lines->len, .at = text->folded->len,
                                 .before = nixie_slice (line.data, (gsize) (address.data - line.data)),
                                 .after = nixie_slice (end, (gsize) (line.data + line.length - end)) };
  g_array_append_val (text->mentions, mention);
  g_string_append_c (text->folded, '@');
}

static void
read_line (NixieNoticeText *text, NixieSlice raw)
{
  NixieNoticeLine line = { .raw = raw, .at = text->folded->len, .indent = nixie_line_indent (raw), .first = text->mentions->len,
                           .blank = nixie_slice_trim (raw).length == 0, .code = begins_with_code (raw) };
  const char *p = raw.data, *end = raw.data + raw.length, *at;
  if (line.blank || line.code || is_labelled (raw))
    end_sentence (text->folded);
  line.at = text->folded->len;
  p = is_subject (raw) ? end : p;
  const char *from = p;
  while (from < end && text->mentions->len < MENTIONS_MAX && (at = memchr (from, '@', (gsize) (end - from))) != NULL)
    {
      const NixieSlice address = address_at (raw, at, p);
      from = at + 1;
      if (address.length == 0)
        continue;
      const gboolean open = address.data > p && strchr ("<\"'", address.data[-1]) != NULL;
      fold_words (text->folded, p, address.data - (open ? 1 : 0));
      add_mention (text, raw, address);
      p = address.data + address.length;
      p += open && p < end && strchr (">\"'", *p) != NULL ? 1 : 0;
      from = MAX (from, p);
    }
  fold_words (text->folded, p, end);
  line.n = text->mentions->len - line.first;
  fold_char (text->folded, ' ');
  const char last = text->folded->len > 1 ? text->folded->str[text->folded->len - 2] : '\n';
  if (last == ':' || line.code)
    end_sentence (text->folded);
  line.end = text->folded->len;
  g_array_append_val (text->lines, line);
}

/* One pass; a word begins where the text before it is no word. */
static void
find_hits (NixieNoticeText *text)
{
  g_autofree guint16 *next = g_new (guint16, nixie_n_cues + 1);
  guint16 head[256] = { 0 };
  for (guint i = (guint) nixie_n_cues; i > 0; i--)
    {
      const guchar first = (guchar) nixie_cues[i - 1].words[0];
      next[i] = head[first];
      head[first] = (guint16) i;
    }
  const char *str = text->folded->str;
  for (gsize at = 0; at < text->folded->len && text->hits->len < HITS_MAX; at++)
    {
      const gboolean inside = at > 0 && g_ascii_isalnum (str[at]) && (g_ascii_isalnum (str[at - 1]) || (guchar) str[at - 1] >= 0x80);
      for (guint i = inside ? 0 : head[(guchar) str[at]]; i > 0; i = next[i])
        {
          const NixieCue *cue = &nixie_cues[i - 1];
          if (str[at + 1] != cue->words[1] || strncmp (str + at, cue->words, cue->length) != 0)
            continue;
          const NixieHit hit = { cue->kind, at, at + cue->length };
          g_array_append_val (text->hits, hit);
        }
    }
}

NixieNoticeText *
nixie_notice_text_new (NixieSlice text)
{
  NixieNoticeText *notice = g_new0 (NixieNoticeText, 1);
  notice->folded = g_string_sized_new (text.length + 1);
  notice->lines = g_array_new (FALSE, FALSE, sizeof (NixieNoticeLine));
  notice->mentions = g_array_new (FALSE, FALSE, sizeof (NixieMention));
  notice->hits = g_array_new (FALSE, FALSE, sizeof (NixieHit));
  NixieSlice line;
  while (nixie_line_next (&text, &line))
    read_line (notice, line);
  find_hits (notice);
  return notice;
}

void
nixie_notice_text_free (NixieNoticeText *text)
{
  if (text == NULL)
    return;
  g_string_free (text->folded, TRUE);
  g_array_unref (text->lines);
  g_array_unref (text->mentions);
  g_array_unref (text->hits);
  g_free (text);
}

guint
nixie_notice_first_hit (const NixieNoticeText *text, gsize at)
{
  guint low = 0, high = text->hits->len;
  while (low < high)
    {
      const guint middle = (low + high) / 2;
      if (nixie_notice_hit (text, middle)->at < at)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

guint
nixie_notice_count (const NixieNoticeText *text, NixieCueKind kind, gsize at, gsize end)
{
  guint low = nixie_notice_first_hit (text, at), n = 0;
  for (; low < text->hits->len && nixie_notice_hit (text, low)->at < end; low++)
    n += nixie_notice_hit (text, low)->kind == kind ? 1 : 0;
  return n;
}

void
nixie_notice_sentence (const NixieNoticeText *text, gsize at, gsize *start, gsize *end)
{
  const GString *folded = text->folded;
  at = MIN (at, folded->len);
  const gsize from = at - MIN (at, SENTENCE_BYTES), to = MIN (at + SENTENCE_BYTES, folded->len);
  const char *before = g_strrstr_len (folded->str + from, (gssize) (at - from), "\n");
  const char *behind = memchr (folded->str + at, '\n', to - at);
  *start = before != NULL ? (gsize) (before + 1 - folded->str) : from;
  *end = behind != NULL ? (gsize) (behind - folded->str) : to;
}
