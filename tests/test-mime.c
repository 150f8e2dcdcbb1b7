/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * mime/: header blocks, RFC 2047 words, parameters, parts, decoding: what returned mail does wrong, a row each.
 */
#include "mime/decode.h"
#include "mime/html.h"
#include "mime/mime.h"

#include "base/limits.h"

#include <criterion/criterion.h>
#include <string.h>

Test (headers, values)
{
  static const struct {
    const char *name, *text;
    NixieHeaderName header;
    const char *value, *body;
  } rows[] = {
    { "plain", "Subject: a\nDate: b\n\nbody", NIXIE_HEADER_SUBJECT, "a", "body" },
    { "any case", "sUBJECT: a\n\n", NIXIE_HEADER_SUBJECT, "a", "" },
    { "CRLF", "Subject: a\r\nDate: b\r\n\r\nbody", NIXIE_HEADER_DATE, "b", "body" },
    { "CR before CRLF", "Subject: a\r\r\n\r\r\nbody", NIXIE_HEADER_SUBJECT, "a", "body" },
    { "white space before the colon", "Status : 5.1.1\n\n", NIXIE_HEADER_STATUS, "5.1.1", "" },
    { "no white space behind it", "Status:5.1.1\n\n", NIXIE_HEADER_STATUS, "5.1.1", "" },
    { "folded", "Subject: a\n b\n\tc\n\nbody", NIXIE_HEADER_SUBJECT, "a\n b\n\tc", "body" },
    { "folded over an empty value", "Subject:\n a\n\n", NIXIE_HEADER_SUBJECT, "a", "" },
    { "a line of blanks does not end it", "Subject: a\n \nDate: b\n\n", NIXIE_HEADER_DATE, "b", "" },
    { "the first stands", "Subject: a\nSubject: b\n\n", NIXIE_HEADER_SUBJECT, "a", "" },
    { "an empty one gives way", "Subject:\nSubject: b\n\n", NIXIE_HEADER_SUBJECT, "b", "" },
    { "multipart wins", "Content-Type: text/plain\nContent-Type: multipart/report\n\n", NIXIE_HEADER_CONTENT_TYPE, "multipart/report", "" },
    { "multipart stays", "Content-Type: multipart/report\nContent-Type: text/plain\n\n", NIXIE_HEADER_CONTENT_TYPE, "multipart/report",
      "" },
    { "junk among them", "Date: b\nno field at all\n>From x\nSubject: a\n\nbody", NIXIE_HEADER_SUBJECT, "a", "body" },
    { "no body", "Subject: a", NIXIE_HEADER_SUBJECT, "a", "" },
    { "end in a name", "Subject: a\nDat", NIXIE_HEADER_SUBJECT, "a", "" },
    { "8-bit", "Subject: \374\n\n", NIXIE_HEADER_SUBJECT, "\374", "" },
    { "first line is none", "Hello\nSubject: a\n\n", NIXIE_HEADER_SUBJECT, "", "Hello\nSubject: a\n\n" },
    { "first line is a continuation", " x\nSubject: a\n\n", NIXIE_HEADER_SUBJECT, "", " x\nSubject: a\n\n" },
    { "empty line first", "\nSubject: a\n\n", NIXIE_HEADER_SUBJECT, "", "Subject: a\n\n" },
    { "nothing", "", NIXIE_HEADER_SUBJECT, "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieHeaders headers;
      nixie_headers_read (nixie_slice_of (rows[i].text), &headers);
      g_autofree char *value = nixie_slice_dup (headers.value[rows[i].header]);
      g_autofree char *body = nixie_slice_dup (headers.body);
      cr_expect_str_eq (value, rows[i].value, "%s: got '%s'", rows[i].name, value);
      cr_expect_str_eq (body, rows[i].body, "%s: body '%s'", rows[i].name, body);
    }
}

Test (headers, nul_in_a_value)
{
  static const char text[] = "Subject: a\0b\nStatus: 5.1.1\n\n";
  NixieHeaders headers;
  nixie_headers_read (nixie_slice (text, sizeof text - 1), &headers);
  cr_expect_eq (headers.value[NIXIE_HEADER_SUBJECT].length, 3);
  cr_expect_eq (headers.value[NIXIE_HEADER_STATUS].length, 5);
}

Test (headers, limit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < NIXIE_LIMIT_HEADER_FIELDS; i++)
    g_string_append (text, "X-Filler: x\n");
  g_string_append (text, "Subject: behind the limit\n\nbody");
  NixieHeaders headers;
  nixie_headers_read (nixie_slice (text->str, text->len), &headers);
  cr_expect_eq (headers.cuts, NIXIE_CUT_FIELDS);
  cr_expect_eq (headers.value[NIXIE_HEADER_SUBJECT].length, 0);
  cr_expect (nixie_slice_equal_nocase (headers.body, "body"));
}

