/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses as digests, for lists that may not hold them and for partners who must not see them: "sha256:HEX", or "hmac:HEX", which is
 * HMAC-SHA-256 (RFC 2104) under a key and cannot be tried out without it. A list of hashes only keeps the domain beside the digest,
 * "hmac:HEX@example.com", so that what is asked by domain still works; an address has no ":" outside quotes, and is never taken for one.
 */
#ifndef NIXIE_POLICY_HASH_H
#define NIXIE_POLICY_HASH_H

#include <glib.h>

typedef enum { NIXIE_HASH_NONE, NIXIE_HASH_SHA256, NIXIE_HASH_HMAC } NixieHash;
#define NIXIE_N_HASHES 3
#define NIXIE_HASH_HEX_CHARS 64

const char *nixie_hash_id (NixieHash hash); /* "none", "sha256", "hmac"; static */
gboolean nixie_hash_from_id (const char *id, NixieHash *hash);

/* "hmac:HEX" of ADDRESS (canonical); KEY is asked for by HMAC alone. The caller's. */
char *nixie_hash_address (NixieHash hash, GBytes *key, const char *address);

/* The kind of the digest that ADDRESS is, with a domain behind it or without; NIXIE_HASH_NONE: it is none. */
NixieHash nixie_hash_of (const char *address);

/* By which one key is told from another: 16 hex digits, which give nothing of it away. The caller's. */
char *nixie_hash_key_id (GBytes *key);

#endif
