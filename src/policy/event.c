/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See event.h.
 */
#include "policy/event.h"

#include "base/limits.h"
#include "policy/event-private.h"

#include <string.h>
#include <sys/random.h>
#include <unistd.h>

static const gsize strings[NIXIE_EVENT_N_STRINGS] = {
  G_STRUCT_OFFSET (NixieEvent, address),       G_STRUCT_OFFSET (NixieEvent, display),
  G_STRUCT_OFFSET (NixieEvent, recipient),     G_STRUCT_OFFSET (NixieEvent, status),
  G_STRUCT_OFFSET (NixieEvent, reply),         G_STRUCT_OFFSET (NixieEvent, diagnostic),
  G_STRUCT_OFFSET (NixieEvent, producer),      G_STRUCT_OFFSET (NixieEvent, reporting_mta),
  G_STRUCT_OFFSET (NixieEvent, remote_mta),    G_STRUCT_OFFSET (NixieEvent, report_id),
  G_STRUCT_OFFSET (NixieEvent, message_id),    G_STRUCT_OFFSET (NixieEvent, feedback),
  G_STRUCT_OFFSET (NixieEvent, source),
};

char **
nixie_event_string (const NixieEvent *event, guint i)
{
  return (char **) (gpointer) ((char *) event + strings[i]);
}

NixieEvent *
nixie_event_new (NixieEventKind kind)
{
  NixieEvent *event = g_new0 (NixieEvent, 1);
  event->kind = kind;
  event->reason = event->ground = NIXIE_REASON_UNDEFINED;
  for (guint i = 0; i < NIXIE_EVENT_N_STRINGS; i++)
    *nixie_event_string (event, i) = g_strdup ("");
  return event;
}

void
nixie_event_set (char **to, const char *text, gsize max_bytes)
{
  g_free (*to);
  *to = text != NULL ? nixie_text_one_line (text, strlen (text), max_bytes) : g_strdup ("");
}

static void
random_id (guint8 *id)
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
  NixieEvent *event = nixie_event_new (word->kind);
  random_id (event->id);
  event->time_us = word->now_us;
  if (word->kind == NIXIE_EVENT_ADD)
    event->reason = event->ground = word->reason;
  event->class = nixie_reason_can_be_hard (event->reason) ? NIXIE_CLASS_HARD : NIXIE_CLASS_NONE;
  event->force = word->force;
  nixie_event_set (&event->address, word->address, NIXIE_LIMIT_ADDRESS_BYTES);
  nixie_event_set (&event->display, word->display, NIXIE_LIMIT_ADDRESS_BYTES);
  nixie_event_set (&event->diagnostic, word->why, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  nixie_event_set (&event->source, word->who, NIXIE_LIMIT_TEXT_BYTES);
  return event;
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
  if (event == NULL)
    return;
  for (guint i = 0; i < NIXIE_EVENT_N_STRINGS; i++)
    g_free (*nixie_event_string (event, i));
  g_free (event);
}
