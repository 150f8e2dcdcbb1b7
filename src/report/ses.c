/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Amazon SES's notifications, which SNS mails as JSON: the object itself, or quoted in the "Message" of SNS's own. Only the array of
 * recipients that bounced, complained, are delayed or were delivered to is read, with the strings of its objects; what stands around it
 * may be anything. Other services' events come by HTTP alone.
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

/* Addresses that stand in the array at P by themselves. */
static void
read_addresses (const char *p, const char *end, GString *const values[], NixieStatements *out)
{
  while (p != NULL && p < end && *p != ']')
    {
      if (*p != '"')
        {
          p++;
          continue;
        }
      p = read_string (p, end, values[0]);
      state (values, out);
    }
}

/* SNS's own object around that of SES, undone in MESSAGE; TEXT itself where there is none. */
static NixieSlice
notification (NixieSlice text, GString *message)
{
  if (g_strstr_len (text.data, (gssize) text.length, "\\\"mail\\\"") == NULL)
    return text;
  string_of (text, "\"Message\"", message);
  return nixie_slice (message->str, message->len);
}

/* States those in the array of KIND, which stands in TEXT behind the key BEFORE. FALSE where there is none. */
static gboolean
read_kind (NixieSlice text, const char *before, const char *kind, NixieStatements *out)
{
  const char *end = text.data + text.length;
  const char *at = g_strstr_len (text.data, (gssize) text.length, before);
  at = at != NULL ? g_strstr_len (at, end - at, kind) : NULL;
  const char *open = at != NULL ? memchr (at, '[', (gsize) (end - at)) : NULL;
  if (open == NULL)
    return FALSE;
  GString *values[G_N_ELEMENTS (keys)];
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    values[i] = g_string_new (NULL);
  if (strcmp (kind, "\"recipients\"") == 0)
    read_addresses (open, end, values, out);
  else
    read_recipients (open, end, values, out);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_free (values[i], TRUE);
  return nixie_statements_n_recipients (out) > 0;
}

/* The string behind the first key NAME of TEXT, else VALUE, as FIELD of the message. */
static void
state_string (NixieSlice text, const char *name, const char *value, NixieField field, NixieStatements *out)
{
  g_autoptr (GString) string = g_string_new (NULL);
  string_of (text, name, string);
  if (string->len == 0)
    g_string_assign (string, value);
  nixie_statements_add (out, 0, field, nixie_slice (string->str, string->len), "text");
}

gboolean
nixie_ses_read_complaint (NixieSlice text, NixieStatements *out)
{
  g_autoptr (GString) message = g_string_new (NULL);
  text = notification (text, message);
  if (!read_kind (text, "\"complaint\"", "\"complainedRecipients\"", out))
    return FALSE;
  const char *at = g_strstr_len (text.data, (gssize) text.length, "\"complaint\"");
  state_string (text, "\"complaintFeedbackType\"", "abuse", NIXIE_FIELD_FEEDBACK, out);
  state_string (nixie_slice (at, text.length - (gsize) (at - text.data)), "\"timestamp\"", "", NIXIE_FIELD_DATE, out);
  state_string (text, "\"source\"", "", NIXIE_FIELD_SENDER, out);
  return TRUE;
}

gboolean
nixie_read_ses (NixieSlice text, NixieStatements *out)
{
  static const struct {
    const char *key, *recipients, *action; /* where the recipients state none */
  } kinds[] = {
    { "\"bounce\"", "\"bouncedRecipients\"", "" },
    { "\"deliveryDelay\"", "\"delayedRecipients\"", "delayed" },
    { "\"delivery\"", "\"recipients\"", "delivered" },
  };
  g_autoptr (GString) message = g_string_new (NULL);
  text = notification (text, message);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      if (!read_kind (text, kinds[i].key, kinds[i].recipients, out))
        continue;
      const char *at = g_strstr_len (text.data, (gssize) text.length, kinds[i].key);
      const NixieSlice object = nixie_slice (at, text.length - (gsize) (at - text.data));
      nixie_statements_add (out, 0, NIXIE_FIELD_ACTION, nixie_slice_of (kinds[i].action), "text");
      state_string (object, "\"timestamp\"", "", NIXIE_FIELD_DATE, out);
      state_string (object, "\"smtpResponse\"", "", NIXIE_FIELD_DIAGNOSTIC, out);
      state_string (text, "\"source\"", "", NIXIE_FIELD_SENDER, out);
      return TRUE;
    }
  return FALSE;
}
