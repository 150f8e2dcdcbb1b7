/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See timing.h.
 */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>

static double
seconds_of (BenchWork work, gpointer data)
{
  const gint64 start = g_get_monotonic_time ();
  work (data);
  return (double) (g_get_monotonic_time () - start) / 1e6;
}

static int
compare_doubles (const void *a, const void *b)
{
  const double x = *(const double *) a;
  const double y = *(const double *) b;
  return x < y ? -1 : x > y;
}

static double
median (double *values)
{
  qsort (values, BENCH_ROUNDS, sizeof *values, compare_doubles);
  return values[BENCH_ROUNDS / 2];
}

gboolean
bench_compare (const BenchPair *pair)
{
  double ours[BENCH_ROUNDS];
  double base[BENCH_ROUNDS];
  seconds_of (pair->ours, pair->data); /* both warm */
  seconds_of (pair->base, pair->data);
  for (guint i = 0; i < BENCH_ROUNDS; i++)
    {
      ours[i] = seconds_of (pair->ours, pair->data);
      base[i] = seconds_of (pair->base, pair->data);
    }
  const double us = 1e6 / pair->units;
  const double our = median (ours);
  const double bare = median (base);
  const double ratio = our / bare;
  const gboolean good = pair->most <= 0 || ratio <= pair->most;
  printf ("%-62s %6.3f", pair->name, ratio);
  if (pair->most > 0)
    printf ("  wanted <= %-5.2f %s", pair->most, good ? "ok  " : "OVER");
  else
    printf ("  %21s", "shown");
  printf ("  (%.2f us against %.2f us)\n", our * us, bare * us);
  fflush (stdout);
  return good;
}
