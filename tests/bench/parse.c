/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * bench-parse: reading against what GMime alone takes for the same mail, in one process and one run. Messages are made (mail.h);
 * with folders as arguments, the files in them are measured too.
 */
#include "mail.h"
#include "timing.h"

#include "pipeline.h"

#include <gmime/gmime.h>
#include <stdio.h>

static void
read_all (gpointer data)
{
  const GPtrArray *mail = data;
  for (guint i = 0; i < mail->len; i++)
    {
      const GString *message = mail->pdata[i];
      g_autoptr (NixieReading) reading = nixie_pipeline_read (nixie_slice (message->str, message->len));
    }
}

static void
gmime_all (gpointer data)
{
  const GPtrArray *mail = data;
  for (guint i = 0; i < mail->len; i++)
    {
      const GString *message = mail->pdata[i];
      GMimeStream *stream = g_mime_stream_mem_new_with_buffer (message->str, message->len);
      GMimeParser *parser = g_mime_parser_new_with_stream (stream);
      GMimeMessage *parsed = g_mime_parser_construct_message (parser, NULL);
      if (parsed != NULL)
        g_object_unref (parsed);
      g_object_unref (parser);
      g_object_unref (stream);
    }
}

/* Of the reports in MAIL: what their outcomes ask reason/. Nothing of it is freed: the inputs borrow from the readings. */
static GArray *
collect_inputs (const GPtrArray *mail)
{
  GArray *inputs = g_array_new (FALSE, FALSE, sizeof (NixieReasonInput));
  for (guint i = 0; i < mail->len; i++)
    {
      const GString *message = mail->pdata[i];
      const NixieReading *reading = nixie_pipeline_read (nixie_slice (message->str, message->len));
      for (guint k = 0; k < reading->outcomes->len; k++)
        {
          NixieReasonInput input;
          nixie_outcome_input (nixie_outcome_facts (reading->outcomes->pdata[k]), &input);
          g_array_append_val (inputs, input);
        }
    }
  return inputs;
}

typedef struct {
  GPtrArray *mail;
  GArray *inputs;
} Classified;

static void
classify_all (gpointer data)
{
  const Classified *classified = data;
  for (guint i = 0; i < classified->inputs->len; i++)
    {
      NixieVerdict verdict;
      nixie_reason_classify (&g_array_index (classified->inputs, NixieReasonInput, i), &verdict);
    }
}

static void
read_classified (gpointer data)
{
  const Classified *classified = data;
  read_all (classified->mail);
}

static GPtrArray *
load_folder (const char *folder)
{
  GPtrArray *mail = g_ptr_array_new ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *bytes;
      gsize length;
      if (!g_file_get_contents (path, &bytes, &length, NULL))
        continue;
      GString *message = g_string_new_len (bytes, (gssize) length);
      g_free (bytes);
      g_ptr_array_add (mail, message);
    }
  return mail;
}

static gboolean
compare_folder (const char *folder)
{
  g_autoptr (GPtrArray) files = load_folder (folder);
  if (files->len == 0)
    return TRUE;
  g_autofree char *reading = g_strdup_printf ("reading %s : bare construct_message", folder);
  g_autofree char *classifying = g_strdup_printf ("classifying %s : reading it", folder);
  Classified classified = { files, collect_inputs (files) };
  bench_compare (&(BenchPair){ .name = reading, .ours = read_all, .base = gmime_all, .data = files, .units = files->len });
  return classified.inputs->len == 0
         || bench_compare (&(BenchPair){ .name = classifying, .ours = classify_all, .base = read_classified, .data = &classified,
                                         .units = files->len, .most = 0.1 });
}

int
main (int argc, char **argv)
{
  gboolean good = TRUE;
  g_mime_init ();
  g_autoptr (GPtrArray) reports = bench_mail_make (BENCH_REPORTS, 2000, 500);
  g_autoptr (GPtrArray) ordinary = bench_mail_make (BENCH_ORDINARY, 2000, 500);
  Classified classified = { reports, collect_inputs (reports) };
  const BenchPair pairs[] = {
    { .name = "reading reports : bare construct_message", .ours = read_all, .base = gmime_all, .data = reports, .units = reports->len,
      .most = 0.5 },
    { .name = "turning ordinary mail away : bare construct_message", .ours = read_all, .base = gmime_all, .data = ordinary,
      .units = ordinary->len, .most = 0.05 },
    { .name = "classifying : reading the same reports", .ours = classify_all, .base = read_classified, .data = &classified,
      .units = reports->len, .most = 0.1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    good &= bench_compare (&pairs[i]);
  for (int i = 1; i < argc; i++)
    good &= compare_folder (argv[i]);
  return good ? 0 : 1;
}
