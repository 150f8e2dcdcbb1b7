/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why the recipients of a notice failed: the words behind an entry up to an empty line, the paragraph around an address in a sentence, and
 * where neither has a code, the paragraph that has. Those who share an entry's ground share its words.
 */
#include "report/notice-private.h"

#include "base/limits.h"
#include "report/lines.h"
#include "report/reply.h"

#include <string.h>

#define ANNOUNCEMENT_BYTES 100
#define CODE_BYTES (16 * 1024) /* of a text, in which the code of the only recipient is looked for */

typedef struct {
  NixieSlice address, original;
  GString *words;
  gboolean code;  /* they state a reply or a status */
} Entry;

static void
entry_clear (gpointer data)
{
  g_string_free (((Entry *) data)->words, TRUE);
}

static gboolean
states_code (const char *words)
{
  NixieReply reply;
  nixie_reply_split (words, &reply);
  return (reply.reply[0] != '\0' && reply.reply[0] != '2' && reply.reply[0] != '3')
         || (reply.status[0] != '\0' && reply.status[0] != '2');
}

static gboolean
is_same (NixieSlice a, NixieSlice b)
{
  return a.length == b.length && g_ascii_strncasecmp (a.data, b.data, a.length) == 0;
}

static gboolean
states_reply (const char *words)
{
  NixieReply reply;
  return nixie_reply_split (words, &reply) && reply.reply[0] > '3';
}

/* The number of the line behind the empty lines at I where it is indented more than INDENT, and I where not. */
static guint
indented_behind (const NixieNoticeText *text, guint i, gsize indent)
{
  guint next = i;
  while (next < text->lines->len && nixie_notice_line (text, next)->blank)
    next++;
  return next < text->lines->len && nixie_notice_line (text, next)->indent > indent ? next : i;
}

/* "***** End of message *****": it says nothing of anybody. */
static gboolean
is_decoration (NixieSlice line)
{
  line = nixie_slice_trim (line);
  return line.length >= 5 && strchr ("*-=_#", line.data[0]) != NULL && line.data[0] != '\0' && memcmp (line.data, line.data + 1, 4) == 0;
}

