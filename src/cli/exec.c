/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Becoming the program that has a command: `nixie` itself links little, so that a look-up starts fast. A program that is run where it
 * was built finds the others beside itself.
 */
#include "cli/cli-private.h"

#include "base/i18n.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The folder that this program was started from; NULL where the system does not say. */
static char *
own_folder (void)
{
  char path[4096];
  const ssize_t length = readlink ("/proc/self/exe", path, sizeof path - 1);
  if (length <= 0)
    return NULL;
  path[length] = '\0';
  return g_path_get_dirname (path);
}

/* $NIXIE_LIBEXEC, else beside this program (in a build folder), else where make install puts it. */
static char *
find_program (const char *program)
{
  const char *named = g_getenv ("NIXIE_LIBEXEC");
  if (named != NULL)
    return g_build_filename (named, program, NULL);
  g_autofree char *folder = own_folder ();
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, program, NULL) : NULL;
  if (beside != NULL && access (beside, X_OK) == 0)
    return g_steal_pointer (&beside);
  return g_build_filename (LIBEXECDIR, program, NULL);
}

void
nixie_cli_exec (const char *program, char **argv, GError **error)
{
  g_autofree char *path = find_program (program);
  execv (path, argv);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE, _("cannot run '%s': %s"), path, g_strerror (errno));
}
