/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The general reader of mail systems' own wordings: who failed, whatever the words around the address. Every address in the text gets a
 * rank by how it stands there: as an entry of a list or behind a recipient's label, in a sentence that speaks of failure or of a ground for
 * it, or alone in a text that does. The best rank that occurs is believed, the others are passed over: they stand in replies, in
 * explanations, in signatures. Whom one writes for help, the sender and the notice's own addresses are no recipients.
 */
#include "report/notice-private.h"

#include "base/limits.h"
#include "report/address-list.h"
#include "report/lines.h"
#include "report/reply.h"

#include <string.h>

#define REPLY_BYTES 80 /* behind an address, in which a reply is looked for */
#define LABEL_GAP 16 /* octets between a label and its address: ": rfc822; <" */

#define count nixie_notice_count

typedef enum { RANK_NONE, RANK_ALONE, RANK_SENTENCE, RANK_ENTRY } Rank;

typedef struct {
  const NixieNoticeText *text;
  const NixieNoticeContext *context;
  gsize introduced;      /* where the first word of failure or delay or "following recipients" ends */
  NixieMention *last;    /* the last entry */
} Reader;

static gboolean
is_delay (NixieCueKind kind)
{
  return kind == NIXIE_CUE_DELAYED || kind == NIXIE_CUE_RETRIED;
}

static guint
count_delays (const NixieNoticeText *text, gsize at, gsize end)
{
  return count (text, NIXIE_CUE_DELAYED, at, end) + count (text, NIXIE_CUE_RETRIED, at, end);
}

/* SLICE holds no words: bullets, brackets, numbers of a list, U+2022 and its like. */
static gboolean
is_decoration (NixieSlice slice)
{
  for (gsize i = 0; i < slice.length; i++)
    {
      if ((guchar) slice.data[i] == 0xe2 && i + 2 < slice.length)
        i += 2;
      else if (!g_ascii_isspace (slice.data[i]) && !g_ascii_isdigit (slice.data[i])
               && strchr ("*-+>|<\"'`()[]:;,.#=", slice.data[i]) == NULL)
        return FALSE;
    }
  return TRUE;
}

/* WORDS go on with a word that names hold too, or is one word right before a bracket. */
static gboolean
is_small_word (NixieSlice words)
{
  static const char *const small[] = { "at ", "de ", "von ", "van ", "der ", "di ", "la " };
  for (gsize i = 0; i < G_N_ELEMENTS (small); i++)
    if (nixie_slice_starts_nocase (words, small[i]))
      return TRUE;
  return memchr (words.data, ' ', words.length) == NULL;
}

/* "Joe User <", "'Joe User' (": a name before the address in brackets; its words begin with capitals, unlike those of a sentence. */
static gboolean
is_name_before (NixieSlice before)
{
  before = nixie_slice_trim (before);
  if (before.length < 2 || before.length > 60 || strchr ("<(", before.data[before.length - 1]) == NULL)
    return FALSE;
  for (gsize i = 0; i + 1 < before.length; i++)
    {
      const gboolean begins = i == 0 || before.data[i - 1] == ' ';
      const gboolean small = begins && g_ascii_islower (before.data[i]);
      if (strchr (":@,;", before.data[i]) != NULL || (small && !is_small_word (nixie_slice (before.data + i, before.length - i))))
        return FALSE;
    }
  return TRUE;
}

/* All other mentions of its line are the same address once more: "a@b<mailto:a@b>", "a@b <a@b>". */
static NixieSlice
behind (NixieSlice after, NixieSlice address)
{
  const char *again = g_strrstr_len (after.data, (gssize) MIN (after.length, address.length + 16), "@");
  if (again == NULL)
    return after;
  const char *end = after.data + after.length;
  while (again < end && !g_ascii_isspace (*again) && *again != '>')
    again++;
  return nixie_slice (again, (gsize) (end - again));
}

static gboolean
is_alone (const NixieMention *mention)
{
  return is_decoration (behind (mention->after, mention->address));
}

/* ", ERROR_CODE :550, …". */
static gboolean
begins_reply (NixieSlice after)
{
  NixieReply reply;
  after.length = MIN (after.length, REPLY_BYTES);
  g_autofree char *words = after.length > 0 && after.data[0] == ',' ? nixie_slice_dup (after) : NULL;
  return words != NULL && nixie_reply_split (words, &reply) && reply.reply[0] > '3';
}

