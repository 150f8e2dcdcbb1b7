/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Status parts: one group of fields about the message, then one a recipient (RFC 3464 2.1). Read as found in practice: a group may lack
 * the empty line before it, per-message and per-recipient fields may stand in each other's groups, and types may be missing or
 * misspelt. What a group without a recipient says of one is stated of the message as a whole, and holds for all who lack it.
 */
#include "report/address-list.h"
#include "report/reader-private.h"
#include "report/reply.h"

#include <string.h>

typedef enum {
  VALUE_TEXT,
  VALUE_TYPED,     /* "type; text" */
  VALUE_ADDRESS,   /* "type; address", RFC 6533 3 and RFC 3461 4 undone */
  VALUE_HOST,      /* "type; host", the first word */
  VALUE_STATUS,
  VALUE_ENVELOPE,  /* xtext */
} ValueKind;

static const struct {
  NixieHeaderName name;
  NixieField field;
  ValueKind kind;
} rows[] = {
  { NIXIE_HEADER_FINAL_RECIPIENT, NIXIE_FIELD_RECIPIENT, VALUE_ADDRESS },
  { NIXIE_HEADER_ORIGINAL_RECIPIENT, NIXIE_FIELD_ORIGINAL_RECIPIENT, VALUE_ADDRESS },
  { NIXIE_HEADER_X_ACTUAL_RECIPIENT, NIXIE_FIELD_ACTUAL_RECIPIENT, VALUE_ADDRESS },
  { NIXIE_HEADER_ACTION, NIXIE_FIELD_ACTION, VALUE_TEXT },
  { NIXIE_HEADER_STATUS, NIXIE_FIELD_STATUS, VALUE_STATUS },
  { NIXIE_HEADER_DIAGNOSTIC_CODE, NIXIE_FIELD_DIAGNOSTIC, VALUE_TYPED },
  { NIXIE_HEADER_REMOTE_MTA, NIXIE_FIELD_REMOTE_MTA, VALUE_HOST },
  { NIXIE_HEADER_LAST_ATTEMPT_DATE, NIXIE_FIELD_DATE, VALUE_TEXT },
  { NIXIE_HEADER_FINAL_LOG_ID, NIXIE_FIELD_QUEUE_ID, VALUE_TEXT },
  { NIXIE_HEADER_X_POSTFIX_QUEUE_ID, NIXIE_FIELD_QUEUE_ID, VALUE_TEXT },
  { NIXIE_HEADER_REPORTING_MTA, NIXIE_FIELD_REPORTING_MTA, VALUE_HOST },
  { NIXIE_HEADER_ORIGINAL_ENVELOPE_ID, NIXIE_FIELD_ENVELOPE_ID, VALUE_ENVELOPE },
};

/* "\x{HEX}" (RFC 6533 3) → the character. */
static void
append_unitext (GString *out, NixieSlice text)
{
  const char *end = text.data + text.length;
  for (const char *p = text.data; p < end;)
    {
      char *close = NULL;
      gunichar c = 0;
      if (end - p > 4 && p[0] == '\\' && (p[1] == 'x' || p[1] == 'X') && p[2] == '{')
        c = (gunichar) g_ascii_strtoull (p + 3, &close, 16);
      if (close != NULL && close < end && *close == '}' && c > 0 && g_unichar_validate (c))
        {
          g_string_append_unichar (out, c);
          p = close + 1;
        }
      else
        g_string_append_c (out, *p++);
    }
}

/* xtext (RFC 3461 4): "+HH" → the octet, hexadecimal in capitals. With an "@" in the clear TEXT is an address of which only the two
 * characters that must be encoded are undone: "joe+20years@example.com" is an address and no xtext. */
static void
append_xtext (GString *out, NixieSlice text)
{
  const gboolean clear = text.length > 0 && memchr (text.data, '@', text.length) != NULL;
  for (gsize i = 0; i < text.length; i++)
    {
      const char *p = text.data + i;
      const gboolean code = *p == '+' && i + 2 < text.length && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2])
                            && !g_ascii_islower (p[1]) && !g_ascii_islower (p[2]);
      const int octet = code ? g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2]) : 0;
      if (!code || octet < ' ' || (clear && octet != '+' && octet != '='))
        {
          g_string_append_c (out, *p);
          continue;
        }
      g_string_append_c (out, (char) octet);
      i += 2;
    }
}

void
nixie_add_envelope_id (NixieStatements *out, NixieSlice value)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_xtext (text, value);
  nixie_statements_add (out, 0, NIXIE_FIELD_ENVELOPE_ID, nixie_slice (text->str, text->len),
                        nixie_header_name (NIXIE_HEADER_ORIGINAL_ENVELOPE_ID));
}

static void
add_address (NixieStatements *out, guint recipient, NixieField field, NixieSlice value, const char *evidence)
{
  NixieSlice type;
  value = nixie_typed_value (value, &type);
  if (value.length == 0 || (memchr (value.data, '+', value.length) == NULL && memchr (value.data, '\\', value.length) == NULL))
    {
      nixie_statements_add (out, recipient, field, value, evidence);
      return;
    }
  g_autoptr (GString) text = g_string_sized_new (value.length + 1);
  if (nixie_slice_equal_nocase (type, "utf-8"))
    append_unitext (text, value);
  else
    append_xtext (text, value);
  nixie_statements_add (out, recipient, field, nixie_slice (text->str, text->len), evidence);
}

