/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Disposition notifications (RFC 8098): the message arrived, and somebody or something looked at it. No failure of delivery.
 */
#include "report/address-list.h"
#include "report/reader-private.h"

NixieStatements *
nixie_disposition_read (const NixieHeaders *message, NixieMime *mime)
{
  (void) message;
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_DISPOSITION);
  if (part == NULL)
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_DISPOSITION);
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (nixie_mime_text (mime, part)), &headers);
  NixieSlice type;
  const NixieSlice final = nixie_typed_value (headers.value[NIXIE_HEADER_FINAL_RECIPIENT], &type);
  const guint recipient = nixie_add_recipient (out, final, nixie_header_name (NIXIE_HEADER_FINAL_RECIPIENT));
  if (recipient == 0)
    return out;
  nixie_statements_add (out, recipient, NIXIE_FIELD_ORIGINAL_RECIPIENT,
                        nixie_typed_value (headers.value[NIXIE_HEADER_ORIGINAL_RECIPIENT], &type),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_RECIPIENT));
  nixie_statements_add (out, 0, NIXIE_FIELD_MESSAGE_ID, headers.value[NIXIE_HEADER_ORIGINAL_MESSAGE_ID],
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_MESSAGE_ID));
  return out;
}
