/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages from paths to worker processes: what scan and parse share. Says on stderr what could not be read and goes on; shows
 * progress where asked and stderr is a terminal; ends early, and in order, at SIGINT and SIGTERM.
 */
#ifndef NIXIE_CLI_FEED_H
#define NIXIE_CLI_FEED_H

#include "base/pool.h"
#include "source/source.h"

typedef struct {
  guint jobs;            /* worker processes, 0: one for each CPU */
  gboolean progress;     /* wanted */
  NixiePoolTask task;
} NixieFeedPlan;

typedef struct NixieFeed NixieFeed;

/* Opens PATHS and starts the workers; PLAN is copied. Call it before a store is opened: workers must not inherit one. Errors:
 * NIXIE_ERROR_USAGE (no path), NO_INPUT, PERMISSION, SYSTEM. */
gboolean nixie_feed_open (const NixieFeedPlan *plan, const char *const *paths, NixieFeed **feed, GError **error);

/* Feeds every message and waits for the last result. FALSE: what done said, or NIXIE_ERROR_SYSTEM. */
gboolean nixie_feed_run (NixieFeed *feed, GError **error);

/* Says on stderr that RESULT's message crashed its worker or took too long. */
void nixie_feed_say_unread (const NixiePoolResult *result);

guint64 nixie_feed_messages (const NixieFeed *feed);
gint64 nixie_feed_bytes (const NixieFeed *feed);
double nixie_feed_done (const NixieFeed *feed);        /* how much of the input is read, 0 to 1; -1 where nobody can tell (a pipe) */
guint nixie_feed_unreadable (const NixieFeed *feed);   /* inputs that could not be read, or not to their end */
int nixie_feed_signal (const NixieFeed *feed);         /* the signal that ended it early, else 0 */

void nixie_feed_free (NixieFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieFeed, nixie_feed_free)

#endif
