/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See change.h.
 */
#include "config.h"

#include "answer/change.h"

#include "answer/rows.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "recipient/address.h"

#include <stdio.h>
#include <string.h>

struct NixieChange {
  const NixieOperatorWord *word;
  gboolean fold_local;
  GPtrArray *events;
  GHashTable *seen; /* addresses, borrowed from events */
  guint no_address;
};

NixieChange *
nixie_change_new (const NixieOperatorWord *word, gboolean fold_local)
{
  NixieChange *change = g_new0 (NixieChange, 1);
  change->word = word;
  change->fold_local = fold_local;
  change->events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  change->seen = g_hash_table_new (g_str_hash, g_str_equal);
  return change;
}

void
nixie_change_free (NixieChange *change)
{
  if (change == NULL)
    return;
  g_hash_table_unref (change->seen);
  g_ptr_array_unref (change->events);
  g_free (change);
}

void
nixie_change_take (NixieChange *change, const char *text)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *address = NULL;
  g_autofree char *display = nixie_row_address (nixie_slice_of (text));
  if (!nixie_address_canonical (display, change->fold_local, &address, &wrong))
    {
      fprintf (stderr, "%s\n", wrong->message);
      change->no_address++;
      return;
    }
  if (g_hash_table_contains (change->seen, address))
    return;
  NixieOperatorWord word = *change->word;
  word.address = address;
  word.display = display;
  NixieEvent *event = nixie_event_new_operator (&word);
  g_ptr_array_add (change->events, event);
  g_hash_table_add (change->seen, (gpointer) event->address);
}

gboolean
nixie_change_take_lines (NixieChange *change, int fd, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, NIXIE_LIMIT_ADDRESS_INPUT_LINE);
  for (;;)
    {
      NixieRow line;
      if (!nixie_rows_next (rows, nixie_row_measure_line, NULL, &line, error))
        return FALSE;
      if (line.bytes.data == NULL)
        return TRUE;
      g_autofree char *text = nixie_slice_dup (nixie_slice_trim (line.bytes));
      if (text[0] != '\0')
        nixie_change_take (change, text); /* one that was cut is too long for an address */
    }
}

gboolean
nixie_change_is_good (const NixieChange *change, GError **error)
{
  if (change->no_address > 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("nothing changed: not an address: %u of %u"), change->no_address,
                 change->no_address + change->events->len);
  else if (change->events->len == 0)
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("nothing changed: no address given"));
  else
    return TRUE;
  return FALSE;
}

/* Whether ENTRY (NULL: there is none) stands in the way of a removal; says so. */
static gboolean
refuses (const NixieChange *change, const char *address, const NixieEntry *entry)
{
  g_autofree char *shown = nixie_text_one_line (address, strlen (address), G_MAXSIZE);
  if (entry == NULL || entry->state == NIXIE_STATE_CLEAR)
    fprintf (stderr, _("%s: not on the list\n"), shown);
  else if (entry->protected && !change->word->force)
    fprintf (stderr, _("%s: protected (%s): removed only with --force\n"), shown, nixie_reason_id (entry->reason));
  else
    return FALSE;
  return TRUE;
}

gboolean
nixie_change_look (NixieChange *change, NixieStore *store, guint *refused, GError **error)
{
  *refused = 0;
  for (guint i = 0; i < change->events->len; i++)
    {
      const NixieEvent *event = g_ptr_array_index (change->events, i);
      g_autoptr (NixieEntry) entry = NULL;
      if (!nixie_store_entry (store, event->address, &entry, error))
        return FALSE;
      *refused += refuses (change, event->address, entry);
    }
  return TRUE;
}

gboolean
nixie_change_write (NixieChange *change, NixieStore *store, guint *n, GError **error)
{
  *n = change->events->len;
  return nixie_store_write (store, change->events, change->word->now_us, NULL, error);
}
