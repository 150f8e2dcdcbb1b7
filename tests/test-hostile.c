/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Messages made to stop or to stall a reader: recursion, lists, counts and nesting without end. Each shape is read at a size and at four
 * times that size; the second may take at most BOUND times as long, and a message far above the limit on what is looked at no longer
 * than one at it. Ratios, because machines differ; the least of as many runs as it takes, because they are busy: a machine can make a
 * run longer, never shorter, so one pair of good runs proves what many bad ones cannot disprove.
 */
#include "config.h"

#include "pipeline.h"

#include "base/limits.h"

#include <criterion/criterion.h>
#include <string.h>
#include <time.h>

#ifdef NIXIE_SANITIZED
#define SMALL (NIXIE_LIMIT_PARSED_BYTES / 16)
#define BEYOND 2
#define BOUND 100.0   /* AddressSanitizer looks at all that is left at each call of memmem and iconv */
#define FLOOR_US 30000
#define ROUNDS 6
#else
#define SMALL (NIXIE_LIMIT_PARSED_BYTES / 8) /* four times that is 10^5 of most units below */
#define BEYOND 3
#define BOUND 10.0    /* linear is 4 */
#define FLOOR_US 3000 /* below this a run says nothing */
#define ROUNDS 20
#endif

/* A message: HEAD, then UNIT again and again up to the size, then TAIL. */
typedef struct {
  const char *name, *head, *unit, *tail;
} Shape;

#define DAEMON "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.org\nSubject: Undelivered Mail\n"
#define REPORT DAEMON "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n"
#define STATUS REPORT "\n--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
#define ONE "Final-Recipient: rfc822; a@example.com\nAction: failed\nStatus: 5.1.1\n\n"
#define RETURNED STATUS ONE "--b\nContent-Type: message/rfc822\n\n"

