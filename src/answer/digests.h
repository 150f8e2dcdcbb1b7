/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is suppressed, as digests of the addresses and in the order of the digests, for partners who must not see addresses: CSV that `nixie
 * import` reads. Used by `nixie export --hashed`.
 */
#ifndef NIXIE_ANSWER_DIGESTS_H
#define NIXIE_ANSWER_DIGESTS_H

#include "answer/list.h"
#include "policy/hash.h"

typedef struct {
  const NixieListQuery *query; /* its form is not asked */
  NixieHash hash;
  GBytes *key;                 /* of HMAC; else NULL */
  GBytes *own_key;             /* under which digests in the list are, NULL where there is none: they are of use under the same alone */
  guint64 left_out;            /* out: entries of whole domains, and digests of another kind */
} NixieDigests;

/* Waits in a temporary file until all are sorted. Errors: those of store.h and output.h, and NIXIE_ERROR_IO, TEMPORARY of that file. */
gboolean nixie_digests_write (NixieStore *store, NixieDigests *digests, NixieOutput *output, GError **error);

#endif
