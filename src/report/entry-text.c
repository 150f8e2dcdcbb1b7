/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the readers of MTAs' own wordings state alike.
 */
#include "report/reader-private.h"

#include <string.h>

void
nixie_add_stage (NixieStatements *out, guint recipient, NixieSlice words)
{
  static const struct {
    const char *words, *stage;
  } rows[] = {
    { "after end of data", "data" },   { "end of data command", "data" }, { "to data command", "data" },
    { "failed after i sent the message", "data" },
    { "after rcpt to", "rcpt" },       { "to rcpt to command", "rcpt" },  { "does not like recipient", "rcpt" },
    { "after pipelined rcpt to", "rcpt" }, { ">>> rcpt to", "rcpt" },
    { "after mail from", "mail" },     { "to mail from command", "mail" }, { "sender was rejected", "mail" },
    { "after pipelined mail from", "mail" }, { ">>> mail from", "mail" },
    { "after ehlo", "helo" },          { "after helo", "helo" },          { "to helo command", "helo" }, { "to ehlo command", "helo" },
    { "my name was rejected", "helo" },
    { "after initial connection", "connect" }, { "greeting failed", "connect" },
    { "did not like our final data", "data" }, { "did not like our data", "data" }, { "did not like our rcpt to", "rcpt" },
    { "did not like our mail from", "mail" },  { "did not like our connect", "connect" },
  };
  g_autoptr (GString) folded = g_string_sized_new (words.length + 1);
  nixie_text_fold (words, folded);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (strstr (folded->str, rows[i].words) != NULL)
      {
        nixie_statements_add (out, recipient, NIXIE_FIELD_STAGE, nixie_slice_of (rows[i].stage), "text");
        return;
      }
}

void
nixie_add_entry (NixieStatements *out, NixieEntryText *entry)
{
  const guint recipient = nixie_add_recipient (out, entry->address, "text");
  if (recipient > 0)
    {
      const NixieSlice words = nixie_slice (entry->words->str, entry->words->len);
      nixie_statements_add (out, recipient, NIXIE_FIELD_ORIGINAL_RECIPIENT, entry->original, "text");
      nixie_statements_add (out, recipient, NIXIE_FIELD_ACTION, nixie_slice_of (entry->action), "text");
      nixie_statements_add (out, recipient, NIXIE_FIELD_DIAGNOSTIC, words, "text");
      nixie_statements_add (out, recipient, NIXIE_FIELD_REMOTE_MTA, entry->remote_mta, "text");
      nixie_add_stage (out, recipient, words);
    }
  g_string_set_size (entry->words, 0);
  entry->address = entry->original = entry->remote_mta = NIXIE_SLICE_EMPTY;
}
