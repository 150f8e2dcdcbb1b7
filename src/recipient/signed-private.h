/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What signed.c, which reads, and keys.c, which signs and checks, share of the forms.
 */
#ifndef NIXIE_RECIPIENT_SIGNED_PRIVATE_H
#define NIXIE_RECIPIENT_SIGNED_PRIVATE_H

#include "recipient/signed.h"

#define NIXIE_SIGNED_DIGITS "abcdefghijklmnopqrstuvwxyz234567"
#define NIXIE_SIGNED_DAY_CHARS 4

#endif
