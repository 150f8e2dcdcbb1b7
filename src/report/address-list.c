/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See address-list.h.
 */
#include "report/address-list.h"

#include <string.h>

#define TYPE_MAX_BYTES 20

/* Behind the quoted string or comment that opens at P, or END. Comments nest (RFC 5322 3.2.2). */
static const char *
skip_enclosed (const char *p, const char *end)
{
  const gboolean quote = *p == '"';
  guint depth = 1;
  for (p++; p < end && depth > 0; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
      else if (*p == (quote ? '"' : ')'))
        depth--;
      else if (!quote && *p == '(')
        depth++;
    }
  return p;
}

/* From P up to the "," or ";" that ends the mailbox; *OPEN and *CLOSE the last pair of angle brackets in it, *WORD and *WORD_END the last
 * word outside that has an "@". */
typedef struct {
  const char *open, *close, *word, *word_end;
} Mailbox;

static void
take_word (Mailbox *box, const char *start, const char *end)
{
  if (end > start && memchr (start, '@', (gsize) (end - start)) != NULL)
    {
      box->word = start;
      box->word_end = end;
    }
}

/* At a "<": the address in brackets; behind it. */
static const char *
take_brackets (Mailbox *box, const char *p, const char *end)
{
  const char *close = p + 1;
  while (close < end && *close != '>' && *close != '<')
    close = *close == '"' ? skip_enclosed (close, end) : close + 1;
  close = MIN (close, end);
  box->open = p + 1;
  box->close = close;
  return close < end && *close == '>' ? close + 1 : close;
}

static const char *
read_mailbox (const char *p, const char *end, Mailbox *box)
{
  const char *start = p;
  while (p < end && *p != ',' && *p != ';')
    {
      if (*p == '<')
        {
          take_word (box, start, p);
          start = p = take_brackets (box, p, end);
        }
      else if (*p == '(')
        {
          take_word (box, start, p);
          start = p = skip_enclosed (p, end);
        }
      else if (*p == '"')
        p = skip_enclosed (p, end);
      else if (g_ascii_isspace (*p) || *p == ':')
        {
          take_word (box, start, p);
          start = ++p;
        }
      else
        p++;
    }
  take_word (box, start, MIN (p, end));
  return p;
}

gboolean
nixie_address_list_next (NixieSlice *rest, NixieSlice *address)
{
  const char *p = rest->data;
  const char *end = rest->data + rest->length;
  while (p < end)
    {
      Mailbox box = { NULL, NULL, NULL, NULL };
      p = read_mailbox (p, end, &box);
      p += p < end ? 1 : 0;
      *rest = nixie_slice (p, (gsize) (end - p));
      if (box.open == NULL && box.word == NULL)
        continue;
      *address = box.open != NULL ? nixie_slice (box.open, (gsize) (box.close - box.open))
                                  : nixie_slice (box.word, (gsize) (box.word_end - box.word));
      *address = nixie_slice_trim (*address);
      return TRUE;
    }
  return FALSE;
}

NixieSlice
nixie_address_list_first (NixieSlice value)
{
  NixieSlice address;
  return nixie_address_list_next (&value, &address) ? address : NIXIE_SLICE_EMPTY;
}

NixieSlice
nixie_address_list_only (NixieSlice value)
{
  NixieSlice address, other;
  if (!nixie_address_list_next (&value, &address) || nixie_address_list_next (&value, &other))
    return NIXIE_SLICE_EMPTY;
  return address;
}

NixieSlice
nixie_typed_value (NixieSlice value, NixieSlice *type)
{
  *type = NIXIE_SLICE_EMPTY;
  value = nixie_slice_trim (value);
  gsize n = 0;
  while (n < value.length && n < TYPE_MAX_BYTES && (g_ascii_isalnum (value.data[n]) || strchr ("-/_ \t", value.data[n]) != NULL))
    n++;
  const gboolean colon = n < value.length && value.data[n] == ':' && nixie_slice_starts_nocase (value, "rfc");
  if (n == 0 || n >= value.length || (value.data[n] != ';' && !colon))
    return value;
  *type = nixie_slice_trim (nixie_slice (value.data, n));
  return nixie_slice_trim (nixie_slice (value.data + n + 1, value.length - n - 1));
}
