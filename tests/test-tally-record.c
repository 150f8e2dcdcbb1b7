/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The records of tallies: what is written comes back, and what cannot be is refused.
 */
#include "store/tallies-private.h"

#include <criterion/criterion.h>

#define WEEK 2857u
#define FIRST (WEEK * NIXIE_WEEK_SLOTS)

static gboolean
decode (guint32 week, const void *octets, gsize length, GArray *cells)
{
  NixieKey key;
  nixie_key_tally (&key, "example.com", week);
  const MDB_val key_val = nixie_key_val (&key), val = { length, (void *) octets };
  return nixie_tally_decode (&key_val, &val, cells);
}

/* The counts on either side of each width, in three weeks of which one is asked for. */
Test (tally_record, comes_back)
{
  static const guint32 counts[] = { 1, 255, 256, 65535, 65536, 16777215, 16777216, G_MAXUINT32 };
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (NixieCell)), back = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  const NixieCell before = { FIRST - 8, 7 }, behind = { FIRST + NIXIE_WEEK_SLOTS, 9 };
  guint8 octets[NIXIE_TALLY_MOST_BYTES];
  g_array_append_val (cells, before);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      const NixieCell cell = { i + 1 < G_N_ELEMENTS (counts) ? FIRST + i * 8 : FIRST + NIXIE_WEEK_SLOTS - 8, counts[i] };
      g_array_append_val (cells, cell);
    }
  g_array_append_val (cells, behind);
  const gsize length = nixie_tally_encode (cells, WEEK, octets);
  cr_expect_eq (length, 1 + 8 * 2 + 2 * (1 + 2 + 3 + 4), "%zu", length);
  cr_assert (decode (WEEK, octets, length, back));
  cr_assert_eq (back->len, G_N_ELEMENTS (counts));
  cr_expect_arr_eq (back->data, &g_array_index (cells, NixieCell, 1), back->len * sizeof (NixieCell));
  cr_expect_eq (nixie_tally_encode (cells, WEEK + 2, octets), 0, "a week without cells");
}

Test (tally_record, of_any_size)
{
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (NixieCell));
  guint8 octets[NIXIE_TALLY_MOST_BYTES];
  for (guint32 slot = 0; slot < NIXIE_WEEK_SLOTS; slot++)
    {
      const NixieCell cell = { FIRST + slot, G_MAXUINT32 };
      g_array_append_val (cells, cell);
    }
  cr_expect_eq (nixie_tally_encode (cells, WEEK, octets), sizeof octets);
}

Test (tally_record, damaged)
{
  static const struct {
    const char *name;
    guint32 week;
    const char *octets;
    gsize length;
    gboolean good;
  } rows[] = {
    { "one cell", WEEK, "\1\0\0\1", 4, TRUE },
    { "the last slot that is one", WEEK, "\1\5\x3e\1", 4, TRUE },
    { "nothing", WEEK, "", 0, FALSE },
    { "another version", WEEK, "\2\0\0\1", 4, FALSE },
    { "no count", WEEK, "\1\0\0", 3, FALSE },
    { "half a head", WEEK, "\1\0\0\1\0", 5, FALSE },
    { "half a count", WEEK, "\1\x40\0\1", 4, FALSE },
    { "a count of none", WEEK, "\1\0\0\0", 4, FALSE },
    { "a slot of the next week", WEEK, "\1\5\x40\1", 4, FALSE },
    { "a series that is none", WEEK, "\1\0\7\1", 4, FALSE },
    { "a slot twice", WEEK, "\1\0\0\1\0\0\1", 7, FALSE },
    { "a week behind all", G_MAXUINT32, "\1\0\0\1", 4, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (NixieCell));
      cr_expect_eq (decode (rows[i].week, rows[i].octets, rows[i].length, cells), rows[i].good, "%s", rows[i].name);
    }
}
