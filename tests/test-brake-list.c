/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brake in the list: outages, theirs and ours, whose failures are held, and what looks like one and is none. A history is rows of
 * how many addresses of which domain fail in which hour; it is written in its order, by the order of addresses in slices (as a scan does),
 * one by one and shuffled, and comes to the same each time.
 */
#include "outage.h"

/* In slices of N. */
static NixieStoreChange
write_slices (const List *list, const GPtrArray *events, guint n)
{
  NixieStoreChange change = { 0 };
  for (guint done = 0; done < events->len; done += n)
    {
      g_autoptr (GPtrArray) slice = g_ptr_array_new ();
      g_autoptr (GError) error = NULL;
      for (guint i = done; i < MIN (done + n, events->len); i++)
        g_ptr_array_add (slice, events->pdata[i]);
      cr_assert (nixie_store_write (list->store, slice, NOW_US, &change, &error), "%s", error != NULL ? error->message : "");
    }
  return change;
}

/* How many of ROW's addresses are in STATE. */
static guint
count_state (const List *list, const Row *row, NixieState state)
{
  guint n = 0;
  for (guint i = 0; i < row->n; i++)
    {
      char address[ADDRESS_BYTES];
      make_address (row, i, address);
      n += list_state (list->store, address, NOW_US + 400 * NIXIE_DAY_US) == state;
    }
  return n;
}

static void
expect_all (const List *list, const Row *row, NixieState state, const char *name)
{
  const guint n = count_state (list, row, state);
  cr_expect_eq (n, row->n, "%s: %u of %u are %s (day %u, %s)", name, n, row->n, nixie_state_id (state), row->day, row->domain);
}

static guint
count_holds (const List *list)
{
  g_autoptr (NixieActs) acts = NULL;
  guint n = 0;
  cr_assert (nixie_store_acts (list->store, &acts, NULL));
  for (guint i = 0; i < nixie_acts_length (acts); i++)
    n += nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD;
  return n;
}

static gboolean
count_difference (const NixieDifference *difference, gpointer data, GError **error)
{
  ++*(guint *) data;
  return TRUE;
}

/* Every entry is what its events and the acts come to, and a rebuild changes nothing. */
static void
expect_whole (const List *list, const char *name)
{
  guint n = 0;
  guint64 changed = 1;
  const NixieDifferenceQuery query = { count_difference, &n, NULL };
  const guint holds = count_holds (list);
  cr_assert (nixie_store_each_difference (list->store, &query, NULL));
  cr_expect_eq (n, 0, "%s: %u entries are not the fold of their events", name, n);
  cr_assert (nixie_store_rebuild (list->store, NOW_US, &changed, NULL));
  cr_expect_eq (changed, 0, "%s: a rebuild changed %" G_GUINT64_FORMAT, name, changed);
  cr_expect_eq (count_holds (list), holds, "%s: %u holds after a rebuild, not %u", name, count_holds (list), holds);
}

static NixieAct *
get_hold (const List *list, guint number)
{
  g_autoptr (NixieActs) acts = NULL;
  cr_assert (nixie_store_acts (list->store, &acts, NULL));
  for (guint i = 0; i < nixie_acts_length (acts); i++)
    if (nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD && number-- == 0)
      return nixie_act_new (nixie_acts_get (acts, i));
  cr_assert_fail ("no such hold");
  return NULL;
}

/* An operator's word on HOLD. */
static void
write_word (const List *list, const NixieAct *hold, NixieActKind kind)
{
  NixieAct draft = { .kind = kind, .time_us = NOW_US + 300 * NIXIE_DAY_US, .to_us = NIXIE_TIME_FOREVER, .who = "op" };
  memcpy (draft.target, hold->id, NIXIE_ID_BYTES);
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_ptr_array_add (acts, nixie_act_new (&draft));
  cr_assert (nixie_store_write_acts (list->store, acts, NOW_US, NULL, NULL));
}

static int
by_address (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const NixieEvent *const *) a)->address, (*(const NixieEvent *const *) b)->address);
}

static void
shuffle (GPtrArray *events)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  for (guint i = events->len; i > 1; i--)
    {
      const guint other = (guint) g_rand_int_range (random, 0, (gint32) i);
      gpointer event = events->pdata[i - 1];
      events->pdata[i - 1] = events->pdata[other];
      events->pdata[other] = event;
    }
}

