/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See codec-private.h.
 */
#include "policy/codec-private.h"

#include <string.h>

/* The format's own numbers, whatever the enum's are: class none, soft, hard. */
static const char class_octets[] = { [NIXIE_CLASS_NONE] = 'n', [NIXIE_CLASS_SOFT] = 's', [NIXIE_CLASS_HARD] = 'h' };

void
nixie_put_octets (NixieHead *head, const guint8 *octets, gsize length)
{
  g_assert (length <= sizeof head->octets - head->length);
  memcpy (head->octets + head->length, octets, length);
  head->length += length;
}

void
nixie_put_u8 (NixieHead *head, guint8 value)
{
  nixie_put_octets (head, &value, 1);
}

void
nixie_put_u32 (NixieHead *head, guint32 value)
{
  const guint32 big = GUINT32_TO_BE (value);
  nixie_put_octets (head, (const guint8 *) &big, sizeof big);
}

void
nixie_put_time (NixieHead *head, gint64 time_us)
{
  const guint64 big = GUINT64_TO_BE ((guint64) MAX (time_us, 0));
  nixie_put_octets (head, (const guint8 *) &big, sizeof big);
}

void
nixie_put_reason (NixieHead *head, NixieReason reason, NixieReason other)
{
  const char *id = reason == other ? "" : nixie_reason_id (reason);
  nixie_put_octets (head, (const guint8 *) id, strlen (id) + 1);
}

void
nixie_put_class (NixieHead *head, NixieClass class)
{
  nixie_put_u8 (head, (guint8) class_octets[class]);
}

void
nixie_put_head (GByteArray *bytes, const NixieHead *head)
{
  g_byte_array_append (bytes, head->octets, (guint) head->length);
}

void
nixie_put_texts (GByteArray *bytes, const char *const *texts, guint n)
{
  gsize lengths[NIXIE_RECORD_MOST_TEXTS];
  gsize all = 0;
  for (guint i = 0; i < n; i++)
    all += lengths[i] = strlen (texts[i]) + 1;
  g_byte_array_set_size (bytes, bytes->len + (guint) all);
  guint8 *to = bytes->data + bytes->len - all;
  for (guint i = 0; i < n; i++)
    {
      memcpy (to, texts[i], lengths[i]);
      to += lengths[i];
    }
}

void
nixie_put_texts_as_listed (GByteArray *bytes, const char *const *texts, guint n)
{
  const char *shown = strcmp (texts[0], texts[1]) == 0 ? "" : texts[1];
  nixie_put_texts (bytes, &shown, 1);
  nixie_put_texts (bytes, texts + 2, n - 2);
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

static gboolean
is_utf8 (const char *text, gsize length)
{
  return nixie_slice_is_ascii (nixie_slice (text, length)) || g_utf8_validate_len (text, length, NULL);
}

void
nixie_take_texts (NixieOctets *octets, const char **texts, guint n)
{
  /* Most are, and the reading of events is the most of what a write costs. */
  const gboolean ascii = n > 1 && !octets->damaged && nixie_slice_is_ascii (nixie_slice ((const char *) octets->at, octets->left));
  guint i = 0;
  for (; i < n && !octets->damaged; i++)
    {
      const char *text = (const char *) octets->at;
      const char *end = octets->left > 0 ? memchr (text, '\0', octets->left) : NULL;
      octets->damaged = end == NULL || (!ascii && !is_utf8 (text, (gsize) (end - text)));
      if (octets->damaged)
        break;
      texts[i] = text;
      octets->left -= (gsize) (end - text) + 1;
      octets->at = (const guint8 *) end + 1;
    }
  for (; i < n; i++)
    texts[i] = "";
}

void
nixie_take_texts_as_listed (NixieOctets *octets, const char **texts, guint n)
{
  nixie_take_texts (octets, texts + 1, n - 1);
  if (*texts[1] == '\0')
    texts[1] = texts[0];
}

NixieReason
nixie_take_reason (NixieOctets *octets, NixieReason other)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  const char *id;
  nixie_take_texts (octets, &id, 1);
  if (*id == '\0')
    return other;
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

gpointer
nixie_record_new (gconstpointer draft, const NixieRecordShape *shape)
{
  const char *const *from = (const char *const *) (gconstpointer) ((const char *) draft + shape->texts);
  gsize lengths[NIXIE_RECORD_MOST_TEXTS];
  gsize length = shape->size;
  for (guint i = 0; i < shape->n_texts; i++)
    length += lengths[i] = strlen (from[i]) + 1;
  char *record = g_malloc (length);
  memcpy (record, draft, shape->size);
  const char **to = (const char **) (gpointer) (record + shape->texts);
  char *text = record + shape->size;
  for (guint i = 0; i < shape->n_texts; i++)
    {
      to[i] = memcpy (text, from[i], lengths[i]);
      text += lengths[i];
    }
  return record;
}
