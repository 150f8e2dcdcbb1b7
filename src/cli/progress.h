/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line on a terminal that says how far a scan is. Every function takes NULL for "none is shown".
 */
#ifndef NIXIE_CLI_PROGRESS_H
#define NIXIE_CLI_PROGRESS_H

#include "source/source.h"

typedef struct NixieProgress NixieProgress;

/* NULL where stderr is no terminal. */
NixieProgress *nixie_progress_new (void);

/* Draws the line anew, five times a second at the most. */
void nixie_progress_show (NixieProgress *progress, const NixieSource *source);

/* Takes the line away, before anything else is said and at the end. */
void nixie_progress_clear (NixieProgress *progress);

void nixie_progress_free (NixieProgress *progress);

#endif
