/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See feed.h.
 */
#include "cli/feed.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "cli/progress.h"
#include "cli/cli.h"
#include "mime/mime.h"

#include <signal.h>

struct NixieFeed {
  NixieFeedPlan plan;
  NixieSource *source;
  NixiePool *pool;
  NixieProgress *progress; /* NULL where none is shown */
  gint64 bytes;
  guint64 messages;
  guint unreadable;
};

static volatile sig_atomic_t caught;

static void
catch_signal (int number)
{
  caught = number;
}

/* The first signal ends the feed in order, so that what was read is recorded; a second one ends the program. */
static void
watch_signals (void)
{
  struct sigaction action = { .sa_handler = catch_signal, .sa_flags = (int) SA_RESETHAND };
  sigemptyset (&action.sa_mask);
  sigaction (SIGINT, &action, NULL);
  sigaction (SIGTERM, &action, NULL);
}

gboolean
nixie_feed_open (const NixieFeedPlan *plan, const char *const *paths, NixieFeed **feed, GError **error)
{
  if (*paths == NULL)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("no path given; '-' is standard input"));
      return FALSE;
    }
  g_autoptr (NixieFeed) made = g_new0 (NixieFeed, 1);
  made->plan = *plan;
  if (!nixie_mime_is_here (error) || !nixie_source_open (paths, &made->source, error)
      || !nixie_pool_new (plan->jobs, &plan->task, &made->pool, error))
    return FALSE;
  made->progress = plan->progress ? nixie_progress_new () : NULL;
  *feed = g_steal_pointer (&made);
  return TRUE;
}

static void
say_unreadable (NixieFeed *feed, const char *text)
{
  nixie_progress_clear (feed->progress);
  nixie_cli_say ("%s", text);
  feed->unreadable++;
}

static void
show_progress (NixieFeed *feed)
{
  NixieSourceProgress at = { 0 };
  if (!nixie_progress_is_due (feed->progress))
    return;
  nixie_source_progress (feed->source, &at);
  const NixieProgressAt shown = { .count = at.messages, .bytes_done = at.bytes_done, .bytes_total = at.bytes_total };
  nixie_progress_draw (feed->progress, &shown);
}

static gboolean
feed_message (NixieFeed *feed, const NixieMessage *message, GError **error)
{
  feed->messages++;
  feed->bytes += (gint64) message->bytes.length;
  if (message->damaged)
    {
      g_autofree char *text = g_strdup_printf (_("'%s' is cut short"), message->origin);
      say_unreadable (feed, text);
    }
  show_progress (feed);
  /* No more than is read of it, and one octet by which the reader sees that it goes on. */
  const NixieSlice head = nixie_slice (message->whole.data, MIN (message->whole.length, NIXIE_LIMIT_PARSED_BYTES + 1));
  return nixie_pool_add (feed->pool, head, message->origin, error);
}

gboolean
nixie_feed_run (NixieFeed *feed, GError **error)
{
  watch_signals ();
  while (caught == 0)
    {
      NixieMessage message = { 0 };
      g_autoptr (GError) trouble = NULL;
      if (!nixie_source_next (feed->source, &message, &trouble))
        {
          say_unreadable (feed, trouble->message);
          continue;
        }
      if (message.bytes.data == NULL)
        break;
      if (!feed_message (feed, &message, error))
        return FALSE;
    }
  const gboolean finished = nixie_pool_finish (feed->pool, error);
  nixie_progress_clear (feed->progress);
  return finished;
}

void
nixie_feed_say_unread (const NixiePoolResult *result)
{
  if (result->fate == NIXIE_POOL_CRASHED)
    nixie_cli_say (_("cannot read '%s': it crashed the parser"), result->label);
  else
    nixie_cli_say (_("cannot read '%s': it takes too long"), result->label);
}

guint64
nixie_feed_messages (const NixieFeed *feed)
{
  return feed->messages;
}

gint64
nixie_feed_bytes (const NixieFeed *feed)
{
  return feed->bytes;
}

double
nixie_feed_done (const NixieFeed *feed)
{
  NixieSourceProgress at = { 0 };
  nixie_source_progress (feed->source, &at);
  return at.bytes_total > 0 ? CLAMP ((double) at.bytes_done / (double) at.bytes_total, 0, 1) : -1;
}

guint
nixie_feed_unreadable (const NixieFeed *feed)
{
  return feed->unreadable;
}

int
nixie_feed_signal (const NixieFeed *feed)
{
  return (int) caught;
}

void
nixie_feed_free (NixieFeed *feed)
{
  if (feed == NULL)
    return;
  nixie_progress_free (feed->progress);
  nixie_pool_free (feed->pool);
  nixie_source_free (feed->source);
  g_free (feed);
}
