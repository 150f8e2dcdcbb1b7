/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses as the list keys them. Used by recipient/, policy/, answer/ and cli/; needs libidn2 and nothing else.
 */
#ifndef NIXIE_RECIPIENT_ADDRESS_H
#define NIXIE_RECIPIENT_ADDRESS_H

#include "base/error.h"
#include "base/text.h"

/* The canonical form of TEXT (RFC 5321 4.1.2 Mailbox, RFC 6531 for non-ASCII): angle brackets and a trailing root dot off, domain
 * lower-cased and in A-labels, what is beyond ASCII in NFC, local part case-folded where FOLD_LOCAL, needless quotes and quoted pairs of
 * a quoted local part taken off, BATV/PRVS/SRS0/SRS1 undone. "@example.com" is a domain's entry and is allowed. The caller owns
 * *CANONICAL. Errors:
 * NIXIE_ERROR_DATA "not an address: …" with the ground (no "@", empty local part, a domain that is none, too long). */
gboolean nixie_address_canonical (const char *text, gboolean fold_local, char **canonical, GError **error);

/* The domain of a canonical address (behind the last "@"), borrowed; "" where there is none. */
const char *nixie_address_domain (const char *canonical);

/* A domain as an operator names it, "example.com" or "@example.com", or ".example.com" for it and all below: the canonical form, the
 * leading dot kept. The caller owns *SCOPE. FALSE where TEXT is none. */
gboolean nixie_address_domain_scope (const char *text, char **scope);
gboolean nixie_address_is_at (const char *canonical, const char *scope); /* whether SCOPE names its domain */

/* PRVS, BATV, SRS0 and SRS1 undone, else a copy. The caller owns it. */
char *nixie_address_unwrap (const char *address);

#endif
