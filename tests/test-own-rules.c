/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reason/: a user's own rules: what a line may say, what is refused and where, what fits, and that no pattern takes for ever.
 */
#include "base/limits.h"
#include "reason/own-rules.h"
#include "reason/reason.h"

#include <criterion/criterion.h>
#include <string.h>

/* The rules of TEXT, in force until the end of the scope that holds them. */
static NixieOwnRules *
in_force (const char *text)
{
  NixieOwnRules *rules = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  const gboolean good = nixie_own_rules_read (nixie_slice_of (text), "rules", &rules, problems);
  cr_assert (good, "%s: %s", text, problems->len > 0 ? (const char *) problems->pdata[0] : "");
  nixie_own_rules_put_in_force (rules);
  return rules;
}

static NixieVerdict
ask (const NixieReasonInput *input)
{
  NixieVerdict verdict;
  nixie_reason_classify (input, &verdict);
  return verdict;
}

typedef struct {
  const char *name, *conditions;
  NixieReasonInput input;
  gboolean fits;
} Row;

/* A rule with the conditions of ROW on the second line of its file. */
static void
expect (const Row *row)
{
  g_autofree char *text = g_strdup_printf ("# head\nsystem-full %s", row->conditions);
  G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force (text);
  NixieReasonInput input = row->input;
  input.action = NIXIE_ACTION_FAILED;
  const NixieVerdict got = ask (&input);
  cr_expect_eq (strcmp (got.evidence, "rule:2") == 0, row->fits, "%s: evidence %s", row->name, got.evidence);
  cr_expect_str_eq (got.finding, "", "%s: %s", row->name, got.finding);
  if (row->fits)
    cr_expect (got.reason == NIXIE_REASON_SYSTEM_FULL && strcmp (got.rule, "rules:2") == 0, "%s: %s", row->name, got.rule);
}

