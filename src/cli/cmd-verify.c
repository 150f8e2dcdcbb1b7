/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie verify: every record of the list is read and compared. Ends with 0 where nothing is found and with 1 where something is left.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/verify.h"
#include "base/i18n.h"

#include <stdio.h>

static void
say_tally (const NixieVerifyTally *tally)
{
  const NixieVerified *verified = &tally->verified;
  fprintf (stderr, _("read: %lu events, %lu ids, %lu acts, %lu entries\n"), (gulong) verified->events, (gulong) verified->ids,
           (gulong) verified->acts, (gulong) verified->entries);
  if (tally->findings > 0)
    fprintf (stderr, _("findings: %lu, repaired: %lu\n"), (gulong) tally->findings, (gulong) tally->repaired);
}

int
nixie_cmd_verify (const NixieCall *call, GError **error)
{
  const NixieVerifyQuery query = { .json = g_strcmp0 (call->options->format, "jsonl") == 0, .repair = call->options->repair };
  const NixieStoreMode mode = query.repair ? NIXIE_STORE_WRITE : NIXIE_STORE_READ;
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  NixieVerifyTally tally;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open (call, mode, settings, &store, error)
      || !nixie_output_open (NULL, &output, error) || !nixie_verify_write (store, &query, output, &tally, error)
      || !nixie_output_close (output, error))
    return 0;
  say_tally (&tally);
  return tally.findings > tally.repaired ? 1 : 0;
}
