/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie add, allow and remove: an operator's word on addresses, and for allow and remove on domains. All of them are changed or none:
 * what is no address ends the command with 65; what a removal may not touch, or does not find, with 1.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/change.h"
#include "base/clock.h"
#include "base/i18n.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static gboolean
take_all (const NixieCall *call, NixieChange *change, GError **error)
{
  for (guint i = 0; i < call->n_arguments; i++)
    {
      if (strcmp (call->arguments[i], "-") != 0)
        nixie_change_take (change, call->arguments[i]);
      else if (!nixie_change_take_lines (change, STDIN_FILENO, error))
        return FALSE;
    }
  return nixie_change_is_good (change, error);
}

/* *N is 0 where the list refuses. */
static gboolean
make_change (const NixieCall *call, const NixieSettings *settings, const NixieOperatorWord *word, guint *n, GError **error)
{
  g_autoptr (NixieChange) change = nixie_change_new (word, settings);
  g_autoptr (NixieStore) store = NULL;
  guint refused = 0;
  if (!take_all (call, change, error) || !nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error))
    return FALSE;
  if (word->kind == NIXIE_EVENT_REMOVE && !nixie_change_look (change, store, &refused, error))
    return FALSE;
  *n = 0;
  return refused > 0 || nixie_change_write (change, store, n, error);
}

static int
run (const NixieCall *call, NixieEventKind kind, NixieReason reason, GError **error)
{
  const NixieOptions *options = call->options;
  g_autoptr (NixieSettings) settings = NULL;
  guint n = 0;
  if (!nixie_cli_settings (call, &settings, error))
    return 0;
  const NixieOperatorWord word = { .kind = kind, .reason = reason, .why = options->why, .who = nixie_cli_operator (),
                                   .now_us = nixie_clock_now_us (), .force = options->force };
  if (!make_change (call, settings, &word, &n, error))
    return 0;
  if (n == 0)
    {
      nixie_cli_say (_("nothing changed"));
      return 1;
    }
  fprintf (stderr, kind == NIXIE_EVENT_ADD ? _("added: %u\n") : kind == NIXIE_EVENT_ALLOW ? _("allowed: %u\n") : _("removed: %u\n"), n);
  return 0;
}

int
nixie_cmd_allow (const NixieCall *call, GError **error)
{
  return run (call, NIXIE_EVENT_ALLOW, NIXIE_REASON_UNDEFINED, error);
}

int
nixie_cmd_add (const NixieCall *call, GError **error)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  if (call->options->reason == NULL || !nixie_reason_from_id (call->options->reason, &reason))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("add: --reason=ID is needed, such as opt-out or no-such-user"));
      return 0;
    }
  if (nixie_reason_fault (reason) == NIXIE_FAULT_NONE)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("add: %s is no ground to suppress for"), nixie_reason_id (reason));
      return 0;
    }
  return run (call, NIXIE_EVENT_ADD, reason, error);
}

int
nixie_cmd_remove (const NixieCall *call, GError **error)
{
  if (call->options->why == NULL || call->options->why[0] == '\0')
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("remove: --why=TEXT is needed; it is kept in the history"));
      return 0;
    }
  return run (call, NIXIE_EVENT_REMOVE, NIXIE_REASON_UNDEFINED, error);
}
