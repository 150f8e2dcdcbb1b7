/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rows.h. One buffer: rows are slices of it, and what is left of one moves to its start before more is read.
 */
#include "config.h"

#include "answer/rows.h"

#include "base/i18n.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct NixieRows {
  int fd;
  gsize max;
  char *buffer;
  gsize size;
  gsize start;   /* of what has not been given yet */
  gsize end;
  gboolean ended;
  guint64 count;
  guint64 line;  /* at which what has not been given yet begins, from 0 */
  guint64 given_line;
  const char *name;
};

NixieRows *
nixie_rows_new (int fd, gsize max_bytes)
{
  NixieRows *rows = g_new0 (NixieRows, 1);
  rows->fd = fd;
  rows->max = max_bytes;
  rows->size = MIN (max_bytes, 64 * 1024);
  rows->buffer = g_malloc (rows->size);
  return rows;
}

void
nixie_rows_free (NixieRows *rows)
{
  if (rows == NULL)
    return;
  g_free (rows->buffer);
  g_free (rows);
}

void
nixie_rows_set_name (NixieRows *rows, const char *name)
{
  rows->name = name;
}

guint64
nixie_rows_line (const NixieRows *rows)
{
  return rows->given_line + 1;
}

guint64
nixie_rows_count (const NixieRows *rows)
{
  return rows->count;
}

gsize
nixie_row_measure_line (NixieSlice bytes, gboolean at_end, gconstpointer data)
{
  const char *end = memchr (bytes.data, '\n', bytes.length);
  if (end != NULL)
    return (gsize) (end - bytes.data) + 1;
  return at_end ? bytes.length : 0;
}

/* BYTES have been given, or passed over; a line ends with LF. */
static void
count_lines (NixieRows *rows, NixieSlice bytes)
{
  if (bytes.length == 0)
    return; /* then there may be no data at all */
  const char *p = bytes.data, *end = bytes.data + bytes.length;
  while (p < end && (p = memchr (p, '\n', (gsize) (end - p))) != NULL)
    {
      rows->line++;
      p++;
    }
}

/* Reads behind what is there; the buffer has room. */
static gboolean
read_more (NixieRows *rows, GError **error)
{
  ssize_t got;
  do
    got = read (rows->fd, rows->buffer + rows->end, rows->size - rows->end);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    {
      if (rows->name != NULL)
        nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read '%s'"), rows->name);
      else
        nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read standard input"));
      return FALSE;
    }
  rows->ended = got == 0;
  rows->end += (gsize) got;
  return TRUE;
}

/* Doubling keeps what is measured again within twice the row's length. FALSE: the row is as long as any may be. */
static gboolean
make_room (NixieRows *rows)
{
  memmove (rows->buffer, rows->buffer + rows->start, rows->end - rows->start);
  rows->end -= rows->start;
  rows->start = 0;
  if (rows->end < rows->size / 2)
    return TRUE;
  if (rows->end >= rows->max)
    return FALSE;
  rows->size = MIN (rows->size * 2, rows->max);
  rows->buffer = g_realloc (rows->buffer, rows->size);
  return TRUE;
}

/* Passes over the rest of a line of which the buffer holds the beginning; what follows it stays. Overwrites all but the first octets. */
static gboolean
skip_line (NixieRows *rows, gsize keep, GError **error)
{
  for (;;)
    {
      rows->start = rows->end = keep;
      if (!read_more (rows, error))
        return FALSE;
      const char *from = rows->buffer + keep;
      const char *end = memchr (from, '\n', rows->end - keep);
      rows->start = end != NULL ? (gsize) (end - rows->buffer) + 1 : rows->end;
      rows->line += end != NULL;
      if (end != NULL || rows->ended)
        return TRUE;
    }
}

static gboolean
give_cut (NixieRows *rows, NixieRow *row, GError **error)
{
  const gsize keep = rows->size / 2;
  rows->given_line = rows->line;
  count_lines (rows, nixie_slice (rows->buffer, rows->end));
  if (!skip_line (rows, keep, error))
    return FALSE;
  *row = (NixieRow){ nixie_slice (rows->buffer, keep), TRUE };
  rows->count++;
  return TRUE;
}

gboolean
nixie_rows_next (NixieRows *rows, NixieRowMeasure measure, gconstpointer data, NixieRow *row, GError **error)
{
  for (;;)
    {
      const NixieSlice left = nixie_slice (rows->buffer + rows->start, rows->end - rows->start);
      const gsize length = left.length > 0 ? measure (left, rows->ended, data) : 0;
      if (length > 0 || (rows->ended && left.length == 0))
        {
          *row = (NixieRow){ nixie_slice (length > 0 ? left.data : NULL, length), FALSE };
          rows->start += length;
          rows->given_line = rows->line;
          count_lines (rows, row->bytes);
          rows->count += length > 0;
          return TRUE;
        }
      if (!make_room (rows))
        return give_cut (rows, row, error);
      if (!read_more (rows, error))
        return FALSE;
    }
}

NixieSlice
nixie_row_skip_mark (NixieSlice bytes)
{
  static const char mark[] = "\357\273\277";
  return bytes.length >= 3 && memcmp (bytes.data, mark, 3) == 0 ? nixie_slice (bytes.data + 3, bytes.length - 3) : bytes;
}

/* Whether an address stands in NAME that is not ADDRESS, of which it is the name: many programs write an address twice. */
static gboolean
names_another (NixieSlice name, NixieSlice address)
{
  if (name.length == 0 || memchr (name.data, '@', name.length) == NULL)
    return FALSE;
  g_autofree char *text = nixie_slice_dup (name);
  g_autofree char *bare = nixie_slice_dup (address);
  g_auto (GStrv) words = g_strsplit_set (text, " \t\",;:<>()[]", -1);
  for (char **word = words; *word != NULL; word++)
    {
      char *one = *word + strspn (*word, "'");
      const char *at = strchr (one, '@');
      for (gsize length = strlen (one); length > 0 && one[length - 1] == '\''; length--)
        one[length - 1] = '\0';
      if (at != NULL && at > one && at[1] != '\0' && !nixie_slice_equal_nocase (nixie_slice_of (one), bare))
        return TRUE;
    }
  return FALSE;
}

char *
nixie_row_address (NixieSlice text)
{
  text = nixie_slice_trim_unseen (text);
  const char *open = text.length > 0 && text.data[text.length - 1] == '>' ? memrchr (text.data, '<', text.length) : NULL;
  if (open != NULL)
    {
      const gsize before = (gsize) (open - text.data);
      const NixieSlice inner = nixie_slice_trim_unseen (nixie_slice (open + 1, text.length - 2 - before));
      if (!names_another (nixie_slice (text.data, before), inner))
        text = inner;
    }
  char *address = g_malloc (text.length + 1);
  for (gsize i = 0; i < text.length; i++)
    address[i] = text.data[i] != '\0' ? text.data[i] : '\001'; /* never the end of a shorter address */
  address[text.length] = '\0';
  return address;
}
