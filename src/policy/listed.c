/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See listed.h.
 */
#include "policy/listed.h"

#include "base/clock.h"
#include "policy/event-private.h"
#include "recipient/address.h"

#include <string.h>

/* In a list of hashes: an address that is neither a domain's entry nor a digest already. */
static gboolean
needs_hash (const NixieSettings *settings, const char *address)
{
  return settings->hashed != NIXIE_HASH_NONE && address[0] != '@' && nixie_hash_of (address) == NIXIE_HASH_NONE;
}

/* ADDRESS with its digest for a local part; the caller's. */
static char *
hash_local (const NixieSettings *settings, const char *address)
{
  g_autofree char *digest = nixie_hash_address (settings->hashed, settings->hash_key, address);
  return g_strconcat (digest, "@", nixie_address_domain (address), NULL);
}

gboolean
nixie_listed_address (const NixieSettings *settings, const char *text, char **address, GError **error)
{
  g_autofree char *canonical = NULL;
  if (nixie_hash_of (text) != NIXIE_HASH_NONE)
    canonical = g_strdup (text);
  else if (!nixie_address_canonical (text, settings->fold_local, &canonical, error))
    return FALSE;
  *address = needs_hash (settings, canonical) ? hash_local (settings, canonical) : g_steal_pointer (&canonical);
  return TRUE;
}

char *
nixie_listed_digest (const NixieSettings *settings, NixieHash hash, const char *address)
{
  const NixieHash own = nixie_hash_of (address);
  if (own == hash)
    return g_strndup (address, strlen (nixie_hash_id (hash)) + 1 + NIXIE_HASH_HEX_CHARS);
  if (own != NIXIE_HASH_NONE || address[0] == '@' || (hash == NIXIE_HASH_HMAC && settings->hash_key == NULL))
    return NULL;
  return nixie_hash_address (hash, settings->hash_key, address);
}

/* What stands in TEXT from its last "@" on. */
static const char *
domain_of (const char *text)
{
  const char *at = strrchr (text, '@');
  return at != NULL ? at : "";
}

static const char *
without_address (const char *text)
{
  return strchr (text, '@') == NULL ? text : "";
}

/* An id is a digest of a report that names the address: under the key, nobody can try addresses out on it. */
static void
seal_id (const NixieSettings *settings, NixieEvent *event)
{
  guint8 digest[32];
  gsize length = sizeof digest, key_length = 0;
  const guchar *key = settings->hash_key != NULL ? g_bytes_get_data (settings->hash_key, &key_length) : NULL;
  if (key == NULL || event->kind != NIXIE_EVENT_OUTCOME)
    return;
  GHmac *hmac = g_hmac_new (G_CHECKSUM_SHA256, key, key_length);
  g_hmac_update (hmac, event->id, NIXIE_ID_BYTES);
  g_hmac_get_digest (hmac, digest, &length);
  g_hmac_unref (hmac);
  memcpy (event->id, digest, NIXIE_ID_BYTES);
}

NixieEvent *
nixie_event_seal (const NixieSettings *settings, NixieEvent *event)
{
  g_autoptr (NixieEvent) plain = event;
  const gboolean needs = needs_hash (settings, plain->address);
  g_autofree char *address = needs ? hash_local (settings, plain->address) : g_strdup (plain->address);
  if (nixie_hash_of (address) == NIXIE_HASH_NONE)
    return g_steal_pointer (&plain);
  NixieEvent draft = *plain;
  for (guint i = 0; i < NIXIE_EVENT_N_TEXTS; i++)
    draft.texts[i] = without_address (plain->texts[i]);
  draft.address = address;
  draft.display = draft.recipient = draft.report_id = "";
  if (!nixie_event_is_by_hand (plain))
    draft.diagnostic = ""; /* hosts name who is unknown to them without a domain, too */
  draft.message_id = domain_of (plain->message_id);
  if (needs)
    seal_id (settings, &draft);
  return nixie_event_new (&draft);
}

NixieEvent *
nixie_event_seal_under (const NixieSettings *settings, const NixieEvent *event, const char *digest)
{
  NixieEvent draft = *event;
  draft.address = digest;
  return nixie_event_seal (settings, nixie_event_new (&draft));
}

char *
nixie_listed_kept (const NixieSettings *settings, const char *address)
{
  const NixieHash own = nixie_hash_of (address);
  if (own != NIXIE_HASH_NONE)
    return nixie_listed_digest (settings, own, address);
  return nixie_listed_digest (settings, settings->hash_key != NULL ? NIXIE_HASH_HMAC : NIXIE_HASH_SHA256, address);
}

/* The one that is the hardest to lift of those that suppress at NOW_US; NULL: none does. */
static const NixieStrand *
find_strand (const NixieEntry *entry, gint64 now_us, NixieStrandKind *kind)
{
  static const NixieStrandKind ranks[] = { NIXIE_STRAND_OPT_OUT, NIXIE_STRAND_COMPLAINT, NIXIE_STRAND_OPERATOR, NIXIE_STRAND_BOUNCE };
  for (guint i = 0; i < G_N_ELEMENTS (ranks); i++)
    {
      const NixieStrand *strand = &entry->strands[ranks[i]];
      *kind = ranks[i];
      if (nixie_state_at (strand->state, strand->until_us, now_us) == NIXIE_STATE_SUPPRESSED)
        return strand;
    }
  return NULL;
}

NixieEvent *
nixie_event_new_forget (const NixieForgetWord *word, const NixieEntry *entry, const char *digest)
{
  NixieStrandKind kind;
  const NixieStrand *strand = find_strand (entry, word->now_us, &kind);
  if (strand == NULL || nixie_entry_state (entry, word->now_us) != NIXIE_STATE_SUPPRESSED)
    return NULL;
  NixieEvent draft = {
    .kind = NIXIE_EVENT_FORGET,
    .time_us = word->now_us,
    .reason = strand->reason,
    .ground = strand->reason,
    .class = kind == NIXIE_STRAND_BOUNCE ? strand->class : NIXIE_CLASS_NONE,
    .force = strand->until_us == NIXIE_TIME_FOREVER,
    .address = digest,
    .source = word->who,
  };
  nixie_event_random_id (draft.id);
  return nixie_event_new (&draft);
}
