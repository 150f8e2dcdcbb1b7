/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See event.h.
 */
#include "policy/event.h"

#include "base/clock.h"
#include "base/limits.h"
#include "policy/event-private.h"

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#define EARLIEST_US (G_GINT64_CONSTANT (631152000) * G_USEC_PER_SEC) /* 1990-01-01: older dates are a broken clock's */

const NixieRecordShape nixie_event_shape = { sizeof (NixieEvent), G_STRUCT_OFFSET (NixieEvent, texts), NIXIE_EVENT_N_TEXTS };

static gsize
limit_of (const NixieEvent *event, guint i)
{
  const char *const *text = &event->texts[i];
  if (text == &event->display || text == &event->recipient)
    return NIXIE_LIMIT_ADDRESS_BYTES;
  return text == &event->diagnostic ? NIXIE_LIMIT_DIAGNOSTIC_BYTES : NIXIE_LIMIT_TEXT_BYTES;
}

NixieEvent *
nixie_event_new (const NixieEvent *draft)
{
  g_return_val_if_fail (draft != NULL, NULL);
  NixieEvent clean = *draft;
  char *lines[NIXIE_EVENT_N_TEXTS] = { NULL };
  for (guint i = 0; i < NIXIE_EVENT_N_TEXTS; i++)
    {
      const char *text = draft->texts[i] != NULL ? draft->texts[i] : "";
      if (i > 0 && *text != '\0')
        text = lines[i] = nixie_text_one_line (text, strlen (text), limit_of (draft, i));
      clean.texts[i] = text;
    }
  NixieEvent *event = nixie_record_new (&clean, &nixie_event_shape);
  for (guint i = 0; i < NIXIE_EVENT_N_TEXTS; i++)
    g_free (lines[i]);
  return event;
}

gint64
nixie_event_believable_time (gint64 time_us, gint64 now_us)
{
  return time_us >= EARLIEST_US && time_us <= now_us + NIXIE_DAY_US ? time_us : now_us;
}

void
nixie_event_random_id (guint8 *id)
{
  if (getentropy (id, NIXIE_ID_BYTES) == 0)
    return;
  for (guint i = 0; i < NIXIE_ID_BYTES; i++)
    id[i] = (guint8) g_random_int ();
}

NixieEvent *
nixie_event_new_operator (const NixieOperatorWord *word)
{
  g_return_val_if_fail (word != NULL && word->address != NULL, NULL);
  const NixieReason reason = word->kind == NIXIE_EVENT_ADD ? word->reason : NIXIE_REASON_UNDEFINED;
  NixieEvent draft = {
    .kind = word->kind,
    .time_us = word->now_us,
    .reason = reason,
    .ground = reason,
    .class = nixie_reason_can_be_hard (reason) ? NIXIE_CLASS_HARD : NIXIE_CLASS_NONE,
    .force = word->force,
    .address = word->address,
    .display = word->display,
    .diagnostic = word->why,
    .source = word->who,
  };
  nixie_event_random_id (draft.id);
  return nixie_event_new (&draft);
}

char *
nixie_id_to_hex (const guint8 *id)
{
  GString *hex = g_string_sized_new (2 * NIXIE_ID_BYTES);
  for (guint i = 0; i < NIXIE_ID_BYTES; i++)
    g_string_append_printf (hex, "%02x", id[i]);
  return g_string_free (hex, FALSE);
}

gboolean
nixie_event_is_failure (const NixieEvent *event)
{
  const gboolean reported = event->kind == NIXIE_EVENT_OUTCOME || event->kind == NIXIE_EVENT_IMPORT;
  const gboolean request = event->reason == NIXIE_REASON_COMPLAINT || event->reason == NIXIE_REASON_OPT_OUT;
  const gboolean failed = event->action == NIXIE_ACTION_FAILED || event->action == NIXIE_ACTION_NONE;
  return reported && !request && failed && event->class != NIXIE_CLASS_NONE;
}

gboolean
nixie_event_is_by_hand (const NixieEvent *event)
{
  switch (event->kind)
    {
    case NIXIE_EVENT_ADD:
    case NIXIE_EVENT_REMOVE:
    case NIXIE_EVENT_ALLOW:
    case NIXIE_EVENT_FORGET:
      return TRUE;
    case NIXIE_EVENT_OUTCOME:
    case NIXIE_EVENT_IMPORT:
      break;
    }
  return FALSE;
}

int
nixie_event_compare (gconstpointer a, gconstpointer b)
{
  const NixieEvent *one = *(const NixieEvent *const *) a, *two = *(const NixieEvent *const *) b;
  if (one->time_us != two->time_us)
    return one->time_us < two->time_us ? -1 : 1;
  return memcmp (one->id, two->id, NIXIE_ID_BYTES);
}

void
nixie_event_free (NixieEvent *event)
{
  g_free (event);
}
