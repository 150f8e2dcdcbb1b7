/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The octets of encoded events and entries: big-endian integers, strings behind their length in two octets. A reader that runs out,
 * or meets what cannot be, is damaged from then on and yields zeros, so that one test at the end is enough.
 */
#ifndef NIXIE_POLICY_CODEC_PRIVATE_H
#define NIXIE_POLICY_CODEC_PRIVATE_H

#include "reason/reason.h"

void nixie_put_u8 (GByteArray *bytes, guint8 value);
void nixie_put_u32 (GByteArray *bytes, guint32 value);
void nixie_put_time (GByteArray *bytes, gint64 time_us); /* not negative */
void nixie_put_string (GByteArray *bytes, const char *string); /* cut at a character where longer than any text that the list keeps */
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
/* UTF-8 without NUL, "" where damaged; the caller owns it. */
char *nixie_take_string (NixieOctets *octets);
NixieReason nixie_take_reason (NixieOctets *octets); /* an id unknown here is undefined */
NixieClass nixie_take_class (NixieOctets *octets);

/* Whether all was read and nothing was wrong. */
gboolean nixie_octets_end_well (const NixieOctets *octets);

#endif
