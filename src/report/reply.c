/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See reply.h. One pass from digit to digit; a look behind or ahead goes no further than one word, so the cost is linear.
 */
#include "report/reply.h"

#include "base/text.h"

#include <string.h>

#define WORD_BYTES 24

typedef struct {
  const char *body;  /* TEXT behind its type */
  NixieReply *found;
  const char *behind; /* the last code that was taken ends here; NULL before the first */
  const char *lead;   /* a code here stands first, or right behind another: what follows body or behind and is no separator */
} Scan;

/* "smtp; ", "x-unix; ": the type of a Diagnostic-Code (RFC 3464 2.3.6). */
static const char *
skip_type (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;
  const char *p = text;
  while (g_ascii_isalpha (*p) || *p == '-' || (p > text && g_ascii_isdigit (*p)))
    p++;
  const char *end = p;
  while (*p == ' ')
    p++;
  if (end == text || *p != ';')
    return text;
  for (p++; g_ascii_isspace (*p);)
    p++;
  return p;
}

/* The word that ends before P, white space and ":=#'\"(<" between the two left out, in lower case; "" where none or too long. */
static void
word_before (const Scan *scan, const char *p, char word[WORD_BYTES])
{
  while (p > scan->body && strchr (" \t\r\n:=#'\"(<", p[-1]) != NULL)
    p--;
  gsize n = 0;
  while (p - n > scan->body && n < WORD_BYTES && g_ascii_isalpha (*(p - n - 1)))
    n++;
  if (n >= WORD_BYTES)
    n = 0;
  for (gsize i = 0; i < n; i++)
    word[i] = g_ascii_tolower (*(p - n + i));
  word[n] = '\0';
}

static gboolean
word_before_is_one_of (const Scan *scan, const char *p, const char *const *words)
{
  char word[WORD_BYTES];
  word_before (scan, p, word);
  return word[0] != '\0' && g_strv_contains (words, word);
}

/* Whether the word behind P names what a number counts: "500 recipients". */
static gboolean
is_amount (const char *p)
{
  static const char *const units[] = {
    "byte", "bytes", "kb", "mb", "gb", "kib", "mib", "k", "m", "ms", "message", "messages", "mails", "emails",
    "recipients", "recipient", "addresses", "second", "seconds", "sec", "minute", "minutes", "hours", "days", "times",
    "lines", "characters", "connections", "percent", "hops", "octets", "users", "attempts", NULL
  };
  char word[WORD_BYTES];
  gsize n = 0;
  while (*p == ' ')
    p++;
  if (g_ascii_isupper (p[0]) && g_ascii_islower (p[1]))
    return FALSE; /* "552 Message size exceeded": words begin */
  while (n < WORD_BYTES - 1 && g_ascii_isalpha (p[n]))
    {
      word[n] = g_ascii_tolower (p[n]);
      n++;
    }
  word[n] = '\0';
  return g_strv_contains (units, word);
}

/* How many of the octets at P are digits, at most MOST. */
static gsize
digits (const char *p, gsize most)
{
  gsize n = 0;
  while (n < most && g_ascii_isdigit (p[n]))
    n++;
  return n;
}

static const char *
skip_separators (const char *p)
{
  while (*p != '\0' && strchr (" \t\r\n-:#<>\"'([", *p) != NULL)
    p++;
  return p;
}

/* The length of the status at P, 0 where there is none. The subjects are those of the registry, so a date is none. */
static gsize
status_length (const Scan *scan, const char *p)
{
  static const char *const not_before[] = { "version", "exim", "postfix", "sendmail", "release", "build", "v", NULL };
  if (strchr ("245", p[0]) == NULL || p[1] != '.' || p[2] < '0' || p[2] > '7' || p[3] != '.')
    return 0;
  const gsize n = 4 + digits (p + 4, 4);
  if (n < 5 || n > 7 || g_ascii_isalpha (p[n])
      || (p[n] == '_' && !g_ascii_isupper (p[n + 1])) || p[n] == '@' || (p[n] == '.' && g_ascii_isalnum (p[n + 1])))
    return 0;
  if (p == scan->lead)
    return n;
  const char before = p[-1];
  if (g_ascii_isalnum (before) || strchr (".-_/@+", before) != NULL || p[0] == '2' || p[n] == '-')
    return 0;
  return word_before_is_one_of (scan, p, not_before) ? 0 : n;
}

/* Whether ":" or "]" before P joins it to a host, so that P is a port or a part of an IPv6 address. */
static gboolean
is_port (const Scan *scan, const char *p)
{
  if (p == scan->body || p[-1] != ':')
    return FALSE;
  for (const char *q = p - 1; q > scan->body && p - q < 64 && !g_ascii_isspace (q[-1]); q--)
    if (strchr (".]:", q[-1]) != NULL)
      return TRUE;
  return FALSE;
}

