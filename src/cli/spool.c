/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See spool.h.
 */
#include "cli/spool.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "base/temporary.h"

#include <errno.h>
#include <unistd.h>

#define CHUNK_BYTES ((gsize) 64 * 1024)

struct NixieSpool {
  GByteArray *head;
  int rest; /* file descriptor, -1 where the head is all */
};

static gssize
read_some (int fd, guint8 *buffer, gsize size)
{
  gssize got;
  do
    got = read (fd, buffer, size);
  while (got < 0 && errno == EINTR);
  return got;
}

gboolean
nixie_spool_write_all (int fd, NixieSlice bytes, GError **error)
{
  if (nixie_write_all (fd, bytes))
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot write the message"));
  return FALSE;
}

/* Puts a chunk where it belongs; what is not kept is passed over. */
static gboolean
take_chunk (NixieSpool *spool, const guint8 *chunk, gsize length, gboolean keep, GError **error)
{
  const gsize room = NIXIE_LIMIT_PARSED_BYTES - MIN (spool->head->len, NIXIE_LIMIT_PARSED_BYTES);
  const gsize first = MIN (room, length);
  g_byte_array_append (spool->head, chunk, (guint) first);
  if (!keep || first == length)
    return TRUE;
  return (spool->rest >= 0 || nixie_temporary_open (&spool->rest, error))
         && nixie_spool_write_all (spool->rest, nixie_slice ((const char *) chunk + first, length - first), error);
}

gboolean
nixie_spool_read (int fd, gboolean keep, NixieSpool **spool, GError **error)
{
  g_autoptr (NixieSpool) made = g_new0 (NixieSpool, 1);
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  g_autoptr (GError) trouble = NULL;
  made->head = g_byte_array_new ();
  made->rest = -1;

  gssize got;
  while ((got = read_some (fd, chunk, CHUNK_BYTES)) > 0)
    if (trouble == NULL)
      take_chunk (made, chunk, (gsize) got, keep, &trouble);
  if (got < 0 && trouble == NULL)
    nixie_error_set_errno (&trouble, NIXIE_ERROR_IO, errno, _("cannot read standard input"));
  if (trouble != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  *spool = g_steal_pointer (&made);
  return TRUE;
}

NixieSlice
nixie_spool_head (const NixieSpool *spool)
{
  return spool->head->len > 0 ? nixie_slice ((const char *) spool->head->data, spool->head->len) : NIXIE_SLICE_EMPTY;
}

gboolean
nixie_spool_write_rest (const NixieSpool *spool, int fd, GError **error)
{
  if (spool->rest < 0)
    return TRUE;
  g_autofree guint8 *chunk = g_malloc (CHUNK_BYTES);
  gssize got = 0;
  if (lseek (spool->rest, 0, SEEK_SET) == 0)
    while ((got = read_some (spool->rest, chunk, CHUNK_BYTES)) > 0)
      if (!nixie_spool_write_all (fd, nixie_slice ((const char *) chunk, (gsize) got), error))
        return FALSE;
  if (got == 0)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read the message back"));
  return FALSE;
}

void
nixie_spool_free (NixieSpool *spool)
{
  if (spool == NULL)
    return;
  if (spool->rest >= 0)
    close (spool->rest);
  g_byte_array_unref (spool->head);
  g_free (spool);
}