Test (headers, message_start)
{
  static const char *const rows[] = { "Subject: a", "\357\273\277Subject: a", "\n\r\nSubject: a",
                                      "From x@example.com Sat Nov 21\nSubject: a", ">From x@example.com Sat Nov 21\nSubject: a" };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    cr_expect (nixie_slice_equal_nocase (nixie_message_start (nixie_slice_of (rows[i])), "Subject: a"), "row %zu", i);
}

Test (headers, decoded)
{
  static const struct {
    const char *name, *text, *want;
  } rows[] = {
    { "plain", "Returned mail", "Returned mail" },
    { "folded", "Returned\r\n mail", "Returned mail" },
    { "base64", "=?utf-8?B?w7xiZXI=?=", "\303\274ber" },
    { "quoted-printable", "=?ISO-8859-1?q?=FCber_uns?= x", "\303\274ber uns x" },
    { "words side by side", "=?utf-8?B?w7w=?= =?utf-8?B?w7w=?=", "\303\274\303\274" },
    { "padded words of one charset", "=?utf-8?B?YQ==?=\n =?utf-8?B?YmM=?=\n =?utf-8?B?ZGVm?=", "abcdef" },
    { "a character over two words", "=?utf-8?B?ww==?= =?utf-8?B?vA==?=", "\303\274" },
    { "two charsets", "=?utf-8?Q?a?= =?iso-8859-1?Q?=FC?=", "a\303\274" },
    { "language", "=?us-ascii*en?Q?a?=", "a" },
    { "Japanese", "=?ISO-2022-JP?B?GyRCJEsbKEI=?=", "\343\201\253" },
    { "text around", "a =?utf-8?Q?b?= c", "a b c" },
    { "no end", "=?utf-8?Q?b", "=?utf-8?Q?b" },
    { "unknown encoding", "=?utf-8?X?b?=", "=?utf-8?X?b?=" },
    { "unknown charset", "=?x-none?Q?=E4?=", "\303\244" },
    { "raw UTF-8", "\303\274", "\303\274" },
    { "raw Latin-1", "\374", "\303\274" },
    { "unmarked ISO-2022-JP", "\033$B$K\033(B", "\343\201\253" },
    { "folded inside", "=?utf-8?Q?Empf=C3=A4\n nger?=", "Empf\303\244nger" },
    { "split in base64", "=?utf-8?B?w7xi?=\n =?utf-8?B?ZX?=\n =?utf-8?B?I?=", "\303\274be" },
    { "two charsets by other names", "=?x-cp1251?Q?=EF?= =?win-1251?B?7w==?=", "\320\277\320\277" },
    { "a charset without a name", "=??Q?a?=", "=??Q?a?=" },
    { "white space inside", "=?utf-8?Q?User unknown?=", "User unknown" },
    { "no padding", "=?utf-8?B?dW5rbm93bg?=", "unknown" },
    { "UTF-16", "=?utf-16?B?/v8A/A==?=", "\303\274" },
    { "a question", "=?", "=?" },
    { "controls", "a\033[2Jb", "a\\x1B[2Jb" },
    { "empty", "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_header_decode (nixie_slice_of (rows[i].text));
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

Test (headers, parameters)
{
  static const struct {
    const char *text, *name, *want;
  } rows[] = {
    { "multipart/report; report-type=delivery-status; boundary=\"a b\"", "boundary", "a b" },
    { "multipart/report; report-type=delivery-status; boundary=\"a b\"", "report-type", "delivery-status" },
    { "multipart/report;boundary=a", "boundary", "a" },
    { "multipart/report;\r\n\tBOUNDARY = a ; x=y", "boundary", "a" },
    { "multipart/report; x=\"; boundary=no\"; boundary=yes", "boundary", "yes" },
    { "multipart/report; boundary=\"a\\\"b\"", "boundary", "a\"b" },
    { "multipart/report; boundary=\"a", "boundary", "a" },
    { "multipart/report; boundary*0=\"a\"; boundary*1=\"b\"", "boundary", "ab" },
    { "multipart/report; xboundary=a", "boundary", "(none)" },
    { "multipart/report", "boundary", "(none)" },
    { "", "boundary", "(none)" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_header_parameter (nixie_slice_of (rows[i].text), rows[i].name);
      cr_expect_str_eq (got != NULL ? got : "(none)", rows[i].want, "%s: got '%s'", rows[i].text, got);
    }
}

/* The kinds of the parts of TEXT and their texts: "text(…) status(…)". */
static char *
outline (NixieSlice text)
{
  static const char *const kinds[] = { "text", "html", "status", "feedback", "disposition", "returned", "other" };
  NixieHeaders headers;
  nixie_headers_read (text, &headers);
  g_autoptr (NixieMime) mime = nixie_mime_read (&headers);
  GString *out = g_string_new (NULL);
  for (guint i = 0; i < nixie_mime_n_parts (mime); i++)
    {
      const NixiePart *part = nixie_mime_part (mime, i);
      const NixieSlice content = nixie_mime_text (mime, part);
      g_autofree char *line = nixie_text_one_line (content.data, content.length, 100);
      g_string_append_printf (out, "%s%s(%s)", i > 0 ? " " : "", kinds[part->kind], line);
    }
  return g_string_free (out, FALSE);
}

#define REPORT "Content-Type: multipart/report; boundary=b\n\n"

static const struct {
  const char *name, *text, *want;
} shapes[] = {
  { "no MIME", "Subject: a\n\nwords", "text(words)" },
  { "no body", "Subject: a\n", "text()" },
  { "a status part alone", "Content-Type: message/delivery-status\n\nAction: failed", "status(Action: failed)" },
  { "two parts", REPORT "--b\n\nwords\n--b\nContent-Type: message/delivery-status\n\nAction: failed\n--b--\n",
    "text(words) status(Action: failed)" },
  { "CRLF", "Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\n\r\nwords\r\n--b--\r\n", "text(words)" },
  { "no last delimiter", REPORT "--b\n\nwords\n--b\nContent-Type: message/rfc822\n\nSubject: a\n", "text(words) returned(Subject: a)" },
  { "an empty part", REPORT "--b\n--b\n\nwords\n--b--\n", "text() text(words)" },
  { "an empty status part", REPORT "--b\nContent-Type: message/delivery-status\n\n--b--\n", "status()" },
  { "white space behind a delimiter", REPORT "--b \t\n\nwords\n--b--\n", "text(words)" },
  { "a longer line is none", REPORT "--b\n\nwords\n--bc\nmore\n--b--\n", "text(words --bc more)" },
  { "inside a line is none", REPORT "--b\n\nwords --b\n--b--\n", "text(words --b)" },
  { "no boundary", "Content-Type: multipart/report\n\nwords", "text(words)" },
  { "no boundary named, but used", "Content-Type: multipart/report\n\npre\n--x\nContent-Type: text/plain\n\nwords\n--x--\n",
    "text(words)" },
  { "a wrong boundary", REPORT "pre\n--x\nContent-Type: text/plain\n\nwords\n--x--\n", "text(words)" },
  { "a boundary that never comes", REPORT "all the words", "text(all the words)" },
  { "only a closing delimiter", REPORT "words\n--b--\n", "text(words --b--)" },
  { "Content-Type lost", "Subject: a\n\nThis is a MIME-encapsulated message\n\n--x\n\nwords\n--x--\n", "text(words)" },
  { "nested",
    REPORT
    "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nwords\n--c\nContent-Type: text/html\n\n<p>words</p>\n--c--\n--b\n"
    "Content-Type: message/delivery-status\n\nAction: failed\n--b--\n",
    "text(words) html(words) status(Action: failed)" },
  { "nested without an end", REPORT "--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\n\nwords\n--b\n\nmore\n--b--\n",
    "text(words) text(more)" },
  { "a boundary that begins like the outer one",
    REPORT "--b\nContent-Type: multipart/mixed; boundary=bb\n\n--bb\n\none\n--bb--\n--b\n\ntwo\n--b--\n", "text(one) text(two)" },
  { "returned multipart stays whole",
    REPORT "--b\nContent-Type: message/rfc822\n\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--c--\n--b--\n",
    "returned(Content-Type: multipart/mixed; boundary=c --c x --c--)" },
  { "base64 status part",
    REPORT "--b\nContent-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\nQWN0aW9uOiBmYWls\nZWQ=\n--b--\n",
    "status(Action: failed)" },
  { "base64 that goes on behind its end", "Content-Transfer-Encoding: base64\n\nYWI=\nY2Q=\n", "text(abcd)" },
  { "quoted-printable", "Content-Transfer-Encoding: Quoted-Printable\nContent-Type: text/plain; charset=iso-8859-1\n\n=FCber=\n uns",
    "text(\303\274ber uns)" },
  { "base64 message/rfc822", REPORT "--b\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogYQo=\n--b--\n",
    "returned(Subject: a)" },
  { "unknown encoding", "Content-Transfer-Encoding: x-none\n\nwords", "text(words)" },
  { "says ASCII, is UTF-8", "Content-Type: text/plain; charset=us-ascii\n\n\303\274", "text(\303\274)" },
  { "says UTF-8, is Latin-1", "Content-Type: text/plain; charset=utf-8\n\n\374", "text(\303\274)" },
  { "UTF-8 with a broken octet", "Content-Type: text/plain; charset=utf-8\n\n\303\274\303\244\377", "text(\303\274\303\244\357\277\275)" },
  { "an escape that is none of Japanese", "Content-Type: text/plain\n\n\033[1m\303\274", "text(\\x1B[1m\303\274)" },
  { "says ISO-2022-JP", "Content-Type: text/plain; charset=\"iso-2022-jp\"\n\n\033$B$K\033(B", "text(\343\201\253)" },
  { "says Shift_JIS", "Content-Type: text/plain; charset=Shift_JIS\n\n\202\311", "text(\343\201\253)" },
  { "UTF-7", "Content-Type: text/plain; charset=utf-7\n\n+APw-ber", "text(\303\274ber)" },
  { "octets that do not fit", "Content-Type: text/plain; charset=euc-jp\n\na\377b", "text(a\357\277\275b)" },
  { "global types",
    REPORT "--b\nContent-Type: message/global-delivery-status\n\nx\n--b\nContent-Type: message/global\n\ny\n--b\nContent-Type: "
           "message/global-headers\n\nz\n--b--\n",
    "status(x) returned(y) returned(z)" },
  { "headers only", REPORT "--b\nContent-Type: text/rfc822-headers\n\nSubject: a\n--b--\n", "returned(Subject: a)" },
  { "a type without a slash", "Content-Type: text\n\nwords", "text(words)" },
  { "other types", REPORT "--b\nContent-Type: image/png\n\nx\n--b--\n", "other(x)" },
};

Test (parts, shapes)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autofree char *got = outline (nixie_slice_of (shapes[i].text));
      cr_expect_str_eq (got, shapes[i].want, "%s: got '%s'", shapes[i].name, got);
    }
}

Test (parts, nul_and_cr_only)
{
  static const char nul[] = "Content-Type: text/plain\n\na\0b";
  g_autofree char *with_nul = outline (nixie_slice (nul, sizeof nul - 1));
  cr_expect (g_str_has_prefix (with_nul, "text(a"), "got '%s'", with_nul);
  cr_expect_not_null (strstr (with_nul, "b)"));

  g_autofree char *owned = NULL;
  const NixieSlice text = nixie_mime_line_ends (nixie_slice_of ("Subject: a\r\rwords\r"), &owned);
  g_autofree char *cr_only = outline (text);
  cr_expect_str_eq (cr_only, "text(words)");
}

Test (parts, limits)
{
  g_autoptr (GString) many = g_string_new (REPORT);
  for (guint i = 0; i < 2 * NIXIE_LIMIT_PARTS; i++)
    g_string_append (many, "--b\n\nx\n");
  NixieHeaders headers;
  nixie_headers_read (nixie_slice (many->str, many->len), &headers);
  g_autoptr (NixieMime) mime = nixie_mime_read (&headers);
  cr_expect_eq (nixie_mime_n_parts (mime), NIXIE_LIMIT_PARTS);
  cr_expect_eq (nixie_mime_cuts (mime), NIXIE_CUT_PARTS);

  g_autoptr (GString) deep = g_string_new (NULL);
  for (guint i = 0; i < 3 * NIXIE_LIMIT_DEPTH; i++)
    g_string_append_printf (deep, "%sContent-Type: multipart/mixed; boundary=b%u\n\n--b%u", i > 0 ? "\n" : "", i, i);
  nixie_headers_read (nixie_slice (deep->str, deep->len), &headers);
  g_autoptr (NixieMime) nested = nixie_mime_read (&headers);
  cr_expect_eq (nixie_mime_cuts (nested), NIXIE_CUT_DEPTH);
  cr_expect_eq (nixie_mime_n_parts (nested), 1);
}

Test (decode, transfer_encodings)
{
  static const struct {
    const char *encoding, *raw, *want;
  } rows[] = {
    { "base64", "QWN0aW9uOiBmYWlsZWQ=", "Action: failed" },
    { "base64", "QWN0aW9uOiBmYWlsZWQ", "Action: failed" },
    { "base64", "QWN0aW9uOiBmYWlsZWQgMQ", "Action: failed 1" },
    { "base64", "QWN0aW9uOiBmYWlsZWQgM", "Action: failed " },
    { "base64", "QWN0!aW9u\nOi*Bm  YWls\377ZWQ=\n", "Action: failed" },
    { "BASE64 (by a comment)", "YWI=Y2Q=\nZQ==", "abcde" },
    { "\"base64\"", "YWI=", "ab" },
    { "base64", "====", "" },
    { "base64", "User unknown, no such mailbox", "User unknown, no such mailbox" },
    { "base64", "", "" },
    { "quoted-printable", "a=3Db=c3=C3", "a=b\303\303" },
    { "quoted-printable", "a=\nb=\r\nc= \t\r\nd=", "abcd" },
    { "quoted-printable", "a=ZZ b=4 c=4", "a=ZZ b=4 c=4" },
    { "quoted-printable", "a \nb\n", "a \nb\n" },
    { "x-uuencode", "begin 644 x\n#86)C\n`\nend\nmore", "abc" },
    { "uuencode", "words\n\nbegin 644 x\n#86)C\n`\nend\n", "abc" },
    { "x-uue", "#86)C\n", "abc" },
    { "x-uue", "begin 644 x\n#86)", "ab" },
    { "x-uue", "begin 644 x", "" },
    { "7bit", "YWI=", "YWI=" },
    { "x-none", "YWI=", "YWI=" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      const NixieSlice text = nixie_transfer_decode (nixie_slice_of (rows[i].raw), nixie_slice_of (rows[i].encoding), keep);
      g_autofree char *got = nixie_slice_dup (text);
      cr_expect_str_eq (got, rows[i].want, "%s '%s': got '%s'", rows[i].encoding, rows[i].raw, got);
    }
}

#define JAPANESE \
  "\343\203\246\343\203\274\343\202\266\343\203\274\343\201\214\343\201\204\343\201\276\343\201\233\343\202\223"
#define CHINESE "\346\224\266\344\273\266\344\272\272\344\270\215\345\255\230\345\234\250"
#define RUSSIAN "\320\237\320\276\320\273\321\214\320\267\320\276\320\262\320\260\321\202\320\265\320\273\321\214"

/* Octets and what they are read as under a label: whole messages are in samples/charsets. */
Test (decode, charsets)
{
  static const struct {
    const char *label, *octets, *want;
  } rows[] = {
    { "shift_jis", "\203\206\201[\203U\201[\202\252\202\242\202\334\202\271\202\361", JAPANESE },
    { "x-sjis", "\203\206\201[\203U\201[\202\252\202\242\202\334\202\271\202\361", JAPANESE },
    { "", "\203\206\201[\203U\201[\202\252\202\242\202\334\202\271\202\361", JAPANESE },
    { "iso-8859-1", "\203\206\201[\203U\201[\202\252\202\242\202\334\202\271\202\361", JAPANESE },
    { "us-ascii", "\245\346\241\274\245\266\241\274\244\254\244\244\244\336\244\273\244\363", JAPANESE },
    { "iso-2022-jp", "\033$B%f!<%6!<$,$$$^$;$s\033(B", JAPANESE },
    { "utf-8", "\033$B%f!<%6!<$,$$$^$;$s\033(B", JAPANESE },
    { "iso-2022-jp", JAPANESE, JAPANESE },
    { "gb2312", "\312\325\274\376\310\313\262\273\264\346\324\332", CHINESE },
    { "", "\312\325\274\376\310\313\262\273\264\346\324\332", CHINESE },
    { "iso-8859-1", "\312\325\274\376", "\303\212\303\225\302\274\303\276" },
    { "big5", "\246\254\245\363\244H\244\243\246s\246b", CHINESE },
    { "koi8-r", "\360\317\314\330\332\317\327\301\324\305\314\330", RUSSIAN },
    { "", "\360\317\314\330\332\317\327\301\324\305\314\330", RUSSIAN },
    { "", "\317\356\353\374\347\356\342\340\362\345\353\374", RUSSIAN },
    { "x-cp1251", "\317\356\353\374\347\356\342\340\362\345\353\374", RUSSIAN },
    { "", "f\374r M\374ller", "f\303\274r M\303\274ller" },
    { "", "d\351j\340 cr\351\351e, bo\356te", "d\303\251j\303\240 cr\303\251\303\251e, bo\303\256te" },
    { "iso-8859-1", "5 \200", "5 \342\202\254" },
    { "iso-8859-15", "5 \244", "5 \342\202\254" },
    { "iso-8859-1", "\303\274ber M\303\274ll\303\244r \303", "\303\274ber M\303\274ll\303\244r \357\277\275" },
    { "windows-1258", "a", "a" },
    { "windows-1258", "\342", "\303\242" }, /* the converter holds the last one back */
    { "utf-16", "abc", "abc" },
    { "euc-jp", "a\377b", "a\357\277\275b" },
    { "no such charset", "\374", "\303\274" },
    { "a name that is longer than any charset's could be", "\374", "\303\274" },
    { "utf-8", "\357\273\277a", "a" },
    { "utf-8", "\355\240\200", "\303\255\302\240\342\202\254" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      const NixieSlice text = nixie_charset_to_utf8 (nixie_slice_of (rows[i].octets), nixie_slice_of (rows[i].label), keep);
      g_autofree char *got = nixie_slice_dup (text);
      cr_expect_str_eq (got, rows[i].want, "row %zu, %s: got '%s'", i, rows[i].label, got);
    }
}

Test (decode, octets_with_nul)
{
  static const struct {
    const char *label;
    char octets[12];
    gsize length;
    const char *want;
  } rows[] = {
    { "utf-16", "a\0b\0", 4, "ab" },
    { "utf-16", "\0a\0b", 4, "ab" },
    { "utf-16", "\377\376a\0\374\0", 6, "a\303\274" },
    { "utf-16be", "\0a\0\374", 4, "a\303\274" },
    { "", "\376\377\0a\0b", 6, "ab" },
    { "us-ascii", "a\0b\0c\0", 6, "abc" },
    { "utf-8", "abcdefg\0h", 9, "abcdefg\357\277\275h" },
    { "utf-16", "a\0\0\330b\0", 6, "a\357\277\275b" }, /* half a character of two */
    { "utf-8", "\0", 1, "\357\277\275" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      const NixieSlice text = nixie_charset_to_utf8 (nixie_slice (rows[i].octets, rows[i].length), nixie_slice_of (rows[i].label), keep);
      g_autofree char *got = nixie_slice_dup (text);
      cr_expect (g_utf8_validate_len (text.data, text.length, NULL), "row %zu", i);
      cr_expect_str_eq (got, rows[i].want, "row %zu: got '%s'", i, got);
    }
}

Test (html, lines)
{
  static const struct {
    const char *html, *want;
  } rows[] = {
    { "<p>a\n  b</p>\n<p>c</p>", "\na b\n\nc\n" },
    { "<pre>a\n  b</pre>c\nd", "\na\n  b\nc d" },
    { "a\nb <b>c</b>", "a\nb c" },
    { "<table><tr><td>a</td><td>b</td></tr></table>", "\n\n\na\nb\n\n" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *got = nixie_slice_dup (nixie_html_to_text (nixie_slice_of (rows[i].html), keep));
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].html, got);
    }
}

Test (html, charset)
{
  static const char *const rows[][2] = { { "<meta charset=koi8-r>", "koi8-r" }, { "<META CONTENT=\"text/html; Charset=utf-8\">", "utf-8" },
                                         { "<meta charset='big5'>", "big5" },   { "<meta charset=>", "" },
                                         { "<p>charset</p>", "" },              { "", "" } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_slice_dup (nixie_html_charset (nixie_slice_of (rows[i][0])));
      cr_expect_str_eq (got, rows[i][1], "%s: got '%s'", rows[i][0], got);
    }
}

Test (html, to_text)
{
  static const struct {
    const char *html, *want;
  } rows[] = {
    { "<html><head><title>t</title><style>p {}</style></head><body><p>a<br>b</p></body></html>", "a b" },
    { "a &lt;b&gt; &amp; &quot;c&quot; &#252; &#xFC; &nbsp; d", "a <b> & \"c\" \303\274 \303\274 d" },
    { "<a href=\"mailto:x@example.com\">x@example.com</a>", "x@example.com" },
    { "<x@example.com>", "<x@example.com>" },
    { "a < b", "a < b" },
    { "a<!-- b -->c<!-- d", "ac" },
    { "<script>var a = '<b>';</script>c", "c" },
    { "&unknown; &#0; &#x110000; &", "&unknown; &#0; &#x110000; &" },
    { "<a href=\"mailto:x@example.com?subject=y\">A. User</a>, gone", "A. User <x@example.com>, gone" },
    { "<a href='mailto:x@example.com'>A. User <b>y@example.com</b></a>", "A. User y@example.com" },
    { "<a href=mailto:x@example.com><img src=a></a>", "<x@example.com>" },
    { "<a href=\"mailto:x@example.com\">A. User", "A. User <x@example.com>" },
    { "<a href=\"https://example.com/\">a</a>", "a" },
    { "x&#8203;@exam&shy;ple.com&commat;", "x@example.com@" },
    { "Empf&auml;nger &Auml;; &eacute;t&eacute; &#146;&#x80;", "Empf\303\244nger \303\204; \303\251t\303\251 \342\200\231\342\202\254" },
    { "&#xFFFFFFFFFFFFFFFF; &#-1; &nosuchname; &AMP;", "&#xFFFFFFFFFFFFFFFF; &#-1; &nosuchname; &" },
    { "<STYLE type=a>b</STYLE>c", "c" },
    { "<img alt=\"a picture\" src=\"data:x\">b", "b" },
    { "<p", "<p" },
    { "<script>", "" },
    { "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) keep = g_ptr_array_new_with_free_func (g_free);
      const NixieSlice text = nixie_html_to_text (nixie_slice_of (rows[i].html), keep);
      g_autofree char *got = nixie_text_one_line (text.data, text.length, 1000);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].html, got);
    }
}
