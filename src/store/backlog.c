/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See backlog.h. Octets go to the file through a buffer and are read back from its map: what is waiting is in the kernel's cache, and
 * its to write out where memory is short.
 */
#include "store/backlog.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/temporary.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFER_BYTES ((guint) 64 * 1024)

/* The first octets tell most events apart, so that the others need not be read back. */
#define PREFIX_WORDS 3
typedef struct {
  guint32 prefix[PREFIX_WORDS]; /* of the event's key, big-endian */
  guint32 offset;               /* of the event's length, and the event behind it */
} Row;

typedef struct {
  gint64 now_us;
  NixieStoreChange *change;
} Writing;

struct NixieBacklog {
  int fd;             /* -1: not made */
  gsize length;       /* octets, in the file and in the buffer; less than 4 GiB, since a batch is */
  GByteArray *buffer; /* not yet in the file */
  GArray *rows;
};

NixieBacklog *
nixie_backlog_new (void)
{
  NixieBacklog *backlog = g_new0 (NixieBacklog, 1);
  backlog->fd = -1;
  backlog->buffer = g_byte_array_sized_new (2 * BUFFER_BYTES);
  backlog->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  return backlog;
}

static gboolean
flush (NixieBacklog *backlog, GError **error)
{
  if (backlog->fd < 0 && !nixie_temporary_open (&backlog->fd, error))
    return FALSE;
  if (!nixie_write_all (backlog->fd, nixie_slice ((const char *) backlog->buffer->data, backlog->buffer->len)))
    {
      nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot write to a temporary file in '%s'"), g_get_tmp_dir ());
      return FALSE;
    }
  g_byte_array_set_size (backlog->buffer, 0);
  return TRUE;
}

gboolean
nixie_backlog_add (NixieBacklog *backlog, NixieSlice event, GError **error)
{
  g_return_val_if_fail (backlog != NULL, FALSE);
  const gsize key = nixie_event_key_bytes (event);
  if (key == 0)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("damaged event"));
      return FALSE;
    }
  guint32 prefix[PREFIX_WORDS] = { 0 };
  const guint32 length = (guint32) event.length;
  Row row = { .offset = (guint32) backlog->length };
  memcpy (prefix, event.data, MIN (key, sizeof prefix));
  for (guint i = 0; i < PREFIX_WORDS; i++)
    row.prefix[i] = GUINT32_FROM_BE (prefix[i]);
  g_array_append_val (backlog->rows, row);
  g_byte_array_append (backlog->buffer, (const guint8 *) &length, sizeof length);
  g_byte_array_append (backlog->buffer, (const guint8 *) event.data, length);
  backlog->length += sizeof length + length;
  return backlog->buffer->len < BUFFER_BYTES || flush (backlog, error);
}

guint
nixie_backlog_length (const NixieBacklog *backlog)
{
  return backlog->rows->len;
}

static NixieSlice
event_at (const char *map, const Row *row)
{
  const char *at = map + row->offset;
  guint32 length;
  memcpy (&length, at, sizeof length);
  return nixie_slice (at + sizeof length, length);
}

/* DATA is the map. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const Row *one = a, *two = b;
  for (guint i = 0; i < PREFIX_WORDS; i++)
    if (one->prefix[i] != two->prefix[i])
      return one->prefix[i] < two->prefix[i] ? -1 : 1;
  const NixieSlice event = event_at (data, one), other = event_at (data, two);
  return memcmp (event.data, other.data, MIN (nixie_event_key_bytes (event), nixie_event_key_bytes (other)));
}

static gboolean
write_rows (NixieBacklog *backlog, const char *map, NixieStore *store, const Writing *how, GError **error)
{
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (NixieSlice));
  for (guint done = 0; done < backlog->rows->len; done += events->len)
    {
      g_array_set_size (events, MIN (nixie_store_batch_events (store, backlog->rows->len), backlog->rows->len - done));
      for (guint i = 0; i < events->len; i++)
        g_array_index (events, NixieSlice, i) = event_at (map, &g_array_index (backlog->rows, Row, done + i));
      if (!nixie_store_write_octets (store, events, how->now_us, how->change, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
nixie_backlog_write (NixieBacklog *backlog, NixieStore *store, gint64 now_us, NixieStoreChange *change, GError **error)
{
  g_return_val_if_fail (backlog != NULL && store != NULL, FALSE);
  if (backlog->rows->len == 0)
    return TRUE;
  if (!flush (backlog, error))
    return FALSE;
  char *map = mmap (NULL, backlog->length, PROT_READ, MAP_SHARED, backlog->fd, 0);
  if (map == MAP_FAILED)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_TEMPORARY, errno, _("cannot read a temporary file in '%s' back"), g_get_tmp_dir ());
      return FALSE;
    }
  const Writing how = { now_us, change };
  g_array_sort_with_data (backlog->rows, compare_rows, map);
  const gboolean written = write_rows (backlog, map, store, &how, error);
  munmap (map, backlog->length);
  if (written)
    nixie_backlog_clear (backlog);
  return written;
}

void
nixie_backlog_clear (NixieBacklog *backlog)
{
  g_array_set_size (backlog->rows, 0);
  g_byte_array_set_size (backlog->buffer, 0);
  backlog->length = 0;
  if (backlog->fd >= 0 && lseek (backlog->fd, 0, SEEK_SET) == 0)
    return;
  if (backlog->fd >= 0)
    close (backlog->fd);
  backlog->fd = -1; /* a new one is made */
}

void
nixie_backlog_free (NixieBacklog *backlog)
{
  if (backlog == NULL)
    return;
  if (backlog->fd >= 0)
    close (backlog->fd);
  g_byte_array_unref (backlog->buffer);
  g_array_unref (backlog->rows);
  g_free (backlog);
}
