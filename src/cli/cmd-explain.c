/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie explain: what codes and lines of wording mean. Opens no list. Ends with 1 where a code stands in no registry.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/explain.h"
#include "answer/output.h"
#include "base/i18n.h"

int
nixie_cmd_explain (const NixieCall *call, GError **error)
{
  const gboolean json = g_strcmp0 (call->options->format, "json") == 0;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (NixieOutput) output = NULL;
  guint unknown = 0;
  for (guint i = 0; i < call->n_arguments; i++)
    {
      NixieExplanation explanation;
      if (!nixie_explain (call->arguments[i], &explanation))
        {
          g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE,
                       _("'%s' holds no status, no reply code and no known wording (quote a whole line)"), call->arguments[i]);
          return 0;
        }
      unknown += !nixie_explain_knows (&explanation);
      (json ? nixie_explain_json : nixie_explain_text) (&explanation, out);
    }
  if (!nixie_output_open (NULL, &output, error) || !nixie_output_write (output, out->str, out->len, error)
      || !nixie_output_close (output, error))
    return 0;
  return unknown == 0 ? 0 : 1;
}
