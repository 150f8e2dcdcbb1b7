/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie rebuild: every entry is folded anew under the settings as they are now.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <stdio.h>

int
nixie_cmd_rebuild (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  guint64 changed = 0;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error)
      || !nixie_store_rebuild (store, nixie_clock_now_us (), &changed, error))
    return 0;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, changed);
  fprintf (stderr, _("entries changed: %s\n"), number);
  return 0;
}
