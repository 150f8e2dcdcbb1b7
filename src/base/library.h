/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A library that is loaded when it is needed for the first time: most runs never need it, and a filter or a look-up is a process for each
 * mail. Who uses one keeps a struct of its functions, each declared as the library's header does (__typeof__), so that the
 * compiler checks the calls. Used by source/ (libarchive), mime/ (GMime), recipient/ (libidn2).
 */
#ifndef NIXIE_BASE_LIBRARY_H
#define NIXIE_BASE_LIBRARY_H

#include <glib.h>

typedef struct {
  const char *name;
  void **function;
} NixieSymbol;

/* Loads the first of NAMES (NULL-terminated) that is here and sets the function of each of SYMBOLS (its last row has no name); the
 * library stays. A library's own libraries are looked at too. FALSE where there is none, or one that lacks a symbol. */
gboolean nixie_library_load (const char *const *names, const NixieSymbol *symbols);

#endif
