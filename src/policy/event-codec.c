/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events as octets: version, kind, flags, class, action, time, id, reason, ground, then the strings.
 */
#include "policy/codec-private.h"
#include "policy/event-private.h"

#include "base/error.h"
#include "base/i18n.h"

#define VERSION 1
#define FLAG_FORCE 0x01
#define KEPT_SHIFT 4 /* the upper half of the flags: strands that a removal keeps */

static const char action_octets[] = {
  [NIXIE_ACTION_NONE] = '-',      [NIXIE_ACTION_FAILED] = 'f',  [NIXIE_ACTION_DELAYED] = 'w',
  [NIXIE_ACTION_DELIVERED] = 'd', [NIXIE_ACTION_RELAYED] = 'r', [NIXIE_ACTION_EXPANDED] = 'e',
};

void
nixie_event_encode (const NixieEvent *event, GByteArray *bytes)
{
  nixie_put_u8 (bytes, VERSION);
  nixie_put_u8 (bytes, (guint8) event->kind);
  nixie_put_u8 (bytes, (guint8) ((event->force ? FLAG_FORCE : 0) | event->kept << KEPT_SHIFT));
  nixie_put_class (bytes, event->class);
  nixie_put_u8 (bytes, (guint8) action_octets[event->action]);
  nixie_put_time (bytes, event->time_us);
  g_byte_array_append (bytes, event->id, NIXIE_ID_BYTES);
  nixie_put_reason (bytes, event->reason);
  nixie_put_reason (bytes, event->ground);
  for (guint i = 0; i < NIXIE_EVENT_N_STRINGS; i++)
    nixie_put_string (bytes, *nixie_event_string (event, i));
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
  if (octet != NIXIE_EVENT_OUTCOME && octet != NIXIE_EVENT_ADD && octet != NIXIE_EVENT_REMOVE)
    octets->damaged = TRUE;
  return (NixieEventKind) octet;
}

gboolean
nixie_event_decode (NixieSlice bytes, NixieEvent **event, GError **error)
{
  NixieOctets octets = nixie_octets (bytes);
  g_autoptr (NixieEvent) read = g_new0 (NixieEvent, 1);
  if (nixie_take_u8 (&octets) != VERSION)
    octets.damaged = TRUE;
  read->kind = take_kind (&octets);
  const guint8 flags = nixie_take_u8 (&octets);
  read->force = (flags & FLAG_FORCE) != 0;
  read->kept = flags >> KEPT_SHIFT;
  read->class = nixie_take_class (&octets);
  read->action = take_action (&octets);
  read->time_us = nixie_take_time (&octets);
  nixie_take_bytes (&octets, read->id, NIXIE_ID_BYTES);
  read->reason = nixie_take_reason (&octets);
  read->ground = nixie_take_reason (&octets);
  for (guint i = 0; i < NIXIE_EVENT_N_STRINGS; i++)
    *nixie_event_string (read, i) = nixie_take_string (&octets);
  if (!nixie_octets_end_well (&octets))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged event"));
      return FALSE;
    }
  *event = g_steal_pointer (&read);
  return TRUE;
}