/* Lines from I on, to the end of the paragraph or to line STOP; a paragraph that only announces the next one is gone through. */
static void
append_lines (const NixieNoticeText *text, guint i, guint stop, GString *words)
{
  for (; i < MIN (stop, text->lines->len) && words->len < NIXIE_LIMIT_DIAGNOSTIC_BYTES; i++)
    {
      const NixieNoticeLine *line = nixie_notice_line (text, i);
      const gboolean announces = words->len == 0 || words->str[words->len - 1] == ':';
      if (is_decoration (line->raw) || (line->blank && !announces))
        return;
      nixie_line_append (words, line->raw, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
    }
}

/* An entry without a reply: the indented paragraph below it, or the line right above it that names the same address, where that has one. */
static void
append_reply_nearby (const NixieNoticeText *text, const NixieMention *mention, guint stop, GString *words)
{
  guint i = mention->line + 1;
  while (i < text->lines->len && !nixie_notice_line (text, i)->blank)
    i++;
  const guint below = indented_behind (text, i, nixie_notice_line (text, mention->line)->indent);
  g_autoptr (GString) line = g_string_new (NULL);
  if (below > i)
    append_lines (text, below, stop, line);
  if (states_reply (line->str))
    nixie_line_append (words, nixie_slice (line->str, line->len), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  g_string_set_size (line, 0);
  const NixieNoticeLine *above = mention->line > 0 ? nixie_notice_line (text, mention->line - 1) : NULL;
  if (above == NULL || above->n != 1 || !is_same (nixie_notice_mention (text, above->first)->address, mention->address))
    return;
  nixie_line_append (line, above->raw, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
  if (!states_reply (line->str))
    return;
  g_string_append_c (line, ' ');
  g_string_prepend (words, line->str);
}

static guint
paragraph_start (const NixieNoticeText *text, guint line)
{
  while (line > 0 && !nixie_notice_line (text, line - 1)->blank)
    line--;
  return line;
}

/* The paragraph around LINE says why. */
static gboolean
says_why (const NixieNoticeText *text, guint line)
{
  guint first = paragraph_start (text, line), last = line;
  gboolean code = FALSE;
  while (last + 1 < text->lines->len && !nixie_notice_line (text, last + 1)->blank)
    last++;
  for (guint i = first; i <= last; i++)
    code = code || nixie_notice_line (text, i)->code;
  return code || nixie_notice_count (text, NIXIE_CUE_GROUND, nixie_notice_line (text, first)->at, nixie_notice_line (text, last)->end) > 0;
}

/* What is said of MENTION between the lines START and STOP, where other recipients are named. "There was an error delivering your mail to
 * <a@b>." is followed by the ground; most other sentences with an address are it. */
static GString *
ground_of (const NixieNoticeText *text, const NixieMention *mention, guint start, guint stop)
{
  GString *words = g_string_new (NULL);
  NixieSlice after = mention->after;
  while (after.length > 0 && (strchr (">\"':;,. \t\r", after.data[0]) != NULL || after.data[0] == '-'))
    after = nixie_slice (after.data + 1, after.length - 1);
  if (mention->entry || (after.length == 0 && !says_why (text, mention->line)))
    {
      nixie_line_append (words, after, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      append_lines (text, mention->line + 1, stop, words);
    }
  if (mention->entry && !states_reply (words->str))
    append_reply_nearby (text, mention, stop, words);
  if (words->len == 0 && !mention->entry)
    append_lines (text, MAX (start, paragraph_start (text, mention->line)), stop, words);
  return words;
}

/* Whether LINE states a reply (2), a status (1) or neither; *CODE is where it begins behind "<<<" and the like. */
static guint
code_rank (const char *line, const char **code)
{
  NixieReply reply;
  *code = line + strspn (line, "<>#-: ");
  if (!nixie_reply_split (*code, &reply))
    return 0;
  return reply.reply[0] == '4' || reply.reply[0] == '5' || reply.reply[0] == '0' || reply.reply[0] == '6' ? 2 : 1;
}

GString *
nixie_notice_coded_words (const NixieNoticeText *text)
{
  GString *words = g_string_new (NULL);
  guint best = 0;
  for (guint i = 0; i < text->lines->len && best < 2; i++)
    {
      const NixieSlice raw = nixie_notice_line (text, i)->raw;
      g_autofree char *line = nixie_slice_dup (nixie_slice_trim (nixie_slice (raw.data, MIN (raw.length, NIXIE_LIMIT_DIAGNOSTIC_BYTES))));
      const char *code;
      const guint rank = code_rank (line, &code);
      if (rank <= best)
        continue;
      best = rank;
      g_string_set_size (words, 0);
      const NixieSlice announced = i > 0 ? nixie_slice_trim (nixie_notice_line (text, i - 1)->raw) : NIXIE_SLICE_EMPTY;
      if (announced.length > 0 && announced.length < ANNOUNCEMENT_BYTES && announced.data[announced.length - 1] == ':')
        nixie_line_append (words, announced, NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      nixie_line_append (words, nixie_slice_of (code), NIXIE_LIMIT_DIAGNOSTIC_BYTES);
      append_lines (text, i + 1, text->lines->len, words);
    }
  return words;
}

static char *
key_of (NixieSlice address)
{
  return g_ascii_strdown (address.data, (gssize) address.length);
}

/* One entry an address, in the order of their first mention. */
static GArray *
gather (const NixieNoticeText *text, const GArray *chosen)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (entries, entry_clear);
  g_autoptr (GHashTable) index = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint start = 0;
  for (guint i = 0; i < chosen->len; i++)
    {
      const NixieMention *mention = nixie_notice_mention (text, g_array_index (chosen, guint, i));
      const NixieMention *before = i > 0 ? nixie_notice_mention (text, g_array_index (chosen, guint, i - 1)) : mention;
      const guint stop = i + 1 < chosen->len ? nixie_notice_mention (text, g_array_index (chosen, guint, i + 1))->line : G_MAXUINT;
      start = is_same (before->address, mention->address) ? start : MIN (before->line + 1, mention->line);
      g_autofree char *key = key_of (mention->address);
      const guint known = GPOINTER_TO_UINT (g_hash_table_lookup (index, key));
      GString *words = ground_of (text, mention, start, MAX (stop, mention->line + 1));
      const Entry entry = { mention->address, mention->original, words, states_code (words->str) };
      Entry *old = known > 0 ? &g_array_index (entries, Entry, known - 1) : NULL;
      if (old == NULL)
        {
          g_array_append_val (entries, entry);
          g_hash_table_insert (index, g_steal_pointer (&key), GUINT_TO_POINTER (entries->len));
        }
      else if (words->len > 0 && (old->words->len == 0 || (entry.code && !old->code)))
        {
          g_string_free (old->words, TRUE);
          old->words = words;
          old->code = entry.code;
        }
      else
        g_string_free (words, TRUE);
    }
  return entries;
}

/* Addresses below each other have the ground that stands below the last of them. */
static void
share (GArray *entries)
{
  for (guint i = entries->len - 1; i > 0; i--)
    {
      Entry *entry = &g_array_index (entries, Entry, i - 1);
      const Entry *next = &g_array_index (entries, Entry, i);
      if (entry->words->len > 0)
        continue;
      g_string_append_len (entry->words, next->words->str, (gssize) next->words->len);
      entry->code = next->code;
    }
}

static gboolean
is_any_coded (const GArray *entries)
{
  for (guint i = 0; i < entries->len; i++)
    if (g_array_index (entries, Entry, i).code)
      return TRUE;
  return FALSE;
}

void
nixie_notice_add_code (NixieSlice text, NixieStatements *out)
{
  NixieSlice before;
  nixie_lines_split_returned (text, &before);
  before.length = MIN (before.length, CODE_BYTES);
  g_autoptr (NixieNoticeText) notice = nixie_notice_text_new (before);
  g_autoptr (GString) words = nixie_notice_coded_words (notice);
  if (nixie_statements_n_recipients (out) == 1)
    nixie_statements_add (out, 1, NIXIE_FIELD_DIAGNOSTIC, nixie_slice (words->str, words->len), "text");
}

void
nixie_notice_state (const NixieNoticeText *text, const GArray *chosen, const char *action, NixieStatements *out)
{
  g_autoptr (GArray) entries = gather (text, chosen);
  share (entries);
  g_autoptr (GString) coded = is_any_coded (entries) ? g_string_new (NULL) : nixie_notice_coded_words (text);
  for (guint i = 0; i < entries->len; i++)
    {
      Entry *entry = &g_array_index (entries, Entry, i);
      if (coded->len > 0)
        {
          g_string_prepend_c (entry->words, ' ');
          g_string_prepend (entry->words, coded->str);
        }
      NixieEntryText stated = { .address = entry->address, .original = entry->original, .words = entry->words, .action = action };
      nixie_add_entry (out, &stated);
    }
}
