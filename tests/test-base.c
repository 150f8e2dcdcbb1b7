/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * base/: clock, text, JSON.
 */
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"

#include <criterion/criterion.h>
#include <string.h>

Test (clock, dates_of_mail)
{
  static const struct {
    const char *name, *text, *want;
  } rows[] = {
    { "zone east", "Sat, 21 Nov 2026 10:00:00 +0100", "2026-11-21T09:00:00Z" },
    { "zone west", "Sat, 21 Nov 2026 10:00:00 -0530", "2026-11-21T15:30:00Z" },
    { "no day of week", "21 Nov 2026 10:00 +0000", "2026-11-21T10:00:00Z" },
    { "obsolete zone", "Sat, 21 Nov 2026 10:00:00 EST", "2026-11-21T15:00:00Z" },
    { "comment", "Sat, 21 Nov 2026 10:00:00 +0000 (UTC)", "2026-11-21T10:00:00Z" },
    { "two-digit year", "Fri, 1 Jan 99 00:00:01 GMT", "1999-01-01T00:00:01Z" },
    { "asctime", "Sat Nov 21 10:00:00 2026", "2026-11-21T10:00:00Z" },
    { "asctime with zone", "Sat Nov 21 10:00:00 UTC 2026", "2026-11-21T10:00:00Z" },
    { "dashes", "21-Nov-2026 10:00:00 +0000", "2026-11-21T10:00:00Z" },
    { "no such day", "30 Feb 2026 10:00:00 +0000", "" },
    { "words", "yesterday", "" },
    { "empty", "", "" },
    { "no month", "21 Foo 2026 10:00:00", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_clock_to_iso (nixie_clock_from_rfc5322 (rows[i].text));
      cr_expect_str_eq (got, rows[i].want, "%s: got %s", rows[i].name, got);
    }
}

Test (clock, of_other_systems)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "2026-11-13T10:00:00Z", "2026-11-13T10:00:00Z" },
    { "2026-11-13T10:00:00+01:00", "2026-11-13T09:00:00Z" },
    { "2026-11-13T10:00:00.1234567-05:00", "2026-11-13T15:00:00Z" },
    { "2026-11-13T10:00:00.250000+0530", "2026-11-13T04:30:00Z" },
    { "2026-11-13 10:00:00", "2026-11-13T10:00:00Z" },
    { "2026-11-13 10:00:00 UTC", "2026-11-13T10:00:00Z" },
    { "2026-11-13 10:00:00 +02", "2026-11-13T08:00:00Z" },
    { "2026-11-13", "2026-11-13T00:00:00Z" },
    { "Fri, 13 Nov 2026 10:00:00 UTC", "2026-11-13T10:00:00Z" },
    { "Fri, 13 Nov 2026 10:00:00 +0100", "2026-11-13T09:00:00Z" },
    { "1794564000", "2026-11-13T10:00:00Z" },
    { "1794564000000", "2026-11-13T10:00:00Z" },
    { "1794564000.75", "2026-11-13T10:00:00Z" },
    { "1.794564E9", "2026-11-13T10:00:00Z" },
    { "1.794564e+12", "2026-11-13T10:00:00Z" },
    { "1.794564", "" },
    { "1.79.4564E9", "" },
    { "1E99", "" },
    { "2026-11-13T10:00:00.", "" },
    { "2026-11-13T10:00:00+", "" },
    { "2026-11-13T10:00:00+99:00", "" },
    { "2026-11-13T10:00:00 soon", "" },
    { "13.11.2026", "" },
    { "20261113", "" },
    { "99999999999999999999", "" },
    { "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_clock_to_iso (nixie_clock_from_any (rows[i].text));
      cr_expect_str_eq (got, rows[i].want, "'%s': got '%s'", rows[i].text, got);
    }
  cr_expect_eq (nixie_clock_from_iso ("1970-01-01T00:00:01.1234567Z"), G_USEC_PER_SEC + 123456);
}

Test (clock, iso)
{
  cr_expect_eq (nixie_clock_from_iso ("1970-01-02"), NIXIE_DAY_US);
  cr_expect_eq (nixie_clock_from_iso ("1970-01-01T00:00:01Z"), G_USEC_PER_SEC);
  cr_expect_eq (nixie_clock_from_iso ("1970-1-2"), NIXIE_TIME_NONE);
  cr_expect_eq (nixie_clock_from_iso ("1970-01-01T00:00:01X"), NIXIE_TIME_NONE);
  cr_expect_eq (nixie_clock_day (NIXIE_DAY_US - 1), 0);
  cr_expect_eq (nixie_clock_day (NIXIE_DAY_US), 1);
}

Test (text, one_line)
{
  static const struct {
    const char *name, *text;
    gsize max;
    const char *want;
  } rows[] = {
    { "plain", "550 no", 100, "550 no" },
    { "lines", " 550-no \r\n\t550  such ", 100, "550-no 550 such" },
    { "escape sequence", "a\033[31mb", 100, "a\\x1B[31mb" },
    { "bidi override", "a\342\200\256b", 100, "a\\u{202E}b" },
    { "C1", "a\302\233b", 100, "a\\u{009B}b" },
    { "invalid", "a\377b", 100, "a\357\277\275b" },
    { "cut at a character", "aaa\303\274", 4, "aaa" },
    { "umlaut", "aaa\303\274", 5, "aaa\303\274" },
    { "empty", "", 10, "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_text_one_line (rows[i].text, strlen (rows[i].text), rows[i].max);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s'", rows[i].name, got);
    }
}

Test (text, fold)
{
  g_autoptr (GString) buffer = g_string_new ("left over");
  nixie_text_fold (nixie_slice_of ("  User\r\n   UNKNOWN \n"), buffer);
  cr_expect_str_eq (buffer->str, "user unknown");
  nixie_text_fold (NIXIE_SLICE_EMPTY, buffer);
  cr_expect_str_eq (buffer->str, "");
}

Test (json, shapes)
{
  g_autoptr (GString) out = g_string_new (NULL);
  NixieJson json;
  nixie_json_init (&json, out);
  nixie_json_begin_object (&json, NULL);
  nixie_json_string (&json, "a", "x\"\\\n\001\377");
  nixie_json_text (&json, "left out", "");
  nixie_json_begin_array (&json, "b");
  nixie_json_int (&json, NULL, -1);
  nixie_json_bool (&json, NULL, TRUE);
  nixie_json_end_array (&json);
  nixie_json_time (&json, "t", G_USEC_PER_SEC);
  nixie_json_time (&json, "none", NIXIE_TIME_NONE);
  nixie_json_end_object (&json);
  cr_expect_str_eq (out->str, "{\"a\":\"x\\\"\\\\\\n\\u0001\357\277\275\",\"b\":[-1,true],\"t\":\"1970-01-01T00:00:01Z\"}");
}
