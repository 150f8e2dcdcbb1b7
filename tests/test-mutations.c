/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Mutations of the samples: octets flipped, deleted, repeated, spliced in from other samples, NULs, huge numbers and marks of mail's
 * grammar put in. What comes out of each has to be whole, whatever went in. The same seed gives the same mutations: NIXIE_SEED chooses
 * another, NIXIE_MUTATIONS how many. A child reads them; of one that kills it, or that it does not like, the octets are left in
 * mutation-SEED-NUMBER.eml.
 */
#include "config.h"

#include "answer/outcome-json.h"
#include "base/clock.h"
#include "pipeline.h"
#include "policy/event.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef NIXIE_SANITIZED
#define MUTATIONS 10000
#else
#define MUTATIONS 1000
#endif
#define SEED 20261121
#define OCTETS_MAX (128 * 1024)
#define SECONDS_MAX 10 /* of processor time, one mutation */
#define FAILURES_MAX 5

static int
compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
read_samples (void)
{
  GPtrArray *samples = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *root = g_build_filename (getenv ("SRCDIR") != NULL ? getenv ("SRCDIR") : "..", "samples", NULL);
  g_autoptr (GDir) areas = g_dir_open (root, 0, NULL);
  cr_assert_not_null (areas, "no folder %s", root);
  for (const char *area = g_dir_read_name (areas); area != NULL; area = g_dir_read_name (areas))
    {
      g_autofree char *folder = g_build_filename (root, area, NULL);
      g_autoptr (GDir) names = g_dir_open (folder, 0, NULL);
      for (const char *name = names != NULL ? g_dir_read_name (names) : NULL; name != NULL; name = g_dir_read_name (names))
        if (g_str_has_suffix (name, ".eml"))
          g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
    }
  g_ptr_array_sort (paths, compare_paths); /* or a folder's order would decide which mutation is which */
  for (guint i = 0; i < paths->len; i++)
    {
      char *text = NULL;
      gsize length = 0;
      cr_assert (g_file_get_contents (paths->pdata[i], &text, &length, NULL));
      g_ptr_array_add (samples, g_bytes_new_take (text, length));
    }
  return samples;
}

static gsize
below (GRand *random, gsize limit)
{
  return limit > 0 ? g_rand_int (random) % limit : 0;
}

/* Some octets of TEXT from AT on, most often few. */
static gsize
span (GRand *random, gsize length, gsize at)
{
  const gsize most = below (random, g_rand_boolean (random) ? 16 : 2048);
  return MIN (length - at, most);
}

static void
splice (GString *text, GPtrArray *samples, GRand *random)
{
  gsize length = 0;
  const char *other = g_bytes_get_data (samples->pdata[below (random, samples->len)], &length);
  const gsize from = below (random, length);
  g_string_insert_len (text, (gssize) below (random, text->len + 1), other + from, (gssize) span (random, length, from));
}

static void
put_in_a_mark (GString *text, GRand *random)
{
  static const char *const marks[] = {
    "4294967296", "99999999999999999999", "-1", "0x7fffffff", "\n\n", "\r", "\n ", "--", "\n--b1\n", "=?utf-8?B?", "?=",
    "=?iso-2022-jp?Q?=1B$B", "\"", "\\", "(", ")", "<", ">", "@", ",", ";", ":", "=", "\\x{110000}", "\\x{FFFFFFFFFFFFFFFF}", "+FF",
    "+00", "&#x110000;", "&lt", "<!--", "<script", "\033$B", "\033(B", "\377", "\303", "\355\240\200", "\342\200\256", "From ",
    "\nFrom MAILER-DAEMON Sat Nov 21 10:00:00 2026\n", "\nContent-Type: multipart/mixed; boundary=\"\"\n",
    "\nContent-Type: message/delivery-status\n\n", "\nContent-Transfer-Encoding: base64\n\n", "\nFinal-Recipient: rfc822; ",
    "\nX-Failed-Recipients: a@example.com\n", "5.1.1", "550 ", "boundary*0*=a''%",
  };
  const char *mark = marks[below (random, G_N_ELEMENTS (marks))];
  const gsize times = below (random, 8) == 0 ? 1 + below (random, 500) : 1;
  const gsize at = below (random, text->len + 1);
  for (gsize i = 0; i < times; i++)
    g_string_insert (text, (gssize) at, mark);
}

static void
mutate_once (GString *text, GPtrArray *samples, GRand *random)
{
  const gsize at = below (random, text->len);
  const gsize length = span (random, text->len, at);
  g_autofree char *copy = g_memdup2 (text->str + at, length + 1);
  switch (below (random, 8))
    {
    case 0:
      if (text->len > 0)
        text->str[at] = (char) (text->str[at] ^ (1 << below (random, 8)));
      break;
    case 1:
      if (text->len > 0)
        text->str[at] = (char) below (random, 256);
      break;
    case 2:
      g_string_erase (text, (gssize) at, (gssize) length);
      break;
    case 3:
      for (gsize times = below (random, 8) == 0 ? 50 : 1; times > 0; times--)
        g_string_insert_len (text, (gssize) at, copy, (gssize) length);
      break;
    case 4:
      splice (text, samples, random);
      break;
    case 5:
      g_string_insert_len (text, (gssize) at, "\0\0\0\0", (gssize) (1 + below (random, 4)));
      break;
    case 6:
      if (below (random, 4) == 0)
        g_string_truncate (text, at);
      break;
    default:
      put_in_a_mark (text, random);
      break;
    }
}

