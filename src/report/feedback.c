/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feedback reports (RFC 5965) and disposition notifications (RFC 8098): fields in one group. Neither is a failure of delivery.
 */
#include "report/address-list.h"
#include "report/reader-private.h"

static void
add (NixieStatements *out, const NixieHeaders *headers, NixieHeaderName name, NixieField field)
{
  nixie_statements_add (out, 0, field, headers->value[name], nixie_header_name (name));
}

/* Original-Rcpt-To may occur several times (RFC 5965 3.2), Removal-Recipient stands in opt-out reports. */
static void
add_recipients (NixieStatements *out, const NixieHeaders *headers)
{
  NixieSlice rest = headers->block;
  NixieHeader header;
  while (nixie_header_next (&rest, &header))
    {
      const guint name = nixie_header_lookup (header.name.data, header.name.length);
      if (name != NIXIE_HEADER_ORIGINAL_RCPT_TO && name != NIXIE_HEADER_REMOVAL_RECIPIENT)
        continue;
      NixieSlice type;
      nixie_add_recipient (out, nixie_typed_value (header.value, &type), nixie_header_name (name));
    }
}

void
nixie_feedback_read (NixieSlice text, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (text), &headers);
  add (out, &headers, NIXIE_HEADER_FEEDBACK_TYPE, NIXIE_FIELD_FEEDBACK);
  add (out, &headers, NIXIE_HEADER_ARRIVAL_DATE, NIXIE_FIELD_DATE);
  nixie_statements_add (out, 0, NIXIE_FIELD_SENDER, nixie_address_list_first (headers.value[NIXIE_HEADER_ORIGINAL_MAIL_FROM]),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_MAIL_FROM));
  NixieSlice type;
  nixie_statements_add (out, 0, NIXIE_FIELD_REPORTING_MTA, nixie_typed_value (headers.value[NIXIE_HEADER_REPORTING_MTA], &type),
                        nixie_header_name (NIXIE_HEADER_REPORTING_MTA));
  add_recipients (out, &headers);
}

void
nixie_disposition_read (NixieSlice text, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (text), &headers);
  NixieSlice type;
  const NixieSlice final = nixie_typed_value (headers.value[NIXIE_HEADER_FINAL_RECIPIENT], &type);
  const guint recipient = nixie_add_recipient (out, final, nixie_header_name (NIXIE_HEADER_FINAL_RECIPIENT));
  if (recipient == 0)
    return;
  nixie_statements_add (out, recipient, NIXIE_FIELD_ORIGINAL_RECIPIENT,
                        nixie_typed_value (headers.value[NIXIE_HEADER_ORIGINAL_RECIPIENT], &type),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_RECIPIENT));
  add (out, &headers, NIXIE_HEADER_ORIGINAL_MESSAGE_ID, NIXIE_FIELD_MESSAGE_ID);
}
