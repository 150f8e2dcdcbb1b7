/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A JSON writer (RFC 8259) that appends to a GString. By hand because linking json-glib doubles the start of a look-up. A key is
 * an ASCII literal. Commas are the writer's business. Used by answer/ and cli/.
 */
#ifndef NIXIE_BASE_JSON_H
#define NIXIE_BASE_JSON_H

#include <glib.h>

typedef struct {
  GString *out;    /* borrowed */
  gboolean comma;  /* a value stands before the next one */
} NixieJson;

void nixie_json_init (NixieJson *json, GString *out);

/* KEY is NULL inside an array and at the top. */
void nixie_json_begin_object (NixieJson *json, const char *key);
void nixie_json_end_object (NixieJson *json);
void nixie_json_begin_array (NixieJson *json, const char *key);
void nixie_json_end_array (NixieJson *json);
void nixie_json_string (NixieJson *json, const char *key, const char *value); /* invalid UTF-8 becomes U+FFFD */
void nixie_json_text (NixieJson *json, const char *key, const char *value);   /* as string; left out where value is "" */
void nixie_json_int (NixieJson *json, const char *key, gint64 value);
void nixie_json_bool (NixieJson *json, const char *key, gboolean value);
void nixie_json_time (NixieJson *json, const char *key, gint64 time_us);      /* ISO 8601; left out where there is none */

#endif
