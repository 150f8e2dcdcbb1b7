/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pool.h; this is the parent's side. Inputs are gathered into batches, small ones first so that a few messages spread as well.
 * Every batch stands in two queues: ORDER, as they were added and as their results are delivered, and that of one worker, whose head the
 * worker is at. Two batches of a queue are under way, so that the worker need not wait for us; ORDER is bounded, and so memory is.
 *
 * When a worker ends, the head of its queue is to blame, for results come whole and in order. A batch that is to blame is laid back as
 * batches of one; a batch of one that is to blame again has failed. What stands behind it is sent to the next process.
 */
#include "config.h"

#include "base/pool-private.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define BATCH_INPUTS 32
#define BATCH_BYTES ((gsize) 128 * 1024)
#define MAX_UNDER_WAY 2           /* batches of one worker */
#define MAX_ORDER 8               /* batches of all, by the number of workers */
#define MAX_ORDER_BYTES ((gsize) 16 * 1024 * 1024) /* of inputs, by the number of workers; one batch may be larger */
#define READ_BYTES ((guint) 64 * 1024)
#define LATE_US G_USEC_PER_SEC    /* when we look so much too late, it was us who stood still */

typedef struct {
  GByteArray *frame;   /* as sent */
  guint count;
  gboolean tried;      /* a worker ended on it before */
  gboolean settled;    /* FATE and RESULT are known */
  NixiePoolFate fate;  /* of all in it */
  GByteArray *result;  /* the items, without the frame's head */
} Batch;

typedef struct {
  pid_t pid;
  GQueue queue;        /* Batch, borrowed from the pool's order */
  guint n_sent;        /* batches at the queue's head that were sent whole */
  gsize offset;        /* octets sent of the next */
  GByteArray *in;      /* what came of a result */
  gint64 deadline_us;  /* for the head, on the monotonic clock; 0: none */
} Worker;

struct NixiePool {
  NixiePoolTask task;
  gint64 limit_us;
  guint n_workers;
  Worker *workers;
  int *fds;            /* by worker; -1: not running */
  struct pollfd *polls;
  GQueue order;        /* Batch, owned */
  Batch *filling;      /* or NULL */
  guint64 n_batches;
  gboolean stopped;
};

static Batch *
batch_new (gsize room)
{
  Batch *batch = g_new0 (Batch, 1);
  batch->frame = g_byte_array_sized_new ((guint) room);
  nixie_pool_open_frame (batch->frame);
  return batch;
}

