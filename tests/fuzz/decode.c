/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: the first line of any octets as an encoding and a charset ("base64;koi8-r"), the rest as a text in them, as a header value
 * and as parameters. What comes out is valid UTF-8. Seeds: tests/corpus/decode.
 */
#include "mime/decode.h"
#include "mime/headers.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
check_values (NixieSlice value)
{
  g_autofree char *decoded = nixie_header_decode (value);
  G_GNUC_UNUSED g_autofree char *boundary = nixie_header_parameter (value, "boundary");
  g_assert_true (g_utf8_validate (decoded, -1, NULL));
  g_assert_null (strpbrk (decoded, "\r\n\t\033\177"));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  if (length == 0)
    return 0;
  const char *text = (const char *) data;
  const char *newline = memchr (text, '\n', length);
  const NixieSlice label = nixie_slice (text, newline != NULL ? (gsize) (newline - text) : 0);
  const char *semicolon = label.length > 0 ? memchr (label.data, ';', label.length) : NULL;
  const gsize encoding = semicolon != NULL ? (gsize) (semicolon - text) : label.length;
  const gsize behind = newline != NULL ? label.length + 1 : 0;
  const gsize charset = MIN (encoding + 1, label.length);
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  const NixieSlice raw = nixie_slice (text + behind, length - behind);
  const NixieSlice octets = nixie_transfer_decode (raw, nixie_slice (text, encoding), keep);
  g_assert_cmpuint (octets.length, <=, raw.length);
  const NixieSlice got = nixie_charset_to_utf8 (octets, nixie_slice (text + charset, label.length - charset), keep);
  g_assert_true (g_utf8_validate_len (got.data, got.length, NULL));
  check_values (raw);
  return 0;
}
