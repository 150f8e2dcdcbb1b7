/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie import: the list of another system, or of another nixie. A bad row is named and passed over, and the command ends with 1; with
 * --strict every file is read to its end first, and nothing is recorded where one is bad. Every event has an id of its row's own words, so
 * that the same file again, or an import that was interrupted, counts nothing twice.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/import.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/temporary.h"
#include "cli/progress.h"
#include "store/writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define IMPORT_PAGES 25000 /* 100 MB: the ids of a million rows stand all over their tree, and each page written again costs most */
#define MOST_SAID 20 /* bad rows that are named */

/* Sorted events: the more wait, the fewer pages each costs when they are written. An event that waits takes 16 octets of memory. */
#define MOST_WAITING 250000

typedef struct {
  const char *name;
  int fd;
  gint64 start;
  gint64 size; /* 0: nobody knows */
} Input;

typedef struct {
  const NixieCall *call;
  const NixieSettings *settings;
  gint64 now_us;
  NixieWriter *writer;   /* NULL: nothing is recorded */
  NixieImportTally tally;
  GByteArray *octets;    /* of the event that is recorded */
  NixieStoreChange change;
  NixieProgress *progress;
  gboolean again;        /* the second reading */
} Import;

static void
close_input (gpointer data)
{
  Input *input = data;
  if (input->fd > STDERR_FILENO)
    close (input->fd);
  g_free (input);
}

/* Copies what FROM holds to TO, and goes back to its start. */
static gboolean
copy (int from, int to, const char *name, GError **error)
{
  g_autofree char *bytes = g_malloc (64 * 1024);
  ssize_t got;
  while ((got = read (from, bytes, 64 * 1024)) > 0 || (got < 0 && errno == EINTR))
    if (got > 0 && !nixie_write_all (to, nixie_slice (bytes, (gsize) got)))
      {
        nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot write to a temporary file in '%s'"), g_get_tmp_dir ());
        return FALSE;
      }
  if (got == 0 && lseek (to, 0, SEEK_SET) == 0)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read '%s'"), name);
  return FALSE;
}

/* What can be read once only, and is to be read twice, is copied. */
static gboolean
make_seekable (Input *input, GError **error)
{
  int fd = -1;
  input->start = lseek (input->fd, 0, SEEK_CUR);
  if (input->start >= 0)
    return TRUE;
  if (!nixie_temporary_open (&fd, error))
    return FALSE;
  const gboolean copied = copy (input->fd, fd, input->name, error);
  if (input->fd > STDERR_FILENO)
    close (input->fd);
  input->fd = fd;
  input->start = 0;
  return copied;
}

static gboolean
open_input (const char *name, gboolean twice, GPtrArray *inputs, GError **error)
{
  struct stat stat;
  Input *input = g_new0 (Input, 1);
  input->name = name;
  input->fd = strcmp (name, "-") == 0 ? STDIN_FILENO : open (name, O_RDONLY | O_CLOEXEC);
  g_ptr_array_add (inputs, input);
  if (input->fd < 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, errno, _("cannot open '%s'"), name);
      return FALSE;
    }
  if (twice && !make_seekable (input, error))
    return FALSE;
  input->size = fstat (input->fd, &stat) == 0 && S_ISREG (stat.st_mode) ? stat.st_size : 0;
  return TRUE;
}

static void
show_progress (const Import *import, const Input *input)
{
  if (!nixie_progress_is_due (import->progress))
    return;
  const gint64 done = input->size > 0 ? lseek (input->fd, 0, SEEK_CUR) : 0;
  const NixieProgressAt at = { .count = import->tally.rows, .of_rows = TRUE, .bytes_done = done, .bytes_total = input->size };
  nixie_progress_draw (import->progress, &at);
}

static void
say_bad (const Import *import, const char *name, guint64 line, const char *why)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, line);
  if (import->tally.bad > MOST_SAID || import->again)
    return;
  nixie_progress_clear (import->progress);
  nixie_cli_say ("%s:%s: %s", name, number, why);
}

static gboolean
record (Import *import, const NixieEvent *event, GError **error)
{
  GByteArray *bytes = g_byte_array_set_size (import->octets, 0);
  if (import->writer == NULL)
    return TRUE;
  nixie_event_encode (event, bytes);
  if (!nixie_writer_add (import->writer, nixie_slice ((const char *) bytes->data, bytes->len), error))
    return FALSE;
  return nixie_writer_waiting (import->writer) < MOST_WAITING || nixie_writer_hand_over (import->writer, error);
}

static gboolean
read_rows (Import *import, const Input *input, NixieReader *reader, GError **error)
{
  const NixieOptions *options = import->call->options;
  NixieImportPlan plan = { .settings = import->settings, .name = input->name, .now_us = import->now_us };
  plan.has_reason = options->reason != NULL && nixie_reason_from_id (options->reason, &plan.reason);
  NixieForeignRow row;
  while (nixie_reader_next (reader, &row, error))
    {
      g_autofree char *why = NULL;
      if (row.line == 0)
        return TRUE;
      g_autoptr (NixieEvent) event = nixie_import_row (&plan, nixie_reader_file (reader), &row, &import->tally, &why);
      if (why != NULL)
        say_bad (import, input->name, row.line, why);
      if (event != NULL && !record (import, event, error))
        return FALSE;
      show_progress (import, input);
    }
  return FALSE;
}

