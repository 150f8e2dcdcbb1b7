/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bytes → header blocks and parts: the face of mime/, the only folder that includes <gmime/gmime.h>. GMime finds the parts and
 * decodes them; header blocks are scanned here (headers.h).
 */
#ifndef NIXIE_MIME_MIME_H
#define NIXIE_MIME_MIME_H

#include "base/text.h"

#endif
