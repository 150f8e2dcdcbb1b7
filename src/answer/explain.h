/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a status, a reply code, a line of an MTA's wording or a reason means, what nixie makes of it and why, and what the policy does
 * with it, in plain words or as JSON. Used by `nixie explain`.
 */
#ifndef NIXIE_ANSWER_EXPLAIN_H
#define NIXIE_ANSWER_EXPLAIN_H

#include "policy/settings.h"
#include "report/reply.h"

/* What is known besides the text. Borrowed. */
typedef struct {
  const NixieSettings *settings;
  const char *provider; /* an id of providers.tsv, or NULL */
  const char *host;     /* the host that refused, or NULL */
} NixieExplainContext;

typedef struct {
  const NixieExplainContext *context; /* borrowed */
  char *text;           /* on one line, at most NIXIE_LIMIT_DIAGNOSTIC_BYTES of it */
  gboolean is_reason;   /* TEXT is the id of a reason, which stands in the verdict; the rest of that, and reply, are empty */
  NixieReply reply;
  NixieVerdict verdict;
} NixieExplanation;

/* TEXT is what a stranger wrote, of any octets. Free the result with nixie_explanation_free. CONTEXT is borrowed for its life. */
NixieExplanation *nixie_explain (NixieSlice text, const NixieExplainContext *context);

/* Whether the text says anything: a reason, a code, or words that give a ground. */
gboolean nixie_explanation_says (const NixieExplanation *explanation);

/* Whether it says something and the tables know every code that it holds. */
gboolean nixie_explanation_knows (const NixieExplanation *explanation);

/* Appends to OUT: the text, then a row for each thing that is known. */
void nixie_explanation_text (const NixieExplanation *explanation, GString *out);

/* The same as one JSON object on a line, see nixie-json(5). */
void nixie_explanation_json (const NixieExplanation *explanation, GString *out);

void nixie_explanation_free (NixieExplanation *explanation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieExplanation, nixie_explanation_free)

#endif
