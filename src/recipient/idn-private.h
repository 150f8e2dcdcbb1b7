/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libidn2, loaded when a domain asks for it: linked, it and libunistring would make every start of `nixie check` longer by a sixth.
 */
#ifndef NIXIE_RECIPIENT_IDN_PRIVATE_H
#define NIXIE_RECIPIENT_IDN_PRIVATE_H

#include <glib.h>

/* DOMAIN (UTF-8, lower case) in A-labels (RFC 5891), the caller's; NULL where it is no domain or the library is not here. */
char *nixie_idn_to_ascii (const char *domain);

#endif
