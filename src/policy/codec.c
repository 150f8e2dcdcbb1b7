/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See codec-private.h.
 */
#include "policy/codec-private.h"

#include <string.h>

/* The format's own numbers, whatever the enum's are: class none, soft, hard. */
static const char class_octets[] = { [NIXIE_CLASS_NONE] = 'n', [NIXIE_CLASS_SOFT] = 's', [NIXIE_CLASS_HARD] = 'h' };

void
nixie_put_u8 (GByteArray *bytes, guint8 value)
{
  g_byte_array_append (bytes, &value, 1);
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
nixie_put_texts (GByteArray *bytes, NixieSlice texts)
{
  g_byte_array_append (bytes, (const guint8 *) texts.data, (guint) texts.length);
}

void
nixie_put_reason (GByteArray *bytes, NixieReason reason)
{
  const char *id = nixie_reason_id (reason);
  g_byte_array_append (bytes, (const guint8 *) id, (guint) strlen (id) + 1);
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

/* Most texts are ASCII, and the reading of events is the most of what a write costs. */
static gboolean
is_utf8 (const char *text, gsize length)
{
  guchar any = 0;
  for (gsize i = 0; i < length; i++)
    any |= (guchar) text[i];
  return any < 0x80 || g_utf8_validate_len (text, length, NULL);
}

NixieSlice
nixie_take_texts (NixieOctets *octets, guint n)
{
  const char *start = (const char *) octets->at;
  gsize length = 0;
  for (guint i = 0; i < n && !octets->damaged; i++)
    {
      const char *text = start + length;
      const char *end = memchr (text, '\0', octets->left - length);
      if (end == NULL || !is_utf8 (text, (gsize) (end - text)))
        octets->damaged = TRUE;
      else
        length += (gsize) (end - text) + 1;
    }
  return take (octets, length) != NULL ? nixie_slice (start, length) : NIXIE_SLICE_EMPTY;
}

NixieReason
nixie_take_reason (NixieOctets *octets)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  const NixieSlice id = nixie_take_texts (octets, 1);
  if (id.length > 0)
    nixie_reason_from_id (id.data, &reason);
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

gpointer
nixie_record_new (gconstpointer draft, const NixieRecordShape *shape, NixieSlice texts)
{
  char *record = g_malloc (shape->size + texts.length);
  memcpy (record, draft, shape->size);
  char *text = record + shape->size;
  memcpy (text, texts.data, texts.length);
  for (guint i = 0; i < shape->n_texts; i++)
    {
      const char **place = (const char **) (gpointer) (record + shape->texts) + i;
      *place = text;
      text += strlen (text) + 1;
    }
  return record;
}

NixieSlice
nixie_record_texts (const char *const *texts, guint n)
{
  const char *end = texts[n - 1] + strlen (texts[n - 1]) + 1;
  return nixie_slice (texts[0], (gsize) (end - texts[0]));
}
