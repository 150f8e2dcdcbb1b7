/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie policy: the settings in force and where each value comes from; with addresses or domains, what holds for these. Opens no list and
 * says where it would look for it.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "answer/output.h"
#include "answer/policy.h"
#include "recipient/address.h"

#include <string.h>

/* What of an option, a variable and a setting (NULL: not set) is in force. */
static const char *
whence (const char *option, const char *option_name, const char *variable, const char *setting, const char *setting_name)
{
  if (option != NULL)
    return option_name;
  if (variable != NULL && nixie_cli_from_environment (variable) != NULL)
    return variable;
  return setting != NULL ? setting_name : "default";
}

/* "example.com" is its domain. */
static gboolean
canonical (const char *argument, const NixieSettings *settings, char **address, GError **error)
{
  g_autofree char *domain = strchr (argument, '@') == NULL ? g_strconcat ("@", argument, NULL) : NULL;
  return nixie_address_canonical (domain != NULL ? domain : argument, settings->fold_local, address, error);
}

static gboolean
append_all (const NixieCall *call, const NixiePolicyView *view, GString *out, GError **error)
{
  const gboolean json = g_strcmp0 (call->options->format, "json") == 0;
  if (call->n_arguments == 0)
    (json ? nixie_policy_json : nixie_policy_text) (view, out);
  for (guint i = 0; i < call->n_arguments; i++)
    {
      g_autofree char *address = NULL;
      if (!canonical (call->arguments[i], view->settings, &address, error))
        return FALSE;
      if (i > 0 && !json)
        g_string_append_c (out, '\n');
      (json ? nixie_policy_address_json : nixie_policy_address_text) (view, address, out);
    }
  return TRUE;
}

int
nixie_cmd_policy (const NixieCall *call, GError **error)
{
  const NixieOptions *options = call->options;
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieOutput) output = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  if (!nixie_cli_settings (call, &settings, error))
    return 0;
  g_autofree char *list = nixie_cli_folder (call, settings);
  g_autofree char *rules = nixie_cli_rules_file (call, settings);
  const NixiePolicyView view = {
    .settings = settings,
    .file = { settings->file, whence (options->config, "--config", "NIXIE_CONFIG", NULL, NULL) },
    .list = { list, whence (options->db, "--db", "NIXIE_DB", settings->store, "[store] path") },
    .rules = { rules, whence (options->rules, "--rules", NULL, settings->rules, "[rules] path") },
    .all_reasons = options->all_reasons,
  };
  if (append_all (call, &view, out, error) && nixie_output_open (NULL, &output, error)
      && nixie_output_write (output, out->str, out->len, error))
    nixie_output_close (output, error);
  return 0;
}
