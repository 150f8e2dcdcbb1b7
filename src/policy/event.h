/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event: an outcome, or an operator's act on one address, as the journal keeps it under an id. Made by the pipeline and by
 * add and remove, encoded and kept by store/, folded into an entry by entry.h. A plain record in one block: filled once, then const; no
 * text in it is ever NULL.
 */
#ifndef NIXIE_POLICY_EVENT_H
#define NIXIE_POLICY_EVENT_H

#include "reason/outcome.h"
#include "recipient/signed.h"

#define NIXIE_ID_BYTES 16
#define NIXIE_EVENT_N_TEXTS 14

/* Values are part of the store's format: never renumber. Later kinds need a feature in it, because one that is not known is damage. */
typedef enum {
  NIXIE_EVENT_OUTCOME = 1, /* read from a report */
  NIXIE_EVENT_ADD = 2,     /* an operator put the address on the list */
  NIXIE_EVENT_REMOVE = 3,  /* an operator took it off */
  NIXIE_EVENT_IMPORT = 4,  /* a row of another system's list */
  NIXIE_EVENT_ALLOW = 5,   /* an operator says that it may always be mailed */
  NIXIE_EVENT_FORGET = 6,  /* an operator had the address forgotten but for this digest of it, which stays suppressed */
} NixieEventKind;

typedef struct {
  guint8 id[NIXIE_ID_BYTES];
  NixieEventKind kind;
  gint64 time_us;
  NixieReason reason;
  NixieReason ground;
  NixieClass class;
  NixieAction action;
  NixieSignature signature; /* of an outcome, as it was when the report was read */
  guint signed_day;     /* since 1970, of mail for which a valid signature was made; else 0 */
  gboolean force;       /* remove: protected strands are lifted too; import: a soft failure for which the other list suppresses;
                         * forget: suppressed without end */
  guint8 kept;          /* remove only: strands (1 << NixieStrandKind) that it does not lift, because they stood protected when it was
                         * written; set by the store. So a removal means the same whatever arrives after it. */
  union {
    struct {
      const char *address;        /* canonical: the key */
      const char *display;        /* as the report or the operator wrote it */
      const char *recipient;      /* the final recipient where it is another than display, else "" */
      const char *status;
      const char *reply;
      const char *diagnostic;     /* one line, at most NIXIE_LIMIT_DIAGNOSTIC_BYTES; an operator's --why; an import's own words */
      const char *producer;
      const char *reporting_mta;
      const char *remote_mta;
      const char *report_id;      /* Message-ID of the report */
      const char *message_id;     /* Message-ID of what was sent */
      const char *feedback;       /* Feedback-Type (RFC 5965): "not-spam" takes a complaint back */
      const char *source;         /* origin (a path, "path:offset", "stdin"), the operator's name, or the system imported from */
      const char *sender_domain;  /* of the reverse-path, else the From address, of what was sent */
    };
    const char *texts[NIXIE_EVENT_N_TEXTS]; /* the same, in the order in which they are encoded: part of the store's format */
  };
} NixieEvent;

/* A copy of DRAFT that owns its texts: NULL becomes "", all but the address are put on one line and cut to their limits. The caller's. */
NixieEvent *nixie_event_new (const NixieEvent *draft);

/* Where, when and how a report was read. Borrowed. */
typedef struct {
  const char *origin;
  gint64 now_us;
  gboolean fold_local;  /* of the settings */
  const NixieKeys *keys; /* that signatures are checked with; NULL: none are */
  guint signed_days;    /* of the settings: how long a signature is good for, up to NOW_US */
} NixieSighting;

/* The event that OUTCOME is to the list; *EVENT is the caller's. Time: the report's own if between 1990, or the day that was signed for,
 * and a day after the time of reading, else that. Texts are made one line and cut to their limits. The id depends on what the report says
 * and on nothing else, so that the same report read twice is one event. Errors: NIXIE_ERROR_DATA where the outcome names no address that
 * the list could hold. */
gboolean nixie_event_from_outcome (const NixieOutcome *outcome, const NixieSighting *sighting, NixieEvent **event, GError **error);

/* What an operator does to one address. Borrowed; display, why and who may be NULL. */
typedef struct {
  NixieEventKind kind;  /* NIXIE_EVENT_ADD, NIXIE_EVENT_REMOVE or NIXIE_EVENT_ALLOW */
  const char *address;  /* canonical */
  const char *display;  /* as the operator wrote it */
  NixieReason reason;   /* add only; complaint and opt-out go to their own strands */
  const char *why;
  const char *who;
  gint64 now_us;        /* the store moves the event behind the address's newest */
  gboolean force;       /* remove only */
} NixieOperatorWord;

/* The event of it, with a random id. The class is hard where the reason can be hard, else none. */
NixieEvent *nixie_event_new_operator (const NixieOperatorWord *word);

/* A report's, or another system's, word that mail to the address failed: what is counted, held and undone. */
gboolean nixie_event_is_failure (const NixieEvent *event);

/* 32 hex digits, the caller's. */
char *nixie_id_to_hex (const guint8 *id);

/* A row of another system's list, or of another nixie's. Borrowed; texts may be NULL. */
typedef struct {
  const char *system;     /* "ses" */
  const char *address;    /* canonical */
  const char *display;    /* as the row has it */
  const char *ground;     /* what the row says of it, codes and words as they are written */
  const char *date;       /* its date as it is written */
  gint64 time_us;         /* that date; NIXIE_TIME_NONE where there is none that can be read */
  NixieReason reason;
  NixieClass class;       /* none: the row does not say why, which is somebody's word */
  gboolean suppresses;    /* a soft failure, but the other list suppresses for it */
  const char *status;
  const char *reply;
  const char *diagnostic;
  const char *source;     /* "ses: FILE:LINE" */
  gint64 now_us;
} NixieImportedRow;

/* The event of it. Its time is the row's own, if that can be believed, else NOW_US; its id depends on system, address, ground and date
 * and on nothing else, so that the same file again is a no-op. */
NixieEvent *nixie_event_new_imported (const NixieImportedRow *row);

/* An operator's word: its time is when he says it, behind all that is known; other events have times of their own. */
gboolean nixie_event_is_by_hand (const NixieEvent *event);

void nixie_event_free (NixieEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieEvent, nixie_event_free)

/* The order of a history: by time, then by id. For g_ptr_array_sort, and so of pointers to (const NixieEvent *). */
int nixie_event_compare (gconstpointer a, gconstpointer b);

/* Encoding: format-defined byte order and lengths; knows nothing of LMDB or of this host, so that events can travel. It begins with the
 * event's key, by which octets alone put events in order: address, NUL, time (8 octets, big-endian), id; a version octet opens the rest.
 * Reasons stand in it by their ids; one that a later version knows and this one does not is read as undefined, which never suppresses.
 * Appends to BYTES. Every length is checked when read: NIXIE_ERROR_CONFIG "damaged event". */
void nixie_event_encode (const NixieEvent *event, GByteArray *bytes);
gsize nixie_event_key_bytes (NixieSlice bytes); /* how many of BYTES are the key; 0: damaged */
gboolean nixie_event_decode (NixieSlice bytes, NixieEvent **event, GError **error);
gboolean nixie_event_view (NixieSlice bytes, NixieEvent *event, GError **error); /* the same, with texts borrowed from BYTES */
gboolean nixie_event_view_parts (NixieSlice key, NixieSlice rest, NixieEvent *event, GError **error); /* the same, of the two parts */

#endif
