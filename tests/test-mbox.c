/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source/: one file, an mbox or a single message: where messages begin and end.
 */
#include "source-fixture.h"

#include "base/clock.h"
#include "base/limits.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

TestSuite (mbox, .init = fixture_init, .fini = fixture_fini);

Test (mbox, messages_of_one_file)
{
  static const struct {
    const char *name, *file, *want;
  } rows[] = {
    { "one message", "Subject: a\n\nFrom " D "\n\nFrom x " D "\nTo: b\n", "Subject: a\n\nFrom " D "\n\nFrom x " D "\nTo: b\n" },
    { "one message behind a From_ line", "From x " D "\nSubject: a\n\nb\n", "Subject: a\n\nb\n" },
    { "From_ line without a date before a header", "From x@example.com\nSubject: a\n\nb\n", "Subject: a\n\nb\n" },
    { "prose with From", "From here on\nall is well\n", "From here on\nall is well\n" },
    { "BOM", "\357\273\277Subject: a\n\nb\n", "Subject: a\n\nb\n" },
    { "empty lines first", "\n\r\nSubject: a\n\nb\n", "Subject: a\n\nb\n" },
    { "empty lines and BOM before a From_ line", "\357\273\277\nFrom x " D "\nA: b\n\nFrom y " D "\nC: d\n", "A: b\n" SEPARATOR "C: d\n" },
    { "no header", "The mail could not be delivered.\n", "The mail could not be delivered.\n" },
    { "quoted From in a message stays", "Subject: a\n\n>From b\n", "Subject: a\n\n>From b\n" },
    { "empty", "", "" },
    { "only empty lines", "\n\n\r\n", "" },
    { "two", "From x " D "\nA: b\n\nc\n\nFrom y " D "\nC: d\n\ne\n", "A: b\n\nc\n" SEPARATOR "C: d\n\ne\n" },
    { "two and an empty line last", "From x " D "\nA: b\n\nc\n\nFrom y " D "\nC: d\n\ne\n\n", "A: b\n\nc\n" SEPARATOR "C: d\n\ne\n" },
    { "no line end last", "From x " D "\nA: b\n\nc\n\nFrom y " D "\nC: d\n\ne", "A: b\n\nc\n" SEPARATOR "C: d\n\ne" },
    { "CRLF", "From x " D "\r\nA: b\r\n\r\nc\r\n\r\nFrom y " D "\r\nC: d\r\n\r\ne\r\n", "A: b\r\n\r\nc\r\n" SEPARATOR "C: d\r\n\r\ne\r\n" },
    { "CR", "From x " D "\rA: b\r\rc\r\rFrom y " D "\rC: d\r\re\r", "A: b\r\rc\r" SEPARATOR "C: d\r\re\r" },
    { "LF, then CRLF", "From x " D "\nA: b\n\nc\n\nFrom y " D "\r\nC: d\r\n", "A: b\n\nc\n" SEPARATOR "C: d\r\n" },
    { "an empty line of its own is kept", "From x " D "\nA: b\n\nc\n\n\nFrom y " D "\nC: d\n", "A: b\n\nc\n\n" SEPARATOR "C: d\n" },
    { "no empty line before", "From x " D "\nA: b\n\nc\nFrom y " D "\nC: d\n", "A: b\n\nc\nFrom y " D "\nC: d\n" },
    { "no date", "From x " D "\nA: b\n\nc\n\nFrom y to z\nC: d\n", "A: b\n\nc\n\nFrom y to z\nC: d\n" },
    { "prose behind the date", "From x " D "\nA: b\n\nc\n\nFrom y " D " we saw\nC: d\n", "A: b\n\nc\n\nFrom y " D " we saw\nC: d\n" },
    { "no header below", "From x " D "\nA: b\n\nc\n\nFrom y " D "\nwe saw it\n", "A: b\n\nc\n\nFrom y " D "\nwe saw it\n" },
    { "empty header below", "From x " D "\nA: b\n\nFrom y " D "\n\nwe saw it\n", "A: b\n" SEPARATOR "\nwe saw it\n" },
    { "nothing below", "From x " D "\nA: b\n\nFrom y " D "\n", "A: b\n" SEPARATOR },
    { "nothing between", "From x " D "\n\nFrom y " D "\nA: b\n", SEPARATOR "A: b\n" },
    { ">From line in the header", "From x " D "\nA: b\n\nFrom y " D "\n>From z " D " remote from w\nC: d\n",
      "A: b\n" SEPARATOR "From z " D " remote from w\nC: d\n" },
    { "quoted",
      "From x " D "\nA: b\n\n>From a\n>>From b\nc >From d\n> From e\n>Fro\n\n", "A: b\n\nFrom a\n>From b\nc >From d\n> From e\n>Fro\n" },
    { "quoted CRLF", "From x " D "\r\nA: b\r\n\r\n>From a\r\n>>From b\r\n", "A: b\r\n\r\nFrom a\r\n>From b\r\n" },
    { "quoted in one, not in the next",
      "From x " D "\nA: b\n\n>From a\n\nFrom x " D "\nA: b\n\nfrom\n", "A: b\n\nFrom a\n" SEPARATOR "A: b\n\nfrom\n" },
    { "a patch in a body", "From x " D "\nA: b\n\nFrom 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: c\n",
      "A: b\n\nFrom 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: c\n" },
    { "an mbox of patches",
      "From 0123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: c\n\n"
      "From 1123456789abcdef0123456789abcdef01234567 Mon Sep 17 00:00:00 2001\nFrom: d\n",
      "From: c\n" SEPARATOR "From: d\n" },
    { "an mbox of bare From_ lines",
      "From \r\nA: b\r\n\r\nFrom \r\nis all\r\n\r\nFrom \r\nC: d\r\n", "A: b\r\n\r\nFrom \r\nis all\r\n" SEPARATOR "C: d\r\n" },
    { "a bare From_ line in a dated mbox", "From x " D "\nA: b\n\nFrom \nC: d\n", "A: b\n\nFrom \nC: d\n" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      put ("file", rows[i].file, -1);
      g_autofree char *got = read_name ("file", SHOW_BODIES);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

Test (mbox, from_lines)
{
  static const struct {
    const char *name, *line, *want; /* want: ISO date, "" for a date that is no time, NULL for no From_ line */
  } rows[] = {
    { "asctime", "From x@example.com Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "two spaces", "From MAILER-DAEMON  Sat Nov  1 10:00:00 2026", "2026-11-01T10:00:00Z" },
    { "no sender", "From Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "null sender", "From <> Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "dash", "From - Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "sender of several words", "From x at example.com  Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "quoted sender", "From \"a Sat b\"@example.com Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "no seconds", "From x Sat Nov 21 10:00 2026", "2026-11-21T10:00:00Z" },
    { "zone before the year", "From x Sat Nov 21 10:00:00 EST 2026", "2026-11-21T15:00:00Z" },
    { "two zones before the year", "From x Sat Nov 21 10:00:00 MET DST 2026", "2026-11-21T09:00:00Z" },
    { "number before the year", "From 17@xxx Sat Nov 21 10:00:00 +0100 2026", "2026-11-21T09:00:00Z" },
    { "zone behind the year", "From x Sat Nov 21 10:00:00 2026 -0130", "2026-11-21T11:30:00Z" },
    { "comment behind the zone", "From x Sat Nov 21 10:00:00 2026 +0000 (UTC)", "2026-11-21T10:00:00Z" },
    { "remote from", "From x Sat Nov 21 10:00:00 2026 remote from y", "2026-11-21T10:00:00Z" },
    { "RFC 5322", "From x Sat, 21 Nov 2026 10:00:00 +0100", "2026-11-21T09:00:00Z" },
    { "ISO", "From () 2026-11-21 10:00:00 +0100", "2026-11-21T09:00:00Z" },
    { "epoch", "From - Thu Jan  1 00:00:00 1970", "" },
    { "small letters", "From x sat nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "no such day of week", "From x Sut Nov 21 10:00:00 2026", NULL },
    { "no such month", "From x Sat Nev 21 10:00:00 2026", NULL },
    { "no such day", "From x Sat Nov 31 10:00:00 2026", NULL },
    { "no such hour", "From x Sat Nov 21 25:00:00 2026", NULL },
    { "no year", "From x Sat Nov 21 10:00:00", NULL },
    { "no time", "From x Sat Nov 21 2026", NULL },
    { "words behind", "From x Sat Nov 21 10:00:00 2026 until noon", NULL },
    { "words between", "From x Sat Nov 21 at 10:00:00 2026", NULL },
    { "remote from nowhere", "From x Sat Nov 21 10:00:00 2026 remote from", NULL },
    { "no space", "From\tx Sat Nov 21 10:00:00 2026", NULL },
    { "header field", "From: x Sat Nov 21 10:00:00 2026", NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf ("%s\nnothing but text\n", rows[i].line);
      g_autofree char *path = g_build_filename (fixture_dir (), "file", NULL);
      g_autoptr (NixieSource) source = NULL;
      NixieMessage message;
      put ("file", text, -1);
      cr_assert (nixie_source_open ((const char *const[]){ path, NULL }, &source, NULL));
      cr_assert (nixie_source_next (source, &message, NULL));
      cr_expect_eq (g_str_has_prefix (message.bytes.data, "nothing"), rows[i].want != NULL, "%s", rows[i].name);
      g_autofree char *iso = nixie_clock_to_iso (nixie_source_envelope_us (message.whole));
      cr_expect_str_eq (iso, rows[i].want != NULL ? rows[i].want : "", "%s: %s", rows[i].name, iso);
    }
}

/* The offset in an origin is that of the message's From_ line; the messages are those that were written, wherever the buffer ends. */
Test (mbox, split_is_the_inverse_of_write)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4155);
  static const char *const words[] = { "From ", ">From ", "\n", "\n\nFrom ", "From x " D "\n", "\r\n", "\r\n\r\nFrom x " D "\n",
                                       " ",     "A: b\n", "é",  "\n\n",      "word",             ">>",   "From y\nC: d\n" };
  for (guint round = 0; round < 40; round++)
    {
      g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (GArray) offsets = g_array_new (FALSE, FALSE, sizeof (gsize));
      g_autoptr (GString) mbox = g_string_new (NULL);
      for (guint i = 0; i < 60; i++)
        {
          g_autoptr (GString) message = g_string_new ("Subject: a\n");
          const guint n = (guint) g_rand_int_range (random, 0, 40);
          for (guint k = 0; k < n; k++)
            g_string_append (message, words[g_rand_int_range (random, 0, G_N_ELEMENTS (words))]);
          if (i % 9 == 0) /* from the buffer's ends on, some octets further each round */
            for (guint k = 256 * 1024 + round * 7 - (guint) mbox->len % (256 * 1024); k > 0; k--)
              g_string_append_c (message, k % 64 == 0 ? '\n' : 'x');
          g_string_append_c (message, '\n');
          g_array_append_val (offsets, mbox->len);
          g_string_append (mbox, "From x " D "\n");
          g_auto (GStrv) lines = g_strsplit (message->str, "\n", -1);
          for (guint k = 0; lines[k + 1] != NULL; k++)
            g_string_append_printf (mbox, "%s%s\n", g_str_has_prefix (lines[k] + strspn (lines[k], ">"), "From ") ? ">" : "", lines[k]);
          g_string_append_c (mbox, '\n');
          g_ptr_array_add (messages, g_strdup (message->str));
        }
      put ("mbox", mbox->str, (gssize) mbox->len);
      g_autofree char *path = g_build_filename (fixture_dir (), "mbox", NULL);
      g_autoptr (NixieSource) source = NULL;
      cr_assert (nixie_source_open ((const char *const[]){ path, NULL }, &source, NULL));
      for (guint i = 0; i < messages->len; i++)
        {
          NixieMessage message;
          cr_assert (nixie_source_next (source, &message, NULL));
          const char *want = messages->pdata[i];
          const gsize offset = (gsize) g_ascii_strtoull (strrchr (message.origin, ':') + 1, NULL, 10);
          cr_assert_eq (offset, g_array_index (offsets, gsize, i), "round %u, message %u: at %zu", round, i, offset);
          cr_assert (message.bytes.length == strlen (want) && memcmp (message.bytes.data, want, message.bytes.length) == 0,
                     "round %u, message %u: '%.*s' for '%s'", round, i, (int) MIN (message.bytes.length, 999), message.bytes.data, want);
          cr_assert_not (message.damaged);
        }
      NixieMessage end;
      cr_assert (nixie_source_next (source, &end, NULL) && end.bytes.data == NULL, "round %u: more than was written", round);
    }
}

/* What one read gives makes no difference: a file, and pipes that give it in pieces. */
Test (mbox, pieces)
{
  static const guint sizes[] = { 97, 4096, 4099, 65535 };
  g_autoptr (GString) mbox = g_string_new (NULL);
  for (guint i = 0; i < 6000; i++)
    g_string_append_printf (mbox, "From x " D "\nA: %u\n\n>From %*s\n%s", i, (int) (i * 7 % 61), "", i % 3 != 0 ? "\n" : "");
  put ("mbox", mbox->str, (gssize) mbox->len);
  g_autofree char *whole = read_name ("mbox", SHOW_BODIES);
  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      int fd = -1;
      g_autofree char *command = g_strdup_printf ("dd if=mbox bs=%u 2>&-", sizes[i]);
      char *argv[] = { (char *) "sh", (char *) "-c", command, NULL };
      cr_assert (g_spawn_async_with_pipes (fixture_dir (), argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &fd, NULL, NULL));
      g_autofree char *path = g_strdup_printf ("/dev/fd/%d", fd);
      g_autofree char *got = read_paths ((const char *const[]){ path, NULL }, SHOW_BODIES);
      cr_expect (strcmp (got, whole) == 0, "pieces of %u", sizes[i]);
      close (fd);
    }
}

/* Every position of a separator around the end of what one read gives. */
Test (mbox, separators_at_the_buffers_end)
{
  static const char separator[] = "\n\nFrom y " D "\nC: d\n";
  const gsize reads[] = { 256 * 1024, 512 * 1024 };
  for (gsize r = 0; r < G_N_ELEMENTS (reads); r++)
    for (gsize before = reads[r] - 2100; before < reads[r] + 8; before += before < reads[r] - 2000 || before > reads[r] - 90 ? 1 : 37)
      {
        g_autoptr (GString) mbox = g_string_new ("From x " D "\nA: b\n\n");
        while (mbox->len < before)
          g_string_append_c (mbox, 'x');
        g_string_append (mbox, separator);
        put ("mbox", mbox->str, (gssize) mbox->len);
        g_autofree char *got = read_name ("mbox", SHOW_ORIGINS);
        g_autofree char *want = g_strdup_printf ("mbox:0" SEPARATOR "mbox:%zu", before + 2);
        cr_assert_str_eq (got, want, "%zu: got '%s'", before, got);
      }
}

Test (mbox, large_messages)
{
  const gsize limit = NIXIE_LIMIT_MESSAGE_BYTES;
  g_autofree char *filler = g_malloc (1024 * 1024);
  memset (filler, 'x', 1024 * 1024);
  for (gsize i = 999; i < 1024 * 1024; i += 1000)
    filler[i] = '\n';
  g_autofree char *path = g_build_filename (fixture_dir (), "mbox", NULL);
  FILE *file = fopen (path, "w");
  cr_assert_not_null (file);
  fputs ("From x " D "\nA: b\n\n", file);
  for (gsize n = 0; n < limit + limit / 2; n += 1024 * 1024)
    cr_assert_eq (fwrite (filler, 1, 1024 * 1024, file), 1024 * 1024);
  fputs ("\n>From\n\n", file);
  const long second = ftell (file);
  fputs ("From y " D "\nC: d\n", file);
  fclose (file);
  g_autoptr (NixieSource) source = NULL;
  NixieMessage message;
  cr_assert (nixie_source_open ((const char *const[]){ path, NULL }, &source, NULL));
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect (message.damaged);
  cr_expect_eq (message.bytes.length, limit);
  cr_expect_eq (memcmp (message.bytes.data + limit - 990, filler + (limit - 990 - 6) % (1024 * 1024), 990), 0);
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect_not (message.damaged);
  cr_expect_eq (message.bytes.length, 5);
  g_autofree char *want = g_strdup_printf ("%s:%ld", path, second);
  cr_expect_str_eq (message.origin, want);
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect_null (message.bytes.data);
}
