/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie backup: a copy of the list as it is at this moment, in a folder of its own.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/i18n.h"
#include "store/keep.h"

int
nixie_cmd_backup (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  if (call->n_arguments != 1)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("backup: one FOLDER is needed, which is not there yet"));
      return 0;
    }
  if (nixie_cli_settings (call, &settings, error) && nixie_cli_open (call, NIXIE_STORE_READ, settings, &store, error))
    nixie_store_backup (store, call->arguments[0], error);
  return 0;
}