static void
batch_free (Batch *batch)
{
  if (batch == NULL)
    return;
  g_clear_pointer (&batch->frame, g_byte_array_unref);
  g_clear_pointer (&batch->result, g_byte_array_unref);
  g_free (batch);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static void
batch_put (Batch *batch, const char *label, NixieSlice input)
{
  nixie_pool_put (batch->frame, label, input);
  batch->count++;
}

static NixieSlice
items_of (const GByteArray *frame)
{
  return nixie_slice ((const char *) frame->data + sizeof (NixiePoolFrame), frame->len - sizeof (NixiePoolFrame));
}

static guint
count_cpus (void)
{
#ifdef __linux__
  cpu_set_t cpus;
  if (sched_getaffinity (0, sizeof cpus, &cpus) == 0)
    return (guint) MAX (CPU_COUNT (&cpus), 1);
#endif
  return g_get_num_processors ();
}

static gboolean
start (NixiePool *pool, guint i, GError **error)
{
  const NixiePoolStart with = { &pool->task, pool->fds, pool->n_workers };
  return nixie_pool_start_worker (&with, &pool->workers[i].pid, &pool->fds[i], error);
}

gboolean
nixie_pool_new (guint jobs, const NixiePoolTask *task, NixiePool **pool, GError **error)
{
  g_return_val_if_fail (task != NULL && task->work != NULL && task->done != NULL && pool != NULL, FALSE);
  g_autoptr (NixiePool) made = g_new0 (NixiePool, 1);
  made->task = *task;
  made->limit_us = NIXIE_LIMIT_WORKER_SECONDS * (gint64) G_USEC_PER_SEC;
  made->n_workers = MIN (jobs > 0 ? jobs : count_cpus (), NIXIE_LIMIT_WORKERS);
  made->workers = g_new0 (Worker, made->n_workers);
  made->polls = g_new0 (struct pollfd, made->n_workers);
  made->fds = g_new (int, made->n_workers);
  for (guint i = 0; i < made->n_workers; i++)
    {
      made->workers[i].in = g_byte_array_new ();
      made->fds[i] = -1;
    }
  for (guint i = 0; i < made->n_workers; i++)
    if (!start (made, i, error))
      return FALSE;
  *pool = g_steal_pointer (&made);
  return TRUE;
}

void
nixie_pool_set_time_limit (NixiePool *pool, gint64 limit_us)
{
  g_return_if_fail (pool != NULL && limit_us > 0);
  pool->limit_us = limit_us;
}

/* The clock of the head runs from the last octet of it that the worker took, or of a result that it sent. */
static void
start_clock (const NixiePool *pool, Worker *worker)
{
  worker->deadline_us = worker->queue.length > 0 ? g_get_monotonic_time () + pool->limit_us : 0;
}

static void
end_process (NixiePool *pool, guint i)
{
  if (pool->fds[i] < 0)
    return;
  close (pool->fds[i]);
  pool->fds[i] = -1;
  kill (pool->workers[i].pid, SIGKILL);
  while (waitpid (pool->workers[i].pid, NULL, 0) < 0 && errno == EINTR)
    ;
}

/* Puts batches of one in the place of the head of WORKER's queue, there and in the order. */
static void
lay_back_one_by_one (NixiePool *pool, Worker *worker)
{
  Batch *batch = g_queue_pop_head (&worker->queue);
  GList *place = g_queue_find (&pool->order, batch);
  NixieSlice rest = items_of (batch->frame);
  GList *before = worker->queue.head;
  const char *label;
  NixieSlice input;
  while (nixie_pool_take (&rest, &label, &input))
    {
      Batch *one = batch_new (sizeof (NixiePoolFrame) + input.length);
      batch_put (one, label, input);
      nixie_pool_close_frame (one->frame, 1);
      one->tried = TRUE;
      g_queue_insert_before (&pool->order, place, one);
      g_queue_insert_before (&worker->queue, before, one);
    }
  g_queue_delete_link (&pool->order, place);
  batch_free (batch);
}

/* Worker I is no more, or must be no more: FATE says why. A batch of one that was too slow had all the time for itself. */
static void
bury (NixiePool *pool, guint i, NixiePoolFate fate)
{
  Worker *worker = &pool->workers[i];
  end_process (pool, i);
  worker->n_sent = 0;
  worker->offset = 0;
  worker->deadline_us = 0;
  g_byte_array_set_size (worker->in, 0);
  Batch *batch = g_queue_peek_head (&worker->queue);
  if (batch == NULL)
    return;
  if (!batch->tried && (batch->count > 1 || fate != NIXIE_POOL_TIMED_OUT))
    {
      lay_back_one_by_one (pool, worker);
      return;
    }
  batch->settled = TRUE;
  batch->fate = fate;
  g_queue_pop_head (&worker->queue);
}

/* Sends what the socket of worker I takes. */
static gboolean
send_some (NixiePool *pool, guint i, GError **error)
{
  Worker *worker = &pool->workers[i];
  while (worker->n_sent < MIN (worker->queue.length, MAX_UNDER_WAY))
    {
      if (pool->fds[i] < 0 && !start (pool, i, error))
        return FALSE;
      const Batch *batch = g_queue_peek_nth (&worker->queue, worker->n_sent);
      const gssize n = send (pool->fds[i], batch->frame->data + worker->offset, batch->frame->len - worker->offset,
                             MSG_NOSIGNAL | MSG_DONTWAIT);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0) /* EAGAIN; whatever else there is, receiving will meet it too */
        return TRUE;
      if (worker->n_sent == 0)
        start_clock (pool, worker);
      worker->offset += (gsize) n;
      if (worker->offset < batch->frame->len)
        continue;
      worker->offset = 0;
      worker->n_sent++;
    }
  return TRUE;
}

/* Whether RESULT, without its frame's head, is COUNT items and nothing else. */
static gboolean
is_whole (NixieSlice rest, guint count)
{
  const char *label;
  NixieSlice bytes;
  while (count > 0 && nixie_pool_take (&rest, &label, &bytes))
    count--;
  return count == 0 && rest.length == 0;
}

