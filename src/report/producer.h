/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which program wrote this report: the rows of producers.tsv, and their readers for an MTA's own wording.
 */
#ifndef NIXIE_REPORT_PRODUCER_H
#define NIXIE_REPORT_PRODUCER_H

#include "report/reader-private.h"
#include "report/statement.h"

/* States the producer of a report with the status part STATUS (may be empty), where a row knows it. */
void nixie_producer_recognise (const NixieHeaders *headers, NixieSlice text, NixieSlice status, NixieStatements *out);

/* Reads TEXT by the first row that bears its mark and whose reader finds its form; where there is none, by the general reader as far as
 * CONTEXT allows. The caller owns the reference; NULL where nobody is named. */
NixieStatements *nixie_producer_read (const NixieHeaders *headers, NixieSlice text, const NixieNoticeContext *context);

#endif
