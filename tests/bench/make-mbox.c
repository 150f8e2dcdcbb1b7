/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * make-mbox KIND MEGABYTES [ADDRESSES]: writes an mbox of made mail (reports, ordinary or mixed) to standard output, in
 * constant memory, for benchmarks and tests of large mailboxes.
 */
#include "mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static gboolean
parse_kind (const char *word, BenchKind *kind)
{
  static const char *const words[] = { "reports", "ordinary", "mixed" };
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0)
      {
        *kind = (BenchKind) i;
        return TRUE;
      }
  return FALSE;
}

int
main (int argc, char **argv)
{
  BenchKind kind;
  if (argc < 3 || !parse_kind (argv[1], &kind))
    {
      fprintf (stderr, "usage: make-mbox reports|ordinary|mixed MEGABYTES [ADDRESSES]\n");
      return 64;
    }
  const gint64 bytes = g_ascii_strtoll (argv[2], NULL, 10) * 1000000;
  const guint addresses = argc > 3 ? (guint) g_ascii_strtoull (argv[3], NULL, 10) : 20000;
  g_autoptr (GString) out = g_string_sized_new (16384);
  gint64 written = 0;
  for (guint i = 0; written < bytes; i++)
    {
      g_string_assign (out, "From MAILER-DAEMON Sat Nov 21 10:00:00 2026\n");
      bench_mail_append (out, kind, i, MAX (addresses, 1));
      g_string_append_c (out, '\n');
      if (fwrite (out->str, 1, out->len, stdout) != out->len)
        return 74;
      written += (gint64) out->len;
    }
  return 0;
}