/* Takes the whole results that have come. FALSE: what came is none. */
static gboolean
take_results (Worker *worker)
{
  NixiePoolFrame head;
  while (worker->in->len >= sizeof head)
    {
      Batch *batch = g_queue_peek_head (&worker->queue);
      memcpy (&head, worker->in->data, sizeof head);
      if (head.magic != NIXIE_POOL_MAGIC || worker->n_sent == 0 || head.count != batch->count
          || head.bytes > NIXIE_LIMIT_WORKER_DATA_BYTES)
        return FALSE;
      const gsize length = sizeof head + head.bytes;
      if (worker->in->len < length)
        return TRUE;
      if (!is_whole (nixie_slice ((const char *) worker->in->data + sizeof head, head.bytes), head.count))
        return FALSE;
      batch->result = g_byte_array_sized_new ((guint) length);
      g_byte_array_append (batch->result, worker->in->data, (guint) length);
      batch->settled = TRUE;
      g_queue_pop_head (&worker->queue);
      worker->n_sent--;
      g_byte_array_remove_range (worker->in, 0, (guint) length);
    }
  return TRUE;
}

/* Receives what worker I has sent; the end of its socket is its own end. */
static void
receive_some (NixiePool *pool, guint i)
{
  Worker *worker = &pool->workers[i];
  for (;;)
    {
      const guint before = worker->in->len;
      const guint room = MAX (READ_BYTES, before);
      g_byte_array_set_size (worker->in, before + room);
      const gssize n = recv (pool->fds[i], worker->in->data + before, room, MSG_DONTWAIT);
      const int saved_errno = errno;
      g_byte_array_set_size (worker->in, before + (guint) MAX (n, 0));
      if (n < 0 && saved_errno == EINTR)
        continue;
      if (n < 0 && (saved_errno == EAGAIN || saved_errno == EWOULDBLOCK))
        return;
      if (n <= 0 || !take_results (worker))
        {
          bury (pool, i, NIXIE_POOL_CRASHED);
          return;
        }
      start_clock (pool, worker);
      if ((guint) n < room)
        return;
    }
}

/* Ends the workers whose time is over. */
static void
watch_clocks (NixiePool *pool)
{
  const gint64 now_us = g_get_monotonic_time ();
  for (guint i = 0; i < pool->n_workers; i++)
    {
      Worker *worker = &pool->workers[i];
      if (worker->deadline_us == 0 || now_us <= worker->deadline_us)
        continue;
      if (now_us > worker->deadline_us + LATE_US)
        worker->deadline_us = now_us + LATE_US;
      else
        bury (pool, i, NIXIE_POOL_TIMED_OUT);
    }
}

static int
time_to_wait_ms (const NixiePool *pool)
{
  gint64 first_us = G_MAXINT64;
  for (guint i = 0; i < pool->n_workers; i++)
    if (pool->workers[i].deadline_us != 0)
      first_us = MIN (first_us, pool->workers[i].deadline_us);
  if (first_us == G_MAXINT64)
    return -1;
  return (int) CLAMP ((first_us - g_get_monotonic_time ()) / 1000 + 1, 0, G_MAXINT);
}

/* Sends and receives; where WAIT, sleeps until there is something to. */
static gboolean
turn (NixiePool *pool, gboolean wait, GError **error)
{
  for (guint i = 0; i < pool->n_workers; i++)
    {
      Worker *worker = &pool->workers[i];
      if (!send_some (pool, i, error))
        return FALSE;
      const gboolean unsent = worker->n_sent < MIN (worker->queue.length, MAX_UNDER_WAY);
      pool->polls[i] = (struct pollfd){ pool->fds[i], (short) (POLLIN | (unsent ? POLLOUT : 0)), 0 };
    }
  const int n = poll (pool->polls, pool->n_workers, wait ? time_to_wait_ms (pool) : 0);
  if (n < 0 && errno != EINTR)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_SYSTEM, errno, _("cannot wait for worker processes"));
      return FALSE;
    }
  for (guint i = 0; i < pool->n_workers && n > 0; i++)
    if ((pool->polls[i].revents & (POLLIN | POLLHUP | POLLERR)) != 0)
      receive_some (pool, i);
  watch_clocks (pool);
  return TRUE;
}