/* What stands behind the address begins as a ground does: ":", "(", "[", "on <date>", or words that are one. */
static gboolean
begins_ground (const Reader *reader, const NixieMention *mention)
{
  const NixieNoticeLine *line = nixie_notice_line (reader->text, mention->line);
  NixieSlice after = mention->after;
  while (after.length > 0 && strchr (">\"' \t", after.data[0]) != NULL)
    after = nixie_slice (after.data + 1, after.length - 1);
  if (after.length > 0 && strchr (":([#-;", after.data[0]) != NULL)
    return TRUE;
  return nixie_slice_starts_nocase (after, "on ") || begins_reply (after)
         || count (reader->text, NIXIE_CUE_GROUND, mention->at, line->end) > 0
         || count (reader->text, NIXIE_CUE_FAILED, mention->at, line->end) > 0;
}

/* The last hit before AT that is of one of the kinds that say whose address follows, not before START; NULL where there is none. */
static const NixieHit *
hit_before (const NixieNoticeText *text, gsize start, gsize at)
{
  guint low = nixie_notice_first_hit (text, at);
  for (; low > 0 && nixie_notice_hit (text, low - 1)->at >= start; low--)
    {
      const NixieHit *hit = nixie_notice_hit (text, low - 1);
      if (hit->kind != NIXIE_CUE_FINAL && !is_delay (hit->kind) && hit->kind != NIXIE_CUE_DELIVERED)
        return hit;
    }
  return NULL;
}

/* Words before the address in its sentence, or in the one that announces it, say that it is somebody else's. */
static gboolean
is_somebody_else (const Reader *reader, guint index)
{
  const NixieNoticeText *text = reader->text;
  const NixieMention *mention = nixie_notice_mention (text, index);
  gsize start, end;
  nixie_notice_sentence (text, mention->at, &start, &end);
  if (index > 0)
    start = MAX (start, nixie_notice_mention (text, index - 1)->at + 1);
  const NixieHit *hit = hit_before (text, start, mention->at);
  if (hit != NULL)
    return hit->kind == NIXIE_CUE_OTHER;
  if (start < 3 || text->folded->str[start - 1] != '\n' || text->folded->str[start - 2] != ':')
    return FALSE;
  nixie_notice_sentence (text, start - 2, &start, &end);
  if (index > 0)
    start = MAX (start, MIN (end, nixie_notice_mention (text, index - 1)->at + 1));
  hit = hit_before (text, start, end);
  return hit != NULL && hit->kind == NIXIE_CUE_OTHER && count (text, NIXIE_CUE_FAILED, start, end) == 0
         && count (text, NIXIE_CUE_LEAD, start, end) == 0;
}

/* "Recipient: <", "RCPT TO:<", "Final-Recipient: rfc822; ". */
static gboolean
is_labelled (const Reader *reader, const NixieMention *mention)
{
  const NixieNoticeLine *line = nixie_notice_line (reader->text, mention->line);
  const NixieHit *hit = hit_before (reader->text, line->at, mention->at + 1);
  return hit != NULL && hit->kind == NIXIE_CUE_RECIPIENT && hit->end <= mention->at + 1
         && mention->at - MIN (hit->end, mention->at) < LABEL_GAP;
}

/* "To: a@b" and nothing else. */
static gboolean
is_plain_to (const NixieMention *mention)
{
  static const char *const words[] = { "to:", "to", "an:", "an", "\303\240 :", "para:", "a:", "aan:", "do:", "komu:", "to: <", "an: <" };
  const NixieSlice before = nixie_slice_trim (mention->before);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (nixie_slice_equal_nocase (before, words[i]))
      return TRUE;
  return FALSE;
}

/* A list's entry, or the ground of one: lines that are indented more than the entry go on with it. */
static gboolean
is_entry (Reader *reader, const NixieMention *mention)
{
  const NixieNoticeText *text = reader->text;
  const NixieNoticeLine *line = nixie_notice_line (text, mention->line);
  if (mention->at < reader->introduced || line->code || (!is_decoration (mention->before) && !is_name_before (mention->before)))
    return FALSE;
  if (is_alone (mention))
    return TRUE;
  const gboolean goes_on = reader->last != NULL && mention->line > 0 && !nixie_notice_line (text, mention->line - 1)->blank
                           && nixie_notice_line (text, reader->last->line)->indent < line->indent;
  return !goes_on && begins_ground (reader, mention);
}

/* In a sentence an address has brackets or a domain with a dot: "Win32.Worm@mm" is none. */
static gboolean
has_whole_domain (const NixieMention *mention)
{
  const NixieSlice address = mention->address;
  const char *at = g_strrstr_len (address.data, (gssize) address.length, "@");
  const gboolean bracket = mention->before.length > 0 && mention->before.data[mention->before.length - 1] == '<';
  return bracket || memchr (at, '.', address.length - (gsize) (at - address.data)) != NULL;
}

