/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie scan: record returned mail from mailboxes, folders and files. Workers parse; this process is the one writer, and commits a
 * batch in a thread while the next one comes in, so that the workers never wait for the disk. Every event has an id of its own
 * content, so a scan that was interrupted, or is run twice, counts nothing twice.
 */
#include "cli/cli.h"

#include "base/clock.h"
#include "cli/feed.h"
#include "cli/tally.h"

#include <stdio.h>
#include <string.h>

/* Events that are held before they are written, in the order of their addresses: the more, the fewer pages each costs; but the last of
 * them are written when there is nothing more to read meanwhile, so a batch is no more than a share of what came before. */
#define BATCH_LEAST 2000
#define BATCH_MOST 8000
#define BATCH_SHARE 4

typedef struct {
  NixieWorkPlan plan;
  NixieTally tally;
  NixieStore *store;  /* NULL: dry run; while WRITER is not NULL, the writer's */
  guint64 handed_over; /* events, to the writer */
  GPtrArray *batch;   /* NixieEvent *, owned */
  GThread *writer;
  GPtrArray *writing; /* NixieEvent *, owned; the writer's */
  GError *trouble;    /* of the writer */
} Scan;

static int
compare_addresses (gconstpointer a, gconstpointer b)
{
  const NixieEvent *one = *(const NixieEvent *const *) a, *two = *(const NixieEvent *const *) b;
  return strcmp (one->address, two->address);
}

/* The writer. Several commits, each of as many events as the list can take with little memory; neighbours share pages. What is written is
 * freed at once. */
static gpointer
write_events (gpointer data)
{
  Scan *scan = data;
  const guint all = scan->writing->len;
  g_ptr_array_sort (scan->writing, compare_addresses);
  for (guint done = 0; done < all;)
    {
      g_autoptr (GPtrArray) some = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
      const guint n = MIN (nixie_store_batch_events (scan->store, all), all - done);
      for (guint i = 0; i < n; i++)
        g_ptr_array_add (some, g_steal_pointer (&scan->writing->pdata[done++]));
      if (!nixie_store_write (scan->store, some, scan->plan.now_us, &scan->tally.change, &scan->trouble))
        return NULL;
    }
  return NULL;
}

/* Waits for the writer. */
static gboolean
settle (Scan *scan, GError **error)
{
  if (scan->writer != NULL)
    g_thread_join (g_steal_pointer (&scan->writer));
  g_ptr_array_set_size (scan->writing, 0);
  if (scan->trouble == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&scan->trouble));
  return FALSE;
}

/* Hands the batch to a writer. */
static gboolean
commit (Scan *scan, GError **error)
{
  if (!settle (scan, error))
    return FALSE;
  if (scan->store == NULL)
    g_ptr_array_set_size (scan->batch, 0);
  if (scan->batch->len == 0)
    return TRUE;
  GPtrArray *full = scan->batch;
  scan->handed_over += full->len;
  scan->batch = scan->writing;
  scan->writing = full;
  scan->writer = g_thread_try_new ("writer", write_events, scan, NULL);
  if (scan->writer != NULL)
    return TRUE;
  write_events (scan); /* no thread to be had: the workers wait this once */
  return settle (scan, error);
}

/* In the parent, in the order of the input. */
static gboolean
take_result (const NixiePoolResult *result, gpointer data, GError **error)
{
  Scan *scan = data;
  g_autoptr (NixieWork) work = NULL;
  if (result->fate != NIXIE_POOL_DONE)
    {
      scan->tally.not_understood++;
      nixie_feed_say_unread (result);
      return TRUE;
    }
  if (!nixie_work_decode (result->bytes, &work, error))
    return FALSE;
  nixie_tally_add (&scan->tally, work);
  g_ptr_array_extend_and_steal (scan->batch, g_steal_pointer (&work->events));
  return scan->batch->len < CLAMP (scan->handed_over / BATCH_SHARE, BATCH_LEAST, BATCH_MOST) || commit (scan, error);
}

static void
write_summary (const NixieTally *tally, gboolean json)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (json)
    nixie_tally_write_json (tally, out);
  else
    nixie_tally_write_text (tally, out);
  fwrite (out->str, 1, out->len, stdout);
}

/* The rest of a scan whose feed stands ready. */
static int
run (Scan *scan, NixieFeed *feed, gboolean json, GError **error)
{
  const gboolean whole = nixie_feed_run (feed, error) && commit (scan, error);
  if (!settle (scan, whole ? error : NULL) || !whole)
    return 0;
  const int caught = nixie_feed_signal (feed);
  scan->tally.messages = nixie_feed_messages (feed);
  scan->tally.bytes = nixie_feed_bytes (feed);
  scan->tally.unreadable = nixie_feed_unreadable (feed);
  scan->tally.interrupted = caught != 0;
  write_summary (&scan->tally, json);
  return caught != 0 ? 128 + caught : scan->tally.unreadable > 0 ? 1 : 0;
}

int
nixie_cmd_scan (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  const gboolean json = g_strcmp0 (call->options->format, "json") == 0;
  if (!nixie_cli_settings (call, &settings, error))
    return 0;

  g_autoptr (GPtrArray) batch = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  g_autoptr (GPtrArray) other = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  Scan scan = { .plan = { settings, nixie_clock_now_us () }, .batch = batch, .writing = other };
  const NixieFeedPlan plan = {
    .jobs = (guint) call->options->jobs, .progress = TRUE, .task = { nixie_work_read, &scan.plan, take_result, &scan },
  };
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieFeed) feed = NULL; /* ends before the store closes; starts before it opens */
  if (!nixie_feed_open (&plan, call->arguments, &feed, error)
      || (!call->options->dry_run && !nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error)))
    return 0;
  scan.store = store;
  scan.tally.recorded = store != NULL;
  return run (&scan, feed, json, error);
}
