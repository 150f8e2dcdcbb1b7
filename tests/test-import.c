/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answer/: files of other systems, recognised by their columns; JSON objects in place; rows → events.
 */
#include "answer/import.h"
#include "answer/json-rows.h"
#include "base/clock.h"
#include "base/temporary.h"
#include "ground-examples.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

#define NOW_US (G_GINT64_CONSTANT (1795255200) * G_USEC_PER_SEC) /* 2026-11-21T10:00:00Z */

Test (import, recognises)
{
  static const struct {
    const char *columns, *system, *kind, *name; /* said by the user, and the file's name; NULL */
    const char *want;                           /* NULL: none of them */
  } rows[] = {
    { "emailaddress,reason,lastupdatetime", NULL, NULL, NULL, "ses suppressions" },
    { "emailaddress,suppressionreason", NULL, NULL, NULL, "ses suppressions" },
    { "emailaddress,suppressionreason,origin,createdat", NULL, NULL, NULL, "postmark suppressions" },
    { "address,code,error,created_at", NULL, NULL, NULL, "mailgun bounces" },
    { "address,tags,created_at", NULL, NULL, NULL, "mailgun unsubscribes" },
    { "address,created_at", NULL, NULL, "/tmp/Complaints (1).csv", "mailgun complaints" },
    { "address,created_at", "mailgun", NULL, NULL, "mailgun complaints" },
    { "address,created_at", NULL, "complaints", NULL, "mailgun complaints" },
    { "address,created_at", NULL, NULL, "/complaints/list.csv", "csv list" },
    { "status,reason,email,created", NULL, NULL, NULL, "sendgrid bounces" },
    { "status,reason,email,created", "sendgrid", NULL, "x.csv", "sendgrid bounces" },
    { "status,reason,email,created", NULL, NULL, "suppression_blocks.csv", "sendgrid blocks" },
    { "status,reason,email,created", NULL, "blocks", NULL, "sendgrid blocks" },
    { "reason,email,created", NULL, NULL, NULL, "csv list" },
    { "reason,email,created", NULL, NULL, "invalid_emails.csv", "sendgrid invalid" },
    { "ip,email,created", NULL, NULL, NULL, "sendgrid complaints" },
    { "email,created", "sendgrid", NULL, NULL, "sendgrid unsubscribes" },
    { "email_address,first_name,clean_time,member_rating,leid", NULL, NULL, NULL, "mailchimp cleaned" },
    { "email_address,unsub_time,member_rating,leid", NULL, NULL, NULL, "mailchimp unsubscribes" },
    { "email_address,member_rating,leid", NULL, NULL, NULL, "mailchimp members" },
    { "email_address,first_name,optin_time,confirm_time", NULL, NULL, NULL, "mailchimp members" },
    { "email_address,confirm_time,unsub_time", NULL, NULL, NULL, "mailchimp unsubscribes" },
    { "email_address,first_name", NULL, NULL, NULL, "csv list" },
    { "address,state,reason,class,protected", NULL, NULL, NULL, "nixie list" },
    { "e-mail,name", NULL, NULL, NULL, "csv list" },
    { "name,phone", NULL, NULL, NULL, NULL },
    { "emailaddress,reason", "postmark", NULL, NULL, NULL },
    { "email,created", NULL, "bounces", NULL, NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) columns = g_strsplit (rows[i].columns, ",", -1);
      const NixieSystemHint hint = { rows[i].system, rows[i].kind, rows[i].name };
      const NixieSystemRow *got = nixie_system_recognise ((const char *const *) columns, &hint);
      g_autofree char *text = got != NULL ? g_strconcat (got->system, " ", got->kind, NULL) : NULL;
      cr_expect_eq (g_strcmp0 (text, rows[i].want), 0, "%s: got %s", rows[i].columns, text);
    }
}

