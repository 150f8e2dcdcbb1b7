/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The samples: each samples/AREA/NAME.eml gives the lines of NAME.want, whatever its line ends; what stands in samples/not gives none;
 * and no prefix of any of them does harm. tests/update-wants.sh writes the .want files anew for review.
 */
#include "answer/outcome-json.h"
#include "pipeline.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

typedef void (*EachSample) (const char *path, NixieSlice message);

/* What `nixie parse --all --format=json` prints, without origin. */
static char *
lines_of (NixieSlice message)
{
  g_autoptr (NixieReading) reading = nixie_pipeline_read (message);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < reading->outcomes->len; i++)
    nixie_outcome_write_json (g_ptr_array_index (reading->outcomes, i), "", TRUE, out);
  if (reading->outcomes->len == 0)
    nixie_outcome_write_json_nobody (reading->report, "", out);
  return g_string_free (out, FALSE);
}

static guint
each_in_area (const char *area, EachSample each)
{
  guint n = 0;
  g_autoptr (GDir) folder = g_dir_open (area, 0, NULL);
  for (const char *name = folder != NULL ? g_dir_read_name (folder) : NULL; name != NULL; name = g_dir_read_name (folder))
    {
      g_autofree char *path = g_build_filename (area, name, NULL);
      g_autofree char *text = NULL;
      gsize length = 0;
      if (!g_str_has_suffix (name, ".eml") || !g_file_get_contents (path, &text, &length, NULL))
        continue;
      each (path, nixie_slice (text, length));
      n++;
    }
  return n;
}

static guint
each_sample (EachSample each)
{
  guint n = 0;
  g_autofree char *root = g_build_filename (getenv ("SRCDIR") != NULL ? getenv ("SRCDIR") : "..", "samples", NULL);
  g_autoptr (GDir) areas = g_dir_open (root, 0, NULL);
  cr_assert_not_null (areas, "no folder %s", root);
  for (const char *name = g_dir_read_name (areas); name != NULL; name = g_dir_read_name (areas))
    {
      g_autofree char *area = g_build_filename (root, name, NULL);
      n += each_in_area (area, each);
    }
  return n;
}

static void
expect_want (const char *path, NixieSlice message)
{
  g_autofree char *base = g_strndup (path, strlen (path) - strlen (".eml"));
  g_autofree char *want_path = g_strconcat (base, ".want", NULL);
  g_autofree char *want = NULL;
  g_autofree char *got = lines_of (message);
  if (!g_file_get_contents (want_path, &want, NULL, NULL))
    cr_expect (FALSE, "%s is missing", want_path);
  else
    cr_expect_str_eq (got, want, "%s:\n got %s want %s", path, got, want);
}

Test (samples, give_what_is_wanted, .timeout = 120)
{
  cr_expect_geq (each_sample (expect_want), 100);
}

static void
expect_silence (const char *path, NixieSlice message)
{
  if (strstr (path, "/samples/not/") == NULL)
    return;
  g_autoptr (NixieReading) reading = nixie_pipeline_read (message);
  for (guint i = 0; i < reading->outcomes->len; i++)
    {
      const NixieVerdict *verdict = nixie_outcome_verdict (g_ptr_array_index (reading->outcomes, i));
      cr_expect (verdict->class == NIXIE_CLASS_NONE, "%s: %s", path, nixie_reason_id (verdict->reason));
    }
}

Test (samples, near_misses_are_silent, .timeout = 120)
{
  each_sample (expect_silence);
}

/* MESSAGE with END for each line end. */
static GString *
with_line_ends (NixieSlice message, const char *end)
{
  GString *out = g_string_sized_new (message.length + 100);
  for (gsize i = 0; i < message.length; i++)
    {
      if (message.data[i] == '\n')
        g_string_append (out, end);
      else
        g_string_append_c (out, message.data[i]);
    }
  return out;
}

static void
expect_same_with_other_line_ends (const char *path, NixieSlice message)
{
  static const char *const ends[] = { "\r\n", "\r" };
  if (memchr (message.data, '\r', message.length) != NULL)
    return;
  g_autofree char *want = lines_of (message);
  for (gsize i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autoptr (GString) other = with_line_ends (message, ends[i]);
      g_autofree char *got = lines_of (nixie_slice (other->str, other->len));
      cr_expect_str_eq (got, want, "%s with %s:\n got %s want %s", path, i == 0 ? "CRLF" : "CR", got, want);
    }
}

Test (samples, line_ends_do_not_matter, .timeout = 120)
{
  each_sample (expect_same_with_other_line_ends);
}

/* Each prefix in memory of its own, so that a sanitizer sees a step behind it. */
static void
read_prefixes (const char *path, NixieSlice message)
{
  for (gsize length = 0; length <= message.length; length++)
    {
      char *copy = g_memdup2 (message.data, MAX (length, 1));
      nixie_reading_free (nixie_pipeline_read (nixie_slice (copy, length)));
      g_free (copy);
    }
}

Test (samples, prefixes_do_no_harm, .timeout = 600)
{
  each_sample (read_prefixes);
}
