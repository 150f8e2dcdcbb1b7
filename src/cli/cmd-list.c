/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie list and nixie export: entries, filtered, in one of four forms or in that of another system. Plain addresses do not say what is
 * held against them, so that without --state they are the suppressed ones; the other forms of ours hold everything.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/digests.h"
#include "answer/export.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "cli/progress.h"

#include <string.h>
#include <unistd.h>

static NixieListForm
form_of (const char *format, NixieListForm otherwise)
{
  static const char *const words[] = {
    [NIXIE_LIST_TEXT] = "text", [NIXIE_LIST_PLAIN] = "plain", [NIXIE_LIST_CSV] = "csv", [NIXIE_LIST_JSONL] = "jsonl"
  };
  for (guint i = 0; format != NULL && i < G_N_ELEMENTS (words); i++)
    if (strcmp (format, words[i]) == 0)
      return (NixieListForm) i;
  return otherwise;
}

static gboolean
read_query (const NixieOptions *options, NixieListQuery *query, GError **error)
{
  query->by_reason = options->reason != NULL && nixie_reason_from_id (options->reason, &query->reason);
  query->by_state = options->state != NULL && nixie_state_from_id (options->state, &query->state);
  if (query->form == NIXIE_LIST_PLAIN && !query->by_state)
    {
      query->by_state = TRUE;
      query->state = NIXIE_STATE_SUPPRESSED;
    }
  if (options->domain != NULL && !nixie_list_query_set_domain (query, options->domain, error))
    return FALSE;
  return nixie_cli_time ("since", options->since, FALSE, &query->since_us, error);
}

/* Where the rows go to a terminal, they are what shows how far it is. */
static NixieProgress *
progress_of (const NixieOptions *options)
{
  return options->output != NULL || !isatty (STDOUT_FILENO) ? nixie_progress_new () : NULL;
}

static void
show_progress (guint64 rows, gpointer data)
{
  if (!nixie_progress_is_due (data))
    return;
  const NixieProgressAt at = { .count = rows, .of_rows = TRUE };
  nixie_progress_draw (data, &at);
}

/* Who knows how OUTPUT is filled from the list. */
typedef gboolean (*Writer) (const NixieCall *call, NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error);

static gboolean
write_own (const NixieCall *call, NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error)
{
  return nixie_list_write (store, query, output, error);
}

static void
say_left_out (const NixieListQuery *query, guint64 left_out, const char *why)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, left_out);
  nixie_progress_clear (query->tick_data);
  if (left_out > 0)
    nixie_cli_say ("%s: %s", why, number);
}

/* --key-file, else the settings'. */
static gboolean
hash_key (const NixieCall *call, const NixieSettings *settings, GBytes **key, GError **error)
{
  if (call->options->key_file != NULL)
    return nixie_cli_hash_key (call->options->key_file, key, error);
  if (settings->hash_key != NULL)
    *key = g_bytes_ref (settings->hash_key);
  else
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("export: --hashed=hmac needs a key: --key-file, or [store] hash-key"));
  return *key != NULL;
}

static gboolean
write_for_system (const NixieCall *call, NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error)
{
  NixieExport export = { .query = query };
  if (!nixie_export_form (call->options->format, call->options->kind, &export.form, error)
      || !nixie_export_write (store, &export, output, error))
    return FALSE;
  say_left_out (query, export.left_out, _("left out, since that list has no place for their reasons, for whole domains or for digests"));
  return TRUE;
}

static gboolean
write_hashed (const NixieCall *call, NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error)
{
  g_autoptr (GBytes) key = NULL;
  g_autoptr (NixieSettings) settings = NULL;
  NixieDigests digests = { .query = query };
  if (!nixie_cli_settings (call, &settings, error) || !nixie_hash_from_id (call->options->hashed, &digests.hash))
    return FALSE;
  if (digests.hash == NIXIE_HASH_HMAC && !hash_key (call, settings, &key, error))
    return FALSE;
  digests.key = key;
  digests.own_key = settings->hash_key;
  if (!nixie_digests_write (store, &digests, output, error))
    return FALSE;
  say_left_out (query, digests.left_out, _("left out, since there is no digest for whole domains and those of another kind"));
  return TRUE;
}

static int
write_list (const NixieCall *call, NixieListForm form, Writer writer, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  g_auto (NixieListQuery) query = { .form = form, .now_us = nixie_clock_now_us () };
  if (!read_query (call->options, &query, error) || !nixie_cli_settings (call, &settings, error)
      || !nixie_cli_open_to_show (call, settings, &store, error) || !nixie_output_open (call->options->output, &output, error))
    return 0;
  NixieProgress *progress = progress_of (call->options);
  query.tick = progress != NULL ? show_progress : NULL;
  query.tick_data = progress;
  if (writer (call, store, &query, output, error))
    nixie_output_close (output, error);
  nixie_progress_free (progress);
  return 0;
}

int
nixie_cmd_list (const NixieCall *call, GError **error)
{
  return write_list (call, form_of (call->options->format, NIXIE_LIST_TEXT), write_own, error);
}

/* Whether FORMAT is another system's. */
static gboolean
is_system (const char *format)
{
  static const char *const systems[] = { "ses", "mailgun", "sendgrid", "postmark", "mailchimp", NULL };
  return format != NULL && g_strv_contains (systems, format);
}

static gboolean
check_export (const NixieOptions *options, GError **error)
{
  NixieExportForm form;
  if (options->hashed != NULL && (options->format != NULL || options->kind != NULL))
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("export: --hashed has a form of its own: neither --format nor --kind"));
      return FALSE;
    }
  if (options->key_file != NULL && g_strcmp0 (options->hashed, "hmac") != 0)
    {
      g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("export: --key-file needs --hashed=hmac"));
      return FALSE;
    }
  if (is_system (options->format))
    return nixie_export_form (options->format, options->kind, &form, error);
  if (options->kind == NULL)
    return TRUE;
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("export: --kind needs --format=mailgun or mailchimp"));
  return FALSE;
}

int
nixie_cmd_export (const NixieCall *call, GError **error)
{
  if (!check_export (call->options, error))
    return 0;
  const Writer writer = call->options->hashed != NULL ? write_hashed : is_system (call->options->format) ? write_for_system : write_own;
  return write_list (call, form_of (call->options->format, NIXIE_LIST_CSV), writer, error);
}
