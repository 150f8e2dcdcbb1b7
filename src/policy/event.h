/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An event: an outcome, or an operator's act on one address, as the journal keeps it under an id. Made by the pipeline and by
 * add and remove, encoded and kept by store/, folded into an entry by fold.h. A plain record: filled once, then const; no string in
 * it is ever NULL.
 */
#ifndef NIXIE_POLICY_EVENT_H
#define NIXIE_POLICY_EVENT_H

#include "reason/outcome.h"

#define NIXIE_ID_BYTES 16

/* Values are part of the store's format: never renumber. Later kinds (import, allow, hold, release, confirm) follow. */
typedef enum {
  NIXIE_EVENT_OUTCOME = 1, /* read from a report */
  NIXIE_EVENT_ADD = 2,     /* an operator put the address on the list */
  NIXIE_EVENT_REMOVE = 3,  /* an operator took it off */
} NixieEventKind;

typedef struct {
  guint8 id[NIXIE_ID_BYTES];
  NixieEventKind kind;
  gint64 time_us;
  NixieReason reason;
  NixieReason ground;
  NixieClass class;
  NixieAction action;
  gboolean force;       /* remove only: protected strands are lifted too */
  char *address;        /* canonical: the key */
  char *display;        /* as the report or the operator wrote it */
  char *recipient;      /* the final recipient where it is another than display, else "" */
  char *status;
  char *reply;
  char *diagnostic;     /* one line, at most NIXIE_LIMIT_DIAGNOSTIC_BYTES; an operator's --why */
  char *producer;
  char *reporting_mta;
  char *remote_mta;
  char *report_id;      /* Message-ID of the report */
  char *message_id;     /* Message-ID of what was sent */
  char *source;         /* origin (a path, "path:offset", "stdin") or the operator's name */
} NixieEvent;

/* An event with all strings "", all else zero. */
NixieEvent *nixie_event_new (NixieEventKind kind);

/* The event that OUTCOME, read at NOW_US from ORIGIN, is to the list; *EVENT is the caller's. Time: the report's own if between
 * 1990 and a day after NOW_US, else NOW_US. Errors: NIXIE_ERROR_DATA where the outcome names no address that the list could hold. */
gboolean nixie_event_from_outcome (const NixieOutcome *outcome, const char *origin, gboolean fold_local, gint64 now_us,
                                   NixieEvent **event, GError **error);

/* An operator's act on ADDRESS (canonical): the id is random; the time is NOW_US, which the store moves behind the address's newest
 * event. */
NixieEvent *nixie_event_new_operator (NixieEventKind kind, const char *address, const char *display, NixieReason reason,
                                      const char *why, const char *who, gint64 now_us);

void nixie_event_free (NixieEvent *event);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieEvent, nixie_event_free)

/* Encoding: format-defined byte order and lengths, a version octet first; knows nothing of LMDB or of this host, so that events can
 * travel. Appends to BYTES. Every length is checked when read: NIXIE_ERROR_CONFIG "damaged event". */
void nixie_event_encode (const NixieEvent *event, GByteArray *bytes);
gboolean nixie_event_decode (NixieSlice bytes, NixieEvent **event, GError **error);

#endif
