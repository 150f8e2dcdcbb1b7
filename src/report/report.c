/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See report.h. The order of the attempts is the order of what they prove: parts that are made for programs, then an MTA's own
 * wording, then header fields alone.
 */
#include "report/report.h"

#include "base/clock.h"
#include "base/limits.h"
#include "report/address-list.h"
#include "report/gate.h"
#include "report/lines.h"
#include "report/producer.h"
#include "report/reader-private.h"
#include "report/reply.h"
#include "source/source.h"

#include <string.h>

static NixieStatements *read_message (const NixieHeaders *headers, guint depth);

void
nixie_add_cuts (NixieStatements *out, guint cuts)
{
  static const struct {
    NixieCut cut;
    const char *finding;
  } rows[] = {
    { NIXIE_CUT_FIELDS, "too many header fields" },     { NIXIE_CUT_FIELD_BYTES, "a header field is too long" },
    { NIXIE_CUT_PARTS, "too many parts" },              { NIXIE_CUT_DEPTH, "nested too deeply" },
    { NIXIE_CUT_LINE, "a line is too long" },
  };
  for (gsize i = 0; cuts != 0 && i < G_N_ELEMENTS (rows); i++)
    if ((cuts & rows[i].cut) != 0)
      nixie_statements_add_finding (out, rows[i].finding);
}

guint
nixie_add_recipient (NixieStatements *out, NixieSlice address, const char *evidence)
{
  if (address.length == 0)
    return 0;
  const guint recipient = nixie_statements_add_recipient (out);
  if (recipient > 0)
    nixie_statements_add (out, recipient, NIXIE_FIELD_RECIPIENT, address, evidence);
  return recipient;
}

/* Where the report came to: what the host that delivered it noted, else its one recipient. */
static void
add_came_to (const NixieHeaders *headers, NixieStatements *out)
{
  static const NixieHeaderName names[] = { NIXIE_HEADER_X_ORIGINAL_TO, NIXIE_HEADER_DELIVERED_TO, NIXIE_HEADER_ENVELOPE_TO,
                                           NIXIE_HEADER_TO };
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    nixie_statements_add (out, 0, NIXIE_FIELD_CAME_TO, nixie_address_list_only (headers->value[names[i]]), nixie_header_name (names[i]));
}

/* What every report states of itself. */
static void
add_common (const NixieHeaders *headers, NixieMime *mime, NixieStatements *out)
{
  const NixiePart *returned = nixie_find_part (mime, NIXIE_PART_RETURNED);
  if (returned != NULL)
    nixie_returned_read (nixie_mime_octets (mime, returned), out);
  add_came_to (headers, out);
  nixie_statements_add (out, 0, NIXIE_FIELD_REPORT_ID, headers->value[NIXIE_HEADER_MESSAGE_ID], "Message-ID");
  nixie_statements_add (out, 0, NIXIE_FIELD_DATE, headers->value[NIXIE_HEADER_DATE], "Date");
  const NixieSlice received = headers->value[NIXIE_HEADER_RECEIVED];
  const char *semicolon = received.length > 0 ? g_strrstr_len (received.data, (gssize) received.length, ";") : NULL;
  if (semicolon != NULL)
    nixie_statements_add (out, 0, NIXIE_FIELD_DATE, nixie_slice (semicolon + 1, received.length - (gsize) (semicolon + 1 - received.data)),
                          "Received");
  nixie_add_cuts (out, nixie_mime_cuts (mime));
}

/* The From_ line tells when the report came, where the report itself does not. */
static void
add_envelope_date (NixieSlice message, NixieStatements *out)
{
  g_autofree char *iso = nixie_clock_to_iso (nixie_source_envelope_us (message));
  nixie_statements_add (out, 0, NIXIE_FIELD_DATE, nixie_slice_of (iso), "From_ line");
}

/* Where TEXT has the fields of a status part in it: from the first of them on. Some gateways write them among the words, some lose the
 * lines between the parts. */
static NixieSlice
fields_in_text (NixieSlice text)
{
  static const char *const names[] = { "Reporting-MTA", "Final-Recipient", "Original-Recipient", "Action:", "Action :" };
  NixieSlice rest = text, line;
  const char *start = NULL;
  while (nixie_line_next (&rest, &line))
    {
      gboolean field = FALSE;
      for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
        field = field || nixie_slice_starts_nocase (line, names[i]);
      if (field && start == NULL)
        start = line.data;
      if (field && nixie_slice_starts_nocase (line, "Final-Recipient") && memchr (line.data, ':', line.length) != NULL)
        return nixie_slice (start, text.length - (gsize) (start - text.data));
    }
  return NIXIE_SLICE_EMPTY;
}

