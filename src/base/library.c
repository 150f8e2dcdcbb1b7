/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See library.h.
 */
#include "base/library.h"

#include <dlfcn.h>

static gboolean
find_symbols (void *handle, const NixieSymbol *symbols)
{
  for (; symbols->name != NULL; symbols++)
    if ((*symbols->function = dlsym (handle, symbols->name)) == NULL)
      return FALSE;
  return TRUE;
}

gboolean
nixie_library_load (const char *const *names, const NixieSymbol *symbols)
{
  for (; *names != NULL; names++)
    {
      void *handle = dlopen (*names, RTLD_LAZY | RTLD_LOCAL);
      if (handle != NULL && find_symbols (handle, symbols))
        return TRUE;
      if (handle != NULL)
        dlclose (handle);
    }
  return FALSE;
}
