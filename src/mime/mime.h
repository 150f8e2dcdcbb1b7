/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes → header blocks and parts: the face of mime/ with headers.h, and the only folder that includes <gmime/gmime.h>. GMime
 * decodes: transfer encodings, charsets, RFC 2231 parameters. The parts are found here by one pass over the delimiter lines, because a
 * GMime object for each part and header costs more than all the rest of reading a report, and because nesting, counts of parts and
 * odd boundaries are then bounded by our own limits.
 */
#ifndef NIXIE_MIME_MIME_H
#define NIXIE_MIME_MIME_H

#include "base/error.h"
#include "base/text.h"
#include "mime/headers.h"

typedef enum {
  NIXIE_PART_TEXT,        /* text/plain, any other text, and what names no type */
  NIXIE_PART_HTML,
  NIXIE_PART_STATUS,      /* message/delivery-status (RFC 3464), message/global-delivery-status (RFC 6533) */
  NIXIE_PART_FEEDBACK,    /* message/feedback-report (RFC 5965) */
  NIXIE_PART_DISPOSITION, /* message/disposition-notification (RFC 8098), its global twin */
  NIXIE_PART_RETURNED,    /* message/rfc822, message/global, text/rfc822-headers, message/global-headers: what came back */
  NIXIE_PART_OTHER,
} NixiePartKind;

typedef struct {
  NixiePartKind kind;
  NixieSlice type;     /* Content-Type as it stands, parameters included; empty where absent */
  NixieSlice encoding; /* Content-Transfer-Encoding */
  NixieSlice body;     /* as it stands */
} NixiePart;

typedef struct NixieMime NixieMime;

/* Loads GMime, if it is not yet: most mail never needs it, so it is not linked. To be asked before workers start that would each load
 * it, and after one has died. Errors: NIXIE_ERROR_UNAVAILABLE. */
gboolean nixie_mime_is_here (GError **error);

/* TEXT with LF where it has only CR for line ends (then *OWNED, the caller's, holds it), else TEXT itself. */
NixieSlice nixie_mime_line_ends (NixieSlice text, char **owned);

/* The leaf parts below HEADERS in their order, at most NIXIE_LIMIT_PARTS, multiparts opened to NIXIE_LIMIT_DEPTH; a message that is
 * not multipart is one part. Returned messages are leaves. The caller owns the result; it borrows from the text behind HEADERS. */
NixieMime *nixie_mime_read (const NixieHeaders *headers);

guint nixie_mime_n_parts (const NixieMime *mime);
const NixiePart *nixie_mime_part (const NixieMime *mime, guint index);
guint nixie_mime_cuts (const NixieMime *mime); /* NixieCut: the limits that were reached so far */

/* The text of PART, decoded, valid UTF-8 without NUL; of HTML what a reader would see. Valid as long as MIME. */
NixieSlice nixie_mime_text (NixieMime *mime, const NixiePart *part);

/* The octets of PART out of their transfer encoding. Valid as long as MIME. */
NixieSlice nixie_mime_octets (NixieMime *mime, const NixiePart *part);

void nixie_mime_free (NixieMime *mime);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieMime, nixie_mime_free)

#endif
