/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bytes → message → report → recipients → reason → outcomes: the one file that knows all stages of reading. Read pipeline.c first.
 * Used by cli/ (parse, scan, filter), the fuzzers and the benchmarks.
 */
#ifndef NIXIE_PIPELINE_H
#define NIXIE_PIPELINE_H

#include "reason/outcome.h"

/* What one message came to. */
typedef struct {
  NixieReportType report;   /* NIXIE_REPORT_NONE: no report */
  GPtrArray *outcomes;      /* NixieOutcome *, owned; may be empty for a report that names nobody */
  GPtrArray *findings;      /* const char * (static), owned array: about the message */
} NixieReading;

/* Reads MESSAGE; never fails: a message that cannot be understood is one with no report. The caller owns the result. */
NixieReading *nixie_pipeline_read (NixieSlice message);

/* The same of a message of which the envelope's recipient, the address that it came to, is known; NULL: it is not. */
NixieReading *nixie_pipeline_read_from (NixieSlice message, const char *came_to);

void nixie_reading_free (NixieReading *reading);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieReading, nixie_reading_free)

#endif
