/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as the parts behind the words of a feedback report (RFC 5965), of a disposition notification (RFC 8098) and of an
 * automatic response (RFC 3834). Seeds: tests/corpus/feedback.
 */
#include "pipeline.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  static const char *const starts[] = {
    "From: fbl@example.com\nContent-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\n\nwords\n--b\n"
    "Content-Type: message/feedback-report\n\n",
    "From: a@example.com\nContent-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n"
    "Content-Type: message/disposition-notification\n\n",
    "From: a@example.com\nAuto-Submitted: auto-replied\n\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GString) text = g_string_new (starts[i]);
      g_string_append_len (text, (const char *) data, (gssize) length);
      g_autoptr (NixieReading) reading = nixie_pipeline_read (nixie_slice (text->str, text->len));
      for (guint k = 0; k < reading->outcomes->len; k++)
        {
          const NixieFacts *facts = nixie_outcome_facts (g_ptr_array_index (reading->outcomes, k));
          for (guint field = 0; field < NIXIE_N_FIELDS; field++)
            g_assert_true (g_utf8_validate (nixie_facts_get (facts, (NixieField) field), -1, NULL));
        }
    }
  return 0;
}
