/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A user's own rule, as own-rules-read.c makes it and own-rules.c asks it.
 */
#ifndef NIXIE_REASON_OWN_RULES_PRIVATE_H
#define NIXIE_REASON_OWN_RULES_PRIVATE_H

#include "reason/own-rules.h"
#include "reason/reason-private.h"

#define NIXIE_ANY_NUMBER (-1)

typedef struct {
  guint line;
  NixieReason reason;
  guint64 provider;   /* its bit, 0 where the rule names none of the tables' */
  char *host;         /* remote MTA and recipient's domain end with these labels; NULL: any */
  char reply[4];      /* digits, x for any; "": any, also where there is none */
  char class;         /* of the status: its digit, x for any; '\0': no status is asked for */
  int subject, detail; /* NIXIE_ANY_NUMBER */
  char *text;         /* folded, whole words; NULL: any */
  GRegex *regex;      /* NULL: any text */
  char *conditions;   /* all of the above in one way of writing, to find what stands twice */
  char *evidence;     /* "rule:12" */
  char *where;        /* "/etc/nixie/rules:12" */
  char *given_up;     /* the finding */
} NixieOwnRule;

struct NixieOwnRules {
  GPtrArray *rules; /* NixieOwnRule, in the order of the file: the first that fits wins */
};

NixieOwnRules *nixie_own_rules_new (void);
void nixie_own_rule_free (NixieOwnRule *rule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieOwnRule, nixie_own_rule_free)

#endif
