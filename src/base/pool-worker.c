/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The side of a worker process: see pool.h and pool-private.h. A worker ends with its parent: by the parent's death signal where the
 * system has one, else when it next reads or writes. Signals that a terminal or a service manager sends to all are left to the
 * parent, or a scan that ends in good order would look like a crash.
 */
#include "config.h"

#include "base/pool-private.h"

#include "base/i18n.h"
#include "base/limits.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#define KEPT_BUFFER_BYTES (4 * 1024 * 1024)
#define WAY_NICENESS 10

gboolean
nixie_pool_take (NixieSlice *rest, const char **label, NixieSlice *bytes)
{
  NixiePoolItem item;
  if (rest->length < sizeof item)
    return FALSE;
  memcpy (&item, rest->data, sizeof item);
  const gsize left = rest->length - sizeof item;
  if (item.label_bytes > left || item.bytes > left - item.label_bytes)
    return FALSE;
  *label = rest->data + sizeof item;
  *bytes = nixie_slice (*label + item.label_bytes, item.bytes);
  *rest = nixie_slice (bytes->data + item.bytes, left - item.label_bytes - item.bytes);
  return TRUE;
}

void
nixie_pool_put (GByteArray *frame, const char *label, NixieSlice bytes)
{
  const NixiePoolItem item = { label != NULL ? strlen (label) + 1 : 0, bytes.length };
  g_byte_array_append (frame, (const guint8 *) &item, sizeof item);
  if (label != NULL)
    g_byte_array_append (frame, (const guint8 *) label, (guint) item.label_bytes);
  if (bytes.length > 0)
    g_byte_array_append (frame, (const guint8 *) bytes.data, (guint) bytes.length);
}

void
nixie_pool_open_frame (GByteArray *frame)
{
  g_byte_array_set_size (frame, sizeof (NixiePoolFrame));
}

void
nixie_pool_close_frame (GByteArray *frame, guint count)
{
  const NixiePoolFrame head = { NIXIE_POOL_MAGIC, count, frame->len - sizeof head };
  memcpy (frame->data, &head, sizeof head);
}

/* FALSE at the end, which is the parent's. */
static gboolean
receive_all (int fd, void *to, gsize length)
{
  for (gsize have = 0; have < length;)
    {
      const gssize got = recv (fd, (char *) to + have, length - have, MSG_WAITALL);
      if (got > 0)
        have += (gsize) got;
      else if (got == 0 || errno != EINTR)
        return FALSE;
    }
  return TRUE;
}

static gboolean
send_all (int fd, const GByteArray *frame)
{
  for (gsize sent = 0; sent < frame->len;)
    {
      const gssize n = send (fd, frame->data + sent, frame->len - sent, MSG_NOSIGNAL);
      if (n >= 0)
        sent += (gsize) n;
      else if (errno != EINTR)
        return FALSE;
    }
  return TRUE;
}

/* What one large message took is not kept for all that follow. */
static void
empty_buffer (GByteArray **buffer)
{
  if ((*buffer)->len > KEPT_BUFFER_BYTES)
    {
      g_byte_array_unref (*buffer);
      *buffer = g_byte_array_new ();
    }
  g_byte_array_set_size (*buffer, 0);
}

static void
work_on_batch (const NixiePoolTask *task, const GByteArray *in, guint count, GByteArray *out)
{
  NixieSlice rest = nixie_slice ((const char *) in->data, in->len);
  const char *label;
  NixieSlice input;
  g_autoptr (GByteArray) result = g_byte_array_new ();
  nixie_pool_open_frame (out);
  for (guint i = 0; i < count && nixie_pool_take (&rest, &label, &input); i++)
    {
      g_byte_array_set_size (result, 0);
      task->work (input, label, result, task->work_data);
      nixie_pool_put (out, NULL, nixie_slice ((const char *) result->data, result->len));
    }
  nixie_pool_close_frame (out, count);
}

static void
work_on (const NixiePoolTask *task, int fd)
{
  GByteArray *in = g_byte_array_new ();
  GByteArray *out = g_byte_array_new ();
  NixiePoolFrame head;
  while (receive_all (fd, &head, sizeof head))
    {
      g_byte_array_set_size (in, (guint) head.bytes);
      if (!receive_all (fd, in->data, head.bytes))
        break;
      work_on_batch (task, in, head.count, out);
      if (!send_all (fd, out))
        break;
      empty_buffer (&in);
      empty_buffer (&out);
    }
  g_byte_array_unref (in);
  g_byte_array_unref (out);
}

/* A limit that cannot be set is one that is stricter already. */
static void
set_limits (void)
{
#ifndef NIXIE_SANITIZED
  const struct rlimit data = { NIXIE_LIMIT_WORKER_DATA_BYTES, NIXIE_LIMIT_WORKER_DATA_BYTES };
  const struct rlimit core = { 0, 0 };
  setrlimit (RLIMIT_DATA, &data);
  setrlimit (RLIMIT_CORE, &core);
#ifdef __linux__
  prctl (PR_SET_DUMPABLE, 0); /* a program that takes cores from a pipe does not ask for RLIMIT_CORE */
#endif
#endif
}

static void
set_signals (pid_t parent)
{
  static const int left_to_parent[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };
  sigset_t none;
  for (gsize i = 0; i < G_N_ELEMENTS (left_to_parent); i++)
    signal (left_to_parent[i], SIG_IGN);
  sigemptyset (&none);
  sigprocmask (SIG_SETMASK, &none, NULL);
#ifdef __linux__
  prctl (PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid () != parent)
    _exit (0);
}

gboolean
nixie_pool_start_worker (const NixiePoolStart *start, pid_t *pid, int *fd, GError **error)
{
  int pair[2];
  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_SYSTEM, errno, _("cannot create a socket for a worker process"));
      return FALSE;
    }
  const pid_t parent = getpid ();
  fflush (NULL); /* or a worker that calls exit writes it a second time */
  const pid_t child = fork ();
  if (child == 0)
    {
      set_signals (parent);
      set_limits ();
      if (start->task->gives_way)
        setpriority (PRIO_PROCESS, 0, getpriority (PRIO_PROCESS, 0) + WAY_NICENESS);
      close (pair[0]);
      for (guint i = 0; i < start->n_others; i++)
        if (start->others[i] >= 0)
          close (start->others[i]); /* or another worker would not see the parent's end */
      work_on (start->task, pair[1]);
      _exit (0);
    }
  const int saved_errno = errno;
  close (pair[1]);
  if (child < 0)
    {
      close (pair[0]);
      nixie_error_set_errno (error, NIXIE_ERROR_SYSTEM, saved_errno, _("cannot start a worker process"));
      return FALSE;
    }
  *pid = child;
  *fd = pair[0];
  return TRUE;
}
