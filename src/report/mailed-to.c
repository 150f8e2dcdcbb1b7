/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * To whom a message that came back was mailed, as its header block shows. Hosts on its way note the envelope's recipient (Delivered-To,
 * X-Original-To, Envelope-To, "for" in Received); the sender wrote To and Cc. An address in both is the one that was mailed, whatever
 * became of it behind a forwarding. A list's own address is not: its subscribers were mailed.
 */
#include "report/address-list.h"
#include "report/reader-private.h"

#include <string.h>

static gboolean
is_same (NixieSlice a, NixieSlice b)
{
  return a.length > 0 && a.length == b.length && g_ascii_strncasecmp (a.data, b.data, a.length) == 0;
}

static gboolean
lists_address (NixieSlice value, NixieSlice address)
{
  NixieSlice next;
  while (nixie_address_list_next (&value, &next))
    if (is_same (next, address))
      return TRUE;
  return FALSE;
}

/* RFC 5321 4.4: "for <a@b>" in a Received field. */
static NixieSlice
received_for (NixieSlice value)
{
  for (gsize i = 1; i + 5 < value.length; i++)
    {
      const char *p = value.data + i;
      if ((p[0] | 0x20) != 'f' || (p[1] | 0x20) != 'o' || (p[2] | 0x20) != 'r' || !g_ascii_isspace (p[-1]) || !g_ascii_isspace (p[3]))
        continue;
      NixieSlice rest = nixie_slice (p + 4, value.length - i - 4);
      const char *end = memchr (rest.data, ';', rest.length);
      rest.length = end != NULL ? (gsize) (end - rest.data) : rest.length;
      return nixie_address_list_first (rest);
    }
  return NIXIE_SLICE_EMPTY;
}

/* The envelope's recipient at some host, where HEADER notes it. */
static NixieSlice
noted_by_host (const NixieHeader *header)
{
  static const NixieHeaderName names[] = { NIXIE_HEADER_DELIVERED_TO,   NIXIE_HEADER_X_ORIGINAL_TO,  NIXIE_HEADER_ENVELOPE_TO,
                                           NIXIE_HEADER_X_ENVELOPE_TO,  NIXIE_HEADER_X_DELIVERED_TO, NIXIE_HEADER_X_RCPT_TO,
                                           NIXIE_HEADER_X_HMXMRORIGINALRECIPIENT };
  const guint name = nixie_header_lookup (header->name.data, header->name.length);
  if (name == NIXIE_HEADER_RECEIVED)
    return received_for (header->value);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (name == names[i])
      return nixie_address_list_only (header->value);
  return NIXIE_SLICE_EMPTY;
}

/* ADDRESS without the "owner-", "-bounces" and so on of a list's system is LIST. */
static gboolean
is_owner_of (NixieSlice owner, NixieSlice list)
{
  const char *at = memchr (list.data, '@', list.length);
  const gsize local = at != NULL ? (gsize) (at - list.data) : 0;
  if (local == 0 || owner.length <= local)
    return FALSE;
  if (nixie_slice_starts_nocase (owner, "owner-") && owner.length >= local + 6)
    return g_ascii_strncasecmp (owner.data + 6, list.data, local) == 0;
  return g_ascii_strncasecmp (owner.data, list.data, local) == 0 && (owner.data[local] == '-' || owner.data[local] == '+');
}

/* ADDRESS is that of the list which sent the message on (RFC 2369, RFC 2919, or its owner as the sender). */
static gboolean
is_list_address (const NixieHeaders *headers, NixieSlice address)
{
  static const NixieHeaderName owners[] = { NIXIE_HEADER_RETURN_PATH, NIXIE_HEADER_SENDER };
  const NixieSlice list_post = headers->value[NIXIE_HEADER_LIST_POST], list_id = headers->value[NIXIE_HEADER_LIST_ID];
  for (gsize i = 0; i < G_N_ELEMENTS (owners); i++)
    if (is_owner_of (nixie_address_list_first (headers->value[owners[i]]), address))
      return TRUE;
  if (list_post.length == 0 && list_id.length == 0)
    return FALSE;
  g_autofree char *folded = g_ascii_strdown (address.data, (gssize) address.length);
  g_autofree char *post = g_ascii_strdown (list_post.data, (gssize) list_post.length);
  g_autofree char *id = g_ascii_strdown (list_id.data, (gssize) list_id.length);
  if (strstr (post, folded) != NULL)
    return TRUE;
  g_strdelimit (folded, "@", '.');
  return *id != '\0' && strstr (id, folded) != NULL;
}

NixieSlice
nixie_mailed_to (const NixieHeaders *headers)
{
  NixieSlice found = NIXIE_SLICE_EMPTY;
  NixieSlice rest = headers->block;
  NixieHeader header;
  while (nixie_header_next (&rest, &header))
    {
      const NixieSlice noted = noted_by_host (&header);
      if (noted.length == 0 || is_same (noted, found) || is_list_address (headers, noted))
        continue;
      if (!lists_address (headers->value[NIXIE_HEADER_TO], noted) && !lists_address (headers->value[NIXIE_HEADER_CC], noted))
        continue;
      if (found.length > 0)
        return NIXIE_SLICE_EMPTY;
      found = noted;
    }
  return found;
}

NixieSlice
nixie_mailed_to_likely (const NixieHeaders *headers)
{
  NixieSlice found = nixie_mailed_to (headers);
  if (found.length > 0)
    return found;
  NixieSlice rest = headers->block;
  NixieHeader header;
  while (found.length == 0 && nixie_header_next (&rest, &header))
    found = noted_by_host (&header);
  if (memchr (found.data, '@', found.length) == NULL)
    found = nixie_address_list_only (headers->value[NIXIE_HEADER_TO]);
  const gboolean address = memchr (found.data, '@', found.length) != NULL; /* and not "undisclosed" */
  return address && !is_list_address (headers, found) ? found : NIXIE_SLICE_EMPTY;
}
