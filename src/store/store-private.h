/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of store/ share. Functions that work inside a transaction return LMDB's code (0, MDB_…, an errno value), so that a
 * full map can be told from everything else; nixie_store_fail makes a GError of it where it leaves the folder.
 *
 * folder.c: the folder and its files, before LMDB sees them. env.c: opening, the map's size, transactions. meta.c: the format.
 * keys.c: keys. read.c, write.c and acts.c: what store.h says. tallies.c and brake.c: tallies-private.h. LMDB defines no cleanups: they
 * stand here.
 */
#ifndef NIXIE_STORE_STORE_PRIVATE_H
#define NIXIE_STORE_STORE_PRIVATE_H

#include "policy/listed.h"
#include "store/store.h"

#include <lmdb.h>

/* A write cursor that is still open at commit is freed twice: let its function return first. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MDB_env, mdb_env_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MDB_txn, mdb_txn_abort)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (MDB_cursor, mdb_cursor_close)

/* The databases in use. The name sources is reserved for what store.h says. */
typedef enum { NIXIE_DB_META, NIXIE_DB_ENTRIES, NIXIE_DB_EVENTS, NIXIE_DB_SEEN, NIXIE_DB_ACTS, NIXIE_DB_TALLIES } NixieDb;
#define NIXIE_N_DBS 6

struct NixieStore {
  char *folder;
  NixieStoreMode mode;
  const NixieSettings *settings;
  MDB_env *env;    /* NULL: a list not yet made */
  MDB_txn *reader; /* reset, so that it holds no page, between two calls; NULL before the first */
  MDB_dbi dbis[NIXIE_N_DBS];
  MDB_cursor *cursors[NIXIE_N_DBS]; /* of the write transaction that is under way; NULL: not opened */
  gboolean dbi_is_open[NIXIE_N_DBS];
  gsize checked_txn;  /* the id of the transaction that the format was last read in, and is understood */
  guint digests;      /* 1 << NixieHash: what somebody else's list has left here, which a look-up asks for */
  guint batch_pages;  /* a batch may hold until its commit */
  GByteArray *octets; /* of what is being put */
  NixieStoreProgress progress; /* NULL: nobody watches */
  gpointer progress_data;
  NixieActs *acts;    /* as the write transaction that is under way sees them; what folds read */
};

/* folder.c */
typedef enum { NIXIE_FOLDER_NONE, NIXIE_FOLDER_EMPTY, NIXIE_FOLDER_MADE } NixieFolderState;
gboolean nixie_folder_examine (const char *folder, NixieFolderState *state, GError **error);
gboolean nixie_folder_make (const char *folder, GError **error); /* what is missing of folder, data and lock; safe in a race */
void nixie_folder_make_lock (const char *folder);                /* where it is missing and may be made */
typedef int (*NixieFolderFill) (int data_fd, gpointer data); /* 0, an errno value or LMDB's code */
/* Makes TARGET a list's folder with the owner and modes of LIKE, its data written by FILL; whole or not at all. FILL's codes, EEXIST… */
int nixie_folder_copy (const char *like, const char *target, NixieFolderFill fill, gpointer data);
#define NIXIE_DATA_NAME "data.mdb"
#define NIXIE_LOCK_NAME "lock.mdb"
#define NIXIE_LOCK_BYTES (64 * 1024)

/* env.c */
#define NIXIE_BATCH_PAGES 2500 /* 10 MB: what a mailbox of 100 MB comes to, so that a longer one takes no more memory */
#define NIXIE_RC_DAMAGED (-1) /* a record that cannot be read: the GError beside it is set. LMDB's own codes are far below */

typedef enum { NIXIE_DOING_OPEN, NIXIE_DOING_READ, NIXIE_DOING_WRITE } NixieDoing;

/* FALSE, with ERROR set from RC. */
gboolean nixie_store_fail (const char *folder, NixieDoing doing, int rc, GError **error);

