/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie verify: every record of the list is read and compared. Ends with 0 where nothing is found and with 1 where something is left.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/verify.h"
#include "base/i18n.h"
#include "cli/progress.h"

#include <stdio.h>

/* On a terminal: how many records were read. */
static void
watch (guint64 n, gpointer data)
{
  const NixieProgressAt at = { .count = n, .of_rows = TRUE };
  if (nixie_progress_is_due (data))
    nixie_progress_draw (data, &at);
}

static void
say_tally (const NixieVerifyTally *tally)
{
  const NixieVerified *verified = &tally->verified;
  fprintf (stderr, _("read: %lu events, %lu ids, %lu acts, %lu entries\n"), (gulong) verified->events, (gulong) verified->ids,
           (gulong) verified->acts, (gulong) verified->entries);
  if (tally->findings > 0)
    fprintf (stderr, _("findings: %lu, repaired: %lu\n"), (gulong) tally->findings, (gulong) tally->repaired);
}

static gboolean
verify (NixieStore *store, const NixieCall *call, NixieVerifyTally *tally, GError **error)
{
  g_autoptr (NixieOutput) output = NULL;
  NixieProgress *progress = nixie_progress_new ();
  const NixieVerifyQuery query = { .json = g_strcmp0 (call->options->format, "jsonl") == 0, .repair = call->options->repair,
                                   .before_line = nixie_progress_make_room, .data = progress };
  nixie_store_watch (store, watch, progress);
  const gboolean done = nixie_output_open (NULL, &output, error) && nixie_verify_write (store, &query, output, tally, error)
                        && nixie_output_close (output, error);
  nixie_progress_free (progress);
  return done;
}

int
nixie_cmd_verify (const NixieCall *call, GError **error)
{
  const NixieStoreMode mode = call->options->repair ? NIXIE_STORE_WRITE : NIXIE_STORE_READ;
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  NixieVerifyTally tally;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open (call, mode, settings, &store, error)
      || !verify (store, call, &tally, error))
    return 0;
  say_tally (&tally);
  return tally.findings > tally.repaired ? 1 : 0;
}
