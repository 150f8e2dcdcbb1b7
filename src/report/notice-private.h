/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the reader of mail systems' notices knows of a text: its lines, the addresses in it, and the words of cues.tsv. notice-text.c
 * makes it in one pass, notice.c concludes who failed, notice-ground.c gathers why.
 */
#ifndef NIXIE_REPORT_NOTICE_PRIVATE_H
#define NIXIE_REPORT_NOTICE_PRIVATE_H

#include "report/reader-private.h"

typedef enum {
  NIXIE_CUE_FAILED,    /* something was not delivered */
  NIXIE_CUE_LEAD,      /* recipients follow */
  NIXIE_CUE_GROUND,    /* why */
  NIXIE_CUE_DELAYED,   /* it will be tried again */
  NIXIE_CUE_RETRIED,   /* the same outright, whatever else the words say */
  NIXIE_CUE_FINAL,     /* it will not */
  NIXIE_CUE_DELIVERED, /* it was delivered */
  NIXIE_CUE_RECIPIENT, /* a label before a recipient's address */
  NIXIE_CUE_SILENT,    /* the text is something else */
  NIXIE_CUE_OTHER,     /* the address behind it is somebody else's */
} NixieCueKind;

typedef struct {
  NixieCueKind kind;
  const char *words; /* folded; "@" stands for an address */
  gsize length;
} NixieCue;

extern const NixieCue nixie_cues[];
extern const gsize nixie_n_cues;

/* Words of cues.tsv in the text. */
typedef struct {
  NixieCueKind kind;
  gsize at, end; /* in folded */
} NixieHit;

typedef struct {
  NixieSlice raw;
  gsize at, end;        /* in folded */
  gsize indent;
  guint first, n;       /* its mentions */
  gboolean blank;
  gboolean code;        /* begins with a reply code: "550 …", "<<< 550 …" */
} NixieNoticeLine;

/* An address in the text, where it stands. */
typedef struct {
  NixieSlice address;
  guint line;
  gsize at;             /* of its "@" in folded */
  NixieSlice before;    /* of its line */
  NixieSlice after;
  NixieSlice original;  /* the address first mailed, where an entry names that too */
  gboolean entry;       /* the line is about it: what stands behind is its ground */
} NixieMention;

typedef struct {
  GString *folded;      /* lower case, addresses as "@", LF where a sentence or paragraph ends */
  GArray *lines;        /* NixieNoticeLine */
  GArray *mentions;     /* NixieMention, in their order */
  GArray *hits;         /* NixieHit, in their order */
} NixieNoticeText;

/* Reads TEXT, from which lines and addresses borrow. The caller frees it. */
NixieNoticeText *nixie_notice_text_new (NixieSlice text);
void nixie_notice_text_free (NixieNoticeText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (NixieNoticeText, nixie_notice_text_free)

#define nixie_notice_line(text, i) (&g_array_index ((text)->lines, NixieNoticeLine, (i)))
#define nixie_notice_mention(text, i) (&g_array_index ((text)->mentions, NixieMention, (i)))
#define nixie_notice_hit(text, i) (&g_array_index ((text)->hits, NixieHit, (i)))

/* The number of the first hit at AT or behind it; the number of all where there is none. */
guint nixie_notice_first_hit (const NixieNoticeText *text, gsize at);

/* How many words of KIND stand between AT and END. */
guint nixie_notice_count (const NixieNoticeText *text, NixieCueKind kind, gsize at, gsize end);

/* The sentence around AT. */
void nixie_notice_sentence (const NixieNoticeText *text, gsize at, gsize *start, gsize *end);

/* The first paragraph that states a reply, else a status, from that line on; empty where none does. The caller owns it. */
GString *nixie_notice_coded_words (const NixieNoticeText *text);

/* States each of CHOSEN (numbers of mentions, in their order) as a recipient that is ACTION, with the words about it. */
void nixie_notice_state (const NixieNoticeText *text, const GArray *chosen, const char *action, NixieStatements *out);

#endif
