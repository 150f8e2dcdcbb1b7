/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the list says of one address, and its history, in plain words or as JSON. Used by `nixie show`.
 */
#ifndef NIXIE_ANSWER_SHOW_H
#define NIXIE_ANSWER_SHOW_H

#include "store/store.h"

/* Everything that the list holds of an address. */
typedef struct {
  const char *address;            /* borrowed */
  const NixieSettings *settings;  /* borrowed */
  NixieEntry *entry;    /* NULL: none */
  NixieEntry *domain;   /* of the domain that answers for the address, NULL: none */
  GPtrArray *history;   /* NixieEvent * */
  NixieActs *acts;      /* all there are */
} NixieKnown;

/* KNOWN (all zero but the settings that STORE was opened with) of ADDRESS (canonical). Errors: those of store.h. */
gboolean nixie_known_gather (NixieStore *store, const char *address, gint64 now_us, NixieKnown *known, GError **error);
gboolean nixie_known_is_empty (const NixieKnown *known);
void nixie_known_clear (NixieKnown *known);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NixieKnown, nixie_known_clear)

/* Appends to OUT what is known, as it is at NOW_US. */
void nixie_show_text (const NixieKnown *known, gint64 now_us, GString *out);

/* The same as one JSON object on a line: the entry's members, "history", and "domain" with the domain's entry. */
void nixie_show_json (const NixieKnown *known, gint64 now_us, GString *out);

#endif