static const Shape shapes[] = {
  { "groups in From", DAEMON "From: ", "a:", "\n\nwords\n" },
  { "groups in the only From", "Return-Path: <>\nFrom: ", "a:", "\n\nwords\n" },
  { "groups in a returned From", RETURNED "From: ", "a:", "\n\nwords\n--b--\n" },
  { "a list in To", DAEMON "To: ", "a,", "\n\nwords\n" },
  { "a list in a returned To", RETURNED "To: ", "a,", "\n\nwords\n--b--\n" },
  { "addresses in a returned To", RETURNED "To: ", "a@example.com,", "\n\nwords\n--b--\n" },
  { "comments in a returned From", RETURNED "From: ", "(", "\n\nwords\n--b--\n" },
  { "quotes in a returned To", RETURNED "To: ", "\"a\\\"", "\n\nwords\n--b--\n" },
  { "angle brackets in a returned To", RETURNED "To: ", "<", "\n\nwords\n--b--\n" },
  { "header fields", DAEMON, "X-A: b\n", "\nwords\n" },
  { "fields that the reader knows", DAEMON, "X-Failed-Recipients: a@example.com\n", "\nwords\n" },
  { "lines that are no fields", DAEMON, "a\n", "\nwords\n" },
  { "folded lines", DAEMON "X-A: b\n", " c\n", "\nwords\n" },
  { "header fields of a part", REPORT "\n--b\n", "X-A: b\n", "\nwords\n--b--\n" },
  { "parts", REPORT "\n", "--b\n\nx\n", "--b--\n" },
  { "empty parts", REPORT "\n", "--b\n", "--b--\n" },
  { "lines like a delimiter", REPORT "\n--b\n\n", "--bb\n", "--b--\n" },
  { "dashes", DAEMON "Content-Type: multipart/report; boundary=\"--------------------------------\"\n\n", "-", "\n" },
  { "nested multiparts", REPORT, "Content-Type: multipart/mixed; boundary=b\n\n--b\n", "\nx\n" },
  { "nested multiparts and delimiters", REPORT "\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n",
    "Content-Type: multipart/mixed; boundary=c\n\n--c\n--\n", "\nx\n" },
  { "nested messages", RETURNED, "Content-Type: message/rfc822\n\n", "From: a@example.com\n\nx\n" },
  { "a boundary to guess", DAEMON "Content-Type: multipart/report\n\n", "--\n--x\n", "words\n" },
  { "recipients", STATUS, ONE, "--b--\n" },
  { "recipients without an empty line", STATUS, "Final-Recipient: rfc822; a@example.com\n", "--b--\n" },
  { "groups without a recipient", STATUS, "Action: failed\nStatus: 5.0.0\n\n", "--b--\n" },
  { "lines that are no fields, in a status part", STATUS, "a\n", "--b--\n" },
  { "empty lines in a status part", STATUS, "\n", ONE "--b--\n" },
  { "a long diagnostic", STATUS ONE "Diagnostic-Code: smtp; 550 ", "5.1.1 ", "\n--b--\n" },
  { "a diagnostic of digits", STATUS ONE "Diagnostic-Code: smtp; ", "5", "\n--b--\n" },
  { "xtext", STATUS "Original-Recipient: rfc822; ", "+41", "@example.com\n--b--\n" },
  { "utf-8 xtext", STATUS "Final-Recipient: utf-8; ", "\\x{41}", "@example.com\n--b--\n" },
  { "encoded words", RETURNED "Subject: ", "=?utf-8?Q?a?= ", "\n\n" },
  { "words that do not end", RETURNED "Subject: ", "=?utf-8?Q?", "\n\n" },
  { "marks of words", RETURNED "Subject: ", "=?", "\n\n" },
  { "addresses in X-Failed-Recipients", DAEMON "X-Failed-Recipients: ", "a@example.com,", "\n\nwords\n" },
  { "nothing in X-Failed-Recipients", DAEMON "X-Failed-Recipients: ", ",<", "\n\nwords\n" },
  { "comments in X-Failed-Recipients", DAEMON "X-Failed-Recipients: ", "(", "\n\nwords\n" },
  { "addresses in To", DAEMON "To: ", "a@example.com, ", "\n\nwords\n" },
  { "quotes in From", DAEMON "From: ", "\"a\\\"", "\n\nwords\n" },
  { "parentheses in a recipient", STATUS "Final-Recipient: rfc822; ", "(a)", "@example.com\n--b--\n" },
  { "angle brackets in a recipient", STATUS "Final-Recipient: rfc822; ", "<", "a@example.com\n--b--\n" },
  { "wrappers of an address", STATUS "Final-Recipient: rfc822; ", "prvs=a=", "a@example.com\n--b--\n" },
  { "words in a diagnostic", STATUS ONE "Diagnostic-Code: smtp; ", "=?utf-8?Q?=C3?= ", "\n--b--\n" },
  { "words of many charsets", RETURNED "Subject: ", "=?utf-8?Q?a?= =?koi8-r?Q?=F0?= ", "\n\n" },
  { "one word", RETURNED "Subject: =?utf-8?Q?", "=C3=BC", "?=\n\n" },
  { "folds in a word", RETURNED "Subject: =?utf-8?Q?", "a\n ", "?=\n\n" },
  { "NULs", DAEMON "\n", "a\001\n", "\n" }, /* the \001 are NULs: see make */
  { "NULs in a header", DAEMON "Subject: ", "\001", "\n\nwords\n" },
  { "NULs in a status part", STATUS ONE, "Status: 5.\0011.1\n", "\n" },
  { "octets without a charset", DAEMON "\n", "\374 \344a", "\n" },
  { "octets of a wrong charset", DAEMON "Content-Type: text/plain; charset=big5\n\n", "\377\301a", "\n" },
  { "octets in pairs", DAEMON "\n", "\244\242 \202\240", "\n" },
  { "halves of characters", DAEMON "Content-Type: text/plain; charset=utf-8\n\n", "\303", "\n" },
  { "shifts of UTF-7", DAEMON "Content-Type: text/plain; charset=utf-7\n\n", "+", "\n" },
  { "uuencode", DAEMON "Content-Transfer-Encoding: x-uuencode\n\n", "begin ", "\n" },
  { "soft line breaks", DAEMON "Content-Transfer-Encoding: quoted-printable\n\n", "= ", "\n" },
  { "deep HTML", DAEMON "Content-Type: text/html\n\n", "<div><table><pre>", "\n" },
  { "links", DAEMON "Content-Type: text/html\n\n", "<a href=\"mailto:a@b\">x", "\n" },
  { "one long tag", DAEMON "Content-Type: text/html\n\n<a ", "mailto:", ">\n" },
  { "tags that do not close", DAEMON "Content-Type: text/html\n\n", "<", "\n" },
  { "white space in HTML", DAEMON "Content-Type: text/html\n\n<p>", "\n ", "\n" },
  { "ends of comments", DAEMON "Content-Type: text/html\n\n", "<!-->", "\n" },
  { "scripts", DAEMON "Content-Type: text/html\n\n", "<script></", "\n" },
  { "charsets of HTML", DAEMON "Content-Type: text/html\n\n", "charset=", "\374\n" },
  { "qmail's recipient at length", DAEMON "\nHi. This is the qmail-send program.\n\n<a@example.com>:\n", "550 5.1.1 no ", "" },
  { "angle brackets in words", DAEMON "\nYour message could not be delivered to the following recipients:\n", "<", "\n" },
  { "one line of addresses", DAEMON "\nYour message could not be delivered to the following recipients:\n", "a@example.com ", "\n" },
  { "tags", DAEMON "Content-Type: text/html\n\n", "<a", "\n" },
  { "comments and scripts", DAEMON "Content-Type: text/html\n\n", "<script><!--", "\n" },
  { "references", DAEMON "Content-Type: text/html\n\n", "&a", "\n" },
  { "ends of base64", DAEMON "Content-Transfer-Encoding: base64\n\n", "=", "\n" },
  { "base64 that goes on", DAEMON "Content-Transfer-Encoding: base64\n\n", "YQ==\n", "\n" },
  { "quoted-printable", DAEMON "Content-Transfer-Encoding: quoted-printable\n\n", "=3D=", "\n" },
  { "octets of no charset", DAEMON "Content-Type: text/plain; charset=euc-jp\n\n", "\377", "\n" },
  { "escape sequences", DAEMON "Content-Type: text/plain; charset=iso-2022-jp\n\n", "\033$B", "\n" },
  { "one line", DAEMON "\n", "a ", "\n" },
  { "parameters", DAEMON "Content-Type: multipart/report", "; x=\"", "\n\n" },
  { "parameters by GMime", DAEMON "Content-Type: multipart/report", "; boundary*0=x", "\n\n" },
  { "Exim's recipients",
    DAEMON "\nThis message was created automatically by mail delivery software.\nThe following address(es) failed:\n\n",
    "  a@example.com\n    550 no\n", "" },
  { "Exim's grounds", DAEMON "\nThis message was created automatically by mail delivery software.\nfailed:\n\n  a@example.com\n",
    "    host mx.example.com [192.0.2.1]: generated from a@example.com\n", "" },
  { "qmail's recipients", DAEMON "\nHi. This is the qmail-send program.\n\n", "<a@example.com>:\nno\n\n", "" },
  { "sendmail's recipients", DAEMON "\n   ----- The following addresses had permanent fatal errors -----\n", "<a@example.com>\n", "" },
  { "sendmail's transcript", DAEMON "\n   ----- Transcript of session follows -----\n", "550 <a@example.com>... no\n", "" },
  { "sendmail's transcript of others",
    DAEMON "\n   ----- The following addresses had permanent fatal errors -----\n<a@example.com>\n   ----- Transcript of session "
           "follows -----\n",
    "550 <b@example.com>... no\n<<< 550 x\n", "" },
  { "addresses in words", DAEMON "\nYour message could not be delivered to the following recipients:\n", "<a@example.com>: no\n\n", "" },
  { "recipients looked for in words", REPORT "\n--b\n\n", "a@example.co\n",
    "--b\nContent-Type: message/delivery-status\n\n" ONE "--b--\n" },
  { "an automatic answer", "Auto-Submitted: auto-replied\nFrom: ", "a:", "\n\naway\n" },
  { "feedback", DAEMON "Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n", "Original-Rcpt-To: a@example.com\n", "" },
};

