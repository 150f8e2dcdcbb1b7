/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See outcome-text.h.
 */
#include "answer/outcome-text.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <string.h>

static void
append_line (GString *out, const char *text)
{
  g_autofree char *line = nixie_text_one_line (text, strlen (text), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  g_string_append (out, line);
}

static void
append_origin (GString *out, const char *origin)
{
  append_line (out, origin);
  g_string_append (out, ": ");
}

/* "hard, no-such-user" and with delayed and auto-reply the ground behind it: "none, delayed: mailbox-full". */
static void
append_verdict (GString *out, const NixieVerdict *verdict)
{
  g_string_append_printf (out, "%s, %s", nixie_class_id (verdict->class), nixie_reason_id (verdict->reason));
  if (verdict->ground != verdict->reason)
    g_string_append_printf (out, ": %s", nixie_reason_id (verdict->ground));
}

static void
append_detail (GString *out, const NixieFacts *facts, const NixieVerdict *verdict)
{
  static const NixieField fields[] = { NIXIE_FIELD_ACTION, NIXIE_FIELD_STATUS, NIXIE_FIELD_REPLY };
  g_string_append (out, " (");
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = nixie_facts_get (facts, fields[i]);
      append_line (out, value);
      if (*value != '\0')
        g_string_append (out, ", ");
    }
  g_string_append_printf (out, _("fault: %s"), nixie_fault_id (nixie_reason_fault (verdict->reason)));
  g_string_append (out, ")\n");
}

void
nixie_outcome_write_text (const NixieOutcome *outcome, const char *origin, gboolean fold_local, GString *out)
{
  const NixieFacts *facts = nixie_outcome_facts (outcome);
  const NixieVerdict *verdict = nixie_outcome_verdict (outcome);
  g_autofree char *address = nixie_facts_listed_address (facts, fold_local);
  const char *recipient = nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT);
  const char *diagnostic = nixie_facts_get (facts, NIXIE_FIELD_DIAGNOSTIC);

  append_origin (out, origin);
  append_line (out, *address != '\0' ? address : *recipient != '\0' ? recipient : _("recipient withheld"));
  g_string_append (out, ": ");
  append_verdict (out, verdict);
  append_detail (out, facts, verdict);
  if (*diagnostic == '\0')
    return;
  g_string_append (out, "    ");
  append_line (out, diagnostic);
  g_string_append_c (out, '\n');
}

void
nixie_outcome_write_nobody (NixieReportType report, const char *origin, GString *out)
{
  append_origin (out, origin);
  if (report == NIXIE_REPORT_NONE)
    g_string_append (out, _("no report"));
  else
    g_string_append_printf (out, _("%s, names no recipient"), nixie_report_type_id (report));
  g_string_append_c (out, '\n');
}
