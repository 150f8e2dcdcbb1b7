/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See idn-private.h.
 */
#include "recipient/idn-private.h"

#include <dlfcn.h>
#include <idn2.h>

static struct {
  __typeof__ (idn2_lookup_u8) *lookup;
  __typeof__ (idn2_free) *free;
} library;

static gboolean
load_library (void)
{
  static const char *const names[] = { "libidn2.so.0", "libidn2.so", "libidn2.0.dylib" };
  static void *handle;
  for (gsize i = 0; i < G_N_ELEMENTS (names) && handle == NULL; i++)
    {
      handle = dlopen (names[i], RTLD_LAZY | RTLD_LOCAL);
      *(void **) &library.lookup = handle != NULL ? dlsym (handle, "idn2_lookup_u8") : NULL;
      *(void **) &library.free = handle != NULL ? dlsym (handle, "idn2_free") : NULL;
    }
  return library.lookup != NULL && library.free != NULL;
}

char *
nixie_idn_to_ascii (const char *domain)
{
  uint8_t *ascii = NULL;
  if (!load_library () || library.lookup ((const uint8_t *) domain, &ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL) != IDN2_OK)
    return NULL;
  char *copy = g_strdup ((const char *) ascii);
  library.free (ascii);
  return copy;
}
