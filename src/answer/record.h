/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Entries and events as JSON objects (nixie-json(5)) and as CSV rows. Used by show, list and export.
 */
#ifndef NIXIE_ANSWER_RECORD_H
#define NIXIE_ANSWER_RECORD_H

#include "base/json.h"
#include "policy/entry.h"
#include "policy/trust.h"

/* The members of ENTRY at NOW_US into the open object of JSON. */
void nixie_record_entry (NixieJson *json, const NixieEntry *entry, gint64 now_us);

/* EVENT as one object, with the act that undoes it or puts it aside, of COVER (NULL: none), and with DOUBT, by which it does not count. */
void nixie_record_event (NixieJson *json, const NixieEvent *event, const NixieCover *cover, NixieDoubt doubt);

/* The id of ENTRY's reason; "" where no failure and no act stands behind it. Static. */
const char *nixie_record_reason (const NixieEntry *entry);

/* When the entry came to be suppressed; NIXIE_TIME_NONE where it is not. */
gint64 nixie_record_since (const NixieEntry *entry);

void nixie_record_csv_header (GString *out);
void nixie_record_csv_row (GString *out, const NixieEntry *entry, gint64 now_us);

#endif
