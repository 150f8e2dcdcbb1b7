/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * May this message be a report at all? Answered from its header block alone, since nearly all mail that passes a filter is none, and must
 * cost next to nothing. Wide on purpose: what goes through is read, and the readers want a form that only reports have.
 */
#ifndef NIXIE_REPORT_GATE_H
#define NIXIE_REPORT_GATE_H

#include "mime/headers.h"

typedef enum {
  NIXIE_GATE_NONE,     /* ordinary mail */
  NIXIE_GATE_ANSWER,   /* a complaint, an opt-out or an automatic response perhaps, but no failure */
  NIXIE_GATE_SUBJECT,  /* only the subject speaks of delivery, as that of a person's mail may */
  NIXIE_GATE_PROGRAM,  /* auto-generated (RFC 3834 5) by any program: a part for programs may be a report's, its words are not */
  NIXIE_GATE_MACHINE,  /* a null reverse-path, a mail system as author, an automatic message */
  NIXIE_GATE_REPORT,   /* multipart/report (RFC 6522), a status part as the whole message, X-Failed-Recipients */
} NixieGate;

NixieGate nixie_gate (const NixieHeaders *headers);

/* Its reverse-path is neither null nor a mail system's, so it may be an imitation. */
gboolean nixie_gate_has_ordinary_path (const NixieHeaders *headers);

/* An automatic response by its header fields (RFC 3834 5, and what stood in for them before it), or by the words that its subject begins
 * with, beside a sign of a machine. */
gboolean nixie_gate_is_auto_response (const NixieHeaders *headers);

/* A sign of a machine that answers: its words have to say what it is. */
gboolean nixie_gate_may_be_auto_response (const NixieHeaders *headers);

/* A mail to an unsubscribe address (RFC 2369 3.2) that says nothing else. */
gboolean nixie_gate_is_opt_out (const NixieHeaders *headers);

/* How many of From and Subject are those of a feedback loop. */
guint nixie_gate_complaint_marks (const NixieHeaders *headers);

/* Written by a mail system: the address or the name in From is one that only such have. */
gboolean nixie_gate_is_from_mail_system (const NixieHeaders *headers);

/* A null reverse-path (RFC 5321 4.5.5), or a daemon's name for one. */
gboolean nixie_gate_has_null_path (const NixieHeaders *headers);

/* The subject is one that reports have. */
gboolean nixie_gate_is_subject_of_report (const NixieHeaders *headers);

/* How sure it is, by the header block, that a mail system wrote this of its own accord: 0, 1 or 2. What mailing lists pass on and what
 * answers a letter is not. */
guint nixie_gate_notice (const NixieHeaders *headers);

#endif
