/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of settings, read into lines, sorted by rank and applied: what is general before what is special, whatever their order in
 * the file. A rank is twice how specific the domain is, plus one for a reason, which wins over a fault and a key of [policy] (which have
 * no value in common).
 */
#include "policy/settings-private.h"

#include "base/error.h"
#include "base/i18n.h"
#include "recipient/address.h"

#include <string.h>

#define DOMAIN_WORD "domain "

static void
line_free (gpointer data)
{
  NixieSettingLine *line = data;
  g_free (line->group);
  g_free (line->key);
  g_free (line->value);
  g_free (line->domain);
  g_free (line);
}

/* "mail.example.com" is more specific than ".mail.example.com", and that than "example.com". */
static guint
domain_rank (const char *domain)
{
  guint labels = 1;
  for (const char *p = domain + 1; *p != '\0'; p++)
    labels += *p == '.';
  return 2 * labels + (domain[0] != '.');
}

/* The group whose row KEY is: for a domain's, the one that has such a key elsewhere; NULL where none has. */
static const char *
group_of (const char *group, const char *domain, const char *name)
{
  NixieReason reason;
  NixieFault fault;
  if (domain == NULL)
    return group;
  return nixie_setting_fault (name, &fault) ? "faults" : nixie_reason_from_id (name, &reason) ? "reasons" : "policy";
}

gboolean
nixie_setting_of_line (const NixieSettingLine *line, NixieSettingKey *key, GError **error)
{
  const char *group = group_of (line->group, line->domain, line->key);
  if (nixie_setting_find (group, line->key, key))
    return TRUE;
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown key"));
  return FALSE;
}

/* Adds a line to SETTINGS. Its value may be wrong: who applies it says so. */
static gboolean
read_line (GKeyFile *file, NixieSettingLine *line, NixieSettings *settings, GError **error)
{
  NixieSettingKey key;
  g_autoptr (GError) local = NULL;
  g_ptr_array_add (settings->lines, line);
  if (!nixie_setting_of_line (line, &key, error))
    return FALSE;
  line->value = g_key_file_get_string (file, line->group, line->key, &local);
  if (line->value == NULL)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, local->message);
      return FALSE;
    }
  g_strstrip (line->value);
  line->rank = (line->domain != NULL ? 2 * domain_rank (line->domain) : 0) + (strcmp (key.group, "reasons") == 0);
  return TRUE;
}

/* *DOMAIN is NULL where GROUP is none of a domain's. */
static gboolean
read_group_name (const char *group, char **domain, GError **error)
{
  if (g_str_has_prefix (group, DOMAIN_WORD))
    {
      if (nixie_address_domain_scope (group + strlen (DOMAIN_WORD), domain))
        return TRUE;
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("not a domain"));
      return FALSE;
    }
  *domain = NULL;
  for (const NixieSettingGroup *row = nixie_setting_groups; row->name != NULL; row++)
    if (strcmp (row->name, group) == 0)
      return TRUE;
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("unknown group"));
  return FALSE;
}

static gboolean
read_group (GKeyFile *file, const char *group, NixieSettings *settings, GError **error)
{
  g_autofree char *domain = NULL;
  if (!read_group_name (group, &domain, error))
    {
      g_prefix_error (error, "%s: [%s]: ", settings->file, group);
      return FALSE;
    }
  g_auto (GStrv) names = g_key_file_get_keys (file, group, NULL, NULL);
  for (char **key = names; key != NULL && *key != NULL; key++)
    {
      NixieSettingLine *line = g_new0 (NixieSettingLine, 1);
      *line = (NixieSettingLine){ .group = g_strdup (group), .key = g_strdup (*key), .domain = g_strdup (domain) };
      if (!read_line (file, line, settings, error))
        {
          g_prefix_error (error, "%s: [%s] %s: ", settings->file, group, *key);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
apply_line (NixieSettings *settings, const NixieSettingLine *line, GError **error)
{
  NixieSettingKey key;
  NixieDomainPolicy *domain = line->domain != NULL ? nixie_settings_make_domain (settings, line->domain, line->group) : NULL;
  if (domain != NULL && strcmp (domain->group, line->group) != 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("the same domain as in [%s]"), domain->group);
      return FALSE;
    }
  if (!nixie_setting_of_line (line, &key, error))
    return FALSE;
  const gboolean in_policy = nixie_setting_is_of_policy (&key);
  return key.read (&key, line->value, domain != NULL ? &domain->policy : in_policy ? (gpointer) &settings->policy : settings, error);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const NixieSettingLine *one = *(const NixieSettingLine *const *) a, *other = *(const NixieSettingLine *const *) b;
  return (int) one->rank - (int) other->rank;
}

static gboolean
apply_lines (NixieSettings *settings, GError **error)
{
  g_ptr_array_sort (settings->lines, compare_lines); /* stable */
  for (guint i = 0; i < settings->lines->len; i++)
    {
      const NixieSettingLine *line = settings->lines->pdata[i];
      if (apply_line (settings, line, error))
        continue;
      g_prefix_error (error, "%s: [%s] %s: ", settings->file, line->group, line->key);
      return FALSE;
    }
  return TRUE;
}

/* A level at which nothing can count is a mistake. */
static gboolean
check_trust (const NixieSettings *settings, GError **error)
{
  const char *missing = settings->trust == NIXIE_TRUST_OURS && settings->own_domains == NULL    ? "[trust] domains"
                        : settings->trust == NIXIE_TRUST_SIGNED && settings->key_file == NULL ? "[verp] key-file"
                                                                                              : NULL;
  if (missing != NULL)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("%s: [trust] level: '%s' needs %s"), settings->file,
                 nixie_trust_id (settings->trust), missing);
  return missing == NULL;
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
  read->file = g_strdup (name);
  read->lines = g_ptr_array_new_with_free_func (line_free);
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  for (char **group = groups; *group != NULL; group++)
    if (!read_group (file, *group, read, error))
      return FALSE;
  if (!apply_lines (read, error) || !check_trust (read, error))
    return FALSE;
  *settings = g_steal_pointer (&read);
  return TRUE;
}
