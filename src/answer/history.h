/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What led to an entry, in the order of time: the address's events, and the acts that have to do with them. Used by show.
 */
#ifndef NIXIE_ANSWER_HISTORY_H
#define NIXIE_ANSWER_HISTORY_H

#include "base/json.h"
#include "policy/entry.h"

/* Borrowed. */
typedef struct {
  const NixieSettings *settings;
  const char *address;
  const GPtrArray *events; /* NixieEvent *, in the order of time */
  const NixieActs *acts;   /* all there are */
} NixieHistory;

/* TEXT on one line behind INDENT; nothing where it is "". */
void nixie_history_line (GString *out, const char *indent, const char *text);

/* Lines in plain words: when, what, who, and what became of the address by it; nothing where nothing happened. */
void nixie_history_text (const NixieHistory *history, GString *out);

/* The members "history" and, where there are any, "acts" into the open object of JSON. */
void nixie_history_json (const NixieHistory *history, NixieJson *json);

#endif