static const struct {
  const char *name;
  guint slice;
  gboolean sorted, shuffled;
} orders[] = {
  { "in order, in slices", 700, FALSE, FALSE },
  { "by address, in slices", 900, TRUE, FALSE },
  { "shuffled, in slices", 500, FALSE, TRUE },
  { "all at once", 1000000, FALSE, FALSE },
};

#define BIG "big.example"
static const Row before = USERS (39, 9, 12, 100, BIG), first_day = USERS (42, 10, 600, 1000, BIG),
                 second_hour = USERS (42, 12, 1400, 2000, BIG), next_day = USERS (43, 9, 3000, 10000, BIG),
                 elsewhere = USERS (42, 11, 5, 1, "other.example");

/* A very large provider refuses valid users for hours on two days. */
Test (brake_list, big_provider, .timeout = 60)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      add_usual (events, BIG, 42);
      const Row *rows[] = { &before, &first_day, &second_hour, &next_day, &elsewhere };
      for (guint k = 0; k < G_N_ELEMENTS (rows); k++)
        add_row (events, rows[k]);
      if (orders[i].sorted)
        g_ptr_array_sort (events, by_address);
      if (orders[i].shuffled)
        shuffle (events);
      const NixieStoreChange change = write_slices (&list, events, orders[i].slice);
      cr_expect_geq (change.new_holds, 1, "%s", orders[i].name);
      cr_expect_eq (count_holds (&list), 1, "%s: %u holds", orders[i].name, count_holds (&list));
      expect_all (&list, &first_day, NIXIE_STATE_HELD, orders[i].name);
      expect_all (&list, &second_hour, NIXIE_STATE_HELD, orders[i].name);
      expect_all (&list, &next_day, NIXIE_STATE_HELD, orders[i].name);
      expect_all (&list, &before, NIXIE_STATE_SUPPRESSED, orders[i].name);
      expect_all (&list, &elsewhere, NIXIE_STATE_SUPPRESSED, orders[i].name);
      expect_whole (&list, orders[i].name);
      close_list (&list);
    }
}

/* What a write says of itself is what it did, although the entries are folded twice. */
Test (brake_list, newly_suppressed)
{
  static const guint slices[] = { 1000, 50 };
  for (guint i = 0; i < G_N_ELEMENTS (slices); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      const Row usual = USERS (0, 9, 8, 100, BIG), outage = USERS (20, 9, 300, 1000, BIG);
      add_row (events, &usual);
      add_row (events, &outage);
      const NixieStoreChange change = write_slices (&list, events, slices[i]);
      cr_expect_eq (change.newly_suppressed, 8, "%u: %" G_GUINT64_FORMAT, slices[i], change.newly_suppressed);
      cr_expect_eq (change.new_holds, 1);
      close_list (&list);
    }
}

/* One message after the other; and what comes when it is over. */
Test (brake_list, one_by_one, .timeout = 60)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  g_autoptr (GPtrArray) later = list_events ();
  const Row usual = USERS (0, 9, 3, 100, BIG), outage = USERS (20, 9, 120, 1000, BIG), again = USERS (20, 15, 5, 1010, BIG),
            real = USERS (25, 9, 5, 1000, BIG), others = USERS (20, 9, 115, 1005, BIG);
  add_row (events, &usual);
  add_row (events, &outage);
  add_row (events, &again);
  write_slices (&list, events, 1);
  expect_all (&list, &outage, NIXIE_STATE_HELD, "the outage");
  expect_all (&list, &usual, NIXIE_STATE_SUPPRESSED, "before");
  for (guint i = 0; i < real.n; i++)
    g_ptr_array_add (later, make_event (&real, i, 5000 + i));
  write_slices (&list, later, 1);
  expect_all (&list, &real, NIXIE_STATE_SUPPRESSED, "confirmed by a failure when it was over");
  expect_all (&list, &others, NIXIE_STATE_HELD, "and nobody else");
  expect_whole (&list, "one by one");
  close_list (&list);
}

