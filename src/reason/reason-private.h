/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of reason/'s tables as the generators (build-aux/reasons.awk, build-aux/rules.awk) write them, and what the files of this
 * folder share. Strings of rows are offsets into nixie_rule_pool: rows hold no pointer, so they cost nothing when a program starts.
 */
#ifndef NIXIE_REASON_REASON_PRIVATE_H
#define NIXIE_REASON_REASON_PRIVATE_H

#include "reason/reason.h"

/* The column class of reasons.tsv: status = hard where the evidence is permanent. */
typedef enum { NIXIE_KIND_STATUS, NIXIE_KIND_SOFT, NIXIE_KIND_NONE } NixieReasonKind;

typedef struct {
  const char *id;
  NixieFault fault;
  NixieReasonKind kind;
  guint rank;
  const char *meaning;
} NixieReasonRow;

extern const NixieReasonRow nixie_reason_rows[NIXIE_N_REASONS];

/* A set of statuses: class '2', '4', '5' or 'X' (any); details from `from` to `to`. class 0: no scope, every status is in it. */
typedef struct {
  char class;
  guint8 subject;
  guint16 from, to;
} NixieStatusScope;

typedef enum {
  NIXIE_SAYS_REASON,    /* a ground */
  NIXIE_SAYS_PROVIDER,  /* a mark by which a provider is known */
  NIXIE_SAYS_TRANSIENT, /* it will pass */
  NIXIE_SAYS_FINAL,     /* it will not */
} NixieSays;

#define NIXIE_GAP '\001' /* in a phrase: a blank, or some words of one sentence between two blanks */

/* A phrase. Rows are sorted by the phrase's octets. */
typedef struct {
  guint32 phrase, id;      /* offsets */
  guint8 length;
  guint8 says;             /* NixieSays */
  guint8 value;            /* a NixieReason, or a provider's number */
  guint8 weak;             /* yields to a specific status */
  guint8 provider;         /* its number; 0: any */
  char reply[4];           /* the digits that a reply has to begin with; "": any */
  NixieStatusScope status;
} NixiePhraseRow;

/* A node of the trie of phrases: the octet C leads to the node BASE + C, if NODE is that one's parent. Of a node that NIXIE_END led to
 * `base` is the first of the rows that end there. */
typedef struct {
  guint16 base, parent;
} NixiePhraseNode;
#define NIXIE_PHRASE_ROOT 1
#define NIXIE_END '\0'

/* What a provider means by a code; without one, by a failure for which it names none. */
typedef struct {
  guint8 provider;
  char reply[4];
  NixieStatusScope status;
  guint8 reason;
  guint32 id;
} NixieCodeRow;

typedef struct {
  NixieStatusScope status;
  guint8 reason;
  guint8 weak;
  guint32 id, name;
} NixieStatusRow;

/* stage "": the reply wherever it comes; else what a reply that begins with these digits means at that stage. */
typedef struct {
  char reply[4];
  char stage[8];
  guint8 reason;
  guint32 id, name;
} NixieReplyRow;

typedef enum { NIXIE_KNOWN_BY_HOST, NIXIE_KNOWN_BY_DOMAIN, NIXIE_KNOWN_BY_PRODUCER } NixieKnownBy;

/* A name (a suffix of labels; a producer's id) by which a provider is known. */
typedef struct {
  NixieKnownBy by;
  guint8 provider, length;
  guint32 name;
} NixieKnownRow;

extern const char nixie_rule_pool[];
extern const guint nixie_n_phrase_rows, nixie_n_code_rows, nixie_n_status_rows, nixie_n_reply_rows, nixie_n_known_rows;
extern const NixiePhraseRow nixie_phrase_rows[];
extern const NixiePhraseNode nixie_phrase_nodes[];
extern const NixieCodeRow nixie_code_rows[];
extern const NixieStatusRow nixie_status_rows[];
extern const NixieReplyRow nixie_reply_rows[];
extern const NixieKnownRow nixie_known_rows[];
#define NIXIE_KNOWN_SLOTS 512
/* By hash of the name from its end on, see lookup.c: 1 + the row's index, or 0. */
extern const guint16 nixie_known_slots[NIXIE_KNOWN_SLOTS];
extern const guint nixie_n_provider_ids;
extern const guint32 nixie_provider_ids[]; /* offsets; the provider with number N stands at N - 1 */

/* words.c: the rows that match a text. */
typedef struct {
  const NixiePhraseRow *row;
  gsize from, to; /* in the folded text; a phrase with a gap covers only what stands before it */
} NixieMatch;

#define NIXIE_MATCHES_MOST 64
typedef struct {
  NixieMatch matches[NIXIE_MATCHES_MOST]; /* grounds, in the order of the text; more than these are not kept */
  guint n_matches;
  guint64 providers; /* bit by number */
  gboolean transient, final;
} NixieWords;

/* Matches TEXT ("" or NULL: nothing), from which addresses, RECIPIENT's domain and local part, and HOST are struck first, so
 * that a name is never taken for a ground. */
void nixie_words_match (const char *text, const char *recipient, const char *host, NixieWords *words);

/* letters.c: letters with marks lose them, capitals beyond ASCII become small, typesetters' quotes, hyphens and blanks plain ones; in
 * place. What is no UTF-8 stays. */
void nixie_letters_fold (GString *text);

/* lookup.c: NULL, or 0, where no row fits. */
gboolean nixie_status_in_scope (const char *status, const NixieStatusScope *scope);
const NixieStatusRow *nixie_status_row (const char *status);
const NixieReplyRow *nixie_reply_row (const char *reply, const char *stage);
const NixieCodeRow *nixie_code_row (guint64 providers, const char *reply, const char *status);
guint64 nixie_providers_of_host (const char *host);
guint64 nixie_providers_of_domain (const char *domain);
guint64 nixie_providers_of_producer (const char *producer);

/* own-rules.c: where a rule in force fits, its reason takes the place of *VERDICT's, and *CLEAR says whether it rests on words. */
gboolean nixie_own_rules_hold (void); /* whether any are in force */
void nixie_own_rules_apply (const NixieReasonInput *input, guint64 providers, NixieVerdict *verdict, gboolean *clear);

#endif
