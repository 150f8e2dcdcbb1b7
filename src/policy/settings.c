/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See settings.h. The defaults, the domains' policies, and what is asked of both.
 */
#include "policy/settings-private.h"

#include "recipient/address.h"

#include <string.h>

static const char *const rule_ids[] = { [NIXIE_RULE_NEVER] = "never", [NIXIE_RULE_COUNTED] = "counted", [NIXIE_RULE_FIRST] = "first" };

const char *
nixie_rule_id (NixieRule rule)
{
  g_return_val_if_fail ((guint) rule < G_N_ELEMENTS (rule_ids), "");
  return rule_ids[rule];
}

static const char *const trust_ids[]
  = { [NIXIE_TRUST_ANY] = "any", [NIXIE_TRUST_OURS] = "ours", [NIXIE_TRUST_SIGNED] = "signed" };

const char *
nixie_trust_id (NixieTrust level)
{
  g_return_val_if_fail (level >= NIXIE_TRUST_ANY && level <= NIXIE_TRUST_SIGNED, "");
  return trust_ids[level];
}

NixieTrust
nixie_settings_trust (const NixieSettings *settings)
{
  return settings->trust != 0 ? settings->trust : settings->own_domains != NULL ? NIXIE_TRUST_OURS : NIXIE_TRUST_ANY;
}

/* What one report for REASON does by default. */
static NixieRule
default_rule (NixieReason reason)
{
  if (reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT)
    return NIXIE_RULE_FIRST;
  switch (nixie_reason_fault (reason))
    {
    case NIXIE_FAULT_ADDRESS:
    case NIXIE_FAULT_MAILBOX:
    case NIXIE_FAULT_SYSTEM:
      return NIXIE_RULE_COUNTED;
    case NIXIE_FAULT_MESSAGE:
    case NIXIE_FAULT_SENDER:
    case NIXIE_FAULT_NONE:
      break;
    }
  return NIXIE_RULE_NEVER;
}

static void
set_default_rules (NixiePolicy *policy)
{
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    {
      policy->soft[i] = default_rule ((NixieReason) i);
      policy->hard[i] = nixie_reason_can_be_hard ((NixieReason) i) ? NIXIE_RULE_FIRST : policy->soft[i];
    }
}

NixieSettings *
nixie_settings_new_defaults (void)
{
  NixieSettings *settings = g_new0 (NixieSettings, 1);
  for (const NixieSettingKey *key = nixie_setting_keys; key->group != NULL; key++)
    {
      gpointer values = nixie_setting_is_of_policy (key) ? (gpointer) &settings->policy : settings;
      if (key->otherwise != NULL && !key->read (key, key->otherwise, values, NULL))
        g_warn_if_reached ();
    }
  set_default_rules (&settings->policy);
  return settings;
}

/* The part of DOMAIN behind its first label; NULL where there is none. */
static const char *
parent_of (const char *domain)
{
  const char *dot = strchr (domain, '.');
  return dot != NULL ? dot + 1 : NULL;
}

/* The narrowest group of the kind ".example.com" that covers DOMAIN. */
static const NixieDomainPolicy *
find_below (const NixieSettings *settings, const char *domain)
{
  const NixieDomainPolicy *found = NULL;
  for (; found == NULL && domain != NULL; domain = parent_of (domain))
    found = g_hash_table_lookup (settings->below, domain);
  return found;
}

const NixieDomainPolicy *
nixie_settings_domain (const NixieSettings *settings, const char *address)
{
  g_return_val_if_fail (settings != NULL && address != NULL, NULL);
  if (settings->domains == NULL)
    return NULL;
  const char *domain = nixie_address_domain (address);
  const NixieDomainPolicy *exact = g_hash_table_lookup (settings->at, domain);
  return exact != NULL ? exact : find_below (settings, domain);
}

const NixiePolicy *
nixie_settings_policy (const NixieSettings *settings, const char *address)
{
  const NixieDomainPolicy *domain = nixie_settings_domain (settings, address);
  return domain != NULL ? &domain->policy : &settings->policy;
}

