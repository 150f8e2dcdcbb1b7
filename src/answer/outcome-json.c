/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See outcome-json.h. The keys are those of report/fields.tsv in their order; reason, fault, class, ground and evidence stand behind
 * `reply`, where a reader looks first.
 */
#include "answer/outcome-json.h"

#include "base/json.h"

#include <string.h>

static void
write_fields (NixieJson *json, const NixieFacts *facts, guint from, guint to)
{
  for (guint field = from; field < to; field++)
    {
      const char *key = nixie_field_json ((NixieField) field);
      if (*key != '\0')
        nixie_json_text (json, key, nixie_facts_get (facts, (NixieField) field));
    }
}

/* The address as the list would hold it, and as it is written where that is another form. */
static void
write_address (NixieJson *json, const NixieFacts *facts, gboolean fold_local)
{
  const char *written = nixie_facts_get (facts, NIXIE_FIELD_ADDRESS);
  g_autofree char *address = nixie_facts_listed_address (facts, fold_local);
  nixie_json_text (json, nixie_field_json (NIXIE_FIELD_ADDRESS), address);
  nixie_json_text (json, "display", strcmp (written, address) != 0 ? written : "");
}

/* What the values that decide were read from. */
static void
write_evidence (NixieJson *json, const NixieFacts *facts, const NixieVerdict *verdict)
{
  static const NixieField fields[] = { NIXIE_FIELD_RECIPIENT, NIXIE_FIELD_ADDRESS, NIXIE_FIELD_STATUS, NIXIE_FIELD_REPLY };
  nixie_json_begin_object (json, "evidence");
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    nixie_json_text (json, nixie_field_json (fields[i]), nixie_facts_evidence (facts, fields[i]));
  nixie_json_text (json, "reason", verdict->evidence);
  nixie_json_end_object (json);
}

static void
write_findings (NixieJson *json, const GPtrArray *findings, const NixieVerdict *verdict)
{
  const guint n = findings != NULL ? findings->len : 0;
  if (n == 0 && verdict->finding[0] == '\0')
    return;
  nixie_json_begin_array (json, "findings");
  for (guint i = 0; i < n; i++)
    nixie_json_string (json, NULL, g_ptr_array_index (findings, i));
  nixie_json_text (json, NULL, verdict->finding);
  nixie_json_end_array (json);
}

void
nixie_outcome_write_json (const NixieOutcome *outcome, const char *origin, gboolean fold_local, GString *out)
{
  const NixieFacts *facts = nixie_outcome_facts (outcome);
  const NixieVerdict *verdict = nixie_outcome_verdict (outcome);
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_text (&json, "origin", origin);
  nixie_json_string (&json, "report", nixie_report_type_id (nixie_facts_report_type (facts)));
  write_fields (&json, facts, 0, NIXIE_FIELD_ADDRESS);
  write_address (&json, facts, fold_local);
  write_fields (&json, facts, NIXIE_FIELD_ADDRESS + 1, NIXIE_FIELD_REPLY + 1);
  nixie_json_string (&json, "reason", nixie_reason_id (verdict->reason));
  if (verdict->ground != verdict->reason)
    nixie_json_string (&json, "ground", nixie_reason_id (verdict->ground));
  nixie_json_string (&json, "fault", nixie_fault_id (nixie_reason_fault (verdict->reason)));
  nixie_json_string (&json, "class", nixie_class_id (verdict->class));
  write_evidence (&json, facts, verdict);
  write_fields (&json, facts, NIXIE_FIELD_REPLY + 1, NIXIE_N_FIELDS);
  write_findings (&json, nixie_facts_findings (facts), verdict);
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}

void
nixie_outcome_write_json_nobody (NixieReportType report, const char *origin, GString *out)
{
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_text (&json, "origin", origin);
  nixie_json_string (&json, "report", nixie_report_type_id (report));
  nixie_json_end_object (&json);
  g_string_append_c (out, '\n');
}