static gboolean
deliver_batch (NixiePool *pool, const Batch *batch, GError **error)
{
  NixieSlice inputs = items_of (batch->frame);
  NixieSlice results = batch->result != NULL ? items_of (batch->result) : NIXIE_SLICE_EMPTY;
  NixiePoolResult result = { NIXIE_SLICE_EMPTY, "", 0, batch->fate };
  const char *no_label;
  NixieSlice input;
  while (nixie_pool_take (&inputs, &result.label, &input))
    {
      result.input_bytes = input.length;
      if (batch->result != NULL)
        nixie_pool_take (&results, &no_label, &result.bytes);
      if (!pool->task.done (&result, pool->task.done_data, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
deliver (NixiePool *pool, GError **error)
{
  for (;;)
    {
      Batch *head = g_queue_peek_head (&pool->order);
      if (head == NULL || !head->settled)
        return TRUE;
      g_autoptr (Batch) batch = g_queue_pop_head (&pool->order);
      if (!deliver_batch (pool, batch, error))
        return FALSE;
    }
}

static gboolean
turn_and_deliver (NixiePool *pool, gboolean wait, GError **error)
{
  if (turn (pool, wait, error) && deliver (pool, error))
    return TRUE;
  pool->stopped = TRUE;
  return FALSE;
}

/* Whether the oldest result holds too many others up. */
static gboolean
is_full (const NixiePool *pool)
{
  gsize bytes = 0;
  for (const GList *link = pool->order.head; link != NULL; link = link->next)
    bytes += ((const Batch *) link->data)->frame->len;
  return pool->order.length >= MAX_ORDER * pool->n_workers || bytes > MAX_ORDER_BYTES * pool->n_workers;
}

/* The worker with the least to do; NULL where all have enough. */
static Worker *
find_free (const NixiePool *pool)
{
  Worker *best = &pool->workers[0];
  for (guint i = 1; i < pool->n_workers; i++)
    if (pool->workers[i].queue.length < best->queue.length)
      best = &pool->workers[i];
  return best->queue.length >= MAX_UNDER_WAY || is_full (pool) ? NULL : best;
}

static gboolean
dispatch (NixiePool *pool, GError **error)
{
  Worker *worker;
  while ((worker = find_free (pool)) == NULL)
    if (!turn_and_deliver (pool, TRUE, error))
      return FALSE;
  Batch *batch = g_steal_pointer (&pool->filling);
  nixie_pool_close_frame (batch->frame, batch->count);
  g_queue_push_tail (&pool->order, batch);
  g_queue_push_tail (&worker->queue, batch);
  pool->n_batches++;
  return turn_and_deliver (pool, FALSE, error);
}

static gboolean
refuse_stopped (const NixiePool *pool, GError **error)
{
  if (!pool->stopped)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_SOFTWARE, "the pool has been stopped");
  return FALSE;
}

gboolean
nixie_pool_add (NixiePool *pool, NixieSlice input, const char *label, GError **error)
{
  g_return_val_if_fail (pool != NULL && label != NULL, FALSE);
  if (!refuse_stopped (pool, error))
    return FALSE;
  if (pool->filling == NULL)
    pool->filling = batch_new (MAX (BATCH_BYTES, input.length) + BATCH_INPUTS * 128);
  batch_put (pool->filling, label, input);
  const guint64 doublings = MIN (pool->n_batches / pool->n_workers, 16);
  if (pool->filling->count < MIN (BATCH_INPUTS, 1u << doublings) && pool->filling->frame->len < BATCH_BYTES)
    return TRUE;
  return dispatch (pool, error);
}

gboolean
nixie_pool_finish (NixiePool *pool, GError **error)
{
  g_return_val_if_fail (pool != NULL, FALSE);
  if (!refuse_stopped (pool, error))
    return FALSE;
  if (pool->filling != NULL && !dispatch (pool, error))
    return FALSE;
  while (pool->order.length > 0)
    if (!turn_and_deliver (pool, TRUE, error))
      return FALSE;
  return TRUE;
}

void
nixie_pool_free (NixiePool *pool)
{
  if (pool == NULL)
    return;
  for (guint i = 0; i < pool->n_workers; i++)
    if (pool->fds[i] >= 0)
      kill (pool->workers[i].pid, SIGKILL); /* all, before the first is waited for */
  for (guint i = 0; i < pool->n_workers; i++)
    {
      end_process (pool, i);
      g_queue_clear (&pool->workers[i].queue);
      g_byte_array_unref (pool->workers[i].in);
    }
  g_queue_clear_full (&pool->order, (GDestroyNotify) batch_free);
  batch_free (pool->filling);
  g_free (pool->workers);
  g_free (pool->polls);
  g_free (pool->fds);
  g_free (pool);
}
