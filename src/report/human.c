/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Words about a recipient in the part for people, for those of whom the fields say little: the paragraph that names the address, and the
 * one behind it where the first has nothing else. Where the report has one recipient, all that stands behind the address, or the
 * whole text where that does not name it, or names it last.
 */
#define _GNU_SOURCE 1 /* memmem */

#include "report/lines.h"
#include "report/reader-private.h"

#include "base/limits.h"

#include <string.h>

#define NAME_ROOM 16 /* brackets and the like around an address that stands alone */

/* A diagnostic that is there and has words in it needs no help. */
static gboolean
has_words (const char *diagnostic)
{
  guint letters = 0;
  for (const char *p = diagnostic; *p != '\0'; p++)
    letters += g_ascii_isalpha (*p) ? 1 : 0;
  return letters >= 8;
}

/* P is the start of TEXT or stands behind an empty line. */
static gboolean
starts_paragraph (NixieSlice text, const char *p)
{
  if (p == text.data)
    return TRUE;
  if (*--p != '\n')
    return FALSE;
  if (p > text.data && p[-1] == '\r')
    p--;
  return p == text.data || p[-1] == '\n';
}

/* The paragraph of TEXT around AT. */
static NixieSlice
paragraph_at (NixieSlice text, const char *at)
{
  const char *end = text.data + text.length;
  const char *start = at;
  while (!starts_paragraph (text, start))
    start--;
  NixieSlice rest = nixie_slice (at, (gsize) (end - at));
  NixieSlice line;
  while (nixie_line_next (&rest, &line))
    if (nixie_slice_trim (line).length == 0)
      return nixie_slice (start, (gsize) (line.data - start));
  return nixie_slice (start, (gsize) (end - start));
}

/* A recipient, and where the text speaks of it. The one with number 0, the message as a whole, stands for all others. */
typedef struct {
  const char *address;
  const char *start; /* of the first line that begins with the address; NULL where none does */
  const char *end;   /* of the lines behind it that begin with no other recipient's address */
  gboolean told;     /* has a diagnostic of its own */
} Subject;

/* "user@example.com: ground", "<user@example.com>", "  user@example.com". */
static gboolean
begins_with_address (NixieSlice line, const char *address)
{
  line = nixie_slice_trim (line);
  if (line.length > 0 && line.data[0] == '<')
    line = nixie_slice (line.data + 1, line.length - 1);
  const gsize length = strlen (address);
  return length > 0 && nixie_slice_starts_nocase (line, address)
         && (line.length == length || strchr (">:,; \t", line.data[length]) != NULL);
}

/* The number of the recipient whose address LINE begins with, or 0. */
static guint
whose_line (NixieSlice line, const Subject *subjects, guint n)
{
  for (guint i = 1; i <= n; i++)
    if (begins_with_address (line, subjects[i].address))
      return i;
  return 0;
}

/* Entries may stand below each other without an empty line between them; each ends where another recipient's begins. */
static void
find_entries (NixieSlice text, Subject *subjects, guint n)
{
  NixieSlice rest = text, line;
  Subject *open = &subjects[0];
  while (nixie_line_next (&rest, &line))
    {
      Subject *subject = &subjects[whose_line (line, subjects, n)];
      if (subject == &subjects[0] || subject == open)
        continue;
      open->end = line.data;
      open = subject->start == NULL ? subject : &subjects[0];
      open->start = line.data;
      open->end = text.data + text.length;
    }
}

static NixieSlice
words_about (NixieSlice text, const Subject *subject, gboolean alone)
{
  const char *at = subject->start;
  if (at == NULL && *subject->address != '\0')
    at = g_strstr_len (text.data, (gssize) text.length, subject->address);
  if (at == NULL)
    return alone ? nixie_slice_trim (text) : NIXIE_SLICE_EMPTY;
  const NixieSlice paragraph = paragraph_at (text, at);
  const NixieSlice from_there = nixie_slice (paragraph.data, (gsize) (text.data + text.length - paragraph.data));
  if (alone)
    return nixie_slice_trim (from_there).length > strlen (subject->address) + NAME_ROOM ? from_there : nixie_slice_trim (text);
  const char *start = subject->start != NULL ? subject->start : paragraph.data;
  const char *behind = paragraph.data + paragraph.length;
  const NixieSlice own = nixie_slice (start, (gsize) ((subject->start != NULL ? MIN (behind, subject->end) : behind) - start));
  if (nixie_slice_trim (own).length > strlen (subject->address) + NAME_ROOM)
    return own;
  while (behind < text.data + text.length && g_ascii_isspace (*behind))
    behind++;
  if (behind >= text.data + text.length)
    return own;
  const NixieSlice next = paragraph_at (text, behind);
  return nixie_slice (start, (gsize) (next.data + next.length - start));
}