static GString *
make (const Shape *shape, gsize size)
{
  GString *out = g_string_sized_new (size + 4096);
  g_string_append (out, shape->head);
  while (out->len + strlen (shape->tail) < size)
    g_string_append (out, shape->unit);
  g_string_append (out, shape->tail);
  for (char *p = out->str; strncmp (shape->name, "NUL", 3) == 0 && (p = memchr (p, '\001', out->len - (gsize) (p - out->str))) != NULL;)
    *p++ = '\0';
  return out;
}

/* Of this process: the machine may have other work. */
static gint64
cpu_us (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static gint64
time_of (const GString *text)
{
  const gint64 start = cpu_us ();
  nixie_reading_free (nixie_pipeline_read (nixie_slice (text->str, text->len)));
  return cpu_us () - start;
}

/* SHAPE at a size and at FACTOR times that size: the second takes at most BOUND times as long, or less than FLOOR_US. */
static void
expect_growth (const Shape *shape, gsize size, gsize factor, double bound, gint64 floor_us)
{
  g_autoptr (GString) small_text = make (shape, size);
  g_autoptr (GString) large_text = make (shape, factor * size);
  gint64 small = G_MAXINT64;
  gint64 large = G_MAXINT64;
  gboolean good = FALSE;
  for (guint round = 0; round < ROUNDS && !good; round++)
    {
      small = MIN (small, time_of (small_text));
      large = MIN (large, time_of (large_text));
      good = large < floor_us || (double) large <= bound * (double) MAX (small, floor_us / 4);
    }
  cr_expect (good, "%s: %ld us, then %ld us", shape->name, (long) small, (long) large);
}

Test (hostile, time_grows_no_faster_than_size)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    expect_growth (&shapes[i], SMALL, 4, BOUND, FLOOR_US);
}

