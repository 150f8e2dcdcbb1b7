/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list in the form in which another system imports it: the addresses that are suppressed, as far as its own reasons can hold them. Used
 * by `nixie export`.
 */
#ifndef NIXIE_ANSWER_EXPORT_H
#define NIXIE_ANSWER_EXPORT_H

#include "answer/list.h"

typedef enum {
  NIXIE_EXPORT_SES,                  /* "address,BOUNCE", no header row: hard bounces and complaints */
  NIXIE_EXPORT_MAILGUN_BOUNCES,      /* CSV with address, code, error, created_at */
  NIXIE_EXPORT_MAILGUN_COMPLAINTS,   /* address, created_at */
  NIXIE_EXPORT_MAILGUN_UNSUBSCRIBES, /* address, tags, created_at: opt-outs, and what no report stands behind */
  NIXIE_EXPORT_SENDGRID,             /* one column, email: its global unsubscribes take everything */
  NIXIE_EXPORT_POSTMARK,             /* JSON, 50 addresses a line: the body of one call of its API; everything */
  NIXIE_EXPORT_MAILCHIMP_CLEANED,    /* one column: hard bounces */
  NIXIE_EXPORT_MAILCHIMP_UNSUBSCRIBES, /* one column: everything else */
} NixieExportForm;

/* FORM of FORMAT and KIND, as the user gives them (KIND may be NULL). Errors: NIXIE_ERROR_USAGE, naming the kinds where one is needed. */
gboolean nixie_export_form (const char *format, const char *kind, NixieExportForm *form, GError **error);

typedef struct {
  const NixieListQuery *query; /* its own form is not asked */
  NixieExportForm form;
  guint64 left_out;            /* out: those that the form has no place for, whole domains and digests among them */
} NixieExport;

/* Writes those of the query that are suppressed at its time. Errors: those of store.h and output.h. */
gboolean nixie_export_write (NixieStore *store, NixieExport *export, NixieOutput *output, GError **error);

#endif
