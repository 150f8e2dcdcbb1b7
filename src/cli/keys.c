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
#define LEAST_BYTES 16 /* of a key for HMAC */

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

/* The octets of a file that nobody else may read, in a buffer of MOST_BYTES. */
static gboolean
read_secret (const char *path, char *text, gsize *length, GError **error)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_CONFIG, errno, _("cannot read '%s'"), path);
      return FALSE;
    }
  const gboolean read = check_mode (path, fd, error) && read_all (path, fd, text, length, error);
  close (fd);
  return read;
}

gboolean
nixie_cli_keys (const NixieSettings *settings, NixieKeys **keys, GError **error)
{
  if (settings->key_file == NULL)
    return TRUE;
  g_autofree char *text = g_malloc0 (MOST_BYTES);
  gsize length = 0;
  const gboolean good = read_secret (settings->key_file, text, &length, error)
                        && nixie_keys_parse (text, length, settings->key_file, keys, error);
  explicit_bzero (text, MOST_BYTES);
  return good;
}

gboolean
nixie_cli_hash_key (const char *path, GBytes **key, GError **error)
{
  g_autofree char *text = g_malloc0 (MOST_BYTES);
  gsize length = 0;
  if (!read_secret (path, text, &length, error))
    return FALSE;
  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
    length--;
  const gboolean good = length >= LEAST_BYTES;
  if (good)
    *key = g_bytes_new (text, length);
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("the key in '%s' has fewer than %d octets"), path, LEAST_BYTES);
  explicit_bzero (text, MOST_BYTES);
  return good;
}
