/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An entry: what the list now says of an address, always the fold of its events (and of the acts that cover it) under the
 * settings. The fold has no clock and does not depend on the order of arrival: it yields `until`, and only a reader compares that with
 * now. A plain record in one block; no text is NULL.
 */
#ifndef NIXIE_POLICY_ENTRY_H
#define NIXIE_POLICY_ENTRY_H

#include "policy/act.h"
#include "policy/settings.h"

/* Values are part of the store's format: never renumber. */
typedef enum {
  NIXIE_STATE_CLEAR = 0,      /* nothing stands against the address */
  NIXIE_STATE_COUNTING = 1,   /* failures are counted, none has suppressed */
  NIXIE_STATE_SUPPRESSED = 2, /* until `until_us` */
  NIXIE_STATE_ALLOWED = 3,    /* never suppressed, by an operator's act */
  NIXIE_STATE_HELD = 4,       /* failures put aside by the brake */
} NixieState;

/* One ground for suppression; each is lifted by itself and the strongest is shown. Values are part of the format. */
typedef enum {
  NIXIE_STRAND_BOUNCE = 0,
  NIXIE_STRAND_COMPLAINT = 1,
  NIXIE_STRAND_OPT_OUT = 2,
  NIXIE_STRAND_OPERATOR = 3,
} NixieStrandKind;
#define NIXIE_N_STRANDS 4

typedef struct {
  NixieState state;
  NixieReason reason;   /* of the event that decided; undefined where the state is clear */
  NixieClass class;
  gint64 since_us;      /* when it suppressed, NIXIE_TIME_NONE where it does not */
  gint64 until_us;      /* NIXIE_TIME_FOREVER: no expiry; NIXIE_TIME_NONE where it does not suppress */
  gint64 rearm_us;      /* a counted failure up to here suppresses at once again */
  guint counted_days;   /* in the running count */
  gboolean protected;
} NixieStrand;

#define NIXIE_ENTRY_N_TEXTS 6

typedef struct {
  union {
    struct {
      const char *address;    /* canonical, or "@domain" */
      const char *display;    /* as the newest event writes it */
      /* Reason, class and these are of the event that is shown: the one that decided, else the newest failure, else the newest. */
      const char *status;
      const char *reply;
      const char *diagnostic;
      const char *source;
    };
    const char *texts[NIXIE_ENTRY_N_TEXTS];
  };
  NixieState state;     /* of the strongest strand, before the clock is asked: see nixie_entry_state */
  gint64 until_us;
  NixieReason reason;
  NixieClass class;
  gboolean protected;
  gint64 first_us;      /* first and last failure, complaint or act */
  gint64 last_us;
  guint failures;       /* events with class hard or soft, in the whole history */
  guint hard_failures;
  guint counted_days;
  guint held;           /* failures that a hold puts aside; not among those above */
  gboolean refers;      /* to the event that is shown, at SHOWN_US and with SHOWN_ID: its texts are read from there */
  gint64 shown_us;
  guint8 shown_id[NIXIE_ID_BYTES];
  NixieStrand strands[NIXIE_N_STRANDS];
} NixieEntry;

/* An entry that says nothing: clear, all texts but ADDRESS "". Borrowed texts; to be filled. */
NixieEntry nixie_entry_draft (const char *address);

/* What an address's history is folded under. */
typedef struct {
  const NixieSettings *settings;
  const NixieActs *acts; /* all there are; NULL: none */
} NixieBasis;

/* EVENTS (const NixieEvent *) of one address, in any order and each id once. ENTRY's texts are borrowed from EVENTS, ADDRESS and the acts.
 * The rules are DESIGN 6's, each a function of fold.c. */
void nixie_entry_fold (const NixieBasis *basis, const char *address, const GPtrArray *events, NixieEntry *entry);

/* The strands (1 << NixieStrandKind) that stand protected: what a removal without force keeps. */
guint8 nixie_entry_protected_strands (const NixieEntry *entry);

/* The state at NOW_US: a suppression whose until has passed is COUNTING. */
NixieState nixie_entry_state (const NixieEntry *entry, gint64 now_us);

const char *nixie_state_id (NixieState state);  /* "suppressed"; static */
gboolean nixie_state_from_id (const char *id, NixieState *state);
const char *nixie_strand_id (NixieStrandKind kind);

/* State first, then until: a look-up reads 9 octets. What REFERS is without the four texts of the event that is shown, so that look-ups
 * have the fewer pages to go through. */
void nixie_entry_encode (const NixieEntry *entry, GByteArray *bytes);
/* A view: texts are borrowed from ADDRESS and BYTES, and "" where they were left out. */
gboolean nixie_entry_view (const char *address, NixieSlice bytes, NixieEntry *entry, GError **error);
void nixie_entry_show (NixieEntry *entry, const NixieEvent *event); /* EVENT's status, reply, diagnostic and source, borrowed */
NixieEntry *nixie_entry_new (const NixieEntry *draft); /* a copy; the caller's */
gboolean nixie_entry_peek (NixieSlice bytes, NixieState *state, gint64 *until_us); /* FALSE where damaged; allocates nothing */
/* What nixie_entry_state says, from what nixie_entry_peek read. */
NixieState nixie_state_at (NixieState state, gint64 until_us, gint64 now_us);

void nixie_entry_free (NixieEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieEntry, nixie_entry_free)

#endif
