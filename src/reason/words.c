/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Matching the phrases of the tables in what an MTA wrote. The text is folded once; then, from each start of a word, it is followed
 * through the trie of all phrases, so that the cost is a small constant for each octet however many phrases there are. A phrase
 * matches whole words; the blank-star-blank of a table (NIXIE_GAP) may stand for some words of the same sentence.
 */
#include "reason/reason-private.h"

#include "base/limits.h"

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
  return g_ascii_isalnum (c) || ((guchar) c > ' ' && (guchar) c < 0x7f && strchr ("<>()[]\"',;:", c) == NULL);
}

/* The bracket that closes OPEN, 0 where it is none. */
static char
closing (char open)
{
  static const char pairs[] = "<>()[]\"\"''``";
  const char *p = open != '\0' ? strchr (pairs, open) : NULL;
  return p != NULL && (p - pairs) % 2 == 0 ? p[1] : '\0';
}

/* Words that lose some of their octets in place: those before TO are kept, those from FROM on have not been looked at. */
typedef struct {
  GString *words;
  gsize to, from;
} Cut;

static void
keep (Cut *cut, gsize end)
{
  char *str = cut->words->str;
  if (cut->to < cut->from)
    memmove (str + cut->to, str + cut->from, end - cut->from);
  cut->to += end - cut->from;
  cut->from = end;
}

static void
keep_rest (Cut *cut)
{
  keep (cut, cut->words->len);
  g_string_truncate (cut->words, cut->to);
}

/* Brackets around nothing, and the second of two blanks, go. */
static void
close_up (Cut *cut)
{
  const GString *words = cut->words;
  while (cut->to > 0 && cut->from < words->len && closing (words->str[cut->to - 1]) == words->str[cut->from])
    {
      cut->to--;
      cut->from++;
    }
  if (cut->from < words->len && words->str[cut->from] == ' ' && (cut->to == 0 || words->str[cut->to - 1] == ' '))
    cut->from++;
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
  Cut cut = { words, 0, 0 };
  while (cut.from < words->len)
    {
      const gsize length = codes_length (words->str + cut.from);
      const char *blank = length == 0 ? memchr (words->str + cut.from, ' ', words->len - cut.from) : NULL;
      cut.from += length;
      if (length == 0)
        keep (&cut, blank != NULL ? (gsize) (blank + 1 - words->str) : words->len);
    }
  keep_rest (&cut);
}

/* An address is a name and no words: "unknown@example.com". */
static void
strike_addresses (GString *words)
{
  Cut cut = { words, 0, 0 };
  const char *at;
  while ((at = memchr (words->str + cut.from, '@', words->len - cut.from)) != NULL)
    {
      keep (&cut, (gsize) (at - words->str));
      if (cut.to == 0 && !is_atom (at[1]))
        {
          keep (&cut, cut.from + 1);
          continue;
        }
      while (cut.to > 0 && is_atom (words->str[cut.to - 1]))
        cut.to--;
      while (cut.from < words->len && is_atom (words->str[cut.from]))
        cut.from++;
      close_up (&cut);
    }
  keep_rest (&cut);
}

/* Strikes NAME where it stands as a word of its own, with the labels before it where it is a host's, and only between brackets or
 * quotes where it is a local part. */
