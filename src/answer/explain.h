/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a status, a reply code or a line of an MTA's wording means, and what nixie makes of it, in plain words or as JSON. Used by
 * `nixie explain`.
 */
#ifndef NIXIE_ANSWER_EXPLAIN_H
#define NIXIE_ANSWER_EXPLAIN_H

#include "reason/reason.h"
#include "report/reply.h"

typedef struct {
  const char *text; /* borrowed */
  NixieReply reply;
  NixieVerdict verdict;
} NixieExplanation;

/* FALSE where TEXT holds neither a code nor words that give a ground: *EXPLANATION is filled all the same. */
gboolean nixie_explain (const char *text, NixieExplanation *explanation);

/* Whether the tables know every code that the text holds. */
gboolean nixie_explain_knows (const NixieExplanation *explanation);

/* Appends to OUT: the text, then a row for each thing that is known. */
void nixie_explain_text (const NixieExplanation *explanation, GString *out);

/* The same as one JSON object on a line, see nixie-json(5). */
void nixie_explain_json (const NixieExplanation *explanation, GString *out);

#endif
