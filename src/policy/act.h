/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An act: an operator's, or the brake's, decision with a scope: a domain, a span of time, reasons, a source, or another act. Kept by
 * store/ beside the events, and asked by the fold: entry = fold (settings, events of the address, acts that cover it). An act is never
 * changed or deleted, except that a hold grows while its outburst lasts: what it did is undone by another act, and that one likewise.
 */
#ifndef NIXIE_POLICY_ACT_H
#define NIXIE_POLICY_ACT_H

#include "policy/event.h"

/* Values are part of the store's format: never renumber. */
typedef enum {
  NIXIE_ACT_ALLOW = 1,   /* all addresses of a domain may always be mailed, from the act's time on until another word */
  NIXIE_ACT_UNDO = 2,    /* the events that it covers do not count; with a target, that act (or operator's event) does not */
  NIXIE_ACT_HOLD = 3,    /* the failures that it covers are put aside: shown, not counted */
  NIXIE_ACT_RELEASE = 4, /* the target's failures will never count */
  NIXIE_ACT_CONFIRM = 5, /* the target's failures count after all */
} NixieActKind;

#define NIXIE_ACT_N_TEXTS 6

typedef struct {
  guint8 id[NIXIE_ID_BYTES];
  NixieActKind kind;
  gint64 time_us;                /* when it was decided; the store moves it behind all other acts */
  gint64 from_us, to_us;         /* of the events' times, both included; NIXIE_TIME_NONE and NIXIE_TIME_FOREVER: no end */
  gboolean hard_only;            /* a hold of hard failures */
  guint8 target[NIXIE_ID_BYTES]; /* what it undoes, releases or confirms; zeros: nothing by name */
  union {
    struct {
      const char *domain;        /* "example.com"; ".example.com": it and all below; "": any */
      const char *pattern;       /* of addresses, with * and ?; "": any */
      const char *reasons;       /* ids separated by a space; "": any */
      const char *source;        /* of an event's source, with * and ?; "": any */
      const char *why;
      const char *who;           /* the operator; "brake" */
    };
    const char *texts[NIXIE_ACT_N_TEXTS];
  };
} NixieAct;

/* A copy of DRAFT that owns its texts (NULL becomes ""), with a random id where DRAFT's is zeros. The caller's. */
NixieAct *nixie_act_new (const NixieAct *draft);
const char *nixie_act_kind_id (NixieActKind kind); /* "undo"; static */
gboolean nixie_act_has_target (const NixieAct *act);

void nixie_act_encode (const NixieAct *act, GByteArray *bytes); /* appends; as nixie_event_encode */
gboolean nixie_act_decode (NixieSlice bytes, NixieAct **act, GError **error); /* NIXIE_ERROR_CONFIG "damaged act" */
void nixie_act_free (NixieAct *act);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieAct, nixie_act_free)

/* All acts, and what each comes to under those after it. */
typedef struct NixieActs NixieActs;

typedef enum {
  NIXIE_STANDING_IN_FORCE,
  NIXIE_STANDING_UNDONE,
  NIXIE_STANDING_RELEASED,  /* a hold */
  NIXIE_STANDING_CONFIRMED, /* a hold */
} NixieStanding;

NixieActs *nixie_acts_new (GPtrArray *acts); /* of NixieAct *, in any order; taken. NULL: none */
/* Those of ACTS (NULL: none) and MORE (NixieAct *, copied), as they would be together. The caller's. */
NixieActs *nixie_acts_with (const NixieActs *acts, const GPtrArray *more);
guint nixie_acts_length (const NixieActs *acts);
const NixieAct *nixie_acts_get (const NixieActs *acts, guint i); /* in the order of time; borrowed */
NixieStanding nixie_acts_standing (const NixieActs *acts, guint i);
/* The act whose id begins with the hex digits of PREFIX; NULL where there is none, or *N (may be NULL), of them, are more than one. */
const NixieAct *nixie_acts_find (const NixieActs *acts, const char *prefix, guint *n);
const NixieAct *nixie_acts_by_id (const NixieActs *acts, const guint8 *id); /* NULL: not there */
/* The act whose scope ACT acts upon: itself, or its target's, or the target's of that. NULL: the target is not there. Borrowed. */
const NixieAct *nixie_acts_root (const NixieActs *acts, const NixieAct *act);
/* Whether what act I is about, at its root, has to do with EVENT of ADDRESS, in force or not: for telling a history. */
gboolean nixie_acts_touch (const NixieActs *acts, guint i, const char *address, const NixieEvent *event);
gboolean nixie_act_covers_address (const NixieAct *act, const char *address); /* by domain and pattern; no target is asked */

void nixie_acts_free (NixieActs *acts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieActs, nixie_acts_free)

/* For the fold: the acts in force that cover one address. Borrowed from ACTS; NULL where none does, which is the usual case. What it costs
 * goes with the acts of the address's domain and those without any, not with all that there are. */
typedef struct NixieCover NixieCover;
NixieCover *nixie_cover_new (const NixieActs *acts, const char *address); /* ACTS may be NULL */
const NixieAct *nixie_cover_undo (const NixieCover *cover, const NixieEvent *event); /* why EVENT does not count, or NULL */
const NixieAct *nixie_cover_hold (const NixieCover *cover, const NixieEvent *event); /* the hold that puts EVENT aside, or NULL */
const NixieAct *nixie_cover_allow (const NixieCover *cover); /* the newest one of its domain, or NULL */
void nixie_cover_free (NixieCover *cover);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieCover, nixie_cover_free)

#endif
