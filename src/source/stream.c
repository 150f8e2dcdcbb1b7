/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See stream-private.h. Magic octets decide: a plain file is read(2) and nothing else.
 */
#include "config.h"

#include "source/stream-private.h"

#include "base/i18n.h"
#include "source/unpack-private.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WRITER_WAIT_MS 2000
#define LARGE_BYTES (1024 * 1024) /* from here on the kernel is told how we read */

struct NixieStream {
  char *path;
  int fd;
  gboolean is_file;
  gboolean looked;     /* at the magic octets */
  gboolean has_early;
  char early;          /* came while we waited for a writer */
  gint64 bytes_done;
  NixieUnpack *unpack; /* NULL: plain */
};

gssize
nixie_read_fd (int fd, char *to, gsize room)
{
  gssize got;
  do
    got = read (fd, to, room);
  while (got < 0 && errno == EINTR);
  return got;
}

static gboolean
fail_errno (const NixieStream *stream, GError **error)
{
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read '%s'"), stream->path);
  return FALSE;
}

/* A pipe is opened without waiting, or one that nobody ever writes to would hold us for ever. Once no octet came in time, read(2)
 * tells the two cases apart: 0 where there is no writer, EAGAIN where there is one that has not written yet. */
static gboolean
wait_for_writer (NixieStream *stream, GError **error)
{
  struct pollfd waiting = { .fd = stream->fd, .events = POLLIN };
  if (poll (&waiting, 1, WRITER_WAIT_MS) != 0)
    return TRUE;
  const gssize got = nixie_read_fd (stream->fd, &stream->early, 1);
  if (got == 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_NO_INPUT, _("cannot read '%s': no program writes to this pipe"), stream->path);
      return FALSE;
    }
  stream->has_early = got == 1;
  return TRUE;
}

static gboolean
settle (NixieStream *stream, GError **error)
{
  struct stat status;
  if (fstat (stream->fd, &status) != 0)
    return fail_errno (stream, error);
  stream->is_file = S_ISREG (status.st_mode);
  if (stream->fd == STDIN_FILENO)
    return TRUE;
  if (stream->is_file)
    {
      if (status.st_size >= LARGE_BYTES)
        posix_fadvise (stream->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
      return TRUE;
    }
  if (!S_ISFIFO (status.st_mode) && !S_ISCHR (status.st_mode))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("cannot read '%s': neither a file nor a folder"), stream->path);
      return FALSE;
    }
  if (S_ISFIFO (status.st_mode) && !wait_for_writer (stream, error))
    return FALSE;
  return fcntl (stream->fd, F_SETFL, 0) == 0 || fail_errno (stream, error);
}

gboolean
nixie_stream_open (const char *path, NixieStream **stream, GError **error)
{
  g_return_val_if_fail (path != NULL && stream != NULL, FALSE);
  g_autoptr (NixieStream) opened = g_new0 (NixieStream, 1);
  opened->path = g_strdup (path);
  opened->fd = STDIN_FILENO;
  if (strcmp (path, "-") != 0)
    opened->fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (opened->fd < 0)
    return fail_errno (opened, error);
  if (!settle (opened, error))
    return FALSE;
  *stream = g_steal_pointer (&opened);
  return TRUE;
}

static gboolean
read_plain (NixieStream *stream, char *to, gsize room, gsize *got, GError **error)
{
  const gssize n = nixie_read_fd (stream->fd, to, room);
  if (n < 0)
    return fail_errno (stream, error);
  stream->bytes_done += n;
  *got = (gsize) n;
  return TRUE;
}

/* The first octets, enough to see what they are. */
static gboolean
read_first (NixieStream *stream, char *to, gsize room, gsize *got, GError **error)
{
  gsize have = 0;
  gsize more = 1;
  stream->looked = TRUE;
  if (stream->has_early)
    to[have++] = stream->early;
  while (have < NIXIE_UNPACK_MAGIC_BYTES && more > 0)
    {
      if (!read_plain (stream, to + have, room - have, &more, error))
        return FALSE;
      have += more;
    }
  *got = have;
  return TRUE;
}

gboolean
nixie_stream_read (NixieStream *stream, char *to, gsize room, gsize *got, GError **error)
{
  g_return_val_if_fail (stream != NULL && room >= NIXIE_UNPACK_MAGIC_BYTES, FALSE);
  if (!stream->looked)
    {
      gsize first = 0;
      if (!read_first (stream, to, room, &first, error))
        return FALSE;
      const NixieSlice head = nixie_slice (to, first);
      if (!nixie_unpack_is_packed (head))
        {
          *got = first;
          return TRUE;
        }
      if (!nixie_unpack_new (stream->path, stream->fd, head, &stream->unpack, error))
        return FALSE;
    }
  if (stream->unpack != NULL)
    return nixie_unpack_read (stream->unpack, to, room, got, error);
  return read_plain (stream, to, room, got, error);
}

gint64
nixie_stream_bytes_done (const NixieStream *stream)
{
  return stream->unpack != NULL ? nixie_unpack_bytes_read (stream->unpack) : stream->bytes_done;
}

gboolean
nixie_stream_is_file (const NixieStream *stream)
{
  return stream->is_file;
}

void
nixie_stream_free (NixieStream *stream)
{
  if (stream == NULL)
    return;
  nixie_unpack_free (stream->unpack);
  if (stream->fd > STDIN_FILENO)
    close (stream->fd);
  g_free (stream->path);
  g_free (stream);
}