/* The one recipient of OUT has a reply by its own statements, or by the words about it. */
static gboolean
has_reply (const NixieStatements *out)
{
  const GArray *rows = nixie_statements_rows (out);
  NixieReply reply;
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->field == NIXIE_FIELD_REPLY || row->field == NIXIE_FIELD_DIAGNOSTIC)
        return TRUE;
      if (row->field == NIXIE_FIELD_HUMAN && nixie_reply_split (row->value, &reply) && reply.reply[0] != '\0')
        return TRUE;
    }
  return FALSE;
}

static gboolean
lacks_address (const NixieStatements *out)
{
  const GArray *rows = nixie_statements_rows (out);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      const char *at = row->field == NIXIE_FIELD_RECIPIENT ? strchr (row->value, '@') : NULL;
      if (row->field == NIXIE_FIELD_RECIPIENT && (at == NULL || at == row->value))
        return TRUE;
    }
  return FALSE;
}

/* From the words for people what the fields lack: the address of a recipient that is a host, a file or a command, where the words name
 * as many; the reply about the only recipient, of whom there is no diagnostic. */
static void
add_from_words (const NixieHeaders *headers, NixieSlice text, NixieStatements *out)
{
  const guint n = nixie_statements_n_recipients (out);
  const gboolean nameless = lacks_address (out), mute = n == 1 && !has_reply (out);
  const NixieNoticeContext context = { .from = headers->value[NIXIE_HEADER_FROM], .to = headers->value[NIXIE_HEADER_TO], .general = mute };
  g_autoptr (NixieStatements) words = nameless || mute ? nixie_producer_read (headers, text, &context) : NULL;
  if (words == NULL || nixie_statements_n_recipients (words) != n)
    return;
  const GArray *rows = nixie_statements_rows (words);
  NixieReply reply;
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (nameless && row->field == NIXIE_FIELD_RECIPIENT)
        nixie_statements_add (out, row->recipient, NIXIE_FIELD_ORIGINAL_RECIPIENT, nixie_slice_of (row->value), "text");
      if (mute && row->field == NIXIE_FIELD_DIAGNOSTIC && nixie_reply_split (row->value, &reply))
        nixie_statements_add (out, row->recipient, NIXIE_FIELD_REPLY, nixie_slice_of (reply.reply), "text");
    }
}

static NixieStatements *
read_delivery_status (const NixieHeaders *headers, NixieMime *mime, NixieGate gate)
{
  const NixieSlice text = nixie_human_text (mime);
  const gboolean part = nixie_find_part (mime, NIXIE_PART_STATUS) != NULL;
  const gboolean wordless = part || (gate < NIXIE_GATE_MACHINE || (gate == NIXIE_GATE_MACHINE && nixie_gate_notice (headers) == 0));
  const NixieSlice in_text = wordless ? NIXIE_SLICE_EMPTY : fields_in_text (text);
  if (!part && in_text.length == 0)
    return NULL;
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
  for (guint i = 0; i < nixie_mime_n_parts (mime); i++)
    if (nixie_mime_part (mime, i)->kind == NIXIE_PART_STATUS)
      nixie_delivery_status_read (nixie_mime_text (mime, nixie_mime_part (mime, i)), out);
  nixie_delivery_status_read (in_text, out);
  if (nixie_statements_n_recipients (out) == 0)
    {
      nixie_statements_add_finding (out, "no recipient in the status part");
      nixie_failed_recipients_read (headers, out);
    }
  nixie_producer_recognise (headers, text, nixie_text_of (mime, NIXIE_PART_STATUS), out);
  nixie_human_read (text, out);
  add_from_words (headers, text, out);
  return g_steal_pointer (&out);
}

/* A report that names nobody in any form, with the message that came back: the one address in its To. */
static void
add_returned_recipient (NixieMime *mime, NixieStatements *out)
{
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_RETURNED);
  NixieHeaders returned;
  if (part == NULL)
    return;
  nixie_headers_read (nixie_message_start (nixie_mime_octets (mime, part)), &returned);
  nixie_add_recipient (out, nixie_address_list_only (returned.value[NIXIE_HEADER_TO]), "returned headers");
  nixie_human_read (nixie_human_text (mime), out);
}

static gboolean
is_delivery_report (const NixieHeaders *headers)
{
  const NixieSlice type = headers->value[NIXIE_HEADER_CONTENT_TYPE];
  g_autofree char *kind = nixie_slice_starts_nocase (type, "multipart/report") ? nixie_header_parameter (type, "report-type") : NULL;
  return kind != NULL && g_ascii_strcasecmp (kind, "delivery-status") == 0;
}

