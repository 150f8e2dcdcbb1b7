/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See change.h.
 */
#include "config.h"

#include "answer/change.h"

#include "answer/rows.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "policy/listed.h"

#include <stdio.h>
#include <string.h>

struct NixieChange {
  const NixieOperatorWord *word;
  const NixieSettings *settings;
  GPtrArray *events;
  GHashTable *seen; /* addresses, borrowed from events */
  guint no_address;
};

NixieChange *
nixie_change_new (const NixieOperatorWord *word, const NixieSettings *settings)
{
  NixieChange *change = g_new0 (NixieChange, 1);
  change->word = word;
  change->settings = settings;
  change->events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  change->seen = g_hash_table_new (g_str_hash, g_str_equal);
  return change;
}

void
nixie_change_free (NixieChange *change)
{
  if (change == NULL)
    return;
  g_hash_table_unref (change->seen);
  g_ptr_array_unref (change->events);
  g_free (change);
}

void
nixie_change_take (NixieChange *change, const char *text)
{
  g_autoptr (GError) wrong = NULL;
  g_autofree char *address = NULL;
  g_autofree char *display = nixie_row_address (nixie_slice_of (text));
  if (!nixie_listed_address (change->settings, display, &address, &wrong))
    {
      fprintf (stderr, "%s\n", wrong->message);
      change->no_address++;
      return;
    }
  if (g_hash_table_contains (change->seen, address))
    return;
  NixieOperatorWord word = *change->word;
  word.address = address;
  word.display = display;
  NixieEvent *event = nixie_event_seal (change->settings, nixie_event_new_operator (&word));
  g_ptr_array_add (change->events, event);
  g_hash_table_add (change->seen, (gpointer) event->address);
}

gboolean
nixie_change_take_lines (NixieChange *change, int fd, GError **error)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, NIXIE_LIMIT_ADDRESS_INPUT_LINE);
  for (;;)
    {
      NixieRow line;
      if (!nixie_rows_next (rows, nixie_row_measure_line, NULL, &line, error))
        return FALSE;
      if (line.bytes.data == NULL)
        return TRUE;
      g_autofree char *text = nixie_slice_dup (nixie_slice_trim_unseen (line.bytes));
      if (text[0] != '\0')
        nixie_change_take (change, text); /* one that was cut is too long for an address */
    }
}

gboolean
nixie_change_is_good (const NixieChange *change, GError **error)
{
  if (change->no_address > 0)
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("nothing changed: not an address: %u of %u"), change->no_address,
                 change->no_address + change->events->len);
  else if (change->events->len == 0)
    g_set_error_literal (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("nothing changed: no address given"));
  else
    return TRUE;
  return FALSE;
}

/* Whether ENTRY (NULL: there is none) stands in the way of a removal; says so. */
static gboolean
refuses (const NixieChange *change, const char *address, const NixieEntry *entry)
{
  g_autofree char *shown = nixie_text_one_line (address, strlen (address), G_MAXSIZE);
  if (entry == NULL || entry->state == NIXIE_STATE_CLEAR)
    fprintf (stderr, _("%s: not on the list\n"), shown);
  else if (entry->state == NIXIE_STATE_ALLOWED)
    return FALSE; /* that ends; what is protected stays */
  else if (entry->protected && !change->word->force)
    fprintf (stderr, _("%s: protected (%s): removed only with --force\n"), shown, nixie_reason_id (entry->reason));
  else
    return FALSE;
  return TRUE;
}

/* Who is removed goes from somebody else's list too. */
static void
add_digest (NixieChange *change, const NixieEntry *digest)
{
  NixieOperatorWord word = *change->word;
  word.address = digest->address;
  g_ptr_array_add (change->events, nixie_event_seal (change->settings, nixie_event_new_operator (&word)));
}

