/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Feedback reports (RFC 5965; RFC 6591 on failures of authentication): fields in one group, beside the message that was complained of.
 */
#include "report/address-list.h"
#include "report/lines.h"
#include "report/reader-private.h"

#include <string.h>

static void
add (NixieStatements *out, const NixieHeaders *fields, NixieHeaderName name, NixieField field)
{
  nixie_statements_add (out, 0, field, fields->value[name], nixie_header_name (name));
}

/* Whether ADDRESS is not among NAMED yet; then it is. */
static gboolean
is_new (GHashTable *named, NixieSlice address)
{
  g_autofree char *text = nixie_slice_dup (address);
  return g_hash_table_add (named, g_ascii_strdown (text, -1));
}

/* Original-Rcpt-To may occur several times (RFC 5965 3.2), Removal-Recipient stands in opt-out reports; both may name the same. */
static void
add_recipients (NixieStatements *out, const NixieHeaders *fields)
{
  g_autoptr (GHashTable) named = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  NixieSlice rest = fields->block;
  NixieHeader header;
  while (nixie_header_next (&rest, &header))
    {
      const guint name = nixie_header_lookup (header.name.data, header.name.length);
      if (name != NIXIE_HEADER_ORIGINAL_RCPT_TO && name != NIXIE_HEADER_REMOVAL_RECIPIENT)
        continue;
      NixieSlice type, address;
      NixieSlice value = nixie_typed_value (header.value, &type);
      if (memchr (value.data, '@', value.length) == NULL)
        nixie_add_recipient (out, value, nixie_header_name (name)); /* "redacted" */
      while (memchr (value.data, '@', value.length) != NULL && nixie_address_list_next (&value, &address))
        if (is_new (named, address))
          nixie_add_recipient (out, address, nixie_header_name (name));
    }
}

/* Where the fields name nobody. A message whose authentication failed was seldom ours, and To is not who reports. */
static void
add_returned_recipient (NixieStatements *out, const NixieHeaders *fields, NixieMime *mime)
{
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_RETURNED);
  if (part == NULL || nixie_statements_n_recipients (out) > 0
      || nixie_slice_equal_nocase (fields->value[NIXIE_HEADER_FEEDBACK_TYPE], "auth-failure"))
    return;
  NixieHeaders returned;
  nixie_headers_read (nixie_message_start (nixie_mime_octets (mime, part)), &returned);
  nixie_add_recipient (out, nixie_mailed_to_likely (&returned), "returned headers");
}

/* Some write the fields into the words for people. */
static NixieSlice
fields_in_text (const NixieHeaders *headers, NixieMime *mime)
{
  const NixieSlice type = headers->value[NIXIE_HEADER_CONTENT_TYPE];
  g_autofree char *kind = nixie_slice_starts_nocase (type, "multipart/report") ? nixie_header_parameter (type, "report-type") : NULL;
  if (kind == NULL || g_ascii_strcasecmp (kind, "feedback-report") != 0)
    return NIXIE_SLICE_EMPTY;
  const NixieSlice text = nixie_human_text (mime);
  NixieSlice rest = text, line;
  while (nixie_line_next (&rest, &line))
    if (nixie_slice_starts_nocase (line, "Feedback-Type"))
      return nixie_slice (line.data, text.length - (gsize) (line.data - text.data));
  return NIXIE_SLICE_EMPTY;
}

NixieStatements *
nixie_feedback_read (const NixieHeaders *headers, NixieMime *mime)
{
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_FEEDBACK);
  const NixieSlice text = part != NULL ? nixie_mime_text (mime, part) : fields_in_text (headers, mime);
  if (part == NULL && text.length == 0)
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_FEEDBACK);
  NixieHeaders fields;
  NixieSlice type;
  nixie_headers_read (nixie_message_start (text), &fields);
  add (out, &fields, NIXIE_HEADER_FEEDBACK_TYPE, NIXIE_FIELD_FEEDBACK);
  add (out, &fields, NIXIE_HEADER_ARRIVAL_DATE, NIXIE_FIELD_DATE);
  add (out, &fields, NIXIE_HEADER_RECEIVED_DATE, NIXIE_FIELD_DATE);
  nixie_add_envelope_id (out, fields.value[NIXIE_HEADER_ORIGINAL_ENVELOPE_ID]);
  nixie_statements_add (out, 0, NIXIE_FIELD_SENDER, nixie_address_list_first (fields.value[NIXIE_HEADER_ORIGINAL_MAIL_FROM]),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_MAIL_FROM));
  nixie_statements_add (out, 0, NIXIE_FIELD_REPORTING_MTA, nixie_typed_value (fields.value[NIXIE_HEADER_REPORTING_MTA], &type),
                        nixie_header_name (NIXIE_HEADER_REPORTING_MTA));
  add_recipients (out, &fields);
  add_returned_recipient (out, &fields, mime);
  return out;
}
