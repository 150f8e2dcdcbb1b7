/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reports that have no part made for programs: a mail system's own wording, in the rows of producers.tsv or by the general reader, else
 * X-Failed-Recipients alone. Called by report.c.
 */
#include "report/address-list.h"
#include "report/gate.h"
#include "report/producer.h"
#include "report/reader-private.h"

#include <string.h>

#define WORDS_PARTS 6 /* of text, that are looked at */
#define LINK_BYTES 200

void
nixie_failed_recipients_read (const NixieHeaders *headers, NixieStatements *out)
{
  NixieSlice rest = headers->block;
  NixieHeader header;
  while (nixie_header_next (&rest, &header))
    {
      if (nixie_header_lookup (header.name.data, header.name.length) != NIXIE_HEADER_X_FAILED_RECIPIENTS)
        continue;
      NixieSlice address;
      while (nixie_address_list_next (&header.value, &address))
        {
          const guint recipient = nixie_add_recipient (out, address, nixie_header_name (NIXIE_HEADER_X_FAILED_RECIPIENTS));
          if (recipient > 0)
            nixie_statements_add (out, recipient, NIXIE_FIELD_ACTION, nixie_slice_of ("failed"),
                                  nixie_header_name (NIXIE_HEADER_X_FAILED_RECIPIENTS));
        }
    }
}

/* TEXT has a link that carries the reader's own ADDRESS ("https://…?e=you@example.com"): whoever made it wants to know who follows it. No
 * mail system asks that. */
static gboolean
is_bait (NixieSlice text, NixieSlice address)
{
  if (address.length < 3)
    return FALSE;
  g_autofree char *wanted = nixie_slice_dup (address);
  const char *end = text.data + text.length;
  for (const char *p = text.data; (p = g_strstr_len (p, end - p, wanted)) != NULL; p++)
    {
      const char *start = p;
      while (start > text.data && p - start < LINK_BYTES && !g_ascii_isspace (start[-1]) && strchr ("<>\"'", start[-1]) == NULL)
        start--;
      if (p > text.data && strchr ("=/#?&", p[-1]) != NULL && g_strstr_len (start, p - start, "://") != NULL)
        return TRUE;
    }
  return FALSE;
}

/* The words of the first parts of text that name somebody: some gateways write a banner first, some in HTML only what counts. */
static NixieStatements *
read_words (const NixieHeaders *headers, NixieMime *mime, const NixieNoticeContext *context)
{
  NixieStatements *out = NULL;
  guint tried = 0;
  for (guint i = 0; i < nixie_mime_n_parts (mime) && out == NULL && tried < WORDS_PARTS; i++)
    {
      const NixiePart *part = nixie_mime_part (mime, i);
      if (part->kind != NIXIE_PART_TEXT && part->kind != NIXIE_PART_HTML)
        continue;
      const NixieSlice text = nixie_mime_text (mime, part);
      if (nixie_slice_trim (text).length == 0)
        continue;
      tried++;
      if (part->kind == NIXIE_PART_HTML && is_bait (nixie_mime_octets (mime, part), nixie_address_list_first (context->to)))
        continue;
      out = nixie_producer_read (headers, text, context);
      if (out != NULL)
        nixie_human_read (text, out);
    }
  return out;
}

NixieStatements *
nixie_unstructured_read (const NixieHeaders *headers, NixieMime *mime, gboolean structured, guint sure)
{
  const gboolean failed = headers->value[NIXIE_HEADER_X_FAILED_RECIPIENTS].length > 0;
  g_autofree char *subject = nixie_header_decode (headers->value[NIXIE_HEADER_SUBJECT]);
  const NixieNoticeContext context = {
    .from = headers->value[NIXIE_HEADER_FROM], .to = headers->value[NIXIE_HEADER_TO], .returned = nixie_returned_octets (mime),
    .general = sure > 0 && !failed, .sure = sure > 1, .titled = nixie_gate_is_subject_of_report (headers),
    .delayed = nixie_notice_is_warning (nixie_slice_of (subject)), .structured = structured,
    .subject_only = sure == 0 && nixie_gate (headers) < NIXIE_GATE_MACHINE,
  };
  NixieStatements *out = read_words (headers, mime, &context);
  if (out != NULL || !failed)
    return out;
  out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  nixie_failed_recipients_read (headers, out);
  nixie_notice_add_code (nixie_human_text (mime), out);
  nixie_human_read (nixie_human_text (mime), out);
  return out;
}
