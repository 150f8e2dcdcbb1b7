/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A message written on by `nixie filter --pass`: as it came, without the X-Nixie fields that came in, and with our own.
 */
#ifndef NIXIE_CLI_PASS_H
#define NIXIE_CLI_PASS_H

#include "policy/event.h"

/* What a message came to. Borrowed. */
typedef struct {
  NixieReportType report;
  const GPtrArray *events; /* NixieEvent * */
} NixieRead;

/* Appends to OUT the message's HEAD: a leading "From " line first, then our fields for READ (none where it is no report; one that says
 * "not-understood" where READ is NULL: the parser did not survive the message), then the rest without fields named X-Nixie-*. Line
 * ends are those of the head's first line. */
void nixie_pass_head (NixieSlice head, const NixieRead *read, GString *out);

#endif
