/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What charset octets are most likely in that no label explains. Used by decode.c.
 */
#ifndef NIXIE_MIME_GUESS_PRIVATE_H
#define NIXIE_MIME_GUESS_PRIVATE_H

#include "base/text.h"

/* iconv's name for the charset of TEXT, which has octets above 0x7f and is no UTF-8: Shift_JIS and EUC-JP where there is kana in it; and,
 * unless ONLY_SURE, as where a Western label speaks against it, KOI8-R, Windows-1251, GB 18030 and Big5; else Windows-1252. Static. */
const char *nixie_charset_guess (NixieSlice text, gboolean only_sure);

#endif