Test (hostile, what_is_looked_at_is_limited)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    expect_growth (&shapes[i], NIXIE_LIMIT_PARSED_BYTES + 8192, BEYOND, 2, 4 * FLOOR_US); /* both are cut, and so read alike */
}

/* The deepest of GMime's holes at the length at which it overflows a stack of 8 MB, and what is beside it is still read. */
Test (hostile, recipient_beside_it)
{
  const Shape *shape = &shapes[2];
  cr_assert_str_eq (shape->name, "groups in a returned From");
  g_autoptr (GString) text = make (shape, NIXIE_LIMIT_PARSED_BYTES - 1);
  g_autoptr (NixieReading) reading = nixie_pipeline_read (nixie_slice (text->str, text->len));
  cr_assert_eq (reading->outcomes->len, 1);
  const NixieFacts *facts = nixie_outcome_facts (g_ptr_array_index (reading->outcomes, 0));
  cr_expect_str_eq (nixie_facts_get (facts, NIXIE_FIELD_RECIPIENT), "a@example.com");
}

/* A message with one recipient and COUNT times UNIT between HEAD and TAIL; "#" is another letter each time. */
typedef struct {
  const char *finding, *head, *unit, *tail;
  guint count; /* so many are just allowed */
} Limit;

#define OUTER REPORT "\n--b\n\nwords\n"
#define STATUS_PART "--b\nContent-Type: message/delivery-status\n\n" ONE

