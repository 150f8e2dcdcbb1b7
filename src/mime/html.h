/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a reader sees of HTML: enough to find words and addresses in reports that have no other text.
 */
#ifndef NIXIE_MIME_HTML_H
#define NIXIE_MIME_HTML_H

#include "base/text.h"

/* HTML (valid UTF-8) without tags, comments, scripts and styles; blocks and breaks become line ends, other white space one blank, character
 * references characters; the address of a mailto: link stands behind its words where those do not show one. The result is kept in
 * KEEP. Time linear in the length. */
NixieSlice nixie_html_to_text (NixieSlice html, GPtrArray *keep);

/* The charset that HTML, as it stands, names in a meta element; empty where it names none. */
NixieSlice nixie_html_charset (NixieSlice html);

#endif
