/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of wordings.tsv, as the generator writes them: words by which automatic responses, complaints and opt-outs are known.
 */
#ifndef NIXIE_REPORT_WORDING_H
#define NIXIE_REPORT_WORDING_H

#include "report/folded.h"

typedef enum {
  NIXIE_WORDING_AUTO_REPLY,
  NIXIE_WORDING_CHALLENGE,
  NIXIE_WORDING_COMPLAINT,
  NIXIE_WORDING_OPT_OUT,
  NIXIE_N_WORDINGS
} NixieWordingKind;
typedef enum { NIXIE_WORDS_SUBJECT, NIXIE_WORDS_FROM, NIXIE_WORDS_TO, NIXIE_WORDS_TEXT, NIXIE_N_WORDS_PLACES } NixieWordsPlace;

typedef struct {
  NixieWordingKind kind;
  NixieWordsPlace place;
  guint length;      /* of words */
  const char *words; /* folded as nixie_wording_fold does */
} NixieWordingRow;

/* The rows `from` to `to` (not included) of one kind and place. */
typedef struct {
  guint from, to;
} NixieWordingGroup;

extern const NixieWordingRow nixie_wording_rows[];
extern const NixieWordingGroup nixie_wording_groups[NIXIE_N_WORDINGS][NIXIE_N_WORDS_PLACES];

/* The beginning of TEXT in lower case, white space single, typographic apostrophes plain. The caller owns it. */
GString *nixie_wording_fold (NixieSlice text);

/* Whether FOLDED holds the words of a row of KIND and PLACE: a subject begins with them. */
gboolean nixie_wording_is (NixieWordingKind kind, NixieWordsPlace place, const char *folded);

/* The same for the beginning of a field's value: only words in ASCII are found. */
gboolean nixie_wording_in_field (NixieWordingKind kind, NixieWordsPlace place, const NixieFolded *value);

#endif
