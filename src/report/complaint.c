/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Complaints and opt-outs without the parts of RFC 5965: feedback loops of old (Hotmail's sends the message with a field of its own, AOL's
 * and others a few words in front of it), and mail to the unsubscribe address of a message (RFC 2369 3.2).
 */
#include "report/address-list.h"
#include "report/gate.h"
#include "report/lines.h"
#include "report/reader-private.h"
#include "report/wording.h"

/* Who asks is who was mailed, unless the address that was written to says otherwise, which is recipient/'s to see. */
static NixieStatements *
read_opt_out (const NixieHeaders *headers)
{
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_FEEDBACK);
  nixie_statements_add (out, 0, NIXIE_FIELD_FEEDBACK, nixie_slice_of ("opt-out"), "To");
  nixie_add_recipient (out, nixie_address_list_first (headers->value[NIXIE_HEADER_FROM]), "From");
  return out;
}

static gboolean
says_complaint (NixieSlice text)
{
  g_autoptr (GString) folded = nixie_wording_fold (text);
  return nixie_wording_is (NIXIE_WORDING_COMPLAINT, NIXIE_WORDS_TEXT, folded->str);
}

/* The header block of the message that is complained of: a part, or behind the words. */
static NixieSlice
complained_of (NixieMime *mime, NixieSlice text)
{
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_RETURNED);
  NixieSlice before;
  return part != NULL ? nixie_mime_octets (mime, part) : nixie_lines_split_returned (text, &before);
}

/* What SNS mails. */
static NixieStatements *
read_notification (NixieSlice text)
{
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_FEEDBACK);
  nixie_statements_add (out, 0, NIXIE_FIELD_PRODUCER, nixie_slice_of ("amazon-ses"), "fields");
  return nixie_ses_read_complaint (text, out) ? g_steal_pointer (&out) : NULL;
}

NixieStatements *
nixie_complaint_read (const NixieHeaders *headers, NixieMime *mime)
{
  if (nixie_find_part (mime, NIXIE_PART_STATUS) != NULL)
    return NULL;
  if (nixie_gate_is_opt_out (headers))
    return read_opt_out (headers);
  const NixieSlice text = nixie_human_text (mime);
  if (nixie_line_contains (headers->value[NIXIE_HEADER_FROM], "@sns.amazonaws.com"))
    return read_notification (text);
  const guint said = nixie_gate_complaint_marks (headers);
  if (said == 0 && nixie_find_part (mime, NIXIE_PART_RETURNED) == NULL && g_strstr_len (text.data, (gssize) text.length, "HmXmr") == NULL)
    return NULL;
  const NixieSlice block = nixie_message_start (complained_of (mime, text));
  NixieHeaders returned;
  nixie_headers_read (block, &returned);
  const gboolean is_hotmail = returned.value[NIXIE_HEADER_X_HMXMRORIGINALRECIPIENT].length > 0;
  const guint marks = (is_hotmail ? 2 : 0) + said;
  if (marks == 0 || (marks < 2 && !says_complaint (text)))
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_FEEDBACK);
  nixie_statements_add (out, 0, NIXIE_FIELD_FEEDBACK, nixie_slice_of ("abuse"), "text");
  nixie_add_recipient (out, nixie_mailed_to_likely (&returned), "returned headers");
  return out;
}