/* A gateway's wrapping around another system's report, itself without a word about anybody. */
static NixieStatements *
read_wrapped (NixieMime *mime, guint depth)
{
  const NixieSlice returned = nixie_message_start (nixie_returned_octets (mime));
  NixieHeaders headers;
  nixie_headers_read (returned, &headers);
  return depth == 0 && is_delivery_report (&headers) ? read_message (&headers, depth + 1) : NULL;
}

/* Words that say to the very address which they came to that it failed, from anybody's reverse-path and with nothing that came back. */
static gboolean
is_imitation (const NixieHeaders *headers, NixieMime *mime, const NixieStatements *out)
{
  const GArray *rows = nixie_statements_rows (out);
  const NixieSlice to = nixie_address_list_only (headers->value[NIXIE_HEADER_TO]);
  if (to.length == 0 || !nixie_gate_has_ordinary_path (headers) || nixie_find_part (mime, NIXIE_PART_RETURNED) != NULL)
    return FALSE;
  g_autofree char *addressee = nixie_slice_dup (to);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->field == NIXIE_FIELD_MESSAGE_ID || (row->field == NIXIE_FIELD_RECIPIENT && g_ascii_strcasecmp (row->value, addressee) != 0))
        return FALSE;
    }
  return TRUE;
}

/* A status part that names nobody is still a report, and the words or what came back may name who was meant. */
static NixieStatements *
read_failure (const NixieHeaders *headers, NixieMime *mime, NixieGate gate, guint depth)
{
  g_autoptr (NixieStatements) status = read_delivery_status (headers, mime, gate);
  if (status != NULL && nixie_statements_n_recipients (status) > 0)
    return g_steal_pointer (&status);
  const guint sure = gate == NIXIE_GATE_PROGRAM ? 0 : nixie_gate_notice (headers);
  const gboolean structured = status != NULL || is_delivery_report (headers);
  g_autoptr (NixieStatements) words = nixie_unstructured_read (headers, mime, structured, status != NULL ? 2 : sure);
  if (words == NULL && sure > 1)
    words = read_wrapped (mime, depth);
  if (words != NULL && !is_imitation (headers, mime, words))
    return g_steal_pointer (&words);
  if (gate < NIXIE_GATE_MACHINE)
    return g_steal_pointer (&status);
  if (status == NULL && is_delivery_report (headers))
    {
      status = nixie_statements_new (NIXIE_REPORT_DELIVERY_STATUS);
      nixie_statements_add_finding (status, "no status part");
    }
  if (status != NULL)
    add_returned_recipient (mime, status);
  return g_steal_pointer (&status);
}

static NixieStatements *
read_by_kind (const NixieHeaders *headers, NixieMime *mime, NixieGate gate, guint depth)
{
  NixieStatements *out = nixie_feedback_read (headers, mime);
  if (out == NULL)
    out = nixie_complaint_read (headers, mime);
  if (out == NULL)
    out = nixie_disposition_read (headers, mime);
  if (out == NULL && nixie_find_part (mime, NIXIE_PART_STATUS) == NULL && nixie_auto_response_is_announced (headers))
    out = nixie_auto_response_read (headers, mime);
  if (out == NULL && gate != NIXIE_GATE_ANSWER)
    out = read_failure (headers, mime, gate, depth);
  return out != NULL || gate == NIXIE_GATE_SUBJECT ? out : nixie_auto_response_read (headers, mime);
}

/* DEPTH: how many messages it came in. */
static NixieStatements *
read_message (const NixieHeaders *headers, guint depth)
{
  const NixieGate gate = nixie_gate (headers);
  if (gate == NIXIE_GATE_NONE)
    return NULL;
  g_autoptr (NixieMime) mime = nixie_mime_read (headers);
  NixieStatements *out = read_by_kind (headers, mime, gate, depth);
  if (out != NULL)
    add_common (headers, mime, out);
  return out;
}

NixieStatements *
nixie_report_read (NixieSlice message)
{
  const gboolean cut = message.length > NIXIE_LIMIT_PARSED_BYTES;
  message.length = MIN (message.length, NIXIE_LIMIT_PARSED_BYTES);
  g_autofree char *owned = NULL;
  const NixieSlice text = nixie_message_start (nixie_mime_line_ends (message, &owned));
  NixieHeaders headers;
  nixie_headers_read (text, &headers);
  NixieStatements *out = read_message (&headers, 0);
  if (out == NULL)
    return NULL;
  add_envelope_date (message, out);
  if (cut)
    nixie_statements_add_finding (out, "cut at the limit");
  return out;
}
