/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as the status part of a report, through its reader and the facts.
 */
#include "recipient/facts.h"
#include "report/reader-private.h"

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  nixie_delivery_status_read (nixie_slice ((const char *) data, length), statements);
  nixie_human_read (nixie_slice ((const char *) data, length), statements);
  g_autoptr (GPtrArray) all = nixie_facts_from_statements (statements);
  for (guint i = 0; i < all->len; i++)
    for (guint field = 0; field < NIXIE_N_FIELDS; field++)
      g_assert_true (g_utf8_validate (nixie_facts_get (g_ptr_array_index (all, i), (NixieField) field), -1, NULL));
  return 0;
}
