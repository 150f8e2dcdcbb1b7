/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See settings.h. A key is a row of `keys`: where it stands and what reads its value.
 */
#include "policy/settings.h"

#include "base/error.h"
#include "base/i18n.h"

#include <string.h>

#define MOST_DAYS 36500 /* a hundred years: more is a slip of the finger */

typedef struct Key Key;

/* Puts VALUE into SETTINGS; FALSE with a bare message ("not a number …") in ERROR. */
typedef gboolean (*KeyReader) (const Key *key, const char *value, NixieSettings *settings, GError **error);

struct Key {
  const char *group, *name;
  KeyReader read;
  gsize offset; /* of a number or a path in NixieSettings */
  guint least;
};

static gboolean
read_path (const Key *key, const char *value, NixieSettings *settings, GError **error)
{
  if (*value == '\0')
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("empty"));
      return FALSE;
    }
  char **path = (char **) (gpointer) ((char *) settings + key->offset);
  g_free (*path);
  *path = g_strdup (value);
  return TRUE;
}

static gboolean
read_fold (const Key *key, const char *value, NixieSettings *settings, GError **error)
{
  if (strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is neither true nor false"), value);
      return FALSE;
    }
  settings->fold_local = *value == 't';
  return TRUE;
}

static gboolean
read_days (const Key *key, const char *value, NixieSettings *settings, GError **error)
{
  guint64 days = 0;
  if (!g_ascii_string_to_unsigned (value, 10, key->least, MOST_DAYS, &days, NULL))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is not a number from %u to %d"), value, key->least, MOST_DAYS);
      return FALSE;
    }
  *(guint *) (gpointer) ((char *) settings + key->offset) = (guint) days;
  return TRUE;
}

static void
protect_hard (NixieSettings *settings)
{
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    if (nixie_reason_can_be_hard ((NixieReason) i))
      settings->protect[i] = TRUE;
}

static gboolean
read_protect (const Key *key, const char *value, NixieSettings *settings, GError **error)
{
  memset (settings->protect, 0, sizeof settings->protect);
  settings->protect_operator = FALSE;
  g_auto (GStrv) words = g_strsplit_set (value, " \t", -1);
  for (char **word = words; *word != NULL; word++)
    {
      NixieReason reason;
      if (**word == '\0')
        continue;
      if (strcmp (*word, "hard") == 0)
        protect_hard (settings);
      else if (strcmp (*word, "operator") == 0)
        settings->protect_operator = TRUE;
      else if (nixie_reason_from_id (*word, &reason))
        settings->protect[reason] = TRUE;
      else
        {
          g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown reason '%s'"), *word);
          return FALSE;
        }
    }
  return TRUE;
}

static const char *const rule_ids[] = { [NIXIE_RULE_NEVER] = "never", [NIXIE_RULE_COUNTED] = "counted", [NIXIE_RULE_FIRST] = "first" };

const char *
nixie_rule_id (NixieRule rule)
{
  g_return_val_if_fail ((guint) rule < G_N_ELEMENTS (rule_ids), "");
  return rule_ids[rule];
}

static gboolean
rule_from_word (const char *word, NixieRule *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule_ids); i++)
    if (strcmp (word, rule_ids[i]) == 0)
      {
        *rule = (NixieRule) i;
        return TRUE;
      }
  return FALSE;
}

/* Some reasons are of reports that are no failures (delivered, delayed, …); of these only complaint and opt-out can suppress. */
static gboolean
check_rule (NixieReason reason, NixieRule rule, GError **error)
{
  const gboolean request = reason == NIXIE_REASON_COMPLAINT || reason == NIXIE_REASON_OPT_OUT;
  if (request && rule == NIXIE_RULE_COUNTED)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("can be 'never' or 'first' only"));
      return FALSE;
    }
  if (!request && nixie_reason_fault (reason) == NIXIE_FAULT_NONE && reason != NIXIE_REASON_UNDEFINED)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("is not a failure and never suppresses"));
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_rule (const Key *key, const char *value, NixieSettings *settings, GError **error)
{
  NixieReason reason;
  NixieRule rule;
  if (!nixie_reason_from_id (key->name, &reason))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown reason"));
      return FALSE;
    }
  if (!rule_from_word (value, &rule))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' is none of never, counted and first"), value);
      return FALSE;
    }
  if (!check_rule (reason, rule, error))
    return FALSE;
  settings->hard[reason] = settings->soft[reason] = rule;
  return TRUE;
}

