/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The examples of reason/'s tables, generated for test-tables only.
 */
#ifndef NIXIE_TESTS_RULE_EXAMPLES_H
#define NIXIE_TESTS_RULE_EXAMPLES_H

#include <glib.h>

typedef struct {
  const char *table;
  guint line;
  const char *text;
  const char *rule;   /* the id of the row, which has to decide */
  const char *reason; /* the id of its reason; in terms.tsv: transient, final */
  const char *where;  /* "host NAME", "domain NAME", "producer ID", "mark TEXT" by which the row's provider is known; "": any */
  const char *stage;
} RuleExample;

extern const guint n_rule_examples;
extern const RuleExample rule_examples[];

#endif
