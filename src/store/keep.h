/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keeping a list: whether every record is as it should be, and a copy of it while it is in use, and what leaves it.
 */
#ifndef NIXIE_STORE_KEEP_H
#define NIXIE_STORE_KEEP_H

#include "policy/listed.h"
#include "store/store.h"

typedef enum {
  NIXIE_FLAW_DAMAGED,      /* the record cannot be read */
  NIXIE_FLAW_MISPLACED,    /* it stands under a key that is not its own */
  NIXIE_FLAW_UNSEEN,       /* an event whose id is not among those seen: the same report would count again */
  NIXIE_FLAW_SEEN_AT_ODDS, /* or stands there with another time */
  NIXIE_FLAW_DIFFERENT,    /* an entry that is not what its events come to */
  NIXIE_FLAW_NO_ENTRY,     /* events without an entry */
  NIXIE_FLAW_NO_EVENTS,    /* an entry without any event */
  NIXIE_FLAW_MISCOUNTED,   /* tallies of a domain, or of the whole list, that are not what the events come to */
  NIXIE_FLAW_SETTINGS,     /* entries were worked out under other settings, and are not compared */
  NIXIE_FLAW_NOT_COMPARED, /* because of other flaws they cannot be */
} NixieFlaw;

/* A record that is not as it should be. Borrowed. */
typedef struct {
  NixieFlaw flaw;
  const char *database;
  const char *address; /* "" where it is not known; of tallies the domain, "" for the whole list */
  gint64 time_us;      /* of an event, by its key; else NIXIE_TIME_NONE */
  gboolean repaired;
} NixieFinding;

typedef struct {
  /* Called for each finding, without a transaction, until it returns FALSE (with or without error set). */
  gboolean (*each) (const NixieFinding *finding, gpointer data, GError **error);
  gpointer data;
  /* To a writer: drops what cannot be read (with its id, so that a report that still is somewhere can be read again), adds ids that are
   * missing, folds entries anew; where tallies are wrong, rebuilds the list. */
  gboolean repair;
  gint64 now_us; /* of holds that are new then */
} NixieVerification;

typedef struct {
  guint64 events, ids, acts, entries; /* looked at */
} NixieVerified;

/* Reads every record in bounded turns, and compares every entry with the fold of its events, and the tallies with all events (of those that
 * are wrong a thousand are told). Each turn is one snapshot, and the counting another, so that what others write meanwhile makes no
 * finding; the file may grow by what they write while it lasts. Errors: nixie_store_write's; CONFIG also where LMDB's own pages are
 * damaged. */
gboolean nixie_store_verify (NixieStore *store, const NixieVerification *verification, NixieVerified *verified, GError **error);

/* Makes TARGET, which must not be there, a list of its own with what STORE holds at this moment, while others write. Compact: what was
 * deleted is not in it. Under another name until it is whole and on the disk. Errors: CANNOT_CREATE, PERMISSION, IO (full disk); then
 * nothing of it is left. */
gboolean nixie_store_backup (NixieStore *store, const char *target, GError **error);

typedef struct {
  gint64 now_us;
  gint64 events_before_us; /* older events may go; NIXIE_TIME_NONE: none */
  gint64 texts_before_us;  /* older diagnostic texts are emptied; NIXIE_TIME_NONE: none */
  gboolean dry_run;        /* only counts; a reader may */
} NixiePrunePlan;

typedef struct {
  guint64 events;    /* that went */
  guint64 texts;     /* that were emptied, of events that stay */
  guint64 addresses; /* that left the list with their last event */
} NixiePruned;

/* Drops old events that the entries can do without (policy/spare.h); their ids stay, so that the same report counts no more. Empties old
 * diagnostic texts of reports and imports, in events and entries. A transaction for each few addresses: ended at any moment, it can be run
 * again. Errors: nixie_store_write's. */
gboolean nixie_store_prune (NixieStore *store, const NixiePrunePlan *plan, NixiePruned *pruned, GError **error);

typedef struct {
  guint64 addresses; /* of which there was something */
  guint64 events;
  guint64 kept; /* of which a digest is left that suppresses */
} NixieForgotten;

/* Deletes the events and entries of ADDRESSES (canonical; const char *), those of their bare digests, and acts whose pattern is one of
 * them or that allow one that is a domain, with the words on these; all in one transaction. The ids of the events stay. Where WORD says
 * so, the digests stay, and one of an address that is suppressed by its own entry becomes its place: look-ups ask for it, and what is
 * read of the address later is kept there. Errors: nixie_store_write's; DATA, and nothing is done, where the digest of a domain should be
 * kept. */
gboolean nixie_store_forget (NixieStore *store, const GPtrArray *addresses, const NixieForgetWord *word, NixieForgotten *forgotten,
                             GError **error);

#endif