static Rank
rank_by_place (Reader *reader, NixieMention *mention)
{
  const NixieNoticeText *text = reader->text;
  const NixieNoticeLine *line = nixie_notice_line (text, mention->line);
  gsize start, end;
  if (is_labelled (reader, mention) || is_entry (reader, mention))
    {
      mention->entry = TRUE;
      return RANK_ENTRY;
    }
  nixie_notice_sentence (text, mention->at, &start, &end);
  if (!has_whole_domain (mention))
    return RANK_NONE;
  if (line->code || count (text, NIXIE_CUE_FAILED, start, end) > 0
      || count (text, NIXIE_CUE_GROUND, start, end) > 0 || count_delays (text, start, end) > 0)
    return RANK_SENTENCE;
  return is_plain_to (mention) || (is_decoration (mention->before) && is_alone (mention)) ? RANK_ALONE : RANK_NONE;
}

/* Mail systems and those who answer for them. */
static gboolean
is_role (NixieSlice address)
{
  static const char *const roles[] = { "postmaster@", "mailer-daemon@", "abuse@", "hostmaster@", "webmaster@", "support@", "helpdesk@",
                                       "help@", "noreply@", "no-reply@", "admin@", "servicedesk@", "security@" };
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (nixie_slice_starts_nocase (address, roles[i]))
      return TRUE;
  return FALSE;
}

static gboolean
is_one_of (NixieSlice address, NixieSlice list)
{
  NixieSlice other;
  for (guint i = 0; i < 10 && nixie_address_list_next (&list, &other); i++)
    if (other.length == address.length && g_ascii_strncasecmp (other.data, address.data, address.length) == 0)
      return TRUE;
  return FALSE;
}

/* "Original address: a@b" below "Recipient address: c@d": an entry's second address. */
static gboolean
is_original (const NixieMention *mention, const NixieMention *last)
{
  const NixieSlice before = nixie_slice_trim (mention->before);
  return mention->line == last->line + 1
         && (nixie_slice_starts_nocase (before, "original address") || nixie_slice_starts_nocase (before, "original recipient"));
}

static Rank
rank_of (Reader *reader, guint index)
{
  NixieMention *mention = nixie_notice_mention (reader->text, index);
  if (is_somebody_else (reader, index))
    return RANK_NONE;
  if (reader->last != NULL && is_original (mention, reader->last))
    {
      reader->last->original = mention->address;
      return RANK_NONE;
    }
  const Rank rank = rank_by_place (reader, mention);
  if (rank == RANK_ENTRY)
    reader->last = mention;
  /* The sender hears of it; that it is who failed is believed only of a list. */
  if (is_one_of (mention->address, reader->context->to))
    return rank == RANK_ENTRY ? RANK_ALONE : RANK_NONE;
  if (is_role (mention->address) || is_one_of (mention->address, reader->context->from))
    return rank == RANK_ENTRY ? rank : RANK_NONE;
  return rank;
}

/* Where the words about recipient MENTION end: a reply that is quoted there says nothing of what the notice is. */
static gsize
ground_end (const NixieNoticeText *text, const NixieMention *mention)
{
  guint i = mention->line;
  while (i + 1 < text->lines->len && !nixie_notice_line (text, i + 1)->blank)
    i++;
  return nixie_notice_line (text, i)->end;
}

/* FROM and TO bound what is said of the recipients, between them. */
static const char *
action_of (const NixieNoticeText *text, const NixieNoticeContext *context, gsize from, gsize to)
{
  const gsize end = text->folded->len;
  if (count (text, NIXIE_CUE_RETRIED, 0, from) > 0 || count (text, NIXIE_CUE_RETRIED, to, end) > 0)
    return "delayed";
  if (count (text, NIXIE_CUE_FINAL, 0, end) > 0)
    return "failed";
  return context->delayed || count_delays (text, 0, from) > 0 || count_delays (text, to, end) > 0 ? "delayed" : "failed";
}

/* Whether TEXT is about mail that was not delivered at all. */
static gboolean
is_about_failure (const NixieNoticeText *text, const NixieNoticeContext *context)
{
  const gsize end = text->folded->len;
  if (count (text, NIXIE_CUE_SILENT, 0, end) > 0)
    return FALSE;
  const gboolean failed = count (text, NIXIE_CUE_FAILED, 0, end) > 0 || count_delays (text, 0, end) > 0;
  if (failed || !context->sure)
    return failed;
  if (count (text, NIXIE_CUE_DELIVERED, 0, end) > 0)
    return FALSE;
  return context->titled || count (text, NIXIE_CUE_GROUND, 0, end) > 0;
}

static gsize
introduced_at (const NixieNoticeText *text)
{
  for (guint i = 0; i < text->hits->len; i++)
    {
      const NixieHit *hit = nixie_notice_hit (text, i);
      if (hit->kind == NIXIE_CUE_FAILED || hit->kind == NIXIE_CUE_LEAD || is_delay (hit->kind))
        return hit->end;
    }
  return G_MAXSIZE;
}

