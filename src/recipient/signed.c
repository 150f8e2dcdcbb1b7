/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The forms of signed.h, read from whatever a stranger wrote. What keys have to do with it is in keys.c.
 */
#include "recipient/signed-private.h"

#include "recipient/address.h"

#include <string.h>

static int
digit_of (char c)
{
  const char *at = c != '\0' ? strchr (NIXIE_SIGNED_DIGITS, g_ascii_tolower (c)) : NULL;
  return at != NULL ? (int) (at - NIXIE_SIGNED_DIGITS) : -1;
}

/* 20 digits of 5 bits: the first four are the day, the others the signature. */
static gboolean
take_tag (const char *text, NixieSigned *claim)
{
  guint bits = 0, n_bits = 0;
  gsize n = 0;
  claim->day = 0;
  for (guint i = 0; i < NIXIE_SIGNED_TAG_CHARS; i++)
    {
      const int digit = digit_of (text[i]);
      if (digit < 0)
        return FALSE;
      if (i < NIXIE_SIGNED_DAY_CHARS)
        {
          claim->day = claim->day << 5 | (guint32) digit;
          continue;
        }
      bits = (bits << 5 | (guint) digit) & 0xfff;
      n_bits += 5;
      if (n_bits >= 8)
        claim->mac[n++] = (guint8) (bits >> (n_bits -= 8));
    }
  return TRUE;
}

/* The id between START and DOT, which follows it. */
static gboolean
take_key_id (const char *start, const char *dot, NixieSigned *claim)
{
  const gsize length = (gsize) (dot - start);
  if (length == 0 || length > NIXIE_SIGNED_KEY_ID_CHARS)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (start[i]))
        return FALSE;
      claim->key_id[i] = g_ascii_tolower (start[i]);
    }
  claim->key_id[length] = '\0';
  return TRUE;
}

/* "user=example.com", up to END: the last "=" stands for the "@". */
static char *
path_address (const char *text, const char *end)
{
  const char *mark = end;
  while (mark > text && mark[-1] != '=')
    mark--;
  if (mark < text + 2 || mark == end)
    return NULL;
  return g_strdup_printf ("%.*s@%.*s", (int) (mark - 1 - text), text, (int) (end - mark), mark);
}

/* What stands between the sender's own name, which a "+" or "-" ends, and the "@" at END. */
static gboolean
parse_path (const char *local, const char *end, NixieSigned *claim)
{
  for (const char *dot = memchr (local, '.', (gsize) (end - local)); dot != NULL; dot = memchr (dot + 1, '.', (gsize) (end - dot - 1)))
    {
      const char *id = dot, *tag = dot + 1;
      while (id > local && g_ascii_isalnum (id[-1]))
        id--;
      if (id <= local + 1 || strchr ("+-", id[-1]) == NULL || end - tag <= NIXIE_SIGNED_TAG_CHARS
          || tag[NIXIE_SIGNED_TAG_CHARS] != '=' || !take_key_id (id, dot, claim) || !take_tag (tag, claim))
        continue;
      claim->address = path_address (tag + NIXIE_SIGNED_TAG_CHARS + 1, end);
      return claim->address != NULL;
    }
  return FALSE;
}

/* "user%2Btag@example.com" → "user+tag@example.com"; NULL where it is not what nixie writes. */
static char *
unescape (const char *text)
{
  g_autoptr (GString) out = g_string_new (NULL);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p != '%')
        {
          g_string_append_c (out, *p);
          continue;
        }
      const int high = g_ascii_xdigit_value (p[1]), low = high >= 0 ? g_ascii_xdigit_value (p[2]) : -1;
      if (low < 0 || (high == 0 && low == 0))
        return NULL;
      g_string_append_c (out, (char) (high << 4 | low));
      p += 2;
    }
  const gboolean good = strchr (out->str, '@') != NULL && g_utf8_validate (out->str, -1, NULL);
  return good ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

static gboolean
parse_envid (const char *text, NixieSigned *claim)
{
  const char *dot = strchr (text, '.');
  if (dot == NULL || !take_key_id (text, dot, claim) || !take_tag (dot + 1, claim) || dot[1 + NIXIE_SIGNED_TAG_CHARS] != '.')
    return FALSE;
  claim->address = unescape (dot + 1 + NIXIE_SIGNED_TAG_CHARS + 1);
  return claim->address != NULL;
}

gboolean
nixie_signed_parse (const char *text, NixieSigned *claim)
{
  g_return_val_if_fail (text != NULL && claim != NULL, FALSE);
  NixieSigned read = { .address = NULL };
  gboolean found = parse_envid (text, &read);
  if (!found && strchr (text, '@') != NULL)
    {
      g_autofree char *path = nixie_address_unwrap (text);
      const char *at = strrchr (path, '@');
      found = at != NULL && parse_path (path, at, &read);
    }
  if (found)
    *claim = read;
  return found;
}

void
nixie_signed_clear (NixieSigned *claim)
{
  g_clear_pointer (&claim->address, g_free);
}
