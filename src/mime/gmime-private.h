/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is called of GMime: names of charsets, RFC 2231 parameters. It and its 21 libraries take three times as long to load as all else
 * of a filter does, and most mail needs neither: so it is loaded at the first part or word that does.
 */
#ifndef NIXIE_MIME_GMIME_PRIVATE_H
#define NIXIE_MIME_GMIME_PRIVATE_H

#include <gmime/gmime.h>

typedef struct {
  __typeof__ (g_mime_init) *init;
  __typeof__ (g_mime_charset_iconv_name) *charset_iconv_name;
  __typeof__ (g_mime_content_type_parse) *content_type_parse;
  __typeof__ (g_mime_content_type_get_parameter) *content_type_get_parameter;
  __typeof__ (g_object_unref) *object_unref;
} NixieGMime;

/* GMime, loaded and initialized. Where it cannot be loaded the process ends with NIXIE_ERROR_UNAVAILABLE: it is a worker, and who
 * started it asks nixie_mime_is_here what became of it. */
const NixieGMime *nixie_gmime (void);

#endif