/* Whether what stands before P announces a reply. */
static gboolean
is_announced (const Scan *scan, const char *p)
{
  static const char *const words[] = { "error", "code",   "reply",    "response", "said",  "says",   "smtp", "status",   "with", "returned",
                                       "dsn",   "server", "answered", "errorcode", "replied", "got", "stat", "fehler", "erreur", "failed",
                                       "rejected", "responded", "answer", NULL };
  const char *q = p;
  while (q > scan->body && g_ascii_isspace (q[-1]))
    q--;
  if (q > scan->body && strchr (":;(\"'>[", q[-1]) != NULL)
    return TRUE;
  if (q > scan->body + 1 && q < p && q[-1] == '-' && q[-2] == ' ')
    return TRUE; /* "user@example.com - 554 Too many hops" */
  if (q > scan->body && q[-1] == '.' && (strncmp (p + 3, " - ", 3) == 0 || p[3] == '-'))
    return TRUE; /* a new sentence: "… to mobile. 550 - no such user" */
  if (q >= scan->body + 3 && (strncmp (q - 3, "<<<", 3) == 0 || strncmp (q - 3, "<--", 3) == 0))
    return TRUE;
  return word_before_is_one_of (scan, p, words);
}

/* Whether three digits end at P as a word does. */
static gboolean
ends_word (const char *p)
{
  if (*p == ':' || *p == '.')
    return !g_ascii_isalnum (p[1]);
  return *p == '\0' || strchr (" \t\r\n-,;)]>(<\"'#!", *p) != NULL;
}

/* Whether a status follows the reply that ends at P. */
static gboolean
status_follows (const Scan *scan, const char *p)
{
  while (*p != '\0' && strchr (" -#:('", *p) != NULL)
    p++;
  return g_ascii_isdigit (*p) && status_length (scan, p) > 0;
}

static gboolean
is_reply (const Scan *scan, const char *p)
{
  static const char *const not_before[] = { "port", "line", "state", "id", "pid", "size", "limit", "of", "than", NULL };
  if (digits (p, 4) != 3 || !ends_word (p + 3))
    return FALSE;
  /* 000 and 605 are no replies of RFC 5321; senders log them at the start of a line, or say that it is a code. */
  static const char *const code[] = { "code", NULL };
  const gboolean odd = strncmp (p, "000", 3) == 0 || strncmp (p, "605", 3) == 0;
  if (p == scan->lead || (p[0] == '6' && odd && word_before_is_one_of (scan, p, code)))
    return odd || strchr ("2345", p[0]) != NULL;
  if (odd || strchr ("245", p[0]) == NULL || p[1] > '7' || (p[0] == '2' && strncmp (p, "25", 2) != 0))
    return FALSE;
  const char before = p[-1];
  if (g_ascii_isalnum (before) || strchr ("._/@+-%$&?", before) != NULL || is_port (scan, p))
    return FALSE;
  if (status_follows (scan, p + 3))
    return TRUE;
  return is_announced (scan, p) && !is_amount (p + 3) && !word_before_is_one_of (scan, p, not_before);
}

/* How much a status says: 2.x.x, x.0.0, x.n.0, x.n.m. */
static int
specificity (const char *status)
{
  if (status[0] == '\0' || status[0] == '2')
    return status[0] == '\0' ? -2 : -1;
  if (strcmp (status + 4, "0") != 0)
    return 2;
  return status[2] != '0' ? 1 : 0;
}

static void
take_status (Scan *scan, const char *p, gsize length)
{
  char status[10] = "";
  memcpy (status, p, length);
  if (specificity (status) > specificity (scan->found->status))
    memcpy (scan->found->status, status, sizeof status);
}

/* The words begin behind the first code where it leads or is a reply, and behind every code that follows it at once. */
static void
take_code (Scan *scan, const char *p, gsize length, gboolean is_first_reply)
{
  const gboolean joins = p == scan->lead && (scan->behind == NULL || scan->found->words == scan->behind);
  if (joins || is_first_reply)
    scan->found->words = p + length;
  scan->behind = p + length;
  scan->lead = skip_separators (scan->behind);
}

/* Takes the code at the digit P if there is one; returns where to go on. */
static const char *
scan_digit (Scan *scan, const char *p)
{
  const gsize length = status_length (scan, p);
  if (length > 0)
    {
      take_status (scan, p, length);
      take_code (scan, p, length, FALSE);
      return p + length;
    }
  if (is_reply (scan, p))
    {
      const char had = scan->found->reply[0];
      const gboolean first = had == '\0' || ((had == '2' || had == '3') && p[0] > '3');
      if (first)
        memcpy (scan->found->reply, p, 3);
      take_code (scan, p, 3, first);
      return p + 3;
    }
  while (g_ascii_isalnum (*p) || (*p == '.' && g_ascii_isalnum (p[1])))
    p++;
  return p;
}

/* Separators and numbers alone ("552 1 Requested") are no words. */
static const char *
skip_to_words (const char *p)
{
  for (;;)
    {
      while (*p != '\0' && strchr (" \t\r\n-:;,#.)]", *p) != NULL)
        p++;
      const gsize n = digits (p, 3);
      if (n == 0 || p[n] != ' ')
        return p;
      p += n;
    }
}

gboolean
nixie_reply_split (const char *text, NixieReply *reply)
{
  g_return_val_if_fail (text != NULL && reply != NULL, FALSE);
  NixieReply found = { "", "", skip_type (text) };
  Scan scan = { found.words, &found, NULL, skip_separators (found.words) };
  for (const char *p = scan.body; *p != '\0';)
    {
      if (g_ascii_isdigit (*p))
        p = scan_digit (&scan, p);
      else if (strncmp (p, "://", 3) == 0)
        while (*p != '\0' && !g_ascii_isspace (*p))
          p++;
      else
        p++;
    }
  const gboolean behind_codes = found.words != scan.body;
  found.words = behind_codes ? skip_to_words (found.words) : found.words;
  *reply = found;
  return found.reply[0] != '\0' || found.status[0] != '\0';
}
