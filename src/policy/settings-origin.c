/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the value of a setting comes from: the last line, in the order in which lines are applied, that sets it for the address. Nothing is
 * remembered while the file is read; only who asks, pays.
 */
#include "policy/settings-private.h"

#include <string.h>

gboolean
nixie_settings_line_applies (const NixieSettings *settings, const NixieSettingLine *line, const char *address)
{
  const NixieDomainPolicy *domain = address != NULL ? nixie_settings_domain (settings, address) : NULL;
  if (line->domain == NULL)
    return TRUE;
  for (; domain != NULL; domain = domain->above)
    if (strcmp (domain->name, line->domain) == 0)
      return TRUE;
  return FALSE;
}

/* Whether LINE sets what stands in KEY of GROUP; for a reason a line for its fault does, too. */
static gboolean
sets (const NixieSettingLine *line, const NixieSetting *setting)
{
  NixieSettingKey key;
  if (!nixie_setting_of_line (line, &key, NULL))
    return FALSE;
  if (strcmp (key.group, "faults") == 0)
    return setting->is_rule && nixie_reason_is_failure (setting->reason)
           && strcmp (line->key, nixie_fault_id (nixie_reason_fault (setting->reason))) == 0;
  return strcmp (key.group, setting->group) == 0 && strcmp (line->key, setting->key) == 0;
}

static const NixieSettingLine *
find_line (const NixieSettings *settings, const NixieSetting *setting, const char *address)
{
  for (guint i = settings->lines != NULL ? settings->lines->len : 0; i > 0; i--)
    {
      const NixieSettingLine *line = settings->lines->pdata[i - 1];
      if (nixie_settings_line_applies (settings, line, address) && sets (line, setting))
        return line;
    }
  return NULL;
}

static void
add_key (const NixieSettings *settings, const NixieSettingKey *key, const char *address, GArray *all)
{
  NixieSetting setting = { .group = key->group, .key = key->name };
  setting.from = find_line (settings, &setting, address);
  setting.value = setting.from != NULL ? setting.from->value : key->otherwise;
  if (strcmp (key->group, "trust") == 0 && strcmp (key->name, "level") == 0)
    setting.value = nixie_trust_id (nixie_settings_trust (settings)); /* where it is not set, it depends on our domains */
  g_array_append_val (all, setting);
}

static void
add_group (const NixieSettings *settings, const NixieSettingGroup *group, const char *address, GArray *all)
{
  for (const NixieSettingKey *key = nixie_setting_keys; key->group != NULL; key++)
    if (strcmp (key->group, group->name) == 0)
      add_key (settings, key, address, all);
}

static void
add_rule (const NixieSettings *settings, NixieReason reason, const char *address, GArray *all)
{
  const NixiePolicy *policy = address != NULL ? nixie_settings_policy (settings, address) : &settings->policy;
  NixieSetting setting = { .group = "reasons", .key = nixie_reason_id (reason), .is_rule = TRUE, .reason = reason,
                           .hard = policy->hard[reason], .soft = policy->soft[reason] };
  setting.from = find_line (settings, &setting, address);
  g_array_append_val (all, setting);
}

GArray *
nixie_settings_in_force (const NixieSettings *settings, const char *address)
{
  g_return_val_if_fail (settings != NULL, NULL);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (NixieSetting));
  for (const NixieSettingGroup *group = nixie_setting_groups; group->name != NULL; group++)
    if (address == NULL || group->by_domain)
      add_group (settings, group, address, all);
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    {
      const NixieReason reason = (NixieReason) i;
      if (nixie_reason_is_failure (reason) || reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT)
        add_rule (settings, reason, address, all);
    }
  return all;
}

NixieSettings *
nixie_settings_without (const NixieSettings *settings, GPtrArray *lines, const char *address)
{
  g_return_val_if_fail (settings != NULL && lines != NULL && address != NULL, NULL);
  NixieSettings *made = nixie_settings_new_defaults ();
  for (guint i = 0; settings->lines != NULL && i < settings->lines->len; i++)
    {
      const NixieSettingLine *line = settings->lines->pdata[i];
      const gboolean applies = !g_ptr_array_find (lines, line, NULL) && nixie_settings_line_applies (settings, line, address);
      NixieSettingKey key;
      if (applies && nixie_setting_of_line (line, &key, NULL))
        key.read (&key, line->value, nixie_setting_is_of_policy (&key) ? (gpointer) &made->policy : made, NULL);
    }
  return made;
}