Test (brake_list, small_domain)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row usual = USERS (0, 9, 1, 100, "small.example"), outage = USERS (30, 9, 30, 1000, "small.example");
  const Row next = USERS (14, 9, 1, 101, "small.example");
  add_row (events, &usual);
  add_row (events, &next);
  add_row (events, &outage);
  write_slices (&list, events, 7);
  expect_all (&list, &outage, NIXIE_STATE_HELD, "small domain");
  expect_all (&list, &usual, NIXIE_STATE_SUPPRESSED, "before");
  g_autoptr (NixieAct) hold = get_hold (&list, 0);
  cr_expect_str_eq (hold->domain, "small.example");
  cr_expect_str_eq (hold->why, "30 addresses failed hard within 24 hours, usual are 1");
  cr_expect_str_eq (hold->who, "brake");
  cr_expect (hold->hard_only && hold->from_us == NOW_US + 30 * NIXIE_DAY_US + 8 * NIXIE_HOUR_US);
  close_list (&list);
}

/* A domain that really ceased: mailed again every day, or every month, its addresses are not held for ever. */
Test (brake_list, really_gone)
{
  static const guint steps[] = { 1, 7, 30 };
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      const Row usual = USERS (0, 9, 1, 100, "gone.example"), gone = USERS (30, 9, 40, 1000, "gone.example");
      add_row (events, &usual);
      for (guint k = 0; k < 10; k++)
        {
          Row row = gone;
          row.day += k * steps[i];
          add_row (events, &row);
          write_slices (&list, events, 100);
          if (k == 0)
            expect_all (&list, &gone, NIXIE_STATE_HELD, "at first");
        }
      expect_all (&list, &gone, NIXIE_STATE_SUPPRESSED, "in the end");
      close_list (&list);
    }
}

/* Our own resolver: very many domains do not exist, all at once. */
Test (brake_list, own_resolver)
{
  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      const Row broken = { 30, 9, 200, 1, "d%u.example", NIXIE_REASON_NO_SUCH_DOMAIN, TRUE },
                user = { 30, 9, 6, 1, "user.example", NIXIE_REASON_NO_SUCH_USER, TRUE };
      for (guint day = 0; day < 30; day++)
        {
          const Row usual = { day, 9, 3, 10000 + day * 10, "d%u.example", NIXIE_REASON_NO_SUCH_DOMAIN, TRUE };
          add_row (events, &usual);
        }
      add_row (events, &broken);
      add_row (events, &user);
      if (orders[i].sorted)
        g_ptr_array_sort (events, by_address);
      if (orders[i].shuffled)
        shuffle (events);
      write_slices (&list, events, 60);
      expect_all (&list, &broken, NIXIE_STATE_HELD, orders[i].name);
      expect_all (&list, &user, NIXIE_STATE_SUPPRESSED, "another reason");
      cr_expect_eq (count_holds (&list), 1, "%s: %u holds", orders[i].name, count_holds (&list));
      g_autoptr (NixieAct) hold = get_hold (&list, 0);
      cr_expect_str_eq (hold->domain, "");
      cr_expect_str_eq (hold->reasons, "no-such-domain");
      cr_expect_str_eq (hold->why, "200 domains failed with no-such-domain within 24 hours, usual are 3");
      expect_whole (&list, orders[i].name);
      close_list (&list);
    }
}

/* Our own line: nothing can be reached for days. Held failures are not among the days that are counted. */
Test (brake_list, own_line)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row usual = { 0, 9, 2, 9000, "d%u.example", NIXIE_REASON_NETWORK, FALSE },
            hosts = { 30, 9, 100, 1, "d%u.example", NIXIE_REASON_NETWORK, FALSE },
            expired = { 30, 9, 50, 500, "d%u.example", NIXIE_REASON_EXPIRED, FALSE };
  add_row (events, &usual);
  for (guint day = 30; day < 36; day++)
    {
      Row row = hosts;
      row.day = day;
      add_row (events, &row);
      row = expired;
      row.day = day;
      add_row (events, &row);
    }
  write_slices (&list, events, 64);
  expect_all (&list, &hosts, NIXIE_STATE_HELD, "network");
  expect_all (&list, &expired, NIXIE_STATE_HELD, "expired");
  g_autoptr (NixieEntry) entry = NULL;
  cr_assert (nixie_store_entry (list.store, "a@d1.example", &entry, NULL));
  cr_expect_eq (entry->counted_days, 0);
  cr_expect_eq (entry->held, 6);
  close_list (&list);
}

