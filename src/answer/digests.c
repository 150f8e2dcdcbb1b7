/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See digests.h. The list comes in the order of addresses, which would tell of them: rows of one size are sorted in their file's map, where
 * they lie, so that memory does not grow with their number.
 */
#include "config.h"

#include "answer/digests.h"

#include "answer/csv.h"
#include "answer/record.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/temporary.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define BUFFER_ROWS ((guint) 1000)

typedef struct {
  char hex[NIXIE_HASH_HEX_CHARS];
  gint64 since_us, last_us;
  guint8 reason, class;
} Row;

typedef struct {
  NixieDigests *digests;
  GArray *rows; /* not yet in the file */
  int fd;
  gsize n_rows; /* in the file */
} Gathering;

static gboolean
fail (GError **error)
{
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot write to a temporary file in '%s'"), g_get_tmp_dir ());
  return FALSE;
}

static gboolean
flush (Gathering *gathering, GError **error)
{
  const gsize octets = gathering->rows->len * sizeof (Row);
  if (!nixie_write_all (gathering->fd, nixie_slice (gathering->rows->data, octets)))
    return fail (error);
  gathering->n_rows += gathering->rows->len;
  g_array_set_size (gathering->rows, 0);
  return TRUE;
}

/* The digest of ADDRESS, its kind before it; NULL where it can have none. */
static char *
digest_of (const NixieDigests *digests, const char *address)
{
  const NixieHash own = nixie_hash_of (address);
  if (address[0] == '@' || (own != NIXIE_HASH_NONE && own != digests->hash))
    return NULL;
  if (own == NIXIE_HASH_HMAC && (digests->own_key == NULL || !g_bytes_equal (digests->key, digests->own_key)))
    return NULL;
  return own != NIXIE_HASH_NONE ? g_strdup (address) : nixie_hash_address (digests->hash, digests->key, address);
}

static gboolean
gather (const NixieEntry *entry, gpointer data, GError **error)
{
  Gathering *gathering = data;
  const NixieListQuery *query = gathering->digests->query;
  if (nixie_entry_state (entry, query->now_us) != NIXIE_STATE_SUPPRESSED || !nixie_list_query_passes (query, entry))
    return TRUE;
  g_autofree char *digest = digest_of (gathering->digests, entry->address);
  if (digest == NULL)
    {
      gathering->digests->left_out++;
      return TRUE;
    }
  Row row = { .since_us = nixie_record_since (entry), .last_us = entry->last_us, .reason = (guint8) entry->reason,
              .class = (guint8) entry->class };
  memcpy (row.hex, strchr (digest, ':') + 1, sizeof row.hex);
  g_array_append_val (gathering->rows, row);
  if (query->tick != NULL)
    query->tick (gathering->n_rows + gathering->rows->len, query->tick_data);
  return gathering->rows->len < BUFFER_ROWS || flush (gathering, error);
}

static gboolean
is_before (const Row *a, const Row *b)
{
  return memcmp (a->hex, b->hex, sizeof a->hex) < 0;
}

/* Lets the row at FROM sink until no row below it is greater. */
static void
sink (Row *rows, gsize from, gsize n)
{
  for (gsize child; (child = 2 * from + 1) < n; from = child)
    {
      if (child + 1 < n && is_before (&rows[child], &rows[child + 1]))
        child++;
      if (!is_before (&rows[from], &rows[child]))
        return;
      const Row moved = rows[from];
      rows[from] = rows[child];
      rows[child] = moved;
    }
}

/* Heapsort, since the C library's sort takes as much memory again. */
static void
sort (Row *rows, gsize n)
{
  for (gsize i = n / 2; i-- > 0;)
    sink (rows, i, n);
  for (gsize last = n; last-- > 1;)
    {
      const Row greatest = rows[0];
      rows[0] = rows[last];
      rows[last] = greatest;
      sink (rows, 0, last);
    }
}

static void
append_time (GString *out, gint64 time_us)
{
  g_autofree char *text = nixie_clock_to_iso (time_us);
  nixie_csv_append (out, text);
}

static void
append_row (GString *out, NixieHash hash, const Row *row)
{
  const gboolean none = row->reason == NIXIE_REASON_UNDEFINED && row->class == NIXIE_CLASS_NONE;
  g_string_append_printf (out, "%s:%.*s,", nixie_hash_id (hash), NIXIE_HASH_HEX_CHARS, row->hex);
  nixie_csv_append (out, none ? "" : nixie_reason_id ((NixieReason) row->reason));
  nixie_csv_append (out, row->class == NIXIE_CLASS_NONE ? "" : nixie_class_id ((NixieClass) row->class));
  append_time (out, row->since_us);
  append_time (out, row->last_us);
  nixie_csv_end_row (out);
}

static gboolean
write_rows (const Gathering *gathering, const Row *rows, NixieOutput *output, GError **error)
{
  g_autoptr (GString) out = g_string_new ("digest,reason,class,since,last_seen\r\n");
  gboolean written = TRUE;
  for (gsize i = 0; rows != NULL && written && i < gathering->n_rows; i++)
    {
      append_row (out, gathering->digests->hash, &rows[i]);
      if (i % BUFFER_ROWS != 0)
        continue;
      written = nixie_output_write (output, out->str, out->len, error);
      g_string_truncate (out, 0);
    }
  return written && nixie_output_write (output, out->str, out->len, error);
}

static gboolean
sort_and_write (const Gathering *gathering, NixieOutput *output, GError **error)
{
  const gsize octets = gathering->n_rows * sizeof (Row);
  if (octets == 0)
    return write_rows (gathering, NULL, output, error);
  Row *rows = mmap (NULL, octets, PROT_READ | PROT_WRITE, MAP_SHARED, gathering->fd, 0);
  if (rows == MAP_FAILED)
    return fail (error);
  sort (rows, gathering->n_rows);
  const gboolean written = write_rows (gathering, rows, output, error);
  munmap (rows, octets);
  return written;
}

gboolean
nixie_digests_write (NixieStore *store, NixieDigests *digests, NixieOutput *output, GError **error)
{
  g_autoptr (GArray) rows = g_array_sized_new (FALSE, TRUE, sizeof (Row), BUFFER_ROWS);
  Gathering gathering = { digests, rows, -1, 0 };
  if (!nixie_temporary_open (&gathering.fd, error))
    return FALSE;
  const gboolean written = nixie_store_each_entry (store, gather, &gathering, error) && flush (&gathering, error)
                           && sort_and_write (&gathering, output, error);
  close (gathering.fd);
  return written;
}
