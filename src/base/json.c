/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See json.h.
 */
#include "base/json.h"

#include "base/clock.h"

#include <string.h>

void
nixie_json_init (NixieJson *json, GString *out)
{
  json->out = out;
  json->comma = FALSE;
}

/* RFC 8259 7: quotation mark, reverse solidus and the controls U+0000 to U+001F must be escaped; DEL is escaped for terminals. */
static void
append_escaped (GString *out, const char *text, gsize length)
{
  gsize plain = 0;
  for (gsize i = 0; i < length; i++)
    {
      const guchar c = (guchar) text[i];
      if (c >= 0x20 && c != '"' && c != '\\' && c != 0x7f)
        continue;
      g_string_append_len (out, text + plain, (gssize) (i - plain));
      plain = i + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else if (c == '\t')
        g_string_append (out, "\\t");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
  g_string_append_len (out, text + plain, (gssize) (length - plain));
}

static void
append_quoted (GString *out, const char *text)
{
  const gsize length = strlen (text);
  g_string_append_c (out, '"');
  if (g_utf8_validate (text, (gssize) length, NULL))
    append_escaped (out, text, length);
  else
    {
      g_autofree char *valid = g_utf8_make_valid (text, (gssize) length);
      append_escaped (out, valid, strlen (valid));
    }
  g_string_append_c (out, '"');
}

static void
begin_value (NixieJson *json, const char *key)
{
  if (json->comma)
    g_string_append_c (json->out, ',');
  json->comma = TRUE;
  if (key == NULL)
    return;
  g_string_append_c (json->out, '"');
  g_string_append (json->out, key);
  g_string_append (json->out, "\":");
}

static void
open_bracket (NixieJson *json, const char *key, char bracket)
{
  begin_value (json, key);
  g_string_append_c (json->out, bracket);
  json->comma = FALSE;
}

static void
close_bracket (NixieJson *json, char bracket)
{
  g_string_append_c (json->out, bracket);
  json->comma = TRUE;
}

void
nixie_json_begin_object (NixieJson *json, const char *key)
{
  open_bracket (json, key, '{');
}

void
nixie_json_end_object (NixieJson *json)
{
  close_bracket (json, '}');
}

void
nixie_json_begin_array (NixieJson *json, const char *key)
{
  open_bracket (json, key, '[');
}

void
nixie_json_end_array (NixieJson *json)
{
  close_bracket (json, ']');
}

void
nixie_json_string (NixieJson *json, const char *key, const char *value)
{
  begin_value (json, key);
  append_quoted (json->out, value);
}

void
nixie_json_text (NixieJson *json, const char *key, const char *value)
{
  if (*value != '\0')
    nixie_json_string (json, key, value);
}

void
nixie_json_int (NixieJson *json, const char *key, gint64 value)
{
  char digits[24];
  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  begin_value (json, key);
  g_string_append (json->out, digits);
}

void
nixie_json_bool (NixieJson *json, const char *key, gboolean value)
{
  begin_value (json, key);
  g_string_append (json->out, value ? "true" : "false");
}

void
nixie_json_time (NixieJson *json, const char *key, gint64 time_us)
{
  g_autofree char *iso = nixie_clock_to_iso (time_us);
  nixie_json_text (json, key, iso);
}