static const Key keys[] = {
  { "store", "path", read_path, G_STRUCT_OFFSET (NixieSettings, store), 0 },
  { "rules", "path", read_path, G_STRUCT_OFFSET (NixieSettings, rules), 0 },
  { "address", "fold-local-part", read_fold, 0, 0 },
  { "policy", "soft-days", read_days, G_STRUCT_OFFSET (NixieSettings, soft_days), 1 },
  { "policy", "soft-gap-days", read_days, G_STRUCT_OFFSET (NixieSettings, soft_gap_days), 1 },
  { "policy", "soft-span-days", read_days, G_STRUCT_OFFSET (NixieSettings, soft_span_days), 0 },
  { "policy", "expire-days", read_days, G_STRUCT_OFFSET (NixieSettings, expire_days), 1 },
  { "policy", "rearm-days", read_days, G_STRUCT_OFFSET (NixieSettings, rearm_days), 0 },
  { "policy", "protect", read_protect, 0, 0 },
};

/* The row of a key, copied to KEY; every key of [reasons] has the same. */
static gboolean
find_key (const char *group, const char *name, Key *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strcmp (keys[i].group, group) == 0 && strcmp (keys[i].name, name) == 0)
      {
        *key = keys[i];
        return TRUE;
      }
  *key = (Key){ "reasons", name, read_rule, 0, 0 };
  return strcmp (group, "reasons") == 0;
}

static gboolean
read_key (GKeyFile *file, const char *group, const char *name, NixieSettings *settings, GError **error)
{
  Key key;
  if (!find_key (group, name, &key))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown key"));
      return FALSE;
    }
  g_autoptr (GError) local = NULL;
  g_autofree char *value = g_key_file_get_string (file, group, name, &local);
  if (value == NULL)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, local->message);
      return FALSE;
    }
  return key.read (&key, g_strstrip (value), settings, error);
}

static gboolean
is_group (const char *group)
{
  static const char *const groups[] = { "store", "rules", "address", "policy", "reasons", NULL };
  return g_strv_contains (groups, group);
}

static gboolean
read_group (GKeyFile *file, const char *group, const char *name, NixieSettings *settings, GError **error)
{
  if (!is_group (group))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("%s: [%s]: unknown group"), name, group);
      return FALSE;
    }
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);
  for (char **key = names; key != NULL && *key != NULL; key++)
    if (!read_key (file, group, *key, settings, error))
      {
        g_prefix_error (error, "%s: [%s] %s: ", name, group, *key);
        return FALSE;
      }
  return TRUE;
}

gboolean
nixie_settings_parse (const char *text, gsize length, const char *name, NixieSettings **settings, GError **error)
{
  g_return_val_if_fail (text != NULL || length == 0, FALSE);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) local = NULL;
  /* Translations are kept so that "path[de]" is an unknown key and not passed over. */
  if (!g_key_file_load_from_data (file, length > 0 ? text : "", length, G_KEY_FILE_KEEP_TRANSLATIONS, &local))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, "%s: %s", name, local->message);
      return FALSE;
    }
  g_autoptr (NixieSettings) read = nixie_settings_new_defaults ();
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++)
    if (!read_group (file, *group, name, read, error))
      return FALSE;
  *settings = g_steal_pointer (&read);
  return TRUE;
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

NixieSettings *
nixie_settings_new_defaults (void)
{
  NixieSettings *settings = g_new0 (NixieSettings, 1);
  settings->soft_days = 5;
  settings->soft_gap_days = 45;
  settings->soft_span_days = 7;
  settings->expire_days = 90;
  settings->rearm_days = 90;
  settings->fold_local = TRUE;
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    {
      const NixieReason reason = (NixieReason) i;
      settings->soft[i] = default_rule (reason);
      settings->hard[i] = nixie_reason_can_be_hard (reason) ? NIXIE_RULE_FIRST : settings->soft[i];
    }
  protect_hard (settings);
  settings->protect[NIXIE_REASON_COMPLAINT] = TRUE;
  settings->protect[NIXIE_REASON_OPT_OUT] = TRUE;
  return settings;
}

NixieRule
nixie_settings_rule (const NixieSettings *settings, NixieReason reason, NixieClass class)
{
  return (class == NIXIE_CLASS_HARD ? settings->hard : settings->soft)[reason];
}

gboolean
nixie_settings_protect (const NixieSettings *settings, NixieReason reason, NixieClass class)
{
  return settings->protect[reason] && (class == NIXIE_CLASS_HARD || !nixie_reason_can_be_hard (reason));
}

char *
nixie_settings_digest (const NixieSettings *settings)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_string_printf (all, "%u %u %u %u %u %d\n", settings->soft_days, settings->soft_gap_days, settings->soft_span_days,
                   settings->expire_days, settings->rearm_days, settings->protect_operator != FALSE);
  for (guint i = 0; i < NIXIE_N_REASONS; i++)
    g_string_append_printf (all, "%s %d %d %d\n", nixie_reason_id ((NixieReason) i), settings->hard[i], settings->soft[i],
                            settings->protect[i] != FALSE);
  g_autofree char *digest = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) all->str, all->len);
  return g_strndup (digest, NIXIE_SETTINGS_DIGEST_CHARS);
}

void
nixie_settings_free (NixieSettings *settings)
{
  if (settings == NULL)
    return;
  g_free (settings->store);
  g_free (settings->rules);
  g_free (settings);
}