gboolean
nixie_change_look (NixieChange *change, NixieStore *store, guint *refused, GError **error)
{
  *refused = 0;
  for (guint i = 0, n = change->events->len; i < n; i++)
    {
      const NixieEvent *event = g_ptr_array_index (change->events, i);
      g_autoptr (NixieEntry) entry = NULL, digest = NULL;
      if (!nixie_store_entry (store, event->address, &entry, error))
        return FALSE;
      if (!nixie_store_digest_entry (store, event->address, change->word->now_us, &digest, error))
        return FALSE;
      *refused += refuses (change, event->address, entry != NULL || digest == NULL ? entry : digest);
      if (digest != NULL)
        add_digest (change, digest);
    }
  return TRUE;
}

/* A domain that is allowed: so are all addresses at it (and below, where the settings let its entry answer for them), by an act with the
 * event's own id. */
static void
add_allow (const NixieChange *change, const NixieEvent *event, GPtrArray *acts)
{
  g_autofree char *scope = g_strconcat (change->settings->subdomains ? "." : "", event->address + 1, NULL);
  NixieAct draft = { .kind = NIXIE_ACT_ALLOW, .time_us = event->time_us, .to_us = NIXIE_TIME_FOREVER, .domain = scope,
                     .why = event->diagnostic, .who = event->source };
  memcpy (draft.id, event->id, NIXIE_ID_BYTES);
  g_ptr_array_add (acts, nixie_act_new (&draft));
}

/* A domain that was allowed is no more. */
static void
add_undo (const NixieActs *known, const NixieEvent *event, GPtrArray *acts)
{
  for (guint i = 0; i < nixie_acts_length (known); i++)
    {
      const NixieAct *act = nixie_acts_get (known, i);
      if (act->kind != NIXIE_ACT_ALLOW || nixie_acts_standing (known, i) != NIXIE_STANDING_IN_FORCE
          || strcmp (act->domain + (act->domain[0] == '.'), event->address + 1) != 0)
        continue;
      NixieAct draft = { .kind = NIXIE_ACT_UNDO, .time_us = event->time_us, .to_us = NIXIE_TIME_FOREVER, .why = event->diagnostic,
                         .who = event->source };
      memcpy (draft.target, act->id, NIXIE_ID_BYTES);
      g_ptr_array_add (acts, nixie_act_new (&draft));
    }
}

/* What the words on domains come to for the addresses at them. */
static gboolean
write_acts (NixieChange *change, NixieStore *store, GError **error)
{
  g_autoptr (GPtrArray) acts = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_act_free);
  g_autoptr (NixieActs) known = NULL;
  if (!nixie_store_acts (store, &known, error))
    return FALSE;
  for (guint i = 0; i < change->events->len; i++)
    {
      const NixieEvent *event = g_ptr_array_index (change->events, i);
      if (event->address[0] == '@' && event->kind == NIXIE_EVENT_ALLOW)
        add_allow (change, event, acts);
      else if (event->address[0] == '@') /* any other word on it */
        add_undo (known, event, acts);
    }
  return nixie_store_write_acts (store, acts, change->word->now_us, NULL, error);
}

/* Who was removed, and still may not be mailed for his domain's sake. */
static gboolean
say_domains (const NixieChange *change, NixieStore *store, GError **error)
{
  for (guint i = 0; i < change->events->len; i++)
    {
      const NixieEvent *event = g_ptr_array_index (change->events, i);
      g_autoptr (NixieEntry) domain = NULL;
      NixieState state;
      if (!nixie_store_look_up (store, event->address, change->word->now_us, &state, error))
        return FALSE;
      if (state != NIXIE_STATE_SUPPRESSED)
        continue;
      if (!nixie_store_domain_entry (store, event->address, change->word->now_us, &domain, error))
        return FALSE;
      g_autofree char *shown = nixie_text_one_line (event->address, strlen (event->address), G_MAXSIZE);
      if (domain != NULL)
        fprintf (stderr, _("%s: still suppressed by %s\n"), shown, domain->address);
    }
  return TRUE;
}

gboolean
nixie_change_write (NixieChange *change, NixieStore *store, guint *n, GError **error)
{
  *n = change->events->len;
  if (!write_acts (change, store, error) || !nixie_store_write (store, change->events, change->word->now_us, NULL, error))
    return FALSE;
  return change->word->kind != NIXIE_EVENT_REMOVE || say_domains (change, store, error);
}