static void
strike_name (GString *words, NixieSlice name, gboolean is_host)
{
  char key[NIXIE_LIMIT_ADDRESS_BYTES + 1];
  if (name.length < 2 || name.length >= sizeof key)
    return;
  for (gsize i = 0; i < name.length; i++)
    key[i] = g_ascii_isupper (name.data[i]) ? (char) (name.data[i] | 0x20) : name.data[i];
  key[name.length] = '\0';
  Cut cut = { words, 0, 0 };
  const char *at;
  while ((at = strstr (words->str + cut.from, key)) != NULL)
    {
      const gsize start = (gsize) (at - words->str), end = start + name.length;
      const char before = start > 0 ? words->str[start - 1] : ' ';
      const gboolean whole = is_host ? !g_ascii_isalnum (before) && before != '-' && !g_ascii_isalnum (words->str[end])
                                     : closing (before) != '\0' && closing (before) == words->str[end];
      keep (&cut, whole ? start : end);
      cut.from = end;
      while (whole && is_host && cut.to > 0
             && (g_ascii_isalnum (words->str[cut.to - 1]) || strchr (".-_", words->str[cut.to - 1]) != NULL))
        cut.to--;
      if (whole)
        close_up (&cut);
    }
  keep_rest (&cut);
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
  static const struct {
    guint8 length;
    char word[8];
  } denials[] = { { 2, "no" },      { 3, "not" },   { 5, "isn't" }, { 5, "never" },
                  { 7, "without" }, { 5, "nicht" }, { 4, "kein" },  { 5, "keine" } };
  if (at < 3 || search->text[at - 1] != ' ')
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (denials); i++)
    {
      const gsize n = denials[i].length, end = at - 1;
      if (search->text[end - 1] == denials[i].word[n - 1] && end >= n && memcmp (search->text + end - n, denials[i].word, n) == 0
          && (end == n || !g_ascii_isalnum (search->text[end - n - 1])))
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

/* The node that C leads to from NODE, 0 where no phrase goes on like that. */
static guint
step (guint node, guchar c)
{
  const guint next = nixie_phrase_nodes[node].base + c;
  return nixie_phrase_nodes[next].parent == node ? next : 0;
}

/* A match in the making: where its phrases begin, and where the part before their first gap ends, 0: no gap yet. */
typedef struct {
  gsize start, covers;
} Front;

static void match_from (Search *search, Front front, gsize at, guint node);

static gboolean
ends_sentence (char c)
{
  return c == '.' || c == ';' || c == '!' || c == '?';
}

/* Goes on behind the gap at AT with each word of the same sentence. */
static void
match_behind_gap (Search *search, Front front, gsize at, guint gap)
{
  const gsize last = MIN (at + GAP_BYTES, search->length);
  if (front.covers == 0)
    front.covers = at;
  for (gsize i = at; i < last; i++)
    {
      if (search->text[i] != ' ')
        continue;
      if (i > at && ends_sentence (search->text[i - 1]))
        return;
      const guint node = step (gap, (guchar) search->text[i + 1]);
      if (node != 0)
        match_from (search, front, i + 2, node);
    }
}

/* Reports the rows of a phrase that ends at AT; they stand side by side. */
static void
report_rows (Search *search, Front front, gsize at, guint end)
{
  const NixiePhraseRow *first = &nixie_phrase_rows[nixie_phrase_nodes[end].base];
  const gsize to = front.covers > 0 ? front.covers : at;
  for (const NixiePhraseRow *row = first; row < nixie_phrase_rows + nixie_n_phrase_rows && row->phrase == first->phrase; row++)
    found (search, row, front.start, to - front.start);
}

/* Reports every phrase that matches of those that begin at FRONT and agree with the text up to AT, which is their NODE: one that ends
 * comes first, then those with a gap. */
static void
match_from (Search *search, Front front, gsize at, guint node)
{
  for (; node != 0; at++)
    {
      const guint end = step (node, NIXIE_END), gap = step (node, NIXIE_GAP);
      const guchar c = (guchar) search->text[at];
      if (end != 0 && ends_word (search, at))
        report_rows (search, front, at, end);
      if (gap != 0 && (c == ' ' || at - front.start > 2)) /* "mailboxes are full" is "mailbox * full"; "ipv6" is no "ip" */
        match_behind_gap (search, front, at, gap);
      node = c >= ' ' ? step (node, c) : 0; /* the text's end, and controls, are in no phrase */
    }
}

/* From each octet but blanks, and those inside of a word: no phrase begins there. */
static void
match_all (Search *search)
{
  for (gsize i = 0; i < search->length; i++)
    {
      const guchar c = (guchar) search->text[i];
      if (c > ' ')
        match_from (search, (Front){ i, 0 }, i + 1, step (NIXIE_PHRASE_ROOT, c));
      if (g_ascii_isalnum (c))
        while (g_ascii_isalnum (search->text[i + 1]))
          i++;
    }
}

void
nixie_words_match (const char *text, const char *recipient, const char *host, NixieWords *words)
{
  words->n_matches = 0; /* the matches themselves are many, and stay as they are */
  words->providers = 0;
  words->transient = words->final = FALSE;
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
      strike_name (folded, nixie_slice_of (at + 1), TRUE);
      strike_name (folded, nixie_slice (recipient, (gsize) (at - recipient)), FALSE);
    }
  if (host != NULL)
    strike_name (folded, nixie_slice_of (host), TRUE);
  match_all (&(Search){ folded->str, folded->len, words });
}