static void
add_status (NixieStatements *out, guint recipient, NixieSlice value, const char *evidence)
{
  NixieReply reply;
  g_autofree char *text = nixie_slice_dup (value);
  nixie_reply_split (text, &reply);
  if (reply.status[0] == '\0')
    nixie_statements_add_finding (out, "bad status");
  nixie_statements_add (out, recipient, NIXIE_FIELD_STATUS, nixie_slice_of (reply.status), evidence);
  nixie_statements_add (out, recipient, NIXIE_FIELD_REPLY, nixie_slice_of (reply.reply), evidence);
}

static NixieSlice
first_word (NixieSlice value)
{
  gsize n = 0;
  while (n < value.length && !g_ascii_isspace (value.data[n]))
    n++;
  return nixie_slice (value.data, n);
}

/* RFC 2047 words (5 allows none in these fields): undone first, the type may stand inside. */
static void
add_typed (NixieStatements *out, guint recipient, NixieField field, NixieSlice value, const char *evidence)
{
  NixieSlice type;
  const gboolean words = value.length > 0 && g_strstr_len (value.data, (gssize) value.length, "=?") != NULL;
  g_autofree char *decoded = words ? nixie_header_decode (value) : NULL;
  nixie_statements_add (out, recipient, field, nixie_typed_value (words ? nixie_slice_of (decoded) : value, &type), evidence);
}

static void
add_value (NixieStatements *out, guint recipient, gsize row, NixieSlice value)
{
  const NixieField field = rows[row].field;
  const char *evidence = nixie_header_name (rows[row].name);
  NixieSlice type;
  switch (rows[row].kind)
    {
    case VALUE_TEXT:
      nixie_statements_add (out, recipient, field, value, evidence);
      break;
    case VALUE_TYPED:
      add_typed (out, recipient, field, value, evidence);
      break;
    case VALUE_ADDRESS:
      add_address (out, recipient, field, value, evidence);
      break;
    case VALUE_HOST:
      nixie_statements_add (out, recipient, field, first_word (nixie_typed_value (value, &type)), evidence);
      break;
    case VALUE_STATUS:
      add_status (out, recipient, value, evidence);
      break;
    case VALUE_ENVELOPE:
      nixie_add_envelope_id (out, value);
      break;
    }
}

/* Where the reader stands. */
typedef struct {
  NixieStatements *out;
  guint recipient;   /* of this group; 0 before its first field about one */
  gboolean named[3]; /* this recipient has a final, an original, an actual address already */
} Reader;

static int
address_index (NixieHeaderName name)
{
  if (name == NIXIE_HEADER_FINAL_RECIPIENT)
    return 0;
  if (name == NIXIE_HEADER_ORIGINAL_RECIPIENT)
    return 1;
  return name == NIXIE_HEADER_X_ACTUAL_RECIPIENT ? 2 : -1;
}

/* A second address of one kind begins the next recipient, whether or not an empty line stands before it. */
static void
begin_recipient (Reader *reader, NixieHeaderName name)
{
  const int index = address_index (name);
  if (index < 0)
    return;
  if (reader->recipient == 0 || reader->named[index])
    {
      reader->recipient = nixie_statements_add_recipient (reader->out);
      memset (reader->named, 0, sizeof reader->named);
    }
  reader->named[index] = TRUE;
}

static void
read_field (Reader *reader, const NixieHeader *header)
{
  const guint name = nixie_header_lookup (header->name.data, header->name.length);
  for (gsize i = 0; name != NIXIE_N_HEADERS && i < G_N_ELEMENTS (rows); i++)
    {
      if (rows[i].name != name)
        continue;
      begin_recipient (reader, rows[i].name);
      const gboolean of_message = nixie_field_of_message (rows[i].field) || name == NIXIE_HEADER_X_POSTFIX_QUEUE_ID;
      add_value (reader->out, of_message ? 0 : reader->recipient, i, header->value);
      return;
    }
}

static gboolean
names_recipient (const NixieHeaders *group)
{
  return group->value[NIXIE_HEADER_FINAL_RECIPIENT].length > 0 || group->value[NIXIE_HEADER_ORIGINAL_RECIPIENT].length > 0
         || group->value[NIXIE_HEADER_X_ACTUAL_RECIPIENT].length > 0;
}

/* Reads the next group of fields off TEXT, passing over lines that are none. FALSE at the end. */
static gboolean
next_group (NixieSlice *text, NixieHeaders *group)
{
  for (;;)
    {
      while (text->length > 0 && g_ascii_isspace (text->data[0]))
        *text = nixie_slice (text->data + 1, text->length - 1);
      if (text->length == 0)
        return FALSE;
      nixie_headers_read (*text, group);
      if (group->block.length > 0)
        break;
      const char *newline = memchr (text->data, '\n', text->length);
      const gsize skip = newline != NULL ? (gsize) (newline + 1 - text->data) : text->length;
      *text = nixie_slice (text->data + skip, text->length - skip);
    }
  *text = group->body;
  return TRUE;
}

void
nixie_delivery_status_read (NixieSlice text, NixieStatements *out)
{
  Reader reader = { .out = out };
  NixieHeaders group;
  while (next_group (&text, &group))
    {
      if (names_recipient (&group))
        reader.recipient = 0;
      nixie_add_cuts (out, group.cuts);
      NixieSlice rest = group.block;
      NixieHeader header;
      while (nixie_header_next (&rest, &header))
        read_field (&reader, &header);
    }
}
