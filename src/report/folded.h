/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The beginning of a header field's value in lower case, in which many words are looked for. It knows which pairs of octets stand in it, so
 * that nearly every word is turned away by its first two: this is what ordinary mail costs. Used by gate.c and wording.c.
 */
#ifndef NIXIE_REPORT_FOLDED_H
#define NIXIE_REPORT_FOLDED_H

#include "base/text.h"

#define NIXIE_FOLDED_BYTES 300
#define NIXIE_FOLDED_PAIRS 512

typedef struct {
  char text[NIXIE_FOLDED_BYTES + 1];
  guint64 pairs[NIXIE_FOLDED_PAIRS / 64]; /* bit by hash of two octets */
} NixieFolded;

/* Ends of white space go, ASCII is lower-cased, NUL is a blank; nothing is allocated. */
void nixie_folded_init (NixieFolded *folded, NixieSlice value);

static inline guint
nixie_folded_pair (const char *p)
{
  return ((guchar) p[0] * 37U + (guchar) p[1]) % NIXIE_FOLDED_PAIRS;
}

/* FALSE: WORD, of two octets at least, does not stand in it. */
static inline gboolean
nixie_folded_may_hold (const NixieFolded *folded, const char *word)
{
  const guint pair = nixie_folded_pair (word);
  return (folded->pairs[pair / 64] >> pair % 64 & 1) != 0;
}

/* One of WORDS (NULL-terminated, each of two octets at least) stands in it. */
gboolean nixie_folded_holds_any (const NixieFolded *folded, const char *const *words);

#endif