/* The first row that fits an example is its own, and no reason of it is one that suppresses nobody. */
Test (import, grounds)
{
  for (gsize i = 0; i < n_ground_examples; i++)
    {
      const GroundExample *example = &ground_examples[i];
      const NixieSystemRow file = { .system = example->system, .kind = example->kind };
      const NixieGroundRow *got = nixie_ground_find (&file, example->said);
      cr_expect_eq (got, &nixie_ground_rows[example->row], "%s %s: %s", example->system, example->kind, example->said);
      cr_expect (got == NULL || got->class != NIXIE_CLASS_HARD || got->by_words || nixie_reason_can_be_hard (got->reason));
    }
}

static void
collect (const char *key, const char *value, gpointer out)
{
  g_string_append_printf (out, "%s=%s;", key, value);
}

/* Rows of BYTES: objects as their members, "!" for what is no JSON. */
static char *
read_json (const char *text)
{
  GString *out = g_string_new (NULL);
  NixieJsonPlace place = { 0 };
  NixieSlice left = nixie_slice_of (text);
  while (left.length > 0)
    {
      const gsize length = nixie_json_measure (left, TRUE, &place);
      cr_assert (length > 0 && length <= left.length, "%s", text);
      const NixieSlice row = nixie_slice (left.data, length);
      const NixieJsonRow kind = nixie_json_pass (row, &place);
      if (kind == NIXIE_JSON_RECORD)
        nixie_json_members (row, collect, out);
      if (kind != NIXIE_JSON_BETWEEN)
        g_string_append (out, kind == NIXIE_JSON_BAD ? "!" : "|");
      left = nixie_slice (left.data + length, left.length - length);
    }
  return g_string_free (out, FALSE);
}

