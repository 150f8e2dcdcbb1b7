/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * sendmail's own wording (savemail.c), which stands alone in the mail of releases before 8.7 and of its descendants. Sections with titles
 * between dashes: addresses with "(reason: …)" below each, and a transcript of the SMTP session, in which lines "550 <address>... words"
 * are sendmail's and "<<< 550 words" the other host's. Old releases have the transcript only.
 */
#include "base/limits.h"
#include "report/address-list.h"
#include "report/lines.h"
#include "report/producer-private.h"
#include "report/reply.h"

#include <string.h>

typedef enum { SECTION_NONE, SECTION_ADDRESSES, SECTION_TRANSCRIPT } Section;

typedef struct {
  NixieSlice address;
  NixieSlice original;
  NixieSlice reason;      /* "(reason: …)" */
  NixieSlice said;        /* by sendmail, "550 <address>... words" */
  NixieSlice answer;      /* by the other host */
  NixieSlice remote_mta;
  const char *action;
} Recipient;

typedef struct {
  GArray *recipients;     /* Recipient */
  Section section;
  gboolean listed;        /* there is a section of addresses */
  gboolean overlooked;    /* somebody may stand beyond the limit of those who are looked for */
  gboolean warning;       /* all of it is a warning of delay, whatever the titles say */
  const char *action;
  NixieSlice host;        /* "... while talking to HOST:" */
  NixieSlice answer;      /* the last "<<<" line of an error */
  NixieSlice stray;       /* the first line "550 words" that names nobody */
  NixieSlice asked;       /* the address of the last RCPT TO before that answer */
  NixieSlice addressee;   /* "Addressee: <address>", of hosts that forward: the address that was mailed */
} Reader;

/* A title: "   ----- Transcript of session follows -----". */
static gboolean
is_title (NixieSlice line, Reader *reader)
{
  line = nixie_slice_trim (line);
  if (line.length < 12 || memcmp (line.data, "-----", 5) != 0)
    return FALSE;
  reader->section = SECTION_NONE;
  if (nixie_line_contains (line, "transcript of session"))
    reader->section = SECTION_TRANSCRIPT;
  else if (nixie_line_contains (line, "addresses had") && !nixie_line_contains (line, "successful"))
    {
      reader->section = SECTION_ADDRESSES;
      reader->listed = TRUE;
      if (nixie_line_contains (line, "transient") || nixie_line_contains (line, "delivery problems"))
        reader->action = "delayed";
      if (nixie_line_contains (line, "fatal"))
        reader->action = nixie_line_contains (line, "non-fatal") ? "delayed" : "failed";
    }
  return TRUE;
}

static Recipient *
last_recipient (Reader *reader)
{
  return reader->recipients->len > 0 ? &g_array_index (reader->recipients, Recipient, reader->recipients->len - 1) : NULL;
}

static void
add_recipient (Reader *reader, NixieSlice address)
{
  const Recipient recipient = { .address = address, .action = reader->action };
  if (reader->recipients->len <= NIXIE_LIMIT_RECIPIENTS) /* one more, and the finding says so */
    g_array_append_val (reader->recipients, recipient);
}

/* What stands in "(NAME: …)", or an empty slice. */
static NixieSlice
in_brackets (NixieSlice line, const char *name)
{
  line = nixie_slice_trim (line);
  if (!nixie_slice_starts_nocase (line, name))
    return NIXIE_SLICE_EMPTY;
  line = nixie_slice (line.data + strlen (name), line.length - strlen (name));
  if (line.length > 0 && line.data[line.length - 1] == ')')
    line.length--;
  return nixie_slice_trim (line);
}

static void
take_address_line (Reader *reader, NixieSlice line)
{
  Recipient *last = last_recipient (reader);
  const NixieSlice reason = in_brackets (line, "(reason:");
  const NixieSlice from = in_brackets (line, "(expanded from:");
  if (last != NULL && reason.length > 0)
    last->reason = reason;
  else if (last != NULL && from.length > 0)
    last->original = nixie_address_list_first (from);
  else if (nixie_line_indent (line) == 0)
    {
      const NixieSlice address = nixie_address_list_first (line);
      if (nixie_line_contains (line, "(unrecoverable"))
        reader->action = "failed";
      if (address.length > 0 && address.data[0] != '*')
        add_recipient (reader, address);
    }
}

/* "550 5.1.1 <address>... words": the address, or an empty slice. */
static NixieSlice
address_in_reply (NixieSlice line)
{
  if (line.length < 8 || !g_ascii_isdigit (line.data[0]) || !g_ascii_isdigit (line.data[2]))
    return NIXIE_SLICE_EMPTY;
  const char *dots = g_strstr_len (line.data, (gssize) line.length, "...");
  if (dots == NULL)
    return NIXIE_SLICE_EMPTY;
  return nixie_address_list_first (nixie_slice (line.data + 3, (gsize) (dots - line.data - 3)));
}

