/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON in (RFC 8259), an object at a time and in place: one object a line or over several, an array of them, or an array inside an object
 * as services answer ("Suppressions", "SuppressedDestinationSummaries", "items"). What is no JSON costs its line and no more. Used by the
 * reader of other systems' files.
 */
#ifndef NIXIE_ANSWER_JSON_ROWS_H
#define NIXIE_ANSWER_JSON_ROWS_H

#include "base/text.h"

#define NIXIE_JSON_ROW_BYTES (1024 * 1024)

/* Where in the file the next row stands. Starts zeroed. */
typedef struct {
  gboolean in_array; /* of an object: its end is not the file's */
  gboolean behind;   /* that array, in the rest of its object */
} NixieJsonPlace;

typedef enum { NIXIE_JSON_RECORD, NIXIE_JSON_BETWEEN, NIXIE_JSON_BAD } NixieJsonRow;

/* The octets of the first row of BYTES: an object, or what stands between two; 0 where it is not there whole. A NixieRowMeasure; PLACE is a
 * const NixieJsonPlace. */
gsize nixie_json_measure (NixieSlice bytes, gboolean at_end, gconstpointer place);

/* What the row ROW is, as nixie_json_measure gave it; PLACE goes on behind it. */
NixieJsonRow nixie_json_pass (NixieSlice row, NixieJsonPlace *place);

/* Calls EACH for each member of the object RECORD. KEY and VALUE are borrowed for the call: a string undone, a number or true and false as
 * it is written, "" for null; what is an array or an object is passed over. NUL in a string becomes U+FFFD. */
typedef void (*NixieJsonEach) (const char *key, const char *value, gpointer data);
void nixie_json_members (NixieSlice record, NixieJsonEach each, gpointer data);

#endif
