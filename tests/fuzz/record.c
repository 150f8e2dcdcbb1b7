/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as what the list on disk holds. What can be read is written back the same.
 */
#include "policy/entry.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const NixieSlice bytes = nixie_slice ((const char *) data, length);
  g_autoptr (NixieEvent) event = NULL;
  NixieEntry entry;
  g_autoptr (NixieAct) act = NULL;
  g_autoptr (GByteArray) again = g_byte_array_new ();
  if (nixie_event_decode (bytes, &event, NULL))
    nixie_event_encode (event, again);
  if (nixie_entry_view ("a@example.com", bytes, &entry, NULL))
    nixie_entry_encode (&entry, again);
  if (nixie_act_decode (bytes, &act, NULL))
    nixie_act_encode (act, again);
  NixieState state;
  gint64 until_us;
  nixie_entry_peek (bytes, &state, &until_us);
  return 0;
}
