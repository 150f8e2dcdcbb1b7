/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as an address, a date, a reply, words to classify, a line to show and settings. A canonical address is its own
 * canonical form.
 */
#include "base/clock.h"
#include "policy/settings.h"
#include "reason/reason.h"
#include "recipient/address.h"
#include "report/reply.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const char *octets = length > 0 ? (const char *) data : "";
  g_autofree char *text = g_strndup (octets, length);
  g_autofree char *line = nixie_text_one_line (octets, length, 200);
  g_autofree char *canonical = NULL;
  g_autofree char *again = NULL;
  g_autoptr (NixieSettings) settings = NULL;
  NixieReply reply;
  NixieVerdict verdict;
  g_assert_true (g_utf8_validate (line, -1, NULL));
  nixie_clock_from_rfc5322 (text);
  nixie_clock_from_iso (text);
  nixie_reply_split (text, &reply);
  nixie_reason_classify (&(NixieReasonInput){ .status = reply.status, .reply = reply.reply, .text = text, .recipient = text }, &verdict);
  nixie_settings_parse (octets, length, "fuzz", &settings, NULL);
  if (!nixie_address_canonical (text, TRUE, &canonical, NULL))
    return 0;
  g_assert_true (nixie_address_canonical (canonical, TRUE, &again, NULL));
  g_assert_cmpstr (canonical, ==, again);
  return 0;
}
