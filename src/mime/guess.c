/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See guess-private.h. What tells the charsets apart: two octets a character stand in long unbroken runs and fit the ranges of their
 * charset to the last one; Japanese has kana, which other texts have not; Cyrillic words are whole runs of letters above 0xC0, mostly of
 * the lower case; in Latin ones a single octet stands among ASCII letters.
 */
#include "mime/guess-private.h"

#define LOOK_BYTES (64 * 1024)

typedef struct {
  guint pairs, kana, joined, broken; /* joined: pairs right behind another */
} Pairs;

typedef gboolean (*IsPair) (guchar lead, guchar trail);

static gboolean
is_shift_jis (guchar lead, guchar trail)
{
  return ((lead >= 0x81 && lead <= 0x9f) || (lead >= 0xe0 && lead <= 0xfc)) && trail >= 0x40 && trail <= 0xfc && trail != 0x7f;
}

static gboolean
is_euc (guchar lead, guchar trail)
{
  return lead >= 0xa1 && lead <= 0xfe && trail >= 0xa1 && trail <= 0xfe;
}

static gboolean
is_big5 (guchar lead, guchar trail)
{
  return lead >= 0xa1 && lead <= 0xf9 && ((trail >= 0x40 && trail <= 0x7e) || (trail >= 0xa1 && trail <= 0xfe));
}

static gboolean
is_kana (IsPair is_pair, guchar lead, guchar trail)
{
  if (is_pair == is_shift_jis)
    return (lead == 0x82 && trail >= 0x9f && trail <= 0xf1) || (lead == 0x83 && trail <= 0x96);
  return is_pair == is_euc && (lead == 0xa4 || lead == 0xa5);
}

/* Half-width katakana of Shift_JIS are one octet. */
static gboolean
is_single (IsPair is_pair, guchar c)
{
  return c < 0x80 || (is_pair == is_shift_jis && c >= 0xa1 && c <= 0xdf);
}

static Pairs
count_pairs (NixieSlice text, IsPair is_pair)
{
  Pairs found = { 0 };
  gboolean before = FALSE;
  for (gsize i = 0; i < text.length; i++)
    {
      const guchar c = (guchar) text.data[i];
      const guchar next = i + 1 < text.length ? (guchar) text.data[i + 1] : 0;
      const gboolean pair = !is_single (is_pair, c) && is_pair (c, next);
      if (pair)
        {
          found.pairs++;
          found.joined += before ? 1 : 0;
          found.kana += is_kana (is_pair, c, next) ? 1 : 0;
          i++;
        }
      else if (!is_single (is_pair, c) && i + 1 < text.length) /* the last may have been cut in two */
        found.broken++;
      before = pair;
    }
  return found;
}

static gboolean
fits (const Pairs *found)
{
  return found->pairs >= 3 && 20 * found->broken <= found->pairs && 2 * found->joined >= found->pairs;
}

typedef struct {
  guint high, low_letters, in_words, upper_koi, lower_koi;
} Letters;

/* Octets above 0x7f: how many, how many below the letters of Cyrillic charsets, how many in runs of three or more. */
static Letters
count_letters (NixieSlice text)
{
  Letters found = { 0 };
  guint run = 0;
  for (gsize i = 0; i <= text.length; i++)
    {
      const guchar c = i < text.length ? (guchar) text.data[i] : 0;
      if (c < 0x80)
        {
          found.in_words += run >= 3 ? run : 0;
          run = 0;
          continue;
        }
      run++;
      found.high++;
      found.low_letters += c < 0xc0 ? 1 : 0;
      found.lower_koi += c >= 0xc0 && c < 0xe0 ? 1 : 0;
      found.upper_koi += c >= 0xe0 ? 1 : 0;
    }
  return found;
}

const char *
nixie_charset_guess (NixieSlice text, gboolean only_sure)
{
  text.length = MIN (text.length, LOOK_BYTES);
  const Pairs shift_jis = count_pairs (text, is_shift_jis);
  const Pairs euc = count_pairs (text, is_euc);
  if (fits (&shift_jis) && 5 * shift_jis.kana >= shift_jis.pairs)
    return "CP932";
  if (fits (&euc) && 5 * euc.kana >= euc.pairs)
    return "EUC-JP";
  if (only_sure)
    return "WINDOWS-1252";
  const Letters letters = count_letters (text);
  const gboolean words = letters.high >= 6 && 10 * letters.in_words >= 7 * letters.high;
  if (words && 10 * letters.low_letters < letters.high)
    return letters.lower_koi > letters.upper_koi ? "KOI8-R" : "WINDOWS-1251";
  const Pairs big5 = count_pairs (text, is_big5);
  if (fits (&euc))
    return "GB18030";
  return fits (&big5) ? "BIG5" : "WINDOWS-1252";
}
