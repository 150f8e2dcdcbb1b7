/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the list calls an address: the one place that knows of lists that hold hashes only ([store] hashed). Questions go through
 * nixie_listed_address, events through nixie_event_seal before they are encoded; nobody else need know.
 */
#ifndef NIXIE_POLICY_LISTED_H
#define NIXIE_POLICY_LISTED_H

#include "policy/entry.h"

/* TEXT → what the list has it under: nixie_address_canonical's, or in a list of hashes its digest and domain. A domain's entry stays as
 * it is, and so does a digest that is given as such. The caller owns *ADDRESS. Errors: NIXIE_ERROR_DATA. */
gboolean nixie_listed_address (const NixieSettings *settings, const char *text, char **address, GError **error);

/* The bare digest of kind HASH under which ADDRESS, one of the above, may stand too: somebody else's list has been imported. The caller's;
 * NULL where that cannot be known: it is a domain, a digest of another kind, or there is no key. */
char *nixie_listed_digest (const NixieSettings *settings, NixieHash hash, const char *address);

/* EVENT as the list may hold it: taken, and given back. Where its address is, or has to be, a digest, all is taken out of it that could
 * hold an address: how it was written, the recipient, the words, the ids of messages but for the domains behind their "@". */
NixieEvent *nixie_event_seal (const NixieSettings *settings, NixieEvent *event);

/* EVENT as it may be kept under DIGEST, the bare digest of its address. The caller's. */
NixieEvent *nixie_event_seal_under (const NixieSettings *settings, const NixieEvent *event, const char *digest);

/* The bare digest that is kept of ADDRESS, one of the above, where all else of it is forgotten: of the kind that it is already, else under
 * the key of the settings, else SHA-256. The caller's; NULL of a domain, which has none. */
char *nixie_listed_kept (const NixieSettings *settings, const char *address);

/* An operator's decision to forget an address. Borrowed. */
typedef struct {
  const char *who;
  gint64 now_us;
  gboolean keep_hash; /* who is suppressed stays so, by a digest of the address */
} NixieForgetWord;

/* What is left of ENTRY under DIGEST: that it is suppressed, for what reason and, a soft failure, for the time of one. The caller's; NULL
 * where it may be mailed at the time of WORD. */
NixieEvent *nixie_event_new_forget (const NixieForgetWord *word, const NixieEntry *entry, const char *digest);

#endif
