/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as HTML. Its text is valid UTF-8 and not much longer than it was. Seeds: tests/corpus/html.
 */
#include "mime/decode.h"
#include "mime/html.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
  const NixieSlice octets = nixie_slice (length > 0 ? (const char *) data : "", length);
  const NixieSlice html = nixie_charset_to_utf8 (octets, nixie_html_charset (octets), keep);
  const NixieSlice text = nixie_html_to_text (html, keep);
  g_assert_true (g_utf8_validate_len (text.data, text.length, NULL));
  g_assert_cmpuint (text.length, <=, html.length + 8);
  return 0;
}
