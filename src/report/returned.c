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

static gboolean
is_same (NixieSlice a, NixieSlice b)
{
  return a.length == b.length && g_ascii_strncasecmp (a.data, b.data, a.length) == 0;
}

/* To is what was mailed only where a host on the way says so: a list's To is not its subscriber. */
static void
add_returned_to (const NixieHeaders *headers, NixieStatements *out)
{
  static const NixieHeaderName names[] = { NIXIE_HEADER_DELIVERED_TO, NIXIE_HEADER_X_ORIGINAL_TO };
  const NixieSlice to = nixie_address_list_only (headers->value[NIXIE_HEADER_TO]);
  for (gsize i = 0; to.length > 0 && i < G_N_ELEMENTS (names); i++)
    if (is_same (to, nixie_address_list_first (headers->value[names[i]])))
      nixie_statements_add (out, 0, NIXIE_FIELD_RETURNED_TO, to, EVIDENCE);
}

void
nixie_returned_read (NixieSlice text, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (text), &headers);
  nixie_statements_add (out, 0, NIXIE_FIELD_MESSAGE_ID, headers.value[NIXIE_HEADER_MESSAGE_ID], EVIDENCE);
  add_sender (&headers, out);
  add_returned_to (&headers, out);
  const NixieSlice subject = headers.value[NIXIE_HEADER_SUBJECT];
  if (subject.length == 0)
    return;
  g_autofree char *decoded = nixie_header_decode (subject);
  nixie_statements_add (out, 0, NIXIE_FIELD_SUBJECT, nixie_slice_of (decoded), EVIDENCE);
}
