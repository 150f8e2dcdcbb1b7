/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfer encodings and charsets, by GMime. What needs no decoding, as most parts of reports, is handed back as it is and never
 * reaches GMime; what was decoded goes into KEEP (char *, freed with it), so that a slice lives as long as its message.
 */
#ifndef NIXIE_MIME_DECODE_H
#define NIXIE_MIME_DECODE_H

#include "base/text.h"

/* RAW out of its Content-Transfer-Encoding. An unknown one counts as none (RFC 2045 6.2 "7bit"). */
NixieSlice nixie_transfer_decode (NixieSlice raw, NixieSlice encoding, GPtrArray *keep);

/* TEXT of CHARSET (empty where none is named) as valid UTF-8. Octets that do not fit become U+FFFD. Valid UTF-8 is taken for what it is
 * whatever CHARSET says, unmarked ISO-2022-JP too, and octets that no charset explains are read as Windows-1252. */
NixieSlice nixie_charset_to_utf8 (NixieSlice text, NixieSlice charset, GPtrArray *keep);

#endif