Test (own_rules, provider_and_codes)
{
  static const Row rows[] = {
    { "provider", "provider=gmail", { .remote_mta = "gmail-smtp-in.l.google.com" }, TRUE },
    { "provider by the recipient", "provider=gmail", { .recipient = "a@gmail.com" }, TRUE },
    { "provider by a mark", "provider=gmail", { .text = "550 5.7.1 x gsmtp" }, TRUE },
    { "provider by a mark beside words that have settled it", "provider=gmail", { .text = "User unknown", .human = "x gsmtp" }, TRUE },
    { "another provider", "provider=gmail", { .remote_mta = "mx.example.com" }, FALSE },
    { "host", "provider=mx.example.com", { .remote_mta = "MX.example.com" }, TRUE },
    { "host with a dot at its end", "provider=mx.example.com", { .remote_mta = "mx.example.com." }, TRUE },
    { "below a host", "provider=.example.com", { .remote_mta = "a.mx.example.com" }, TRUE },
    { "a host that only ends alike", "provider=example.com", { .remote_mta = "noexample.com" }, FALSE },
    { "domain", "provider=example.com", { .recipient = "a@sub.example.com" }, TRUE },
    { "another domain", "provider=example.com", { .recipient = "example.com@example.net" }, FALSE },
    { "reply", "reply=550", { .reply = "550" }, TRUE },
    { "another reply", "reply=550", { .reply = "551" }, FALSE },
    { "no reply", "reply=550", { .status = "5.1.1" }, FALSE },
    { "reply with x", "reply=55X", { .reply = "559" }, TRUE },
    { "reply with x, another", "reply=55x", { .reply = "569" }, FALSE },
    { "reply with two", "reply=4xx", { .reply = "421" }, TRUE },
    { "status", "status=5.1.1", { .status = "5.1.1" }, TRUE },
    { "a longer status", "status=5.1.1", { .status = "5.1.10" }, FALSE },
    { "no status", "status=x.x.x", { .reply = "550" }, FALSE },
    { "status with x", "status=5.7.x", { .status = "5.7.515" }, TRUE },
    { "status with x, another", "status=5.7.x", { .status = "5.1.515" }, FALSE },
    { "class x", "status=x.2.2", { .status = "4.2.2" }, TRUE },
    { "status of a long number", "status=5.7.x", { .status = "5.7.99999999999999999999999" }, TRUE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

Test (own_rules, texts)
{
  static const Row rows[] = {
    { "text", "text=\"Go   Away\"", { .text = "550 please go away." }, TRUE },
    { "text over two lines", "text='go away'", { .text = "550-please go\r\n away" }, TRUE },
    { "text of another word", "text='go away'", { .text = "550 ego away" }, FALSE },
    { "text that goes on", "text='go away'", { .text = "550 go awayish" }, FALSE },
    { "text at a second place", "text='go away'", { .text = "550 go awayish or go away" }, TRUE },
    { "text that begins with no letter", "text=#5.1.1", { .text = "failed #5.1.1" }, TRUE },
    { "text in the human part", "text='go away'", { .text = "550 no", .human = "Go away!" }, TRUE },
    { "no text", "text='go away'", { .reply = "550" }, FALSE },
    { "text with the other quote", "text='say \"no\"'", { .text = "they say \"no\" to you" }, TRUE },
    { "regex", "regex='gone since \\d{4}'", { .text = "Gone since 2019" }, TRUE },
    { "regex, another", "regex='gone since \\d{4}'", { .text = "gone since ever" }, FALSE },
    { "regex that minds case", "regex=(?-i)gone", { .text = "Gone" }, FALSE },
    { "regex beyond ASCII", "regex='ÄRGER'", { .text = "nur ärger" }, TRUE },
    { "regex in what is no UTF-8", "regex='a.b'", { .text = "a\xff" "b" }, TRUE },
    { "regex with an end", "regex='gone$'", { .text = "550 gone" }, TRUE },
    { "regex in the human part", "regex=moon", { .human = "by the moon" }, TRUE },
    { "text and regex of one text", "text=moon regex=sun", { .text = "sun and moon" }, TRUE },
    { "text and regex of two texts", "text=moon regex=sun", { .text = "sun", .human = "moon" }, FALSE },
    { "all", "text=away regex=go status=5.x.x reply=550 provider=example.com", { .text = "go away", .status = "5.0.0", .reply = "550",
        .recipient = "a@example.com" }, TRUE },
    { "all but one", "text=away regex=go status=5.x.x reply=551 provider=example.com", { .text = "go away", .status = "5.0.0",
        .reply = "550", .recipient = "a@example.com" }, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    expect (&rows[i]);
}

Test (own_rules, before_all_tables)
{
  const NixieReasonInput input = { .action = NIXIE_ACTION_FAILED, .status = "5.1.1", .reply = "550", .text = "550 5.1.1 User unknown" };
  cr_expect_eq (ask (&input).reason, NIXIE_REASON_NO_SUCH_USER);
  {
    G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force ("blocked reply=551\nspam text='user unknown'\nvirus reply=550\n");
    cr_expect_eq (nixie_own_rules_length (rules), 3);
    cr_expect_eq (ask (&input).reason, NIXIE_REASON_SPAM, "the first that fits");
    cr_expect_str_eq (ask (&input).evidence, "rule:2");
    nixie_own_rules_put_in_force (NULL);
    cr_expect_eq (ask (&input).reason, NIXIE_REASON_NO_SUCH_USER, "none in force");
    nixie_own_rules_put_in_force (rules);
  }
  cr_expect_eq (ask (&input).reason, NIXIE_REASON_NO_SUCH_USER, "freed rules are not in force");
}

Test (own_rules, class)
{
  static const struct {
    const char *name, *rule;
    NixieReasonInput input;
    const char *reason, *class;
  } rows[] = {
    { "words alone", "no-such-user text=moon", { .text = "moon" }, "no-such-user", "hard" },
    { "a pattern alone", "no-such-user regex=m..n", { .text = "moon" }, "no-such-user", "hard" },
    { "no words and no code", "no-such-user provider=example.com", { .recipient = "a@example.com", .text = "x" }, "no-such-user", "soft" },
    { "a permanent code", "no-such-user reply=550", { .reply = "550", .text = "x" }, "no-such-user", "hard" },
    { "a transient code", "no-such-user text=moon", { .reply = "450", .text = "moon" }, "no-such-user", "soft" },
    { "a transient status", "no-such-user reply=550", { .reply = "550", .status = "4.2.0", .text = "x" }, "no-such-user", "soft" },
    { "transient words", "no-such-user text=moon", { .reply = "550", .text = "moon, please try again later" }, "no-such-user", "soft" },
    { "a reason that is never hard", "spam reply=550", { .reply = "550", .text = "User unknown" }, "spam", "soft" },
    { "undefined", "undefined text='user unknown'", { .reply = "550", .text = "User unknown" }, "undefined", "soft" },
    { "a delay stays one", "no-such-user text=moon", { .action = NIXIE_ACTION_DELAYED, .text = "moon" }, "delayed", "none" },
    { "a delay by words stays one", "no-such-user text=warning", { .text = "Warning: could not send message for past 4 hours" }, "delayed",
      "none" },
    { "an automatic reply stays one", "no-such-user text=moon", { .report = NIXIE_REPORT_AUTO_RESPONSE, .human = "moon" }, "auto-reply",
      "none" },
    { "a complaint stays one", "no-such-user text=moon", { .report = NIXIE_REPORT_FEEDBACK, .feedback = "abuse", .human = "moon" },
      "complaint", "none" },
    { "a success stays one", "no-such-user text=moon", { .action = NIXIE_ACTION_DELIVERED, .text = "moon" }, "delivered", "none" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force (rows[i].rule);
      const NixieVerdict got = ask (&rows[i].input);
      cr_expect_str_eq (nixie_reason_id (got.reason), rows[i].reason, "%s: reason %s", rows[i].name, nixie_reason_id (got.reason));
      cr_expect_str_eq (nixie_class_id (got.class), rows[i].class, "%s: class %s", rows[i].name, nixie_class_id (got.class));
    }
  G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force ("no-such-user text=moon");
  cr_expect_eq (ask (&(NixieReasonInput){ .action = NIXIE_ACTION_DELAYED, .text = "moon" }).ground, NIXIE_REASON_NO_SUCH_USER);
}

Test (own_rules, refused)
{
  static const struct {
    const char *text, *problem;
  } rows[] = {
    { "nosuch reply=550", "rules:1: 'nosuch' is no reason" },
    { "\n# x\nspam", "rules:3: no condition" },
    { "spam # reply=550", "rules:1: no condition" },
    { "reply=550 spam", "rules:1: 'reply=550' is no reason" },
    { "delivered reply=550", "rules:1: 'delivered' is no failure" },
    { "opt-out reply=550", "rules:1: 'opt-out' is no failure" },
    { "spam reply", "rules:1: 'reply' is no condition" },
    { "spam reply = 550", "rules:1: 'reply' is no condition" },
    { "spam Reply=550", "rules:1: 'Reply' is no condition" },
    { "spam =550", "rules:1: '' is no condition" },
    { "spam reply=550 reply=551", "rules:1: reply= stands twice" },
    { "spam reply=", "rules:1: reply=: not three digits" },
    { "spam reply=55", "rules:1: reply=55: not" },
    { "spam reply=x50", "rules:1: reply=x50: not" },
    { "spam reply=5500", "rules:1: reply=5500: not" },
    { "spam status=5.1", "rules:1: status=5.1: not" },
    { "spam status=5.1.1.1", "rules:1: status=5.1.1.1: not" },
    { "spam status=3.1.1", "rules:1: status=3.1.1: not" },
    { "spam status=5..1", "rules:1: status=5..1: not" },
    { "spam status=5.1.1000", "rules:1: status=5.1.1000: not" },
    { "spam provider=foo", "rules:1: provider=foo: neither" },
    { "spam provider=", "rules:1: provider=: neither" },
    { "spam provider=.", "rules:1: provider=.: neither" },
    { "spam provider=a@example.com", "rules:1: provider=a@example.com: neither" },
    { "spam provider=*.example.com", "rules:1: provider=*.example.com: neither" },
    { "spam text=", "rules:1: text= is empty" },
    { "spam text=' '", "rules:1: text= is empty" },
    { "spam text=\"a", "rules:1: the quotation mark \" is not closed" },
    { "spam text='a'b", "rules:1: no blank follows" },
    { "spam regex=", "rules:1: regex= is empty" },
    { "spam regex='a(b'", "rules:1: regex=: " },
    { "spam regex='(?<n>'", "rules:1: regex=: " },
    { "spam text=\xff", "rules:1: not UTF-8" },
    { "spam reply=550\nblocked   reply=550", "rules:2: never used: line 1" },
    { "spam status=5.7.X text='A  b'\nblocked text=\"a b\" status=5.7.x", "rules:2: never used: line 1" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieOwnRules *rules = NULL;
      g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
      cr_expect_not (nixie_own_rules_read (nixie_slice_of (rows[i].text), "rules", &rules, problems), "%s", rows[i].text);
      cr_expect_null (rules);
      cr_assert_eq (problems->len, 1, "%s: %u problems", rows[i].text, problems->len);
      cr_expect (g_str_has_prefix (problems->pdata[0], rows[i].problem), "%s: %s", rows[i].text, (const char *) problems->pdata[0]);
    }
}

/* Every mistake of a file is told, each with its line; what editors put around lines is none. */
Test (own_rules, lines)
{
  NixieOwnRules *none = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  static const char nul[] = "spam reply=550\0 x\nspam\nspam reply=551\nnosuch reply=550";
  cr_expect_not (nixie_own_rules_read (nixie_slice (nul, sizeof nul - 1), "f", &none, problems));
  cr_assert_eq (problems->len, 3);
  cr_expect_str_eq (problems->pdata[0], "f:1: not UTF-8");
  cr_expect (g_str_has_prefix (problems->pdata[1], "f:2: ") && g_str_has_prefix (problems->pdata[2], "f:4: "));

  g_autoptr (NixieOwnRules) rules = in_force ("\xef\xbb\xbfspam reply=550\r\n\r\n \t# x\r\n\tblocked\treply=551\t#x\r\nvirus text=a#b");
  cr_expect_eq (nixie_own_rules_length (rules), 3);
  cr_expect_str_eq (ask (&(NixieReasonInput){ .reply = "551" }).rule, "rules:4");
  cr_expect_str_eq (ask (&(NixieReasonInput){ .text = "xx a#b" }).rule, "rules:5");
  g_autoptr (NixieOwnRules) empty = in_force ("");
  cr_expect_eq (nixie_own_rules_length (empty), 0);
  cr_expect_eq (ask (&(NixieReasonInput){ .reply = "552" }).reason, NIXIE_REASON_MAILBOX_FULL);
}

static gboolean
is_read (const GString *text)
{
  g_autoptr (NixieOwnRules) rules = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  return nixie_own_rules_read (nixie_slice (text->str, text->len), "rules", &rules, problems);
}

Test (own_rules, limits)
{
  g_autoptr (GString) text = g_string_new ("spam text=");
  while (text->len < NIXIE_LIMIT_RULE_LINE_BYTES)
    g_string_append_c (text, 'a');
  cr_expect (is_read (text), "a line at its limit");
  g_string_append_c (text, 'a');
  cr_expect_not (is_read (text), "a line above it");

  g_string_truncate (text, 0);
  for (guint i = 0; i < NIXIE_LIMIT_RULES; i++)
    g_string_append_printf (text, "spam text=%u\n", i);
  cr_expect (is_read (text), "as many rules as may be");
  g_string_append (text, "spam text=more\n");
  cr_expect_not (is_read (text), "one more");

  g_string_truncate (text, 0);
  while (text->len < NIXIE_LIMIT_RULES_BYTES)
    g_string_append_c (text, '\n');
  cr_expect (is_read (text), "a file at its limit");
  g_string_append_c (text, '\n');
  cr_expect_not (is_read (text), "a file above it");
}

/* Patterns that would take exponential time: given up at the limit of steps, which is said, and the next rule is asked. */
Test (own_rules, catastrophic_patterns)
{
  static const char *const patterns[] = {
    "(a+)+$", "(a|aa)+$", "(a|a?)+$", "(.*a){20}!!", "(([a-z])+.)+[A-Z]([a-z])+$", "(?:a(?:a(?:a)*)*)*$", "((a*)*)*b|(a+)+!!",
    "(*LIMIT_MATCH=4000000000)(*LIMIT_RECURSION=4000000000)(a+)+$", "(?<r>a|(?&r)a)+$", "(?=(a+)+$)b?",
  };
  g_autoptr (GString) text = g_string_new ("550 ");
  for (guint i = 0; i < 3000; i++)
    g_string_append_c (text, 'a');
  g_string_append_c (text, '!');
  for (gsize i = 0; i < G_N_ELEMENTS (patterns); i++)
    {
      g_autofree char *file = g_strdup_printf ("spam regex='%s'\nvirus reply=550", patterns[i]);
      G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force (file);
      const NixieVerdict got = ask (&(NixieReasonInput){ .reply = "550", .text = text->str, .human = text->str });
      cr_expect_str_eq (got.evidence, "rule:2", "%s: evidence %s", patterns[i], got.evidence);
      cr_expect_str_eq (got.finding, "rule:1: the regular expression was given up at its limit", "%s: '%s'", patterns[i], got.finding);
    }
}

/* What is searched ends at its limit, and a pattern that people write is far below the limit of steps. */
Test (own_rules, long_texts)
{
  G_GNUC_UNUSED g_autoptr (NixieOwnRules) rules = in_force ("spam regex='user .* at .* (gone|moved)'\nvirus regex=behind");
  g_autoptr (GString) text = g_string_new ("550 user ");
  while (text->len < NIXIE_LIMIT_RULE_TEXT_BYTES + 10)
    g_string_append (text, "joe at ");
  g_string_append (text, "behind");
  const NixieVerdict got = ask (&(NixieReasonInput){ .text = text->str });
  cr_expect_str_neq (got.rule, "rules:2", "nothing behind the limit is searched");
  g_string_truncate (text, 300);
  g_string_append (text, " gone");
  const NixieVerdict matched = ask (&(NixieReasonInput){ .text = text->str });
  cr_expect_str_eq (matched.rule, "rules:1");
  cr_expect_str_eq (matched.finding, "");
}
