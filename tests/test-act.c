/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Acts: as octets, among each other, in the fold, and in the list. An act is a row of words: "d9 undo from=d0 to=d5 domain=example.com",
 * with its number in the list for an id, so that "d10 undo #0" takes the first one back.
 */
#include "history.h"
#include "list.h"

static gint64
time_of (const char *day)
{
  return DAY_0 + g_ascii_strtoll (day + 1, NULL, 10) * NIXIE_DAY_US + 12 * HOUR_US;
}

static NixieActKind
act_kind_of (const char *word)
{
  guint kind = NIXIE_ACT_ALLOW;
  while (kind < NIXIE_ACT_CONFIRM && !g_str_equal (nixie_act_kind_id ((NixieActKind) kind), word))
    kind++;
  cr_assert_str_eq (nixie_act_kind_id ((NixieActKind) kind), word);
  return (NixieActKind) kind;
}

static void
read_scope (NixieAct *draft, const char *word)
{
  const char *value = strchr (word, '=') != NULL ? strchr (word, '=') + 1 : "";
  if (*word == '#')
    draft->target[0] = (guint8) (atoi (word + 1) + 1);
  else if (g_str_has_prefix (word, "from="))
    draft->from_us = time_of (value);
  else if (g_str_has_prefix (word, "to="))
    draft->to_us = time_of (value);
  else if (g_str_has_prefix (word, "domain="))
    draft->domain = value;
  else if (g_str_has_prefix (word, "pattern="))
    draft->pattern = value;
  else if (g_str_has_prefix (word, "reasons="))
    draft->reasons = value;
  else if (g_str_has_prefix (word, "source="))
    draft->source = value;
  else if (g_str_equal (word, "hard"))
    draft->hard_only = TRUE;
  else
    cr_assert_fail ("no scope: %s", word);
}

static NixieAct *
read_act (const char *text, guint number)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  NixieAct draft = { .kind = act_kind_of (words[1]), .time_us = time_of (words[0]), .to_us = NIXIE_TIME_FOREVER, .who = "op" };
  draft.id[0] = (guint8) (number + 1);
  for (char **word = words + 2; *word != NULL; word++)
    {
      g_strdelimit (*word, ",", ' ');
      read_scope (&draft, *word);
    }
  return nixie_act_new (&draft);
}

static NixieActs *
read_acts (const char *text)
{
  GPtrArray *acts = g_ptr_array_new ();
  g_auto (GStrv) parts = g_strsplit (text, "; ", -1);
  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    g_ptr_array_add (acts, read_act (parts[i], i));
  return nixie_acts_new (acts);
}

Test (act, octets)
{
  const NixieAct draft = { .kind = NIXIE_ACT_HOLD, .time_us = 258, .from_us = 1, .to_us = NIXIE_TIME_FOREVER, .hard_only = TRUE,
                           .target = { 7 }, .domain = "example.com", .pattern = "a*@example.com", .reasons = "no-such-user",
                           .source = "x.mbox:*", .why = "line one\nline two", .who = "op" };
  g_autoptr (NixieAct) act = nixie_act_new (&draft), read = NULL;
  g_autoptr (NixieAct) other = nixie_act_new (&draft);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cr_expect (memcmp (act->id, other->id, NIXIE_ID_BYTES) != 0, "ids are random");
  nixie_act_encode (act, bytes);
  cr_assert (nixie_act_decode (nixie_slice ((const char *) bytes->data, bytes->len), &read, NULL));
  cr_expect_arr_eq (read->id, act->id, NIXIE_ID_BYTES);
  cr_expect (read->kind == act->kind && read->time_us == 258 && read->from_us == 1 && read->to_us == NIXIE_TIME_FOREVER);
  cr_expect (read->hard_only && read->target[0] == 7 && nixie_act_has_target (read));
  cr_expect_null (strchr (read->why, '\n'), "one line");
  for (guint i = 0; i < NIXIE_ACT_N_TEXTS; i++)
    cr_expect_str_eq (read->texts[i], act->texts[i]);
  for (guint cut = 0; cut < bytes->len; cut++)
    {
      g_autoptr (NixieAct) none = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *exact = g_memdup2 (bytes->data, cut);
      cr_expect_not (nixie_act_decode (nixie_slice ((const char *) exact, cut), &none, &error), "cut at %u", cut);
      cr_expect (error != NULL && none == NULL);
    }
  bytes->data[1] = 9;
  g_autoptr (NixieAct) unknown = NULL;
  cr_expect_not (nixie_act_decode (nixie_slice ((const char *) bytes->data, bytes->len), &unknown, NULL), "an unknown kind");
}

