/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The records of tallies as octets: a version, and the cells of one week. A cell is two octets, big-endian, its slot in the week and above
 * that how many octets of its count follow, less one; and that count, most of them small.
 */
#include "store/tallies-private.h"

#include <string.h>

#define VERSION 1
#define HEAD_BYTES 2
#define WIDTH_SHIFT 14

guint
nixie_cells_find (const GArray *cells, guint32 slot)
{
  guint low = 0, high = cells->len;
  while (low < high)
    {
      const guint middle = low + (high - low) / 2;
      if (g_array_index (cells, NixieCell, middle).slot < slot)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Takes the cell at *AT of VAL, whose slot is one of its week. FALSE where it is damaged. */
static gboolean
take_cell (const MDB_val *val, gsize *at, NixieCell *cell)
{
  const guint8 *octets = (const guint8 *) val->mv_data + *at;
  if (val->mv_size - *at < HEAD_BYTES)
    return FALSE;
  const guint head = (guint) octets[0] << 8 | octets[1], width = (head >> WIDTH_SHIFT) + 1;
  if (val->mv_size - *at < HEAD_BYTES + width)
    return FALSE;
  *cell = (NixieCell){ head & ((1U << WIDTH_SHIFT) - 1), 0 };
  for (guint i = 0; i < width; i++)
    cell->count = cell->count << 8 | octets[HEAD_BYTES + i];
  *at += HEAD_BYTES + width;
  return cell->slot < NIXIE_WEEK_SLOTS && cell->slot % 8 < NIXIE_N_SERIES && cell->count > 0;
}

/* As many octets as were written to OCTETS. */
static gsize
put_cell (const NixieCell *cell, guint8 *octets)
{
  const guint width = cell->count >> 24 != 0 ? 4 : cell->count >> 16 != 0 ? 3 : cell->count >> 8 != 0 ? 2 : 1;
  const guint head = (width - 1) << WIDTH_SHIFT | cell->slot % NIXIE_WEEK_SLOTS;
  octets[0] = (guint8) (head >> 8);
  octets[1] = (guint8) head;
  for (guint i = 0; i < width; i++)
    octets[HEAD_BYTES + i] = (guint8) (cell->count >> 8 * (width - 1 - i));
  return HEAD_BYTES + width;
}

gboolean
nixie_tally_decode (const MDB_val *key, const MDB_val *val, GArray *cells)
{
  const guint8 *octets = val->mv_data;
  guint32 week;
  if (val->mv_size == 0 || octets[0] != VERSION)
    return FALSE;
  memcpy (&week, (const char *) key->mv_data + key->mv_size - sizeof week, sizeof week);
  week = GUINT32_FROM_BE (week);
  if (week > G_MAXUINT32 / NIXIE_WEEK_SLOTS - 1)
    return FALSE;
  for (gsize at = 1; at < val->mv_size;)
    {
      NixieCell cell;
      if (!take_cell (val, &at, &cell))
        return FALSE;
      cell.slot += week * NIXIE_WEEK_SLOTS;
      if (cells->len > 0 && g_array_index (cells, NixieCell, cells->len - 1).slot >= cell.slot)
        return FALSE;
      g_array_append_val (cells, cell);
    }
  return TRUE;
}

gsize
nixie_tally_encode (const GArray *cells, guint32 week, guint8 *octets)
{
  gsize length = 1;
  octets[0] = VERSION;
  for (guint i = nixie_cells_find (cells, week * NIXIE_WEEK_SLOTS); i < cells->len; i++)
    {
      const NixieCell *cell = &g_array_index (cells, NixieCell, i);
      if (cell->slot / NIXIE_WEEK_SLOTS != week)
        break;
      length += put_cell (cell, octets + length);
    }
  return length > 1 ? length : 0;
}
