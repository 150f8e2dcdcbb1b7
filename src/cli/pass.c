/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pass.h. Recipes decide by these fields, so a stranger must not be able to set one: fields that came in are removed, folded
 * lines and odd spellings ("X-Nixie-Report :") included, and ours hold no stranger's octet unescaped.
 */
#include "cli/pass.h"

#include "base/limits.h"

#include <string.h>

#define MAX_RECIPIENT_FIELDS 50

/* The line at TEXT with its end: LF, CRLF, or CR where the message knows no LF. */
static gsize
line_length (NixieSlice text, char end)
{
  const char *found = memchr (text.data, end, text.length);
  return found != NULL ? (gsize) (found - text.data) + 1 : text.length;
}

static gboolean
is_blank (NixieSlice line)
{
  return nixie_slice_trim (line).length == 0;
}

static void
append_text (GString *out, const char *text)
{
  g_autofree char *line = nixie_text_one_line (text, strlen (text), NIXIE_LIMIT_ADDRESS_BYTES);
  g_string_append (out, line);
}

static void
append_recipient (GString *out, const NixieEvent *event, const char *eol)
{
  g_string_append (out, "X-Nixie-Recipient: ");
  append_text (out, event->address);
  g_string_append_printf (out, "; class=%s; reason=%s", nixie_class_id (event->class), nixie_reason_id (event->reason));
  if (*event->status != '\0')
    {
      g_string_append (out, "; status=");
      append_text (out, event->status);
    }
  if (*event->reply != '\0')
    {
      g_string_append (out, "; reply=");
      append_text (out, event->reply);
    }
  g_string_append (out, eol);
}

static void
append_fields (GString *out, const NixieRead *read, const char *eol)
{
  if (read == NULL)
    {
      g_string_append_printf (out, "X-Nixie-Report: not-understood%s", eol);
      return;
    }
  if (read->report == NIXIE_REPORT_NONE)
    return;
  g_string_append_printf (out, "X-Nixie-Report: %s%s", nixie_report_type_id (read->report), eol);
  for (guint i = 0; i < MIN (read->events->len, MAX_RECIPIENT_FIELDS); i++)
    append_recipient (out, read->events->pdata[i], eol);
}

/* Copies the header block line by line without X-Nixie fields; what follows the empty line goes unread. */
static void
append_message (GString *out, NixieSlice rest, char end)
{
  gboolean ours = FALSE;
  while (rest.length > 0)
    {
      const NixieSlice line = nixie_slice (rest.data, line_length (rest, end));
      if (is_blank (line))
        break;
      const gboolean folded = line.data[0] == ' ' || line.data[0] == '\t';
      ours = folded ? ours : nixie_slice_starts_nocase (line, "X-Nixie-");
      if (!ours)
        g_string_append_len (out, line.data, (gssize) line.length);
      rest.data += line.length;
      rest.length -= line.length;
    }
  g_string_append_len (out, rest.data, (gssize) rest.length);
}

void
nixie_pass_head (NixieSlice head, const NixieRead *read, GString *out)
{
  const char end = memchr (head.data, '\n', head.length) != NULL || head.length == 0 ? '\n' : '\r';
  const gsize first = line_length (head, end);
  const gboolean crlf = first >= 2 && head.data[first - 1] == '\n' && head.data[first - 2] == '\r';
  if (nixie_slice_starts_nocase (head, "From "))
    {
      g_string_append_len (out, head.data, (gssize) first);
      head = nixie_slice (head.data + first, head.length - first);
    }
  append_fields (out, read, crlf ? "\r\n" : end == '\r' ? "\r" : "\n");
  append_message (out, head, end);
}
