/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text for people. _() translates, N_() marks what is translated later (tables). Ids, JSON and reasons are never translated. A program
 * binds the domain at its start (cli/run.c). Every file that uses these stands in po/POTFILES.in.
 */
#ifndef NIXIE_BASE_I18N_H
#define NIXIE_BASE_I18N_H

#include <libintl.h>

#define _(text) gettext (text)
#define N_(text) text

#endif