static gboolean
is_same (NixieSlice a, NixieSlice b)
{
  return a.length == b.length && g_ascii_strncasecmp (a.data, b.data, a.length) == 0;
}

/* "554 <address>... 550 Host unknown": what stands behind the dots where it begins with a reply of its own. */
static NixieSlice
inner_reply (NixieSlice line)
{
  const char *dots = g_strstr_len (line.data, (gssize) line.length, "... ");
  const gsize skip = dots != NULL ? (gsize) (dots + 4 - line.data) : 0;
  const gboolean reply = skip > 0 && line.length > skip + 3 && g_ascii_isdigit (line.data[skip]) && g_ascii_isdigit (line.data[skip + 2]);
  return reply ? nixie_slice (line.data + skip, line.length - skip) : line;
}

/* Among the first of them. */
static Recipient *
find_recipient (Reader *reader, NixieSlice address)
{
  for (guint i = 0; i < MIN (reader->recipients->len, NIXIE_LIMIT_TRANSCRIPT_RECIPIENTS); i++)
    if (is_same (g_array_index (reader->recipients, Recipient, i).address, address))
      return &g_array_index (reader->recipients, Recipient, i);
  reader->overlooked = reader->overlooked || reader->recipients->len > NIXIE_LIMIT_TRANSCRIPT_RECIPIENTS;
  return NULL;
}

/* What is said of ADDRESS in the transcript; who is in no list is a recipient by that where it is an error. */
static void
take_reply (Reader *reader, NixieSlice address, NixieSlice line)
{
  Recipient *found = find_recipient (reader, address);
  if (found == NULL && !reader->listed && (line.data[0] == '5' || line.data[0] == '4'))
    {
      reader->action = line.data[0] == '5' ? "failed" : "delayed";
      add_recipient (reader, address);
      found = last_recipient (reader);
    }
  if (found == NULL || found->said.length > 0)
    return;
  found->said = inner_reply (line);
  found->answer = reader->answer;
  found->remote_mta = reader->host;
  reader->answer = NIXIE_SLICE_EMPTY;
}

/* Who is deferred and in no list is delayed. */
static void
take_deferred (Reader *reader, NixieSlice address, NixieSlice words)
{
  if (reader->listed || address.length == 0 || find_recipient (reader, address) != NULL)
    return;
  reader->action = "delayed";
  add_recipient (reader, address);
  last_recipient (reader)->said = words;
}

/* "<address>... Deferred: 421 words", "<address>... Over quota; 552 words": a note, with the other host's answer behind a word or two. */
static void
take_note (Reader *reader, NixieSlice line)
{
  const char *dots = line.length > 0 && line.data[0] == '<' ? g_strstr_len (line.data, (gssize) line.length, ">... ") : NULL;
  if (dots == NULL)
    return;
  const NixieSlice words = nixie_slice (dots + 5, line.length - (gsize) (dots + 5 - line.data));
  const NixieSlice address = nixie_address_list_first (nixie_slice (line.data, (gsize) (dots + 1 - line.data)));
  const char *semicolon = memchr (words.data, ';', words.length);
  const gsize skip = semicolon != NULL ? (gsize) (semicolon + 1 - words.data) : words.length;
  const NixieSlice reply = nixie_slice_trim (nixie_slice (words.data + skip, words.length - skip));
  if (nixie_slice_starts_nocase (words, "Deferred"))
    take_deferred (reader, address, words);
  else if (reply.length > 4 && (reply.data[0] == '4' || reply.data[0] == '5') && g_ascii_isdigit (reply.data[1]))
    take_reply (reader, address, reply);
}

/* Who was asked for, in a dialogue that nothing else is said of. */
static void
take_dialogue (Reader *reader, NixieSlice line)
{
  if (nixie_slice_starts_nocase (line, "Addressee:"))
    reader->addressee = nixie_address_list_first (nixie_slice (line.data + 10, line.length - 10));
  else if (nixie_slice_starts_nocase (line, ">>> RCPT TO:") && reader->answer.length == 0)
    reader->asked = nixie_address_list_first (nixie_slice (line.data + 12, line.length - 12));
}

