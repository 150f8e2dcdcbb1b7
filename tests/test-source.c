/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * source/: folders of every kind, packed files, pipes, and what is no mail.
 */
#include "source-fixture.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

TestSuite (source, .init = fixture_init, .fini = fixture_fini);

Test (source, folders)
{
  static const struct {
    const char *name, *make, *want;
  } rows[] = {
    { "Maildir", "mkdir -p x/cur x/new x/tmp; m x/cur/1.a:2,S; m x/cur/0.b:2,; m x/new/2.c; m x/tmp/3.d; m x/new/.e; m x/dovecot-list",
      "x/new/2.c" SEPARATOR "x/cur/0.b:2," SEPARATOR "x/cur/1.a:2,S" },
    { "empty Maildir", "mkdir -p x/cur x/new x/tmp", "" },
    { "Maildir++",
      "mkdir -p x/cur x/new x/.b/cur x/.b/new x/.a.c/cur x/.a.c/new x/keys x/plain/cur x/plain/new; "
      "m x/.b/new/1; m x/.a.c/cur/2; m x/new/3; "
      "echo k >x/keys/k; m x/plain/cur/4",
      "x/new/3" SEPARATOR "x/.a.c/cur/2" SEPARATOR "x/.b/new/1" SEPARATOR "x/plain/cur/4" },
    { "MH",
      "mkdir x; m x/10; m x/9; m x/100; m x/,8; m x/#7; echo unseen: 9 >x/.mh_sequences; echo a >x/draft",
      "x/9" SEPARATOR "x/10" SEPARATOR "x/100" },
    { "empty MH", "mkdir x; echo unseen: >x/.mh_sequences", "" },
    { "MH folders", "mkdir -p x/inbox x/lists; m x/inbox/2; m x/inbox/10; m x/lists/1; m x/lists/,3",
      "x/inbox/2" SEPARATOR "x/inbox/10" SEPARATOR "x/lists/1" },
    { "a message without a header in MH", "mkdir x; echo text >x/1", "x/1" },
    { "a From_ line inside one message of a Maildir",
      "mkdir -p x/cur x/new; printf 'A: b\\n\\nFrom x " D "\\nA: b\\n' >x/cur/1; "
      "printf 'From x " D "\\nA: b\\n\\nFrom x " D "\\nA: b\\n' >x/cur/2",
      "x/cur/1" SEPARATOR "x/cur/2" },
    { "files", "mkdir -p x/b/d x/a; m x/z.eml; m x/b/c.eml; m x/b/d/e; m x/a/f; m x/.hidden; mkdir x/.git; m x/.git/g",
      "x/z.eml" SEPARATOR "x/a/f" SEPARATOR "x/b/c.eml" SEPARATOR "x/b/d/e" },
    { "mboxes in a folder", "mkdir x; printf 'From x " D "\\nA: b\\n\\nFrom x " D "\\nA: b\\n' >x/a; printf 'From x " D "\\nA: b\\n' >x/b",
      "x/a:0" SEPARATOR "x/a:38" SEPARATOR "x/b:0" },
    { "what is no mail in a folder",
      "mkdir x; echo text >x/README; echo 'a: 1' >x/conf; m x/mail; printf 'broken\\nFrom: a\\nTo: b\\n' >x/odd; "
      "printf 'broken\\nTo: b\\n' >x/prose; head -c 999 /dev/zero >x/zero; : >x/empty",
      "!cannot read 'x/README': neither a mailbox nor a message" SEPARATOR
      "!cannot read 'x/conf': neither a mailbox nor a message" SEPARATOR
      "x/mail" SEPARATOR "x/odd" SEPARATOR "!cannot read 'x/prose': neither a mailbox nor a message" SEPARATOR
      "!cannot read 'x/zero': neither a mailbox nor a message" },
    { "one message by its name",
      "mkdir x; printf 'From x " D "\\nA: b\\n\\nFrom x " D "\\nA: b\\n' >x/a.eml; cp x/a.eml x/b.mbox; gzip -c x/a.eml >x/c.EML.gz",
      "x/a.eml" SEPARATOR "x/b.mbox:0" SEPARATOR "x/b.mbox:38" SEPARATOR "x/c.EML.gz" },
    { "nothing in a folder", "mkdir -p x/a/b x/c", "!cannot read 'x': not a mailbox, and no file in it" },
    { "links", "mkdir x; m x/a; ln -s . x/loop; ln -s a x/b; ln -s nowhere x/c; ln -s d x/d; mkfifo x/e", "x/a" SEPARATOR "x/b" },
    { "a Maildir below", "mkdir -p x/list/cur x/list/new x/other; m x/list/cur/1; m x/other/2", "x/list/cur/1" SEPARATOR "x/other/2" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *make = g_strdup_printf ("rm -rf x; m () { printf 'Subject: a\\n\\nb\\n' >\"$1\"; }; %s", rows[i].make);
      shell (make);
      g_autofree char *got = read_name ("x", SHOW_ORIGINS);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

Test (source, a_slash_behind_a_folder)
{
  put ("x/a", "Subject: a\n", -1);
  g_autofree char *got = read_name ("x/", SHOW_ORIGINS);
  cr_expect_str_eq (got, "x/a");
}

Test (source, packed)
{
  static const char mbox[] = "From x " D "\nA: b\n\nc\n\nFrom y " D "\nC: d\n\ne\n";
  static const char *const rows[] = { "gzip -c mbox >p", "zstd -qc mbox >p", "xz -c mbox >p", "bzip2 -c mbox >p",
                                      "gzip -c mbox >p; : | gzip -c >>p", "head -c 43 mbox | gzip -c >p; tail -c +44 mbox | gzip -c >>p",
                                      "head -c 43 mbox | bzip2 -c >p; tail -c +44 mbox | bzip2 -c >>p",
                                      "head -c 43 mbox | xz -c >p; tail -c +44 mbox | xz -c >>p",
                                      "head -c 43 mbox | zstd -qc >p; tail -c +44 mbox | zstd -qc >>p" };
  put ("mbox", mbox, -1);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      shell (rows[i]);
      g_autofree char *got = read_name ("p", SHOW_BODIES);
      cr_expect_str_eq (got, "A: b\n\nc\n" SEPARATOR "C: d\n\ne\n", "%s: got '%s'", rows[i], got);
      g_autofree char *where = read_name ("p", SHOW_ORIGINS);
      cr_expect_str_eq (where, "p:0" SEPARATOR "p:41", "%s: got '%s'", rows[i], where);
    }
}

Test (source, packed_oddly)
{
  static const struct {
    const char *name, *make, *want;
  } rows[] = {
    { "nothing packed", ": | gzip -c >p", "" },
    { "nothing packed by bzip2", ": | bzip2 -c >p", "" },
    { "nothing packed by xz", ": | xz -c >p", "" },
    { "nothing packed by zstd", ": | zstd -qc >p", "" },
    { "text with a magic's letters", "printf 'BZh91: a\\n\\nb\\n' >p", "BZh91: a\n\nb\n" },
    { "a magic and nothing else", "printf '\\037\\213\\010' >p", "!cannot read 'p': neither a mailbox nor a message" },
    { "something else packed", "head -c 5000 /dev/zero | gzip -c >p", "!cannot read 'p': neither a mailbox nor a message" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      shell (rows[i].make);
      g_autofree char *got = read_name ("p", SHOW_BODIES);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

/* A packed file cut in the middle: what came before, the last message marked, then an error, then the next input. */
Test (source, packed_and_cut)
{
  static const char *const packers[] = { "gzip -1", "zstd -q -1", "xz -0", "bzip2 -1" };
  g_autoptr (GString) mbox = g_string_new (NULL);
  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (mbox, "From x " D "\nA: %u\n\n%08x%08x%08x\n\n", i, g_random_int (), g_random_int (), g_random_int ());
  put ("mbox", mbox->str, -1);
  put ("next", "Subject: a\n", -1);
  for (gsize i = 0; i < G_N_ELEMENTS (packers); i++)
    {
      g_autofree char *command = g_strdup_printf ("%s -c mbox >q; size=$(wc -c <q); head -c $((size * 2 / 3)) q >p", packers[i]);
      shell (command);
      g_autofree char *p = g_build_filename (fixture_dir (), "p", NULL);
      g_autofree char *next = g_build_filename (fixture_dir (), "next", NULL);
      g_autofree char *got = read_paths ((const char *const[]){ p, next, NULL }, SHOW_ORIGINS);
      g_auto (GStrv) items = g_strsplit (got, SEPARATOR, -1);
      const guint n = g_strv_length (items);
      cr_assert (n > 10000 && n < 20000, "%s: %u items", packers[i], n);
      cr_expect (g_str_has_prefix (items[n - 3], "~p:"), "%s: %s", packers[i], items[n - 3]);
      cr_expect (g_str_has_prefix (items[n - 2], "!cannot decompress 'p': "), "%s: %s", packers[i], items[n - 2]);
      cr_expect_str_eq (items[n - 1], "next");
      cr_expect_str_eq (items[0], "p:0");
    }
}

Test (source, not_to_be_read)
{
  static const struct {
    const char *name, *make, *want;
  } rows[] = {
    { "no such path", ":", "open: cannot open 'x': No such file or directory" },
    { "binary", "printf 'a\\000b' >x", "!cannot read 'x': neither a mailbox nor a message" },
    { "binary without NUL", "printf '%%PDF\\001\\002\\003\\004\\005\\006' >x", "!cannot read 'x': neither a mailbox nor a message" },
    { "a NUL in a message", "printf 'A: b\\n\\na\\000b' >x", "x" },
    { "a pipe that nobody writes to", "mkfifo x", "!cannot read 'x': no program writes to this pipe" },
    { "empty device", "ln -s /dev/null x", "!cannot read 'x': it is empty" },
    { "endless device", "ln -s /dev/zero x", "!cannot read 'x': neither a mailbox nor a message" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *make = g_strdup_printf ("rm -f x; %s", rows[i].make);
      shell (make);
      g_autofree char *got = read_name ("x", SHOW_ORIGINS);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

Test (source, sockets)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *path = g_build_filename (fixture_dir (), "s", NULL);
  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  const int fd = socket (AF_UNIX, SOCK_STREAM, 0);
  cr_assert_eq (bind (fd, (struct sockaddr *) &address, sizeof address), 0);
  g_autofree char *got = read_name ("s", SHOW_ORIGINS);
  cr_expect (g_str_has_prefix (got, "!cannot read 's': "), "got '%s'", got);
  close (fd);
}

/* As process substitution gives it: a pipe under a name, whose writer takes its time. */
Test (source, pipes)
{
  static const struct {
    const char *name, *command, *want;
  } rows[] = {
    { "an mbox", "printf 'From x " D "\\nA: b\\n\\n'; sleep 0.1; printf 'From x " D "\\nC: d\\n'", "A: b\n" SEPARATOR "C: d\n" },
    { "packed, octet by octet", "printf 'A: b\\n' | gzip -c | dd bs=1 2>/dev/null", "A: b\n" },
    { "slow", "sleep 2.3; printf 'A: b\\n'", "A: b\n" },
    { "nothing", ":", "!cannot read '/dev/fd/%d': it is empty" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      int fd = -1;
      char *argv[] = { (char *) "sh", (char *) "-c", (char *) rows[i].command, NULL };
      cr_assert (g_spawn_async_with_pipes (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &fd, NULL, NULL));
      g_autofree char *path = g_strdup_printf ("/dev/fd/%d", fd);
      g_autoptr (GString) want = g_string_new (rows[i].want);
      g_string_replace (want, "/dev/fd/%d", path, 0);
      g_autofree char *got = read_paths ((const char *const[]){ path, NULL }, SHOW_BODIES);
      cr_expect_str_eq (got, want->str, "%s: got '%s'", rows[i].name, got);
      close (fd);
    }
}

static void
be_stdin (const char *name)
{
  g_autofree char *path = g_build_filename (fixture_dir (), name, NULL);
  const int fd = open (path, O_RDONLY);
  cr_assert (fd > 0);
  cr_assert_eq (dup2 (fd, STDIN_FILENO), STDIN_FILENO);
  close (fd);
}

Test (source, standard_input)
{
  const char *const paths[] = { "-", NULL };
  put ("mbox", "From x " D "\nA: b\n\nFrom y " D "\nC: d\n", -1);
  be_stdin ("mbox");
  g_autofree char *mbox = read_paths (paths, SHOW_ORIGINS);
  cr_expect_str_eq (mbox, "-:0" SEPARATOR "-:38");
  put ("one", "A: b\n", -1);
  be_stdin ("one");
  g_autofree char *one = read_paths (paths, SHOW_ORIGINS);
  cr_expect_str_eq (one, "-");
  put ("none", "", -1);
  be_stdin ("none");
  g_autofree char *none = read_paths (paths, SHOW_ORIGINS);
  cr_expect_str_eq (none, "!cannot read '-': it is empty");
}

Test (source, goes_on_behind_what_fails)
{
  put ("a", "A: b\n", -1);
  put ("zero", "\0\0\0\0", 4);
  put ("b", "From x " D "\nA: b\n", -1);
  g_autofree char *a = g_build_filename (fixture_dir (), "a", NULL);
  g_autofree char *zero = g_build_filename (fixture_dir (), "zero", NULL);
  g_autofree char *b = g_build_filename (fixture_dir (), "b", NULL);
  g_autofree char *none = g_build_filename (fixture_dir (), "none", NULL);
  g_mkdir (none, 0755);
  g_autofree char *got = read_paths ((const char *const[]){ zero, a, none, zero, b, none, NULL }, SHOW_ORIGINS);
  cr_expect_str_eq (got, "!cannot read 'zero': neither a mailbox nor a message" SEPARATOR "a" SEPARATOR
                         "!cannot read 'none': not a mailbox, and no file in it" SEPARATOR
                         "!cannot read 'zero': neither a mailbox nor a message" SEPARATOR "b:0" SEPARATOR
                         "!cannot read 'none': not a mailbox, and no file in it",
                    "got '%s'", got);
}

/* Maildir: a message that another program moves while we read is seen where it went, one that vanishes is no error. */
Test (source, a_maildir_that_changes)
{
  shell ("mkdir -p x/cur x/new; for i in 1 2 3; do printf 'A: b\\n' >x/new/$i; done");
  g_autofree char *path = g_build_filename (fixture_dir (), "x", NULL);
  g_autoptr (NixieSource) source = NULL;
  NixieMessage message;
  cr_assert (nixie_source_open ((const char *const[]){ path, NULL }, &source, NULL));
  cr_assert (nixie_source_next (source, &message, NULL));
  shell ("mv x/new/2 x/cur/2:2,S; rm x/new/3");
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect (g_str_has_suffix (message.origin, "x/cur/2:2,S"));
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect_null (message.bytes.data);
  cr_assert (nixie_source_next (source, &message, NULL));
  cr_expect_null (message.bytes.data);
}

Test (source, progress)
{
  shell ("mkdir -p x/cur x/new; printf 'A: b\\n' >x/new/1; printf 'A: bc\\n' >x/cur/2; printf 'A: b\\n' >y");
  g_autofree char *x = g_build_filename (fixture_dir (), "x", NULL);
  g_autofree char *y = g_build_filename (fixture_dir (), "y", NULL);
  g_autoptr (NixieSource) source = NULL;
  NixieSourceProgress progress;
  NixieMessage message;
  cr_assert (nixie_source_open ((const char *const[]){ y, x, NULL }, &source, NULL));
  nixie_source_progress (source, &progress);
  cr_expect (progress.bytes_done == 0 && progress.bytes_total == -1 && progress.messages == 0);
  for (guint i = 0; i < 4; i++)
    cr_assert (nixie_source_next (source, &message, NULL));
  nixie_source_progress (source, &progress);
  cr_expect (progress.bytes_done == 16 && progress.bytes_total == 16 && progress.messages == 3, "%d of %d, %d", (int) progress.bytes_done,
             (int) progress.bytes_total, (int) progress.messages);
}
