/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The groups and keys of nixie.conf(5): where each stands, its default, and what reads its value. A key of [policy] can differ by domain. A
 * new key is a row here, a member in settings.h, and a paragraph in the manual; `nixie policy` shows it by itself.
 */
#include "policy/settings-private.h"

#include "base/error.h"
#include "base/i18n.h"
#include "recipient/address.h"

#include <string.h>

#define MOST 36500 /* days of a hundred years: more is a slip of the finger */

static gboolean
refuse (GError **error, const char *ground)
{
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, ground);
  return FALSE;
}

static gboolean
read_path (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  if (*value == '\0')
    return refuse (error, _("empty"));
  char **path = (char **) (gpointer) ((char *) values + key->offset);
  g_free (*path);
  *path = g_strdup (value);
  return TRUE;
}

/* Two programs must not see two lists. */
static gboolean
read_folder (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  if (*value != '\0' && !g_path_is_absolute (value))
    return refuse (error, _("a whole path is needed, from / on"));
  return read_path (key, value, values, error);
}

static gboolean
read_trust (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixieSettings *settings = values;
  for (NixieTrust level = NIXIE_TRUST_ANY; level <= NIXIE_TRUST_SIGNED; level++)
    if (strcmp (value, nixie_trust_id (level)) == 0)
      {
        settings->trust = level;
        return TRUE;
      }
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is none of any, ours and signed"), value);
  return FALSE;
}

static gboolean
read_own_domains (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixieSettings *settings = values;
  g_autoptr (GPtrArray) domains = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    {
      g_autofree char *written = g_strconcat ("@", **word == '.' ? *word + 1 : *word, NULL), *canonical = NULL;
      if (**word == '\0')
        continue;
      if (!nixie_address_canonical (written, TRUE, &canonical, NULL))
        {
          g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is no domain"), *word);
          return FALSE;
        }
      g_ptr_array_add (domains, g_strdup (canonical + 1));
    }
  if (domains->len == 0)
    return refuse (error, _("empty"));
  g_ptr_array_add (domains, NULL);
  g_strfreev (settings->own_domains);
  settings->own_domains = (char **) g_ptr_array_free (g_steal_pointer (&domains), FALSE);
  return TRUE;
}

/* Where reports come to: what is signed goes into its local part. */
static gboolean
read_return_path (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  g_autofree char *canonical = NULL;
  if (*value == '@' || *value == '"' || *value == '<' || !nixie_address_canonical (value, FALSE, &canonical, NULL))
    return refuse (error, _("not an address"));
  return read_path (key, value, values, error);
}

static gboolean
read_flag (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  if (strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is neither true nor false"), value);
      return FALSE;
    }
  *(gboolean *) (gpointer) ((char *) values + key->offset) = *value == 't';
  return TRUE;
}

static gboolean
read_number (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  guint64 number = 0;
  if (!g_ascii_string_to_unsigned (value, 10, key->least, MOST, &number, NULL))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is not a number from %u to %d"), value, key->least, MOST);
      return FALSE;
    }
  *(guint *) (gpointer) ((char *) values + key->offset) = (guint) number;
  return TRUE;
}

static gboolean
read_hash (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixieSettings *settings = values;
  if (nixie_hash_from_id (value, &settings->hashed))
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is none of none, sha256 and hmac"), value);
  return FALSE;
}

static gboolean
protect_word (NixiePolicy *policy, const char *word)
{
  NixieReason reason;
  if (strcmp (word, "operator") == 0)
    policy->protect_operator = TRUE;
  else if (nixie_reason_from_id (word, &reason))
    policy->protect[reason] = TRUE;
  else if (strcmp (word, "hard") != 0)
    return FALSE;
  for (guint i = 0; strcmp (word, "hard") == 0 && i < NIXIE_N_REASONS; i++)
    if (nixie_reason_can_be_hard ((NixieReason) i))
      policy->protect[i] = TRUE;
  return TRUE;
}

static gboolean
read_protect (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixiePolicy *policy = values;
  memset (policy->protect, 0, sizeof policy->protect);
  policy->protect_operator = FALSE;
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    if (**word != '\0' && !protect_word (policy, *word))
      {
        g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown reason '%s'"), *word);
        return FALSE;
      }
  return TRUE;
}

static gboolean
rule_from_word (const char *word, NixieRule *rule, GError **error)
{
  for (NixieRule i = NIXIE_RULE_NEVER; i <= NIXIE_RULE_FIRST; i++)
    if (strcmp (word, nixie_rule_id (i)) == 0)
      {
        *rule = i;
        return TRUE;
      }
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is none of never, counted and first"), word);
  return FALSE;
}

/* Some reasons are of reports that are no failures (delivered, delayed, …); of these only complaint and opt-out can suppress. */
static gboolean
check_rule (NixieReason reason, NixieRule rule, GError **error)
{
  const gboolean request = reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT;
  if (request && rule == NIXIE_RULE_COUNTED)
    return refuse (error, _("can be 'never' or 'first' only"));
  if (!request && !nixie_reason_is_failure (reason))
    return refuse (error, _("is not a failure and never suppresses"));
  return TRUE;
}