/* 30 % of a list are dead: with no history that is no outage. */
Test (brake_list, dirty_first_import, .timeout = 60)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row rows[] = { USERS (0, 9, 20000, 1, BIG), USERS (1, 9, 10000, 30000, "two.example"), USERS (3, 9, 19000, 60000, "d%u.example"),
                       { 3, 10, 1000, 1, "gone%u.example", NIXIE_REASON_NO_SUCH_DOMAIN, TRUE } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    add_row (events, &rows[i]);
  const NixieStoreChange change = write_slices (&list, events, 10000);
  cr_expect_eq (change.newly_suppressed, 50000);
  cr_expect_eq (count_holds (&list), 0);
  close_list (&list);
}

/* What is no outburst. */
Test (brake_list, no_outburst)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  add_usual (events, BIG, 90);
  for (guint month = 0; month < 3; month++)
    {
      const Row newsletter = USERS (month * 30, 10, 200, 1000 + month * 1000, BIG);
      add_row (events, &newsletter);
    }
  const Row known = USERS (0, 9, 1, 1, "one.example");
  add_row (events, &known);
  for (guint i = 0; i < 1000; i++)
    {
      Row row = USERS (20, 9, 1, 7, "one.example");
      row.hour = i % 24;
      add_row (events, &row);
    }
  write_slices (&list, events, 500);
  cr_expect_eq (count_holds (&list), 0, "%u", count_holds (&list));
  close_list (&list);
}

Test (brake_list, disabled)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row usual = USERS (0, 9, 1, 1, BIG), outage = USERS (20, 9, 100, 100, BIG);
  guint64 changed = 0;
  add_row (events, &usual);
  add_row (events, &outage);
  list.settings->brake.enabled = FALSE;
  write_slices (&list, events, 50);
  expect_all (&list, &outage, NIXIE_STATE_SUPPRESSED, "disabled");
  list.settings->brake.enabled = TRUE;
  cr_assert (nixie_store_rebuild (list.store, NOW_US, &changed, NULL));
  cr_expect_eq (changed, 100);
  expect_all (&list, &outage, NIXIE_STATE_HELD, "enabled, and rebuilt");
  list.settings->brake.domain_least = 101;
  cr_assert (nixie_store_rebuild (list.store, NOW_US, &changed, NULL));
  expect_all (&list, &outage, NIXIE_STATE_SUPPRESSED, "another setting");
  cr_expect_eq (count_holds (&list), 0);
  close_list (&list);
}

/* What operators said of a hold stands, also for what comes later. */
Test (brake_list, words)
{
  static const struct {
    NixieActKind kind;
    NixieState state;
  } words[] = { { NIXIE_ACT_RELEASE, NIXIE_STATE_CLEAR }, { NIXIE_ACT_CONFIRM, NIXIE_STATE_SUPPRESSED },
              { NIXIE_ACT_UNDO, NIXIE_STATE_SUPPRESSED } };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      g_autoptr (GPtrArray) later = list_events ();
      const Row usual = USERS (0, 9, 1, 1, BIG), outage = USERS (20, 9, 100, 100, BIG), more = USERS (21, 7, 100, 300, BIG);
      const char *name = nixie_act_kind_id (words[i].kind);
      add_row (events, &usual);
      add_row (events, &outage);
      write_slices (&list, events, 1000);
      expect_all (&list, &outage, NIXIE_STATE_HELD, name);
      g_autoptr (NixieAct) hold = get_hold (&list, 0);
      write_word (&list, hold, words[i].kind);
      expect_all (&list, &outage, words[i].state, name);
      for (guint k = 0; k < more.n; k++)
        g_ptr_array_add (later, make_event (&more, k, 5000 + k));
      write_slices (&list, later, 30);
      expect_all (&list, &outage, words[i].state, name);
      expect_all (&list, &more, words[i].state, name);
      cr_expect_eq (count_holds (&list), 1, "%s: %u holds", name, count_holds (&list));
      expect_whole (&list, name);
      close_list (&list);
    }
}

