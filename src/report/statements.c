/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See statement.h. One arena holds the words of a report; who is handed them keeps a reference.
 */
#include "report/statement.h"

#include "base/limits.h"

#include <string.h>

#define ARENA_BLOCK_BYTES 2048

struct NixieStatements {
  guint references;
  NixieReportType type;
  guint n_recipients;
  GArray *rows;         /* NixieStatement */
  GStringChunk *arena;
  GPtrArray *findings;  /* NULL where none */
};

NixieStatements *
nixie_statements_new (NixieReportType type)
{
  NixieStatements *statements = g_new0 (NixieStatements, 1);
  statements->references = 1;
  statements->type = type;
  statements->rows = g_array_sized_new (FALSE, FALSE, sizeof (NixieStatement), 24);
  statements->arena = g_string_chunk_new (ARENA_BLOCK_BYTES);
  return statements;
}

NixieStatements *
nixie_statements_ref (NixieStatements *statements)
{
  statements->references++;
  return statements;
}

void
nixie_statements_unref (NixieStatements *statements)
{
  if (statements == NULL || --statements->references > 0)
    return;
  g_array_unref (statements->rows);
  g_string_chunk_free (statements->arena);
  g_clear_pointer (&statements->findings, g_ptr_array_unref);
  g_free (statements);
}

guint
nixie_statements_add_recipient (NixieStatements *statements)
{
  if (statements->n_recipients >= NIXIE_LIMIT_RECIPIENTS)
    {
      nixie_statements_add_finding (statements, "too many recipients");
      return 0;
    }
  return ++statements->n_recipients;
}

guint
nixie_statements_n_recipients (const NixieStatements *statements)
{
  return statements->n_recipients;
}

/* Printable ASCII without runs of white space is on one line already, as most values are. */
static gboolean
is_one_line (NixieSlice value)
{
  for (gsize i = 0; i < value.length; i++)
    {
      const guchar c = (guchar) value.data[i];
      if (c < 0x20 || c > 0x7e || (c == ' ' && i > 0 && value.data[i - 1] == ' '))
        return FALSE;
    }
  return TRUE;
}

static gsize
limit_of (NixieField field)
{
  return field == NIXIE_FIELD_DIAGNOSTIC || field == NIXIE_FIELD_HUMAN ? 4 * NIXIE_LIMIT_DIAGNOSTIC_BYTES
                                                                       : 4 * NIXIE_LIMIT_TEXT_BYTES;
}

const char *
nixie_statements_keep (NixieStatements *statements, const char *text, gsize length)
{
  return g_string_chunk_insert_len (statements->arena, text, (gssize) length);
}

void
nixie_statements_add (NixieStatements *statements, guint recipient, NixieField field, NixieSlice value, const char *evidence)
{
  g_return_if_fail ((guint) field < NIXIE_N_FIELDS && evidence != NULL);
  g_return_if_fail (recipient <= statements->n_recipients);
  const gsize limit = limit_of (field);
  value = nixie_slice_trim (value);
  NixieStatement row = { .recipient = recipient, .field = field, .value = NULL, .evidence = evidence };
  if (value.length <= limit && is_one_line (value))
    row.value = nixie_statements_keep (statements, value.data, value.length);
  else
    {
      g_autofree char *line = nixie_text_one_line (value.data, value.length, limit);
      row.value = nixie_statements_keep (statements, line, strlen (line));
    }
  if (*row.value != '\0')
    g_array_append_val (statements->rows, row);
}

void
nixie_statements_add_finding (NixieStatements *statements, const char *finding)
{
  if (statements->findings == NULL)
    statements->findings = g_ptr_array_new ();
  if (!g_ptr_array_find_with_equal_func (statements->findings, finding, g_str_equal, NULL))
    g_ptr_array_add (statements->findings, (gpointer) finding);
}

NixieReportType
nixie_statements_type (const NixieStatements *statements)
{
  return statements->type;
}

const GArray *
nixie_statements_rows (const NixieStatements *statements)
{
  return statements->rows;
}

const GPtrArray *
nixie_statements_findings (const NixieStatements *statements)
{
  return statements->findings;
}

const char *
nixie_report_type_id (NixieReportType type)
{
  static const char *const ids[] = { "none", "delivery-status", "feedback", "disposition", "auto-response", "unstructured" };
  g_return_val_if_fail ((guint) type < G_N_ELEMENTS (ids), "");
  return ids[type];
}

const char *
nixie_action_id (NixieAction action)
{
  static const char *const ids[] = { "", "failed", "delayed", "delivered", "relayed", "expanded" };
  g_return_val_if_fail ((guint) action < G_N_ELEMENTS (ids), "");
  return ids[action];
}
