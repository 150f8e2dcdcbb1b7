/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Tallies: how many addresses of a domain, and how many domains of the whole list (domain ""), failed in which hour; and the brake, which
 * asks them. A record's key is domain, NUL, week (4 octets, big-endian); its value a version octet and the week's cells. They are
 * what the events say: a change of these is gathered in memory and written in the order of domains, in the same transaction.
 */
#ifndef NIXIE_STORE_TALLIES_PRIVATE_H
#define NIXIE_STORE_TALLIES_PRIVATE_H

#include "policy/brake.h"
#include "store/store-private.h"

/* Changes that wait. SETTINGS are borrowed. */
NixieTallies *nixie_tallies_new (const NixieSettings *settings);
void nixie_tallies_clear (NixieTallies *tallies);
void nixie_tallies_free (NixieTallies *tallies);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieTallies, nixie_tallies_free)

/* ADDRESS, which is borrowed, has EVENTS, in the order of time; the tallies know all but those in FRESH (NULL: none of them). */
void nixie_tallies_count (NixieTallies *tallies, const char *address, const GPtrArray *events, const GPtrArray *fresh);
/* The tallies shall know EVENTS no more. */
void nixie_tallies_discount (NixieTallies *tallies, const char *address, const GPtrArray *events);

typedef struct {
  guint32 slot; /* hour since 1970 * 8 + NixieSeries */
  guint32 count;
} NixieCell;
#define NIXIE_SLOT(hour, series) ((guint32) (hour) * 8 + (guint32) (series))
#define NIXIE_DAY_SLOTS (24 * 8)
#define NIXIE_WEEK_SLOTS (7 * NIXIE_DAY_SLOTS) /* weeks since 1970: they begin on Thursday */

/* tally-record.c. CELLS are NixieCell, in the order of slots. */
#define NIXIE_TALLY_MOST_BYTES (1 + 6 * NIXIE_WEEK_SLOTS)
guint nixie_cells_find (const GArray *cells, guint32 slot); /* the first that is in SLOT, or behind it */
gboolean nixie_tally_decode (const MDB_val *key, const MDB_val *val, GArray *cells); /* appended; FALSE where the record is damaged */
gsize nixie_tally_encode (const GArray *cells, guint32 week, guint8 *octets);        /* how many they are; 0: no cell is of WEEK */

/* One domain's, or the list's, in the order of slots. */
typedef struct {
  const char *domain;
  const GArray *before; /* of NixieCell */
  const GArray *after;
  guint8 changed; /* the series, 1 << NixieSeries each; all of them where it is not known */
} NixieTallied;

/* Writes what waits, and hands what it changed to EACH (NULL: nobody), the list last. */
typedef int (*NixieTalliedEach) (NixieStore *store, const NixieTallied *tallied, gpointer data);
int nixie_tallies_write (NixieStore *store, MDB_txn *txn, NixieTallies *tallies, NixieTalliedEach each, gpointer data);
/* Hands EACH all that there are, as if nothing had changed. */
int nixie_tallies_each (NixieStore *store, MDB_txn *txn, NixieTalliedEach each, gpointer data);

/* miscounted.c: the domains ("": the whole list), at most MOST of them, whose tallies are not what the events come to at this moment; the
 * caller's. It takes about as long as counting them took, and a temporary file. Errors: those of reading, and IO or TEMPORARY of that
 * file. */
gboolean nixie_store_find_miscounted (NixieStore *store, guint most, GPtrArray **domains, GError **error);

/* brake.c: what the brake decides in one transaction. */
typedef struct NixieBraking NixieBraking;
NixieBraking *nixie_braking_new (NixieStore *store, gint64 now_us);
void nixie_braking_free (NixieBraking *braking);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieBraking, nixie_braking_free)

int nixie_braking_watch (NixieStore *store, const NixieTallied *tallied, gpointer data); /* a NixieTalliedEach */
/* Writes the holds that are new, other or gone, and makes STORE follow them. *NEW counts the first. */
int nixie_braking_put (NixieBraking *braking, NixieStore *store, MDB_txn *txn, guint64 *new, GError **error);
gboolean nixie_braking_reaches (const NixieBraking *braking, const char *address, gint64 from_us, gint64 to_us); /* what had failed then */
gboolean nixie_braking_reaches_any (const NixieBraking *braking);
/* Whether it reaches failures that the tallies knew before. */
gboolean nixie_braking_reaches_old (const NixieBraking *braking);

/* recount.c: a NixieStoreWork on STORE with a NixieRecount: all tallies anew, and the brake's holds, in one transaction. */
typedef struct {
  NixieStore *events;  /* the list whose events are counted: STORE, or another that is only read */
  MDB_txn *events_txn; /* of that other, where they are to be of one moment; NULL: they are read in turns */
  gint64 now_us;      /* the time of a hold that is new */
} NixieRecount;
int nixie_store_recount (NixieStore *store, MDB_txn *txn, gpointer data, GError **error);
/* A list in $TMPDIR whose files have no names any more, the caller's: it is gone with its process, whatever ends that. */
gboolean nixie_store_open_scratch (const NixieSettings *settings, NixieStore **scratch, GError **error);

#endif
