/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Variable envelope return paths: a reverse-path that holds the address which was mailed ("bounces+user=example.com@example.org"), so that
 * a report tells it whatever became of the mail behind a forwarding.
 */
#ifndef NIXIE_RECIPIENT_VERP_H
#define NIXIE_RECIPIENT_VERP_H

#include <glib.h>

/* The address that WRAPPED (BATV and SRS may be around it) holds in its local part, the caller's; NULL where it holds none, or where it is
 * not plain at which delimiter that address begins. A signed one (signed.h) is taken at its word, too. KNOWN is a text that names
 * addresses, such as a To field: one of those wins. */
char *nixie_verp_undo (const char *wrapped, const char *known);

#endif
