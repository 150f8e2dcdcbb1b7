/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose entry would change, how, and with changed settings why: the dry runs of undo and rebuild.
 */
#ifndef NIXIE_ANSWER_DIFFERENCE_H
#define NIXIE_ANSWER_DIFFERENCE_H

#include "answer/output.h"
#include "store/store.h"

typedef enum {
  NIXIE_BECAUSE_SETTINGS, /* of lines of the file */
  NIXIE_BECAUSE_DEFAULT,  /* of a rule that holds by default, where before a line of the file said something else */
  NIXIE_BECAUSE_BRAKE,    /* it holds otherwise; of lines of [brake], where there are some */
  NIXIE_BECAUSE_HISTORY,  /* the settings are those of the last rebuild: the entry was not the fold of its events */
  NIXIE_BECAUSE_NO_ENTRY,
  NIXIE_BECAUSE_NO_EVENTS,
  NIXIE_BECAUSE_DAMAGE,   /* the entry cannot be read */
} NixieBecause;

typedef struct {
  NixieBecause because;
  const GPtrArray *lines; /* NixieSettingLine *: what has done it; empty where it is none of them */
} NixieGround;

typedef struct {
  const NixieActs *acts;         /* under which the entries would be folded; NULL: the list's own */
  const NixieSettings *settings; /* the store's, to say which of them has done it; then whatever is another is shown, and else only what
                                  * people ask about: state, reason and until. NULL: they have no part in it */
  gboolean json;                 /* an object a line, nixie-json(5) */
  gint64 now_us;
  void (*before_line) (gpointer data); /* called before a line is written; may be NULL */
  gpointer data;
} NixieDifferencesQuery;

/* Addresses, as of the query's time. */
typedef struct {
  guint64 changed;
  guint64 newly_suppressed; /* that might be mailed and may no more */
  guint64 released;         /* that may be mailed again */
} NixieDifferencesCount;

/* Writes a line for each address whose entry would be another. COUNT is added to. Errors: those of store.h and output.h, and
 * NIXIE_ERROR_CONFIG where events are damaged, at which a rebuild would end, too. */
gboolean nixie_differences_write (NixieStore *store, const NixieDifferencesQuery *query, NixieOutput *output, NixieDifferencesCount *count,
                                  GError **error);

/* difference-text.c: one of them, appended to OUT. GROUND may be NULL. */
void nixie_difference_text (const NixieDifference *difference, const NixieGround *ground, gint64 now_us, GString *out);
void nixie_difference_json (const NixieDifference *difference, const NixieGround *ground, gint64 now_us, GString *out);

#endif