Test (import, json)
{
  static const struct {
    const char *name, *text, *want;
  } rows[] = {
    { "lines", "{\"a\":\"b\"}\n{\"a\":\"c\"}\n", "a=b;|a=c;|" },
    { "no line between", "{\"a\":\"b\"}{\"a\":\"c\"}", "a=b;|a=c;|" },
    { "an array", "[ {\"a\":\"b\"},\n {\"a\":\"c\"} ]\n", "a=b;|a=c;|" },
    { "several lines", "{\n \"a\" :\n \"b\" }\n", "a=b;|" },
    { "byte order mark", "\357\273\277{\"a\":\"b\"}", "a=b;|" },
    { "values", "{\"a\":1.5e3,\"b\":true,\"c\":null,\"d\":-2}", "a=1.5e3;b=true;c=;d=-2;|" },
    { "nested values are passed over", "{\"a\":[{\"x\":\"y\"}],\"b\":{\"x\":[1,2]},\"c\":\"d\"}", "c=d;|" },
    { "empty", "{}[]{ }", "||" },
    { "escapes", "{\"a\":\"\\\"\\\\\\/\\n\\u00e9\\ud83d\\ude00\"}", "a=\"\\/\n\303\251\360\237\230\200;|" },
    { "a surrogate alone, and a NUL", "{\"a\":\"\\ud83d\\u0000x\"}", "a=\357\277\275\357\277\275x;|" },
    { "a wrapper", "{\"Suppressions\":[{\"a\":\"b\"},{\"a\":\"c\"}]}", "a=b;|a=c;|" },
    { "a wrapper and what is behind it",
      "{\"x\":1,\"items\":[{\"a\":\"b\"}],\"p\":{\"items\":[{\"a\":\"z\"}]},\"q\":\"]}\"}{\"a\":\"c\"}", "a=b;|a=c;|" },
    { "two wrappers", "{\"items\":[{\"a\":\"b\"}]}\n{\"items\":[{\"a\":\"c\"}]}", "a=b;|a=c;|" },
    { "items of an item", "{\"items\":[{\"a\":\"b\",\"items\":[{}]}]}", "a=b;|" },
    { "cut short", "{\"a\":\"b\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "no end", "{\"a\":\"b\"\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "a word", "hello\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "a missing colon", "{\"a\" \"b\"}\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "a comma too many", "{\"a\":\"b\",}\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "a wrong bracket", "{\"a\":[1}\n{\"a\":\"c\"}\n", "!a=c;|" },
    { "cut at the end", "{\"a\":\"c\"}\n{\"a\":", "a=c;|!" },
    { "too deep", "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]\n{\"a\":\"c\"}", "!a=c;|" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = read_json (rows[i].text);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

/* The rows of a file that holds TEXT: LINE:ADDRESS/REASON/DATE, or LINE:! for a bad one; "refused" where the file is. */
static char *
read_file (NixieSlice text, const char *column)
{
  GString *out = g_string_new (NULL);
  const NixieReaderPlan plan = { .hint = { NULL, NULL, "list" }, .column = column };
  g_autoptr (NixieReader) reader = NULL;
  NixieForeignRow row;
  int fd = -1;
  cr_assert (nixie_temporary_open (&fd, NULL) && nixie_write_all (fd, text) && lseek (fd, 0, SEEK_SET) == 0);
  if (!nixie_reader_open (fd, &plan, &reader, NULL))
    g_string_append (out, "refused");
  while (reader != NULL && nixie_reader_next (reader, &row, NULL) && row.line > 0)
    {
      g_string_append_printf (out, "%lu:", (unsigned long) row.line);
      if (row.bad != NULL)
        g_string_append (out, "! ");
      else
        g_string_append_printf (out, "%s/%s/%s ", row.parts[NIXIE_PART_ADDRESS], row.parts[NIXIE_PART_REASON], row.parts[NIXIE_PART_DATE]);
    }
  close (fd);
  return g_string_free (out, FALSE);
}

Test (import, files)
{
#define TEXT(text) { text, sizeof text - 1 }
  static const struct {
    const char *name;
    NixieSlice text;
    const char *column, *want;
  } rows[] = {
    { "nothing", TEXT (""), NULL, "" },
    { "lines", TEXT ("a@example.com\n\n# of the old server\n  b@example.com\t\r\n"), NULL, "1:a@example.com// 4:b@example.com// " },
    { "an empty line first", TEXT ("\n\r\na@example.com\n"), NULL, "3:a@example.com// " },
    { "no end of line", TEXT ("a@example.com"), NULL, "1:a@example.com// " },
    { "a mark of byte order", TEXT ("\357\273\277a@example.com\nb@example.com\n"), NULL, "1:a@example.com// 2:b@example.com// " },
    { "CSV", TEXT ("email,reason,date\na@example.com,x,2026\nb@example.com,,\n"), NULL, "2:a@example.com/x/2026 3:b@example.com// " },
    { "CRLF and semicolons", TEXT ("Name;E-Mail\r\nJane;a@example.com\r\n"), NULL, "2:a@example.com// " },
    { "CR alone", TEXT ("email,x\ra@example.com,1\rb@example.com,2"), NULL, "1:a@example.com// 1:b@example.com// " },
    { "lines in quotes", TEXT ("email,error\na@example.com,\"x\ny\nz\"\nb@example.com,\n"), NULL, "2:a@example.com// 5:b@example.com// " },
    { "a quote that is not closed", TEXT ("email,error\na@example.com,\"x\nb@example.com,y\n"), NULL, "2:! 3:b@example.com// " },
    { "too few columns", TEXT ("name,email\nJane\nJoe,b@example.com\n"), NULL, "2:// 3:b@example.com// " },
    { "a column by name", TEXT ("email,second mail\na@example.com,b@example.com\n"), "Second Mail", "2:b@example.com// " },
    { "a column that is not there", TEXT ("email,x\na@example.com,1\n"), "y", "refused" },
    { "no header", TEXT ("a@example.com,Jane\n"), NULL, "refused" },
    { "columns unknown", TEXT ("name,phone\nJane,1\n"), NULL, "refused" },
    { "SES without a header", TEXT ("a@example.com,BOUNCE\nb@example.com,COMPLAINT\n"), NULL,
      "1:a@example.com/BOUNCE/ 2:b@example.com/COMPLAINT/ " },
    { "two columns make a reason", TEXT ("EmailAddress,Origin,SuppressionReason\na@example.com,Recipient,HardBounce\n"), NULL,
      "2:a@example.com/HardBounce Recipient/ " },
    { "JSON", TEXT ("[\n{\"email\":\"a@example.com\",\n\"reason\":\"x\"},\n{\"email\":\"b@example.com\"}]\n"), NULL,
      "2:a@example.com/x/ 4:b@example.com// " },
    { "a bad line of JSON", TEXT ("{\"email\":\"a@example.com\"}\n{\"email\":\"b\n{\"email\":\"c@example.com\"}\n"), NULL,
      "1:a@example.com// 2:! 3:c@example.com// " },
    { "JSON of something else", TEXT ("{\"name\":\"Jane\"}\n"), NULL, "refused" },
    { "JSON with nothing in it", TEXT ("[]\n"), NULL, "refused" },
    { "a state of any column", TEXT ("email,status,event\na@example.com,x,y\n"), NULL, "2:a@example.com// " },
    { "gzip", TEXT ("\x1f\x8b\x08\0email,x\n"), NULL, "refused" },
    { "a spreadsheet", TEXT ("PK\003\004 email,x\na@example.com,y\n"), NULL, "refused" },
    { "a NUL in the header row", TEXT ("email,\0\na@example.com,y\n"), NULL, "refused" },
    { "UTF-16", TEXT ("\xff\xfe" "a\0@\0"), NULL, "refused" },
    { "a NUL", TEXT ("a@example.com\nb\0@example.com\n"), NULL, "1:a@example.com// 2:b\357\277\275@example.com// " },
    { "our own cells are unguarded",
      TEXT ("address,state,protected,reason\n'@example.com,suppressed,no,''=x\n"), NULL, "2:@example.com/'=x/ " },
    { "a stranger's stay", TEXT ("email,reason\n'+a@example.com,\n"), NULL, "2:'+a@example.com// " },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = read_file (rows[i].text, rows[i].column);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

/* A row of a megabyte and more, and one with a million columns: memory and time stay small, and the rows behind are read. */
Test (import, huge_rows)
{
  g_autoptr (GString) text = g_string_new ("email,x\n\"");
  while (text->len < 3 * 1024 * 1024)
    g_string_append (text, "0123456789\n");
  g_string_append (text, "\nb@example.com,\nc@example.com");
  for (guint i = 0; i < 900000; i++)
    g_string_append_c (text, ',');
  g_string_append (text, "\nd@example.com,\n");
  g_autofree char *got = read_file (nixie_slice (text->str, text->len), NULL);
  cr_expect (g_str_has_suffix (got, ":b@example.com// 285979:c@example.com// 285980:d@example.com// "), "got '...%s'",
             got + MAX (0, (glong) strlen (got) - 100));
}

static NixieEvent *
import_row (const NixieForeignRow *row, const char *system, const char *kind, NixieReason *reason, char **why)
{
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  NixieImportTally tally = { 0 };
  NixieSystemRow file = { .system = system, .kind = kind };
  file.columns[NIXIE_PART_STATE] = "state";
  NixieImportPlan plan = { .settings = settings, .name = "list", .now_us = NOW_US, .has_reason = reason != NULL };
  plan.reason = reason != NULL ? *reason : NIXIE_REASON_UNDEFINED;
  return nixie_import_row (&plan, &file, row, &tally, why);
}

Test (import, rows)
{
  static const struct {
    const char *file, *address, *reason, *status, *reply, *words, *given; /* --reason */
    const char *want;                                                     /* REASON CLASS, or what is wrong */
  } rows[] = {
    { "ses suppressions", "a@example.com", "BOUNCE", "", "", "", NULL, "no-such-user hard" },
    { "ses suppressions", "a@example.com", "COMPLAINT", "", "", "", NULL, "complaint none" },
    { "ses suppressions", "a@example.com", "SOMETHING", "", "", "", NULL, "undefined soft" },
    { "postmark suppressions", "a@example.com", "ManualSuppression Customer", "", "", "", NULL, "undefined none" },
    { "postmark suppressions", "a@example.com", "ManualSuppression Customer", "", "", "", "opt-out", "opt-out none" },
    { "mailgun bounces", "a@example.com", "", "", "550", "No such user here", NULL, "no-such-user hard" },
    { "mailgun bounces", "a@example.com", "", "", "550", "mailbox full", NULL, "mailbox-full soft" },
    { "mailgun bounces", "a@example.com", "", "", "550", "", NULL, "undefined soft" },
    { "mailgun bounces", "a@example.com", "", "", "", "", NULL, "undefined none" },
    { "mailgun bounces", "a@example.com", "", "", "", "bounced", "no-such-user", "no-such-user hard" },
    { "sendgrid bounces", "a@example.com", "", "5.1.1", "", "unknown user", NULL, "no-such-user hard" },
    { "sendgrid blocks", "a@example.com", "", "5.1.1", "", "unknown user", NULL, "no-such-user soft" },
    { "sendgrid bounces", "a@example.com", "", "4.1.1", "", "try later", NULL, "no-such-user soft" },
    { "csv list", "a@example.com", "no-such-user", "", "", "", NULL, "no-such-user hard" },
    { "csv list", "a@example.com", "Hard Bounce", "", "", "", NULL, "no-such-user hard" },
    { "csv list", "a@example.com", "unsubscribed", "", "", "", NULL, "opt-out none" },
    { "csv list", "a@example.com", "550 5.1.1 User unknown", "", "", "", NULL, "no-such-user hard" },
    { "csv list", "a@example.com", "delayed", "", "", "", NULL, "passed" },
    { "sendgrid bounces", "@example.com", "", "5.1.1", "", "unknown user", NULL, "@example.com is a whole domain, and no address" },
    { "plain list", "@example.com", "", "", "", "", NULL, "undefined none" },
    { "csv list", "Jane <A@Example.COM>", "", "", "", "", NULL, "undefined none" },
    { "csv list", "@example.com", "opt-out", "", "", "", NULL, "@example.com is a whole domain, and no address" },
    { "plain list", "a@example.com", "", "", "", "", "mailbox-full", "mailbox-full none" },
    { "plain list", "", "", "", "", "", NULL, "no address" },
    { "plain list", "nobody", "", "", "", "", NULL, "not an address: 'nobody': no '@'" },
    { "plain list", "a@b@example.com", "", "", "", "", NULL, "not an address: 'a@b@example.com': more than one '@'" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto (GStrv) file = g_strsplit (rows[i].file, " ", -1);
      g_autofree char *why = NULL;
      NixieReason given = NIXIE_REASON_UNDEFINED;
      const NixieForeignRow row = { 7, NULL, { rows[i].address, "", rows[i].reason, rows[i].status, rows[i].reply, rows[i].words,
                                               "", "", "", "" } };
      const gboolean has = rows[i].given != NULL && nixie_reason_from_id (rows[i].given, &given);
      g_autoptr (NixieEvent) event = import_row (&row, file[0], file[1], has ? &given : NULL, &why);
      g_autofree char *got
        = event != NULL ? g_strconcat (nixie_reason_id (event->reason), " ", nixie_class_id (event->class), NULL)
                        : g_strdup (why != NULL ? why : "passed");
      cr_expect_str_eq (got, rows[i].want, "%s, %s %s %s: got '%s'", rows[i].file, rows[i].address, rows[i].reason, rows[i].words, got);
    }
}

/* What people write as a reason into any CSV. */
Test (import, words_of_people)
{
  static const struct {
    const char *reason, *words, *given, *want;
  } rows[] = {
    { "bounced", "", NULL, "no-such-user hard" },
    { "bounced", "mailbox full", NULL, "mailbox-full soft" },
    { "Soft-Bounce", "550 5.1.1 user unknown", NULL, "no-such-user soft" },
    { "soft bounce", "", "no-such-user", "undefined soft" },
    { "opt_out", "", NULL, "opt-out none" },
    { "complained", "", NULL, "complaint none" },
    { "dropped", "", NULL, "undefined none" },
    { "manual", "", "opt-out", "opt-out none" },
    { "strange words", "", NULL, "undefined none" },
    { "strange words", "", "no-such-user", "no-such-user hard" },
    { "mailbox temporarily unavailable", "", NULL, "undefined soft" },
    { "550 strange words", "", NULL, "undefined soft" },
    { "greylisted", "", NULL, "greylisted soft" },
    { "spam", "", NULL, "spam soft" },
    { "mailbox-full", "", NULL, "mailbox-full soft" },
    { "undefined", "", NULL, "undefined none" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = NULL;
      NixieReason given = NIXIE_REASON_UNDEFINED;
      const NixieForeignRow row = { 1, NULL, { "a@example.com", "", rows[i].reason, "", "", rows[i].words, "", "", "", "" } };
      const gboolean has = rows[i].given != NULL && nixie_reason_from_id (rows[i].given, &given);
      g_autoptr (NixieEvent) event = import_row (&row, "csv", "list", has ? &given : NULL, &why);
      g_autofree char *got = event != NULL ? g_strconcat (nixie_reason_id (event->reason), " ", nixie_class_id (event->class), NULL) : NULL;
      cr_expect_eq (g_strcmp0 (got, rows[i].want), 0, "%s, %s: got '%s'", rows[i].reason, rows[i].words, got);
    }
}

/* What any CSV says in columns called state, status, event and the like, a line each here. */
Test (import, states)
{
  static const struct {
    const char *state, *reason, *words, *want; /* NULL: passed over */
  } rows[] = {
    { "subscribed", "", "", NULL },
    { "Active", "", "", NULL },
    { "allowed", "no-such-user", "", NULL },
    { "counting", "mailbox-full", "552 5.2.2 mailbox full", NULL },
    { "clear", "", "", NULL },
    { "2.0.0", "", "", NULL },
    { "", "delivered", "", NULL },
    { "", "auto-reply", "", NULL },
    { "", "Delayed", "", NULL },
    { "sent\nunsubscribed", "", "", "opt-out none" },
    { "delivered\nhard", "", "", "no-such-user hard" },
    { "CA\nactive", "", "", NULL },
    { "CA", "", "", "undefined none" },
    { "CA", "unsubscribed", "", "opt-out none" },
    { "Unsubscribed", "too many mails", "", "opt-out none" },
    { "5.1.1", "", "", "no-such-user hard" },
    { "bounced", "", "", "no-such-user hard" },
    { "bounced", "mailbox full", "", "mailbox-full soft" },
    { "bounced", "delivered", "", "no-such-user hard" },
    { "cleaned", "", "", "undefined none" },
    { "suppressed", "no-such-user", "", "no-such-user hard" },
    { "suppressed", "", "", "undefined none" },
    { "suppressed", "mailbox-full", "", "mailbox-full soft" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = NULL;
      const NixieForeignRow row = { 1, NULL, { "a@example.com", "", rows[i].reason, "", "", rows[i].words, "", "", rows[i].state, "" } };
      g_autoptr (NixieEvent) event = import_row (&row, "csv", "list", NULL, &why);
      g_autofree char *got = event != NULL ? g_strconcat (nixie_reason_id (event->reason), " ", nixie_class_id (event->class), NULL) : NULL;
      cr_expect_eq (g_strcmp0 (got, rows[i].want), 0, "%s, %s: got '%s'", rows[i].state, rows[i].reason, got);
      cr_expect_null (why);
    }
}

/* A nixie's own words stand as they are, but an entry that suppresses nobody is no row to take over. */
Test (import, own_rows)
{
  static const struct {
    const char *state, *reason, *class, *want;
    gboolean suppresses;
  } rows[] = {
    { "suppressed", "no-such-user", "hard", "no-such-user hard", FALSE },
    { "suppressed", "mailbox-full", "soft", "mailbox-full soft", TRUE },
    { "suppressed", "mailbox-full", "hard", "mailbox-full none", FALSE },
    { "suppressed", "opt-out", "", "opt-out none", FALSE },
    { "suppressed", "", "", "undefined none", FALSE },
    { "suppressed", "of-a-later-version", "hard", "undefined none", FALSE },
    { "counting", "mailbox-full", "soft", NULL, FALSE },
    { "clear", "", "", NULL, FALSE },
    { "allowed", "", "", NULL, FALSE },
    { "held", "no-such-user", "hard", NULL, FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = NULL;
      const NixieForeignRow row = { 1, NULL, { "a@example.com", "", rows[i].reason, "", "", "", "", "", rows[i].state, rows[i].class } };
      g_autoptr (NixieEvent) event = import_row (&row, "nixie", "list", NULL, &why);
      g_autofree char *got = event != NULL ? g_strconcat (nixie_reason_id (event->reason), " ", nixie_class_id (event->class), NULL) : NULL;
      cr_expect_eq (g_strcmp0 (got, rows[i].want), 0, "%s %s: got '%s'", rows[i].state, rows[i].reason, got);
      cr_expect (event == NULL || event->force == rows[i].suppresses, "%s: suppresses", rows[i].reason);
      cr_expect_null (why);
    }
}

/* The id: the row's own words, and not the time of import nor the spelling of its date. */
Test (import, ids)
{
  static const struct {
    const char *name, *address, *reason, *date;
    gboolean same;
    const char *time;
  } rows[] = {
    { "the same", "a@example.com", "BOUNCE", "2026-11-13T10:00:00Z", TRUE, "2026-11-13T10:00:00Z" },
    { "another spelling", "<A@Example.com>", "BOUNCE", "Fri, 13 Nov 2026 11:00:00 +0100", TRUE, "2026-11-13T10:00:00Z" },
    { "another date", "a@example.com", "BOUNCE", "2026-11-13T10:00:01Z", FALSE, "2026-11-13T10:00:01Z" },
    { "another ground", "a@example.com", "COMPLAINT", "2026-11-13T10:00:00Z", FALSE, "2026-11-13T10:00:00Z" },
    { "another address", "b@example.com", "BOUNCE", "2026-11-13T10:00:00Z", FALSE, "2026-11-13T10:00:00Z" },
    { "no date", "a@example.com", "BOUNCE", "", FALSE, "2026-11-21T10:00:00Z" },
    { "no date that can be read", "a@example.com", "BOUNCE", "13.11.26", FALSE, "2026-11-21T10:00:00Z" },
    { "a date to come", "a@example.com", "BOUNCE", "2036-11-13T10:00:00Z", FALSE, "2026-11-21T10:00:00Z" },
  };
  guint8 first[NIXIE_ID_BYTES] = { 0 };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *why = NULL;
      const NixieForeignRow row = { i + 1, NULL, { rows[i].address, "", rows[i].reason, "", "", "", rows[i].date, "", "", "" } };
      g_autoptr (NixieEvent) event = import_row (&row, "ses", "suppressions", NULL, &why);
      g_autofree char *time = nixie_clock_to_iso (event->time_us);
      g_autofree char *source = g_strdup_printf ("ses: list:%lu", (unsigned long) i + 1);
      if (i == 0)
        memcpy (first, event->id, sizeof first);
      cr_expect_eq (memcmp (first, event->id, sizeof first) == 0, rows[i].same, "%s: id", rows[i].name);
      cr_expect_str_eq (time, rows[i].time, "%s: time %s", rows[i].name, time);
      cr_expect_str_eq (event->source, source, "%s: source %s", rows[i].name, event->source);
    }
}
