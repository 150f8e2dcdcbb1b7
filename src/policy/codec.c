/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See codec-private.h.
 */
#include "policy/codec-private.h"

#include "base/limits.h"

#include <string.h>

/* The format's own numbers, whatever the enum's are: class none, soft, hard. */
static const char class_octets[] = { [NIXIE_CLASS_NONE] = 'n', [NIXIE_CLASS_SOFT] = 's', [NIXIE_CLASS_HARD] = 'h' };

void
nixie_put_u8 (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, 1);
}

static void
put_u16 (GByteArray *bytes, guint16 value)
{
  const guint16 big = GUINT16_TO_BE (value);
  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

void
nixie_put_u32 (GByteArray *bytes, guint32 value)
{
  const guint32 big = GUINT32_TO_BE (value);
  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

void
nixie_put_time (GByteArray *bytes, gint64 time_us)
{
  const guint64 big = GUINT64_TO_BE ((guint64) MAX (time_us, 0));
  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

void
nixie_put_string (GByteArray *bytes, const char *string)
{
  gsize length = strlen (string);
  if (length > NIXIE_LIMIT_DIAGNOSTIC_BYTES)
    {
      length = NIXIE_LIMIT_DIAGNOSTIC_BYTES;
      while (length > 0 && ((guchar) string[length] & 0xc0) == 0x80)
        length--;
    }
  put_u16 (bytes, (guint16) length);
  g_byte_array_append (bytes, (const guint8 *) string, (guint) length);
}

void
nixie_put_reason (GByteArray *bytes, NixieReason reason)
{
  nixie_put_string (bytes, nixie_reason_id (reason));
}

void
nixie_put_class (GByteArray *bytes, NixieClass class)
{
  nixie_put_u8 (bytes, (guint8) class_octets[class]);
}

NixieOctets
nixie_octets (NixieSlice bytes)
{
  return (NixieOctets){ (const guint8 *) bytes.data, bytes.length, FALSE };
}

/* LENGTH octets, or NULL where there are fewer. */
static const guint8 *
take (NixieOctets *octets, gsize length)
{
  if (octets->damaged || octets->left < length)
    {
      octets->damaged = TRUE;
      return NULL;
    }
  const guint8 *taken = octets->at;
  octets->at += length;
  octets->left -= length;
  return taken;
}

static guint64
take_number (NixieOctets *octets, gsize length)
{
  const guint8 *taken = take (octets, length);
  guint64 number = 0;
  for (gsize i = 0; taken != NULL && i < length; i++)
    number = number << 8 | taken[i];
  return number;
}

guint8
nixie_take_u8 (NixieOctets *octets)
{
  return (guint8) take_number (octets, 1);
}

guint32
nixie_take_u32 (NixieOctets *octets)
{
  return (guint32) take_number (octets, 4);
}

gint64
nixie_take_time (NixieOctets *octets)
{
  const guint64 time_us = take_number (octets, 8);
  if (time_us <= G_MAXINT64)
    return (gint64) time_us;
  octets->damaged = TRUE;
  return 0;
}

void
nixie_take_bytes (NixieOctets *octets, guint8 *to, gsize length)
{
  const guint8 *taken = take (octets, length);
  if (taken != NULL)
    memcpy (to, taken, length);
}

/* Most strings are ASCII, and the reading of events is the most of what a write costs. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  guchar any = 0;
  for (gsize i = 0; i < length; i++)
    any |= (guchar) text[i] | (guchar) (text[i] == '\0' ? 0x80 : 0);
  return any < 0x80 || g_utf8_validate_len (text, length, NULL);
}

/* A string as it stands in the octets. */
static NixieSlice
take_text (NixieOctets *octets)
{
  const gsize length = take_number (octets, 2);
  const guint8 *taken = take (octets, length);
  if (taken == NULL)
    return NIXIE_SLICE_EMPTY;
  if (is_utf8 ((const char *) taken, length))
    return nixie_slice ((const char *) taken, length);
  octets->damaged = TRUE;
  return NIXIE_SLICE_EMPTY;
}

char *
nixie_take_string (NixieOctets *octets)
{
  const NixieSlice text = take_text (octets);
  char *string = g_malloc (text.length + 1);
  memcpy (string, text.data, text.length);
  string[text.length] = '\0';
  return string;
}

NixieReason
nixie_take_reason (NixieOctets *octets)
{
  char id[64] = "";
  const NixieSlice text = take_text (octets);
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  if (text.length >= sizeof id)
    return reason;
  memcpy (id, text.data, text.length);
  nixie_reason_from_id (id, &reason);
  return reason;
}

NixieClass
nixie_take_class (NixieOctets *octets)
{
  const guint8 octet = nixie_take_u8 (octets);
  for (guint i = 0; i < sizeof class_octets; i++)
    if (octet == (guint8) class_octets[i])
      return (NixieClass) i;
  octets->damaged = TRUE;
  return NIXIE_CLASS_NONE;
}

gboolean
nixie_octets_end_well (const NixieOctets *octets)
{
  return !octets->damaged && octets->left == 0;
}
