/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feedback reports (RFC 5965): fields in one group, beside the message that was complained of.
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

NixieStatements *
nixie_feedback_read (const NixieHeaders *message, NixieMime *mime)
{
  (void) message;
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_FEEDBACK);
  if (part == NULL)
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_FEEDBACK);
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (nixie_mime_text (mime, part)), &headers);
  add (out, &headers, NIXIE_HEADER_FEEDBACK_TYPE, NIXIE_FIELD_FEEDBACK);
  add (out, &headers, NIXIE_HEADER_ARRIVAL_DATE, NIXIE_FIELD_DATE);
  nixie_statements_add (out, 0, NIXIE_FIELD_SENDER, nixie_address_list_first (headers.value[NIXIE_HEADER_ORIGINAL_MAIL_FROM]),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_MAIL_FROM));
  NixieSlice type;
  nixie_statements_add (out, 0, NIXIE_FIELD_REPORTING_MTA, nixie_typed_value (headers.value[NIXIE_HEADER_REPORTING_MTA], &type),
                        nixie_header_name (NIXIE_HEADER_REPORTING_MTA));
  add_recipients (out, &headers);
  return out;
}
