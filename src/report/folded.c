/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See folded.h.
 */
#include "report/folded.h"

#include <string.h>

void
nixie_folded_init (NixieFolded *folded, NixieSlice value)
{
  value = nixie_slice_trim (value);
  const gsize length = MIN (value.length, NIXIE_FOLDED_BYTES);
  memset (folded->pairs, 0, sizeof folded->pairs);
  for (gsize i = 0; i < length; i++)
    {
      const char c = value.data[i]; /* g_ascii_tolower is a call */
      folded->text[i] = c == '\0' ? ' ' : (guchar) (c - 'A') < 26 ? (char) (c | 0x20) : c;
      if (i == 0)
        continue;
      const guint pair = nixie_folded_pair (folded->text + i - 1);
      folded->pairs[pair / 64] |= G_GUINT64_CONSTANT (1) << pair % 64;
    }
  folded->text[length] = '\0';
}

gboolean
nixie_folded_holds_any (const NixieFolded *folded, const char *const *words)
{
  for (; *words != NULL; words++)
    if (nixie_folded_may_hold (folded, *words) && strstr (folded->text, *words) != NULL)
      return TRUE;
  return FALSE;
}
