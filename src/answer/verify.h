/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is wrong with the records of a list, for people and as JSON lines.
 */
#ifndef NIXIE_ANSWER_VERIFY_H
#define NIXIE_ANSWER_VERIFY_H

#include "answer/output.h"
#include "store/keep.h"

typedef struct {
  gboolean json;    /* an object a line, nixie-json(5) */
  gboolean repair;
  void (*before_line) (gpointer data); /* NULL, or what makes room on a terminal */
  gpointer data;
} NixieVerifyQuery;

typedef struct {
  NixieVerified verified;
  guint64 findings;
  guint64 repaired; /* of those */
} NixieVerifyTally;

/* Writes a line for each finding. Errors: those of keep.h and output.h. */
gboolean nixie_verify_write (NixieStore *store, const NixieVerifyQuery *query, NixieOutput *output, NixieVerifyTally *tally,
                             GError **error);

#endif
