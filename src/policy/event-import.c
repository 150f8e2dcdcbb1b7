/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event from a row of another system's list. What the row says, and not what nixie makes of it, is its id: a later version may know
 * more of the words, and the same row is still the same event.
 */
#include "policy/event-private.h"

#include "base/clock.h"

#include <string.h>

/* TEXT (NULL: "") and a NUL, which no value holds. */
static void
add (GChecksum *sum, const char *text)
{
  const char *value = text != NULL ? text : "";
  g_checksum_update (sum, (const guchar *) value, (gssize) strlen (value) + 1);
}

/* The same date in another spelling is the same. */
static void
add_date (GChecksum *sum, const NixieImportedRow *row)
{
  g_autofree char *time = g_strdup_printf ("%" G_GINT64_FORMAT, row->time_us);
  add (sum, row->time_us != NIXIE_TIME_NONE ? time : row->date);
}

static void
row_id (const NixieImportedRow *row, guint8 *id)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  add (sum, "import");
  add (sum, row->system);
  add (sum, row->address);
  add (sum, row->ground);
  add_date (sum, row);
  g_checksum_get_digest (sum, digest, &length);
  memcpy (id, digest, NIXIE_ID_BYTES);
}

NixieEvent *
nixie_event_new_imported (const NixieImportedRow *row)
{
  g_return_val_if_fail (row != NULL && row->system != NULL && row->address != NULL, NULL);
  NixieEvent draft = {
    .kind = NIXIE_EVENT_IMPORT,
    .time_us = nixie_event_believable_time (row->time_us, row->now_us),
    .reason = row->reason,
    .ground = row->reason,
    .class = row->class,
    .force = row->suppresses,
    .address = row->address,
    .display = row->display,
    .status = row->status,
    .reply = row->reply,
    .diagnostic = row->diagnostic,
    .source = row->source,
  };
  row_id (row, draft.id);
  return nixie_event_new (&draft);
}
