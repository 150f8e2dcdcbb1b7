/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outcome for people: what `nixie parse` prints without --format=json. The JSON of the same is in outcome-json.h.
 */
#ifndef NIXIE_ANSWER_OUTCOME_TEXT_H
#define NIXIE_ANSWER_OUTCOME_TEXT_H

#include "reason/outcome.h"

/* Appends to OUT one line "ORIGIN: ADDRESS: CLASS, REASON (…)" and, where there is a diagnostic, a second, indented one. What a
 * stranger wrote is escaped and stays on its line. FOLD_LOCAL is of the settings: the address stands as the list would hold it. */
void nixie_outcome_write_text (const NixieOutcome *outcome, const char *origin, gboolean fold_local, GString *out);

/* Appends one line for a message that is no report, or that is one and names nobody. */
void nixie_outcome_write_nobody (NixieReportType report, const char *origin, GString *out);

#endif
