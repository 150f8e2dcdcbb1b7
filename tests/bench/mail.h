/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mail made for measuring: reports as the commonest MTAs write them, and ordinary mail of the usual sizes. The same seed gives the
 * same mail. Used by the benchmarks only.
 */
#ifndef NIXIE_BENCH_MAIL_H
#define NIXIE_BENCH_MAIL_H

#include <glib.h>

typedef enum { BENCH_REPORTS, BENCH_ORDINARY, BENCH_MIXED } BenchKind;

/* Appends the NUMBERth message of KIND; addresses are drawn from ADDRESSES different ones. */
void bench_mail_append (GString *out, BenchKind kind, guint number, guint addresses);

/* COUNT messages (GString *, owned). */
GPtrArray *bench_mail_make (BenchKind kind, guint count, guint addresses);

/* The NUMBERth of the addresses. The caller owns it. */
char *bench_mail_address (guint number);

#endif
