/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events as octets. The key: address, NUL, time, id. Behind it version, kind, flags, signature, class, action, signed day, reason, ground,
 * then the other texts. A ground that is the reason's, and an address that was written as it is listed, are left empty.
 */
#include "policy/event-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define VERSION 1
#define FLAG_FORCE 0x01
#define KEY_TAIL_BYTES (1 + 8 + NIXIE_ID_BYTES) /* behind the address */
#define KEPT_SHIFT 4 /* the upper half of the flags: strands that a removal keeps */

static const char action_octets[] = {
  [NIXIE_ACTION_NONE] = '-',      [NIXIE_ACTION_FAILED] = 'f',  [NIXIE_ACTION_DELAYED] = 'w',
  [NIXIE_ACTION_DELIVERED] = 'd', [NIXIE_ACTION_RELAYED] = 'r', [NIXIE_ACTION_EXPANDED] = 'e',
};

static void
put_key (GByteArray *bytes, const NixieEvent *event)
{
  NixieHead head = { .length = 0 };
  nixie_put_texts (bytes, &event->address, 1);
  nixie_put_time (&head, event->time_us);
  nixie_put_octets (&head, event->id, NIXIE_ID_BYTES);
  nixie_put_head (bytes, &head);
}

void
nixie_event_encode (const NixieEvent *event, GByteArray *bytes)
{
  NixieHead head = { .length = 0 };
  put_key (bytes, event);
  nixie_put_u8 (&head, VERSION);
  nixie_put_u8 (&head, (guint8) event->kind);
  nixie_put_u8 (&head, (guint8) ((event->force ? FLAG_FORCE : 0) | event->kept << KEPT_SHIFT));
  nixie_put_u8 (&head, (guint8) event->signature);
  nixie_put_class (&head, event->class);
  nixie_put_u8 (&head, (guint8) action_octets[event->action]);
  nixie_put_u32 (&head, event->signed_day);
  nixie_put_reason (&head, event->reason, NIXIE_REASON_UNDEFINED);
  nixie_put_reason (&head, event->ground, event->reason);
  nixie_put_head (bytes, &head);
  nixie_put_texts_as_listed (bytes, event->texts, NIXIE_EVENT_N_TEXTS);
}

gsize
nixie_event_key_bytes (NixieSlice bytes)
{
  const char *end = bytes.length > 0 ? memchr (bytes.data, '\0', bytes.length) : NULL;
  const gsize length = end != NULL ? (gsize) (end - bytes.data) + KEY_TAIL_BYTES : 0;
  return length <= bytes.length ? length : 0;
}

static NixieAction
take_action (NixieOctets *octets)
{
  const guint8 octet = nixie_take_u8 (octets);
  for (guint i = 0; i < sizeof action_octets; i++)
    if (octet == (guint8) action_octets[i])
      return (NixieAction) i;
  octets->damaged = TRUE;
  return NIXIE_ACTION_NONE;
}

static NixieEventKind
take_kind (NixieOctets *octets)
{
  const guint8 octet = nixie_take_u8 (octets);
  if (octet < NIXIE_EVENT_OUTCOME || octet > NIXIE_EVENT_FORGET)
    octets->damaged = TRUE;
  return (NixieEventKind) octet;
}

static gboolean
take_key (NixieSlice key, NixieEvent *draft)
{
  NixieOctets octets = nixie_octets (key);
  nixie_take_texts (&octets, draft->texts, 1);
  draft->time_us = nixie_take_time (&octets);
  nixie_take_bytes (&octets, draft->id, NIXIE_ID_BYTES);
  return nixie_octets_end_well (&octets);
}

gboolean
nixie_event_view_parts (NixieSlice key, NixieSlice rest, NixieEvent *event, GError **error)
{
  NixieOctets octets = nixie_octets (rest);
  NixieEvent draft = { 0 };
  octets.damaged = !take_key (key, &draft) || nixie_take_u8 (&octets) != VERSION;
  draft.kind = take_kind (&octets);
  const guint8 flags = nixie_take_u8 (&octets);
  draft.force = (flags & FLAG_FORCE) != 0;
  draft.kept = flags >> KEPT_SHIFT;
  draft.signature = (NixieSignature) nixie_take_u8 (&octets);
  octets.damaged |= draft.signature > NIXIE_SIGNATURE_OTHER;
  draft.class = nixie_take_class (&octets);
  draft.action = take_action (&octets);
  draft.signed_day = nixie_take_u32 (&octets);
  draft.reason = nixie_take_reason (&octets, NIXIE_REASON_UNDEFINED);
  draft.ground = nixie_take_reason (&octets, draft.reason);
  nixie_take_texts_as_listed (&octets, draft.texts, NIXIE_EVENT_N_TEXTS);
  if (!nixie_octets_end_well (&octets))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged event"));
      return FALSE;
    }
  *event = draft;
  return TRUE;
}

gboolean
nixie_event_view (NixieSlice bytes, NixieEvent *event, GError **error)
{
  const gsize key = nixie_event_key_bytes (bytes);
  return nixie_event_view_parts (nixie_slice (bytes.data, key), nixie_slice (bytes.data + key, bytes.length - key), event, error);
}

gboolean
nixie_event_decode (NixieSlice bytes, NixieEvent **event, GError **error)
{
  NixieEvent view;
  if (!nixie_event_view (bytes, &view, error))
    return FALSE;
  *event = nixie_record_new (&view, &nixie_event_shape);
  return TRUE;
}
