/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie show: what the list says of addresses, and why. Ends with 1 where it says nothing of one, or one is no address.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/output.h"
#include "answer/show.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "policy/listed.h"

#include <string.h>

typedef struct {
  NixieStore *store;
  NixieOutput *output;
  const NixieSettings *settings;
  gboolean json;
  gint64 now_us;
  guint unknown;
} Show;

static gboolean
show_one (Show *show, const char *argument, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GError) wrong = NULL;
  g_autofree char *address = NULL;
  g_auto (NixieKnown) known = { .settings = show->settings };
  if (!nixie_listed_address (show->settings, argument, &address, &wrong))
    {
      nixie_cli_say ("%s", wrong->message);
      show->unknown++;
      return TRUE;
    }
  if (!nixie_known_gather (show->store, address, show->now_us, &known, error))
    return FALSE;
  if (nixie_known_is_empty (&known))
    {
      nixie_cli_say (_("%s: not on the list"), address);
      show->unknown++;
      return TRUE;
    }
  (show->json ? nixie_show_json : nixie_show_text) (&known, show->now_us, out);
  return nixie_output_write (show->output, out->str, out->len, error);
}

int
nixie_cmd_show (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open_to_show (call, settings, &store, error)
      || !nixie_output_open (NULL, &output, error))
    return 0;
  Show show = { store, output, settings, g_strcmp0 (call->options->format, "json") == 0, nixie_clock_now_us (), 0 };
  for (guint i = 0; i < call->n_arguments; i++)
    if (!show_one (&show, call->arguments[i], error))
      return 0;
  return nixie_output_close (output, error) && show.unknown == 0 ? 0 : 1;
}
