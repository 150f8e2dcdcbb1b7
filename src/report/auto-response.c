/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Automatic responses (RFC 3834): somebody's mailbox answered by itself. The mail arrived; what is said may still tell that the address is
 * in use no more.
 */
#include "report/address-list.h"
#include "report/gate.h"
#include "report/reader-private.h"

/* RFC 3834: who answers is the recipient of our message. */
NixieStatements *
nixie_auto_response_read (const NixieHeaders *headers, NixieMime *mime)
{
  if (!nixie_gate_is_auto_response (headers) || nixie_gate_is_from_mail_system (headers))
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_AUTO_RESPONSE);
  const guint recipient = nixie_add_recipient (out, nixie_address_list_first (headers->value[NIXIE_HEADER_FROM]), "From");
  if (recipient > 0)
    nixie_statements_add (out, recipient, NIXIE_FIELD_HUMAN, nixie_slice_trim (nixie_human_text (mime)), "text");
  nixie_statements_add (out, 0, NIXIE_FIELD_MESSAGE_ID, headers->value[NIXIE_HEADER_IN_REPLY_TO], "In-Reply-To");
  return out;
}
