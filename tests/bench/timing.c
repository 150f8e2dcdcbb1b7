/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See timing.h.
 */
#include "timing.h"

#include <stdio.h>
#include <stdlib.h>

static double
seconds_of (const BenchPair *pair, BenchWork work)
{
  if (pair->prepare != NULL)
    pair->prepare (pair->data);
  const gint64 start = g_get_monotonic_time ();
  work (pair->data);
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
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

gboolean
bench_say (const BenchPair *pair, double ours, double base, double *ratio)
{
  const double us = pair->units > 0 ? 1e6 / pair->units : 1;
  *ratio = pair->least > 0 ? base / ours : ours / base;
  const gboolean good = pair->least > 0 ? *ratio >= pair->least : pair->most <= 0 || *ratio <= pair->most;
  printf ("%-62s %6.3f", pair->name, *ratio);
  if (pair->least > 0 || pair->most > 0)
    printf ("  wanted %s %-5.2f %s", pair->least > 0 ? ">=" : "<=", pair->least > 0 ? pair->least : pair->most, good ? "ok  " : "OVER");
  else
    printf ("  %21s", "shown");
  printf (pair->units > 0 ? "  (%.2f us against %.2f us)\n" : "  (%.3f against %.3f)\n", ours * us, base * us);
  fflush (stdout);
  return good;
}

gboolean
bench_compare_for (const BenchPair *pair, double *ratio)
{
  double ours[BENCH_ROUNDS];
  double base[BENCH_ROUNDS];
  const guint rounds = pair->rounds > 0 ? MIN (pair->rounds, BENCH_ROUNDS) : BENCH_ROUNDS;
  if (pair->rounds == 0)
    {
      seconds_of (pair, pair->ours);
      seconds_of (pair, pair->base);
    }
  for (guint i = 0; i < rounds; i++)
    {
      ours[i] = seconds_of (pair, pair->ours);
      base[i] = seconds_of (pair, pair->base);
    }
  return bench_say (pair, median (ours, rounds), median (base, rounds), ratio);
}

gboolean
bench_compare (const BenchPair *pair)
{
  double ratio;
  return bench_compare_for (pair, &ratio);
}
