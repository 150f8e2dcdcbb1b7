/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See unpack-private.h.
 */
#include "config.h"

#include "source/unpack-private.h"

#include "base/i18n.h"
#include "base/library.h"
#include "source/stream-private.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <string.h>

#define BLOCK_BYTES ((gsize) 64 * 1024)

/* libarchive's functions by their names, in the order of the table below. */
static struct {
  __typeof__ (archive_read_new) *read_new;
  __typeof__ (archive_read_support_filter_gzip) *support_gzip;
  __typeof__ (archive_read_support_filter_zstd) *support_zstd;
  __typeof__ (archive_read_support_filter_xz) *support_xz;
  __typeof__ (archive_read_support_filter_bzip2) *support_bzip2;
  __typeof__ (archive_read_support_format_raw) *support_raw;
  __typeof__ (archive_read_support_format_empty) *support_empty;
  __typeof__ (archive_read_open) *read_open;
  __typeof__ (archive_read_next_header) *next_header;
  __typeof__ (archive_read_data_block) *read_data_block;
  __typeof__ (archive_error_string) *error_string;
  __typeof__ (archive_set_error) *set_error;
  __typeof__ (archive_read_free) *read_free;
} library;

struct NixieUnpack {
  char *path;
  int fd;
  struct archive *archive;
  gboolean ended;     /* libarchive must not be asked again */
  NixieSlice pending; /* unpacked, not given yet; libarchive's */
  gint64 bytes_read;
  gsize n_ready;      /* octets in BLOCK that were read before */
  gsize room;         /* of BLOCK */
  char *block;
};

static gboolean
load_library (GError **error)
{
  static const char *const names[] = { "libarchive.so.13", "libarchive.so", "libarchive.13.dylib", NULL };
  static const NixieSymbol symbols[] = {
    { "archive_read_new", (void **) &library.read_new },
    { "archive_read_support_filter_gzip", (void **) &library.support_gzip },
    { "archive_read_support_filter_zstd", (void **) &library.support_zstd },
    { "archive_read_support_filter_xz", (void **) &library.support_xz },
    { "archive_read_support_filter_bzip2", (void **) &library.support_bzip2 },
    { "archive_read_support_format_raw", (void **) &library.support_raw },
    { "archive_read_support_format_empty", (void **) &library.support_empty },
    { "archive_read_open", (void **) &library.read_open },
    { "archive_read_next_header", (void **) &library.next_header },
    { "archive_read_data_block", (void **) &library.read_data_block },
    { "archive_error_string", (void **) &library.error_string },
    { "archive_set_error", (void **) &library.set_error },
    { "archive_read_free", (void **) &library.read_free },
    { NULL, NULL },
  };
  if (library.read_free != NULL || nixie_library_load (names, symbols))
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE, _("cannot load %s, which compressed files need"), names[0]);
  return FALSE;
}

/* gzip (RFC 1952 2.3.1), zstd (RFC 8878 3.1.1), xz, and bzip2, whose own magic is short and therefore taken with that of its first
 * block or of its end. */
gboolean
nixie_unpack_is_packed (NixieSlice head)
{
  static const struct {
    gsize at, length;
    const char *octets;
  } magic[] = { { 0, 3, "\037\213\010" }, { 0, 4, "\050\265\057\375" }, { 0, 6, "\3757zXZ\0" },
                { 4, 6, "1AY&SY" },       { 4, 6, "\027\162E8P\220" } };
  if (head.length < NIXIE_UNPACK_MAGIC_BYTES)
    return FALSE;
  for (gsize i = 0; i < G_N_ELEMENTS (magic); i++)
    if (memcmp (head.data + magic[i].at, magic[i].octets, magic[i].length) == 0)
      return magic[i].at == 0 || (memcmp (head.data, "BZh", 3) == 0 && g_ascii_isdigit (head.data[3]));
  return FALSE;
}

