/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie forget: everything of an address leaves the list, but with --keep-hash for a digest of who is suppressed.
 * Ends with 1 where there was nothing of any of them.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "policy/listed.h"
#include "store/keep.h"

#include <stdio.h>

int
nixie_cmd_forget (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_free);
  const NixieForgetWord word = { nixie_cli_operator (), nixie_clock_now_us (), call->options->keep_hash };
  NixieForgotten forgotten = { 0 };
  if (!nixie_cli_settings (call, &settings, error))
    return 0;
  for (guint i = 0; i < call->n_arguments; i++)
    {
      char *address = NULL;
      if (!nixie_listed_address (settings, call->arguments[i], &address, error))
        return 0;
      g_ptr_array_add (addresses, address);
    }
  if (!nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error)
      || !nixie_store_forget (store, addresses, &word, &forgotten, error))
    return 0;
  fprintf (stderr, _("forgotten: %lu addresses, %lu events\n"), (gulong) forgotten.addresses, (gulong) forgotten.events);
  if (word.keep_hash)
    fprintf (stderr, _("hashes kept: %lu\n"), (gulong) forgotten.kept);
  return forgotten.addresses > 0 ? 0 : 1;
}
