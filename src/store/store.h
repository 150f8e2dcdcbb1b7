/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list on disk: an LMDB environment in a folder, the face of store/ and the only folder that includes <lmdb.h>. Databases:
 * events, seen, acts, entries, tallies, sources, meta. One writer, many readers. A folder is 2770, data 0640, lock 0660, set by
 * fchmod. Nothing is held between two calls but the environment: no read transaction stays open.
 *
 * Not for two threads at once. A process opens a list once at a time, since LMDB's locks are the process's, and not across a fork: open
 * it after the workers are forked.
 */
#ifndef NIXIE_STORE_STORE_H
#define NIXIE_STORE_STORE_H

#include "policy/entry.h"

typedef struct NixieStore NixieStore;

typedef enum { NIXIE_STORE_READ, NIXIE_STORE_WRITE } NixieStoreMode;

/* Opens the list in FOLDER; a writer makes it where its parent exists. A list not yet made is empty to a reader where the folder's
 * parent exists: TRUE, and nixie_store_is_made says FALSE. SETTINGS is borrowed for the store's life. A writer clears stale readers.
 * Errors: NIXIE_ERROR_NO_INPUT (no such place), PERMISSION, UNAVAILABLE (a store of a later format, or one that needs a feature
 * unknown here), CONFIG (damaged, or cut short), IO (full disk), TEMPORARY (locked, out of memory). */
gboolean nixie_store_open (const char *folder, NixieStoreMode mode, const NixieSettings *settings, NixieStore **store, GError **error);
gboolean nixie_store_is_made (const NixieStore *store);

/* Whether entries were last folded under other settings than the ones given at open: what a writer touches follows the new ones,
 * the rest needs nixie_store_rebuild. Reads meta; asked by commands that may say so, not by look-ups. */
gboolean nixie_store_settings_differ (NixieStore *store, gboolean *differ, GError **error);

/* What one write changed. Added to, not reset. */
typedef struct {
  guint64 events_new;
  guint64 events_known;      /* already in the journal: no-ops */
  guint64 entries_changed;   /* by acts */
  guint64 newly_suppressed;  /* addresses that were not suppressed before this write and are now (at NOW_US) */
  guint64 new_holds;         /* by the brake; their time is not before NOW_US */
} NixieStoreChange;

/* Writes EVENTS (NixieEvent *, in any order) in one transaction, each once (by id), and re-folds every address they touch. Where they show
 * an outburst (policy/brake.h), a hold is written, and all whom it covers are re-folded. NOW_US is for CHANGE and the time of a hold.
 * An operator's event gets the later of its time and the address's newest + 1 µs, and a removal without force what it
 * keeps (both are set in EVENTS). Of the same id with two times the earlier stands. CHANGE may be NULL. On failure nothing is
 * written; an event may be written again with the same id, should it not be known whether it was. Errors: NIXIE_ERROR_IO (full disk),
 * TEMPORARY, CONFIG (damaged). An event in a batch of 10,000 costs about a quarter of one in a batch of 500. */
gboolean nixie_store_write (NixieStore *store, GPtrArray *events, gint64 now_us, NixieStoreChange *change, GError **error);

/* The same of OCTETS (NixieSlice): events as nixie_event_encode writes them, which are not encoded again. Errors: also CONFIG where one of
 * them is damaged. */
gboolean nixie_store_write_octets (NixieStore *store, const GArray *octets, gint64 now_us, NixieStoreChange *change, GError **error);

/* Writes ACTS (NixieAct *) and re-folds every address that they cover, all in one transaction. Each gets the later of its time and the
 * newest act's + 1 µs (set in ACTS); one with an id that is there takes its place (a hold that grows). A word with a target needs that
 * target to be there. Takes as long as reading the list, and the writer's lock for that time. Errors: nixie_store_write's. */
gboolean nixie_store_write_acts (NixieStore *store, GPtrArray *acts, gint64 now_us, NixieStoreChange *change, GError **error);

/* All acts, *ACTS the caller's; none where the list is not made. */
gboolean nixie_store_acts (NixieStore *store, NixieActs **acts, GError **error);

/* Lets a batch hold PAGES of 4 KB, in place of 10 MB of them: for who writes a million events and has the memory. */
void nixie_store_allow_pages (NixieStore *store, guint pages);

/* How many of ALL events that wait, sorted by address, to write at a time: as many as it holds 10 MB of pages for at
 * most, whatever the size of the list. Not constant: ask again after each write. */
