/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie acts and held: what was decided about more than one address. nixie undo, release and confirm: deciding it. An act is named by
 * the first digits of its id, a hold by its domain too.
 */
#include "config.h"

#include "cli/cli.h"

#include "answer/acts.h"
#include "answer/difference.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "recipient/address.h"

#include <stdio.h>
#include <string.h>

static int
show_acts (const NixieCall *call, gboolean holds_only, GError **error)
{
  const NixieActsQuery query = { .holds_only = holds_only, .json = g_strcmp0 (call->options->format, "jsonl") == 0 };
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieOutput) output = NULL;
  guint n = 0;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open (call, NIXIE_STORE_READ, settings, &store, error)
      || !nixie_output_open (NULL, &output, error) || !nixie_acts_write (store, &query, output, &n, error)
      || !nixie_output_close (output, error))
    return 0;
  if (n == 0 && !query.json)
    nixie_cli_say ("%s", holds_only ? _("nothing was ever held") : _("nothing was decided"));
  return 0;
}

int
nixie_cmd_acts (const NixieCall *call, GError **error)
{
  return show_acts (call, FALSE, error);
}

int
nixie_cmd_held (const NixieCall *call, GError **error)
{
  return show_acts (call, TRUE, error);
}

static gboolean
fail_usage (GError **error, const char *message)
{
  g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, message);
  return FALSE;
}

/* Adds to ACTS a word of KIND on TARGET. */
static void
add_word (const NixieCall *call, NixieActKind kind, const NixieAct *target, GPtrArray *acts)
{
  NixieAct draft = { .kind = kind, .time_us = nixie_clock_now_us (), .to_us = NIXIE_TIME_FOREVER, .why = call->options->why,
                     .who = nixie_cli_operator () };
  memcpy (draft.target, target->id, NIXIE_ID_BYTES);
  g_ptr_array_add (acts, nixie_act_new (&draft));
}

static gboolean
is_of_kind (const NixieActs *acts, guint i, NixieActKind kind)
{
  return (kind == NIXIE_ACT_UNDO || nixie_acts_get (acts, i)->kind == NIXIE_ACT_HOLD)
         && nixie_acts_standing (acts, i) != NIXIE_STANDING_UNDONE;
}

/* A word of KIND on each act that NAME names: one id, or for holds all of a domain. FALSE, having said so, where there is none. */
static gboolean
add_named (const NixieCall *call, const NixieActs *known, NixieActKind kind, const char *name, GPtrArray *acts)
{
  const NixieAct *by_id = nixie_acts_find (known, name, NULL);
  const guint before = acts->len;
  g_autofree char *scope = NULL;
  const gboolean is_scope = kind != NIXIE_ACT_UNDO && strchr (name, '.') != NULL && nixie_address_domain_scope (name, &scope);
  for (guint i = 0; i < nixie_acts_length (known); i++)
    {
      const NixieAct *act = nixie_acts_get (known, i);
      const gboolean named = act == by_id || (is_scope && strcmp (act->domain, scope) == 0);
      if (named && is_of_kind (known, i, kind))
        add_word (call, kind, act, acts);
    }
  if (acts->len > before)
    return TRUE;
  guint n = 0;
  nixie_acts_find (known, name, &n);
  if (n > 1)
    nixie_cli_say (_("%s: several acts begin so: give more digits, 'nixie acts --format=jsonl' has all"), name);
  else if (kind == NIXIE_ACT_UNDO)
    nixie_cli_say (_("%s: no such act, or it is undone already; see 'nixie acts'"), name);
  else
    nixie_cli_say (_("%s: no such hold, or it is undone; see 'nixie held'"), name);
  return FALSE;
}

static gboolean
has_scope (const NixieOptions *options)
{
  return options->since != NULL || options->until != NULL || options->domain != NULL || options->pattern != NULL
         || options->reason != NULL || options->source != NULL;
}

/* PATTERN as addresses are kept: domains in small letters, and local parts where they are folded. The caller's; NULL where it is. */
static char *
canonical_pattern (const char *pattern, const NixieSettings *settings)
{
  const char *at = pattern != NULL ? strrchr (pattern, '@') : NULL;
  if (pattern == NULL || settings->fold_local)
    return pattern != NULL ? g_ascii_strdown (pattern, -1) : NULL;
  g_autofree char *domain = at != NULL ? g_ascii_strdown (at, -1) : g_strdup ("");
  return g_strdup_printf ("%.*s%s", (int) (at != NULL ? at - pattern : (gssize) strlen (pattern)), pattern, domain);
}

/* What the options of undo cover; FALSE with ERROR where they name nothing at all. */
static gboolean
read_scope (const NixieOptions *options, NixieAct *draft, char **domain, GError **error)
{
  if (!has_scope (options))
    return fail_usage (error, _("undo: what? name acts, or --since, --until, --domain, --pattern, --reason or --source"));
  if (!nixie_cli_time ("since", options->since, FALSE, &draft->from_us, error)
      || !nixie_cli_time ("until", options->until, TRUE, &draft->to_us, error))
    return FALSE;
  if (options->domain != NULL && !nixie_address_domain_scope (options->domain, domain))
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_USAGE, _("--domain=%s: not a domain"), options->domain);
      return FALSE;
    }
  draft->domain = *domain;
  draft->reasons = options->reason;
  draft->source = options->source;
  if (options->until == NULL)
    draft->to_us = draft->time_us;
  if (draft->from_us > draft->to_us)
    return fail_usage (error, options->until != NULL ? _("undo: --since is after --until") : _("undo: --since is in the future"));
  return TRUE;
}

