/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outcome as one line of JSON, the shape that nixie-json(5) promises: what `nixie parse --format=json` prints. Absent values are
 * left out, keys only ever added.
 */
#ifndef NIXIE_ANSWER_OUTCOME_JSON_H
#define NIXIE_ANSWER_OUTCOME_JSON_H

#include "reason/outcome.h"

/* Appends the object and a line end. ORIGIN says where the message comes from; "" leaves it out. FOLD_LOCAL is of the settings: the address
 * stands as the list would hold it. */
void nixie_outcome_write_json (const NixieOutcome *outcome, const char *origin, gboolean fold_local, GString *out);

/* The same for a message that names nobody: {"origin":…,"report":"none"}. */
void nixie_outcome_write_json_nobody (NixieReportType report, const char *origin, GString *out);

#endif
