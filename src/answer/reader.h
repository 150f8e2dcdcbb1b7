/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A file of addresses as another system writes it, or this one, or a person: CSV with a header row, JSON, or an address a line. What it
 * is, its first row says (systems.h). One row at a time, in bounded memory, each with the line at which it begins. Used by `nixie
 * import`.
 */
#ifndef NIXIE_ANSWER_READER_H
#define NIXIE_ANSWER_READER_H

#include "answer/systems.h"
#include "base/error.h"

typedef struct NixieReader NixieReader;

typedef enum { NIXIE_FORM_ANY, NIXIE_FORM_LINES, NIXIE_FORM_CSV, NIXIE_FORM_JSON } NixieForm;

/* What a user says of a file. Borrowed for the reader's life. */
typedef struct {
  NixieForm form;
  NixieSystemHint hint; /* its name is the file's, for people; NULL: standard input */
  const char *column;   /* that holds the address; NULL: as systems.tsv says */
} NixieReaderPlan;

/* FD is borrowed, and read up to its first row. Errors: NIXIE_ERROR_IO; DATA where it is none of the files known, or one with nothing to
 * suppress in it. A file with nothing in it is read as lines. */
gboolean nixie_reader_open (int fd, const NixieReaderPlan *plan, NixieReader **reader, GError **error);

const NixieSystemRow *nixie_reader_file (const NixieReader *reader); /* what it is */

typedef struct {
  guint64 line;  /* from 1; 0: the end of the file */
  const char *bad;                  /* why it cannot be read, translated; NULL where it can. Static */
  const char *parts[NIXIE_N_PARTS]; /* "" where the row has none; of the state a line each column; valid until the next call */
} NixieForeignRow;

/* Passes over empty rows. Errors: NIXIE_ERROR_IO. */
gboolean nixie_reader_next (NixieReader *reader, NixieForeignRow *row, GError **error);

void nixie_reader_free (NixieReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieReader, nixie_reader_free)

#endif
