/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Automatic responses (RFC 3834): somebody's mailbox answered by itself, be it to say that nobody is there or that the sender is to prove
 * himself. The mail arrived; what is said may still tell that the address is in use no more.
 */
#include "report/address-list.h"
#include "report/gate.h"
#include "report/lines.h"
#include "report/reader-private.h"
#include "report/wording.h"

#include <string.h>

#define TEXT_BYTES (8 * 1024)

static GString *
folded_subject (const NixieHeaders *headers)
{
  g_autofree char *subject = nixie_header_decode (headers->value[NIXIE_HEADER_SUBJECT]);
  return nixie_wording_fold (nixie_slice_of (subject));
}

gboolean
nixie_auto_response_is_announced (const NixieHeaders *headers)
{
  if (headers->value[NIXIE_HEADER_SUBJECT].length == 0 || nixie_gate_is_from_mail_system (headers)
      || headers->value[NIXIE_HEADER_X_FAILED_RECIPIENTS].length > 0)
    return FALSE;
  if (!nixie_gate_is_auto_response (headers) && !nixie_gate_may_be_auto_response (headers))
    return FALSE;
  g_autoptr (GString) subject = folded_subject (headers);
  return nixie_wording_is (NIXIE_WORDING_AUTO_REPLY, NIXIE_WORDS_SUBJECT, subject->str)
         || nixie_wording_is (NIXIE_WORDING_CHALLENGE, NIXIE_WORDS_SUBJECT, subject->str);
}

/* Where no field says that a machine wrote it, its words do. */
static gboolean
is_in_words (NixieSlice text)
{
  g_autoptr (GString) folded = nixie_wording_fold (text);
  return nixie_wording_is (NIXIE_WORDING_AUTO_REPLY, NIXIE_WORDS_TEXT, folded->str)
         || nixie_wording_is (NIXIE_WORDING_CHALLENGE, NIXIE_WORDS_TEXT, folded->str);
}

static gboolean
is_quote (NixieSlice line)
{
  static const char *const marks[] = { ">", "-----", "_____", "=====", "From:", "Von:", "De :", "De:", "Da:", "Van:", "Od:" };
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (nixie_slice_starts_nocase (line, marks[i]))
      return TRUE;
  return FALSE;
}

/* TEXT up to what it quotes of our message, whose words are not the mailbox's. */
static NixieSlice
own_words (NixieSlice text)
{
  text = nixie_slice_trim (nixie_slice (text.data, MIN (text.length, TEXT_BYTES)));
  NixieSlice rest = text, line;
  while (nixie_line_next (&rest, &line))
    if (line.data > text.data && is_quote (line))
      return nixie_slice_trim (nixie_slice (text.data, (gsize) (line.data - text.data)));
  return text;
}

/* The subject where it is the mailbox's own and not ours behind "Re:" or "Automatic reply:", then the text. */
static void
add_words (const NixieHeaders *headers, NixieSlice text, guint recipient, NixieStatements *out)
{
  g_autofree char *subject = nixie_header_decode (headers->value[NIXIE_HEADER_SUBJECT]);
  const gboolean ours = strchr (subject, ':') != NULL;
  g_autofree char *words = g_strdup_printf ("%s%s%.*s", ours ? "" : subject, ours ? "" : ". ", (int) text.length, text.data);
  nixie_statements_add (out, recipient, NIXIE_FIELD_HUMAN, nixie_slice_of (words), "text");
}

/* An answer to an invitation is a person's, whatever he says of his being away. */
static gboolean
has_calendar (const NixieMime *mime)
{
  for (guint i = 0; i < nixie_mime_n_parts (mime); i++)
    if (nixie_slice_starts_nocase (nixie_mime_part (mime, i)->type, "text/calendar"))
      return TRUE;
  return FALSE;
}

/* RFC 3834: who answers is the recipient of our message. */
NixieStatements *
nixie_auto_response_read (const NixieHeaders *headers, NixieMime *mime)
{
  if (nixie_gate_is_from_mail_system (headers))
    return NULL;
  const NixieSlice text = own_words (nixie_human_text (mime));
  if (!nixie_gate_is_auto_response (headers)
      && (!nixie_gate_may_be_auto_response (headers) || has_calendar (mime) || !is_in_words (text)))
    return NULL;
  NixieStatements *out = nixie_statements_new (NIXIE_REPORT_AUTO_RESPONSE);
  const guint recipient = nixie_add_recipient (out, nixie_address_list_first (headers->value[NIXIE_HEADER_FROM]), "From");
  if (recipient > 0)
    add_words (headers, text, recipient, out);
  nixie_statements_add (out, 0, NIXIE_FIELD_MESSAGE_ID, headers->value[NIXIE_HEADER_IN_REPLY_TO], "In-Reply-To");
  return out;
}
