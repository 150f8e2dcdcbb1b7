/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What kind of message is it, and what does it state: the face of report/ to the pipeline. The kinds: delivery-status (RFC 3464, 6533),
 * feedback (RFC 5965), disposition (RFC 8098), automatic response (RFC 3834), unstructured (an MTA's own wording, producers.tsv),
 * or none.
 */
#ifndef NIXIE_REPORT_REPORT_H
#define NIXIE_REPORT_REPORT_H

#include "base/text.h"
#include "report/statement.h"

/* Reads MESSAGE, as far as NIXIE_LIMIT_PARSED_BYTES. The caller owns the reference; NULL where it is no report. */
NixieStatements *nixie_report_read (NixieSlice message);

#endif
