/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events as octets: version, kind, flags, signature, class, action, signed day, time, id, reason, ground, then the texts.
 */
#include "policy/event-private.h"

#include "base/error.h"
#include "base/i18n.h"

#define VERSION 1
#define FLAG_FORCE 0x01
#define FIXED_BYTES (6 + 4 + 8 + NIXIE_ID_BYTES) /* before the reason */
#define KEPT_SHIFT 4 /* the upper half of the flags: strands that a removal keeps */

static const char action_octets[] = {
  [NIXIE_ACTION_NONE] = '-',      [NIXIE_ACTION_FAILED] = 'f',  [NIXIE_ACTION_DELAYED] = 'w',
  [NIXIE_ACTION_DELIVERED] = 'd', [NIXIE_ACTION_RELAYED] = 'r', [NIXIE_ACTION_EXPANDED] = 'e',
};

void
nixie_event_encode (const NixieEvent *event, GByteArray *bytes)
{
  NixieHead head = { .length = 0 };
  nixie_put_u8 (&head, VERSION);
  nixie_put_u8 (&head, (guint8) event->kind);
  nixie_put_u8 (&head, (guint8) ((event->force ? FLAG_FORCE : 0) | event->kept << KEPT_SHIFT));
  nixie_put_u8 (&head, (guint8) event->signature);
  nixie_put_class (&head, event->class);
  nixie_put_u8 (&head, (guint8) action_octets[event->action]);
  nixie_put_u32 (&head, event->signed_day);
  nixie_put_time (&head, event->time_us);
  nixie_put_octets (&head, event->id, NIXIE_ID_BYTES);
  nixie_put_reason (&head, event->reason);
  nixie_put_reason (&head, event->ground);
  nixie_put_head (bytes, &head);
  nixie_put_texts (bytes, event->texts, NIXIE_EVENT_N_TEXTS);
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
  if (octet < NIXIE_EVENT_OUTCOME || octet > NIXIE_EVENT_ALLOW)
    octets->damaged = TRUE;
  return (NixieEventKind) octet;
}

gboolean
nixie_event_view (NixieSlice bytes, NixieEvent *event, GError **error)
{
  NixieOctets octets = nixie_octets (bytes);
  NixieEvent draft = { 0 };
  if (nixie_take_u8 (&octets) != VERSION)
    octets.damaged = TRUE;
  draft.kind = take_kind (&octets);
  const guint8 flags = nixie_take_u8 (&octets);
  draft.force = (flags & FLAG_FORCE) != 0;
  draft.kept = flags >> KEPT_SHIFT;
  draft.signature = (NixieSignature) nixie_take_u8 (&octets);
  octets.damaged |= draft.signature > NIXIE_SIGNATURE_OTHER;
  draft.class = nixie_take_class (&octets);
  draft.action = take_action (&octets);
  draft.signed_day = nixie_take_u32 (&octets);
  draft.time_us = nixie_take_time (&octets);
  nixie_take_bytes (&octets, draft.id, NIXIE_ID_BYTES);
  draft.reason = nixie_take_reason (&octets);
  draft.ground = nixie_take_reason (&octets);
  nixie_take_texts (&octets, draft.texts, NIXIE_EVENT_N_TEXTS);
  if (!nixie_octets_end_well (&octets))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged event"));
      return FALSE;
    }
  *event = draft;
  return TRUE;
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

const char *
nixie_event_peek_address (NixieSlice bytes)
{
  NixieOctets octets = nixie_octets (bytes);
  guint8 fixed[FIXED_BYTES];
  const char *texts[3]; /* reason, ground, address */
  nixie_take_bytes (&octets, fixed, sizeof fixed);
  nixie_take_texts (&octets, texts, G_N_ELEMENTS (texts));
  return octets.damaged ? NULL : texts[2];
}
