/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parts of a message that the readers ask for.
 */
#include "report/reader-private.h"

const NixiePart *
nixie_find_part (const NixieMime *mime, NixiePartKind kind)
{
  for (guint i = 0; i < nixie_mime_n_parts (mime); i++)
    if (nixie_mime_part (mime, i)->kind == kind)
      return nixie_mime_part (mime, i);
  return NULL;
}

NixieSlice
nixie_text_of (NixieMime *mime, NixiePartKind kind)
{
  const NixiePart *part = nixie_find_part (mime, kind);
  return part != NULL ? nixie_mime_text (mime, part) : NIXIE_SLICE_EMPTY;
}

NixieSlice
nixie_human_text (NixieMime *mime)
{
  const NixieSlice text = nixie_text_of (mime, NIXIE_PART_TEXT);
  return nixie_slice_trim (text).length > 0 ? text : nixie_text_of (mime, NIXIE_PART_HTML);
}

NixieSlice
nixie_returned_octets (NixieMime *mime)
{
  const NixiePart *part = nixie_find_part (mime, NIXIE_PART_RETURNED);
  return part != NULL ? nixie_mime_octets (mime, part) : NIXIE_SLICE_EMPTY;
}
