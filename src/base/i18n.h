/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text for people. _() translates, N_() marks what is translated later (tables). Ids, JSON and reasons are never translated. Every file
 * that uses these stands in po/POTFILES.in.
 */
#ifndef NIXIE_BASE_I18N_H
#define NIXIE_BASE_I18N_H

#include <glib.h>

/* TEXT in the user's language, static. The language is looked up at the first call and not at the start of the program: most look-ups
 * have nothing to say. Only LC_CTYPE and LC_MESSAGES are set: a number in JSON has a point in every language. */
const char *nixie_translate (const char *text) G_GNUC_FORMAT (1);

#define _(text) nixie_translate (text)
#define N_(text) text

#endif
