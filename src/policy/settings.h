/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie.conf(5), parsed. Pure: the caller reads the file. Used by the fold, by the pipeline and by cli/.
 *
 *     [store]    path
 *     [rules]    path
 *     [address]  fold-local-part
 *     [policy]   soft-days  soft-gap-days  soft-span-days  expire-days  rearm-days  protect
 *     [reasons]  a reason's id = never, counted or first: for its failures hard and soft; complaint and opt-out never or first
 */
#ifndef NIXIE_POLICY_SETTINGS_H
#define NIXIE_POLICY_SETTINGS_H

#include "reason/reason.h"

typedef enum {
  NIXIE_RULE_NEVER,   /* counted and shown, never suppresses */
  NIXIE_RULE_COUNTED, /* suppresses after repetition, expires */
  NIXIE_RULE_FIRST,   /* suppresses at the first, no expiry */
} NixieRule;

typedef struct {
  guint soft_days;      /* counted days (UTC) that suppress: 5 */
  guint soft_gap_days;  /* a longer gap begins anew: 45 */
  guint soft_span_days; /* at least this from the first counted to the last: 7 */
  guint expire_days;    /* a soft suppression ends: 90 */
  guint rearm_days;     /* after expiry the first counted failure within these suppresses again: 90 */
  gboolean fold_local;  /* local parts case-folded: TRUE */
  /* Removed only with --force: a failure for a reason that can be hard is protected where it is hard, any other as it is. The word "hard"
   * of [policy] protect stands for all reasons that can be hard. */
  gboolean protect[NIXIE_N_REASONS];
  gboolean protect_operator;         /* the word "operator": what was added by hand, whatever its reason; not by default */
  NixieRule hard[NIXIE_N_REASONS];   /* what a hard failure for that reason does */
  NixieRule soft[NIXIE_N_REASONS];   /* what a soft one does; for complaint and opt-out, what one report does */
  char *store;          /* [store] path, NULL where not set */
  char *rules;          /* [rules] path: the user's own rules, NULL where not set */
} NixieSettings;

#define NIXIE_SETTINGS_DIGEST_CHARS 16

NixieSettings *nixie_settings_new_defaults (void);

/* NAME is the file's, for errors: "%s: [policy] soft-days: …" (NIXIE_ERROR_CONFIG). Unknown groups and keys are errors: a
 * misspelt setting must not pass in silence. */
gboolean nixie_settings_parse (const char *text, gsize length, const char *name, NixieSettings **settings, GError **error);

const char *nixie_rule_id (NixieRule rule); /* "counted", as nixie.conf(5) has it; static */

/* What one report with REASON and CLASS does, and whether a suppression by it is removed only with --force. */
NixieRule nixie_settings_rule (const NixieSettings *settings, NixieReason reason, NixieClass class);
gboolean nixie_settings_protect (const NixieSettings *settings, NixieReason reason, NixieClass class);

/* A digest of what the fold depends on (not of fold_local: it makes the keys, which no fold can change), for the store's meta: 16 hex
 * digits. The caller owns it. */
char *nixie_settings_digest (const NixieSettings *settings);

void nixie_settings_free (NixieSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieSettings, nixie_settings_free)

#endif
