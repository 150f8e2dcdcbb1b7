/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the readers of report/ share. report.c decides what kind of message it is and calls them; each makes statements.
 */
#ifndef NIXIE_REPORT_READER_PRIVATE_H
#define NIXIE_REPORT_READER_PRIVATE_H

#include "mime/mime.h"
#include "report/statement.h"

/* The groups of fields of a status part (RFC 3464 2.1, RFC 6533 4); TEXT is decoded. */
void nixie_delivery_status_read (NixieSlice text, NixieStatements *out);

/* Kinds of messages that are no failures of delivery: feedback reports (RFC 5965), disposition notifications (RFC 8098), automatic
 * responses (RFC 3834). The caller owns the reference; NULL where the message is of another kind. */
NixieStatements *nixie_feedback_read (const NixieHeaders *headers, NixieMime *mime);
NixieStatements *nixie_disposition_read (const NixieHeaders *message, NixieMime *mime);
NixieStatements *nixie_auto_response_read (const NixieHeaders *headers, NixieMime *mime);

/* The subject says that it is an automatic response: so it is none of a failure, whatever its text quotes. */
gboolean nixie_auto_response_is_announced (const NixieHeaders *headers);

/* A complaint or an opt-out that has no part of RFC 5965: known by its words. NULL where it is none. */
NixieStatements *nixie_complaint_read (const NixieHeaders *headers, NixieMime *mime);

/* Amazon SES's notification of a complaint in TEXT: FALSE where it is none. */
gboolean nixie_ses_read_complaint (NixieSlice text, NixieStatements *out);

/* The header block of what came back: message_id, sender, subject, returned_to. TEXT begins with the block. */
void nixie_returned_read (NixieSlice text, NixieStatements *out);

/* Words about the recipients in TEXT, for those whose own fields say little. */
void nixie_human_read (NixieSlice text, NixieStatements *out);

/* The first part of KIND, or NULL, and its text, or an empty slice. */
const NixiePart *nixie_find_part (const NixieMime *mime, NixiePartKind kind);
NixieSlice nixie_text_of (NixieMime *mime, NixiePartKind kind);

/* The words for people: the first part of text, else of HTML. */
NixieSlice nixie_human_text (NixieMime *mime);

/* A finding for each limit of CUTS (NixieCut). */
void nixie_add_cuts (NixieStatements *out, guint cuts);

/* The octets of the part that came back, or an empty slice. */
NixieSlice nixie_returned_octets (NixieMime *mime);

/* X-Failed-Recipients (Exim, Google): addresses in one or more fields. */
void nixie_failed_recipients_read (const NixieHeaders *headers, NixieStatements *out);

/* A mail system's own words: the rows of producers.tsv, the general reader as far as it is SURE (nixie_gate_notice) that a mail system
 * wrote them, X-Failed-Recipients. STRUCTURED: it is a report by its type or parts. The caller owns the reference; NULL where nobody is
 * named. */
NixieStatements *nixie_unstructured_read (const NixieHeaders *headers, NixieMime *mime, gboolean structured, guint sure);

/* A new recipient with the address ADDRESS; 0 where there is no room. */
guint nixie_add_recipient (NixieStatements *out, NixieSlice address, const char *evidence);

/* To whom a message that came back was mailed: the address in To or Cc that a host on its way notes as the envelope's recipient; empty
 * where there is none, or more than one. */
NixieSlice nixie_mailed_to (const NixieHeaders *headers);

/* The same, else what some host notes, else the one address in To: for a message that was one recipient's own. */
NixieSlice nixie_mailed_to_likely (const NixieHeaders *headers);

/* States the envelope id VALUE, xtext undone (RFC 3461 4.4). */
void nixie_add_envelope_id (NixieStatements *out, NixieSlice value);

/* The SMTP command that WORDS of an MTA say was answered ("after RCPT TO", "in reply to end of DATA command"): stated as stage. */
void nixie_add_stage (NixieStatements *out, guint recipient, NixieSlice words);

/* What one of the readers of MTAs' own wordings gathers about one recipient. */
typedef struct {
  NixieSlice address;
  NixieSlice original;   /* an address that led to it; may be empty */
  NixieSlice remote_mta;
  GString *words;        /* the ground */
  const char *action;
} NixieEntryText;

/* States ENTRY as a new recipient, with diagnostic, stage and reply as its words give them; empties the words. */
void nixie_add_entry (NixieStatements *out, NixieEntryText *entry);

/* What is known of the message around a mail system's own words. */
typedef struct {
  NixieSlice from, to;  /* values of its header fields */
  NixieSlice returned;  /* the header block of the part that came back; may be empty */
  gboolean general;     /* its words may be read though no row knows them: a mail system wrote it, by all that one can see */
  gboolean sure;        /* beyond doubt */
  gboolean titled;      /* its subject is that of a report */
  gboolean delayed;     /* its subject is that of a warning of delay */
  gboolean structured;  /* it is a report by its type, and what came back is asked elsewhere */
  gboolean subject_only; /* nothing but the subject speaks of a report: only rows that know a header field are asked */
} NixieNoticeContext;

/* Any mail system's own words: the recipients that failed or are delayed. FALSE where it names nobody. */
gboolean nixie_notice_read (NixieSlice text, const NixieNoticeContext *context, NixieStatements *out);

/* The paragraph of TEXT that states a code, as the diagnostic of the only recipient of OUT. */
void nixie_notice_add_code (NixieSlice text, NixieStatements *out);

/* SUBJECT, decoded, is that of a warning of delay. */
gboolean nixie_notice_is_warning (NixieSlice subject);

#endif
