/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * reason/: the replies of tests/replies.tsv, as senders' logs and reports have them, and the reason and class that each comes to.
 */
#include "reason/outcome.h"
#include "reason/reason.h"
#include "report/reply.h"

#include <criterion/criterion.h>
#include <string.h>

/* Whether ID is one of WANTED, which are joined by bars. */
static gboolean
is_wanted (const char *wanted, const char *id)
{
  g_auto (GStrv) ids = g_strsplit (wanted, "|", -1);
  return g_strv_contains ((const char *const *) ids, id);
}

static void
expect (const char *reason, const char *class, const char *host, const char *text)
{
  NixieReply reply;
  NixieVerdict got;
  nixie_reply_split (text, &reply);
  nixie_reason_classify (&(NixieReasonInput){ .action = NIXIE_ACTION_FAILED, .status = reply.status, .reply = reply.reply, .text = text,
                           .recipient = "anna@example.com", .remote_mta = host }, &got);
  cr_expect (is_wanted (reason, nixie_reason_id (got.reason)), "'%s': reason %s by '%s'", text, nixie_reason_id (got.reason), got.rule);
  cr_expect_str_eq (nixie_class_id (got.class), class, "'%s': class %s", text, nixie_class_id (got.class));
}

Test (replies, reasons_and_classes)
{
  g_autofree char *path = g_build_filename (g_getenv ("SRCDIR"), "tests", "replies.tsv", NULL);
  g_autofree char *table = NULL;
  cr_assert (g_file_get_contents (path, &table, NULL, NULL), "%s", path);
  g_auto (GStrv) lines = g_strsplit (table, "\n", -1);
  guint n = 0;
  for (gsize i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '#' || lines[i][0] == '\0')
        continue;
      g_auto (GStrv) cells = g_strsplit (lines[i], "\t", -1);
      cr_assert_eq (g_strv_length (cells), 4, "replies.tsv:%zu", i + 1);
      expect (cells[0], cells[1], cells[2], cells[3]);
      n++;
    }
  cr_expect_gt (n, 1000);
}
