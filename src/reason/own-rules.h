/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A user's own rules, nixie-rules(5): conditions on provider, reply, status and text → a reason. They come before all tables. Read from
 * text by cli/ and put into force for the process, before it forks workers; nixie_reason_classify asks those in force.
 *
 *     no-such-user   provider=mx.example.com reply=554 text="no longer with us"
 */
#ifndef NIXIE_REASON_OWN_RULES_H
#define NIXIE_REASON_OWN_RULES_H

#include "base/text.h"

typedef struct NixieOwnRules NixieOwnRules;

/* NAME is the file's. FALSE where a line is wrong: PROBLEMS (char *, owned) gets "NAME:LINE: …" for each, *RULES nothing. Regular
 * expressions are compiled here, with limits that no pattern can lift. */
gboolean nixie_own_rules_read (NixieSlice text, const char *name, NixieOwnRules **rules, GPtrArray *problems);

guint nixie_own_rules_length (const NixieOwnRules *rules);

/* From now on these rules hold in this process; RULES is borrowed, NULL: none. */
void nixie_own_rules_put_in_force (const NixieOwnRules *rules);

void nixie_own_rules_free (NixieOwnRules *rules);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieOwnRules, nixie_own_rules_free)

#endif