Test (act, standing)
{
  static const struct {
    const char *acts, *want; /* the standing of each, a letter: force, undone, released, confirmed */
  } rows[] = {
    { "d0 undo", "f" },
    { "d0 undo; d1 undo #0", "uf" },
    { "d0 undo; d1 undo #0; d2 undo #1", "fuf" },
    { "d0 hold; d1 release #0", "rf" },
    { "d0 hold; d1 confirm #0", "cf" },
    { "d0 hold; d1 release #0; d2 confirm #0", "cff" },
    { "d0 hold; d1 confirm #0; d2 release #0", "rff" },
    { "d0 hold; d1 release #0; d2 undo #1", "fuf" },
    { "d0 hold; d1 release #0; d2 confirm #0; d3 undo #2", "rfuf" },
    { "d2 undo; d1 undo #0", "ff" }, /* what is younger cannot be spoken of */
    { "d0 undo #0", "f" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieActs) acts = read_acts (rows[i].acts);
      g_autoptr (GString) got = g_string_new (NULL);
      for (guint number = 0; number < nixie_acts_length (acts); number++)
        for (guint k = 0; k < nixie_acts_length (acts); k++)
          if (nixie_acts_get (acts, k)->id[0] == number + 1)
            g_string_append_c (got, "furc"[nixie_acts_standing (acts, k)]);
      cr_expect_str_eq (got->str, rows[i].want, "%s: %s, not %s", rows[i].acts, got->str, rows[i].want);
    }
}

#define BOUNCED "suppressed no-such-user for ever failed 1/1 protected by bounce"

