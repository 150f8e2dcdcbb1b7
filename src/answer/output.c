/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See output.h.
 */
#include "config.h"

#include "answer/output.h"

#include "base/i18n.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct NixieOutput {
  FILE *file;
  char *name;       /* as the caller gave it; NULL for standard output */
  char *target;     /* what the new file will be called; NULL where it is written to in place */
  char *temporary;
};

static gboolean
set_failed (const NixieOutput *output, int number, GError **error)
{
  if (output->name != NULL)
    nixie_error_set_errno (error, NIXIE_ERROR_IO, number, _("cannot write to '%s'"), output->name);
  else
    nixie_error_set_errno (error, NIXIE_ERROR_IO, number, _("cannot write to standard output"));
  return FALSE;
}

/* The permissions of the old file, else what the caller's umask leaves of 0666. */
static mode_t
mode_for (const struct stat *old)
{
  if (old != NULL)
    return old->st_mode & 0777;
  const mode_t mask = umask (0);
  umask (mask);
  return 0666 & ~mask;
}

/* A folder that is not there is no missing input. */
static gboolean
set_not_created (int number, const char *name, GError **error)
{
  if (number == ENOENT || number == ENOTDIR)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CANNOT_CREATE, _("cannot create '%s': %s"), name, g_strerror (number));
  else
    nixie_error_set_errno (error, NIXIE_ERROR_CANNOT_CREATE, number, _("cannot create '%s'"), name);
  return FALSE;
}

static gboolean
open_beside (NixieOutput *output, const struct stat *old, GError **error)
{
  output->temporary = g_strdup_printf ("%s.XXXXXX", output->target);
  const int fd = mkstemp (output->temporary);
  if (fd < 0)
    {
      const int number = errno;
      g_clear_pointer (&output->temporary, g_free);
      return set_not_created (number, output->name, error);
    }
  if (fchmod (fd, mode_for (old)) != 0)
    g_debug ("cannot set the mode of '%s'", output->temporary);
  output->file = fdopen (fd, "w");
  return TRUE;
}

static gboolean
open_named (NixieOutput *output, GError **error)
{
  struct stat old;
  const gboolean there = stat (output->name, &old) == 0;
  if (!there || S_ISREG (old.st_mode))
    {
      char *real = there ? realpath (output->name, NULL) : NULL; /* a symbolic link stays one */
      output->target = g_strdup (real != NULL ? real : output->name);
      free (real);
      return open_beside (output, there ? &old : NULL, error);
    }
  output->file = fopen (output->name, "we");
  return output->file != NULL || set_not_created (errno, output->name, error);
}

gboolean
nixie_output_open (const char *path, NixieOutput **output, GError **error)
{
  g_autoptr (NixieOutput) opened = g_new0 (NixieOutput, 1);
  if (path == NULL || g_str_equal (path, "-"))
    opened->file = stdout;
  else
    {
      opened->name = g_strdup (path);
      if (!open_named (opened, error))
        return FALSE;
    }
  *output = g_steal_pointer (&opened);
  return TRUE;
}

gboolean
nixie_output_write (NixieOutput *output, const char *bytes, gsize length, GError **error)
{
  return fwrite (bytes, 1, length, output->file) == length || set_failed (output, errno, error);
}

gboolean
nixie_output_close (NixieOutput *output, GError **error)
{
  if (fflush (output->file) != 0)
    return set_failed (output, errno, error);
  if (output->temporary == NULL)
    return TRUE;
  if (fsync (fileno (output->file)) != 0 || rename (output->temporary, output->target) != 0)
    return set_failed (output, errno, error);
  g_clear_pointer (&output->temporary, g_free);
  return TRUE;
}

void
nixie_output_free (NixieOutput *output)
{
  if (output == NULL)
    return;
  if (output->temporary != NULL)
    unlink (output->temporary);
  if (output->file != NULL && output->file != stdout)
    fclose (output->file);
  g_free (output->name);
  g_free (output->target);
  g_free (output->temporary);
  g_free (output);
}
