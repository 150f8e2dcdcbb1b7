/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie prune: what is older than the settings keep leaves the list, where the list says the same without it.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/progress.h"
#include "store/keep.h"

#include <stdio.h>

static gint64
days_before (gint64 now_us, guint days)
{
  return days > 0 ? MAX (now_us - (gint64) days * NIXIE_DAY_US, NIXIE_TIME_NONE) : NIXIE_TIME_NONE;
}

static void
say (const NixiePruned *pruned, gboolean dry)
{
  fprintf (stderr, dry ? _("events that would go: %lu\n") : _("events that went: %lu\n"), (gulong) pruned->events);
  fprintf (stderr, dry ? _("texts that would be emptied: %lu\n") : _("texts emptied: %lu\n"), (gulong) pruned->texts);
  fprintf (stderr, dry ? _("addresses that would leave the list: %lu\n") : _("addresses that left the list: %lu\n"),
           (gulong) pruned->addresses);
}

int
nixie_cmd_prune (const NixieCall *call, GError **error)
{
  const gboolean dry = call->options->dry_run;
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  NixiePruned pruned;
  if (!nixie_cli_settings (call, &settings, error)
      || !nixie_cli_open (call, dry ? NIXIE_STORE_READ : NIXIE_STORE_WRITE, settings, &store, error))
    return 0;
  const gint64 now_us = nixie_clock_now_us ();
  const NixiePrunePlan plan = { .now_us = now_us, .events_before_us = days_before (now_us, settings->keep_events),
                                .texts_before_us = days_before (now_us, settings->keep_diagnostics), .dry_run = dry };
  NixieProgress *progress = nixie_progress_new ();
  nixie_progress_expect (progress, nixie_store_n_entries (store));
  nixie_store_watch (store, nixie_progress_walked, progress);
  const gboolean done = nixie_store_prune (store, &plan, &pruned, error);
  nixie_progress_free (progress);
  if (done)
    say (&pruned, dry);
  return 0;
}
