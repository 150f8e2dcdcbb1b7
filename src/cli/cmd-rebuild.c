/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie rebuild: every entry is folded anew under the settings as they are now. With --dry-run it says whose entry would change, and why,
 * and only reads.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/difference.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "cli/progress.h"

#include <stdio.h>

static void
rebuild (NixieStore *store, NixieProgress *progress, GError **error)
{
  guint64 changed = 0;
  const gboolean done = nixie_store_rebuild (store, nixie_clock_now_us (), &changed, error);
  nixie_progress_clear (progress);
  if (done)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, changed);
      fprintf (stderr, _("entries changed: %s\n"), number);
    }
}

static void
rehearse (const NixieCall *call, NixieStore *store, const NixieSettings *settings, NixieProgress *progress, GError **error)
{
  g_autoptr (NixieOutput) output = NULL;
  g_autoptr (NixieActs) acts = NULL;
  if (!nixie_store_rehearse (store, NULL, nixie_clock_now_us (), &acts, error) || !nixie_output_open (NULL, &output, error))
    return;
  const NixieDifferencesQuery query = {
    .acts = acts,
    .settings = settings,
    .json = g_strcmp0 (call->options->format, "jsonl") == 0,
    .now_us = nixie_clock_now_us (),
    .before_line = nixie_progress_make_room,
    .data = progress,
  };
  NixieDifferencesCount count = { 0 };
  const gboolean done = nixie_differences_write (store, &query, output, &count, error);
  nixie_progress_clear (progress);
  if (!done || !nixie_output_close (output, error))
    return;
  g_autofree char *changed = g_strdup_printf ("%" G_GUINT64_FORMAT, count.changed);
  g_autofree char *suppressed = g_strdup_printf ("%" G_GUINT64_FORMAT, count.newly_suppressed);
  g_autofree char *released = g_strdup_printf ("%" G_GUINT64_FORMAT, count.released);
  fprintf (stderr, _("entries that would change: %s\n"), changed);
  fprintf (stderr, _("of these, to be suppressed: %s\n"), suppressed);
  fprintf (stderr, _("of these, suppressed no more: %s\n"), released);
}

int
nixie_cmd_rebuild (const NixieCall *call, GError **error)
{
  const gboolean dry = call->options->dry_run;
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  if (!nixie_cli_settings (call, &settings, error)
      || !nixie_cli_open (call, dry ? NIXIE_STORE_READ : NIXIE_STORE_WRITE, settings, &store, error))
    return 0;
  NixieProgress *progress = nixie_progress_new ();
  nixie_progress_expect (progress, nixie_store_n_entries (store));
  nixie_store_watch (store, nixie_progress_walked, progress);
  if (dry)
    rehearse (call, store, settings, progress, error);
  else
    rebuild (store, progress, error);
  nixie_progress_free (progress);
  return 0;
}
