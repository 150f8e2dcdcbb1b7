/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matching the phrases of the tables in what an MTA wrote. The text is folded once; then, at each start of a word, the sorted
 * phrases are narrowed octet by octet, so that the cost is a small constant for each octet however many phrases there are. A phrase
 * matches whole words; the blank-star-blank of a table (NIXIE_GAP) may stand for some words of the same sentence.
 */
#include "reason/reason-private.h"

#include <string.h>

#define GAP_BYTES 80 /* the most that a gap bridges */

typedef struct {
  const char *text;
  gsize length;
  NixieWords *words;
} Search;

static gboolean
is_atom (char c)
{
  return (guchar) c > ' ' && (guchar) c < 0x7f && strchr ("<>()[]\"',;:", c) == NULL;
}

/* The bracket that closes OPEN, 0 where it is none. */
static char
closing (char open)
{
  static const char pairs[] = "<>()[]\"\"''``";
  const char *p = open != '\0' ? strchr (pairs, open) : NULL;
  return p != NULL && (p - pairs) % 2 == 0 ? p[1] : '\0';
}

/* Brackets around nothing, and the second of two blanks, go. Octets before TO are kept, those from FROM on follow. */
static void
close_up (const GString *words, gsize *to, gsize *from)
{
  while (*to > 0 && *from < words->len && closing (words->str[*to - 1]) == words->str[*from])
    {
      (*to)--;
      (*from)++;
    }
  if (*from < words->len && words->str[*from] == ' ' && (*to == 0 || words->str[*to - 1] == ' '))
    (*from)++;
}

/* The length of the codes at P that begin a line of a reply ("550-5.1.1 ", "550 5.1.1 ", "550-"), 0 where there are none. */
static gsize
codes_length (const char *p)
{
  if (p[0] < '2' || p[0] > '5' || !g_ascii_isdigit (p[1]) || !g_ascii_isdigit (p[2]) || (p[3] != '-' && p[3] != ' '))
    return 0;
  if (strchr ("245", p[4]) == NULL || p[4] == '\0' || p[5] != '.' || !g_ascii_isdigit (p[6]) || p[7] != '.')
    return p[3] == '-' && !g_ascii_isdigit (p[4]) ? 4 : 0;
  gsize n = 8;
  while (g_ascii_isdigit (p[n]))
    n++;
  return p[n] == ' ' || p[n] == '-' ? n + 1 : 0;
}

/* Lines of one reply come joined: "missing From: 550-5.1.1 header" is the phrase of two lines. */
static void
strike_codes (GString *words)
{
  gsize to = 0;
  for (gsize from = 0; from < words->len;)
    {
      const gsize length = to == 0 || words->str[to - 1] == ' ' ? codes_length (words->str + from) : 0;
      if (length == 0)
        words->str[to++] = words->str[from++];
      from += length;
    }
  g_string_truncate (words, to);
}

/* An address is a name and no words: "unknown@example.com". */
static void
strike_addresses (GString *words)
{
  gsize to = 0;
  for (gsize from = 0; from < words->len;)
    {
      if (words->str[from] != '@' || (to == 0 && !is_atom (words->str[from + 1])))
        {
          words->str[to++] = words->str[from++];
          continue;
        }
      while (to > 0 && is_atom (words->str[to - 1]))
        to--;
      while (from < words->len && is_atom (words->str[from]))
        from++;
      close_up (words, &to, &from);
    }
  g_string_truncate (words, to);
}

/* Strikes NAME (lower case) where it stands as a word of its own, with the labels before it where it is a host's, and only
 * between brackets or quotes where it is a local part. */
static void
strike_name (GString *words, const char *name, gsize length, gboolean is_host)
{
  if (length < 2)
    return;
  g_autofree char *key = g_ascii_strdown (name, (gssize) length);
  gsize to = 0, from = 0;
  const char *at;
  while ((at = strstr (words->str + from, key)) != NULL)
    {
      const gsize start = (gsize) (at - words->str), end = start + length;
      const char before = start > 0 ? words->str[start - 1] : ' ';
      const gboolean whole = is_host ? !g_ascii_isalnum (before) && before != '-' && !g_ascii_isalnum (words->str[end])
                                     : closing (before) != '\0' && closing (before) == words->str[end];
      const gsize keep = (whole ? start : end) - from;
      memmove (words->str + to, words->str + from, keep);
      to += keep;
      from = end;
      while (whole && is_host && to > 0 && (g_ascii_isalnum (words->str[to - 1]) || strchr (".-_", words->str[to - 1]) != NULL))
        to--;
      if (whole)
        close_up (words, &to, &from);
    }
  memmove (words->str + to, words->str + from, words->len - from);
  g_string_truncate (words, to + words->len - from);
}

static gboolean
ends_word (const Search *search, gsize at)
{
  return at >= search->length || !g_ascii_isalnum (search->text[at]) || !g_ascii_isalnum (search->text[at - 1]);
}

static gboolean match_behind_gap (const Search *search, gsize at, const char *phrase, gsize length);

/* Whether PHRASE matches at AT. */
static gboolean
match_rest (const Search *search, gsize at, const char *phrase, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (phrase[i] == NIXIE_GAP)
        return match_behind_gap (search, at + i, phrase + i + 1, length - i - 1);
      if (at + i >= search->length || search->text[at + i] != phrase[i])
        return FALSE;
    }
  return ends_word (search, at + length);
}

