/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See from-line-private.h. A body line that begins with "From " must not end a message, so the date is read strictly: it has to be
 * whole, to be valid, and to end the line but for a zone and "remote from HOST".
 */
#include "source/from-line-private.h"

#include "base/clock.h"
#include "source/source.h"

#include <string.h>

#define MAX_WORDS 24

typedef struct {
  const char *at[MAX_WORDS];
  guint length[MAX_WORDS];
  guint n;
} Words;

static gboolean
is_from (NixieSlice bytes)
{
  return bytes.length >= 5 && memcmp (bytes.data, "From ", 5) == 0;
}

/* The length of the line without its end, NIXIE_FROM_LINE_BYTES where it is longer than that allows. */
static gsize
line_length (NixieSlice bytes)
{
  const gsize most = MIN (bytes.length, NIXIE_FROM_LINE_BYTES);
  gsize i = 0;
  while (i < most && bytes.data[i] != '\n' && bytes.data[i] != '\r')
    i++;
  return i;
}

static gsize
line_end_length (NixieSlice bytes, gsize at)
{
  if (at >= bytes.length || (bytes.data[at] != '\n' && bytes.data[at] != '\r'))
    return 0;
  return bytes.data[at] == '\r' && at + 1 < bytes.length && bytes.data[at + 1] == '\n' ? 2 : 1;
}

/* FALSE where there are more than a From_ line has. */
static gboolean
split_words (NixieSlice line, Words *words)
{
  words->n = 0;
  for (gsize i = 0; i < line.length;)
    {
      while (i < line.length && (line.data[i] == ' ' || line.data[i] == '\t'))
        i++;
      const gsize start = i;
      while (i < line.length && line.data[i] != ' ' && line.data[i] != '\t')
        i++;
      if (i == start)
        break;
      if (words->n == MAX_WORDS)
        return FALSE;
      words->at[words->n] = line.data + start;
      words->length[words->n++] = (guint) (i - start);
    }
  return TRUE;
}

/* Whether word I has the shape PATTERN: 9 is a digit, a a letter, anything else itself. */
static gboolean
word_is (const Words *words, guint i, const char *pattern)
{
  if (i >= words->n || words->length[i] != strlen (pattern))
    return FALSE;
  for (guint k = 0; pattern[k] != '\0'; k++)
    {
      const char c = words->at[i][k];
      if (pattern[k] == '9' ? !g_ascii_isdigit (c) : pattern[k] == 'a' ? !g_ascii_isalpha (c) : c != pattern[k])
        return FALSE;
    }
  return TRUE;
}

static gboolean
word_is_one_of (const Words *words, guint i, const char *const *patterns)
{
  for (; *patterns != NULL; patterns++)
    if (word_is (words, i, *patterns))
      return TRUE;
  return FALSE;
}