NixieDomainPolicy *
nixie_settings_make_domain (NixieSettings *settings, const char *domain, const char *group)
{
  const gboolean dotted = domain[0] == '.';
  const char *bare = domain + dotted;
  if (settings->domains == NULL)
    {
      settings->domains = g_ptr_array_new_with_free_func (g_free);
      settings->at = g_hash_table_new (g_str_hash, g_str_equal);
      settings->below = g_hash_table_new (g_str_hash, g_str_equal);
    }
  GHashTable *table = dotted ? settings->below : settings->at;
  NixieDomainPolicy *made = g_hash_table_lookup (table, bare);
  if (made != NULL)
    return made;
  made = g_new0 (NixieDomainPolicy, 1);
  made->name = domain;
  made->group = group;
  made->above = find_below (settings, bare); /* not itself: it is not in the table yet */
  made->policy = made->above != NULL ? made->above->policy : settings->policy;
  g_ptr_array_add (settings->domains, made);
  g_hash_table_insert (table, (gpointer) bare, made);
  return made;
}

NixieRule
nixie_policy_rule (const NixiePolicy *policy, NixieReason reason, NixieClass class)
{
  return (class == NIXIE_CLASS_HARD ? policy->hard : policy->soft)[reason];
}

gboolean
nixie_policy_protect (const NixiePolicy *policy, NixieReason reason, NixieClass class)
{
  return policy->protect[reason] && (class == NIXIE_CLASS_HARD || !nixie_reason_can_be_hard (reason));
}

static void
append_policy (GString *all, const char *name, const NixiePolicy *policy)
{
  g_string_append_printf (all, "%s\n%u %u %u %u %u %d\n", name, policy->soft_days, policy->soft_gap_days, policy->soft_span_days,
                          policy->expire_days, policy->rearm_days, policy->protect_operator != FALSE);
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    g_string_append_printf (all, "%s %d %d %d\n", nixie_reason_id ((NixieReason) i), policy->hard[i], policy->soft[i],
                            policy->protect[i] != FALSE);
}

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Our domains in any order are the same, and say nothing where the level does not ask for them. */
static void
append_trust (GString *all, const NixieSettings *settings)
{
  g_autoptr (GPtrArray) domains = g_ptr_array_new ();
  const NixieTrust level = nixie_settings_trust (settings);
  g_string_append_printf (all, "%s\n", nixie_trust_id (level));
  for (char **own = settings->own_domains; level == NIXIE_TRUST_OURS && own != NULL && *own != NULL; own++)
    g_ptr_array_add (domains, *own);
  g_ptr_array_sort (domains, compare_texts);
  for (guint i = 0; i < domains->len; i++)
    g_string_append_printf (all, "%s\n", (const char *) domains->pdata[i]);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const NixieDomainPolicy *const *) a)->name, (*(const NixieDomainPolicy *const *) b)->name);
}

char *
nixie_settings_digest (const NixieSettings *settings)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autoptr (GPtrArray) domains = g_ptr_array_new ();
  const NixieBrake *brake = &settings->brake;
  g_string_append_printf (all, "%d %u %u %u %u %u\n", brake->enabled != FALSE, brake->domain_least, brake->domain_factor,
                          brake->list_least, brake->list_factor, brake->history_days);
  append_policy (all, "", &settings->policy);
  for (guint i = 0; settings->domains != NULL && i < settings->domains->len; i++)
    g_ptr_array_add (domains, settings->domains->pdata[i]);
  g_ptr_array_sort (domains, compare_names);
  for (guint i = 0; i < domains->len; i++)
    append_policy (all, ((const NixieDomainPolicy *) domains->pdata[i])->name, &((const NixieDomainPolicy *) domains->pdata[i])->policy);
  append_trust (all, settings);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) all->str, all->len);
  return g_strndup (digest, NIXIE_SETTINGS_DIGEST_CHARS);
}

void
nixie_settings_free (NixieSettings *settings)
{
  if (settings == NULL)
    return;
  g_clear_pointer (&settings->domains, g_ptr_array_unref);
  g_clear_pointer (&settings->at, g_hash_table_unref);
  g_clear_pointer (&settings->below, g_hash_table_unref);
  g_clear_pointer (&settings->lines, g_ptr_array_unref);
  g_free (settings->file);
  g_free (settings->store);
  g_free (settings->hash_key_file);
  g_clear_pointer (&settings->hash_key, g_bytes_unref);
  g_free (settings->rules);
  g_strfreev (settings->own_domains);
  g_free (settings->key_file);
  g_free (settings->return_path);
  g_free (settings);
}