static void
take_transcript_line (Reader *reader, NixieSlice line)
{
  line = nixie_slice_trim (line);
  const char *talking = g_strstr_len (line.data, (gssize) line.length, "hile talking to ");
  if (talking != NULL)
    {
      const char *host = talking + strlen ("hile talking to ");
      reader->host = nixie_slice (host, (gsize) (line.data + line.length - host));
      while (reader->host.length > 0 && strchr (".:", reader->host.data[reader->host.length - 1]) != NULL)
        reader->host.length--;
      reader->answer = NIXIE_SLICE_EMPTY;
    }
  else if (nixie_slice_starts_nocase (line, "<<< ") && line.length > 5 && (line.data[4] == '4' || line.data[4] == '5'))
    {
      if (reader->answer.length == 0)
        reader->answer = nixie_slice (line.data + 4, line.length - 4);
    }
  else
    {
      const NixieSlice address = address_in_reply (line);
      take_note (reader, line);
      take_dialogue (reader, line);
      if (address.length > 0)
        take_reply (reader, address, line);
      else if (reader->stray.length == 0 && line.length > 5 && (line.data[0] == '4' || line.data[0] == '5')
               && g_ascii_isdigit (line.data[1]) && g_ascii_isdigit (line.data[2]) && strchr (" -", line.data[3]) != NULL)
        reader->stray = line;
    }
}

/* WORDS state a status that says something. */
static gboolean
states_status (NixieSlice words)
{
  NixieReply reply;
  g_autofree char *text = nixie_slice_dup (words);
  return nixie_reply_split (text, &reply) && reply.status[0] != '\0' && !g_str_has_suffix (reply.status, ".0.0");
}

static void
state (const Recipient *recipient, const Reader *reader, GString *words, NixieStatements *out)
{
  NixieEntryText entry = { .address = recipient->address, .original = recipient->original, .words = words,
                           .action = reader->warning ? "delayed" : recipient->action,
                           .remote_mta = recipient->remote_mta.length > 0 ? recipient->remote_mta : reader->host };
  if (recipient->reason.length > 0)
    nixie_line_append (words, recipient->reason, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  if (recipient->reason.length == 0 || (!states_status (recipient->reason) && states_status (recipient->said)))
    {
      nixie_line_append (words, recipient->answer, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      nixie_line_append (words, recipient->said, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
    }
  /* Who is alone is meant by a line that names nobody. */
  if (words->len == 0 && reader->recipients->len == 1)
    nixie_line_append (words, reader->answer.length > 0 ? reader->answer : reader->stray, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  nixie_add_entry (out, &entry);
}

/* Nobody is listed, and the one who was asked for was refused. */
static void
add_asked (Reader *reader)
{
  if (reader->listed || reader->recipients->len > 0 || reader->asked.length == 0 || reader->answer.length == 0)
    return;
  reader->action = reader->answer.data[0] == '5' ? "failed" : "delayed";
  add_recipient (reader, reader->asked);
  last_recipient (reader)->original = reader->addressee;
}

/* "421 example.com (smtp)... Deferred: …" names a host only: the one address in the returned To is who was meant. */
static void
add_returned_to (NixieSlice before, NixieSlice returned, Reader *reader, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (returned), &headers);
  const NixieSlice to = nixie_address_list_only (headers.value[NIXIE_HEADER_TO]);
  NixieSlice line;
  g_autoptr (GString) words = g_string_new (NULL);
  while (to.length > 0 && nixie_line_next (&before, &line))
    if (line.length > 4 && (line.data[0] == '4' || line.data[0] == '5') && g_ascii_isdigit (line.data[1])
        && g_strstr_len (line.data, (gssize) line.length, "...") != NULL)
      nixie_line_append (words, line, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  if (words->len == 0)
    return;
  NixieEntryText entry = { .address = to, .remote_mta = reader->host, .words = words, .action = "failed" };
  nixie_add_entry (out, &entry);
}

gboolean
nixie_read_sendmail (NixieSlice text, NixieStatements *out)
{
  NixieSlice before, line;
  const NixieSlice returned = nixie_lines_split_returned (text, &before);
  g_autoptr (GArray) recipients = g_array_new (FALSE, FALSE, sizeof (Recipient));
  Reader reader = { .recipients = recipients, .action = "failed" };
  NixieSlice rest = before;
  while (nixie_line_next (&rest, &line))
    {
      reader.warning = reader.warning || nixie_line_contains (line, "this is a warning message only");
      if (is_title (line, &reader))
        continue;
      if (reader.section == SECTION_ADDRESSES)
        take_address_line (&reader, line);
      else if (reader.section == SECTION_TRANSCRIPT)
        take_transcript_line (&reader, line);
    }
  add_asked (&reader);
  g_autoptr (GString) words = g_string_new (NULL);
  for (guint i = 0; i < recipients->len; i++)
    state (&g_array_index (recipients, Recipient, i), &reader, words, out);
  if (recipients->len == 0)
    add_returned_to (before, returned, &reader, out);
  if (nixie_statements_n_recipients (out) == 0)
    return FALSE;
  if (reader.overlooked)
    nixie_statements_add_finding (out, "too many recipients to look for in the transcript");
  nixie_returned_read (returned, out);
  return TRUE;
}
