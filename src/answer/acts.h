/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Acts in plain words and as JSON. Used by acts, held and show, and by the commands that write them.
 */
#ifndef NIXIE_ANSWER_ACTS_H
#define NIXIE_ANSWER_ACTS_H

#include "answer/output.h"
#include "base/json.h"
#include "store/store.h"

#define NIXIE_ACT_ID_CHARS 8 /* of the 32, as people are shown an id; more where it is needed to tell two apart */

/* The first digits of ID, the caller's. */
char *nixie_act_short_id (const guint8 *id);

/* What ACT does, in words: "undoes failures at example.com from … to …". The caller's. */
char *nixie_act_words (const NixieAct *act);

/* The members of act I of ACTS into the open object of JSON, as nixie-json(5) has them. */
void nixie_act_json (const NixieActs *acts, guint i, NixieJson *json);

typedef struct {
  gboolean holds_only;
  gboolean json;      /* an object a line, nixie-json(5) */
} NixieActsQuery;

/* Writes all acts, the newest first; for holds how many addresses they put aside. *N (may be NULL) is how many were written. Errors: those
 * of store.h and output.h. */
gboolean nixie_acts_write (NixieStore *store, const NixieActsQuery *query, NixieOutput *output, guint *n, GError **error);

#endif
