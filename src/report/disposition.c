/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Disposition notifications (RFC 8098): the message arrived, and somebody or something looked at it. No failure of delivery.
 */
#include "report/address-list.h"
#include "report/reader-private.h"

/* The fields: their own part, or the words of a message whose type says what it is. */
static NixieSlice
fields_of (const NixieHeaders *headers, NixieMime *mime, gboolean *found)
{
  const NixieSlice type = headers->value[NIXIE_HEADER_CONTENT_TYPE];
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_DISPOSITION);
  const gboolean asks = part == NULL && nixie_slice_starts_nocase (type, "multipart/report");
  g_autofree char *kind = asks ? nixie_header_parameter (type, "report-type") : NULL;
  *found = part != NULL || (kind != NULL && g_ascii_strcasecmp (kind, "disposition-notification") == 0);
  for (guint i = 0; part == NULL && *found && i < nixie_mime_n_parts (mime); i++)
    {
      const NixieSlice text = nixie_mime_part (mime, i)->kind == NIXIE_PART_TEXT ? nixie_mime_text (mime, nixie_mime_part (mime, i))
                                                                                 : NIXIE_SLICE_EMPTY;
      NixieHeaders fields;
      nixie_headers_read (nixie_message_start (text), &fields);
      if (fields.value[NIXIE_HEADER_DISPOSITION].length > 0)
        return text;
    }
  return part != NULL ? nixie_mime_text (mime, part) : NIXIE_SLICE_EMPTY;
}

NixieStatements *
nixie_disposition_read (const NixieHeaders *message, NixieMime *mime)
{
  gboolean found;
  const NixieSlice text = fields_of (message, mime, &found);
  if (!found)
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_DISPOSITION);
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (text), &headers);
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
