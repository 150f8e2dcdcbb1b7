/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as a file of own rules, and those that are good asked about the same octets as a text.
 */
#include "reason/own-rules.h"
#include "reason/reason.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (NixieOwnRules) rules = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *text = g_strndup ((const char *) data, length);
  NixieVerdict verdict;
  if (!nixie_own_rules_read (nixie_slice ((const char *) data, length), "rules", &rules, problems))
    {
      g_assert_cmpuint (problems->len, >, 0);
      for (guint i = 0; i < problems->len; i++)
        g_assert_true (g_str_has_prefix (problems->pdata[i], "rules:"));
      return 0;
    }
  nixie_own_rules_put_in_force (rules);
  const NixieReasonInput input = { .status = "5.7.1", .reply = "550", .text = text, .recipient = text, .remote_mta = text };
  nixie_reason_classify (&input, &verdict);
  if (g_str_has_prefix (verdict.evidence, "rule:"))
    g_assert_true (g_str_has_prefix (verdict.rule, "rules:"));
  return 0;
}
