/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See idn-private.h.
 */
#include "recipient/idn-private.h"

#include "base/library.h"

#include <idn2.h>

static struct {
  __typeof__ (idn2_lookup_u8) *lookup;
  __typeof__ (idn2_free) *free;
} library;

static gboolean
load_library (void)
{
  static const char *const names[] = { "libidn2.so.0", "libidn2.so", "libidn2.0.dylib", NULL };
  static const NixieSymbol symbols[] = {
    { "idn2_lookup_u8", (void **) &library.lookup },
    { "idn2_free", (void **) &library.free },
    { NULL, NULL },
  };
  return library.free != NULL || nixie_library_load (names, symbols);
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