/* TEXT names a user of the host without a domain, "<user>", and it is not the one of ADDRESS. */
static gboolean
names_another_user (const NixieNoticeText *text, NixieSlice address)
{
  gboolean another = FALSE;
  for (guint i = 0; i < text->lines->len; i++)
    {
      const NixieSlice raw = nixie_notice_line (text, i)->raw;
      const char *open = memchr (raw.data, '<', raw.length);
      const char *p = open != NULL ? open + 1 : NULL;
      while (p != NULL && p < raw.data + raw.length && (g_ascii_isalnum (*p) || *p == '-' || *p == '_' || *p == '+'))
        p++;
      if (p == NULL || p == raw.data + raw.length || *p != '>' || p == open + 1)
        continue;
      const gsize length = (gsize) (p - open - 1);
      if (address.length > length && address.data[length] == '@' && g_ascii_strncasecmp (address.data, open + 1, length) == 0)
        return FALSE;
      another = TRUE;
    }
  return another;
}

/* Nobody is named: the one address in what came back. */
static gboolean
state_returned_to (const NixieNoticeText *text, const NixieNoticeContext *context, NixieSlice returned, NixieStatements *out)
{
  NixieHeaders headers;
  nixie_headers_read (nixie_message_start (returned), &headers);
  const NixieSlice to = nixie_address_list_only (headers.value[NIXIE_HEADER_TO]);
  const gboolean report = context->structured || nixie_slice_starts_nocase (headers.value[NIXIE_HEADER_CONTENT_TYPE], "multipart/report");
  if (!context->sure || report || names_another_user (text, to) || is_one_of (to, context->to)
      || count (text, NIXIE_CUE_FAILED, 0, text->folded->len) == 0)
    return FALSE;
  const guint recipient = nixie_add_recipient (out, to, "returned headers");
  if (recipient == 0)
    return FALSE;
  nixie_statements_add (out, recipient, NIXIE_FIELD_ACTION, nixie_slice_of (action_of (text, context, 0, 0)), "text");
  g_autoptr (GString) words = nixie_notice_coded_words (text);
  nixie_statements_add (out, recipient, NIXIE_FIELD_DIAGNOSTIC, nixie_slice (words->str, words->len), "text");
  return TRUE;
}

/* The numbers of the mentions of the best rank. */
static GArray *
choose (Reader *reader)
{
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint));
  Rank best = reader->context->sure ? RANK_ALONE : RANK_SENTENCE;
  for (guint i = 0; i < reader->text->mentions->len; i++)
    {
      const Rank rank = rank_of (reader, i);
      if (rank < best)
        continue;
      if (rank > best)
        g_array_set_size (chosen, 0);
      best = rank;
      g_array_append_val (chosen, i);
    }
  return chosen;
}

static void
state_chosen (const NixieNoticeText *text, const NixieNoticeContext *context, const GArray *chosen, NixieStatements *out)
{
  const NixieMention *first = nixie_notice_mention (text, g_array_index (chosen, guint, 0));
  const NixieMention *last = nixie_notice_mention (text, g_array_index (chosen, guint, chosen->len - 1));
  const gsize from = first->entry ? first->at : 0, to = first->entry ? ground_end (text, last) : 0;
  nixie_notice_state (text, chosen, action_of (text, context, from, to), out);
}

gboolean
nixie_notice_is_warning (NixieSlice subject)
{
  g_autoptr (NixieNoticeText) text = nixie_notice_text_new (subject);
  return count_delays (text, 0, text->folded->len) > 0;
}

gboolean
nixie_notice_read (NixieSlice text, const NixieNoticeContext *context, NixieStatements *out)
{
  NixieSlice before;
  const NixieSlice returned = nixie_lines_split_returned (text, &before);
  const gboolean cut = before.length > NIXIE_LIMIT_WORDS_BYTES;
  before.length = MIN (before.length, NIXIE_LIMIT_WORDS_BYTES);
  g_autoptr (NixieNoticeText) notice = nixie_notice_text_new (before);
  if (!is_about_failure (notice, context))
    return FALSE;
  Reader reader = { .text = notice, .context = context, .introduced = introduced_at (notice) };
  g_autoptr (GArray) chosen = choose (&reader);
  if (chosen->len == 0 && !state_returned_to (notice, context, returned.length > 0 ? returned : context->returned, out))
    return FALSE;
  if (chosen->len > 0)
    state_chosen (notice, context, chosen, out);
  if (cut)
    nixie_statements_add_finding (out, "words cut at the limit");
  nixie_returned_read (returned, out);
  return TRUE;
}
