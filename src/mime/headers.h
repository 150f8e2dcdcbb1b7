/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Header blocks, scanned by hand: of messages, of parts, of returned messages, and the groups of fields in status parts, which have
 * the same form (RFC 3464 2.1.1). Nothing is copied: a value is a slice of the message until somebody asks for its text. A
 * header block is what mail can harm GMime with (recursion over groups in From, quadratic lists in To, 10^6 objects), and what
 * it spends most of its time on; here it is one pass.
 */
#ifndef NIXIE_MIME_HEADERS_H
#define NIXIE_MIME_HEADERS_H

#include "base/text.h"
#include "mime/names.h" /* generated: NixieHeaderName */

typedef struct {
  NixieSlice name;  /* without the colon and white space before it */
  NixieSlice value; /* as it stands, folds and all; trimmed */
} NixieHeader;

/* The limits of base/limits.h that a message may reach, as bits. */
typedef enum {
  NIXIE_CUT_FIELDS = 1 << 0,      /* NIXIE_LIMIT_HEADER_FIELDS: the rest of the block was passed over */
  NIXIE_CUT_FIELD_BYTES = 1 << 1, /* NIXIE_LIMIT_FIELD_BYTES: the value ends there */
  NIXIE_CUT_PARTS = 1 << 2,       /* NIXIE_LIMIT_PARTS: the rest was passed over */
  NIXIE_CUT_DEPTH = 1 << 3,       /* NIXIE_LIMIT_DEPTH: what is deeper was not opened */
  NIXIE_CUT_LINE = 1 << 4,        /* NIXIE_LIMIT_LINE_BYTES: the rest of the line was passed over */
} NixieCut;

typedef struct {
  NixieSlice value[NIXIE_N_HEADERS]; /* the first field of that name (a multipart Content-Type wins); length 0 where absent or empty */
  NixieSlice block;                  /* the fields */
  NixieSlice body;                   /* behind the empty line */
  guint cuts;                        /* NixieCut: what was reached in this block */
} NixieHeaders;

/* Takes the next field off REST, passing over lines that are none. FALSE at the end of the block; REST is then what follows the
 * empty line. */
gboolean nixie_header_next (NixieSlice *rest, NixieHeader *header);

/* Reads the header block at the start of TEXT. Where the first line is no field there are no fields, and all of TEXT is body. */
void nixie_headers_read (NixieSlice text, NixieHeaders *headers);

/* The value unfolded, RFC 2047 words decoded, valid UTF-8 on one line, at most NIXIE_LIMIT_FIELD_BYTES. The caller owns it. */
char *nixie_header_decode (NixieSlice value);

/* The parameter NAME of a value such as Content-Type's (RFC 2045 5.1, RFC 2231), quotes undone. NULL where it is absent; else the
 * caller owns it. */
char *nixie_header_parameter (NixieSlice value, const char *name);

/* TEXT without what may stand before a message: a byte order mark, empty lines, an mbox's From_ line, quoted (">From ") or not. */
NixieSlice nixie_message_start (NixieSlice text);

#endif
