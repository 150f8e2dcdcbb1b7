/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any text as an address, as a list of addresses, and as the xtext and the utf-8 forms of one (RFC 3461 4, RFC 6533 3). What
 * is accepted is short enough for a key and its own canonical form; a list's addresses lie in it, one behind the other.
 */
#include "base/limits.h"
#include "recipient/address.h"
#include "report/address-list.h"
#include "report/reader-private.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
check_list (NixieSlice list)
{
  NixieSlice address, type;
  const char *behind = list.data;
  const char *end = list.data + list.length;
  g_assert_true (nixie_typed_value (list, &type).length <= list.length);
  while (nixie_address_list_next (&list, &address))
    {
      g_assert_true (address.data >= behind && address.data + address.length <= end);
      behind = address.data + address.length;
    }
}

static void
check_field (const char *field, NixieSlice value)
{
  g_autoptr (NixieStatements) statements = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  g_autoptr (GString) text = g_string_new (field);
  g_string_append_len (text, value.data, (gssize) value.length);
  nixie_delivery_status_read (nixie_slice (text->str, text->len), statements);
  const GArray *rows = nixie_statements_rows (statements);
  for (guint i = 0; i < rows->len; i++)
    g_assert_true (g_utf8_validate (g_array_index (rows, NixieStatement, i).value, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const NixieSlice octets = nixie_slice (length > 0 ? (const char *) data : "", length);
  check_list (octets);
  check_field ("Original-Recipient: rfc822; ", octets);
  check_field ("Final-Recipient: utf-8; ", octets);
  check_field ("Original-Envelope-Id: ", octets);
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