static gboolean
is_day_of_week (const Words *words, guint i)
{
  static const char days[] = "sunmontuewedthufrisat";
  if (!word_is (words, i, "aaa") && !word_is (words, i, "aaa,"))
    return FALSE;
  for (guint day = 0; day < 7; day++)
    if (g_ascii_strncasecmp (days + 3 * day, words->at[i], 3) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_clock (const Words *words, guint i)
{
  static const char *const forms[] = { "99:99:99", "9:99:99", "99:99", "9:99", NULL };
  return word_is_one_of (words, i, forms);
}

static gboolean
is_day (const Words *words, guint i)
{
  return word_is (words, i, "99") || word_is (words, i, "9");
}

static gboolean
is_numeric_zone (const Words *words, guint i)
{
  return word_is (words, i, "+9999") || word_is (words, i, "-9999");
}

static gboolean
is_zone (const Words *words, guint i)
{
  static const char *const forms[] = { "a", "aaa", "aaaa", "aaaaa", "(aaa)", "(aaaa)", NULL };
  return is_numeric_zone (words, i) || word_is_one_of (words, i, forms);
}

/* Reads the words day, month, year, time and zone (G_MAXUINT: none) by number. The epoch, which some writers put where they know no
 * date, is a date and yet no time. */
static gboolean
read_date (const Words *words, const guint order[5], gint64 *time_us)
{
  char date[64]; /* five words of at most eight octets: see where this is called */
  gsize length = 0;
  for (guint i = 0; i < 5 && order[i] != G_MAXUINT; i++)
    {
      memcpy (date + length, words->at[order[i]], words->length[order[i]]);
      length += words->length[order[i]];
      date[length++] = ' ';
    }
  date[length] = '\0';
  *time_us = nixie_clock_from_rfc5322 (date);
  return *time_us != NIXIE_TIME_NONE || word_is (words, order[2], "1970");
}

/* What may follow the date: a zone, "(UTC)", "remote from HOST". *ZONE is left alone where one was read before. */
static gboolean
ends_well (const Words *words, guint i, guint *zone)
{
  if (is_zone (words, i))
    {
      if (*zone == G_MAXUINT || is_numeric_zone (words, i))
        *zone = i;
      i++;
    }
  if (i < words->n && words->at[i][0] == '(')
    i++;
  if (word_is (words, i, "remote") && word_is (words, i + 1, "from") && i + 2 < words->n)
    i += 3;
  return i == words->n;
}

/* "Sat Nov 21 10:00:00 2026", word I being "Nov"; one or two zones ("MET DST") may stand before the year. */
static gboolean
read_asctime (const Words *words, guint i, gint64 *time_us)
{
  if (!word_is (words, i, "aaa") || !is_day (words, i + 1) || !is_clock (words, i + 2))
    return FALSE;
  guint at = i + 3;
  guint zone = G_MAXUINT;
  for (guint k = 0; k < 2 && is_zone (words, at); k++, at++)
    zone = zone == G_MAXUINT ? at : zone;
  return word_is (words, at, "9999") && ends_well (words, at + 1, &zone)
         && read_date (words, (const guint[]){ i + 1, i, at, i + 2, zone }, time_us);
}

/* "21 Nov 2026 10:00:00 +0100", word I being "21". */
static gboolean
read_rfc5322 (const Words *words, guint i, gint64 *time_us)
{
  guint zone = G_MAXUINT;
  return is_day (words, i) && word_is (words, i + 1, "aaa") && word_is (words, i + 2, "9999") && is_clock (words, i + 3)
         && ends_well (words, i + 4, &zone) && read_date (words, (const guint[]){ i, i + 1, i + 2, i + 3, zone }, time_us);
}

/* "2026-11-21 10:00:00 +0000". */
static gboolean
read_iso (const Words *words, guint i, gint64 *time_us)
{
  guint zone = G_MAXUINT;
  if (!word_is (words, i, "9999-99-99") || !word_is (words, i + 1, "99:99:99") || !ends_well (words, i + 2, &zone))
    return FALSE;
  g_autofree char *text = g_strdup_printf ("%.10sT%.8s", words->at[i], words->at[i + 1]);
  *time_us = nixie_clock_from_iso (text);
  if (zone != G_MAXUINT && is_numeric_zone (words, zone) && *time_us != NIXIE_TIME_NONE)
    {
      const char *z = words->at[zone];
      const gint64 minutes = (z[1] - '0') * 600 + (z[2] - '0') * 60 + (z[3] - '0') * 10 + (z[4] - '0');
      *time_us -= (z[0] == '-' ? -minutes : minutes) * 60 * G_USEC_PER_SEC;
    }
  return *time_us != NIXIE_TIME_NONE;
}

static gboolean
find_date (const Words *words, gint64 *time_us)
{
  for (guint i = 0; i + 1 < words->n; i++)
    {
      if (is_day_of_week (words, i) && (read_asctime (words, i + 1, time_us) || read_rfc5322 (words, i + 1, time_us)))
        return TRUE;
      if (g_ascii_isdigit (words->at[i][0]) && read_iso (words, i, time_us))
        return TRUE;
    }
  *time_us = NIXIE_TIME_NONE;
  return FALSE;
}

/* git-format-patch(1): "From <commit id> Mon Sep 17 00:00:00 2001". */
static gboolean
is_patch (NixieSlice line)
{
  static const char date[] = " Mon Sep 17 00:00:00 2001";
  const gsize date_length = sizeof date - 1;
  if (line.length < 40 + date_length || memcmp (line.data + line.length - date_length, date, date_length) != 0)
    return FALSE;
  for (gsize i = 0; i < line.length - date_length; i++)
    if (!g_ascii_isxdigit (line.data[i]))
      return FALSE;
  return TRUE;
}

NixieFromLine
nixie_from_line (NixieSlice bytes)
{
  NixieFromLine from = { NIXIE_FROM_NONE, 0, NIXIE_TIME_NONE };
  if (!is_from (bytes))
    return from;
  const gsize length = line_length (bytes);
  if (length == NIXIE_FROM_LINE_BYTES || memchr (bytes.data, '\0', length) != NULL)
    return from;
  const NixieSlice line = nixie_slice (bytes.data + 5, length - 5);
  from.length = length + line_end_length (bytes, length);
  Words words;
  if (!split_words (line, &words))
    from.kind = NIXIE_FROM_OTHER;
  else if (words.n == 0 || (words.n == 1 && word_is (&words, 0, "-")))
    from.kind = NIXIE_FROM_BARE;
  else if (is_patch (line))
    from.kind = NIXIE_FROM_PATCH;
  else
    from.kind = find_date (&words, &from.envelope_us) ? NIXIE_FROM_DATED : NIXIE_FROM_OTHER;
  return from;
}

gboolean
nixie_looks_like_field (NixieSlice bytes)
{
  const gsize most = MIN (bytes.length, 100);
  gsize i = 0;
  while (i < most && bytes.data[i] > ' ' && bytes.data[i] < 127 && bytes.data[i] != ':')
    i++;
  if (i == 0)
    return FALSE;
  while (i < bytes.length && (bytes.data[i] == ' ' || bytes.data[i] == '\t'))
    i++;
  if (i >= bytes.length || bytes.data[i] != ':')
    return FALSE;
  return !(i + 2 < bytes.length && bytes.data[i + 1] == '/' && bytes.data[i + 2] == '/');
}

/* How many lines of the header at the start of BYTES are fields that tell mail from a list of "name: value". */
static guint
count_mail_fields (NixieSlice bytes)
{
  static const char *const fields[] = { "received:",   "return-path:",  "from:",         "to:",           "date:",     "subject:",
                                        "message-id:", "mime-version:", "content-type:", "delivered-to:", "reply-to:", "x-",
                                        NULL };
  guint n = 0;
  while (bytes.length > 0 && bytes.data[0] != '\n' && bytes.data[0] != '\r')
    {
      for (const char *const *field = fields; *field != NULL; field++)
        n += nixie_slice_starts_nocase (bytes, *field) ? 1 : 0;
      gsize end = 0;
      while (end < bytes.length && bytes.data[end] != '\n' && bytes.data[end] != '\r')
        end++;
      end += line_end_length (bytes, end);
      bytes = nixie_slice (bytes.data + end, bytes.length - end);
    }
  return n;
}

static gboolean
is_binary (NixieSlice head)
{
  gsize odd = 0;
  for (gsize i = 0; i < head.length; i++)
    {
      const guchar c = (guchar) head.data[i];
      if (c == '\0')
        return TRUE;
      odd += (c < 8 || (c > 13 && c < 32 && c != 27)) ? 1 : 0;
    }
  return odd * 10 > head.length;
}

gint64
nixie_source_envelope_us (NixieSlice text)
{
  return nixie_from_line (text).envelope_us;
}

/* A first line that is broken is forgiven where two fields of mail follow. */
static NixieLook
look_at_header (NixieSlice head)
{
  const gboolean field_first = nixie_looks_like_field (head);
  if (count_mail_fields (head) >= (field_first ? 1 : 2))
    return NIXIE_LOOK_MESSAGE;
  if (field_first)
    return NIXIE_LOOK_FIELDS;
  return is_binary (head) ? NIXIE_LOOK_BINARY : NIXIE_LOOK_TEXT;
}

NixieLook
nixie_look (NixieSlice head, gsize *blank)
{
  gsize start = head.length >= 3 && memcmp (head.data, "\357\273\277", 3) == 0 ? 3 : 0;
  while (start < head.length && (head.data[start] == '\n' || head.data[start] == '\r'))
    start++;
  *blank = start;
  head = nixie_slice (head.data + start, head.length - start);
  const NixieFromLine from = nixie_from_line (head);
  const NixieSlice below = nixie_slice (head.data + from.length, head.length - from.length);
  if (from.kind == NIXIE_FROM_DATED || (from.kind != NIXIE_FROM_NONE && nixie_looks_like_field (below)))
    return NIXIE_LOOK_MBOX;
  return look_at_header (head);
}
