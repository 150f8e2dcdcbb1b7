/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a worker process says of one message when it is to be recorded: the report's type and the events it gives. Written in the
 * worker by nixie_work_read, taken apart in the parent by nixie_work_open; both are the same program, so numbers have the
 * host's byte order. The parent need not decode what it only hands on. Used by scan and filter.
 */
#ifndef NIXIE_CLI_WORK_H
#define NIXIE_CLI_WORK_H

#include "base/pool.h"
#include "policy/event.h"
#include "policy/settings.h"

/* What a worker needs to know; constant while workers run. */
typedef struct {
  const NixieSettings *settings;
  gint64 now_us;         /* the time of reading */
  const NixieKeys *keys; /* NULL: no signature is checked */
  const char *came_to;   /* the envelope's recipient of the one message, NULL where it is not known */
  gboolean unsealed;     /* events say of addresses what a list of hashes may not hold: nixie_event_seal is left to the caller */
} NixieWorkPlan;

typedef struct {
  NixieReportType report;
  guint unlisted;   /* outcomes that name no address the list could hold */
  guint n_events;   /* and of them: */
  guint hard;       /* failures */
  guint soft;
  guint complaints; /* complaints and opt-outs */
  guint below;      /* below the trust level */
} NixieWork;

/* A NixiePoolWork; DATA is a const NixieWorkPlan. LABEL is the message's origin. */
void nixie_work_read (NixieSlice message, const char *label, GByteArray *result, gpointer data);

/* EVENTS are borrowed from RESULT. Errors: NIXIE_ERROR_SOFTWARE where RESULT is not what a worker writes. */
gboolean nixie_work_open (NixieSlice result, NixieWork *work, NixieSlice *events, GError **error);

/* The next of EVENTS, encoded; FALSE at their end. */
gboolean nixie_work_next (NixieSlice *events, NixieSlice *event);

/* All of EVENTS (NixieEvent *), the caller's. Errors: NIXIE_ERROR_CONFIG. */
gboolean nixie_work_decode (NixieSlice events, GPtrArray **decoded, GError **error);

/* Whether a report was read whose failures cannot be told apart or named. */
gboolean nixie_work_not_understood (const NixieWork *work);

#endif
