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
  guint units;    /* what one call does, for the µs shown beside the ratio; 0: what is compared is no time */
  double most;    /* the ratio wanted, 0 for a figure that is only shown */
  double least;      /* in its place: how fast ours is to be, base's time to its; 0: that is not asked */
  BenchWork prepare; /* before each piece of work, not measured; NULL */
  guint rounds;      /* of what takes long: fewer than BENCH_ROUNDS, and none before them to warm up; 0: that many */
} BenchPair;

/* Prints "NAME  RATIO  wanted <= MOST  (… us against … us)". TRUE where the ratio is within MOST, or at LEAST. */
gboolean bench_compare (const BenchPair *pair);
/* The same; *RATIO is what was printed. */
gboolean bench_compare_for (const BenchPair *pair, double *ratio);
/* Prints that line of two figures that are known. */
gboolean bench_say (const BenchPair *pair, double ours, double base, double *ratio);

#endif
