/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie filter: one message on standard input, recorded (procmail, maildrop, Postfix's pipe). Standard input is read to its end before
 * anything else can fail; the message is parsed in a child, so that none can make the filter fail; what waiting can mend ends in 75
 * (commands.def says so for every error of this command), and then nothing was written to standard output.
 */
#include "cli/cli.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "cli/pass.h"
#include "cli/spool.h"
#include "cli/work.h"
#include "mime/mime.h"
#include "policy/listed.h"

#include <unistd.h>

typedef struct {
  NixieWork work;
  GPtrArray *events; /* NULL where the child did not survive */
} Taken;

/* Keeps what the child said. */
static gboolean
take_result (const NixiePoolResult *result, gpointer data, GError **error)
{
  Taken *taken = data;
  NixieSlice events;
  return result->fate != NIXIE_POOL_DONE
         || (nixie_work_open (result->bytes, &taken->work, &events, error) && nixie_work_decode (events, &taken->events, error));
}

/* The address that the message came to: Postfix's local(8) and others tell it in the environment. */
static const char *
came_to (const NixieCall *call)
{
  static const char *const names[] = { "ORIGINAL_RECIPIENT", "RECIPIENT" };
  const char *address = call->options->recipient;
  for (guint i = 0; i < G_N_ELEMENTS (names) && (address == NULL || *address == '\0'); i++)
    address = g_getenv (names[i]);
  return address != NULL && *address != '\0' ? address : NULL;
}

static gboolean
read_in_child (NixieSlice head, const NixieCall *call, const NixieSettings *settings, Taken *taken, GError **error)
{
  g_autoptr (NixieKeys) keys = NULL;
  if (!nixie_cli_keys (settings, &keys, error))
    return FALSE;
  NixieWorkPlan plan = { settings, nixie_clock_now_us (), keys, came_to (call), TRUE };
  const NixiePoolTask task = { .work = nixie_work_read, .work_data = &plan, .done = take_result, .done_data = taken };
  g_autoptr (NixiePool) pool = NULL;
  return nixie_pool_new (1, &task, &pool, error) && nixie_pool_add (pool, head, "stdin", error) && nixie_pool_finish (pool, error);
}

/* The message that is passed on names the address anyway, and so do its fields; what is recorded does not where the list holds hashes. */
static gboolean
record (const NixieCall *call, const NixieSettings *settings, const GPtrArray *plain, GError **error)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  g_autoptr (NixieStore) store = NULL;
  NixieStoreChange change = { 0 };
  const gint64 now_us = nixie_clock_now_us ();
  for (guint i = 0; i < plain->len; i++)
    g_ptr_array_add (events, nixie_event_seal (settings, nixie_event_new (plain->pdata[i])));
  if (!nixie_cli_open (call, NIXIE_STORE_WRITE, settings, &store, error)
      || !nixie_store_write (store, events, now_us, &change, error))
    return FALSE;
  if (change.new_holds > 0)
    nixie_cli_say_holds (store, now_us);
  return TRUE;
}

static gboolean
pass_on (const NixieSpool *spool, const NixieRead *read, GError **error)
{
  g_autoptr (GString) out = g_string_sized_new (nixie_spool_head (spool).length + 1024);
  nixie_pass_head (nixie_spool_head (spool), read, out);
  return nixie_spool_write_all (STDOUT_FILENO, nixie_slice (out->str, out->len), error)
         && nixie_spool_write_rest (spool, STDOUT_FILENO, error);
}

int
nixie_cmd_filter (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSpool) spool = NULL;
  g_autoptr (NixieSettings) settings = NULL;
  Taken taken = { .events = NULL };
  if (!nixie_spool_read (STDIN_FILENO, call->options->pass, &spool, error) || !nixie_cli_settings (call, &settings, error)
      || !nixie_cli_rules (call, settings, error) || !read_in_child (nixie_spool_head (spool), call, settings, &taken, error))
    return 0;
  g_autoptr (GPtrArray) events = taken.events;
  const NixieRead read = { taken.work.report, events };
  /* A child that died for want of GMime says nothing of the message: that can be mended, and the mail comes again. */
  if (events == NULL && !nixie_mime_is_here (error))
    return 0;
  if (events == NULL)
    nixie_cli_say ("%s", _("the message could not be read: it crashed the parser or took too long"));
  else if (events->len > 0 && !record (call, settings, events, error))
    return 0;
  if (call->options->pass && !pass_on (spool, events != NULL ? &read : NULL, error))
    return 0;
  return call->options->status && (events == NULL || read.report == NIXIE_REPORT_NONE) ? 1 : 0;
}