static const Limit limits[] = {
  { "too many header fields", DAEMON "Content-Type: message/delivery-status\n", "X-A: b\n", "\n" ONE, NIXIE_LIMIT_HEADER_FIELDS - 4 },
  { "too many header fields", OUTER STATUS_PART "--b\n", "X-A: b\n", "\nx\n--b--\n", NIXIE_LIMIT_HEADER_FIELDS },
  { "too many header fields", STATUS, "X-A: b\n", ONE "--b--\n", NIXIE_LIMIT_HEADER_FIELDS - 3 },
  { "too many header fields", RETURNED, "X-A: b\n", "\n--b--\n", NIXIE_LIMIT_HEADER_FIELDS },
  { "a header field is too long", DAEMON "Content-Type: message/delivery-status\nTo: ", "a", "\n\n" ONE, NIXIE_LIMIT_FIELD_BYTES },
  { "a header field is too long", RETURNED "Subject: ", "a", "\n\n--b--\n", NIXIE_LIMIT_FIELD_BYTES },
  { "too many parts", OUTER STATUS_PART, "--b\n\nx\n", "--b--\n", NIXIE_LIMIT_PARTS - 2 },
  { "nested too deeply", OUTER STATUS_PART "--b\n", "Content-Type: multipart/mixed; boundary=#\n\n--#\n", "\nx\n", NIXIE_LIMIT_DEPTH - 1 },
  { "a line is too long", REPORT "\n--b\n\n", "a", "\n" STATUS_PART "--b--\n", NIXIE_LIMIT_LINE_BYTES },
  { "a line is too long", REPORT "\n--b\nContent-Type: text/html\n\n", "a", "\n" STATUS_PART "--b--\n", NIXIE_LIMIT_LINE_BYTES },
  { "too many recipients", STATUS, ONE, "--b--\n", NIXIE_LIMIT_RECIPIENTS },
  { "too many recipients", DAEMON "X-Failed-Recipients: ", "a@example.com,", "\n\nx\n", NIXIE_LIMIT_RECIPIENTS },
  { "too many recipients", DAEMON "\nHi. This is the qmail-send program.\n\n", "<a@example.com>:\nno\n\n", "", NIXIE_LIMIT_RECIPIENTS },
  { "too many recipients", DAEMON "\n   ----- The following addresses had permanent fatal errors -----\n", "<a@example.com>\n", "",
    NIXIE_LIMIT_RECIPIENTS },
  { "too many recipients",
    DAEMON "\nThis message was created automatically by mail delivery software.\nThe following address(es) failed:\n\n",
    "  a@example.com\n    550 no\n", "", NIXIE_LIMIT_RECIPIENTS },
  { "words cut at the limit", REPORT "\n--b\n\n", "no\n", STATUS_PART "--b--\n", NIXIE_LIMIT_WORDS_BYTES / 3 },
  { "words cut at the limit", DAEMON "\n<a@example.com>: could not be delivered\n", "no\n", "",
    (NIXIE_LIMIT_WORDS_BYTES - sizeof "<a@example.com>: could not be delivered") / 3 },
  { "too many recipients to look for in the words", STATUS, ONE, "--b--\n", NIXIE_LIMIT_WORDS_RECIPIENTS },
  { "too many recipients to look for in the transcript",
    DAEMON "\n   ----- The following addresses had permanent fatal errors -----\n", "<a@example.com>\n",
    "   ----- Transcript of session follows -----\n550 5.1.1 <b@example.com>... User unknown\n", NIXIE_LIMIT_TRANSCRIPT_RECIPIENTS },
};

static gboolean
has_finding (NixieSlice message, const char *finding, guint *outcomes)
{
  g_autoptr (NixieReading) reading = nixie_pipeline_read (message);
  *outcomes = reading->outcomes->len;
  return g_ptr_array_find_with_equal_func (reading->findings, finding, g_str_equal, NULL);
}

/* Just below a limit nothing is said, just above it is, and what the message says is read either way. */
Test (hostile, limits_are_said)
{
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    for (guint beyond = 0; beyond < 2; beyond++)
      {
        const Limit *limit = &limits[i];
        guint outcomes = 0;
        g_autoptr (GString) text = g_string_new (limit->head);
        for (guint n = 0; n < limit->count + beyond; n++)
          for (const char *p = limit->unit; *p != '\0'; p++)
            g_string_append_c (text, *p == '#' ? (char) ('c' + n) : *p);
        g_string_append (text, limit->tail);
        const gboolean said = has_finding (nixie_slice (text->str, text->len), limit->finding, &outcomes);
        cr_expect_eq (said, beyond == 1, "row %zu, %s: %s", i, limit->finding, said ? "said" : "not said");
        cr_expect (outcomes >= 1 && outcomes <= NIXIE_LIMIT_RECIPIENTS, "row %zu, %s: %u outcomes", i, limit->finding, outcomes);
      }
}

Test (hostile, the_limit_of_all_is_said)
{
  for (guint beyond = 0; beyond < 2; beyond++)
    {
      guint outcomes = 0;
      g_autoptr (GString) text = g_string_new (OUTER STATUS_PART "--b--\n");
      while (text->len < NIXIE_LIMIT_PARSED_BYTES + beyond)
        g_string_append_c (text, text->len % 80 == 0 ? '\n' : 'x');
      cr_expect_eq (has_finding (nixie_slice (text->str, text->len), "cut at the limit", &outcomes), beyond == 1);
      cr_expect_eq (outcomes, 1);
    }
}
