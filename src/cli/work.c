/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See work.h. A result is a Head, and behind it each event's length (guint32) and encoding.
 */
#include "cli/work.h"

#include "base/error.h"
#include "pipeline.h"

#include <string.h>

typedef struct {
  guint32 report;
  guint32 unlisted;
} Head;

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

void
nixie_work_read (NixieSlice message, const char *label, GByteArray *result, gpointer data)
{
  const NixieWorkPlan *plan = data;
  g_autoptr (NixieReading) reading = nixie_pipeline_read (message);
  const NixieSighting sighting = { label, plan->now_us, plan->settings->fold_local };
  Head head = { .report = reading->report };
  const guint start = result->len;

  g_byte_array_append (result, (const guint8 *) &head, sizeof head);
  for (guint i = 0; i < reading->outcomes->len; i++)
    {
      g_autoptr (NixieEvent) event = NULL;
      if (nixie_event_from_outcome (reading->outcomes->pdata[i], &sighting, &event, NULL))
        append_event (result, event);
      else
        head.unlisted++;
    }
  memcpy (result->data + start, &head, sizeof head);
}

static gboolean
damaged (GError **error)
{
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_SOFTWARE, "a worker process returned a damaged result");
  return FALSE;
}

gboolean
nixie_work_decode (NixieSlice result, NixieWork **work, GError **error)
{
  Head head;
  if (result.length < sizeof head)
    return damaged (error);
  memcpy (&head, result.data, sizeof head);

  g_autoptr (NixieWork) made = g_new0 (NixieWork, 1);
  made->report = (NixieReportType) head.report;
  made->unlisted = head.unlisted;
  made->events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  for (gsize at = sizeof head; at < result.length;)
    {
      guint32 length;
      NixieEvent *event = NULL;
      if (result.length - at < sizeof length)
        return damaged (error);
      memcpy (&length, result.data + at, sizeof length);
      at += sizeof length;
      if (result.length - at < length)
        return damaged (error);
      if (!nixie_event_decode (nixie_slice (result.data + at, length), &event, error))
        return FALSE;
      g_ptr_array_add (made->events, event);
      at += length;
    }
  *work = g_steal_pointer (&made);
  return TRUE;
}

gboolean
nixie_work_not_understood (const NixieWork *work)
{
  return work->unlisted > 0
         || (work->events->len == 0
             && (work->report == NIXIE_REPORT_DELIVERY_STATUS || work->report == NIXIE_REPORT_UNSTRUCTURED));
}

void
nixie_work_free (NixieWork *work)
{
  if (work == NULL)
    return;
  g_clear_pointer (&work->events, g_ptr_array_unref); /* who takes them leaves NULL */
  g_free (work);
}
