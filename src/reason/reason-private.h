/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of reason/'s tables, as the generators write them.
 */
#ifndef NIXIE_REASON_REASON_PRIVATE_H
#define NIXIE_REASON_REASON_PRIVATE_H

#include "reason/reason.h"

/* The column class of reasons.tsv: status = hard where the evidence is permanent. */
typedef enum { NIXIE_KIND_STATUS, NIXIE_KIND_SOFT, NIXIE_KIND_NONE } NixieReasonKind;

typedef struct {
  const char *id;
  NixieFault fault;
  NixieReasonKind kind;
  const char *meaning;
} NixieReasonRow;

extern const NixieReasonRow nixie_reason_rows[NIXIE_N_REASONS];

#endif
