/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * answer/: CSV in and out, and records read in bounded memory.
 */
#include "answer/csv.h"
#include "answer/rows.h"

#include <criterion/criterion.h>
#include <string.h>
#include <unistd.h>

Test (csv, fields)
{
  static const struct {
    const char *name, *row;
    char separator;
    guint index;
    const char *want; /* NULL: no such field */
  } rows[] = {
    { "first", "a,b,c\r\n", ',', 0, "a" },
    { "last", "a,b,c\r\n", ',', 2, "c" },
    { "behind the last", "a,b,c\n", ',', 3, NULL },
    { "empty last", "a,\n", ',', 1, "" },
    { "no line end", "a,b", ',', 1, "b" },
    { "quoted separator", "\"Doe, Jane\",b\n", ',', 0, "Doe, Jane" },
    { "behind a quoted separator", "\"Doe, Jane\",b\n", ',', 1, "b" },
    { "doubled quotes", "\"a \"\"b\"\" c\",d\n", ',', 0, "a \"b\" c" },
    { "only doubled quotes", "\"\"\"\"\"\",d\n", ',', 0, "\"\"" },
    { "empty quotes", "\"\",d\n", ',', 0, "" },
    { "line end inside quotes", "\"a\r\nb\",d\r\n", ',', 1, "d" },
    { "a quote inside a bare field", "5\" disk,d\n", ',', 0, "5\" disk" },
    { "trimmed", "  a ,\td\n", ',', 0, "a" },
    { "semicolon", "a,x;b\n", ';', 1, "b" },
    { "tab", "a\tb\n", '\t', 1, "b" },
    { "byte order mark", "\357\273\277a,b\n", ',', 0, "a" },
    { "byte order mark and quote", "\357\273\277\"a,x\",b\n", ',', 0, "a,x" },
    { "empty row", "\n", ',', 0, "" },
  };
  g_autoptr (GString) field = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const NixieSlice row = nixie_slice_of (rows[i].row);
      const gboolean got = nixie_csv_field (row, rows[i].separator, rows[i].index, field);
      cr_expect_eq (got, rows[i].want != NULL, "%s: there is %s field", rows[i].name, got ? "a" : "no");
      if (got && rows[i].want != NULL)
        cr_expect_str_eq (field->str, rows[i].want, "%s: got '%s'", rows[i].name, field->str);
    }
}

Test (csv, measure)
{
  static const struct {
    const char *name, *bytes;
    gboolean at_end;
    gsize want;
  } rows[] = {
    { "LF", "a,b\nc", FALSE, 4 },
    { "CRLF", "a,b\r\nc", FALSE, 5 },
    { "CR", "a,b\rc", FALSE, 4 },
    { "a CR whose LF may follow", "a,b\r", FALSE, 0 },
    { "a CR at the end", "a,b\r", TRUE, 4 },
    { "not whole", "a,b", FALSE, 0 },
    { "whole at the end", "a,b", TRUE, 3 },
    { "line end inside quotes", "\"a\nb\",c\nd", FALSE, 8 },
    { "quotes not closed yet", "\"a\nb", FALSE, 0 },
    { "quotes never closed", "\"a\nb", TRUE, 4 },
    { "a closing quote that may be doubled", "a,\"b\"", FALSE, 0 },
    { "byte order mark before a quote", "\357\273\277\"a\nb\"\nc", FALSE, 9 },
    { "empty row", "\na", FALSE, 1 },
    { "empty last field", "a,\nb", FALSE, 3 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const gsize got = nixie_csv_measure (nixie_slice_of (rows[i].bytes), rows[i].at_end, ',');
      cr_expect_eq (got, rows[i].want, "%s: got %zu", rows[i].name, got);
    }
}

Test (csv, separators)
{
  static const struct {
    const char *header;
    char want;
  } rows[] = {
    { "a,b,c\n", ',' },       { "a;b;c\n", ';' },          { "a\tb\n", '\t' }, { "email\n", ',' },
    { "a;\"b,c,d\";e\n", ';' }, { "\"x;y;z\",b\n", ',' }, { "", ',' },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    cr_expect_eq (nixie_csv_separator (nixie_slice_of (rows[i].header)), rows[i].want, "%s", rows[i].header);
}

Test (csv, sound)
{
  static const struct {
    const char *row;
    gboolean want;
  } rows[] = {
    { "a,b\n", TRUE },       { "\"a\",b\n", TRUE },     { "a\"b,c\n", TRUE },       { "\"a\"\"b\"\n", TRUE },
    { "\"a,b\n", FALSE },    { "\"a\"x,b\n", FALSE },   { "a,\"b\nc,\"d\"\n", FALSE }, { "\"\n", FALSE },
    { "\"a\"", TRUE },       { "a,\"\"\n", TRUE },      { "a,\"\"\"\n", FALSE },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    cr_expect_eq (nixie_csv_is_sound (nixie_slice_of (rows[i].row), ','), rows[i].want, "%s", rows[i].row);
}

Test (csv, columns)
{
  static const struct {
    const char *name, *header, *column;
    int want; /* -1: none */
  } rows[] = {
    { "by name", "id,Contact,x\n", "contact", 1 },
    { "by name beyond ASCII", "id,\303\234ber\n", "\303\274BER", 1 },
    { "found", "id,E-Mail,address\n", NULL, 1 },
    { "quoted", "\"id\",\"email\"\n", NULL, 1 },
    { "semicolons", "id;name;Email Address\n", NULL, 2 },
    { "no street", "Address,Email\n", NULL, 1 },
    { "nor a person", "Recipient,Address,mail_address\n", NULL, 2 },
    { "address", "id,Address,Recipient\n", NULL, 1 },
    { "French", "Adresse;Adresse e-mail\n", NULL, 1 },
    { "German", "Adresse;E-Mail-Adresse\n", NULL, 1 },
    { "a subscriber's", "Subscriber Email,Status\n", NULL, 0 },
    { "byte order mark", "\357\273\277email,id\n", NULL, 0 },
    { "none", "id,name\n", NULL, -1 },
    { "none of that name", "id,name\n", "email", -1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const NixieSlice header = nixie_slice_of (rows[i].header);
      g_autoptr (GError) error = NULL;
      guint index = 77;
      const gboolean found = nixie_csv_find_column (header, nixie_csv_separator (header), rows[i].column, &index, &error);
      cr_expect_eq (found, rows[i].want >= 0, "%s", rows[i].name);
      cr_expect_eq (index, found ? (guint) rows[i].want : 77, "%s: got %u", rows[i].name, index);
      cr_expect (found || (strstr (error->message, "'id', 'name'") != NULL && nixie_error_exit_code (error) == 65), "%s", rows[i].name);
    }
}

Test (csv, out)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "a", "a\r\n" },
    { "", "\r\n" },
    { "a,b", "\"a,b\"\r\n" },
    { "say \"no\"", "\"say \"\"no\"\"\"\r\n" },
    { "two\r\nlines", "two lines\r\n" },
    { "=1+1", "'=1+1\r\n" },
    { "+1", "'+1\r\n" },
    { "-1", "'-1\r\n" },
    { "@example.com", "'@example.com\r\n" },
    { "\t=1", "'=1\r\n" },
    { "\r\n=1", "'=1\r\n" },
    { "=1,\"x\"", "\"'=1,\"\"x\"\"\"\r\n" },
    { "\357\274\235" "1", "'\357\274\235" "1\r\n" },
    { "\357\274\240SUM", "'\357\274\240SUM\r\n" },
    { "a=b", "a=b\r\n" },
    { "a\033[1m", "a\\x1B[1m\r\n" },
  };
  g_autoptr (GString) out = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_string_truncate (out, 0);
      nixie_csv_append (out, rows[i].text);
      nixie_csv_end_row (out);
      cr_expect_str_eq (out->str, rows[i].want, "%s: got %s", rows[i].text, out->str);
    }
}