static NixieReaderPlan
reader_plan (const NixieOptions *options, const char *name)
{
  static const struct {
    const char *format;
    NixieForm form;
  } forms[] = { { "auto", NIXIE_FORM_ANY }, { "csv", NIXIE_FORM_CSV }, { "jsonl", NIXIE_FORM_JSON }, { "plain", NIXIE_FORM_LINES } };
  NixieReaderPlan plan = { .form = NIXIE_FORM_ANY, .hint = { options->format, options->kind, name }, .column = options->column };
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    if (options->format != NULL && strcmp (options->format, forms[i].format) == 0)
      {
        plan.form = forms[i].form;
        plan.hint.system = NULL;
      }
  return plan;
}

static gboolean
read_input (Import *import, const Input *input, GError **error)
{
  const NixieReaderPlan plan = reader_plan (import->call->options, input->name);
  g_autoptr (NixieReader) reader = NULL;
  if (!nixie_reader_open (input->fd, &plan, &reader, error))
    return FALSE;
  const NixieSystemRow *file = nixie_reader_file (reader);
  if (!import->again)
    nixie_cli_say (_("%s: read as %s, %s"), input->name, file->system, file->kind);
  return read_rows (import, input, reader, error);
}

static gboolean
read_all (Import *import, const GPtrArray *inputs, GError **error)
{
  gboolean read = TRUE;
  for (guint i = 0; read && i < inputs->len; i++)
    read = read_input (import, inputs->pdata[i], error);
  nixie_progress_clear (import->progress);
  if (!read || import->writer == NULL)
    return read;
  return nixie_writer_hand_over (import->writer, error) && nixie_writer_settle (import->writer, error);
}

/* Reads everything with nothing to record, and goes back. Errors: NIXIE_ERROR_DATA where a row is bad. */
static gboolean
read_first (Import *import, const GPtrArray *inputs, GError **error)
{
  if (!read_all (import, inputs, error))
    return FALSE;
  if (import->tally.bad > 0)
    {
      g_autofree char *bad = g_strdup_printf ("%" G_GUINT64_FORMAT, import->tally.bad);
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("bad rows: %s; nothing was recorded"), bad);
      return FALSE;
    }
  for (guint i = 0; i < inputs->len; i++)
    {
      const Input *input = inputs->pdata[i];
      if (lseek (input->fd, input->start, SEEK_SET) != input->start)
        {
          nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read '%s'"), input->name);
          return FALSE;
        }
    }
  import->tally = (NixieImportTally){ 0 };
  import->again = TRUE;
  return TRUE;
}

static void
finish (const Import *import)
{
  g_autoptr (GString) out = g_string_new (NULL);
  if (import->tally.bad > MOST_SAID)
    {
      g_autofree char *more = g_strdup_printf ("%" G_GUINT64_FORMAT, import->tally.bad - MOST_SAID);
      nixie_cli_say (_("and more bad rows: %s"), more);
    }
  nixie_import_summary (&import->tally, import->writer != NULL, import->change.events_known, import->change.newly_suppressed, out);
  fputs (out->str, stdout);
}

static gboolean
check_usage (const NixieCall *call, GError **error)
{
  NixieReason reason;
  const char *id = call->options->reason, *format = call->options->format;
  if (call->options->column != NULL && format != NULL && strcmp (format, "auto") != 0 && strcmp (format, "csv") != 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("import: --column is for a CSV of any system, not for --format=%s"), format);
      return FALSE;
    }
  if (id == NULL || !nixie_reason_from_id (id, &reason) || nixie_reason_fault (reason) != NIXIE_FAULT_NONE)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("import: %s is no ground to suppress for"), id);
  return FALSE;
}

static gboolean
run (Import *import, GError **error)
{
  const NixieCall *call = import->call;
  g_autoptr (GPtrArray) inputs = g_ptr_array_new_with_free_func (close_input);
  g_autoptr (NixieStore) store = NULL;
  for (guint i = 0; i < call->n_arguments; i++)
    if (!open_input (call->arguments[i], call->options->strict, inputs, error))
      return FALSE;
  if (call->options->strict && !read_first (import, inputs, error))
    return FALSE;
  if (!call->options->dry_run && !nixie_cli_open (call, NIXIE_STORE_WRITE, import->settings, &store, error))
    return FALSE;
  g_autoptr (NixieWriter) writer = store != NULL ? nixie_writer_new (store, import->now_us, &import->change) : NULL;
  if (store != NULL)
    nixie_store_allow_pages (store, IMPORT_PAGES);
  import->writer = writer;
  if (!read_all (import, inputs, error))
    return FALSE;
  finish (import);
  return TRUE;
}

int
nixie_cmd_import (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  if (!check_usage (call, error) || !nixie_cli_settings (call, &settings, error) || !nixie_cli_rules (call, settings, error))
    return 0;
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  Import import = { .call = call, .settings = settings, .now_us = nixie_clock_now_us (), .octets = octets,
                    .progress = nixie_progress_new () };
  const gboolean done = run (&import, error);
  nixie_progress_free (import.progress);
  return done && import.tally.bad > 0 ? 1 : 0;
}
