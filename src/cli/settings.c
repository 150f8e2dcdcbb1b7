/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the settings and the list are: what a command line, the environment and the system say, in this order. Used by the commands.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "base/i18n.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

const char *
nixie_cli_from_environment (const char *name)
{
  const char *value = g_getenv (name);
  return value != NULL && value[0] != '\0' ? value : NULL;
}

static int
errno_of (const GError *said)
{
  if (said->domain != G_FILE_ERROR)
    return EIO;
  switch (said->code)
    {
    case G_FILE_ERROR_NOENT:
      return ENOENT;
    case G_FILE_ERROR_NOTDIR:
      return ENOTDIR;
    case G_FILE_ERROR_ACCES:
      return EACCES;
    case G_FILE_ERROR_ISDIR:
      return EISDIR;
    default:
      return EIO;
    }
}

gboolean
nixie_cli_is_absent (const char *path)
{
  return access (path, F_OK) != 0 && (errno == ENOENT || errno == ENOTDIR); /* GLib's failure costs more than a look-up */
}

gboolean
nixie_cli_read_file (const char *path, char **text, gsize *length, GError **error)
{
  g_autoptr (GError) said = NULL;
  if (g_file_get_contents (path, text, length, &said))
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_CONFIG, errno_of (said), _("cannot read '%s'"), path);
  return FALSE;
}

/* *SETTINGS stays as it is where there is no file at PATH and none MUST be there. */
static gboolean
read_settings (const char *path, gboolean must, NixieSettings **settings, GError **error)
{
  g_autofree char *text = NULL;
  gsize length = 0;
  if (!must && nixie_cli_is_absent (path))
    return TRUE;
  return nixie_cli_read_file (path, &text, &length, error) && nixie_settings_parse (text, length, path, settings, error);
}

/* A user's own file, then the host's: it may name the list that all users of a host share. */
static gboolean
read_default_settings (NixieSettings **settings, GError **error)
{
  if (geteuid () != 0)
    {
      g_autofree char *own = g_build_filename (g_get_user_config_dir (), "nixie", "nixie.conf", NULL);
      if (!read_settings (own, FALSE, settings, error))
        return FALSE;
    }
  return *settings != NULL || read_settings (SYSCONFDIR "/nixie/nixie.conf", FALSE, settings, error);
}

/* A look-up under no key would miss all. */
static gboolean
read_hash_key (NixieSettings *settings, GError **error)
{
  if (settings->hash_key_file != NULL)
    return nixie_cli_hash_key (settings->hash_key_file, &settings->hash_key, error);
  if (settings->hashed != NIXIE_HASH_HMAC)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("%s: [store] hashed = hmac needs hash-key, a file"), settings->file);
  return FALSE;
}

gboolean
nixie_cli_settings (const NixieCall *call, NixieSettings **settings, GError **error)
{
  const char *named = call->options->config != NULL ? call->options->config : nixie_cli_from_environment ("NIXIE_CONFIG");
  g_autoptr (NixieSettings) got = NULL;
  if (!(named != NULL ? read_settings (named, TRUE, &got, error) : read_default_settings (&got, error)))
    return FALSE;
  if (got == NULL)
    got = nixie_settings_new_defaults ();
  if (!read_hash_key (got, error))
    return FALSE;
  *settings = g_steal_pointer (&got);
  return TRUE;
}

/* NULL where nobody has named a place. */
static const char *
named_folder (const NixieCall *call, const NixieSettings *settings)
{
  if (call->options->db != NULL)
    return call->options->db;
  const char *named = nixie_cli_from_environment ("NIXIE_DB");
  return named != NULL ? named : settings->store;
}

char *
nixie_cli_folder (const NixieCall *call, const NixieSettings *settings)
{
  const char *named = named_folder (call, settings);
  if (named != NULL)
    return g_strdup (named);
  return geteuid () == 0 ? g_strdup (LOCALSTATEDIR "/lib/nixie") : g_build_filename (g_get_user_data_dir (), "nixie", NULL);
}

/* Nobody has misspelt the default place, so that its parents are made like the list itself; what fails, the store says. */
static void
make_default_parents (const char *folder)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  if (g_mkdir_with_parents (parent, geteuid () == 0 ? 0755 : 0700) != 0)
    g_debug ("cannot make '%s': %s", parent, g_strerror (errno));
}

gboolean
nixie_cli_open (const NixieCall *call, NixieStoreMode mode, const NixieSettings *settings, NixieStore **store, GError **error)
{
  g_autofree char *folder = nixie_cli_folder (call, settings);
  if (named_folder (call, settings) == NULL)
    make_default_parents (folder);
  if (!nixie_store_open (folder, mode, settings, store, error))
    return FALSE;
  if (!nixie_store_is_made (*store))
    nixie_cli_say (_("no list yet in '%s': taken as empty"), folder);
  return TRUE;
}

gboolean
nixie_cli_open_to_show (const NixieCall *call, const NixieSettings *settings, NixieStore **store, GError **error)
{
  g_autoptr (NixieStore) opened = NULL;
  gboolean differ = FALSE;
  if (!nixie_cli_open (call, NIXIE_STORE_READ, settings, &opened, error))
    return FALSE;
  if (nixie_store_is_made (opened) && !nixie_store_settings_differ (opened, &differ, error))
    return FALSE;
  if (differ)
    nixie_cli_say (_("the settings have changed since the list was worked out; run 'nixie rebuild'"));
  *store = g_steal_pointer (&opened);
  return TRUE;
}