/* The same report, found again with an earlier time, is counted there and no more where it was. */
Test (brake_list, moved)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  g_autoptr (GPtrArray) moved = list_events ();
  const Row usual = USERS (0, 9, 1, 1, BIG), outage = USERS (30, 9, 100, 100, BIG), earlier = USERS (1, 9, 100, 100, BIG);
  Row between = outage;
  add_row (events, &usual);
  add_row (events, &outage);
  write_slices (&list, events, 1000);
  cr_expect_eq (count_holds (&list), 1);
  between.day = 20;
  for (guint i = 0; i < between.n; i++)
    g_ptr_array_add (moved, make_event (&between, i, 1 + i));
  write_slices (&list, moved, 30);
  cr_expect_eq (count_holds (&list), 1, "it moved as a whole: %u", count_holds (&list));
  expect_all (&list, &outage, NIXIE_STATE_HELD, "moved");
  g_ptr_array_set_size (moved, 0);
  for (guint i = 0; i < earlier.n; i++)
    g_ptr_array_add (moved, make_event (&earlier, i, 1 + i));
  write_slices (&list, moved, 30);
  cr_expect_eq (count_holds (&list), 0);
  expect_all (&list, &outage, NIXIE_STATE_SUPPRESSED, "moved to where nothing was known");
  expect_whole (&list, "moved");
  close_list (&list);
}

/* What came to light later: an hour that looked usual belongs to the outburst, and a domain was known before. */
Test (brake_list, later_light)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row usual = USERS (0, 9, 3, 1, BIG), first = USERS (20, 6, 2, 50, BIG), outage = USERS (20, 9, 100, 100, BIG);
  const Row more = USERS (20, 6, 10, 300, BIG), unknown = USERS (20, 9, 100, 100, "two.example");
  const Row report = { 0, 9, 1, 1, "two.example", NIXIE_REASON_MAILBOX_FULL, FALSE };
  const Row *const rows[] = { &usual, &first, &outage, &unknown, &more, &report };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      add_row (events, rows[i]);
      if (i == 3 || i == 5)
        write_slices (&list, events, 1000);
      expect_all (&list, &first, i < 3 ? NIXIE_STATE_CLEAR : i < 5 ? NIXIE_STATE_SUPPRESSED : NIXIE_STATE_HELD, "the first of it");
      expect_all (&list, &unknown, i < 3 ? NIXIE_STATE_CLEAR : i < 5 ? NIXIE_STATE_SUPPRESSED : NIXIE_STATE_HELD, "not known before");
    }
  expect_whole (&list, "later light");
  close_list (&list);
}

/* A hold that an operator has spoken of stays, and his word with it, whatever is found out later. */
Test (brake_list, spoken)
{
  List list = open_list ();
  g_autoptr (GPtrArray) events = list_events ();
  const Row usual = USERS (0, 9, 1, 1, BIG), outage = USERS (20, 9, 100, 100, BIG);
  add_row (events, &usual);
  add_row (events, &outage);
  write_slices (&list, events, 1000);
  g_autoptr (NixieAct) hold = get_hold (&list, 0);
  write_word (&list, hold, NIXIE_ACT_RELEASE);
  list.settings->brake.domain_least = 1000;
  cr_assert (nixie_store_rebuild (list.store, NOW_US, NULL, NULL));
  cr_expect_eq (count_holds (&list), 1);
  expect_all (&list, &outage, NIXIE_STATE_CLEAR, "released");
  close_list (&list);
}

Test (brake_list, damaged_tally)
{
  static const char *const octets[] = { "", "\2", "\1\11", "\1\11\1\1\1", "\1\377\1\1\1\1", "\1\17\1\1\1\1", "\1\11\0\0\0\0",
                                        "\1\11\1\1\1\1\11\1\1\1\1" };
  static const gsize lengths[] = { 0, 1, 2, 5, 6, 6, 6, 11 };
  for (guint i = 0; i < G_N_ELEMENTS (octets); i++)
    {
      List list = open_list ();
      g_autoptr (GPtrArray) events = list_events ();
      const Row usual = USERS (0, 9, 1, 1, BIG);
      g_autoptr (GError) error = NULL;
      add_row (events, &usual);
      g_clear_pointer (&list.store, nixie_store_free);
      list_put_raw (list.folder, "tallies", nixie_slice (BIG "\0\0\0N\37", sizeof BIG + 4), nixie_slice (octets[i], lengths[i]));
      list.store = list_open (list.folder, NIXIE_STORE_WRITE, list.settings);
      cr_expect_not (nixie_store_write (list.store, events, NOW_US, NULL, &error), "%u", i);
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG), "%u", i);
      cr_assert (nixie_store_rebuild (list.store, NOW_US, NULL, NULL), "%u", i);
      cr_expect (nixie_store_write (list.store, events, NOW_US, NULL, NULL), "%u: a rebuild mends it", i);
      close_list (&list);
    }
}
