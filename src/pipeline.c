/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pipeline.h. One message from bytes to outcomes:
 *
 *   report/     what kind of message is it, and what does it state (with mime/ for header blocks and parts)
 *   recipient/  the statements, folded to the facts of each recipient
 *   reason/     the facts, classified
 */
#include "pipeline.h"

#include "recipient/facts.h"
#include "report/report.h"

static NixieReading *
reading_new (NixieReportType report)
{
  NixieReading *reading = g_new0 (NixieReading, 1);
  reading->report = report;
  reading->outcomes = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_outcome_free);
  reading->findings = g_ptr_array_new ();
  return reading;
}

NixieReading *
nixie_pipeline_read (NixieSlice message)
{
  return nixie_pipeline_read_from (message, NULL);
}

NixieReading *
nixie_pipeline_read_from (NixieSlice message, const char *came_to)
{
  g_autoptr (NixieStatements) statements = nixie_report_read (message);
  if (statements == NULL)
    return reading_new (NIXIE_REPORT_NONE);
  if (came_to != NULL)
    nixie_statements_add (statements, 0, NIXIE_FIELD_CAME_TO, nixie_slice_of (came_to), "envelope");

  NixieReading *reading = reading_new (nixie_statements_type (statements));
  const GPtrArray *findings = nixie_statements_findings (statements);
  for (guint i = 0; findings != NULL && i < findings->len; i++)
    g_ptr_array_add (reading->findings, g_ptr_array_index (findings, i));

  g_autoptr (GPtrArray) all = nixie_facts_from_statements (statements);
  g_ptr_array_set_free_func (all, NULL); /* each goes to its outcome */
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (reading->outcomes, nixie_outcome_new (g_ptr_array_index (all, i)));
  return reading;
}

void
nixie_reading_free (NixieReading *reading)
{
  if (reading == NULL)
    return;
  g_ptr_array_unref (reading->outcomes);
  g_ptr_array_unref (reading->findings);
  g_free (reading);
}
