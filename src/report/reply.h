/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One line of an MTA's wording, split once into reply, status and words ("550 5.1.1 No such user"), so that nobody after this looks
 * for digits in text. Used by the report readers, by recipient/ and by `nixie explain`.
 */
#ifndef NIXIE_REPORT_REPLY_H
#define NIXIE_REPORT_REPLY_H

#include <glib.h>

typedef struct {
  char reply[4];     /* three digits (RFC 5321 4.2), "" where the text states none */
  char status[10];   /* class.subject.detail (RFC 3463), "" where the text states none */
  const char *words; /* inside TEXT: behind the codes that lead it, else behind its type ("smtp;"); at its NUL where no word follows */
} NixieReply;

/* Splits TEXT: a diagnostic, a line of a session, several lines of one reply joined by spaces. Of several replies the first stands;
 * of several statuses too, but x.0.0 yields to any later one that says more, and x.n.0 to a later x.n.m. Success yields to failure.
 * Addresses of hosts, ports, dates, versions, queue ids, amounts and what stands inside an address or a URL are no codes. FALSE
 * where TEXT states neither; *REPLY is filled all the same. */
gboolean nixie_reply_split (const char *text, NixieReply *reply);

#endif
