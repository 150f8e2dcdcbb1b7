/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Encoded events that wait to be written, many more than memory should hold: their octets are in a temporary file, and a few of each in
 * memory, by which they are sorted, because events that are neighbours in the list share the pages they cost. Used by who writes much at
 * once.
 */
#ifndef NIXIE_STORE_BACKLOG_H
#define NIXIE_STORE_BACKLOG_H

#include "store/store.h"

typedef struct NixieBacklog NixieBacklog;
#define NIXIE_BACKLOG_MOST 16000 /* that somebody lets wait who has to hurry at the end */

/* Empty; the file is made when it is needed. The caller's. */
NixieBacklog *nixie_backlog_new (void);

/* Adds an event as nixie_event_encode writes it; those that wait are less than 4 GiB, and each takes 16 octets of memory. Errors:
 * NIXIE_ERROR_CONFIG (damaged), and those of the file: NO_INPUT (no folder for it), PERMISSION, IO. */
gboolean nixie_backlog_add (NixieBacklog *backlog, NixieSlice event, GError **error);

guint nixie_backlog_length (const NixieBacklog *backlog); /* events */

/* Writes all to STORE, in the order of their addresses, in as many transactions as keep memory small, and empties BACKLOG. What was
 * written before an error stays; CHANGE is added to. Errors: nixie_store_write's, and NIXIE_ERROR_IO of the file. */
gboolean nixie_backlog_write (NixieBacklog *backlog, NixieStore *store, gint64 now_us, NixieStoreChange *change, GError **error);

void nixie_backlog_clear (NixieBacklog *backlog); /* forgets them */

void nixie_backlog_free (NixieBacklog *backlog);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieBacklog, nixie_backlog_free)

#endif
