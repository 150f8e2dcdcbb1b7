/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Events and entries, in memory and as octets. A record is one block: a struct, and behind it its texts, each with its NUL, as they
 * stand in the octets too. Numbers are big-endian. A reader that runs out, or meets what cannot be, is damaged from then on and yields
 * zeros, so that one test at the end is enough.
 */
#ifndef NIXIE_POLICY_CODEC_PRIVATE_H
#define NIXIE_POLICY_CODEC_PRIVATE_H

#include "reason/reason.h"

/* What is written goes into the room of HEAD first, and behind BYTES at once: an append for each octet costs more than all else. */
typedef struct {
  guint8 octets[256];
  gsize length;
} NixieHead;

void nixie_put_u8 (NixieHead *head, guint8 value);
void nixie_put_u32 (NixieHead *head, guint32 value);
void nixie_put_time (NixieHead *head, gint64 time_us); /* not negative */
void nixie_put_octets (NixieHead *head, const guint8 *octets, gsize length);
void nixie_put_reason (NixieHead *head, NixieReason reason, NixieReason other); /* "" for OTHER, which the reader knows */
void nixie_put_class (NixieHead *head, NixieClass class);
void nixie_put_head (GByteArray *bytes, const NixieHead *head);
void nixie_put_texts (GByteArray *bytes, const char *const *texts, guint n); /* at most NIXIE_RECORD_MOST_TEXTS */
/* N texts of which the first, an address, is the record's key and left out; the second, as it was written, is "" where that is the same. */
void nixie_put_texts_as_listed (GByteArray *bytes, const char *const *texts, guint n);

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
void nixie_take_texts (NixieOctets *octets, const char **texts, guint n); /* N of them, UTF-8; borrowed; "" where damaged */
void nixie_take_texts_as_listed (NixieOctets *octets, const char **texts, guint n); /* the first is there already */
NixieReason nixie_take_reason (NixieOctets *octets, NixieReason other); /* an id unknown here is undefined */
NixieClass nixie_take_class (NixieOctets *octets);

/* Whether all was read and nothing was wrong. */
gboolean nixie_octets_end_well (const NixieOctets *octets);

typedef struct {
  gsize size;    /* of the struct */
  gsize texts;   /* offset of the first of its texts; they are neighbours */
  guint n_texts; /* at most NIXIE_RECORD_MOST_TEXTS */
} NixieRecordShape;
#define NIXIE_RECORD_MOST_TEXTS 16

/* A copy of DRAFT and of its texts in one block; g_free ends it. */
gpointer nixie_record_new (gconstpointer draft, const NixieRecordShape *shape);

#endif
