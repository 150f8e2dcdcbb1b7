/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See entry.h; the fold itself is fold.c. An encoded entry: state, until, version, flags, class, times, counts, reason, time and id of the
 * event that is shown or else its texts, then the strands that are not clear.
 */
#include "policy/codec-private.h"
#include "policy/entry.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>

#define VERSION 1
#define FLAG_PROTECTED 0x01
#define FLAG_REFERS 0x02
#define N_TEXTS_REFERRING 2 /* address and display */
#define PEEK_BYTES 9

static const char *const state_ids[] = {
  [NIXIE_STATE_CLEAR] = "clear",     [NIXIE_STATE_COUNTING] = "counting", [NIXIE_STATE_SUPPRESSED] = "suppressed",
  [NIXIE_STATE_ALLOWED] = "allowed", [NIXIE_STATE_HELD] = "held",
};

const char *
nixie_state_id (NixieState state)
{
  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (state_ids), "");
  return state_ids[state];
}

gboolean
nixie_state_from_id (const char *id, NixieState *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (state_ids); i++)
    if (strcmp (id, state_ids[i]) == 0)
      {
        *state = (NixieState) i;
        return TRUE;
      }
  return FALSE;
}

const char *
nixie_strand_id (NixieStrandKind kind)
{
  static const char *const ids[NIXIE_N_STRANDS] = { "bounce", "complaint", "opt-out", "operator" };
  g_return_val_if_fail ((guint) kind < NIXIE_N_STRANDS, "");
  return ids[kind];
}

NixieState
nixie_state_at (NixieState state, gint64 until_us, gint64 now_us)
{
  return state == NIXIE_STATE_SUPPRESSED && until_us <= now_us ? NIXIE_STATE_COUNTING : state;
}

NixieState
nixie_entry_state (const NixieEntry *entry, gint64 now_us)
{
  return nixie_state_at (entry->state, entry->until_us, now_us);
}

guint8
nixie_entry_protected_strands (const NixieEntry *entry)
{
  guint8 strands = 0;
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    if (entry->strands[kind].state == NIXIE_STATE_SUPPRESSED && entry->strands[kind].protected)
      strands |= (guint8) (1U << kind);
  return strands;
}

static const NixieRecordShape shape = { sizeof (NixieEntry), G_STRUCT_OFFSET (NixieEntry, texts), NIXIE_ENTRY_N_TEXTS };

NixieEntry
nixie_entry_draft (const char *address)
{
  NixieEntry draft = { .address = address, .reason = NIXIE_REASON_UNDEFINED };
  for (guint i = 1; i < NIXIE_ENTRY_N_TEXTS; i++)
    draft.texts[i] = "";
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    draft.strands[kind].reason = NIXIE_REASON_UNDEFINED;
  return draft;
}

NixieEntry *
nixie_entry_new (const NixieEntry *draft)
{
  return nixie_record_new (draft, &shape);
}

void
nixie_entry_free (NixieEntry *entry)
{
  g_free (entry);
}

void
nixie_entry_show (NixieEntry *entry, const NixieEvent *event)
{
  entry->status = event->status;
  entry->reply = event->reply;
  entry->diagnostic = event->diagnostic;
  entry->source = event->source;
}

static void
encode_strand (const NixieEntry *entry, guint kind, NixieHead *head)
{
  const NixieStrand *strand = &entry->strands[kind];
  nixie_put_u8 (head, (guint8) kind);
  nixie_put_u8 (head, (guint8) strand->state);
  nixie_put_u8 (head, strand->protected ? FLAG_PROTECTED : 0);
  nixie_put_class (head, strand->class);
  nixie_put_time (head, strand->since_us);
  nixie_put_time (head, strand->until_us);
  nixie_put_time (head, strand->rearm_us);
  nixie_put_u32 (head, strand->counted_days);
  nixie_put_reason (head, strand->reason, entry->reason);
}