static gboolean
read_rule (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixiePolicy *policy = values;
  NixieReason reason;
  NixieRule rule;
  if (!nixie_reason_from_id (key->name, &reason))
    return refuse (error, _("unknown reason"));
  if (!rule_from_word (value, &rule, error) || !check_rule (reason, rule, error))
    return FALSE;
  policy->hard[reason] = policy->soft[reason] = rule;
  return TRUE;
}

/* A complaint and an opt-out are no failures, whosever fault they are: what a fault's failures do says nothing of them. */
static gboolean
read_fault (const NixieSettingKey *key, const char *value, gpointer values, GError **error)
{
  NixiePolicy *policy = values;
  NixieFault fault;
  NixieRule rule;
  if (!nixie_setting_fault (key->name, &fault))
    return refuse (error, _("unknown fault"));
  if (!rule_from_word (value, &rule, error))
    return FALSE;
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    if (nixie_reason_is_failure ((NixieReason) i) && nixie_reason_fault ((NixieReason) i) == fault)
      policy->hard[i] = policy->soft[i] = rule;
  return TRUE;
}

#define IN_SETTINGS(member) G_STRUCT_OFFSET (NixieSettings, member)
#define IN_POLICY(member) G_STRUCT_OFFSET (NixiePolicy, member)

const NixieSettingKey nixie_setting_keys[] = {
  { "store", "path", read_folder, IN_SETTINGS (store), 0, NULL },
  { "store", "hashed", read_hash, IN_SETTINGS (hashed), 0, "none" },
  { "store", "hash-key", read_path, IN_SETTINGS (hash_key_file), 0, NULL },
  { "rules", "path", read_path, IN_SETTINGS (rules), 0, NULL },
  { "address", "fold-local-part", read_flag, IN_SETTINGS (fold_local), 0, "true" },
  { "address", "subdomains", read_flag, IN_SETTINGS (subdomains), 0, "false" },
  { "brake", "enabled", read_flag, IN_SETTINGS (brake.enabled), 0, "true" },
  { "brake", "domain-least", read_number, IN_SETTINGS (brake.domain_least), 2, "10" },
  { "brake", "domain-factor", read_number, IN_SETTINGS (brake.domain_factor), 1, "5" },
  { "brake", "list-least", read_number, IN_SETTINGS (brake.list_least), 2, "20" },
  { "brake", "list-factor", read_number, IN_SETTINGS (brake.list_factor), 1, "5" },
  { "brake", "history-days", read_number, IN_SETTINGS (brake.history_days), 0, "7" },
  { "policy", "soft-days", read_number, IN_POLICY (soft_days), 1, "5" },
  { "policy", "soft-gap-days", read_number, IN_POLICY (soft_gap_days), 1, "45" },
  { "policy", "soft-span-days", read_number, IN_POLICY (soft_span_days), 0, "7" },
  { "policy", "expire-days", read_number, IN_POLICY (expire_days), 1, "90" },
  { "policy", "rearm-days", read_number, IN_POLICY (rearm_days), 0, "90" },
  { "policy", "protect", read_protect, 0, 0, "hard complaint opt-out" },
  { "trust", "level", read_trust, IN_SETTINGS (trust), 0, NULL },
  { "trust", "domains", read_own_domains, IN_SETTINGS (own_domains), 0, NULL },
  { "verp", "key-file", read_path, IN_SETTINGS (key_file), 0, NULL },
  { "verp", "return-path", read_return_path, IN_SETTINGS (return_path), 0, NULL },
  { "verp", "days", read_number, IN_SETTINGS (verp_days), 1, "30" },
  { "keep", "events", read_number, IN_SETTINGS (keep_events), 0, "730" },
  { "keep", "diagnostics", read_number, IN_SETTINGS (keep_diagnostics), 0, "365" },
  { NULL, NULL, NULL, 0, 0, NULL },
};

const NixieSettingGroup nixie_setting_groups[] = {
  { "store", FALSE },
  { "rules", FALSE },
  { "address", FALSE },
  { "trust", FALSE },
  { "verp", FALSE },
  { "keep", FALSE },
  { "brake", FALSE },
  { "policy", TRUE },
  { "faults", TRUE },
  { "reasons", TRUE },
  { NULL, FALSE },
};

gboolean
nixie_setting_is_of_policy (const NixieSettingKey *key)
{
  for (const NixieSettingGroup *row = nixie_setting_groups; row->name != NULL; row++)
    if (strcmp (row->name, key->group) == 0)
      return row->by_domain;
  return FALSE;
}

gboolean
nixie_setting_fault (const char *id, NixieFault *fault)
{
  for (NixieFault i = NIXIE_FAULT_ADDRESS; i < NIXIE_FAULT_NONE; i++)
    if (strcmp (id, nixie_fault_id (i)) == 0)
      {
        *fault = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
nixie_setting_find (const char *group, const char *name, NixieSettingKey *key)
{
  for (const NixieSettingKey *row = nixie_setting_keys; row->group != NULL; row++)
    if (strcmp (row->group, group) == 0 && strcmp (row->name, name) == 0)
      {
        *key = *row;
        return TRUE;
      }
  const gboolean fault = strcmp (group, "faults") == 0;
  *key = (NixieSettingKey){ fault ? "faults" : "reasons", name, fault ? read_fault : read_rule, 0, 0, NULL };
  return fault || strcmp (group, "reasons") == 0;
}