/* A descriptor that holds TEXT, which fits into a pipe. */
static int
pipe_with (const char *text)
{
  int ends[2];
  g_assert_true (pipe (ends) == 0 && write (ends[1], text, strlen (text)) == (ssize_t) strlen (text));
  close (ends[1]);
  return ends[0];
}

Test (rows, lines)
{
  const int fd = pipe_with ("one\n\nthree\r\nfour");
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, 1024);
  static const char *const want[] = { "one\n", "\n", "three\r\n", "four" };
  NixieRow record;
  for (gsize i = 0; i < G_N_ELEMENTS (want); i++)
    {
      cr_assert (nixie_rows_next (rows, nixie_row_measure_line, NULL, &record, NULL));
      g_autofree char *got = nixie_slice_dup (record.bytes);
      cr_expect_str_eq (got, want[i]);
      cr_expect_eq (nixie_rows_count (rows), i + 1);
    }
  for (int again = 0; again < 2; again++)
    {
      cr_assert (nixie_rows_next (rows, nixie_row_measure_line, NULL, &record, NULL));
      cr_expect_null (record.bytes.data);
    }
  close (fd);
}

/* Lines around the limit, so that the buffer moves, grows, and passes over what is too long. */
Test (rows, long_lines)
{
  static const gsize lengths[] = { 10, 199, 200, 201, 1000, 5000, 3, 199, 0, 7000 };
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      for (gsize j = 0; j < lengths[i]; j++)
        g_string_append_c (text, (char) ('a' + i));
      g_string_append_c (text, '\n');
    }
  const int fd = pipe_with (text->str);
  g_autoptr (NixieRows) rows = nixie_rows_new (fd, 200);
  NixieRow record;
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      cr_assert (nixie_rows_next (rows, nixie_row_measure_line, NULL, &record, NULL));
      cr_expect_eq (record.cut, lengths[i] + 1 > 200, "%zu", lengths[i]);
      cr_expect (record.cut || record.bytes.length == lengths[i] + 1, "%zu: got %zu", lengths[i], record.bytes.length);
      cr_expect_eq (record.bytes.data[0], lengths[i] > 0 ? (char) ('a' + i) : '\n', "%zu", lengths[i]);
    }
  cr_assert (nixie_rows_next (rows, nixie_row_measure_line, NULL, &record, NULL));
  cr_expect_null (record.bytes.data);
  close (fd);
}

Test (rows, failure)
{
  g_autoptr (NixieRows) rows = nixie_rows_new (-1, 200);
  g_autoptr (GError) error = NULL;
  NixieRow record;
  cr_expect_not (nixie_rows_next (rows, nixie_row_measure_line, NULL, &record, &error));
  cr_expect_eq (nixie_error_exit_code (error), 74);
}

Test (rows, names)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { " a@example.com\r\n", "a@example.com" },
    { "Jane Doe <a@example.com>", "a@example.com" },
    { "\"<\" < a@example.com >", "a@example.com" },
    { "<>", "" },
    { ">", ">" },
    { "<a@example.com> x", "<a@example.com> x" },
    { "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_row_address (nixie_slice_of (rows[i].text));
      cr_expect_str_eq (got, rows[i].want);
    }
}
