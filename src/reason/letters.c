/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Letters beyond ASCII, folded for matching: "Empfänger", "EMPFÄNGER" and "Empfaenger" are one word, as are "użytkownik" and
 * "uzytkownik". Half of what is written in such languages comes without its marks, and typesetters' quotes, hyphens and blanks
 * come in any. The phrases of the tables are written in folded letters; build-aux/rules.awk holds that.
 */
#include "reason/reason-private.h"

#include <string.h>

/* U+00C0 to U+017F, a letter each; capitals stand for two (A: ae, O: oe, U: ue, S: ss), a dot for what is no letter with a mark. */
static const char latin[] = "aaaaAaAceeeeiiii" "dnooooO.ouuuUy.S" "aaaaAaAceeeeiiii" "dnooooO.ouuuUy.y" "aaaaaaccccccccdd"
                            "ddeeeeeeeeeegggg" "gggghhhhiiiiiiii" "ii..jjkk.lllllll" "lllnnnnnn...oooo" "ooOOrrrrrrssssss"
                            "ssttttttuuuuuuuu" "uuuuwwyyyzzzzzzs";

/* The letter that C is taken for, 0 where it goes. */
static gunichar
folded (gunichar c)
{
  if (c >= 0x0410 && c <= 0x042f) /* Cyrillic capitals */
    return c + 0x20;
  if (c >= 0xff01 && c <= 0xff5e) /* ASCII in full width */
    return (gunichar) g_ascii_tolower ((char) (c - 0xff01 + '!'));
  if (c >= 0x2010 && c <= 0x2014)
    return '-';
  switch (c)
    {
    case 0x0401: /* capital io, and io */
    case 0x0451:
      return 0x0435;
    case 0x00a0:
    case 0x202f:
    case 0x3000:
      return ' ';
    case 0x2018:
    case 0x2019:
      return '\'';
    case 0x201c:
    case 0x201d:
    case 0x201e:
      return '"';
    case 0x00ad: /* soft hyphen, marks of direction and width */
    case 0xfeff:
      return 0;
    default:
      return (c >= 0x0300 && c <= 0x036f) || (c >= 0x200b && c <= 0x200f) ? 0 : c;
    }
}

/* Writes C, which follows the letter BEFORE, in no more octets than it had. Returns how many. */
static gsize
write_letter (gunichar c, char before, char *to)
{
  if (c == 0x0308 && (before == 'a' || before == 'o' || before == 'u')) /* a diaeresis of its own */
    c = 'e';
  const char base = c >= 0xc0 && c <= 0x17f ? latin[c - 0xc0] : '.';
  if (g_ascii_isupper (base))
    {
      to[0] = g_ascii_tolower (base);
      to[1] = base == 'S' ? 's' : 'e';
      return 2;
    }
  const gunichar letter = base != '.' ? (guchar) base : folded (c);
  return letter != 0 ? (gsize) g_unichar_to_utf8 (letter, to) : 0;
}

/* How many octets stand before the first that is not ASCII; often there is none, so eight are looked at together. */
static gsize
ascii_length (const GString *text)
{
  gsize n = 0;
  for (guint64 eight; n + sizeof eight <= text->len; n += sizeof eight)
    {
      memcpy (&eight, text->str + n, sizeof eight);
      if ((eight & G_GUINT64_CONSTANT (0x8080808080808080)) != 0)
        break;
    }
  while (n < text->len && (guchar) text->str[n] < 0x80)
    n++;
  return n;
}

void
nixie_letters_fold (GString *text)
{
  gsize from = ascii_length (text), to = from;
  while (from < text->len)
    {
      char *here = text->str + from;
      const gunichar c = g_utf8_get_char_validated (here, (gssize) (text->len - from));
      const gboolean plain = c < 0x80 || c >= (gunichar) -2; /* ASCII, or no UTF-8 */
      from += plain ? 1 : (gsize) g_utf8_skip[*(guchar *) here];
      gsize written = 1;
      if (plain)
        text->str[to] = *here;
      else
        written = write_letter (c, to > 0 ? text->str[to - 1] : ' ', text->str + to);
      to += written;
      if (written == 1 && text->str[to - 1] == ' ' && (to == 1 || text->str[to - 2] == ' '))
        to--;
    }
  g_string_truncate (text, to);
}
