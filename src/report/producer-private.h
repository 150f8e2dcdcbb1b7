/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rows of producers.tsv, as the generator writes them.
 */
#ifndef NIXIE_REPORT_PRODUCER_PRIVATE_H
#define NIXIE_REPORT_PRODUCER_PRIVATE_H

#include "report/reader-private.h"

typedef enum { NIXIE_MARK_TEXT, NIXIE_MARK_STATUS, NIXIE_MARK_HEADER } NixieMarkPlace;

/* Reads TEXT, the words for people of a message that bears the row's mark, into OUT. FALSE where it has not the form after all. */
typedef gboolean (*NixieProducerReader) (NixieSlice text, NixieStatements *out);

typedef struct {
  const char *id;
  NixieMarkPlace place;
  NixieHeaderName header;
  const char *mark;            /* folded */
  NixieProducerReader reader;  /* NULL: it is only named */
  gboolean notice;             /* the mark is proof that a mail system wrote it; the general reader reads it */
} NixieProducerRow;

gboolean nixie_read_exim (NixieSlice text, NixieStatements *out);
gboolean nixie_read_qmail (NixieSlice text, NixieStatements *out);
gboolean nixie_read_ses (NixieSlice text, NixieStatements *out);
gboolean nixie_read_sendmail (NixieSlice text, NixieStatements *out);

extern const NixieProducerRow nixie_producer_rows[];
extern const gsize nixie_n_producer_rows;

#endif
