/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the list calls an address: the one place that knows of lists that hold hashes only ([store] hashed). Questions go through
 * nixie_listed_address, events through nixie_event_seal before they are encoded; nobody else need know.
 */
#ifndef NIXIE_POLICY_LISTED_H
#define NIXIE_POLICY_LISTED_H

#include "policy/event.h"
#include "policy/settings.h"

/* TEXT → what the list has it under: nixie_address_canonical's, or in a list of hashes its digest and domain. A domain's entry stays as
 * it is, and so does a digest that is given as such. The caller owns *ADDRESS. Errors: NIXIE_ERROR_DATA. */
gboolean nixie_listed_address (const NixieSettings *settings, const char *text, char **address, GError **error);

/* The bare digest of kind HASH under which ADDRESS, one of the above, may stand too: somebody else's list has been imported. The caller's;
 * NULL where that cannot be known: it is a domain, a digest of another kind, or there is no key. */
char *nixie_listed_digest (const NixieSettings *settings, NixieHash hash, const char *address);

/* EVENT as the list may hold it: taken, and given back. Where its address is, or has to be, a digest, all is taken out of it that could
 * hold an address: how it was written, the recipient, the words, the ids of messages but for the domains behind their "@". */
NixieEvent *nixie_event_seal (const NixieSettings *settings, NixieEvent *event);

#endif
