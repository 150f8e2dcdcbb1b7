/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line on a terminal that says how far a scan, an import or an export is. Every function but the drawing one takes NULL for "none is
 * shown".
 */
#ifndef NIXIE_CLI_PROGRESS_H
#define NIXIE_CLI_PROGRESS_H

#include <glib.h>

typedef struct NixieProgress NixieProgress;

/* NULL where stderr is no terminal. */
NixieProgress *nixie_progress_new (void);

/* Whether it is time to draw the line anew: five times a second at the most. */
gboolean nixie_progress_is_due (NixieProgress *progress);

typedef struct {
  guint64 count;      /* messages, or rows */
  gboolean of_rows;
  gint64 bytes_done;  /* 0: not known */
  gint64 bytes_total; /* 0: not known */
} NixieProgressAt;
void nixie_progress_draw (NixieProgress *progress, const NixieProgressAt *at);

/* The same for a walk over the list, which has about TOTAL addresses: a NixieStoreProgress, with the progress (or NULL) as its DATA.
 * Asks the clock each time. */
void nixie_progress_expect (NixieProgress *progress, guint64 total);
void nixie_progress_walked (guint64 done, gpointer data);

/* Takes the line away, before anything else is said and at the end. */
void nixie_progress_clear (NixieProgress *progress);
void nixie_progress_make_room (gpointer progress); /* the same, for who calls it with data */

void nixie_progress_free (NixieProgress *progress);

#endif
