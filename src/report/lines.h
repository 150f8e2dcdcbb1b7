/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text by lines, as the readers of MTAs' own wordings need it.
 */
#ifndef NIXIE_REPORT_LINES_H
#define NIXIE_REPORT_LINES_H

#include "base/text.h"

/* Takes the next line off REST, without its line end. FALSE at the end. */
gboolean nixie_line_next (NixieSlice *rest, NixieSlice *line);

/* How many blanks LINE begins with. */
gsize nixie_line_indent (NixieSlice line);

/* LINE holds WORDS (lower case, ASCII) somewhere, whatever its case. */
gboolean nixie_line_contains (NixieSlice line, const char *words);

/* LINE appended to TEXT, trimmed, a space between. Nothing once TEXT has LIMIT octets. */
void nixie_line_append (GString *text, NixieSlice line, gsize limit);

/* The rest of TEXT behind the line that an MTA puts before what it returns (dashes and "message", "header" or "copy", or a sentence that
 * says so), or from its first Received or Return-Path field on. *BEFORE is the text up to it. An empty slice, and *BEFORE all of
 * TEXT, where there is none. */
NixieSlice nixie_lines_split_returned (NixieSlice text, NixieSlice *before);

#endif
