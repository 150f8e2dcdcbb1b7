/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Borrowed bytes, and what makes a stranger's text safe to show. Used by every folder.
 */
#ifndef NIXIE_BASE_TEXT_H
#define NIXIE_BASE_TEXT_H

#include <glib.h>

/* Bytes that somebody else owns; not terminated. data may be NULL where length is 0. */
typedef struct {
  const char *data;
  gsize length;
} NixieSlice;

#define NIXIE_SLICE_EMPTY ((NixieSlice){ "", 0 })

NixieSlice nixie_slice (const char *data, gsize length);
NixieSlice nixie_slice_of (const char *string);
NixieSlice nixie_slice_trim (NixieSlice slice);                       /* SP, HT, CR, LF off both ends */
NixieSlice nixie_slice_trim_unseen (NixieSlice slice);                /* and what else of UTF-8 is white space or has no width */
gboolean nixie_text_is_unseen (gunichar c);                           /* whether C is that: a separator or a format character */
gboolean nixie_slice_is_ascii (NixieSlice text);                      /* eight octets at a time; NUL is one */
gboolean nixie_slice_equal_nocase (NixieSlice slice, const char *ascii); /* ASCII case only */
gboolean nixie_slice_starts_nocase (NixieSlice slice, const char *ascii);
char *nixie_slice_dup (NixieSlice slice);                             /* caller owns; stops at no NUL: NUL becomes U+FFFD */

/* The text on one line: valid UTF-8 (invalid octets become U+FFFD), runs of white space one SP, other control characters (C0,
 * C1, DEL, line and paragraph separators, bidirectional overrides) written as \xNN or \u{NNNN}, at most MAX_BYTES octets cut at a
 * character. The caller owns it. What a stranger wrote leaves nixie through this. */
char *nixie_text_one_line (const char *text, gsize length, gsize max_bytes);

/* Fold into BUFFER for matching phrases: ASCII lower-cased, every run of white space (line ends included) one SP, no SP at the
 * ends. BUFFER is emptied first. */
void nixie_text_fold (NixieSlice text, GString *buffer);

#endif
