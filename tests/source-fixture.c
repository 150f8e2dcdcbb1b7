/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See source-fixture.h.
 */
#include "source-fixture.h"

#include <criterion/criterion.h>
#include <glib/gstdio.h>
#include <string.h>

static char *dir;

void
fixture_init (void)
{
  dir = g_dir_make_tmp ("nixie-source-XXXXXX", NULL);
  cr_assert_not_null (dir);
}

void
fixture_fini (void)
{
  char *argv[] = { (char *) "rm", (char *) "-rf", (char *) "--", dir, NULL };
  g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (dir);
}

const char *
fixture_dir (void)
{
  return dir;
}

void
put (const char *name, const char *bytes, gssize length)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  cr_assert_eq (g_mkdir_with_parents (folder, 0755), 0);
  cr_assert (g_file_set_contents (path, bytes, length, NULL));
}

void
shell (const char *command)
{
  char *argv[] = { (char *) "sh", (char *) "-c", (char *) command, NULL };
  int status = 0;
  cr_assert (g_spawn_sync (dir, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, NULL));
  cr_assert_eq (status, 0, "%s", command);
}

static void
append_without_dir (GString *out, const char *text)
{
  const char *at = strstr (text, dir);
  if (at == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_len (out, text, at - text);
  const char *rest = at + strlen (dir);
  g_string_append (out, *rest == '/' ? rest + 1 : rest);
}

char *
read_paths (const char *const *paths, Show show)
{
  g_autoptr (NixieSource) source = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  if (!nixie_source_open (paths, &source, &error))
    {
      g_string_append (out, "open: ");
      append_without_dir (out, error->message);
      return g_strdup (out->str);
    }
  for (guint guard = 0; guard < 200000; guard++)
    {
      NixieMessage message;
      g_clear_error (&error);
      const gboolean good = nixie_source_next (source, &message, &error);
      if (good && message.bytes.data == NULL)
        return g_strdup (out->str);
      if (guard > 0)
        g_string_append (out, SEPARATOR);
      if (!good)
        {
          g_string_append (out, "!");
          append_without_dir (out, error->message);
          continue;
        }
      if (message.damaged)
        g_string_append (out, "~");
      if (show == SHOW_ORIGINS)
        append_without_dir (out, message.origin);
      else
        g_string_append_len (out, message.bytes.data, (gssize) message.bytes.length);
    }
  return g_strdup ("no end");
}

char *
read_name (const char *name, Show show)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  return read_paths ((const char *const[]){ path, NULL }, show);
}
