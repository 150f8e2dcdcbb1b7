/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From_ lines, and what a file is by its first octets. Used by mbox.c and source.c.
 */
#ifndef NIXIE_SOURCE_FROM_LINE_PRIVATE_H
#define NIXIE_SOURCE_FROM_LINE_PRIVATE_H

#include "base/text.h"

#define NIXIE_FROM_LINE_BYTES 1000 /* a longer line is none: RFC 5322 2.1.1 allows 998 and CRLF */

typedef enum {
  NIXIE_FROM_NONE,
  NIXIE_FROM_OTHER, /* "From " and what is no date */
  NIXIE_FROM_BARE,  /* "From " or "From -" alone: some writers do without sender and date */
  NIXIE_FROM_PATCH, /* git format-patch: a commit id and one fixed date; stands in the bodies of many messages */
  NIXIE_FROM_DATED, /* RFC 4155 appendix A; also without a sender, with a zone, with "remote from", with other forms of date */
} NixieFromKind;

typedef struct {
  NixieFromKind kind;
  gsize length;       /* with its line end; 0 for NIXIE_FROM_NONE */
  gint64 envelope_us; /* NIXIE_TIME_NONE where the line has no date */
} NixieFromLine;

/* What the line is that BYTES begin with. */
NixieFromLine nixie_from_line (NixieSlice bytes);

/* Whether BYTES begin with a header field: a name of 1 to 100 of ASCII 33 to 126 without ":", white space (RFC 5322 4.5), ":". "//"
 * behind the colon is a URL's. */
gboolean nixie_looks_like_field (NixieSlice bytes);

typedef enum {
  NIXIE_LOOK_BINARY,  /* no header field first, and NULs or many control characters */
  NIXIE_LOOK_TEXT,    /* perhaps a message that lost its header */
  NIXIE_LOOK_FIELDS,  /* a header field first */
  NIXIE_LOOK_MESSAGE, /* and in that header a field that mail has; or two of them behind a broken first line */
  NIXIE_LOOK_MBOX,    /* a From_ line first: a dated one, or one of another kind with a header field below it */
} NixieLook;

/* What the file is that begins with HEAD, and in *BLANK the length of the BOM and the empty lines before that. */
NixieLook nixie_look (NixieSlice head, gsize *blank);

#endif
