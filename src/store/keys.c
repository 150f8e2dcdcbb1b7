/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys. An event's is address, NUL, time (8 octets, big-endian), id (16): so a history is one range, in the order of time. A tally's is
 * domain, NUL, week (4 octets, big-endian).
 */
#include "store/store-private.h"

#include <string.h>

#define TAIL_BYTES (1 + 8 + NIXIE_ID_BYTES)
#define WEEK_BYTES 4

gboolean
nixie_key_fits (const char *address)
{
  const gsize length = strlen (address);
  return length > 0 && length <= NIXIE_KEY_BYTES - TAIL_BYTES;
}

static void
put (NixieKey *key, const void *octets, gsize length)
{
  memcpy (key->octets + key->length, octets, length);
  key->length += length;
}

void
nixie_key_history (NixieKey *key, const char *address)
{
  g_assert (nixie_key_fits (address));
  key->length = 0;
  put (key, address, strlen (address) + 1);
}

void
nixie_key_behind (NixieKey *key, const char *address)
{
  nixie_key_history (key, address);
  key->octets[key->length - 1] = 1;
}

void
nixie_key_event (NixieKey *key, const char *address, gint64 time_us, const guint8 *id)
{
  const guint64 time_be = GUINT64_TO_BE ((guint64) MAX (time_us, 0));
  nixie_key_history (key, address);
  put (key, &time_be, sizeof time_be);
  put (key, id, NIXIE_ID_BYTES);
}

void
nixie_key_domain (NixieKey *key, const char *domain)
{
  g_assert (strlen (domain) <= NIXIE_KEY_BYTES - 1 - WEEK_BYTES);
  key->length = 0;
  put (key, domain, strlen (domain) + 1);
}

void
nixie_key_tally (NixieKey *key, const char *domain, guint32 week)
{
  const guint32 week_be = GUINT32_TO_BE (week);
  nixie_key_domain (key, domain);
  put (key, &week_be, sizeof week_be);
}

gboolean
nixie_key_starts (const MDB_val *key, const NixieKey *prefix)
{
  return key->mv_size >= prefix->length && memcmp (key->mv_data, prefix->octets, prefix->length) == 0;
}

char *
nixie_key_address (const MDB_val *key)
{
  const char *end = memchr (key->mv_data, '\0', key->mv_size);
  const gsize length = end != NULL ? (gsize) (end - (const char *) key->mv_data) : 0;
  return length > 0 && key->mv_size == length + TAIL_BYTES ? g_strndup (key->mv_data, length) : NULL;
}

MDB_val
nixie_key_val (NixieKey *key)
{
  return (MDB_val){ key->length, key->octets };
}

MDB_val
nixie_string_val (const char *string)
{
  return (MDB_val){ strlen (string), (void *) string };
}

MDB_val
nixie_bytes_val (const GByteArray *bytes)
{
  return (MDB_val){ bytes->len, bytes->data };
}

NixieSlice
nixie_val_slice (const MDB_val *val)
{
  return nixie_slice (val->mv_data, val->mv_size);
}