/* *TXN is the store's, until nixie_store_end_read; one at a time. */
int nixie_store_begin_read (NixieStore *store, MDB_txn **txn);
void nixie_store_end_read (NixieStore *store);

/* Opens DB where it is not; MDB_NOTFOUND where it is not made. Not inside a transaction. */
int nixie_store_need (NixieStore *store, NixieDb db);

/* Runs WORK in a write transaction and commits. Where the map is full it grows and WORK runs again from the start. */
typedef int (*NixieStoreWork) (NixieStore *store, MDB_txn *txn, gpointer data, GError **error);
gboolean nixie_store_transact (NixieStore *store, NixieStoreWork work, gpointer data, GError **error);
/* The same where acts may be damaged: they are not read, and WORK folds nothing. */
gboolean nixie_store_transact_without_acts (NixieStore *store, NixieStoreWork work, gpointer data, GError **error);

/* The one to write DB with, in the order of its keys: it stays in its page from one key to the next, where mdb_put begins at the root.
 * Valid until the write transaction ends. */
int nixie_store_cursor (NixieStore *store, MDB_txn *txn, NixieDb db, MDB_cursor **cursor);

/* length.c; as nixie_store_fail's codes, NIXIE_RC_DAMAGED with ERROR where the file is cut short. The first asks before any transaction
 * reads the map, the second about RC where opening failed. */
int nixie_store_check_length (const char *folder, MDB_env *env, GError **error);
int nixie_store_check_head (const char *folder, int rc, GError **error);

/* meta.c */
const char *nixie_db_name (NixieDb db);
/* *META, or MDB_NOTFOUND in an environment with nothing in it, or NIXIE_RC_DAMAGED with ERROR in another program's. */
int nixie_meta_find (MDB_txn *txn, MDB_dbi *meta, const char *folder, GError **error);
/* Whether the format may be opened as the store is; notes what digests the list holds. MDB_NOTFOUND: none is written yet; NIXIE_RC_DAMAGED
 * with ERROR. */
int nixie_meta_check (NixieStore *store, MDB_txn *txn, GError **error);
/* Notes that the list holds DIGESTS (1 << NixieHash) of addresses. NIXIE_RC_DAMAGED with ERROR where they could not be looked up. */
int nixie_meta_add_digests (NixieStore *store, MDB_txn *txn, guint digests, GError **error);
int nixie_meta_make (NixieStore *store, MDB_txn *txn, gpointer data, GError **error); /* a NixieStoreWork: all databases, the format */
int nixie_meta_put_digest (NixieStore *store, MDB_txn *txn);

/* keys.c */
#define NIXIE_KEY_BYTES 511 /* LMDB's limit */
typedef struct {
  guint8 octets[NIXIE_KEY_BYTES + 1];
  gsize length;
} NixieKey;
gboolean nixie_key_fits (const char *address); /* as part of any key */
void nixie_key_event (NixieKey *key, const char *address, gint64 time_us, const guint8 *id);
void nixie_key_history (NixieKey *key, const char *address); /* what all keys of its events begin with */
void nixie_key_behind (NixieKey *key, const char *address);  /* behind all of them */
void nixie_key_domain (NixieKey *key, const char *domain);   /* what all keys of its tallies begin with; "": the list's */
void nixie_key_tally (NixieKey *key, const char *domain, guint32 week); /* since 1970 */
gboolean nixie_key_starts (const MDB_val *key, const NixieKey *prefix);
/* The address of an event's key, the caller's; NULL where it is no such key. */
char *nixie_key_address (const MDB_val *key);
MDB_val nixie_key_val (NixieKey *key);
MDB_val nixie_string_val (const char *string);
MDB_val nixie_bytes_val (const GByteArray *bytes);
NixieSlice nixie_val_slice (const MDB_val *val);

