/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The figures of one scan, and its summary as text and as JSON (nixie-json(5)).
 */
#ifndef NIXIE_CLI_TALLY_H
#define NIXIE_CLI_TALLY_H

#include "cli/work.h"
#include "store/store.h"

typedef struct {
  guint64 messages;
  gint64 bytes;
  guint64 reports;        /* messages that were one, of any type */
  guint64 events;         /* outcomes of addresses; what is none of these: delays, automatic replies, successes */
  guint64 hard;           /* failures, a recipient each */
  guint64 soft;
  guint64 complaints;     /* complaints and opt-outs */
  guint64 below;          /* of the events, below the trust level: recorded, but they do not count */
  guint64 not_understood; /* messages */
  guint64 unreadable;     /* files and folders */
  NixieStoreChange change;
  gboolean recorded;      /* FALSE: a dry run */
  gboolean interrupted;
} NixieTally;

/* Adds what one message came to. */
void nixie_tally_add (NixieTally *tally, const NixieWork *work);

void nixie_tally_write_text (const NixieTally *tally, GString *out);
void nixie_tally_write_json (const NixieTally *tally, GString *out);

#endif
