/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Signed reverse-paths and envelope ids: which address was mailed and on which day, under a key that only the sender has. A report
 * that came to one, or that names one, was written by somebody who saw mail to that very address. Two forms:
 *
 *   reverse-path (RFC 5321 4.1.2)   bounces+ID.DDDDMMMMMMMMMMMMMMMM=user=example.com@example.org
 *   envelope id (RFC 3461 4.4)      ID.DDDDMMMMMMMMMMMMMMMM.user@example.com
 *
 * ID names the key, DDDD is the day and the Ms are 80 bits of an HMAC-SHA256 (RFC 2104) over key id, day and address, in base32
 * (RFC 4648 6) without regard to case, which some MTAs fold. Used by recipient/ and policy/, and by `nixie verp`. No clock, no I/O.
 */
#ifndef NIXIE_RECIPIENT_SIGNED_H
#define NIXIE_RECIPIENT_SIGNED_H

#include "base/error.h"

#define NIXIE_SIGNED_MAC_BYTES 10
#define NIXIE_SIGNED_TAG_CHARS 20       /* day and signature */
#define NIXIE_SIGNED_KEY_ID_CHARS 8     /* at most; lower-case letters and digits */
#define NIXIE_SIGNED_KEY_LEAST_CHARS 32 /* of a key: 128 bits where they are hexadecimal digits */
#define NIXIE_SIGNED_PATH_CHARS 64      /* of a local part: RFC 5321 4.5.3.1.1 */
#define NIXIE_SIGNED_ENVID_CHARS 100    /* of an envelope id as xtext: RFC 3461 4.4 */

/* What a text of either form claims. */
typedef struct {
  char key_id[NIXIE_SIGNED_KEY_ID_CHARS + 1];
  guint32 day; /* since 1970, UTC */
  guint8 mac[NIXIE_SIGNED_MAC_BYTES];
  char *address;
} NixieSigned;

/* Whether TEXT has one of the forms (BATV and SRS may be around it), whoever made it; then *CLAIM is the caller's to clear. */
gboolean nixie_signed_parse (const char *text, NixieSigned *claim);
void nixie_signed_clear (NixieSigned *claim);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NixieSigned, nixie_signed_clear)

/* Keys by their ids; the first signs, all check. */
typedef struct NixieKeys NixieKeys;

/* TEXT: lines "ID KEY", empty lines and comments (#). KEY is octets as they stand, without white space. NAME is the file's, for errors
 * (NIXIE_ERROR_CONFIG); none shows a key. */
gboolean nixie_keys_parse (const char *text, gsize length, const char *name, NixieKeys **keys, GError **error);
void nixie_keys_free (NixieKeys *keys);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieKeys, nixie_keys_free)

/* Values are part of the store's format: never renumber. */
typedef enum {
  NIXIE_SIGNATURE_NONE = 0,    /* nothing is signed */
  NIXIE_SIGNATURE_VALID = 1,
  NIXIE_SIGNATURE_EXPIRED = 2, /* ours, but too old */
  NIXIE_SIGNATURE_FORGED = 3,  /* not made with any key that we have */
  NIXIE_SIGNATURE_OTHER = 4,   /* of a report: ours, but the report is about another address */
} NixieSignature;

/* Whether CLAIM was made with one of KEYS at most DAYS before TODAY (a day since 1970); at most one after, for a clock that is behind.
 * NONE, VALID, EXPIRED or FORGED; KEYS may be NULL: then nothing is known of it, NONE. */
NixieSignature nixie_keys_check (const NixieKeys *keys, const NixieSigned *claim, gint64 today, guint days);
gboolean nixie_keys_have (const NixieKeys *keys, const char *key_id);

/* Mail that is to be signed for. */
typedef struct {
  const char *address;     /* canonical */
  gint64 day;              /* since 1970, UTC */
  const char *return_path; /* "bounces@example.org", to sign below: a "+" goes between, unless its local part ends in "+" or "-".
                            * NULL: as an envelope id, which is its own xtext. */
} NixieSigning;

/* *SIGNED_TEXT is the caller's. Errors: NIXIE_ERROR_DATA where it would be too long, or where the address has characters that a
 * reverse-path cannot carry, or that hosts on its way would take for their own. */
gboolean nixie_keys_sign (const NixieKeys *keys, const NixieSigning *mail, char **signed_text, GError **error);

#endif
