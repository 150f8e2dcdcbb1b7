/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a reader sees of HTML: enough to find words and addresses in reports that have no other text.
 */
#ifndef NIXIE_MIME_HTML_H
#define NIXIE_MIME_HTML_H

#include "base/text.h"

/* HTML (valid UTF-8) without tags, comments, scripts and styles; blocks and breaks become line ends, character references
 * characters. The result is kept in KEEP. */
NixieSlice nixie_html_to_text (NixieSlice html, GPtrArray *keep);

#endif