static gboolean
make_scoped_undo (const NixieCall *call, const NixieSettings *settings, GPtrArray *acts, GError **error)
{
  g_autofree char *domain = NULL;
  g_autofree char *pattern = canonical_pattern (call->options->pattern, settings);
  NixieAct draft = { .kind = NIXIE_ACT_UNDO, .time_us = nixie_clock_now_us (), .pattern = pattern, .why = call->options->why,
                     .who = nixie_cli_operator () };
  if (!read_scope (call->options, &draft, &domain, error))
    return FALSE;
  g_ptr_array_add (acts, nixie_act_new (&draft));
  return TRUE;
}

/* Says what was written, and how it is taken back. */
static void
say_written (const GPtrArray *acts, const NixieStoreChange *change)
{
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, change->entries_changed);
  fprintf (stderr, _("entries changed: %s\n"), number);
  for (guint i = 0; i < acts->len; i++)
    {
      g_autofree char *id = nixie_act_short_id (((const NixieAct *) acts->pdata[i])->id);
      g_autofree char *words = nixie_act_words (acts->pdata[i]);
      fprintf (stderr, _("%s: %s (to take it back: nixie undo --why=… %s)\n"), id, words, id);
    }
  if (change->entries_changed == 0 && !nixie_act_has_target (acts->pdata[0]))
    nixie_cli_say (_("no entry changes; what is recorded later follows it until it is taken back"));
}

/* Whose entry would change, and how. */
static gboolean
try_acts (const NixieCall *call, NixieStore *store, const GPtrArray *acts, GError **error)
{
  g_autoptr (NixieActs) all = NULL;
  g_autoptr (NixieOutput) output = NULL;
  NixieDifferencesCount n = { 0 };
  if (!nixie_store_rehearse (store, acts, nixie_clock_now_us (), &all, error) || !nixie_output_open (NULL, &output, error))
    return FALSE;
  const NixieDifferencesQuery query = { .acts = all, .json = g_strcmp0 (call->options->format, "jsonl") == 0,
                                        .now_us = nixie_clock_now_us () };
  if (!nixie_differences_write (store, &query, output, &n, error) || !nixie_output_close (output, error))
    return FALSE;
  g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n.changed);
  fprintf (stderr, _("entries that would change: %s\n"), number);
  return TRUE;
}

static gboolean
write_acts (const NixieCall *call, NixieStore *store, GPtrArray *acts, GError **error)
{
  NixieStoreChange change = { 0 };
  if (call->options->dry_run)
    return try_acts (call, store, acts, error);
  if (!nixie_store_write_acts (store, acts, nixie_clock_now_us (), &change, error))
    return FALSE;
  say_written (acts, &change);
  return TRUE;
}

static NixieStoreMode
mode_of (const NixieCall *call)
{
  return call->options->dry_run ? NIXIE_STORE_READ : NIXIE_STORE_WRITE;
}

/* The words of KIND on what the arguments name: all of them or none. */
static int
act_on_named (const NixieCall *call, NixieActKind kind, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (NixieActs) known = NULL;
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  gboolean all = TRUE;
  if (!nixie_cli_settings (call, &settings, error) || !nixie_cli_open (call, mode_of (call), settings, &store, error)
      || !nixie_store_acts (store, &known, error))
    return 0;
  for (guint i = 0; i < call->n_arguments; i++)
    all &= add_named (call, known, kind, call->arguments[i], acts);
  if (!all)
    {
      nixie_cli_say (_("nothing changed"));
      return 1;
    }
  write_acts (call, store, acts, error);
  return 0;
}

int
nixie_cmd_release (const NixieCall *call, GError **error)
{
  return act_on_named (call, NIXIE_ACT_RELEASE, error);
}

int
nixie_cmd_confirm (const NixieCall *call, GError **error)
{
  return act_on_named (call, NIXIE_ACT_CONFIRM, error);
}

int
nixie_cmd_undo (const NixieCall *call, GError **error)
{
  g_autoptr (NixieSettings) settings = NULL;
  g_autoptr (NixieStore) store = NULL;
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  if (!call->options->dry_run && (call->options->why == NULL || call->options->why[0] == '\0'))
    {
      fail_usage (error, _("undo: --why=TEXT is needed; it is kept in the history"));
      return 0;
    }
  if (call->n_arguments > 0 && has_scope (call->options))
    {
      fail_usage (error, _("undo: an act is undone whole: name acts, or say by options what to undo"));
      return 0;
    }
  if (call->n_arguments > 0)
    return act_on_named (call, NIXIE_ACT_UNDO, error);
  if (nixie_cli_settings (call, &settings, error) && make_scoped_undo (call, settings, acts, error)
      && nixie_cli_open (call, mode_of (call), settings, &store, error))
    write_acts (call, store, acts, error);
  return 0;
}
