/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie explain: what codes, lines of wording and reasons mean, and what follows from them under the settings and the own rules in
 * force; and whether those rules are well written. Opens no list. Ends with 1 where something is not known.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "answer/explain.h"
#include "answer/output.h"
#include "answer/rows.h"
#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>
#include <unistd.h>

typedef struct {
  NixieExplainContext context;
  gboolean json;
  guint unknown;
  GString *out;
  NixieOutput *output;
} Explain;

static gboolean
flush (Explain *explain, GError **error)
{
  const gboolean written = nixie_output_write (explain->output, explain->out->str, explain->out->len, error);
  g_string_truncate (explain->out, 0);
  return written;
}

static void
take (Explain *explain, const NixieExplanation *explanation)
{
  explain->unknown += !nixie_explanation_knows (explanation);
  (explain->json ? nixie_explanation_json : nixie_explanation_text) (explanation, explain->out);
}

static void
set_unknown (const char *argument, GError **error)
{
  const char *nearest = NULL;
  guint best = G_MAXUINT;
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    nixie_nearest (argument, nixie_reason_id ((NixieReason) i), &nearest, &best);
  if (nearest != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("'%s' is no reason; did you mean '%s'?"), argument, nearest);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE,
                 _("'%s' is no status, no reply code, no reason and no known wording (quote a whole line)"), argument);
}

/* A word alone that says nothing is a slip of the finger, or a line that was not quoted. */
static gboolean
explain_argument (Explain *explain, const char *argument, GError **error)
{
  g_autoptr (NixieExplanation) explanation = nixie_explain (nixie_slice_of (argument), &explain->context);
  if (!nixie_explanation_says (explanation) && strpbrk (argument, " \t\r\n") == NULL)
    {
      set_unknown (argument, error);
      return FALSE;
    }
  take (explain, explanation);
  return TRUE;
}

/* A line each; empty ones are passed over. */
static gboolean
explain_input (Explain *explain, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (STDIN_FILENO, NIXIE_LIMIT_LINE_BYTES);
  NixieRow row;
  for (;;)
    {
      if (!nixie_rows_next (rows, nixie_row_measure_line, NULL, &row, error))
        return FALSE;
      if (row.bytes.data == NULL)
        return TRUE;
      if (nixie_slice_trim (row.bytes).length == 0)
        continue;
      g_autoptr (NixieExplanation) explanation = nixie_explain (row.bytes, &explain->context);
      take (explain, explanation);
      if (!flush (explain, error))
        return FALSE;
    }
}

static gboolean
explain_all (Explain *explain, const NixieCall *call, GError **error)
{
  for (guint i = 0; i < call->n_arguments; i++)
    {
      const char *argument = call->arguments[i];
      if (!(strcmp (argument, "-") == 0 ? explain_input (explain, error) : explain_argument (explain, argument, error)))
        return FALSE;
    }
  return flush (explain, error);
}

static gboolean
check_usage (const NixieCall *call, GError **error)
{
  const char *provider = call->options->provider;
  if (call->options->check_rules && call->n_arguments > 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("explain: --check-rules takes no argument: '%s'"), call->arguments[0]);
  else if (!call->options->check_rules && call->n_arguments == 0)
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("explain: expects CODE…; '-' is standard input"));
  else if (provider != NULL && nixie_provider_from_id (provider) == 0 && strchr (provider, '.') == NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE,
                 _("--provider=%s: neither a provider that nixie knows nor the name of a host"), provider);
  else
    return TRUE;
  return FALSE;
}

static int
check_rules (const NixieCall *call, const NixieSettings *settings, Explain *explain, GError **error)
{
  const gboolean good = nixie_cli_check_rules (call, settings, explain->out, error);
  if (!flush (explain, good ? error : NULL) || (good && !nixie_output_close (explain->output, error)))
    return 0;
  return good ? 0 : NIXIE_ERROR_CONFIG;
}

int
nixie_cmd_explain (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieOutput) output = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  if (!check_usage (call, error) || !nixie_cli_settings (call, &settings, error) || !nixie_output_open (NULL, &output, error))
    return 0;
  const char *provider = call->options->provider;
  const gboolean is_id = provider != NULL && nixie_provider_from_id (provider) != 0;
  Explain explain = {
    .context = { settings, is_id ? provider : NULL, is_id ? NULL : provider },
    .json = g_strcmp0 (call->options->format, "json") == 0,
    .out = out,
    .output = output,
  };
  if (call->options->check_rules)
    return check_rules (call, settings, &explain, error);
  if (!nixie_cli_rules (call, settings, error) || !explain_all (&explain, call, error) || !nixie_output_close (output, error))
    return 0;
  return explain.unknown == 0 ? 0 : 1;
}
