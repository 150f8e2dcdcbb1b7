/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The shape that most wordings share: a sentence that says that something was not delivered, then for each recipient a line with its
 * address ("<user@example.com>: ground", "user@example.com:", or the address alone) and the ground behind it, up to an empty line.
 * Rows of producers.tsv name this reader where the shape is known to fit; for a mail system that no row knows it is the last resort.
 */
#include "base/limits.h"
#include "report/address-list.h"
#include "report/lines.h"
#include "report/producer-private.h"

#include <string.h>

#define INTRODUCTION_BYTES 2048

typedef struct {
  NixieStatements *out;
  NixieEntryText entry;
  NixieSlice returned; /* what came back */
  gboolean introduced; /* a sentence before has spoken of failure or of recipients */
} Reader;

static gboolean
contains_any (const char *folded, const char *const *words)
{
  for (; *words != NULL; words++)
    if (strstr (folded, *words) != NULL)
      return TRUE;
  return FALSE;
}

/* Without such words a list of addresses is anything. */
static gboolean
speaks_of_failure (const char *folded)
{
  static const char *const words[] = { "not be delivered",   "unable to deliver",   "able to deliver",     "error delivering",
                                       "undeliver",          "delivery failed",     "delivery failure",    "delivery has failed",
                                       "cannot be delivered", "not delivered",      "did not reach",       "been delivered",
                                       "failed permanently", "error occurred while", "error has occurred", "delivery to the following",
                                       "failed to deliver",  "could not deliver",   "delivery error",      "couldn't be delivered",
                                       "wasn't delivered",   "permanent error",     "can't be delivered",  "unable to send", NULL };
  return contains_any (folded, words);
}

static gboolean
speaks_of_delay (const char *folded)
{
  static const char *const words[] = { "not yet been delivered", "been delayed", "is delayed", "was delayed", "will continue to be",
                                       "will be retried", "will keep trying", "still trying", "warning message only", NULL };
  return contains_any (folded, words);
}

/* The line is an address and nothing else, or an address and a colon, behind which the ground may begin. */
static gboolean
is_recipient_line (NixieSlice line, gboolean introduced, NixieSlice *address, NixieSlice *ground)
{
  line = nixie_slice_trim (line);
  gsize n = 0;
  while (n < line.length && !g_ascii_isspace (line.data[n]))
    n++;
  NixieSlice word = nixie_slice (line.data, n);
  const gboolean colon = n > 1 && word.data[n - 1] == ':';
  if (n < 3 || (!colon && (n < line.length || !introduced)))
    return FALSE;
  word.length -= colon ? 1 : 0;
  const gboolean bracket = word.data[0] == '<' || word.data[0] == '"' || word.data[0] == '\'';
  if (bracket && word.length > 2 && strchr (">\"'", word.data[word.length - 1]) != NULL)
    word = nixie_slice (word.data + 1, word.length - 2);
  const char *at = memchr (word.data, '@', word.length);
  if (at == NULL || at == word.data || at + 1 == word.data + word.length || !g_ascii_isalnum (at[1])
      || memchr (word.data, '/', word.length) != NULL || nixie_slice_starts_nocase (word, "mailto:"))
    return FALSE;
  *address = nixie_address_list_first (word);
  *ground = nixie_slice (line.data + n, line.length - n);
  return address->length > 0;
}

/* A host may name its own users without a domain: the one in the returned To, where it is that user's. */
static NixieSlice
with_domain (NixieSlice name, NixieSlice returned)
{
  if (name.length == 0 || memchr (name.data, '@', name.length) != NULL)
    return name;
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (returned), &headers);
  const NixieSlice to = nixie_address_list_only (headers.value[NIXIE_HEADER_TO]);
  const gboolean same = to.length > name.length && to.data[name.length] == '@'
                        && g_ascii_strncasecmp (to.data, name.data, name.length) == 0;
  return same ? to : NIXIE_SLICE_EMPTY;
}

/* "There was an error delivering your mail to <user@example.com>." */
static gboolean
is_sentence_with_recipient (NixieSlice line, NixieSlice returned, NixieSlice *address)
{
  static const char *const words[] = { "delivering your mail to ", "deliver your message to ", "not be delivered to ",
                                       "delivery failed to ",      "delivery to ",             "following recipient: ",
                                       "mail to " };
  const char *open = g_strstr_len (line.data, (gssize) line.length, "<");
  for (gsize i = 0; open != NULL && i < G_N_ELEMENTS (words); i++)
    {
      const NixieSlice before = nixie_slice (line.data, (gsize) (open - line.data));
      const gsize length = strlen (words[i]);
      if (before.length < length || !nixie_line_contains (nixie_slice (open - length, length), words[i]))
        continue;
      const char *close = memchr (open, '>', line.length - before.length);
      *address = close != NULL ? with_domain (nixie_slice (open + 1, (gsize) (close - open - 1)), returned) : NIXIE_SLICE_EMPTY;
      return address->length > 0;
    }
  return FALSE;
}

static gboolean
introduces (NixieSlice line)
{
  static const char *const words[] = { "deliver", "recipient", "following address", "addresses", "failed", "reach" };
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (nixie_line_contains (line, words[i]))
      return TRUE;
  return FALSE;
}

static void
take_line (Reader *reader, NixieSlice line)
{
  NixieSlice address, ground = NIXIE_SLICE_EMPTY;
  if (nixie_slice_trim (line).length == 0)
    {
      /* The ground may stand in a paragraph of its own, with one before it that only announces it ("Remote host said:"). */
      const GString *words = reader->entry.words;
      if (words->len > 0 && words->str[words->len - 1] != ':')
        nixie_add_entry (reader->out, &reader->entry);
      return;
    }
  if (is_recipient_line (line, reader->introduced, &address, &ground) || is_sentence_with_recipient (line, reader->returned, &address))
    {
      nixie_add_entry (reader->out, &reader->entry);
      reader->entry.address = address;
      nixie_line_append (reader->entry.words, ground, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
    }
  else if (reader->entry.address.length > 0)
    nixie_line_append (reader->entry.words, line, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  else
    reader->introduced = introduces (line);
}

gboolean
nixie_read_paragraphs (NixieSlice text, NixieStatements *out)
{
  NixieSlice before, line;
  const NixieSlice returned = nixie_lines_split_returned (text, &before);
  g_autoptr (GString) folded = g_string_new (NULL);
  g_autoptr (GString) words = g_string_new (NULL);
  nixie_text_fold (nixie_slice (before.data, MIN (before.length, INTRODUCTION_BYTES)), folded);
  if (!speaks_of_failure (folded->str))
    return FALSE;
  const char *action = speaks_of_delay (folded->str) ? "delayed" : "failed";
  Reader reader = { .out = out, .entry = { .words = words, .action = action }, .returned = returned };
  while (nixie_line_next (&before, &line))
    take_line (&reader, line);
  nixie_add_entry (out, &reader.entry);
  if (nixie_statements_n_recipients (out) == 0)
    return FALSE;
  nixie_returned_read (returned, out);
  return TRUE;
}
