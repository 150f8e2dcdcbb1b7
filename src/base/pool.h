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

typedef enum { NIXIE_POOL_DONE, NIXIE_POOL_CRASHED, NIXIE_POOL_TIMED_OUT } NixiePoolFate;

typedef struct {
  NixieSlice bytes;   /* empty where FATE is not NIXIE_POOL_DONE */
  const char *label;  /* of the input */
  gsize input_bytes;
  NixiePoolFate fate;
} NixiePoolResult;

/* In the worker: appends the result for INPUT to RESULT. LABEL says where the input comes from. */
typedef void (*NixiePoolWork) (NixieSlice input, const char *label, GByteArray *result, gpointer data);

/* In the parent, in the order of nixie_pool_add; RESULT is valid during the call. Returns FALSE with ERROR to stop. */
typedef gboolean (*NixiePoolDone) (const NixiePoolResult *result, gpointer data, GError **error);

typedef struct {
  NixiePoolWork work;
  gpointer work_data; /* as it was at the fork; of a worker that replaces one that died: when it did */
  NixiePoolDone done;
  gpointer done_data;
  gboolean gives_way; /* where the CPUs are few, what the parent does with the results goes before the workers' work */
} NixiePoolTask;

/* JOBS workers, NIXIE_LIMIT_WORKERS at most (0: as many as CPUs this process may run on; one worker at least is always a process),
 * started at once. TASK is copied. Errors: NIXIE_ERROR_SYSTEM. */
gboolean nixie_pool_new (guint jobs, const NixiePoolTask *task, NixiePool **pool, GError **error);

/* How long a worker may take for a batch (or, tried again, for one input), instead of NIXIE_LIMIT_WORKER_SECONDS. */
void nixie_pool_set_time_limit (NixiePool *pool, gint64 limit_us);

/* Copies INPUT and LABEL. Blocks while the workers are behind, and calls DONE for results that have come. FALSE: what DONE said, or
 * NIXIE_ERROR_SYSTEM. */
gboolean nixie_pool_add (NixiePool *pool, NixieSlice input, const char *label, GError **error);

/* Waits for all results. */
gboolean nixie_pool_finish (NixiePool *pool, GError **error);

void nixie_pool_free (NixiePool *pool); /* ends what still runs, by its process id */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixiePool, nixie_pool_free)

#endif
