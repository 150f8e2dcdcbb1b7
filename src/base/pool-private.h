/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What passes between a pool and its worker processes, and how one is started. A frame is NixiePoolFrame and then COUNT times
 * NixiePoolItem, the label with its NUL (in inputs only) and the octets. Used by pool.c and pool-worker.c.
 */
#ifndef NIXIE_BASE_POOL_PRIVATE_H
#define NIXIE_BASE_POOL_PRIVATE_H

#include "base/error.h"
#include "base/pool.h"

#include <sys/types.h>

#define NIXIE_POOL_MAGIC 0x6e697869u

typedef struct {
  guint32 magic;
  guint32 count;
  guint64 bytes; /* of all that follows */
} NixiePoolFrame;

typedef struct {
  guint64 label_bytes; /* 0 in results */
  guint64 bytes;
} NixiePoolItem;

/* Takes the item at *REST off it. FALSE where *REST does not hold one. */
gboolean nixie_pool_take (NixieSlice *rest, const char **label, NixieSlice *bytes);

/* Appends an item; a LABEL of NULL is none. */
void nixie_pool_put (GByteArray *frame, const char *label, NixieSlice bytes);

/* An empty frame's head at the start of FRAME, and what nixie_pool_put has added since then counted into it. */
void nixie_pool_open_frame (GByteArray *frame);
void nixie_pool_close_frame (GByteArray *frame, guint count);

typedef struct {
  const NixiePoolTask *task;
  const int *others; /* file descriptors that the new process has no use for; -1s are skipped */
  guint n_others;
} NixiePoolStart;

/* Forks a worker: *PID, and in *FD the parent's end of its socket. Errors: NIXIE_ERROR_SYSTEM. */
gboolean nixie_pool_start_worker (const NixiePoolStart *start, pid_t *pid, int *fd, GError **error);

#endif
