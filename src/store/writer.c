/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See writer.h. What a write fails with is told by the next call that waits for it.
 */
#include "store/writer.h"

struct NixieWriter {
  NixieStore *store;
  gint64 now_us;
  NixieBacklog *waiting; /* fills */
  NixieBacklog *writing; /* the thread's */
  GThread *thread;       /* NULL: nothing is handed over */
  int is_done;           /* atomic */
  NixieStoreChange *change; /* the thread's, as the next */
  GError *trouble;
};

NixieWriter *
nixie_writer_new (NixieStore *store, gint64 now_us, NixieStoreChange *change)
{
  g_return_val_if_fail (store != NULL, NULL);
  NixieWriter *writer = g_new0 (NixieWriter, 1);
  writer->store = store;
  writer->now_us = now_us;
  writer->change = change;
  writer->waiting = nixie_backlog_new ();
  writer->writing = nixie_backlog_new ();
  return writer;
}

gboolean
nixie_writer_add (NixieWriter *writer, NixieSlice event, GError **error)
{
  g_return_val_if_fail (writer != NULL, FALSE);
  return nixie_backlog_add (writer->waiting, event, error);
}

guint
nixie_writer_waiting (const NixieWriter *writer)
{
  return nixie_backlog_length (writer->waiting);
}

gboolean
nixie_writer_is_busy (NixieWriter *writer)
{
  return writer->thread != NULL && !g_atomic_int_get (&writer->is_done);
}

static gpointer
write_events (gpointer data)
{
  NixieWriter *writer = data;
  nixie_backlog_write (writer->writing, writer->store, writer->now_us, writer->change, &writer->trouble);
  g_atomic_int_set (&writer->is_done, TRUE);
  return NULL;
}

gboolean
nixie_writer_settle (NixieWriter *writer, GError **error)
{
  g_return_val_if_fail (writer != NULL, FALSE);
  if (writer->thread != NULL)
    g_thread_join (g_steal_pointer (&writer->thread));
  if (writer->trouble == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&writer->trouble));
  return FALSE;
}

gboolean
nixie_writer_hand_over (NixieWriter *writer, GError **error)
{
  g_return_val_if_fail (writer != NULL, FALSE);
  if (!nixie_writer_settle (writer, error))
    return FALSE;
  if (nixie_backlog_length (writer->waiting) == 0)
    return TRUE;
  NixieBacklog *full = writer->waiting;
  writer->waiting = writer->writing;
  writer->writing = full;
  writer->is_done = FALSE;
  writer->thread = g_thread_try_new ("writer", write_events, writer, NULL);
  if (writer->thread != NULL)
    return TRUE;
  write_events (writer);
  return nixie_writer_settle (writer, error);
}

void
nixie_writer_free (NixieWriter *writer)
{
  if (writer == NULL)
    return;
  nixie_writer_settle (writer, NULL);
  nixie_backlog_free (writer->waiting);
  nixie_backlog_free (writer->writing);
  g_free (writer);
}
