/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The settings in force and where each value comes from, as text for people or as JSON (nixie-json(5)). Used by `nixie policy`.
 */
#ifndef NIXIE_ANSWER_POLICY_H
#define NIXIE_ANSWER_POLICY_H

#include "policy/settings.h"

/* Where a file or folder is, and what says so: "--db", "NIXIE_DB", "[store] path" or "default". Borrowed. */
typedef struct {
  const char *path; /* NULL: there is none */
  const char *from;
} NixiePlace;

typedef struct {
  const NixieSettings *settings;
  NixiePlace file, list, rules;
  gboolean all_reasons; /* a row for each in the text, not only for those that are not as others of their fault */
} NixiePolicyView;

/* Appends to OUT everything, and what each domain's group sets. */
void nixie_policy_text (const NixiePolicyView *view, GString *out);
void nixie_policy_json (const NixiePolicyView *view, GString *out); /* one object on a line */

/* The same of what holds for ADDRESS, canonical. */
void nixie_policy_address_text (const NixiePolicyView *view, const char *address, GString *out);
void nixie_policy_address_json (const NixiePolicyView *view, const char *address, GString *out);

#endif
