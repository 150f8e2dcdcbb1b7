/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See producer.h. Marks are looked for in the beginning of a text: what an MTA says of itself it says first, and what stands far below may
 * be quoted.
 */
#include "report/producer.h"

#include "report/lines.h"
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
  const NixieSlice value = marks->headers->value[row->header];
  return value.length > 0 && nixie_line_contains (nixie_slice (value.data, MIN (value.length, RECOGNISE_BYTES)), row->mark);
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

static void
name (const NixieProducerRow *row, NixieStatements *out)
{
  nixie_statements_add (out, 0, NIXIE_FIELD_PRODUCER, nixie_slice_of (row->id), row->place == NIXIE_MARK_TEXT ? "text" : "fields");
}

/* What ROW's reader makes of TEXT; NULL where that has not its form. */
static NixieStatements *
read_by_row (const NixieProducerRow *row, NixieSlice text, const NixieNoticeContext *context)
{
  NixieNoticeContext known = *context;
  known.sure = TRUE;
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  name (row, out);
  const gboolean read = row->notice ? nixie_notice_read (text, &known, out) : row->reader (text, out);
  return read ? g_steal_pointer (&out) : NULL;
}

NixieStatements *
nixie_producer_read (const NixieHeaders *headers, NixieSlice text, const NixieNoticeContext *context)
{
  g_autoptr (GString) folded = fold (text, READ_BYTES);
  g_autoptr (GString) none = g_string_new (NULL);
  const Marks marks = { headers, folded, none };
  const NixieProducerRow *named = NULL;
  for (gsize i = 0; i < nixie_n_producer_rows; i++)
    {
      const NixieProducerRow *row = &nixie_producer_rows[i];
      if ((context->subject_only && (row->place != NIXIE_MARK_HEADER || !row->notice)) || !bears (&marks, row))
        continue;
      NixieStatements *out = row->reader != NULL || row->notice ? read_by_row (row, text, context) : NULL;
      if (out != NULL)
        return out;
      if (named == NULL && row->reader == NULL)
        named = row;
    }
  if (!context->general)
    return NULL;
  g_autoptr (NixieStatements) out = nixie_statements_new (NIXIE_REPORT_UNSTRUCTURED);
  if (named != NULL)
    name (named, out);
  return nixie_notice_read (text, context, out) ? g_steal_pointer (&out) : NULL;
}
