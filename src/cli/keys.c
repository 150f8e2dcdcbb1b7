/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of keys that signed reverse-paths and envelope ids are made and checked with. Used by the commands that read mail, and by verp.
 */
#include "config.h"

#include "cli/cli-private.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MOST_BYTES 65536

/* Whoever can read a key can sign, and whoever can write it can make his own. */
static gboolean
check_mode (const char *path, int fd, GError **error)
{
  struct stat status;
  if (fstat (fd, &status) != 0)
    nixie_error_set_errno (error, NIXIE_ERROR_CONFIG, errno, _("cannot read '%s'"), path);
  else if (!S_ISREG (status.st_mode))
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("the file of keys '%s' is no file"), path);
  else if ((status.st_mode & (S_IWGRP | S_IRWXO)) != 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_PERMISSION, _("others may read or change the file of keys '%s'; run 'chmod g-w,o= %s'"),
                 path, path);
  else
    return TRUE;
  return FALSE;
}

static gboolean
read_all (const char *path, int fd, char *text, gsize *length, GError **error)
{
  *length = 0;
  while (*length < MOST_BYTES)
    {
      const gssize got = read (fd, text + *length, MOST_BYTES - *length);
      if (got == 0)
        return TRUE;
      if (got < 0 && errno != EINTR)
        {
          nixie_error_set_errno (error, NIXIE_ERROR_CONFIG, errno, _("cannot read '%s'"), path);
          return FALSE;
        }
      *length += got > 0 ? (gsize) got : 0;
    }
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("the file of keys '%s' is too long"), path);
  return FALSE;
}

gboolean
nixie_cli_keys (const NixieSettings *settings, NixieKeys **keys, GError **error)
{
  if (settings->key_file == NULL)
    return TRUE;
  const int fd = open (settings->key_file, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_CONFIG, errno, _("cannot read '%s'"), settings->key_file);
      return FALSE;
    }
  g_autofree char *text = g_malloc (MOST_BYTES);
  gsize length = 0;
  const gboolean good = check_mode (settings->key_file, fd, error) && read_all (settings->key_file, fd, text, &length, error)
                        && nixie_keys_parse (text, length, settings->key_file, keys, error);
  explicit_bzero (text, length);
  close (fd);
  return good;
}
