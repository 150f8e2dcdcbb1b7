/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a user's own rules are, and putting them into force. Used by the commands that read mail, and by explain.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "base/i18n.h"
#include "reason/own-rules.h"

#include <unistd.h>

char *
nixie_cli_rules_file (const NixieCall *call, const NixieSettings *settings)
{
  const char *named = call->options->rules != NULL ? call->options->rules : settings->rules;
  if (named != NULL)
    return g_strdup (named);
  if (geteuid () != 0)
    {
      g_autofree char *own = g_build_filename (g_get_user_config_dir (), "nixie", "rules", NULL);
      if (!nixie_cli_is_absent (own))
        return g_steal_pointer (&own);
    }
  return nixie_cli_is_absent (SYSCONFDIR "/nixie/rules") ? NULL : g_strdup (SYSCONFDIR "/nixie/rules");
}

/* FALSE with PROBLEMS where a line is wrong, with ERROR where the file cannot be read. */
static gboolean
read_file (const char *path, NixieOwnRules **rules, GPtrArray *problems, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  return nixie_cli_read_file (path, &text, &length, error) && nixie_own_rules_read (nixie_slice (text, length), path, rules, problems);
}

gboolean
nixie_cli_rules (const NixieCall *call, const NixieSettings *settings, GError **error)
{
  static NixieOwnRules *in_force; /* to the end of the process: outcomes borrow from them */
  g_autofree char *path = nixie_cli_rules_file (call, settings);
  g_autoptr (NixieOwnRules) rules = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  if (path == NULL)
    return TRUE;
  problems = g_ptr_array_new_with_free_func (g_free);
  if (!read_file (path, &rules, problems, error))
    {
      if (problems->len > 0)
        g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, problems->pdata[0]);
      return FALSE;
    }
  nixie_own_rules_put_in_force (rules);
  g_clear_pointer (&in_force, nixie_own_rules_free);
  in_force = g_steal_pointer (&rules);
  return TRUE;
}

gboolean
nixie_cli_check_rules (const NixieCall *call, const NixieSettings *settings, GString *out, GError **error)
{
  g_autofree char *path = nixie_cli_rules_file (call, settings);
  g_autoptr (NixieOwnRules) rules = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  if (path == NULL)
    {
      nixie_cli_say (_("no file of own rules; nixie-rules(5) says where it is looked for"));
      return TRUE;
    }
  if (read_file (path, &rules, problems, error))
    {
      g_string_append_printf (out, _("%s: good, rules: %u\n"), path, nixie_own_rules_length (rules));
      return TRUE;
    }
  for (guint i = 0; i < problems->len; i++)
    nixie_cli_say ("%s", (const char *) problems->pdata[i]);
  return FALSE;
}
