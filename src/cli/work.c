/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See work.h. A result is a NixieWork, and behind it each event's length (guint32) and encoding.
 */
#include "cli/work.h"

#include "base/error.h"
#include "pipeline.h"
#include "policy/listed.h"
#include "policy/trust.h"

#include <string.h>

static void
append_event (GByteArray *result, const NixieEvent *event)
{
  const guint start = result->len;
  guint32 length = 0;
  g_byte_array_append (result, (const guint8 *) &length, sizeof length);
  nixie_event_encode (event, result);
  length = result->len - start - (guint32) sizeof length;
  memcpy (result->data + start, &length, sizeof length);
}

static void
count_event (NixieWork *work, const NixieEvent *event)
{
  work->n_events++;
  switch (event->class)
    {
    case NIXIE_CLASS_HARD:
      work->hard++;
      break;
    case NIXIE_CLASS_SOFT:
      work->soft++;
      break;
    case NIXIE_CLASS_NONE:
      if (event->reason == NIXIE_REASON_COMPLAINT || event->reason == NIXIE_REASON_OPT_OUT)
        work->complaints++;
      break;
    }
}

void
nixie_work_read (NixieSlice message, const char *label, GByteArray *result, gpointer data)
{
  const NixieWorkPlan *plan = data;
  g_autoptr (NixieReading) reading = nixie_pipeline_read_from (message, plan->came_to);
  const NixieSighting sighting = { label, plan->now_us, plan->settings->fold_local, plan->keys, plan->settings->verp_days };
  NixieWork work = { .report = reading->report };
  const guint start = result->len;

  g_byte_array_append (result, (const guint8 *) &work, sizeof work);
  for (guint i = 0; i < reading->outcomes->len; i++)
    {
      g_autoptr (NixieEvent) event = NULL;
      if (!nixie_event_from_outcome (reading->outcomes->pdata[i], &sighting, &event, NULL))
        {
          work.unlisted++;
          continue;
        }
      if (!plan->unsealed)
        event = nixie_event_seal (plan->settings, g_steal_pointer (&event));
      count_event (&work, event);
      work.below += nixie_trust_doubt (plan->settings, event) != NIXIE_DOUBT_NONE;
      append_event (result, event);
    }
  memcpy (result->data + start, &work, sizeof work);
}

gboolean
nixie_work_next (NixieSlice *events, NixieSlice *event)
{
  guint32 length;
  if (events->length < sizeof length)
    return FALSE;
  memcpy (&length, events->data, sizeof length);
  if (events->length - sizeof length < length)
    return FALSE;
  *event = nixie_slice (events->data + sizeof length, length);
  *events = nixie_slice (event->data + length, events->length - sizeof length - length);
  return TRUE;
}

gboolean
nixie_work_open (NixieSlice result, NixieWork *work, NixieSlice *events, GError **error)
{
  NixieWork read = { .n_events = G_MAXUINT };
  NixieSlice rest = result, event;
  guint n = 0;
  if (result.length >= sizeof read)
    {
      memcpy (&read, result.data, sizeof read);
      rest = nixie_slice (result.data + sizeof read, result.length - sizeof read);
    }
  const NixieSlice all = rest;
  while (nixie_work_next (&rest, &event))
    n++;
  if (n != read.n_events || rest.length > 0)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_SOFTWARE, "a worker process returned a damaged result");
      return FALSE;
    }
  *work = read;
  *events = all;
  return TRUE;
}

gboolean
nixie_work_decode (NixieSlice events, GPtrArray **decoded, GError **error)
{
  g_autoptr (GPtrArray) made = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  NixieSlice bytes;
  while (nixie_work_next (&events, &bytes))
    {
      NixieEvent *event = NULL;
      if (!nixie_event_decode (bytes, &event, error))
        return FALSE;
      g_ptr_array_add (made, event);
    }
  *decoded = g_steal_pointer (&made);
  return TRUE;
}

gboolean
nixie_work_not_understood (const NixieWork *work)
{
  return work->unlisted > 0
         || (work->n_events == 0
             && (work->report == NIXIE_REPORT_DELIVERY_STATUS || work->report == NIXIE_REPORT_UNSTRUCTURED));
}