/* archive_read_callback */
static la_ssize_t
read_block (struct archive *archive, void *data, const void **block)
{
  NixieUnpack *unpack = data;
  const gsize ready = unpack->n_ready;
  *block = unpack->block;
  unpack->n_ready = 0;
  if (ready > 0)
    return (la_ssize_t) ready;
  const gssize got = nixie_read_fd (unpack->fd, unpack->block, unpack->room);
  if (got < 0)
    library.set_error (archive, errno, "%s", g_strerror (errno));
  unpack->bytes_read += MAX (got, 0);
  return got < 0 ? ARCHIVE_FATAL : got;
}

static gboolean
fail (const NixieUnpack *unpack, GError **error)
{
  const char *why = library.error_string (unpack->archive);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("cannot decompress '%s': %s"), unpack->path, why != NULL ? why : _("damaged"));
  return FALSE;
}

static gboolean
begin (NixieUnpack *unpack, GError **error)
{
  struct archive_entry *entry;
  unpack->archive = library.read_new ();
  library.support_gzip (unpack->archive);
  library.support_zstd (unpack->archive);
  library.support_xz (unpack->archive);
  library.support_bzip2 (unpack->archive);
  library.support_raw (unpack->archive);
  library.support_empty (unpack->archive);
  if (library.read_open (unpack->archive, unpack, NULL, read_block, NULL) != ARCHIVE_OK)
    return fail (unpack, error);
  const int found = library.next_header (unpack->archive, &entry);
  unpack->ended = found == ARCHIVE_EOF;
  return found == ARCHIVE_OK || found == ARCHIVE_EOF || fail (unpack, error);
}

gboolean
nixie_unpack_new (const char *path, int fd, NixieSlice head, NixieUnpack **unpack, GError **error)
{
  g_return_val_if_fail (path != NULL && unpack != NULL, FALSE);
  if (!load_library (error))
    return FALSE;
  g_autoptr (NixieUnpack) begun = g_new0 (NixieUnpack, 1);
  begun->path = g_strdup (path);
  begun->fd = fd;
  begun->room = MAX (head.length, BLOCK_BYTES);
  begun->block = g_malloc (begun->room);
  memcpy (begun->block, head.data, head.length);
  begun->n_ready = head.length;
  begun->bytes_read = (gint64) head.length;
  if (!begin (begun, error))
    return FALSE;
  *unpack = g_steal_pointer (&begun);
  return TRUE;
}

/* Block by block: archive_read_data forgets what it has copied when it meets a damage. */
static gboolean
unpack_block (NixieUnpack *unpack, GError **error)
{
  const void *data = NULL;
  size_t length = 0;
  la_int64_t offset;
  const int state = library.read_data_block (unpack->archive, &data, &length, &offset);
  unpack->ended = state == ARCHIVE_EOF;
  unpack->pending = nixie_slice (data, state == ARCHIVE_EOF ? 0 : length);
  return state == ARCHIVE_OK || state == ARCHIVE_EOF || fail (unpack, error);
}

gboolean
nixie_unpack_read (NixieUnpack *unpack, char *to, gsize room, gsize *got, GError **error)
{
  g_return_val_if_fail (unpack != NULL && got != NULL, FALSE);
  while (unpack->pending.length == 0 && !unpack->ended)
    if (!unpack_block (unpack, error))
      return FALSE;
  const gsize length = MIN (room, unpack->pending.length);
  *got = length;
  if (length == 0)
    return TRUE;
  memcpy (to, unpack->pending.data, length);
  unpack->pending = nixie_slice (unpack->pending.data + length, unpack->pending.length - length);
  return TRUE;
}

gint64
nixie_unpack_bytes_read (const NixieUnpack *unpack)
{
  return unpack->bytes_read;
}

void
nixie_unpack_free (NixieUnpack *unpack)
{
  if (unpack == NULL)
    return;
  if (unpack->archive != NULL)
    library.read_free (unpack->archive);
  g_free (unpack->block);
  g_free (unpack->path);
  g_free (unpack);
}
