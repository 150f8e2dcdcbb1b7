/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transfer encodings and charsets. What needs no decoding, as most parts of reports, is handed back as it is; what was decoded goes
 * into KEEP (char *, freed with it), so that a slice lives as long as its message. Every function takes time linear in its text.
 */
#ifndef NIXIE_MIME_DECODE_H
#define NIXIE_MIME_DECODE_H

#include "base/text.h"

/* RAW out of its Content-Transfer-Encoding. An unknown one counts as none (RFC 2045 6.2 "7bit"), and so does one that is plainly wrong.
 * What is broken inside is read as far as it makes sense. */
NixieSlice nixie_transfer_decode (NixieSlice raw, NixieSlice encoding, GPtrArray *keep);

/* TEXT of CHARSET (empty where none is named) as valid UTF-8 without NUL. Octets that do not fit become U+FFFD. Valid UTF-8 is taken for
 * what it is whatever CHARSET says, and so are UTF-16 and ISO-2022 without a label; octets that no label explains, or that a label as
 * written without thought (us-ascii, iso-8859-1) does not, are guessed at, in the end as Windows-1252. */
NixieSlice nixie_charset_to_utf8 (NixieSlice text, NixieSlice charset, GPtrArray *keep);

#endif
