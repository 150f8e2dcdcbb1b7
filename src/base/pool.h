/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Worker processes: a function over byte strings, results in the order of the input. Processes and not threads, because GMime's
 * threads do not scale, and because a message that crashes or outgrows its worker then costs that one message. The parent
 * hands batches of inputs over a socket pair; when a worker dies or overruns its time, its batch is tried again one by one in a
 * fresh worker, and the input that kills it again is reported as failed. Workers are limited by RLIMIT_DATA (not under
 * sanitizers) and NIXIE_LIMIT_WORKER_SECONDS. Knows nothing of mail. Used by cli/ (scan, parse, filter); start the pool
 * before a store is opened.
 */
#ifndef NIXIE_BASE_POOL_H
#define NIXIE_BASE_POOL_H

#include "base/text.h"

typedef struct NixiePool NixiePool;

/* In the worker: appends the result for INPUT to RESULT. LABEL says where the input comes from. */
typedef void (*NixiePoolWork) (NixieSlice input, const char *label, GByteArray *result, gpointer data);

typedef enum { NIXIE_POOL_DONE, NIXIE_POOL_CRASHED, NIXIE_POOL_TIMED_OUT } NixiePoolFate;

/* In the parent, in the order of nixie_pool_add: RESULT is empty where FATE is not NIXIE_POOL_DONE. Returns FALSE with ERROR
 * to stop. */
typedef gboolean (*NixiePoolDone) (NixieSlice result, const char *label, gsize input_bytes, NixiePoolFate fate, gpointer data,
                                   GError **error);

/* JOBS workers (0: as many as CPUs this process may run on; one worker at least is always a process). WORK runs with WORK_DATA as
 * it was at the fork, DONE with DONE_DATA in the parent. Errors: NIXIE_ERROR_SYSTEM. */
gboolean nixie_pool_new (guint jobs, NixiePoolWork work, gpointer work_data, NixiePoolDone done, gpointer done_data,
                         NixiePool **pool, GError **error);

/* Copies INPUT and LABEL. Blocks while the workers are behind, and calls DONE for results that have come. FALSE: what DONE said, or
 * NIXIE_ERROR_SYSTEM. */
gboolean nixie_pool_add (NixiePool *pool, NixieSlice input, const char *label, GError **error);

/* Waits for all results. */
gboolean nixie_pool_finish (NixiePool *pool, GError **error);

void nixie_pool_free (NixiePool *pool); /* ends what still runs, by its process id */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixiePool, nixie_pool_free)

#endif
