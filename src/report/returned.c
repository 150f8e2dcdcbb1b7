/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What came back: the header block of the returned message, from a part or behind the separator in an MTA's own wording.
 */
#include "report/address-list.h"
#include "report/reader-private.h"

#include <string.h>

#define EVIDENCE "returned headers"

/* The reverse-path: Return-Path is it (RFC 5321 4.4); the others are what hosts write who do not set that; From is who wrote. */
static void
add_sender (const NixieHeaders *headers, NixieStatements *out)
{
  static const NixieHeaderName names[] = { NIXIE_HEADER_RETURN_PATH, NIXIE_HEADER_X_ENVELOPE_FROM, NIXIE_HEADER_X_ENVELOPE_SENDER,
                                           NIXIE_HEADER_FROM, NIXIE_HEADER_SENDER, NIXIE_HEADER_X_SENDER };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const NixieSlice address = nixie_address_list_first (headers->value[names[i]]);
      if (address.length == 0)
        continue;
      nixie_statements_add (out, 0, NIXIE_FIELD_SENDER, address, EVIDENCE);
      return;
    }
}

/* What may show which address was mailed. */
static void
add_mailed (const NixieHeaders *headers, NixieStatements *out)
{
  nixie_statements_add (out, 0, NIXIE_FIELD_RETURNED_TO, nixie_mailed_to (headers), EVIDENCE);
  const NixieSlice to = headers->value[NIXIE_HEADER_TO], cc = headers->value[NIXIE_HEADER_CC];
  g_autofree char *all = g_strdup_printf ("%.*s%s%.*s", (int) to.length, to.data, cc.length > 0 ? ", " : "", (int) cc.length, cc.data);
  nixie_statements_add (out, 0, NIXIE_FIELD_ADDRESSED, nixie_slice_of (all), EVIDENCE);
  nixie_statements_add (out, 0, NIXIE_FIELD_UNSUBSCRIBE, headers->value[NIXIE_HEADER_LIST_UNSUBSCRIBE], EVIDENCE);
}

void
nixie_returned_read (NixieSlice text, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (text), &headers);
  nixie_add_cuts (out, headers.cuts);
  nixie_statements_add (out, 0, NIXIE_FIELD_MESSAGE_ID, headers.value[NIXIE_HEADER_MESSAGE_ID], EVIDENCE);
  add_sender (&headers, out);
  add_mailed (&headers, out);
  const NixieSlice subject = headers.value[NIXIE_HEADER_SUBJECT];
  if (subject.length == 0)
    return;
  g_autofree char *decoded = nixie_header_decode (subject);
  nixie_statements_add (out, 0, NIXIE_FIELD_SUBJECT, nixie_slice_of (decoded), EVIDENCE);
}
