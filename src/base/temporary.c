/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See temporary.h.
 */
#include "base/temporary.h"

#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

gboolean
nixie_temporary_open (int *fd, GError **error)
{
  g_autofree char *name = g_build_filename (g_get_tmp_dir (), "nixie-XXXXXX", NULL);
  const int opened = g_mkstemp_full (name, O_RDWR | O_CLOEXEC, 0600);
  if (opened < 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot create a temporary file in '%s'"), g_get_tmp_dir ());
      return FALSE;
    }
  g_unlink (name);
  *fd = opened;
  return TRUE;
}

gboolean
nixie_write_all (int fd, NixieSlice bytes)
{
  while (bytes.length > 0)
    {
      const gssize put = write (fd, bytes.data, bytes.length);
      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return FALSE;
      bytes.data += put;
      bytes.length -= (gsize) put;
    }
  return TRUE;
}
