/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon SES's notifications, which SNS mails as JSON: the object itself, or quoted in the "Message" of SNS's own. Only the array
 * "bouncedRecipients" is read, with the strings of its objects; what stands around it may be anything.
 */
#include "report/lines.h"
#include "report/producer-private.h"

#include <string.h>

static const struct {
  const char *key;
  NixieField field;
} keys[] = {
  { "emailAddress", NIXIE_FIELD_RECIPIENT }, { "action", NIXIE_FIELD_ACTION },
  { "status", NIXIE_FIELD_STATUS },          { "diagnosticCode", NIXIE_FIELD_DIAGNOSTIC },
};

/* The string that opens at P (RFC 8259 7), undone, in OUT; behind it, or NULL where it does not end. */
static const char *
read_string (const char *p, const char *end, GString *out)
{
  g_string_set_size (out, 0);
  for (p++; p < end && *p != '"'; p++)
    {
      if (*p != '\\' || p + 1 >= end)
        {
          g_string_append_c (out, *p);
          continue;
        }
      p++;
      gunichar c = 0;
      if (*p == 'u' && end - p > 4)
        {
          char digits[5] = { p[1], p[2], p[3], p[4], '\0' };
          c = (gunichar) g_ascii_strtoull (digits, NULL, 16);
          p += 4;
        }
      if (c > 0 && g_unichar_validate (c))
        g_string_append_unichar (out, c);
      else
        g_string_append_c (out, strchr ("ntrbf", *p) != NULL ? ' ' : *p);
    }
  return p < end ? p + 1 : NULL;
}

/* The string behind the first key NAME of TEXT, in OUT. */
static void
string_of (NixieSlice text, const char *name, GString *out)
{
  const char *end = text.data + text.length;
  const char *p = g_strstr_len (text.data, (gssize) text.length, name);
  g_string_set_size (out, 0);
  for (p = p != NULL ? p + strlen (name) : end; p < end && (g_ascii_isspace (*p) || *p == ':');)
    p++;
  if (p < end && *p == '"')
    read_string (p, end, out);
}

static void
state (GString *const values[], NixieStatements *out)
{
  const guint recipient = nixie_add_recipient (out, nixie_slice (values[0]->str, values[0]->len), "text");
  for (gsize i = 1; recipient > 0 && i < G_N_ELEMENTS (keys); i++)
    {
      NixieSlice value = nixie_slice (values[i]->str, values[i]->len);
      if (keys[i].field == NIXIE_FIELD_DIAGNOSTIC && nixie_slice_starts_nocase (value, "smtp;"))
        value = nixie_slice (value.data + 5, value.length - 5);
      nixie_statements_add (out, recipient, keys[i].field, value, "text");
    }
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_set_size (values[i], 0);
}

/* The objects of the array that opens at P. */
static void
read_recipients (const char *p, const char *end, GString *const values[], NixieStatements *out)
{
  g_autoptr (GString) string = g_string_new (NULL);
  GString *value = NULL; /* where the next string belongs */
  while (p != NULL && p < end && *p != ']')
    {
      if (*p == '}')
        state (values, out);
      if (*p != '"')
        {
          p++;
          continue;
        }
      p = read_string (p, end, value != NULL ? value : string);
      const gboolean is_key = value == NULL;
      value = NULL;
      for (gsize i = 0; is_key && i < G_N_ELEMENTS (keys); i++)
        if (strcmp (string->str, keys[i].key) == 0)
          value = values[i];
    }
}

gboolean
nixie_read_ses (NixieSlice text, NixieStatements *out)
{
  static const char quoted[] = "\\\"bouncedRecipients\\\"", plain[] = "\"bouncedRecipients\"";
  g_autoptr (GString) message = g_string_new (NULL), value = g_string_new (NULL);
  if (g_strstr_len (text.data, (gssize) text.length, quoted) != NULL)
    {
      string_of (text, "\"Message\"", message);
      text = nixie_slice (message->str, message->len);
    }
  const char *end = text.data + text.length;
  const char *at = g_strstr_len (text.data, (gssize) text.length, plain);
  const char *open = at != NULL ? memchr (at, '[', (gsize) (end - at)) : NULL;
  if (open == NULL)
    return FALSE;
  GString *values[G_N_ELEMENTS (keys)];
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    values[i] = g_string_new (NULL);
  read_recipients (open, end, values, out);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_free (values[i], TRUE);
  string_of (nixie_slice (at, (gsize) (end - at)), "\"timestamp\"", value);
  nixie_statements_add (out, 0, NIXIE_FIELD_DATE, nixie_slice (value->str, value->len), "text");
  string_of (text, "\"source\"", value);
  nixie_statements_add (out, 0, NIXIE_FIELD_SENDER, nixie_slice (value->str, value->len), "text");
  return nixie_statements_n_recipients (out) > 0;
}
