/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See hash.h.
 */
#include "policy/hash.h"

#include <string.h>

static const char *const ids[NIXIE_N_HASHES] = { [NIXIE_HASH_NONE] = "none", [NIXIE_HASH_SHA256] = "sha256", [NIXIE_HASH_HMAC] = "hmac" };

const char *
nixie_hash_id (NixieHash hash)
{
  g_return_val_if_fail ((guint) hash < NIXIE_N_HASHES, "");
  return ids[hash];
}

gboolean
nixie_hash_from_id (const char *id, NixieHash *hash)
{
  for (guint i = 0; i < NIXIE_N_HASHES; i++)
    if (strcmp (id, ids[i]) == 0)
      {
        *hash = (NixieHash) i;
        return TRUE;
      }
  return FALSE;
}

static char *
hmac (GBytes *key, const char *text)
{
  gsize length = 0;
  const guchar *octets = g_bytes_get_data (key, &length);
  return g_compute_hmac_for_string (G_CHECKSUM_SHA256, octets, length, text, -1);
}

char *
nixie_hash_address (NixieHash hash, GBytes *key, const char *address)
{
  g_return_val_if_fail (hash != NIXIE_HASH_NONE && (hash != NIXIE_HASH_HMAC || key != NULL), NULL);
  g_autofree char *hex = hash == NIXIE_HASH_HMAC ? hmac (key, address) : g_compute_checksum_for_string (G_CHECKSUM_SHA256, address, -1);
  return g_strconcat (ids[hash], ":", hex, NULL);
}

NixieHash
nixie_hash_of (const char *address)
{
  const NixieHash hash = g_str_has_prefix (address, "sha256:") ? NIXIE_HASH_SHA256
                         : g_str_has_prefix (address, "hmac:") ? NIXIE_HASH_HMAC
                                                               : NIXIE_HASH_NONE;
  const gsize prefix = strlen (ids[hash]) + 1;
  if (hash == NIXIE_HASH_NONE || strspn (address + prefix, "0123456789abcdef") != NIXIE_HASH_HEX_CHARS)
    return NIXIE_HASH_NONE;
  const char behind = address[prefix + NIXIE_HASH_HEX_CHARS];
  return behind == '\0' || behind == '@' ? hash : NIXIE_HASH_NONE;
}

char *
nixie_hash_key_id (GBytes *key)
{
  char *hex = hmac (key, "nixie key id");
  hex[16] = '\0';
  return hex;
}