Test (act, undo)
{
  static const struct {
    const char *acts, *history, *want;
  } rows[] = {
    { "d9 undo", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo; d10 undo #0", "d0 hard no-such-user", BOUNCED },
    { "d9 undo from=d1", "d0 hard no-such-user", BOUNCED },
    { "d9 undo to=d0", "d0 hard no-such-user; d1 hard no-such-user", BOUNCED },
    { "d9 undo domain=example.com", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo domain=.example.com", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo domain=.com", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo domain=example.org", "d0 hard no-such-user", BOUNCED },
    { "d9 undo domain=ample.com", "d0 hard no-such-user", BOUNCED },
    { "d9 undo pattern=a@*", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo pattern=b*", "d0 hard no-such-user", BOUNCED },
    { "d9 undo reasons=no-such-user,moved", "d0 hard no-such-user", "clear undefined" },
    { "d9 undo reasons=moved", "d0 hard no-such-user", BOUNCED },
    { "d9 undo", "d0 complaint", "suppressed complaint for ever protected by complaint" },
    { "d9 undo reasons=complaint", "d0 complaint", "clear undefined" },
    { "d9 undo", "d0 add opt-out", "suppressed opt-out for ever protected by opt-out" },
    { "d9 undo reasons=opt-out", "d0 add opt-out", "clear undefined" },
    { "d9 undo reasons=undefined", "d0 hard no-such-user; d1 force", "clear no-such-user failed 1/1" },
    { "d9 undo", "d0 import no-such-user", "clear undefined" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieActs) acts = read_acts (rows[i].acts);
      const FoldRow row = { rows[i].acts, rows[i].history, rows[i].want };
      expect_folds_under ("", acts, &row, 1);
    }
}

/* Whatever its scope, what covers an address is found as if every act were asked, the oldest first. */
Test (act, found_among_many)
{
  static const char *const domains[] = { "", "example.com", ".example.com", "mail.example.com", ".mail.example.com", ".com", "com",
                                         "ample.com", ".ample.com", "d1.example", ".example" };
  static const char *const patterns[] = { "", "", "", "a@*", "*@example.com" };
  static const char *const addresses[] = { "a@example.com", "b@example.com", "a@mail.example.com", "b@deep.mail.example.com", "a@com",
                                           "a@example.org", "a@d1.example", "@example.com", "a", "a@xample.com" };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  const NixieEvent draft = { .kind = NIXIE_EVENT_OUTCOME, .action = NIXIE_ACTION_FAILED, .reason = NIXIE_REASON_NO_SUCH_USER,
                             .class = NIXIE_CLASS_HARD };
  g_autoptr (NixieEvent) event = nixie_event_new (&draft);
  for (guint round = 0; round < 500; round++)
    {
      GPtrArray *list = g_ptr_array_new ();
      for (guint i = 0; i < 8; i++)
        {
          const NixieAct undo = { .kind = NIXIE_ACT_UNDO, .time_us = g_rand_int_range (random, 0, 20), .from_us = NIXIE_TIME_NONE,
                                  .to_us = NIXIE_TIME_FOREVER, .domain = domains[g_rand_int_range (random, 0, G_N_ELEMENTS (domains))],
                                  .pattern = patterns[g_rand_int_range (random, 0, G_N_ELEMENTS (patterns))] };
          g_ptr_array_add (list, nixie_act_new (&undo));
        }
      g_autoptr (NixieActs) acts = nixie_acts_new (list);
      for (guint k = 0; k < G_N_ELEMENTS (addresses); k++)
        {
          const NixieAct *want = NULL;
          for (guint i = 0; want == NULL && i < nixie_acts_length (acts); i++)
            want = nixie_act_covers_address (nixie_acts_get (acts, i), addresses[k]) ? nixie_acts_get (acts, i) : NULL;
          g_autoptr (NixieCover) cover = nixie_cover_new (acts, addresses[k]);
          cr_expect_eq (nixie_cover_undo (cover, event), want, "round %u: %s", round, addresses[k]);
          cr_expect_eq (cover == NULL, want == NULL, "round %u: %s: nothing is made for nothing", round, addresses[k]);
        }
    }
}

/* An address that only an undo by id could speak of costs nothing of its own. */
Test (act, no_cover_of_its_own)
{
  g_autoptr (NixieActs) acts = read_acts ("d0 allow domain=example.org; d1 undo domain=example.net; d2 undo #0");
  g_autoptr (NixieCover) one = nixie_cover_new (acts, "a@example.com"), other = nixie_cover_new (acts, "b@example.com");
  g_autoptr (NixieCover) covered = nixie_cover_new (acts, "a@example.net");
  cr_expect (one != NULL && one == other && one != covered);
}

Test (act, undo_by_source)
{
  const NixieEvent drafts[] = {
    { .kind = NIXIE_EVENT_IMPORT, .reason = NIXIE_REASON_OPT_OUT, .source = "list.csv:3" },
    { .kind = NIXIE_EVENT_ADD, .reason = NIXIE_REASON_BLOCKED, .source = "eve" },
    { .kind = NIXIE_EVENT_ALLOW, .reason = NIXIE_REASON_UNDEFINED, .source = "eve" },
  };
  static const struct {
    const char *acts;
    const guint8 undone;
  } rows[] = { { "d9 undo source=list.csv:*", 1 }, { "d9 undo source=eve", 6 }, { "d9 undo source=e", 0 }, { "d9 undo source=?ve", 6 },
               { "d9 undo source=* reasons=blocked", 2 } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieActs) acts = read_acts (rows[i].acts);
      g_autoptr (NixieCover) cover = nixie_cover_new (acts, "a@example.com");
      for (guint k = 0; k < G_N_ELEMENTS (drafts); k++)
        {
          g_autoptr (NixieEvent) event = nixie_event_new (&drafts[k]);
          cr_expect_eq (nixie_cover_undo (cover, event) != NULL, (rows[i].undone >> k & 1) != 0, "%s: event %u", rows[i].acts, k);
        }
    }
}

Test (act, hold)
{
  static const struct {
    const char *acts, *history, *want;
  } rows[] = {
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user", "held no-such-user held 1" },
    { "d1 hold from=d0 to=d2 hard", "d1 soft mailbox-full", "counting mailbox-full days 1 failed 1" },
    { "d1 hold from=d0 to=d2", "d1 soft network", "held network held 1" },
    { "d1 hold from=d0 to=d2 reasons=no-such-domain", "d1 hard no-such-user", BOUNCED },
    { "d1 hold from=d0 to=d2 hard", "d3 hard no-such-user", BOUNCED },
    { "d1 hold from=d0 to=d2 domain=example.org", "d1 hard no-such-user", BOUNCED },
    { "d1 hold from=d0 to=d2 hard; d3 release #0", "d1 hard no-such-user", "clear undefined" },
    { "d1 hold from=d0 to=d2 hard; d3 confirm #0", "d1 hard no-such-user", BOUNCED },
    { "d1 hold from=d0 to=d2 hard; d3 undo #0", "d1 hard no-such-user", BOUNCED },
    /* A failure after its end confirms it, one within another hold does not, nor does a softer one; a success takes it away. */
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user; d4 hard no-such-user",
      "suppressed no-such-user for ever failed 2/2 protected by bounce" },
    { "d1 hold from=d0 to=d2 hard; d4 hold from=d3 to=d5 hard", "d1 hard no-such-user; d4 hard no-such-user",
      "held no-such-user held 2" },
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user; d4 soft mailbox-full", "held no-such-user days 1 failed 1 held 1" },
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user; d4 delivered", "clear delivered held 1" },
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user; d2 force", "clear undefined held 1" },
    { "d1 hold from=d0 to=d2 hard", "d1 hard no-such-user; d1 complaint", "suppressed complaint for ever held 1 protected by complaint" },
    { "d1 hold from=d0 to=d2", "d1 soft too-large", "counting too-large failed 1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieActs) acts = read_acts (rows[i].acts);
      g_autofree char *name = g_strdup_printf ("%s: %s", rows[i].acts, rows[i].history);
      const FoldRow row = { name, rows[i].history, rows[i].want };
      expect_folds_under ("", acts, &row, 1);
    }
}

Test (act, allow)
{
  static const struct {
    const char *acts, *history, *want;
  } rows[] = {
    { "d1 allow domain=example.com", "d0 hard no-such-user", "allowed undefined failed 1/1 protected by bounce" },
    { "d1 allow domain=example.com", "d3 hard no-such-user", "allowed undefined failed 1/1 protected by bounce" },
    { "d1 allow domain=example.org", "d0 hard no-such-user", BOUNCED },
    { "d1 allow domain=example.com; d2 undo #0", "d0 hard no-such-user", BOUNCED },
    { "d1 allow domain=example.com", "d2 add opt-out", "suppressed opt-out for ever protected by opt-out" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieActs) acts = read_acts (rows[i].acts);
      const FoldRow row = { rows[i].acts, rows[i].history, rows[i].want };
      expect_folds_under ("", acts, &row, 1);
    }
}

Test (act, found_by_its_id)
{
  g_autoptr (NixieActs) acts = read_acts ("d0 undo; d1 undo; d2 hold");
  guint n = 0;
  cr_expect_eq (nixie_acts_find (acts, "02", &n), nixie_acts_get (acts, 1));
  cr_expect_eq (n, 1);
  cr_expect_null (nixie_acts_find (acts, "0", &n), "three of them");
  cr_expect_eq (n, 3);
  cr_expect_null (nixie_acts_find (acts, "", NULL));
  cr_expect_null (nixie_acts_find (acts, "ff", &n));
}

/* The states of the addresses, a word each. */
static char *
states (NixieStore *store)
{
  static const char *const addresses[] = { "a@example.com", "b@example.com", "c@example.org" };
  GString *all = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      NixieState state;
      cr_assert (nixie_store_look_up (store, addresses[i], NOW_US, &state, NULL));
      g_string_append_printf (all, "%s%s", i > 0 ? " " : "", nixie_state_id (state));
    }
  return g_string_free (all, FALSE);
}

static void
expect_states (NixieStore *store, const char *want)
{
  g_autofree char *got = states (store);
  cr_expect_str_eq (got, want);
}

static void
write_act (NixieStore *store, const char *text, guint number)
{
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_ptr_array_add (acts, read_act (text, number));
  cr_assert (nixie_store_write_acts (store, acts, NOW_US, NULL, NULL));
}

Test (act, entries_follow)
{
  g_autofree char *folder = list_temporary ();
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, list_failure ("a@example.com", 1, 0, TRUE), NULL);
  list_write_one (store, list_failure ("b@example.com", 2, 0, TRUE), NULL);
  list_write_one (store, list_failure ("c@example.org", 3, 0, TRUE), NULL);
  expect_states (store, "suppressed suppressed suppressed");
  write_act (store, "d1 undo domain=example.com", 0);
  expect_states (store, "clear clear suppressed");
  write_act (store, "d2 undo #0", 1);
  expect_states (store, "suppressed suppressed suppressed");
  write_act (store, "d3 allow pattern=b@*", 2);
  expect_states (store, "suppressed allowed suppressed");
  write_act (store, "d1 undo #2", 3); /* the clock was set back: it comes behind all the same */
  expect_states (store, "suppressed suppressed suppressed");
  write_act (store, "d5 hold domain=example.org", 4);
  expect_states (store, "suppressed suppressed held");
  list_write_one (store, list_failure ("c@example.org", 4, 1, TRUE), NULL);
  expect_states (store, "suppressed suppressed held"); /* what comes later follows the acts too */
  g_clear_pointer (&store, nixie_store_free);

  store = list_open (folder, NIXIE_STORE_WRITE, settings);
  guint64 changed = 1;
  cr_assert (nixie_store_rebuild (store, NOW_US, &changed, NULL));
  cr_expect_eq (changed, 0, "a rebuild finds every entry as it should be");
  g_autoptr (NixieActs) acts = NULL;
  cr_assert (nixie_store_acts (store, &acts, NULL));
  cr_expect_eq (nixie_acts_length (acts), 5);
  g_clear_pointer (&store, nixie_store_free);
  list_remove (folder);
}