guint nixie_store_batch_events (NixieStore *store, guint all);

/* The entry of ADDRESS (canonical), *ENTRY the caller's or NULL where the list says nothing. */
gboolean nixie_store_entry (NixieStore *store, const char *address, NixieEntry **entry, GError **error);

/* One answer for a sender: the state of ADDRESS at NOW_US, its own entry first, then that of "@domain", then where the settings say so
 * ([address] subdomains) those of the domains above it but the topmost. The nearest one that suppresses or allows settles it. One get
 * for each that is asked; no allocation. */
gboolean nixie_store_look_up (NixieStore *store, const char *address, gint64 now_us, NixieState *state, GError **error);

/* The domain's entry that decides for ADDRESS at NOW_US where its own does not, else the nearest that there is, else NULL; the caller's. */
gboolean nixie_store_domain_entry (NixieStore *store, const char *address, gint64 now_us, NixieEntry **entry, GError **error);

/* The entry of a digest of ADDRESS that somebody else's list has left here, where there is one: that which suppresses at NOW_US before any
 * other. *ENTRY is the caller's, or NULL. Look-ups ask for it by themselves. */
gboolean nixie_store_digest_entry (NixieStore *store, const char *address, gint64 now_us, NixieEntry **entry, GError **error);

/* The events of ADDRESS in the order of time (NixieEvent *, the array owns them); empty where there are none. */
gboolean nixie_store_history (NixieStore *store, const char *address, GPtrArray **events, GError **error);

/* Calls EACH for every entry in the order of addresses until it returns FALSE (with or without error set). ENTRY is borrowed. No
 * transaction is open while EACH runs, so that a slow one does not make the file grow, and it may ask the list other things; what is
 * written meanwhile may be seen or not. */
typedef gboolean (*NixieStoreEach) (const NixieEntry *entry, gpointer data, GError **error);
gboolean nixie_store_each_entry (NixieStore *store, NixieStoreEach each, gpointer data, GError **error);

/* An address whose entry is not what its events come to. All of it is borrowed. */
typedef struct {
  const char *address;
  const NixieEntry *before;   /* what the list says; NULL: nothing, or what cannot be read */
  const NixieEntry *after;    /* what it should say; NULL: nothing, since there are no events, or what cannot be known */
  const char *damaged_entry;  /* why BEFORE cannot be read, or NULL; a rebuild makes it anew */
  const char *damaged_events; /* why the events cannot be read, or NULL; a rebuild stops there */
} NixieDifference;

/* What is asked by nixie_store_each_difference. Borrowed. */
typedef struct {
  /* Called in the order of addresses until it returns FALSE (with or without error set), as by nixie_store_each_entry. */
  gboolean (*each) (const NixieDifference *difference, gpointer data, GError **error);
  gpointer data;
  const NixieActs *acts; /* to fold under, in place of the list's own; NULL: those */
} NixieDifferenceQuery;

/* Compares every entry with the fold of its events under the settings given at open; reads only. An entry without events differs, and
 * events without an entry. What is written meanwhile may be seen or not. */
gboolean nixie_store_each_difference (NixieStore *store, const NixieDifferenceQuery *query, GError **error);

/* Counts the tallies anew and makes the brake's holds follow them, re-folds every address under the settings and writes their digest.
 * NOW_US is the time of a hold that is new. *CHANGED (may be NULL) counts the entries that are others than before, by anything. Ended at
 * any moment, it can be run again. */
gboolean nixie_store_rebuild (NixieStore *store, gint64 now_us, guint64 *changed, GError **error);
/* *ACTS, the caller's: those that there would be after a rebuild, had MORE (NixieAct *; NULL: none) been written, with the holds that the
 * brake then has. Reads only; what is counted
 * meanwhile stands in $TMPDIR. */
gboolean nixie_store_rehearse (NixieStore *store, const GPtrArray *more, gint64 now_us, NixieActs **acts, GError **error);

/* Calls PROGRESS now and then while one of the two above goes through the list, with how many addresses are done. */
typedef void (*NixieStoreProgress) (guint64 n_addresses, gpointer data);
void nixie_store_watch (NixieStore *store, NixieStoreProgress progress, gpointer data);

/* About how many addresses there are: the entries. 0 where the list is not made. */
guint64 nixie_store_n_entries (NixieStore *store);

void nixie_store_free (NixieStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieStore, nixie_store_free)

#endif
