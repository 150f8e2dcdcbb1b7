/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings in force as JSON. The keys are a promise: nixie-json(5).
 */
#include "answer/policy.h"

#include "base/json.h"

static void
write_setting (NixieJson *json, const NixieSetting *setting)
{
  nixie_json_begin_object (json, NULL);
  nixie_json_string (json, "group", setting->group);
  nixie_json_string (json, "key", setting->key);
  if (setting->is_rule)
    {
      nixie_json_string (json, "fault", nixie_fault_id (nixie_reason_fault (setting->reason)));
      nixie_json_string (json, "hard", nixie_rule_id (setting->hard));
      nixie_json_string (json, "soft", nixie_rule_id (setting->soft));
    }
  else
    nixie_json_text (json, "value", setting->value != NULL ? setting->value : "");
  nixie_json_string (json, "from", setting->from != NULL ? "file" : "default");
  if (setting->from != NULL)
    {
      nixie_json_string (json, "from_group", setting->from->group);
      nixie_json_string (json, "from_key", setting->from->key);
    }
  nixie_json_end_object (json);
}

static void
write_settings (NixieJson *json, const NixieSettings *settings, const char *address)
{
  g_autoptr (GArray) all = nixie_settings_in_force (settings, address);
  nixie_json_begin_array (json, "values");
  for (guint i = 0; i < all->len; i++)
    write_setting (json, &g_array_index (all, NixieSetting, i));
  nixie_json_end_array (json);
}

static void
write_domains (NixieJson *json, const NixieSettings *settings)
{
  nixie_json_begin_array (json, "domains");
  for (guint i = 0; settings->domains != NULL && i < settings->domains->len; i++)
    nixie_json_string (json, NULL, ((const NixieDomainPolicy *) settings->domains->pdata[i])->name);
  nixie_json_end_array (json);
}

static void
write_place (NixieJson *json, const char *key, const NixiePlace *place)
{
  if (place->path == NULL)
    return;
  nixie_json_begin_object (json, key);
  nixie_json_string (json, "path", place->path);
  nixie_json_string (json, "from", place->from);
  nixie_json_end_object (json);
}

void
nixie_policy_json (const NixiePolicyView *view, GString *out)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  write_place (&json, "settings", &view->file);
  write_place (&json, "list", &view->list);
  write_place (&json, "rules", &view->rules);
  write_settings (&json, view->settings, NULL);
  write_domains (&json, view->settings);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

void
nixie_policy_address_json (const NixiePolicyView *view, const char *address, GString *out)
{
  const NixieDomainPolicy *domain = nixie_settings_domain (view->settings, address);
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "address", address);
  nixie_json_text (&json, "domain", domain != NULL ? domain->name : "");
  write_place (&json, "settings", &view->file);
  write_settings (&json, view->settings, address);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
