/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as one message through the whole pipeline, and its outcomes to events and back. Seeds: samples/.
 */
#include "base/clock.h"
#include "pipeline.h"
#include "policy/event.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
through_the_journal (const NixieOutcome *outcome)
{
  g_autoptr (NixieEvent) event = NULL, again = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const NixieSighting sighting = { "fuzz", NIXIE_DAY_US * 20000, TRUE, NULL, 0 };
  if (!nixie_event_from_outcome (outcome, &sighting, &event, NULL))
    return;
  nixie_event_encode (event, bytes);
  g_assert_true (nixie_event_decode (nixie_slice ((const char *) bytes->data, bytes->len), &again, NULL));
  g_assert_cmpstr (event->address, ==, again->address);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (NixieReading) reading = nixie_pipeline_read (nixie_slice ((const char *) data, length));
  for (guint i = 0; i < reading->outcomes->len; i++)
    through_the_journal (g_ptr_array_index (reading->outcomes, i));
  return 0;
}
