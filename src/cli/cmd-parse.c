/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie parse: print what returned mail says, and keep nothing. Workers read and render, the parent writes in the order of the
 * input. Shape of the JSON: nixie-json(5).
 */
#include "cli/cli.h"

#include "answer/outcome-json.h"
#include "answer/outcome-text.h"
#include "base/i18n.h"
#include "cli/feed.h"
#include "pipeline.h"

#include <errno.h>
#include <stdio.h>

typedef struct {
  gboolean json;
  gboolean all;
  gboolean fold_local;
  guint unread; /* messages that crashed or stalled a worker */
} Parse;

static void
render_nobody (const Parse *parse, NixieReportType report, const char *origin, GString *out)
{
  if (report == NIXIE_REPORT_NONE && !parse->all)
    return;
  if (parse->json)
    nixie_outcome_write_json_nobody (report, origin, out);
  else
    nixie_outcome_write_nobody (report, origin, out);
}

/* In the worker. */
static void
read_message (NixieSlice message, const char *label, GByteArray *result, gpointer data)
{
  const Parse *parse = data;
  g_autoptr (NixieReading) reading = nixie_pipeline_read (message);
  g_autoptr (GString) out = g_string_sized_new (1024);
  for (guint i = 0; i < reading->outcomes->len; i++)
    {
      if (parse->json)
        nixie_outcome_write_json (reading->outcomes->pdata[i], label, parse->fold_local, out);
      else
        nixie_outcome_write_text (reading->outcomes->pdata[i], label, parse->fold_local, out);
    }
  if (reading->outcomes->len == 0)
    render_nobody (parse, reading->report, label, out);
  g_byte_array_append (result, (const guint8 *) out->str, (guint) out->len);
}

/* In the parent. */
static gboolean
write_result (const NixiePoolResult *result, gpointer data, GError **error)
{
  Parse *parse = data;
  if (result->fate != NIXIE_POOL_DONE)
    {
      parse->unread++;
      nixie_feed_say_unread (result);
      return TRUE;
    }
  if (fwrite (result->bytes.data, 1, result->bytes.length, stdout) == result->bytes.length)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot write to standard output"));
  return FALSE;
}

int
nixie_cmd_parse (const NixieCall *call, GError **error)
{
  Parse parse = { .all = call->options->all, .json = g_strcmp0 (call->options->format, "json") == 0 };
  NixieFeedPlan plan = {
    .jobs = (guint) call->options->jobs, .task = { .work = read_message, .work_data = &parse, .done = write_result, .done_data = &parse },
  };
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieFeed) feed = NULL;

  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_rules (call, settings, error))
    return 0;
  parse.fold_local = settings->fold_local;
  if (!nixie_feed_open (&plan, call->arguments, &feed, error) || !nixie_feed_run (feed, error))
    return 0;
  if (nixie_feed_signal (feed) != 0)
    return 128 + nixie_feed_signal (feed);
  return parse.unread > 0 || nixie_feed_unreadable (feed) > 0 ? 1 : 0;
}
