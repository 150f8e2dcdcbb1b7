/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The files of other systems, as systems.tsv and grounds.tsv know them: how one is recognised by its columns, what stands in them, and what
 * their words for a ground mean here. Used by the reader of such files and by import.
 */
#ifndef NIXIE_ANSWER_SYSTEMS_H
#define NIXIE_ANSWER_SYSTEMS_H

#include "reason/reason.h"

/* What a column may hold; the order is systems.awk's. */
typedef enum {
  NIXIE_PART_ADDRESS,
  NIXIE_PART_DISPLAY,
  NIXIE_PART_REASON,
  NIXIE_PART_STATUS,
  NIXIE_PART_REPLY,
  NIXIE_PART_WORDS,
  NIXIE_PART_DATE,
  NIXIE_PART_LAST,
  NIXIE_PART_STATE,
  NIXIE_PART_CLASS,
} NixiePart;
#define NIXIE_N_PARTS 10

typedef struct {
  const char *system, *kind;
  const char *hint;                  /* what the name of the file has to hold: "block", "!invalid"; "": nothing */
  const char *marks;                 /* "a|b,c": columns that must be there */
  const char *columns[NIXIE_N_PARTS]; /* "a|b", reason also "a+b"; "" where no column holds it */
} NixieSystemRow;

typedef struct {
  const char *system, *kind, *word;
  gboolean by_words;                 /* the reason is what nixie makes of status, reply and words, and the class no more than this */
  gboolean mailable;                 /* it says that the address may be mailed */
  NixieReason reason;
  NixieClass class;
} NixieGroundRow;

extern const NixieSystemRow nixie_system_rows[];
extern const gsize nixie_n_system_rows;
extern const NixieGroundRow nixie_ground_rows[];
extern const gsize nixie_n_ground_rows;

/* What a user says of a file, and its name. NULL: not said. Borrowed. */
typedef struct {
  const char *system, *kind, *name;
} NixieSystemHint;

/* NAME as names of columns are compared: in small letters, "_" for blanks. The caller's. */
char *nixie_column_fold (const char *name);

/* Whether NAME (folded) is one of "a|b" or "a+b". */
gboolean nixie_column_is (const char *name, const char *names);

/* The row whose marks are all among COLUMNS (folded, NULL-terminated); NULL where none is. */
const NixieSystemRow *nixie_system_recognise (const char *const *columns, const NixieSystemHint *hint);

/* The first row of grounds.tsv that fits; NULL where none does. SAID: the text of the part reason, or of another that may say it. */
const NixieGroundRow *nixie_ground_find (const NixieSystemRow *file, const char *said);

#endif
