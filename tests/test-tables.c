/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reason/'s tables: every row's example, classified by the code that reads the tables, has to end at this very row.
 */
#include "reason/reason-private.h"
#include "report/reply.h"

#include "rule-examples.h"

#include <criterion/criterion.h>
#include <string.h>

static const char *
behind (const char *where, const char *word)
{
  return g_str_has_prefix (where, word) ? where + strlen (word) : "";
}

static void
classify (const RuleExample *example, NixieVerdict *verdict)
{
  NixieReply reply;
  nixie_reply_split (example->text, &reply);
  g_autofree char *recipient = g_strconcat ("a@", behind (example->where, "domain "), NULL);
  g_autofree char *text = g_strconcat (example->text, " ", behind (example->where, "mark "), NULL);
  const NixieReasonInput input = {
    .action = g_strcmp0 (example->reason, "delayed") == 0 || g_strcmp0 (example->reason, "delivered") == 0 ? NIXIE_ACTION_NONE
                                                                                                           : NIXIE_ACTION_FAILED,
    .status = reply.status,
    .reply = reply.reply,
    .text = text,
    .recipient = recipient,
    .remote_mta = behind (example->where, "host "),
    .producer = behind (example->where, "producer "),
    .stage = example->stage,
  };
  nixie_reason_classify (&input, verdict);
}

static void
expect (const RuleExample *row)
{
  NixieVerdict got;
  classify (row, &got);
  if (strcmp (row->table, "terms") == 0)
    {
      const NixieClass want = strcmp (row->reason, "transient") == 0 ? NIXIE_CLASS_SOFT : NIXIE_CLASS_HARD;
      cr_expect_eq (got.class, want, "terms.tsv:%u: '%s': class %s", row->line, row->text, nixie_class_id (got.class));
      return;
    }
  cr_expect_str_eq (nixie_reason_id (got.reason), row->reason, "%s.tsv:%u: '%s': reason %s by %s", row->table, row->line, row->text,
                    nixie_reason_id (got.reason), got.rule);
  /* A status or reply that names no ground decides nothing. */
  if (strcmp (row->reason, "undefined") != 0)
    cr_expect_str_eq (got.rule, row->rule, "%s.tsv:%u: '%s': decided by %s", row->table, row->line, row->text, got.rule);
}

Test (tables, examples)
{
  cr_expect_gt (n_rule_examples, 1000);
  for (guint i = 0; i < n_rule_examples; i++)
    expect (&rule_examples[i]);
}

/* The node of the trie that PHRASE ends at, 0 where it is not in there. */
static guint
end_of (const char *phrase)
{
  guint node = NIXIE_PHRASE_ROOT;
  for (gsize i = 0; i <= strlen (phrase) && node != 0; i++) /* its NUL, too, which is NIXIE_END */
    {
      const guint next = nixie_phrase_nodes[node].base + (guint) (guchar) phrase[i];
      node = nixie_phrase_nodes[next].parent == node ? next : 0;
    }
  return node;
}

Test (tables, sorted_and_found)
{
  guint first = 0; /* of the rows of one phrase */
  for (guint i = 0; i < nixie_n_phrase_rows; i++)
    {
      const char *before = nixie_rule_pool + nixie_phrase_rows[first].phrase, *here = nixie_rule_pool + nixie_phrase_rows[i].phrase;
      cr_expect_leq (strcmp (before, here), 0, "'%s' before '%s'", before, here);
      cr_expect_eq (strlen (here), nixie_phrase_rows[i].length, "'%s'", here);
      first = here == before ? first : i;
      const guint end = end_of (here);
      cr_assert_neq (end, 0, "'%s'", here);
      cr_expect_eq (nixie_phrase_nodes[end].base, first, "'%s'", here);
    }
}
