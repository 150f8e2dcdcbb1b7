/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A thread that writes what waits in one backlog while another fills, so that who reads much never waits for the disk, and who writes it
 * never for the reading. Used by `nixie scan` and `nixie import`.
 */
#ifndef NIXIE_STORE_WRITER_H
#define NIXIE_STORE_WRITER_H

#include "store/backlog.h"

typedef struct NixieWriter NixieWriter;

/* STORE and CHANGE, which is added to, are borrowed for the writer's life; from a hand-over to a settling they are nobody else's. NOW_US is
 * nixie_store_write's. The caller's. */
NixieWriter *nixie_writer_new (NixieStore *store, gint64 now_us, NixieStoreChange *change);

/* Adds an encoded event to what waits: nixie_backlog_add. */
gboolean nixie_writer_add (NixieWriter *writer, NixieSlice event, GError **error);

guint nixie_writer_waiting (const NixieWriter *writer); /* events that are not handed over */
gboolean nixie_writer_is_busy (NixieWriter *writer);    /* with those handed over before */

/* Waits for the hand-over before, and then hands over what waits. FALSE where the one before failed; then WRITER is of no more use. Where
 * no thread is to be had, it is written here. Errors: nixie_backlog_write's. */
gboolean nixie_writer_hand_over (NixieWriter *writer, GError **error);

/* Waits until what was handed over is written; FALSE where that failed. */
gboolean nixie_writer_settle (NixieWriter *writer, GError **error);

void nixie_writer_free (NixieWriter *writer); /* waits, and drops what was not handed over */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieWriter, nixie_writer_free)

#endif
