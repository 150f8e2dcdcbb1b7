/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is done with secrets: comparing what a stranger gave, and wiping. Used where signatures are checked.
 */
#ifndef NIXIE_BASE_SECRET_H
#define NIXIE_BASE_SECRET_H

#include <glib.h>

/* Whether LENGTH octets are the same, in a time that does not depend on where they differ: from that a forger could learn a
 * signature octet by octet. */
gboolean nixie_secret_equal (const guint8 *one, const guint8 *other, gsize length);

/* Frees SECRET, and leaves nothing of it in memory. */
void nixie_secret_free (char *secret);

#endif
