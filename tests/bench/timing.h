/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ratios, not times: two pieces of work measured in turn in one run, five rounds, medians compared. This machine is noisy; a
 * time alone says little. Used by the benchmarks only.
 */
#ifndef NIXIE_BENCH_TIMING_H
#define NIXIE_BENCH_TIMING_H

#include <glib.h>

#define BENCH_ROUNDS 5

typedef void (*BenchWork) (gpointer data);

typedef struct {
  const char *name;
  BenchWork ours;
  BenchWork base;
  gpointer data;
  guint units;    /* what one call does, for the µs shown beside the ratio */
  double most;    /* the ratio wanted, 0 for a figure that is only shown */
} BenchPair;

/* Prints "NAME  RATIO  wanted ≤ MOST  (… µs against … µs)". TRUE where the ratio is within MOST. */
gboolean bench_compare (const BenchPair *pair);

#endif
