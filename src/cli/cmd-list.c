/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie list and nixie export: entries, filtered, in one of four forms. Plain addresses do not say what is held against them, so that
 * without --state they are the suppressed ones; the other forms hold everything.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/list.h"
#include "base/clock.h"
#include "base/i18n.h"

#include <string.h>

static NixieListForm
form_of (const char *format, NixieListForm otherwise)
{
  static const char *const words[] = {
    [NIXIE_LIST_TEXT] = "text", [NIXIE_LIST_PLAIN] = "plain", [NIXIE_LIST_CSV] = "csv", [NIXIE_LIST_JSONL] = "jsonl"
  };
  for (guint i = 0; format != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcmp (format, words[i]) == 0)
      return (NixieListForm) i;
  return otherwise;
}

static gboolean
read_query (const NixieOptions *options, NixieListQuery *query, GError **error)
{
  query->by_reason = options->reason != NULL && nixie_reason_from_id (options->reason, &query->reason);
  query->by_state = options->state != NULL && nixie_state_from_id (options->state, &query->state);
  if (query->form == NIXIE_LIST_PLAIN && !query->by_state)
    {
      query->by_state = TRUE;
      query->state = NIXIE_STATE_SUPPRESSED;
    }
  if (options->domain != NULL && !nixie_list_query_set_domain (query, options->domain, error))
    return FALSE;
  return nixie_cli_time ("since", options->since, FALSE, &query->since_us, error);
}

static int
write_list (const NixieCall *call, NixieListForm form, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  g_auto (NixieListQuery) query = { .form = form, .now_us = nixie_clock_now_us () };
  if (!read_query (call->options, &query, error) || !nixie_cli_settings (call, &settings, error)
      || !nixie_cli_open_to_show (call, settings, &store, error) || !nixie_output_open (call->options->output, &output, error))
    return 0;
  if (nixie_list_write (store, &query, output, error))
    nixie_output_close (output, error);
  return 0;
}

int
nixie_cmd_list (const NixieCall *call, GError **error)
{
  return write_list (call, form_of (call->options->format, NIXIE_LIST_TEXT), error);
}

int
nixie_cmd_export (const NixieCall *call, GError **error)
{
  return write_list (call, form_of (call->options->format, NIXIE_LIST_CSV), error);
}
