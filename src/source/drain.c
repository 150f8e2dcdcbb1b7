/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One message on a pipe, as a delivery program hands it over. See source.h.
 */
#include "source/source.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "source/from-line-private.h"
#include "source/stream-private.h"

#include <errno.h>

#define DRAIN_BYTES ((gsize) 64 * 1024)

NixieSlice
nixie_source_strip (NixieSlice bytes, gint64 *envelope_us)
{
  gsize blank = 0;
  const NixieLook look = nixie_look (bytes, &blank);
  *envelope_us = NIXIE_TIME_NONE;
  if (look == NIXIE_LOOK_TEXT || look == NIXIE_LOOK_BINARY)
    return bytes;
  bytes = nixie_slice (bytes.data + blank, bytes.length - blank);
  if (look != NIXIE_LOOK_MBOX)
    return bytes;
  const NixieFromLine from = nixie_from_line (bytes);
  *envelope_us = from.envelope_us;
  return nixie_slice (bytes.data + from.length, bytes.length - from.length);
}

/* Reads FD to its end into nowhere. */
static gboolean
pass_over (int fd, gboolean *any)
{
  char nowhere[16 * 1024];
  for (;;)
    {
      const gssize got = nixie_read_fd (fd, nowhere, sizeof nowhere);
      if (got <= 0)
        return got == 0;
      *any = TRUE;
    }
}

gboolean
nixie_source_drain (int fd, GByteArray **bytes, gboolean *damaged, GError **error)
{
  g_return_val_if_fail (bytes != NULL && damaged != NULL, FALSE);
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  gboolean more = FALSE;
  gboolean well = TRUE;
  while (well && kept->len < NIXIE_LIMIT_MESSAGE_BYTES)
    {
      const guint before = kept->len;
      const gsize room = MIN (MAX (DRAIN_BYTES, before), NIXIE_LIMIT_MESSAGE_BYTES - before);
      g_byte_array_set_size (kept, before + (guint) room);
      const gssize got = nixie_read_fd (fd, (char *) kept->data + before, room);
      g_byte_array_set_size (kept, before + (guint) MAX (got, 0));
      well = got >= 0;
      if (got == 0)
        break;
    }
  if (kept->len == NIXIE_LIMIT_MESSAGE_BYTES)
    well = well && pass_over (fd, &more);
  if (!well)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read standard input"));
      return FALSE;
    }
  *bytes = g_steal_pointer (&kept);
  *damaged = more;
  return TRUE;
}
