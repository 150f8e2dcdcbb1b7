/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * qmail's format (QSBMF, cr.yp.to/proto/qsbmf.txt): a paragraph that begins "Hi. This is the"; then one a recipient, "<address>:"
 * and the ground on the lines below; one that begins with "-" ends them, and the original follows.
 */
#include "base/limits.h"
#include "report/lines.h"
#include "report/producer-private.h"

#include <string.h>

/* "<address>:" alone on a line, the address in *ADDRESS. */
static gboolean
is_recipient_line (NixieSlice line, NixieSlice *address)
{
  line = nixie_slice_trim (line);
  if (line.length < 4 || line.data[0] != '<' || line.data[line.length - 1] != ':' || line.data[line.length - 2] != '>')
    return FALSE;
  *address = nixie_slice (line.data + 1, line.length - 3);
  return TRUE;
}

/* "192.0.2.1 does not like recipient.", "Connected to 192.0.2.1 but …": the host that refused. */
static void
take_host (NixieEntryText *entry, NixieSlice line)
{
  static const char *const behind[] = { " does not like", " failed ", " but " };
  const gboolean connected = nixie_slice_starts_nocase (line, "Connected to ");
  const char *start = line.data + (connected ? strlen ("Connected to ") : 0);
  const char *end = line.data + line.length;
  const char *stop = start;
  while (stop < end && (g_ascii_isalnum (*stop) || strchr (".-:[]", *stop) != NULL))
    stop++;
  const NixieSlice host = nixie_slice (start, (gsize) (stop - start));
  if (entry->remote_mta.length > 0 || memchr (start, '.', host.length) == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (behind); i++)
    if (nixie_slice_starts_nocase (nixie_slice (stop, (gsize) (end - stop)), behind[i]))
      entry->remote_mta = host;
}

gboolean
nixie_read_qmail (NixieSlice text, NixieStatements *out)
{
  if (!nixie_slice_starts_nocase (nixie_slice_trim (text), "Hi. This is the"))
    return FALSE;
  g_autoptr (GString) words = g_string_new (NULL);
  NixieEntryText entry = { .words = words, .action = "failed" };
  NixieSlice rest = text, line, address;
  while (nixie_line_next (&rest, &line))
    {
      if (line.length > 2 && memcmp (line.data, "---", 3) == 0)
        break;
      if (is_recipient_line (line, &address))
        {
          nixie_add_entry (out, &entry);
          entry.address = address;
        }
      else if (entry.address.length > 0)
        {
          take_host (&entry, line);
          nixie_line_append (words, line, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
        }
    }
  nixie_add_entry (out, &entry);
  if (nixie_statements_n_recipients (out) == 0)
    return FALSE;
  nixie_returned_read (rest, out);
  return TRUE;
}
