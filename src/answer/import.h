/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of another system's file → events. What a row says of the ground goes through systems.h and, where it has words or codes, through
 * reason/; in doubt it is soft, since a false hard failure is the expensive error. Used by `nixie import`.
 */
#ifndef NIXIE_ANSWER_IMPORT_H
#define NIXIE_ANSWER_IMPORT_H

#include "answer/reader.h"
#include "policy/event.h"
#include "policy/settings.h"

/* What came of the rows of one run. */
typedef struct {
  guint64 rows;
  guint64 hard, soft, requests; /* failures; complaints and opt-outs */
  guint64 unsaid;               /* rows that do not say why */
  guint64 not_suppressed;       /* the row says that the address may be mailed */
  guint64 not_understood;       /* of the soft and the unsaid: rows whose words nixie does not know */
  guint64 domains;              /* of those that are taken: whole domains */
  guint64 bad;
  guint64 undated;              /* rows whose date cannot be read */
} NixieImportTally;

/* How rows are read. Borrowed. */
typedef struct {
  const NixieSettings *settings;
  const char *name;             /* of the file, for the events' source; "-": standard input */
  gboolean has_reason;          /* --reason: of rows that do not say why, or say nothing that is known */
  NixieReason reason;
  gint64 now_us;
} NixieImportPlan;

/* The event that ROW of FILE comes to, the caller's; NULL where it is none, and then *WHY (the caller's) says what is bad about the row,
 * or is NULL where nothing is. TALLY is added to. */
NixieEvent *nixie_import_row (const NixieImportPlan *plan, const NixieSystemRow *file, const NixieForeignRow *row,
                              NixieImportTally *tally, char **why);

/* A summary for people. RECORDED: not a dry run; then KNOWN were recorded before and NEWLY addresses are suppressed now. */
void nixie_import_summary (const NixieImportTally *tally, gboolean recorded, guint64 known, guint64 newly, GString *out);

#endif
