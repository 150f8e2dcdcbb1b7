/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See trust.h.
 */
#include "policy/trust.h"

#include "base/i18n.h"

#include <string.h>

static const struct {
  const char *id, *text;
} doubts[] = {
  [NIXIE_DOUBT_NONE] = { "", "" },
  [NIXIE_DOUBT_NOT_OURS] = { "not-ours", N_ ("it returns no message of ours") },
  [NIXIE_DOUBT_UNSIGNED] = { "unsigned", N_ ("it came to no signed address and names no signed envelope id") },
  [NIXIE_DOUBT_FORGED] = { "forged", N_ ("its signature is forged, or of a key that is gone") },
  [NIXIE_DOUBT_EXPIRED] = { "expired", N_ ("its signature was too old when it was read") },
  [NIXIE_DOUBT_OTHER_ADDRESS] = { "other-address", N_ ("its signature is of mail to another address") },
  [NIXIE_DOUBT_REPEATED] = { "repeated", N_ ("a report on the mail of the same day has counted already") },
};

const char *
nixie_doubt_id (NixieDoubt doubt)
{
  g_return_val_if_fail ((guint) doubt < G_N_ELEMENTS (doubts), "");
  return doubts[doubt].id;
}

const char *
nixie_doubt_text (NixieDoubt doubt)
{
  g_return_val_if_fail ((guint) doubt < G_N_ELEMENTS (doubts), "");
  return doubts[doubt].text;
}

const char *
nixie_trust_means (const NixieSettings *settings)
{
  switch (nixie_settings_trust (settings))
    {
    case NIXIE_TRUST_ANY:
      break;
    case NIXIE_TRUST_OURS:
      return N_ ("only reports that return a message of ours count; others are recorded, and forged ones are not known");
    case NIXIE_TRUST_SIGNED:
      return N_ ("only reports that are signed for their address count; others are recorded");
    }
  return N_ ("every report counts, whoever wrote it and whatever it returns");
}

/* DOMAIN, which a ">" may follow, is one of ours or below one. */
static gboolean
is_own (const NixieSettings *settings, const char *domain)
{
  const gsize length = strcspn (domain, "> ");
  for (char **own = settings->own_domains; own != NULL && *own != NULL; own++)
    {
      const gsize tail = strlen (*own);
      const gboolean ends = length >= tail && g_ascii_strncasecmp (domain + length - tail, *own, tail) == 0;
      if (ends && (length == tail || domain[length - tail - 1] == '.'))
        return TRUE;
    }
  return FALSE;
}

/* Whatever our key has signed was ours, however old, and whomever the report is about. */
static gboolean
is_signed_once (NixieSignature signature)
{
  return signature == NIXIE_SIGNATURE_VALID || signature == NIXIE_SIGNATURE_EXPIRED || signature == NIXIE_SIGNATURE_OTHER;
}

static gboolean
is_ours (const NixieSettings *settings, const NixieEvent *event)
{
  const char *at = strrchr (event->message_id, '@');
  return is_signed_once (event->signature) || (at != NULL && is_own (settings, at + 1)) || is_own (settings, event->sender_domain);
}

static NixieDoubt
doubt_of_signature (NixieSignature signature)
{
  switch (signature)
    {
    case NIXIE_SIGNATURE_VALID:
      return NIXIE_DOUBT_NONE;
    case NIXIE_SIGNATURE_EXPIRED:
      return NIXIE_DOUBT_EXPIRED;
    case NIXIE_SIGNATURE_FORGED:
      return NIXIE_DOUBT_FORGED;
    case NIXIE_SIGNATURE_OTHER:
      return NIXIE_DOUBT_OTHER_ADDRESS;
    case NIXIE_SIGNATURE_NONE:
      break;
    }
  return NIXIE_DOUBT_UNSIGNED;
}

NixieDoubt
nixie_trust_doubt (const NixieSettings *settings, const NixieEvent *event)
{
  g_return_val_if_fail (settings != NULL && event != NULL, NIXIE_DOUBT_NONE);
  if (event->kind != NIXIE_EVENT_OUTCOME)
    return NIXIE_DOUBT_NONE;
  switch (nixie_settings_trust (settings))
    {
    case NIXIE_TRUST_ANY:
      break;
    case NIXIE_TRUST_OURS:
      return is_ours (settings, event) ? NIXIE_DOUBT_NONE : NIXIE_DOUBT_NOT_OURS;
    case NIXIE_TRUST_SIGNED:
      return doubt_of_signature (event->signature);
    }
  return NIXIE_DOUBT_NONE;
}

/* What of a signed day EVENT uses up; 0: nothing, since it changes nothing. */
static guint
use_of (const NixieEvent *event)
{
  if (g_ascii_strcasecmp (event->feedback, "not-spam") == 0)
    return 1;
  if (event->reason == NIXIE_REASON_COMPLAINT || event->reason == NIXIE_REASON_OPT_OUT)
    return 2;
  if (nixie_event_is_failure (event))
    return event->class == NIXIE_CLASS_HARD ? 4 : 8;
  return event->action == NIXIE_ACTION_DELIVERED ? 16 : 0;
}

#define ALL_USES 31

/* FALSE where nothing is left of the day for EVENT. */
static gboolean
spend (NixieJudge *judge, const NixieEvent *event)
{
  const guint use = use_of (event);
  if (use == 0)
    return TRUE;
  if (judge->spent == NULL)
    judge->spent = g_hash_table_new (NULL, NULL);
  gpointer day = GUINT_TO_POINTER (event->signed_day);
  const guint before = GPOINTER_TO_UINT (g_hash_table_lookup (judge->spent, day));
  if ((before & use) != 0)
    return FALSE;
  g_hash_table_insert (judge->spent, day, GUINT_TO_POINTER (before | use));
  return TRUE;
}

/* A removal settles what was known: nothing that was signed for then can put the address back. */
static void
spend_all (NixieJudge *judge)
{
  GHashTableIter iter;
  gpointer day;
  if (judge->spent == NULL)
    return;
  g_hash_table_iter_init (&iter, judge->spent);
  while (g_hash_table_iter_next (&iter, &day, NULL))
    g_hash_table_iter_replace (&iter, GUINT_TO_POINTER (ALL_USES));
}

NixieDoubt
nixie_judge_next (NixieJudge *judge, const NixieEvent *event)
{
  const NixieDoubt doubt = nixie_trust_doubt (judge->settings, event);
  if (doubt != NIXIE_DOUBT_NONE || nixie_settings_trust (judge->settings) != NIXIE_TRUST_SIGNED)
    return doubt;
  if (event->kind == NIXIE_EVENT_REMOVE)
    spend_all (judge);
  return event->kind != NIXIE_EVENT_OUTCOME || spend (judge, event) ? NIXIE_DOUBT_NONE : NIXIE_DOUBT_REPEATED;
}

void
nixie_judge_clear (NixieJudge *judge)
{
  g_clear_pointer (&judge->spent, g_hash_table_unref);
}

void
nixie_trust_sift (const NixieSettings *settings, GPtrArray *events)
{
  g_auto (NixieJudge) judge = { .settings = settings };
  guint kept = 0;
  if (nixie_settings_trust (settings) == NIXIE_TRUST_ANY)
    return;
  for (guint i = 0; i < events->len; i++)
    if (nixie_judge_next (&judge, events->pdata[i]) == NIXIE_DOUBT_NONE)
      events->pdata[kept++] = events->pdata[i];
  g_ptr_array_set_size (events, (gint) kept);
}
