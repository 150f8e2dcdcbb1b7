/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The examples of grounds.tsv, for tests/test-import.c.
 */
#ifndef GROUND_EXAMPLES_H
#define GROUND_EXAMPLES_H

#include <glib.h>

typedef struct {
  const char *system, *kind, *said;
  gsize row; /* of nixie_ground_rows */
} GroundExample;

extern const GroundExample ground_examples[];
extern const gsize n_ground_examples;

#endif
