/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several commands read of their options and their surroundings.
 */
#include "config.h"

#include "cli/cli.h"

#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>
#include <unistd.h>

#define DAY_CHARS (sizeof "2026-11-21" - 1)

const char *
nixie_cli_operator (void)
{
  const char *behind = geteuid () == 0 ? g_getenv ("SUDO_USER") : NULL;
  return behind != NULL && behind[0] != '\0' ? behind : g_get_user_name ();
}

gboolean
nixie_cli_time (const char *option, const char *text, gboolean is_end, gint64 *time_us, GError **error)
{
  const gint64 read_us = text != NULL ? nixie_clock_from_iso (text) : NIXIE_TIME_NONE;
  if (text != NULL && read_us == NIXIE_TIME_NONE)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--%s=%s: not a time; write it as 2026-11-21 or 2026-11-21T10:00:00Z"),
                   option, text);
      return FALSE;
    }
  *time_us = text != NULL && is_end && strlen (text) == DAY_CHARS ? read_us + NIXIE_DAY_US - 1 : read_us;
  return TRUE;
}
