/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any text as an address. What is accepted is short enough for a key and its own canonical form.
 */
#include "base/limits.h"
#include "recipient/address.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autofree char *text = length > 0 ? g_strndup ((const char *) data, length) : g_strdup ("");
  g_autofree char *once = NULL, *twice = NULL;
  g_free (nixie_address_unwrap (text));
  if (!nixie_address_canonical (text, TRUE, &once, NULL))
    return 0;
  g_assert_cmpuint (strlen (once), <=, NIXIE_LIMIT_ADDRESS_BYTES);
  g_assert_cmpint (nixie_address_domain (once)[0], !=, '\0');
  g_assert_true (nixie_address_canonical (once, TRUE, &twice, NULL));
  g_assert_cmpstr (once, ==, twice);
  return 0;
}
