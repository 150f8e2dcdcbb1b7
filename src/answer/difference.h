/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose entry would change, and how: the dry runs of undo and rebuild.
 */
#ifndef NIXIE_ANSWER_DIFFERENCE_H
#define NIXIE_ANSWER_DIFFERENCE_H

#include "answer/output.h"
#include "store/store.h"

typedef struct {
  const NixieActs *acts; /* under which the entries would be folded; NULL: the list's own */
  gboolean json;         /* an object a line, nixie-json(5) */
  gint64 now_us;
} NixieDifferencesQuery;

/* Writes a line for each address whose state, reason or until would be another. *N counts them. Errors: those of store.h and output.h. */
gboolean nixie_differences_write (NixieStore *store, const NixieDifferencesQuery *query, NixieOutput *output, guint64 *n,
                                  GError **error);

#endif