/* sendmail's own line on an answer that concerns the whole message: "554 5.0.0 Service unavailable". */
static gboolean
is_local_line (NixieSlice line)
{
  static const char generic[] = " 5.0.0 ";
  return line.length > 10 && g_ascii_isdigit (line.data[0]) && memcmp (line.data + 3, generic, sizeof generic - 1) == 0
         && line.data[10] != '<';
}

/* What the other host answered in a transcript of sendmail's ("<<< 554 5.7.0 words"), where sendmail's own line says less; else an empty
 * slice. */
static NixieSlice
answer_in (NixieSlice words)
{
  NixieSlice rest = words, line;
  const char *answer = NULL;
  while (nixie_line_next (&rest, &line))
    {
      line = nixie_slice_trim (line);
      const gboolean error = nixie_slice_starts_nocase (line, "<<< ") && line.length > 7 && (line.data[4] == '4' || line.data[4] == '5');
      if (error && answer == NULL)
        answer = line.data + 4;
      else if (answer != NULL && is_local_line (line))
        return nixie_slice_trim (nixie_slice (answer, (gsize) (line.data - answer)));
    }
  return NIXIE_SLICE_EMPTY;
}

/* An array of the recipients of OUT, by number. */
static Subject *
subjects_of (const NixieStatements *out, guint n)
{
  Subject *subjects = g_new0 (Subject, n + 1);
  for (guint i = 0; i <= n; i++)
    subjects[i].address = "";
  const GArray *rows = nixie_statements_rows (out);
  for (guint i = 0; i < rows->len; i++)
    {
      const NixieStatement *row = &g_array_index (rows, NixieStatement, i);
      if (row->recipient > n)
        continue;
      if (row->field == NIXIE_FIELD_DIAGNOSTIC && has_words (row->value))
        subjects[row->recipient].told = TRUE;
      else if (row->field == NIXIE_FIELD_RECIPIENT)
        subjects[row->recipient].address = row->value;
    }
  return subjects;
}

/* TEXT up to what came back. */
static NixieSlice
words_of (NixieSlice text, NixieStatements *out)
{
  NixieSlice before;
  const gboolean cut = text.length > NIXIE_LIMIT_WORDS_BYTES;
  nixie_lines_split_returned (nixie_slice (text.data, MIN (text.length, NIXIE_LIMIT_WORDS_BYTES)), &before);
  if (cut && before.length == NIXIE_LIMIT_WORDS_BYTES)
    nixie_statements_add_finding (out, "words cut at the limit");
  return before;
}

/* Whether TEXT may say that a command before RCPT was answered, which the fields do not: "(in reply to MAIL FROM command)". */
static gboolean
may_be_early (NixieSlice text)
{
  static const char *const commands[] = { "MAIL", "EHLO", "HELO" };
  const gsize length = MIN (text.length, NIXIE_LIMIT_WORDS_BYTES);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (length > 0 && memmem (text.data, length, commands[i], strlen (commands[i])) != NULL)
      return TRUE;
  return FALSE;
}

void
nixie_human_read (NixieSlice text, NixieStatements *out)
{
  const guint all = nixie_statements_n_recipients (out), n = MIN (all, NIXIE_LIMIT_WORDS_RECIPIENTS);
  g_autofree Subject *subjects = subjects_of (out, all);
  const gboolean early = may_be_early (text);
  guint recipient = 1;
  while (!early && recipient <= all && subjects[recipient].told)
    recipient++;
  if (recipient > all || subjects[0].told)
    return;
  const NixieSlice before = words_of (text, out);
  find_entries (before, subjects, n);
  for (; recipient <= all; recipient++)
    {
      if (subjects[recipient].told)
        {
          if (early && recipient <= n)
            nixie_add_stage (out, recipient, words_about (before, &subjects[recipient], all == 1));
          continue;
        }
      if (recipient > n)
        {
          nixie_statements_add_finding (out, "too many recipients to look for in the words");
          return;
        }
      NixieSlice words = words_about (before, &subjects[recipient], all == 1);
      const NixieSlice answer = answer_in (words);
      nixie_statements_add (out, recipient, NIXIE_FIELD_DIAGNOSTIC, answer, "text");
      words = answer.length > 0 ? answer : words;
      words.length = MIN (words.length, 4 * NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      nixie_statements_add (out, recipient, NIXIE_FIELD_HUMAN, words, "text");
    }
}