/* Number NUMBER of SEED, always the same. */
static GString *
mutation (GPtrArray *samples, guint32 seed, guint32 number)
{
  const guint32 seeds[] = { seed, number };
  GRand *random = g_rand_new_with_seed_array (seeds, G_N_ELEMENTS (seeds));
  gsize length = 0;
  const char *sample = g_bytes_get_data (samples->pdata[below (random, samples->len)], &length);
  GString *text = g_string_new_len (sample, (gssize) length);
  for (gsize n = 1 + below (random, 6); n > 0; n--)
    mutate_once (text, samples, random);
  if (text->len > OCTETS_MAX)
    g_string_truncate (text, OCTETS_MAX);
  g_rand_free (random);
  return text;
}

static void
check_outcome (const NixieOutcome *outcome, GString *lines)
{
  const gsize before = lines->len;
  const NixieFacts *facts = nixie_outcome_facts (outcome);
  for (guint field = 0; field < NIXIE_N_FIELDS; field++)
    g_assert_true (g_utf8_validate (nixie_facts_get (facts, (NixieField) field), -1, NULL));
  nixie_outcome_write_json (outcome, "mutation", TRUE, lines);
  g_assert_true (g_utf8_validate_len (lines->str + before, lines->len - before, NULL));
  g_assert_true (memchr (lines->str + before, '\n', lines->len - before) == lines->str + lines->len - 1);

  const NixieSighting sighting = { "mutation", NIXIE_DAY_US * 20000, TRUE, NULL, 0 };
  g_autoptr (NixieEvent) event = NULL, again = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  if (!nixie_event_from_outcome (outcome, &sighting, &event, NULL))
    return;
  nixie_event_encode (event, bytes);
  g_assert_true (nixie_event_decode (nixie_slice ((const char *) bytes->data, bytes->len), &again, NULL));
  g_assert_cmpstr (event->address, ==, again->address);
}

static GString *
read_once (const GString *text)
{
  GString *lines = g_string_new (NULL);
  char *copy = g_memdup2 (text->str, MAX (text->len, 1)); /* of its own, so that a sanitizer sees a step behind it */
  NixieReading *reading = nixie_pipeline_read (nixie_slice (copy, text->len));
  for (guint i = 0; i < reading->outcomes->len; i++)
    check_outcome (reading->outcomes->pdata[i], lines);
  nixie_reading_free (reading);
  g_free (copy);
  return lines;
}

static void
limit_time (gint seconds)
{
  const struct itimerval time = { .it_value = { .tv_sec = seconds } };
  setitimer (ITIMER_PROF, &time, NULL);
}

#ifdef NIXIE_SANITIZED
int __lsan_do_recoverable_leak_check (void);
#endif

/* In a child: reads mutations from *AT up to COUNT, *AT being the one at hand. */
static void
read_mutations (GPtrArray *samples, guint32 seed, guint32 count, volatile guint32 *at)
{
  const struct rlimit no_core = { 0, 0 };
  setrlimit (RLIMIT_CORE, &no_core);
  for (; *at < count; (*at)++)
    {
      limit_time (SECONDS_MAX);
      GString *text = mutation (samples, seed, *at);
      GString *first = read_once (text);
      GString *second = read_once (text);
      g_assert_cmpstr (first->str, ==, second->str);
      g_string_free (text, TRUE);
      g_string_free (first, TRUE);
      g_string_free (second, TRUE);
    }
  limit_time (0);
#ifdef NIXIE_SANITIZED
  if (__lsan_do_recoverable_leak_check () != 0)
    _exit (23);
#endif
  _exit (0);
}

static void
leave_mutation (GPtrArray *samples, guint32 seed, guint32 number, int status)
{
  g_autofree char *name = g_strdup_printf ("mutation-%u-%u.eml", seed, number);
  g_autofree char *folder = g_get_current_dir ();
  g_autoptr (GString) text = mutation (samples, seed, number);
  const gboolean left = g_file_set_contents (name, text->str, (gssize) text->len, NULL);
  cr_expect (FALSE, "seed %u, mutation %u: %s %d; %s %s/%s", seed, number, WIFSIGNALED (status) ? "signal" : "exit",
             WIFSIGNALED (status) ? WTERMSIG (status) : WEXITSTATUS (status), left ? "see" : "cannot write", folder, name);
}

static guint32
number_from (const char *variable, guint32 otherwise)
{
  const char *text = getenv (variable);
  return text != NULL && *text != '\0' ? (guint32) g_ascii_strtoull (text, NULL, 10) : otherwise;
}

Test (mutations, do_no_harm, .timeout = 900)
{
  const guint32 seed = number_from ("NIXIE_SEED", SEED);
  const guint32 count = number_from ("NIXIE_MUTATIONS", MUTATIONS);
  g_autoptr (GPtrArray) samples = read_samples ();
  cr_assert_geq (samples->len, 100);
  volatile guint32 *at = mmap (NULL, sizeof *at, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  cr_assert_neq ((void *) at, MAP_FAILED);
  fprintf (stderr, "# %u mutations of %u samples, seed %u\n", count, samples->len, seed);
  for (guint failures = 0; *at < count && failures < FAILURES_MAX; failures++, (*at)++)
    {
      int status = 0;
      const pid_t child = fork ();
      if (child == 0)
        read_mutations (samples, seed, count, at);
      cr_assert_eq (waitpid (child, &status, 0), child);
      if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
        break;
      if (*at < count)
        leave_mutation (samples, seed, *at, status);
      else
        cr_expect (FALSE, "seed %u: memory is lost, see above", seed);
    }
  munmap ((void *) at, sizeof *at);
}
