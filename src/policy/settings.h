/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * nixie.conf(5), parsed. Pure: the caller reads the file. Used by the fold, by the pipeline, by store/ and by cli/. What can differ from
 * domain to domain is a NixiePolicy; the rest stands in NixieSettings. The groups and keys are rows of settings-keys.c.
 *
 *     [brake]         enabled, domain-least, …
 *     [policy]        soft-days, …, protect
 *     [faults]        a fault's id = never, counted or first: for every failure with a reason of that fault
 *     [reasons]       a reason's id = the same, and wins; complaint and opt-out never or first
 *     [domain NAME]   any of these for the addresses of one domain; NAME with a leading dot: and of all below it
 */
#ifndef NIXIE_POLICY_SETTINGS_H
#define NIXIE_POLICY_SETTINGS_H

#include "policy/hash.h"
#include "reason/reason.h"

typedef enum {
  NIXIE_RULE_NEVER,   /* counted and shown, never suppresses */
  NIXIE_RULE_COUNTED, /* suppresses after repetition, expires */
  NIXIE_RULE_FIRST,   /* suppresses at the first, no expiry */
} NixieRule;

/* What an outcome must show to count, see trust.h. */
typedef enum {
  NIXIE_TRUST_ANY = 1,    /* it is a report */
  NIXIE_TRUST_OURS = 2,   /* it returns a message of ours, by Message-ID or sender */
  NIXIE_TRUST_SIGNED = 3, /* it came to an address, or names an envelope id, that we signed for this very recipient */
} NixieTrust;

typedef struct {
  guint soft_days;      /* counted days (UTC) that suppress: 5 */
  guint soft_gap_days;  /* a longer gap begins anew: 45 */
  guint soft_span_days; /* at least this from the first counted to the last: 7 */
  guint expire_days;    /* a soft suppression ends: 90 */
  guint rearm_days;     /* after expiry the first counted failure within these suppresses again: 90 */
  /* Removed only with --force: a failure for a reason that can be hard is protected where it is hard, any other as it is. The word "hard"
   * of [policy] protect stands for all reasons that can be hard. */
  gboolean protect[NIXIE_N_REASONS];
  gboolean protect_operator;         /* the word "operator": what was added by hand, whatever its reason; not by default */
  NixieRule hard[NIXIE_N_REASONS];   /* what a hard failure for that reason does */
  NixieRule soft[NIXIE_N_REASONS];   /* what a soft one does; for complaint and opt-out, what one report does */
} NixiePolicy;

/* [brake]: see policy/brake.h. */
typedef struct {
  gboolean enabled;
  guint domain_least, domain_factor; /* addresses of a domain */
  guint list_least, list_factor;     /* domains of the list */
  guint history_days;
} NixieBrake;

/* What the groups of one domain come to. */
typedef struct NixieDomainPolicy NixieDomainPolicy;
struct NixieDomainPolicy {
  const char *name;               /* "example.com", or ".example.com": that and all below */
  const char *group;              /* as the file writes it: "domain Example.com" */
  const NixieDomainPolicy *above; /* what holds where it says nothing: of the next broader domain; NULL: the general policy */
  NixiePolicy policy;             /* whole */
};

/* A key with its value, as the file has it. */
typedef struct {
  char *group, *key, *value;
  char *domain; /* canonical, of a [domain NAME]; else NULL */
  guint rank;   /* see settings-read.c */
} NixieSettingLine;

