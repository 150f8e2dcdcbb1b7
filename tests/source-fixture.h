/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A folder of one test, and what a source makes of what lies in it. For tests/test-source.c and tests/test-mbox.c.
 */
#ifndef NIXIE_TESTS_SOURCE_FIXTURE_H
#define NIXIE_TESTS_SOURCE_FIXTURE_H

#include "source/source.h"

#define D "Sat Nov 21 10:00:00 2026"
#define SEPARATOR "\036"

typedef enum { SHOW_ORIGINS, SHOW_BODIES } Show;

void fixture_init (void); /* makes the folder */
void fixture_fini (void); /* removes it */
const char *fixture_dir (void);

void put (const char *name, const char *bytes, gssize length); /* a file, with its folders */
void shell (const char *command);                              /* runs there */

/* What the source of PATHS gives, SEPARATOR between: messages ("~" before the damaged), "!" and the error where one is; without the
 * folder's path. The caller owns it. */
char *read_paths (const char *const *paths, Show show);
char *read_name (const char *name, Show show); /* of one file in the folder */

#endif
