/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See producer.h. Marks are looked for in the beginning of a text: what an MTA says of itself it says first, and what stands far below may
 * be quoted.
 */
#include "report/producer.h"

#include "report/producer-private.h"

#include <string.h>

#define RECOGNISE_BYTES 300
#define READ_BYTES 1024

typedef struct {
  const NixieHeaders *headers;
  GString *text;   /* folded */
  GString *status; /* folded */
} Marks;

static GString *
fold (NixieSlice text, gsize limit)
{
  GString *folded = g_string_new (NULL);
  text.length = MIN (text.length, limit);
  nixie_text_fold (text, folded);
  return folded;
}

static gboolean
bears (const Marks *marks, const NixieProducerRow *row)
{
  if (row->place == NIXIE_MARK_TEXT)
    return strstr (marks->text->str, row->mark) != NULL;
  if (row->place == NIXIE_MARK_STATUS)
    return strstr (marks->status->str, row->mark) != NULL;
  g_autoptr (GString) value = fold (marks->headers->value[row->header], RECOGNISE_BYTES);
  return strstr (value->str, row->mark) != NULL;
}

void
nixie_producer_recognise (const NixieHeaders *headers, NixieSlice text, NixieSlice status, NixieStatements *out)
{
  g_autoptr (GString) folded = fold (text, RECOGNISE_BYTES);
  g_autoptr (GString) folded_status = fold (status, RECOGNISE_BYTES);
  const Marks marks = { headers, folded, folded_status };
  for (gsize i = 0; i < nixie_n_producer_rows; i++)
    {
      const NixieProducerRow *row = &nixie_producer_rows[i];
      if (!bears (&marks, row))
        continue;
      nixie_statements_add (out, 0, NIXIE_FIELD_PRODUCER, nixie_slice_of (row->id), row->place == NIXIE_MARK_TEXT ? "text" : "fields");
      return;
    }
}

NixieStatements *
nixie_producer_read (const NixieHeaders *headers, NixieSlice text, gboolean from_mail_system)
{
  g_autoptr (GString) folded = fold (text, READ_BYTES);
  g_autoptr (GString) none = g_string_new (NULL);
  const Marks marks = { headers, folded, none };
  for (gsize i = 0; i < nixie_n_producer_rows; i++)
    {
      const NixieProducerRow *row = &nixie_producer_rows[i];
      if (row->reader == NULL || !bears (&marks, row))
        continue;
      g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
      nixie_statements_add (out, 0, NIXIE_FIELD_PRODUCER, nixie_slice_of (row->id), "text");
      if (row->reader (text, out))
        return g_steal_pointer (&out);
    }
  g_autoptr (NixieStatements) out = from_mail_system ? nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED) : NULL;
  return out != NULL && nixie_read_paragraphs (text, out) ? g_steal_pointer (&out) : NULL;
}