/* addresses.c */
void nixie_store_tell (const NixieStore *store, guint64 n_addresses); /* whoever watches */
/* Inside a transaction. Adds those behind BEHIND ("": all) that have an event or an entry, in their order, until ADDRESSES has MOST. */
int nixie_store_next_addresses (NixieStore *store, MDB_txn *txn, const char *behind, guint most, GPtrArray *addresses);

/* acts.c; inside a transaction. ACTS (NixieAct *) are written; each that is not there yet becomes the newest. */
int nixie_store_put_acts (NixieStore *store, MDB_txn *txn, const GPtrArray *acts);
int nixie_store_delete_act (NixieStore *store, MDB_txn *txn, const NixieAct *act);
/* Re-folds the addresses that COVERS says TRUE of, and tells REFOLDED of each. */
typedef struct NixieRefold NixieRefold;
typedef struct {
  gboolean (*covers) (const char *address, NixieSlice entry, gpointer data);
  void (*refolded) (const char *address, const NixieRefold *refold, gpointer data);
  gpointer data;
} NixieWalk;
int nixie_store_refold_where (NixieStore *store, MDB_txn *txn, const NixieWalk *walk, GError **error);
/* All acts, the caller's. */
int nixie_store_get_acts (NixieStore *store, MDB_txn *txn, NixieActs **acts, GError **error);
/* Reads them into STORE: a fold follows them. */
int nixie_store_load_acts (NixieStore *store, MDB_txn *txn, GError **error);

/* read.c; inside a transaction. OCTETS are ADDRESS's entry; with what it shows of the history where events are open (nixie_store_need).
 * NULL, with ERROR (NIXIE_ERROR_CONFIG), where it is damaged. */
NixieEntry *nixie_store_read_entry (NixieStore *store, MDB_txn *txn, const char *address, NixieSlice octets, GError **error);
/* *ENTRY is NULL where there is none. */
int nixie_store_get_entry (NixieStore *store, MDB_txn *txn, const char *address, NixieEntry **entry, GError **error);

/* A history whose texts stand in the map: to be used before the transaction's next write. */
typedef struct {
  GArray *views;     /* NixieEvent */
  GPtrArray *events; /* to each of them, in the order of time */
} NixieViews;
int nixie_store_view_history (NixieStore *store, MDB_txn *txn, const char *address, NixieViews **views, GError **error);
void nixie_views_free (NixieViews *views);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieViews, nixie_views_free)

/* forget.c; inside a write transaction. *SEALED, the caller's, is EVENT as it is to be kept in its place: of its address only the digest
 * may be held. NULL: EVENT itself is. */
int nixie_store_seal_forgotten (NixieStore *store, MDB_txn *txn, const NixieEvent *event, NixieEvent **sealed);

/* write.c; inside a write transaction. Puts EVENT into the journal, in the place of what stands under its key. */
int nixie_store_put_event (NixieStore *store, MDB_txn *txn, const NixieEvent *event);

/* fold-in.c; inside a write transaction. Folds ADDRESS's events, and puts the entry where it is another than before; without events it has
 * none. */
typedef struct NixieTallies NixieTallies;
struct NixieRefold {
  const GPtrArray *at_hand; /* in: the events just written, all there are of an address that had no entry; NULL: not known. Borrowed */
  NixieTallies *tallies;    /* in: count its events there; NULL: nowhere */
  const GPtrArray *fresh;   /* in: those that the tallies do not know yet; NULL: all */
  NixieState before;        /* clear where there was no entry that can be read */
  gint64 before_until_us;
  gboolean changed;
  NixieState after;
  gint64 after_until_us;
};
/* Whether the address may be mailed no more, and might before. */
gboolean nixie_refold_suppresses (const NixieRefold *refold, gint64 now_us);
void nixie_store_add_change (NixieStoreChange *to, const NixieStoreChange *change);
int nixie_store_refold (NixieStore *store, MDB_txn *txn, const char *address, NixieRefold *refold, GError **error);

#endif
