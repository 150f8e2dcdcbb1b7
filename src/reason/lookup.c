/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Codes and names in the tables: statuses, replies, what providers mean by them, and how a provider is known. The tables are short;
 * they are read from end to end.
 */
#include "reason/reason-private.h"

#include <string.h>

gboolean
nixie_status_in_scope (const char *status, const NixieStatusScope *scope)
{
  if (scope->class == '\0')
    return TRUE;
  if (!g_ascii_isdigit (status[0]) || status[1] != '.' || !g_ascii_isdigit (status[2]) || status[3] != '.')
    return FALSE;
  if ((scope->class != 'X' && scope->class != status[0]) || status[2] - '0' != scope->subject)
    return FALSE;
  guint detail = 0;
  for (const char *p = status + 4; g_ascii_isdigit (*p) && detail < 1000; p++)
    detail = detail * 10 + (guint) (*p - '0');
  return g_ascii_isdigit (status[4]) && detail >= scope->from && detail <= scope->to;
}

const NixieStatusRow *
nixie_status_row (const char *status)
{
  const NixieStatusRow *best = NULL;
  for (guint i = 0; i < nixie_n_status_rows; i++)
    {
      const NixieStatusRow *row = &nixie_status_rows[i];
      if (nixie_status_in_scope (status, &row->status) && (best == NULL || best->status.class == 'X'))
        best = row;
    }
  return best;
}

const NixieReplyRow *
nixie_reply_row (const char *reply, const char *stage)
{
  const NixieReplyRow *best = NULL;
  for (guint i = 0; i < nixie_n_reply_rows; i++)
    {
      const NixieReplyRow *row = &nixie_reply_rows[i];
      if (strcmp (row->stage, stage) == 0 && g_str_has_prefix (reply, row->reply)
          && (best == NULL || strlen (best->reply) < strlen (row->reply)))
        best = row;
    }
  return best;
}

const char *
nixie_status_meaning (const char *status)
{
  const NixieStatusRow *row = nixie_status_row (status);
  return row != NULL ? nixie_rule_pool + row->name : "";
}

const char *
nixie_reply_meaning (const char *reply)
{
  const NixieReplyRow *row = nixie_reply_row (reply, "");
  return row != NULL ? nixie_rule_pool + row->name : "";
}

const NixieCodeRow *
nixie_code_row (guint64 providers, const char *reply, const char *status)
{
  const NixieCodeRow *best = NULL;
  for (guint i = 0; providers != 0 && i < nixie_n_code_rows; i++)
    {
      const NixieCodeRow *row = &nixie_code_rows[i];
      /* A row without a code is for failures without a code. */
      const gboolean speaks = row->reply[0] != '\0' || row->status.class != '\0' || (reply[0] == '\0' && status[0] == '\0');
      const gboolean fits = speaks && (providers >> row->provider & 1) != 0 && g_str_has_prefix (reply, row->reply)
                            && nixie_status_in_scope (status, &row->status);
      if (fits && (best == NULL || strlen (best->reply) < strlen (row->reply)))
        best = row;
    }
  return best;
}

/* The providers that are known by NAME as it is, whose hash is HASH. build-aux/rules.awk hashes alike. */
static guint64
providers_named (NixieKnownBy by, NixieSlice name, guint hash)
{
  guint64 providers = 0;
  for (guint slot = hash % NIXIE_KNOWN_SLOTS; nixie_known_slots[slot] != 0; slot = (slot + 1) % NIXIE_KNOWN_SLOTS)
    {
      const NixieKnownRow *row = &nixie_known_rows[nixie_known_slots[slot] - 1];
      if (row->by == by && row->length == name.length && nixie_slice_starts_nocase (name, nixie_rule_pool + row->name))
        providers |= G_GUINT64_CONSTANT (1) << row->provider;
    }
  return providers;
}

/* Those known by NAME or by what its last labels are. */
static guint64
providers_of (NixieKnownBy by, const char *name)
{
  guint64 providers = 0;
  guint hash = 0;
  gsize length = strlen (name);
  if (length > 0 && name[length - 1] == '.')
    length--;
  for (gsize i = length; i > 0; i--)
    {
      hash = (hash * 31 + ((guchar) name[i - 1] | 0x20U)) % 65536; /* in lower case; digits, dots and hyphens have this bit */
      if (i == 1 || name[i - 2] == '.')
        providers |= providers_named (by, nixie_slice (name + i - 1, length - i + 1), hash);
    }
  return providers;
}

guint64
nixie_provider_from_id (const char *id)
{
  for (guint i = 0; id[0] != '\0' && i < nixie_n_provider_ids; i++)
    if (strcmp (nixie_rule_pool + nixie_provider_ids[i], id) == 0)
      return G_GUINT64_CONSTANT (1) << (i + 1);
  return 0;
}

guint64
nixie_providers_of_host (const char *host)
{
  return providers_of (NIXIE_KNOWN_BY_HOST, host);
}

guint64
nixie_providers_of_domain (const char *domain)
{
  return providers_of (NIXIE_KNOWN_BY_DOMAIN, domain);
}

guint64
nixie_providers_of_producer (const char *producer)
{
  return providers_of (NIXIE_KNOWN_BY_PRODUCER, producer);
}
