/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events and entries, in memory and as octets. A record is one block: a struct, and behind it its texts, each with its NUL, in
 * the order of the struct's members; so the octets of the texts are the block's own. Numbers are big-endian. A reader that runs out, or
 * meets what cannot be, is damaged from then on and yields zeros, so that one test at the end is enough.
 */
#ifndef NIXIE_POLICY_CODEC_PRIVATE_H
#define NIXIE_POLICY_CODEC_PRIVATE_H

#include "reason/reason.h"

void nixie_put_u8 (GByteArray *bytes, guint8 value);
void nixie_put_u32 (GByteArray *bytes, guint32 value);
void nixie_put_time (GByteArray *bytes, gint64 time_us); /* not negative */
void nixie_put_texts (GByteArray *bytes, NixieSlice texts);
void nixie_put_reason (GByteArray *bytes, NixieReason reason);
void nixie_put_class (GByteArray *bytes, NixieClass class);

typedef struct {
  const guint8 *at;
  gsize left;
  gboolean damaged;
} NixieOctets;

NixieOctets nixie_octets (NixieSlice bytes);
guint8 nixie_take_u8 (NixieOctets *octets);
guint32 nixie_take_u32 (NixieOctets *octets);
gint64 nixie_take_time (NixieOctets *octets);
void nixie_take_bytes (NixieOctets *octets, guint8 *to, gsize length);
NixieSlice nixie_take_texts (NixieOctets *octets, guint n); /* N of them, NULs included, UTF-8; borrowed; empty where damaged */
NixieReason nixie_take_reason (NixieOctets *octets); /* an id unknown here is undefined */
NixieClass nixie_take_class (NixieOctets *octets);

/* Whether all was read and nothing was wrong. */
gboolean nixie_octets_end_well (const NixieOctets *octets);

typedef struct {
  gsize size;    /* of the struct */
  gsize texts;   /* offset of the first of its texts; they are neighbours */
  guint n_texts;
} NixieRecordShape;

/* A copy of DRAFT with TEXTS, all with their NULs, in one block; g_free ends it. DRAFT's own texts are not looked at. */
gpointer nixie_record_new (gconstpointer draft, const NixieRecordShape *shape, NixieSlice texts);

/* The texts of a record, NULs included. Borrowed. */
NixieSlice nixie_record_texts (const char *const *texts, guint n);

#endif
