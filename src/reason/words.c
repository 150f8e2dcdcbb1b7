/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matching the phrases of the tables in what an MTA wrote. The text is folded once; then, at each start of a word, three octets
 * find a group of the sorted phrases, which is narrowed octet by octet, so that the cost is a small constant for each octet however
 * many phrases there are. A phrase matches whole words; the blank-star-blank of a table (NIXIE_GAP) may stand for some words of the
 * same sentence.
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
  gsize to = strcspn (words->str, "2345");
  for (gsize from = to; from < words->len;)
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
  const char *first = memchr (words->str, '@', words->len);
  gsize to = first != NULL ? (gsize) (first - words->str) : words->len;
  for (gsize from = to; from < words->len;)
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

/* The group of phrases that begin with the octets A, B and C; an empty one where there is none. build-aux/rules.awk hashes alike. */
static NixiePhraseGroup
find_group (guchar a, guchar b, guchar c)
{
  for (guint slot = (a * 961U + b * 31U + c) % NIXIE_PHRASE_SLOTS;; slot = (slot + 1) % NIXIE_PHRASE_SLOTS)
    {
      const NixiePhraseGroup group = nixie_phrase_groups[slot];
      if (group.low == group.high || (octet (group.low, 0) == a && octet (group.low, 1) == b && octet (group.low, 2) == c))
        return group;
    }
}

/* A match in the making: phrases that begin at START; `rows` of them agree with the text up to AT, which is their DEPTH. */
typedef struct {
  gsize start, at, depth;
  gsize covers; /* where the part before the first gap ends; 0: no gap yet */
  NixiePhraseGroup rows;
} Front;

static void match_front (Search *search, Front front);

/* Goes on behind the gap at FRONT with each word of the same sentence. */
static void
match_behind_gap (Search *search, Front front)
{
  const gsize gap = front.at, last = MIN (gap + GAP_BYTES, search->length);
  front.covers = front.covers > 0 ? front.covers : gap;
  front.depth++;
  const guint least = octet (front.rows.low, front.depth), most = octet (front.rows.high - 1U, front.depth);
  for (gsize i = gap; i < last; i++)
    {
      if (search->text[i] != ' ')
        continue;
      if (i > gap && strchr (".;!?", search->text[i - 1]) != NULL)
        return;
      const guchar next = (guchar) search->text[i + 1]; /* rows are sorted */
      if (next < least || next > most)
        continue;
      front.at = i + 1;
      match_front (search, front);
    }
}

/* One row is left: passes over what agrees. FALSE where the text goes another way. */
static gboolean
pass_over (const Search *search, Front *front, guint row)
{
  const char *phrase = nixie_rule_pool + nixie_phrase_rows[row].phrase;
  const gsize length = nixie_phrase_rows[row].length;
  gsize n = 0; /* the text ends with a NUL, which no phrase holds */
  while (front->depth + n < length && phrase[front->depth + n] == search->text[front->at + n])
    n++;
  front->at += n;
  front->depth += n;
  return front->depth == length || phrase[front->depth] == NIXIE_GAP;
}

/* Reports every phrase of FRONT that matches. Of the rows that agree so far one that ends comes first, then those with a gap. */
static void
match_front (Search *search, Front front)
{
  guint low = front.rows.low, high = front.rows.high;
  for (; low < high; front.at++, front.depth++)
    {
      if (low + 1 == high && !pass_over (search, &front, low))
        return;
      for (; low < high && nixie_phrase_rows[low].length == front.depth; low++)
        if (ends_word (search, front.at))
          found (search, &nixie_phrase_rows[low], front.start, (front.covers > 0 ? front.covers : front.at) - front.start);
      const guint gapped = low;
      while (low < high && octet (low, front.depth) == NIXIE_GAP)
        low++;
      front.rows = (NixiePhraseGroup){ (guint16) gapped, (guint16) low };
      if (gapped < low)
        match_behind_gap (search, front);
      if (low == high || front.at >= search->length)
        return;
      const guint next = (guchar) search->text[front.at];
      if (octet (low, front.depth) != next)
        low = first_at_least (low, high, front.depth, next);
      if (low < high && octet (high - 1, front.depth) != next)
        high = first_at_least (low, high, front.depth, next + 1);
    }
}

static void
match_at (Search *search, gsize at)
{
  if (at + 3 > search->length)
    return;
  const guchar *p = (const guchar *) search->text + at;
  const NixiePhraseGroup group = find_group (p[0], p[1], p[2]);
  if (group.low < group.high)
    match_front (search, (Front){ at, at + 3, 3, 0, group });
  if (p[2] == ' ')
    match_front (search, (Front){ at, at + 2, 2, 0, find_group (p[0], p[1], NIXIE_GAP) });
}

void
nixie_words_match (const char *text, const char *recipient, const char *host, NixieWords *words)
{
  *words = (NixieWords){ .n_matches = 0 };
  if (text == NULL || text[0] == '\0')
    return;
  g_autoptr (GString) folded = g_string_sized_new (512);
  nixie_text_fold (nixie_slice_of (text), folded);
  nixie_letters_fold (folded);
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
  gboolean inside = FALSE; /* of a word: no phrase begins there, nor with a blank */
  for (gsize i = 0; i < folded->len; i++)
    {
      const gboolean joins = g_ascii_isalnum (folded->str[i]);
      if (!(joins && inside) && folded->str[i] != ' ')
        match_at (&search, i);
      inside = joins;
    }
}
