/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See policy.h. The JSON is in policy-json.c. What most reasons of a fault do is one row, and a row more for each that does something
 * else: so the text reads as a file of settings does.
 */
#include "config.h"

#include "answer/policy.h"

#include "base/i18n.h"
#include "policy/trust.h"

#include <string.h>

/* TEXT and spaces up to WIDTH; two at least. */
static void
append_column (GString *out, const char *text, glong width)
{
  g_string_append_printf (out, "%s%*s", text, (int) MAX (2, width - g_utf8_strlen (text, -1)), "");
}

static void
append_line (GString *out, const char *key, const char *value, const char *from)
{
  g_autofree char *line = nixie_text_one_line (value, strlen (value), G_MAXSIZE);
  g_string_append (out, "  ");
  append_column (out, key, 20);
  append_column (out, line[0] != '\0' ? line : "-", 28);
  g_string_append_printf (out, "%s\n", from);
}

static void
append_setting (const NixiePolicyView *view, const char *key, const NixieSetting *setting, GString *out)
{
  g_autofree char *from = NULL;
  g_autofree char *value = NULL;
  if (setting->from != NULL)
    from = g_strdup_printf ("%s [%s] %s", view->settings->file, setting->from->group, setting->from->key);
  if (!setting->is_rule)
    value = g_strdup (setting->value != NULL ? setting->value : "");
  else if (setting->hard == setting->soft)
    value = g_strdup (nixie_rule_id (setting->soft));
  else
    value = g_strdup_printf ("hard: %s, soft: %s", nixie_rule_id (setting->hard), nixie_rule_id (setting->soft));
  append_line (out, key, value, from != NULL ? from : _("default"));
}

static gboolean
alike (const NixieSetting *one, const NixieSetting *other)
{
  return one->hard == other->hard && one->soft == other->soft && one->from == other->from;
}

static const NixieSetting *
nth (const GArray *all, guint i)
{
  return &g_array_index (all, NixieSetting, i);
}

static gboolean
is_of_fault (const NixieSetting *setting, NixieFault fault)
{
  return setting->is_rule && nixie_reason_is_failure (setting->reason) && nixie_reason_fault (setting->reason) == fault;
}

/* One that does what most reasons of FAULT do, for the same reason; NULL where there is none with this fault. */
static const NixieSetting *
usual (const GArray *all, NixieFault fault)
{
  const NixieSetting *best = NULL;
  guint most = 0;
  for (guint i = 0; i < all->len; i++)
    {
      guint n = 0;
      for (guint j = 0; is_of_fault (nth (all, i), fault) && j < all->len; j++)
        n += is_of_fault (nth (all, j), fault) && alike (nth (all, i), nth (all, j));
      if (n > most)
        best = nth (all, i);
      most = MAX (most, n);
    }
  return best;
}

static void
append_heading (GString *out, const char *group)
{
  g_string_append_printf (out, "%s[%s]\n", out->len > 0 ? "\n" : "", group);
}

/* Where a file is if no setting says so stands at the head of the text. */
static gboolean
is_of_place (const NixieSetting *setting)
{
  return setting->value == NULL && strcmp (setting->key, "path") == 0;
}

/* All but the rules. */
static void
append_keys (const NixiePolicyView *view, const GArray *all, GString *out)
{
  const char *group = "";
  for (guint i = 0; i < all->len; i++)
    {
      const NixieSetting *setting = nth (all, i);
      if (setting->is_rule || is_of_place (setting))
        continue;
      if (strcmp (setting->group, group) != 0)
        append_heading (out, setting->group);
      group = setting->group;
      append_setting (view, setting->key, setting, out);
      if (strcmp (group, "trust") == 0 && strcmp (setting->key, "level") == 0)
        g_string_append_printf (out, "# %s\n", _(nixie_trust_means (view->settings)));
    }
}

static void
append_rules (const NixiePolicyView *view, const GArray *all, GString *out)
{
  const NixieSetting *usuals[NIXIE_FAULT_NONE + 1] = { NULL };
  if (!view->all_reasons)
    append_heading (out, "faults");
  for (NixieFault fault = NIXIE_FAULT_ADDRESS; !view->all_reasons && fault < NIXIE_FAULT_NONE; fault++)
    {
      usuals[fault] = usual (all, fault);
      append_setting (view, nixie_fault_id (fault), usuals[fault], out);
    }
  append_heading (out, "reasons");
  for (guint i = 0; i < all->len; i++)
    {
      const NixieSetting *setting = nth (all, i);
      const NixieSetting *like = setting->is_rule ? usuals[nixie_reason_fault (setting->reason)] : NULL;
      const gboolean shown = like != NULL && is_of_fault (setting, nixie_reason_fault (setting->reason)) && alike (setting, like);
      if (setting->is_rule && !shown)
        append_setting (view, setting->key, setting, out);
    }
}

static void
append_domains (const NixieSettings *settings, GString *out)
{
  for (guint i = 0; settings->domains != NULL && i < settings->domains->len; i++)
    {
      const NixieDomainPolicy *domain = settings->domains->pdata[i];
      append_heading (out, domain->group);
      for (guint j = 0; j < settings->lines->len; j++)
        {
          const NixieSettingLine *line = settings->lines->pdata[j];
          if (g_strcmp0 (line->domain, domain->name) == 0)
            append_line (out, line->key, line->value, settings->file);
        }
    }
}

static void
append_place (GString *out, const char *label, const NixiePlace *place)
{
  append_column (out, label, 16);
  if (place->path == NULL)
    g_string_append_printf (out, "%s\n", _("none"));
  else if (strcmp (place->from, "default") == 0)
    g_string_append_printf (out, "%s (%s)\n", place->path, _("default"));
  else
    g_string_append_printf (out, "%s (%s)\n", place->path, place->from);
}

void
nixie_policy_text (const NixiePolicyView *view, GString *out)
{
  g_autoptr (GArray) all = nixie_settings_in_force (view->settings, NULL);
  append_place (out, _("settings:"), &view->file);
  append_place (out, _("list:"), &view->list);
  append_place (out, _("own rules:"), &view->rules);
  append_keys (view, all, out);
  append_rules (view, all, out);
  append_domains (view->settings, out);
}

void
nixie_policy_address_text (const NixiePolicyView *view, const char *address, GString *out)
{
  const NixieDomainPolicy *domain = nixie_settings_domain (view->settings, address);
  g_autoptr (GArray) all = nixie_settings_in_force (view->settings, address);
  g_autofree char *shown = nixie_text_one_line (address, strlen (address), G_MAXSIZE);
  if (domain != NULL)
    g_string_append_printf (out, _("%s: as [%s] says\n"), shown, domain->group);
  else
    g_string_append_printf (out, _("%s: as for all; no group of a domain covers it\n"), shown);
  append_keys (view, all, out);
  append_rules (view, all, out);
}
