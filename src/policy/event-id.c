/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Ids of outcomes. The same report must get the same id by pipe, from an mbox and from another host, in this version and in later
 * ones: so nothing goes in but what the report itself says (no origin, no time of reading, no From_ line, nothing that
 * nixie concluded).
 */
#include "policy/event-private.h"

#include "recipient/address.h"

#include <string.h>

/* TEXT and a NUL, which no value holds, so that two neighbours cannot be taken for others. */
static void
add (GChecksum *sum, const char *text)
{
  g_checksum_update (sum, (const guchar *) text, (gssize) strlen (text) + 1);
}

/* An address in one spelling, whatever the settings; as written where it is none. */
static void
add_address (GChecksum *sum, const char *text)
{
  g_autofree char *canonical = NULL;
  if (*text == '\0')
    add (sum, "");
  else
    add (sum, nixie_address_canonical (text, TRUE, &canonical, NULL) ? canonical : text);
}

/* The recipient as the report names it; what was first addressed too, since two such may end at one recipient (RFC 3464 2.3.1). The
 * address that the list holds is a conclusion and counts only where the report names no recipient. */
static void
add_recipient (GChecksum *sum, const NixieFacts *facts)
{
  const char *recipient = nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT);
  const char *original = nixie_facts_get (facts, NIXIE_FIELD_ORIGINAL_RECIPIENT);
  add_address (sum, *recipient == '\0' && *original == '\0' ? nixie_facts_get (facts, NIXIE_FIELD_ADDRESS) : recipient);
  add_address (sum, original);
}

/* The date, where the report itself states it: what came from a From_ line or a Received field differs between copies. */
static void
add_date (GChecksum *sum, const NixieFacts *facts)
{
  const char *evidence = nixie_facts_evidence (facts, NIXIE_FIELD_DATE);
  const gboolean stated = strcmp (evidence, "Last-Attempt-Date") == 0 || strcmp (evidence, "Date") == 0
                          || strcmp (evidence, "Arrival-Date") == 0;
  add (sum, stated ? nixie_facts_get (facts, NIXIE_FIELD_DATE) : "");
}

static void
add_fields (GChecksum *sum, const NixieFacts *facts)
{
  static const NixieField fields[] = { NIXIE_FIELD_REPORTING_MTA, NIXIE_FIELD_REMOTE_MTA, NIXIE_FIELD_STATUS,
                                       NIXIE_FIELD_REPLY,         NIXIE_FIELD_DIAGNOSTIC, NIXIE_FIELD_MESSAGE_ID,
                                       NIXIE_FIELD_SENDER,        NIXIE_FIELD_SUBJECT,    NIXIE_FIELD_ENVELOPE_ID };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    add (sum, nixie_facts_get (facts, fields[i]));
}

/* What tells this attempt from others of the same kind, recipient and action. */
static void
add_attempt (GChecksum *sum, const NixieFacts *facts)
{
  const char *host = nixie_facts_get (facts, NIXIE_FIELD_REPORTING_MTA);
  const char *queue_id = nixie_facts_get (facts, NIXIE_FIELD_QUEUE_ID);
  const char *report_id = nixie_facts_get (facts, NIXIE_FIELD_REPORT_ID);
  if (*host != '\0' && *queue_id != '\0')
    {
      g_autofree char *folded = g_ascii_strdown (host, -1);
      add (sum, "queue");
      add (sum, folded);
      add (sum, queue_id);
    }
  else if (*report_id != '\0')
    {
      add (sum, "report");
      add (sum, report_id);
      add_date (sum, facts);
    }
  else
    {
      add (sum, "fields");
      add_fields (sum, facts);
      add_date (sum, facts);
    }
}

/* What was signed, whether it is good or not: so that no report without it, made in advance, can take the place of the one with it. Nothing
 * where there is none. */
static void
add_signed (GChecksum *sum, const NixieFacts *facts)
{
  static const NixieField fields[] = { NIXIE_FIELD_SENDER, NIXIE_FIELD_ENVELOPE_ID, NIXIE_FIELD_CAME_TO };
  g_auto (NixieSigned) claim = { .address = NULL };
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (nixie_signed_parse (nixie_facts_get (facts, fields[i]), &claim))
      {
        add (sum, "signed");
        g_checksum_update (sum, claim.mac, sizeof claim.mac);
        return;
      }
}

void
nixie_event_outcome_id (const NixieFacts *facts, guint8 *id)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  add (sum, "outcome");
  add_recipient (sum, facts);
  add (sum, nixie_action_id (nixie_facts_action (facts)));
  add_attempt (sum, facts);
  add_signed (sum, facts);
  g_checksum_get_digest (sum, digest, &length);
  memcpy (id, digest, NIXIE_ID_BYTES);
}