void
nixie_entry_encode (const NixieEntry *entry, GByteArray *bytes)
{
  NixieHead head = { .length = 0 }, strands = { .length = 0 };
  nixie_put_u8 (&head, (guint8) entry->state);
  nixie_put_time (&head, entry->until_us);
  nixie_put_u8 (&head, VERSION);
  nixie_put_u8 (&head, (guint8) ((entry->protected ? FLAG_PROTECTED : 0) | (entry->refers ? FLAG_REFERS : 0)));
  nixie_put_class (&head, entry->class);
  nixie_put_time (&head, entry->first_us);
  nixie_put_time (&head, entry->last_us);
  nixie_put_u32 (&head, entry->failures);
  nixie_put_u32 (&head, entry->hard_failures);
  nixie_put_u32 (&head, entry->counted_days);
  nixie_put_u32 (&head, entry->held);
  nixie_put_reason (&head, entry->reason, NIXIE_REASON_UNDEFINED);
  if (entry->refers)
    {
      nixie_put_time (&head, entry->shown_us);
      nixie_put_octets (&head, entry->shown_id, NIXIE_ID_BYTES);
    }
  nixie_put_head (bytes, &head);
  nixie_put_texts_as_listed (bytes, entry->texts, entry->refers ? N_TEXTS_REFERRING : NIXIE_ENTRY_N_TEXTS);
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    if (entry->strands[kind].state != NIXIE_STATE_CLEAR)
      encode_strand (entry, kind, &strands);
  nixie_put_head (bytes, &strands);
}

static NixieState
take_state (NixieOctets *octets)
{
  const guint8 octet = nixie_take_u8 (octets);
  if (octet < G_N_ELEMENTS (state_ids))
    return (NixieState) octet;
  octets->damaged = TRUE;
  return NIXIE_STATE_CLEAR;
}

static void
decode_strand (NixieOctets *octets, NixieEntry *entry)
{
  const guint8 kind = nixie_take_u8 (octets);
  if (kind >= NIXIE_N_STRANDS)
    {
      octets->damaged = TRUE;
      return;
    }
  NixieStrand *strand = &entry->strands[kind];
  strand->state = take_state (octets);
  strand->protected = (nixie_take_u8 (octets) & FLAG_PROTECTED) != 0;
  strand->class = nixie_take_class (octets);
  strand->since_us = nixie_take_time (octets);
  strand->until_us = nixie_take_time (octets);
  strand->rearm_us = nixie_take_time (octets);
  strand->counted_days = nixie_take_u32 (octets);
  strand->reason = nixie_take_reason (octets, entry->reason);
}

static void
decode_entry (NixieOctets *octets, NixieEntry *entry)
{
  entry->state = take_state (octets);
  entry->until_us = nixie_take_time (octets);
  if (nixie_take_u8 (octets) != VERSION)
    octets->damaged = TRUE;
  const guint8 flags = nixie_take_u8 (octets);
  entry->protected = (flags & FLAG_PROTECTED) != 0;
  entry->refers = (flags & FLAG_REFERS) != 0;
  entry->class = nixie_take_class (octets);
  entry->first_us = nixie_take_time (octets);
  entry->last_us = nixie_take_time (octets);
  entry->failures = nixie_take_u32 (octets);
  entry->hard_failures = nixie_take_u32 (octets);
  entry->counted_days = nixie_take_u32 (octets);
  entry->held = nixie_take_u32 (octets);
  entry->reason = nixie_take_reason (octets, NIXIE_REASON_UNDEFINED);
  if (entry->refers)
    {
      entry->shown_us = nixie_take_time (octets);
      nixie_take_bytes (octets, entry->shown_id, NIXIE_ID_BYTES);
    }
  nixie_take_texts_as_listed (octets, entry->texts, entry->refers ? N_TEXTS_REFERRING : NIXIE_ENTRY_N_TEXTS);
  while (!octets->damaged && octets->left > 0)
    decode_strand (octets, entry);
}

gboolean
nixie_entry_view (const char *address, NixieSlice bytes, NixieEntry *entry, GError **error)
{
  NixieOctets octets = nixie_octets (bytes);
  NixieEntry draft = nixie_entry_draft (address);
  decode_entry (&octets, &draft);
  if (!nixie_octets_end_well (&octets))
    {
      g_autofree char *shown = nixie_text_one_line (address, strlen (address), NIXIE_LIMIT_ADDRESS_BYTES);
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged entry of '%s': 'nixie rebuild' makes it anew"), shown);
      return FALSE;
    }
  *entry = draft;
  return TRUE;
}

gboolean
nixie_entry_peek (NixieSlice bytes, NixieState *state, gint64 *until_us)
{
  NixieOctets octets = nixie_octets (nixie_slice (bytes.data, MIN (bytes.length, PEEK_BYTES)));
  const NixieState peeked = take_state (&octets);
  const gint64 until = nixie_take_time (&octets);
  if (octets.damaged)
    return FALSE;
  *state = peeked;
  *until_us = until;
  return TRUE;
}
