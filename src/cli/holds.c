/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a command that writes reports says of the brake: an operator has to look at what is held, and to say whether it was an outage.
 */
#include "cli/cli.h"

#include "base/i18n.h"

void
nixie_cli_say_holds (NixieStore *store, gint64 since_us)
{
  g_autoptr (NixieActs) acts = NULL;
  g_autoptr (GError) error = NULL;
  if (!nixie_store_acts (store, &acts, &error))
    nixie_cli_say ("%s", error->message);
  for (guint i = 0; acts != NULL && i < nixie_acts_length (acts); i++)
    {
      const NixieAct *act = nixie_acts_get (acts, i);
      if (act->kind == NIXIE_ACT_HOLD && act->time_us >= since_us)
        nixie_cli_say (_("held: %s: %s; see nixie held"), *act->domain != '\0' ? act->domain : _("the whole list"), act->why);
    }
}
