/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every limit that a stranger's mail can reach, in one place. Each is a bound on work or memory; a message that reaches one is
 * read as far as the limit and carries a finding, it is never an error. Used by source/, mime/, report/, recipient/, store/.
 */
#ifndef NIXIE_BASE_LIMITS_H
#define NIXIE_BASE_LIMITS_H

#define NIXIE_LIMIT_PARSED_BYTES (1024 * 1024)          /* of one message, what is looked at */
#define NIXIE_LIMIT_MESSAGE_BYTES (64 * 1024 * 1024)    /* of one message, what is kept in memory: the rest is passed over */
#define NIXIE_LIMIT_HEADER_FIELDS 1000                  /* in one header block */
#define NIXIE_LIMIT_FIELD_BYTES (64 * 1024)             /* the value of one header field, its folds included */
#define NIXIE_LIMIT_LINE_BYTES (64 * 1024)              /* one line of a decoded text; RFC 5321 4.5.3.1.6 allows 1000 */
#define NIXIE_LIMIT_PARTS 200                           /* in one message, all levels */
#define NIXIE_LIMIT_DEPTH 10                            /* multiparts in multiparts, messages in messages */
#define NIXIE_LIMIT_RECIPIENTS 1000                     /* of one report */
#define NIXIE_LIMIT_WORDS_BYTES (64 * 1024)             /* of the words for people, in which recipients are looked for */
#define NIXIE_LIMIT_WORDS_RECIPIENTS 50                 /* who are looked for in the words for people */
#define NIXIE_LIMIT_TRANSCRIPT_RECIPIENTS 100           /* who are looked for in each line of sendmail's transcript */
#define NIXIE_LIMIT_ADDRESS_BYTES 320                   /* RFC 5321 4.5.3.1: 64 + 1 + 255 */
#define NIXIE_LIMIT_DIAGNOSTIC_BYTES 1000               /* of a diagnostic, as kept in the list */
#define NIXIE_LIMIT_TEXT_BYTES 256                      /* of any other text of a stranger, as kept in the list */
#define NIXIE_LIMIT_ADDRESS_INPUT_LINE (64 * 1024)      /* one line of `nixie check -` */
#define NIXIE_LIMIT_WORKERS 256                         /* processes, whatever a user asks for */
#define NIXIE_LIMIT_WORKER_SECONDS 20                   /* wall clock, one batch of messages in a worker */
#define NIXIE_LIMIT_WORKER_DATA_BYTES (512L * 1024 * 1024) /* RLIMIT_DATA of a worker (not under sanitizers) */
#define NIXIE_LIMIT_RULES 500                           /* of a user's own, in one file */
#define NIXIE_LIMIT_RULES_BYTES (256 * 1024)            /* that file */
#define NIXIE_LIMIT_RULE_LINE_BYTES 1000                /* one line of it, and so a regular expression */
#define NIXIE_LIMIT_RULE_TEXT_BYTES 4000                /* of a text, what a regular expression is asked about */
#define NIXIE_LIMIT_RULE_STEPS 10000                    /* that it may take from one place of the text: PCRE2's match limit */
#define NIXIE_LIMIT_RULE_DEPTH 2000                     /* PCRE2's depth limit */
#define NIXIE_LIMIT_RULE_HEAP_KIB 8192                  /* PCRE2's heap limit */

#endif
