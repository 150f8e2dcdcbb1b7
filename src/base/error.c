/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See error.h.
 */
#include "base/error.h"

#include <errno.h>

G_DEFINE_QUARK (nixie-error-quark, nixie_error)

int
nixie_error_exit_code (const GError *error)
{
  g_return_val_if_fail (error != NULL, NIXIE_ERROR_SOFTWARE);
  return error->domain == NIXIE_ERROR ? error->code : NIXIE_ERROR_SOFTWARE;
}

static NixieError
code_from_errno (int saved_errno, NixieError fallback)
{
  switch (saved_errno)
    {
    case EACCES:
    case EPERM:
    case EROFS:
      return NIXIE_ERROR_PERMISSION;
    case ENOENT:
    case ENOTDIR:
      return NIXIE_ERROR_NO_INPUT;
    case ENOSPC:
    case EDQUOT:
    case EIO:
      return NIXIE_ERROR_IO;
    default:
      return fallback;
    }
}

void
nixie_error_set_errno (GError **error, NixieError code, int saved_errno, const char *format, ...)
{
  va_list words;
  va_start (words, format);
  g_autofree char *what = g_strdup_vprintf (format, words);
  va_end (words);
  g_set_error (error, NIXIE_ERROR, code_from_errno (saved_errno, code), "%s: %s", what, g_strerror (saved_errno));
}
