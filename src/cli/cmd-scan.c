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
#include "store/writer.h"

#include <stdio.h>

/* Events that wait until they are written: the more, the less each costs; but the last are written when there is nothing more to read
 * meanwhile, so a batch is two thirds of what is still to come. */
#define BATCH_LEAST 500
#define BATCH_FIRST 2000

typedef struct {
  NixieWorkPlan plan;
  NixieTally tally;
  const NixieFeed *feed;
  NixieStore *store;
  NixieWriter *writer;   /* NULL: dry run */
  guint batch;           /* how many may wait */
} Scan;

/* Two thirds of the events that are still to come, judged by those that came. */
static guint
next_batch (const Scan *scan)
{
  const double done = nixie_feed_done (scan->feed);
  const double left = done > 0 ? (double) scan->tally.events * (1 - done) / done : NIXIE_BACKLOG_MOST;
  return (guint) CLAMP (left * 2 / 3, BATCH_LEAST, NIXIE_BACKLOG_MOST);
}

static gboolean
commit (Scan *scan, GError **error)
{
  if (scan->writer == NULL)
    return TRUE;
  scan->batch = next_batch (scan);
  return nixie_writer_hand_over (scan->writer, error);
}

/* While the writer is at work more may wait, or the workers would. */
static gboolean
is_time (const Scan *scan)
{
  return scan->writer != NULL
         && nixie_writer_waiting (scan->writer) >= (nixie_writer_is_busy (scan->writer) ? NIXIE_BACKLOG_MOST : scan->batch);
}

/* In the parent, in the order of the input. */
static gboolean
take_result (const NixiePoolResult *result, gpointer data, GError **error)
{
  Scan *scan = data;
  NixieWork work;
  NixieSlice events, event;
  if (result->fate != NIXIE_POOL_DONE)
    {
      scan->tally.not_understood++;
      nixie_feed_say_unread (result);
      return TRUE;
    }
  if (!nixie_work_open (result->bytes, &work, &events, error))
    return FALSE;
  nixie_tally_add (&scan->tally, &work);
  while (scan->writer != NULL && nixie_work_next (&events, &event))
    if (!nixie_writer_add (scan->writer, event, error))
      return FALSE;
  return !is_time (scan) || commit (scan, error);
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
  if ((scan->writer != NULL && !nixie_writer_settle (scan->writer, whole ? error : NULL)) || !whole)
    return 0;
  const int caught = nixie_feed_signal (feed);
  scan->tally.messages = nixie_feed_messages (feed);
  scan->tally.bytes = nixie_feed_bytes (feed);
  scan->tally.unreadable = nixie_feed_unreadable (feed);
  scan->tally.interrupted = caught != 0;
  write_summary (&scan->tally, json);
  if (scan->tally.change.new_holds > 0)
    nixie_cli_say_holds (scan->store, scan->plan.now_us);
  return caught != 0 ? 128 + caught : scan->tally.unreadable > 0 ? 1 : 0;
}

int
nixie_cmd_scan (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieKeys) keys = NULL;
  const gboolean json = g_strcmp0 (call->options->format, "json") == 0;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_rules (call, settings, error) || !nixie_cli_keys (settings, &keys, error))
    return 0;

  Scan scan = { .plan = { settings, nixie_clock_now_us (), keys, NULL, FALSE }, .batch = BATCH_FIRST };
  const NixieFeedPlan plan = {
    .jobs = (guint) call->options->jobs, .progress = TRUE,
    .task = { .work = nixie_work_read, .work_data = &scan.plan, .done = take_result, .done_data = &scan, .gives_way = TRUE },
  };
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieWriter) writer = NULL;
  g_autoptr (NixieFeed) feed = NULL; /* ends before the store closes; starts before it opens */
  if (!nixie_feed_open (&plan, call->arguments, &feed, error)
      || (!call->options->dry_run && !nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error)))
    return 0;
  scan.feed = feed;
  scan.store = store;
  writer = store != NULL ? nixie_writer_new (store, scan.plan.now_us, &scan.tally.change) : NULL;
  scan.writer = writer;
  scan.tally.recorded = store != NULL;
  return run (&scan, feed, json, error);
}
