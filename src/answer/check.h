/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * May these be mailed? One by one, or a list or CSV that is read as a stream and passed on in part. Used by `nixie check`.
 */
#ifndef NIXIE_ANSWER_CHECK_H
#define NIXIE_ANSWER_CHECK_H

#include "answer/output.h"
#include "store/store.h"

typedef enum {
  NIXIE_CHECK_NAME,       /* names those that must not be mailed, and why, on standard error */
  NIXIE_CHECK_FILTER,     /* passes on those that may be mailed */
  NIXIE_CHECK_SUPPRESSED, /* passes on the others, those that are no address too */
} NixieCheckMode;

/* Everything is borrowed; the counts are added to. */
typedef struct {
  NixieStore *store;
  NixieOutput *output;
  const NixieSettings *settings;
  gint64 now_us;
  NixieCheckMode mode;
  guint64 may, suppressed, no_address;
} NixieCheck;

/* Errors of the following: those of store.h, of output.h and NIXIE_ERROR_IO, DATA of the input. What is no address is named on standard
 * error and counted; it is no error. */
gboolean nixie_check_address (NixieCheck *check, const char *address, GError **error);

/* One address a line ("Name <a@example.com>" too), passed on octet for octet; empty lines are passed over. */
gboolean nixie_check_lines (NixieCheck *check, int fd, GError **error);

/* CSV (csv.h) with the addresses in COLUMN (NULL: found by its name); the header row is always passed on. */
gboolean nixie_check_csv (NixieCheck *check, int fd, const char *column, GError **error);

#endif