/* Whether PHRASE follows the gap that begins at AT with a blank. */
static gboolean
match_behind_gap (const Search *search, gsize at, const char *phrase, gsize length)
{
  const gsize last = MIN (at + GAP_BYTES, search->length);
  for (gsize i = at; i < last; i++)
    {
      if (search->text[i] != ' ')
        continue;
      if (i > at && strchr (".;!?", search->text[i - 1]) != NULL)
        return FALSE;
      if (match_rest (search, i + 1, phrase, length))
        return TRUE;
    }
  return FALSE;
}

/* "no virus found", "is not listed": a word of denial right before a phrase turns it. */
static gboolean
is_denied (const Search *search, gsize at)
{
  static const char *const denials[] = { "no ", "not ", "isn't ", "never ", "without ", "nicht ", "kein ", "keine " };
  for (gsize i = 0; i < G_N_ELEMENTS (denials); i++)
    {
      const gsize n = strlen (denials[i]);
      if (at >= n && memcmp (search->text + at - n, denials[i], n) == 0 && (at == n || !g_ascii_isalnum (search->text[at - n - 1])))
        return TRUE;
    }
  return FALSE;
}

/* Grounds that name what is missing or is not done: "no reverse DNS", "not relaying". */
static gboolean
is_lack (guint8 reason)
{
  static const NixieReason lacks[] = { NIXIE_REASON_NO_REVERSE_DNS, NIXIE_REASON_AUTH_FAILURE, NIXIE_REASON_SESSION_SECURITY,
                                       NIXIE_REASON_RELAY_DENIED, NIXIE_REASON_CONTENT_REJECTED, NIXIE_REASON_SITE_POLICY };
  for (gsize i = 0; i < G_N_ELEMENTS (lacks); i++)
    if (reason == lacks[i])
      return TRUE;
  return FALSE;
}

static void
found (Search *search, const NixiePhraseRow *row, gsize at, gsize length)
{
  NixieWords *words = search->words;
  switch ((NixieSays) row->says)
    {
    case NIXIE_SAYS_PROVIDER:
      words->providers |= G_GUINT64_CONSTANT (1) << row->value;
      return;
    case NIXIE_SAYS_TRANSIENT:
      words->transient |= !is_denied (search, at);
      return;
    case NIXIE_SAYS_FINAL:
      words->final |= !is_denied (search, at);
      return;
    case NIXIE_SAYS_REASON:
      break;
    }
  if (words->n_matches < NIXIE_MATCHES_MOST && (is_lack (row->value) || !is_denied (search, at)))
    words->matches[words->n_matches++] = (NixieMatch){ row, at, at + length };
}

static guchar
octet (guint row, gsize depth)
{
  return (guchar) nixie_rule_pool[nixie_phrase_rows[row].phrase + depth];
}

/* The first of the rows LOW to HIGH (not included) whose octet at DEPTH is at least C. */
static guint
first_at_least (guint low, guint high, gsize depth, guint c)
{
  while (low < high)
    {
      const guint middle = (low + high) / 2;
      if (octet (middle, depth) < c)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Reports every phrase that begins at AT. Rows LOW to HIGH agree with the text up to DEPTH; of these a phrase that ends there comes
 * first, then those with a gap there. */
static void
match_at (Search *search, gsize at)
{
  const guchar c = (guchar) search->text[at];
  guint low = nixie_phrase_first[c], high = nixie_phrase_first[c + 1];
  for (gsize depth = 1; low < high; depth++)
    {
      for (; low < high && nixie_phrase_rows[low].length == depth; low++)
        if (ends_word (search, at + depth))
          found (search, &nixie_phrase_rows[low], at, depth);
      for (; low < high && octet (low, depth) == NIXIE_GAP; low++)
        if (match_rest (search, at + depth, nixie_rule_pool + nixie_phrase_rows[low].phrase + depth,
                        nixie_phrase_rows[low].length - depth))
          found (search, &nixie_phrase_rows[low], at, depth);
      if (low == high || at + depth >= search->length)
        return;
      const guint next = (guchar) search->text[at + depth];
      if (octet (low, depth) != next)
        low = first_at_least (low, high, depth, next);
      if (low < high && octet (high - 1, depth) != next)
        high = first_at_least (low, high, depth, next + 1);
    }
}

void
nixie_words_match (const char *text, const char *recipient, const char *host, NixieWords *words)
{
  *words = (NixieWords){ .n_matches = 0 };
  if (text == NULL || text[0] == '\0')
    return;
  g_autoptr (GString) folded = g_string_sized_new (512);
  nixie_text_fold (nixie_slice_of (text), folded);
  strike_addresses (folded);
  strike_codes (folded);
  const char *at = recipient != NULL ? strrchr (recipient, '@') : NULL;
  if (at != NULL)
    {
      strike_name (folded, at + 1, strlen (at + 1), TRUE);
      strike_name (folded, recipient, (gsize) (at - recipient), FALSE);
    }
  if (host != NULL)
    strike_name (folded, host, strlen (host), TRUE);
  Search search = { folded->str, folded->len, words };
  for (gsize i = 0; i < folded->len; i++)
    if (i == 0 || !g_ascii_isalnum (folded->str[i]) || !g_ascii_isalnum (folded->str[i - 1]))
      match_at (&search, i);
}
