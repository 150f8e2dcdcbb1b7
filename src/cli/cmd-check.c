/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie check: may these be mailed? Ends with 0 where all may and 1 where one must not or is no address, whether they are named
 * or a list is passed on (--filter, --suppressed); 64 and up is trouble, and then what was written is not whole.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/check.h"
#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>
#include <unistd.h>

static gboolean
check_usage (const NixieCall *call, GError **error)
{
  const NixieOptions *options = call->options;
  const char *wrong = NULL;
  if (options->filter && options->suppressed)
    wrong = _("check: --filter and --suppressed exclude each other");
  else if (options->column != NULL && !options->csv)
    wrong = _("check: --column needs --csv");
  else if (options->csv && (call->n_arguments != 1 || strcmp (call->arguments[0], "-") != 0))
    wrong = _("check: --csv reads standard input: give '-' and nothing else");
  if (wrong != NULL)
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, wrong);
  return wrong == NULL;
}

static gboolean
check_all (const NixieCall *call, NixieCheck *check, GError **error)
{
  if (call->options->csv)
    return nixie_check_csv (check, STDIN_FILENO, call->options->column, error);
  for (guint i = 0; i < call->n_arguments; i++)
    {
      const char *argument = call->arguments[i];
      if (!(strcmp (argument, "-") == 0 ? nixie_check_lines (check, STDIN_FILENO, error) : nixie_check_address (check, argument, error)))
        return FALSE;
    }
  return TRUE;
}

static NixieCheckMode
mode_of (const NixieOptions *options)
{
  return options->filter ? NIXIE_CHECK_FILTER : options->suppressed ? NIXIE_CHECK_SUPPRESSED : NIXIE_CHECK_NAME;
}

int
nixie_cmd_check (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  if (!check_usage (call, error) || !nixie_cli_settings (call, &settings, error)
      || !nixie_cli_open (call, NIXIE_STORE_READ, settings, &store, error) || !nixie_output_open (NULL, &output, error))
    return 0;
  NixieCheck check = { .store = store, .output = output, .settings = settings, .now_us = nixie_clock_now_us (),
                       .mode = mode_of (call->options) };
  if (!check_all (call, &check, error) || !nixie_output_close (output, error))
    return 0;
  return check.suppressed + check.no_address > 0 ? 1 : 0;
}
