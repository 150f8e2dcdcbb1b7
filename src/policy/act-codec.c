/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One act: made, and as octets: version, kind, flags, time, span, id, target, then the texts.
 */
#include "policy/act.h"
#include "policy/codec-private.h"
#include "policy/event-private.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>

#define VERSION 1
#define FLAG_HARD_ONLY 0x01

static const NixieRecordShape shape = { sizeof (NixieAct), G_STRUCT_OFFSET (NixieAct, texts), NIXIE_ACT_N_TEXTS };
static const guint8 no_id[NIXIE_ID_BYTES];

const char *
nixie_act_kind_id (NixieActKind kind)
{
  static const char *const ids[] = { "", "allow", "undo", "hold", "release", "confirm" };
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (ids), "");
  return ids[kind];
}

gboolean
nixie_act_has_target (const NixieAct *act)
{
  return memcmp (act->target, no_id, NIXIE_ID_BYTES) != 0;
}

NixieAct *
nixie_act_new (const NixieAct *draft)
{
  g_return_val_if_fail (draft != NULL, NULL);
  NixieAct clean = *draft;
  char *lines[NIXIE_ACT_N_TEXTS];
  for (guint i = 0; i < NIXIE_ACT_N_TEXTS; i++)
    {
      const char *text = draft->texts[i] != NULL ? draft->texts[i] : "";
      clean.texts[i] = lines[i] = nixie_text_one_line (text, strlen (text), NIXIE_LIMIT_TEXT_BYTES);
    }
  if (memcmp (clean.id, no_id, NIXIE_ID_BYTES) == 0)
    nixie_event_random_id (clean.id);
  NixieAct *act = nixie_record_new (&clean, &shape);
  for (guint i = 0; i < NIXIE_ACT_N_TEXTS; i++)
    g_free (lines[i]);
  return act;
}

void
nixie_act_free (NixieAct *act)
{
  g_free (act);
}

void
nixie_act_encode (const NixieAct *act, GByteArray *bytes)
{
  NixieHead head = { .length = 0 };
  nixie_put_u8 (&head, VERSION);
  nixie_put_u8 (&head, (guint8) act->kind);
  nixie_put_u8 (&head, act->hard_only ? FLAG_HARD_ONLY : 0);
  nixie_put_time (&head, act->time_us);
  nixie_put_time (&head, act->from_us);
  nixie_put_time (&head, act->to_us);
  nixie_put_octets (&head, act->id, NIXIE_ID_BYTES);
  nixie_put_octets (&head, act->target, NIXIE_ID_BYTES);
  nixie_put_head (bytes, &head);
  nixie_put_texts (bytes, act->texts, NIXIE_ACT_N_TEXTS);
}

gboolean
nixie_act_decode (NixieSlice bytes, NixieAct **act, GError **error)
{
  NixieOctets octets = nixie_octets (bytes);
  NixieAct view = { 0 };
  octets.damaged = nixie_take_u8 (&octets) != VERSION;
  view.kind = (NixieActKind) nixie_take_u8 (&octets);
  octets.damaged |= view.kind < NIXIE_ACT_ALLOW || view.kind > NIXIE_ACT_CONFIRM;
  view.hard_only = (nixie_take_u8 (&octets) & FLAG_HARD_ONLY) != 0;
  view.time_us = nixie_take_time (&octets);
  view.from_us = nixie_take_time (&octets);
  view.to_us = nixie_take_time (&octets);
  nixie_take_bytes (&octets, view.id, NIXIE_ID_BYTES);
  nixie_take_bytes (&octets, view.target, NIXIE_ID_BYTES);
  nixie_take_texts (&octets, view.texts, NIXIE_ACT_N_TEXTS);
  if (!nixie_octets_end_well (&octets))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged act"));
      return FALSE;
    }
  *act = nixie_record_new (&view, &shape);
  return TRUE;
}
