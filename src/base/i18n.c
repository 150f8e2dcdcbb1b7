/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See i18n.h.
 */
#include "config.h"

#include "base/i18n.h"

#include <errno.h>
#include <libintl.h>
#include <locale.h>

const char *
nixie_translate (const char *text)
{
  static gboolean started;
  const int saved = errno; /* as gettext does: what failed is often a neighbour in the list of arguments */
  if (!started)
    {
      started = TRUE;
      setlocale (LC_CTYPE, "");
      setlocale (LC_MESSAGES, "");
      bindtextdomain (PACKAGE, LOCALEDIR);
      bind_textdomain_codeset (PACKAGE, "UTF-8");
      errno = saved;
    }
  return dgettext (PACKAGE, text);
}
