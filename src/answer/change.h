/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An operator's change of the list: addresses are gathered, all are looked at, then all are written or none. Used by `nixie add`,
 * `nixie allow` and `nixie remove`.
 */
#ifndef NIXIE_ANSWER_CHANGE_H
#define NIXIE_ANSWER_CHANGE_H

#include "store/store.h"

typedef struct NixieChange NixieChange;

/* WORD says what to do, but to whom; it, its strings and SETTINGS are borrowed for the change's life. */
NixieChange *nixie_change_new (const NixieOperatorWord *word, const NixieSettings *settings);

/* Takes the address in TEXT, once however often it comes. What is no address is named on standard error and counted. */
void nixie_change_take (NixieChange *change, const char *text);

/* The same for each line that FD holds. Errors: NIXIE_ERROR_IO. */
gboolean nixie_change_take_lines (NixieChange *change, int fd, GError **error);

/* Errors: NIXIE_ERROR_DATA where some were no addresses, or none was given at all. */
gboolean nixie_change_is_good (const NixieChange *change, GError **error);

/* A removal: names on standard error what the list does not hold or protects; *REFUSED counts them. Errors: those of store.h. */
gboolean nixie_change_look (NixieChange *change, NixieStore *store, guint *refused, GError **error);

/* Writes, for domains that are allowed or no more, the acts that their addresses follow, and then all words in one transaction: ended
 * in between, the same again ends it right. Names on standard error who was removed and is suppressed by his domain still. *N: how many
 * addresses. Errors: those of store.h. */
gboolean nixie_change_write (NixieChange *change, NixieStore *store, guint *n, GError **error);

void nixie_change_free (NixieChange *change);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieChange, nixie_change_free)

#endif