typedef struct {
  NixiePolicy policy;   /* where no domain's group says otherwise */
  GPtrArray *domains;   /* NixieDomainPolicy *, the broadest first; NULL where the file names none */
  GHashTable *at, *below; /* to these, by their names without the dot */
  GPtrArray *lines;     /* NixieSettingLine *: of two that set the same value for a domain the later has done it */
  char *file;           /* where they stand; NULL: nowhere */
  NixieBrake brake;
  gboolean fold_local;  /* [address] fold-local-part: local parts case-folded */
  gboolean subdomains;  /* [address] subdomains: "@example.com" answers for mail.example.com, too */
  char *store;          /* [store] path, NULL where not set */
  NixieHash hashed;     /* [store] hashed: the list holds no addresses, but this of them */
  char *hash_key_file;  /* [store] hash-key: a file, NULL where not set */
  GBytes *hash_key;     /* what stands in it: of who has read the settings, for hmac; NULL where there is none */
  char *rules;          /* [rules] path: the user's own rules, NULL where not set */
  NixieTrust trust;     /* [trust] level; 0: not set, see nixie_settings_trust */
  char **own_domains;   /* [trust] domains: our own, canonical, with all below them; NULL where not set */
  char *key_file;       /* [verp] key-file: what signed reverse-paths are made and checked with, NULL where not set */
  char *return_path;    /* [verp] return-path: an address that they are made below, NULL where not set */
  guint keep_events;      /* [keep] events: days, 0: for ever */
  guint keep_diagnostics; /* [keep] diagnostics: the same */
  guint verp_days;      /* [verp] days: how long they are good for */
} NixieSettings;

#define NIXIE_SETTINGS_DIGEST_CHARS 16

NixieSettings *nixie_settings_new_defaults (void);

/* NAME is the file's, for errors: "%s: [policy] soft-days: …" (NIXIE_ERROR_CONFIG). Unknown groups and keys are errors: a
 * misspelt setting must not pass in silence. */
gboolean nixie_settings_parse (const char *text, gsize length, const char *name, NixieSettings **settings, GError **error);

/* The policy for ADDRESS (canonical, or "@domain"): of the most specific domain group that covers it, else the general one. */
const NixiePolicy *nixie_settings_policy (const NixieSettings *settings, const char *address);
const NixieDomainPolicy *nixie_settings_domain (const NixieSettings *settings, const char *address); /* NULL: no group covers it */

const char *nixie_trust_id (NixieTrust level); /* "signed", as nixie.conf(5) has it; static */

/* The level in force: what is set, else "ours" where our domains are, else "any". */
NixieTrust nixie_settings_trust (const NixieSettings *settings);

const char *nixie_rule_id (NixieRule rule); /* "counted", as nixie.conf(5) has it; static */

/* What one report with REASON and CLASS does, and whether a suppression by it is removed only with --force. */
NixieRule nixie_policy_rule (const NixiePolicy *policy, NixieReason reason, NixieClass class);
gboolean nixie_policy_protect (const NixiePolicy *policy, NixieReason reason, NixieClass class);

/* One setting that is in force. */
typedef struct {
  const char *group, *key;      /* where it stands, or could: "policy", "soft-days"; static */
  const char *value;            /* as the file would have it; NULL: a rule, or not set and found out by the programs */
  const NixieSettingLine *from; /* what has set it; NULL: the default. Borrowed from the settings, as is the value */
  gboolean is_rule;             /* of REASON */
  NixieReason reason;
  NixieRule hard, soft;
} NixieSetting;

/* All that are in force (NixieSetting), in the order of the manual: for ADDRESS what can differ by domain; with NULL everything, as it
 * is where no domain's group says otherwise. The caller's. */
GArray *nixie_settings_in_force (const NixieSettings *settings, const char *address);

/* Whether LINE is in force for ADDRESS, as far as no other takes its place. */
gboolean nixie_settings_line_applies (const NixieSettings *settings, const NixieSettingLine *line, const char *address);

/* What would be in force for ADDRESS, and for all in what is made, if the file had none of LINES. The caller's. */
NixieSettings *nixie_settings_without (const NixieSettings *settings, GPtrArray *lines, const char *address);

/* A digest of what the fold depends on (not of fold_local: it makes the keys, which no fold can change), for the store's meta: 16 hex
 * digits. The caller owns it. */
char *nixie_settings_digest (const NixieSettings *settings);

void nixie_settings_free (NixieSettings *settings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieSettings, nixie_settings_free)

#endif
