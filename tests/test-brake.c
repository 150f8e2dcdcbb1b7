/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brake's rule: which counts are outbursts, and what is counted. Counts in words: "0x21/1:9 12" is 21 times 12, each a day after the
 * one before, from day 0, in the hour from 9 to 10; outbursts as "21:8-22:9 200/12", from and to with the largest and the usual sum.
 */
#include "history.h"

#include "policy/brake.h"

#define FIRST_HOUR (20000 * 24)

static guint
take_number (const char **at, char before)
{
  char *end = NULL;
  if (**at != before)
    return 1;
  const guint number = (guint) strtoul (*at + 1, &end, 10);
  *at = end;
  return number;
}

static int
compare_hours (gconstpointer a, gconstpointer b)
{
  const NixieHour *one = a, *two = b;
  return (one->hour > two->hour) - (one->hour < two->hour);
}

static GArray *
read_hours (const char *text)
{
  GArray *hours = g_array_new (FALSE, FALSE, sizeof (NixieHour));
  g_auto (GStrv) parts = g_strsplit (text, "; ", -1);
  for (char **part = parts; *part != NULL && **part != '\0'; part++)
    {
      g_autofree char *marked = g_strconcat (" ", *part, NULL);
      const char *at = marked;
      const guint day = take_number (&at, ' '), times = take_number (&at, 'x'), step = take_number (&at, '/');
      const guint hour = take_number (&at, ':'), count = take_number (&at, ' ');
      for (guint i = 0; i < times; i++)
        {
          const NixieHour one = { FIRST_HOUR + (day + i * step) * 24 + hour, count };
          g_array_append_val (hours, one);
        }
    }
  g_array_sort (hours, compare_hours);
  return hours;
}

static char *
describe_outbursts (const GArray *outbursts)
{
  GString *text = g_string_new (NULL);
  for (guint i = 0; i < outbursts->len; i++)
    {
      const NixieOutburst *outburst = &g_array_index (outbursts, NixieOutburst, i);
      const guint from = outburst->span.from_hour - FIRST_HOUR, to = outburst->span.to_hour - FIRST_HOUR;
      g_string_append_printf (text, "%s%u:%u-%u:%u %u/%u", i > 0 ? "; " : "", from / 24, from % 24, to / 24, to % 24, outburst->most,
                              outburst->usual);
    }
  return g_string_free (text, FALSE);
}

static char *
find (const char *text, const NixieHours *real)
{
  g_autoptr (GArray) hours = read_hours (text);
  const NixieWatch watch = { (const NixieHour *) (gpointer) hours->data, hours->len, g_array_index (hours, NixieHour, 0).hour,
                             real, real != NULL, 10, 5, 7 };
  g_autoptr (GArray) outbursts = nixie_brake_find (&watch);
  return describe_outbursts (outbursts);
}

Test (brake, rule)
{
  static const struct {
    const char *name, *hours, *want;
  } rows[] = {
    { "an outage", "0x21/1:9 12; 21:9 200", "21:8-22:8 200/12" },
    { "as many as the least", "0:9 1; 21:9 10", "21:8-22:8 10/1" },
    { "fewer than the least", "0:9 1; 21:9 9", "" },
    { "no more than the factor", "0x21/1:9 12; 21:9 60", "" },
    { "one more than the factor", "0x21/1:9 12; 21:9 61", "21:8-22:8 61/12" },
    { "no history", "0:9 200", "" },
    { "not enough history", "0:9 1; 6:9 200", "" },
    { "just enough", "0:9 1; 7:9 200", "7:8-8:8 200/1" },
    { "a dirty first import on three days", "0:9 20000; 1:9 20000; 2:9 10000; 30:9 500", "" },
    { "two days with a quiet night", "0x21/1:9 12; 21:14 2000; 22:9 3000", "21:13-23:8 5000/12" },
    { "two days, the rate usual again between", "0x21/1:9 12; 21:14 2000; 22:20 3000", "21:13-22:13 2000/12; 22:19-23:19 3000/12" },
    { "the usual before and after it", "0x40/1:9 12; 21:14 2000", "21:13-22:13 2012/12" },
    { "it begins where it is more than any usual hour", "0x21/1:3 12; 21:3 12; 21:9 40; 21:10 80", "21:8-22:9 132/12" },
    { "as slowly as it can", "0:9 1; 21:0 1; 21:2 1; 21:4 1; 21:6 1; 21:8 1; 21:10 1; 21:12 1; 21:14 1; 21:16 1; 21:18 1",
      "20:23-21:23 10/1" },
    { "a newsletter every month", "0x90/1:9 12; 0x3/30:10 200", "" },
    { "the first newsletter after a month", "0x60/1:9 12; 30:10 200", "30:9-31:9 212/12" },
    { "longer ago than what is usual", "0x90/1:9 12; 0:10 200; 70:10 200", "70:9-71:9 212/12" },
    { "slowly growing", "0x5/7:9 10; 35x5/7:9 40; 70x5/7:9 150; 105x5/7:9 700", "" },
    { "an outburst is no usual day", "0x60/1:9 12; 21:10 500; 40:10 500", "21:9-22:9 512/12; 40:9-41:9 512/12" },
    { "long ago", "0:9 1; 3000:9 1; 3001:9 100", "3001:8-3002:8 100/1" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = find (rows[i].hours, NULL);
      cr_expect_str_eq (got, rows[i].want, "%s: '%s', not '%s'", rows[i].name, got, rows[i].want);
    }
}

/* What an operator confirmed is no outage: as much is usual from then on. */
Test (brake, confirmed)
{
  const NixieHours real = { FIRST_HOUR + 21 * 24, FIRST_HOUR + 22 * 24 };
  g_autofree char *got = find ("0x60/1:9 12; 21:10 500; 40:10 500", &real);
  cr_expect_str_eq (got, "21:9-22:9 512/12", "%s", got);
}

/* Many hours take time in proportion. */
Test (brake, long, .timeout = 20)
{
  g_autoptr (GArray) hours = g_array_new (FALSE, FALSE, sizeof (NixieHour));
  for (guint32 i = 0; i < 24 * 365 * 20; i++)
    {
      const NixieHour hour = { FIRST_HOUR + i, i % 5000 == 4999 ? 5000 : 1 + i % 7 };
      g_array_append_val (hours, hour);
    }
  const NixieWatch watch = { (const NixieHour *) (gpointer) hours->data, hours->len, FIRST_HOUR, NULL, 0, 10, 5, 7 };
  const gint64 start_us = g_get_monotonic_time ();
  g_autoptr (GArray) outbursts = nixie_brake_find (&watch);
  cr_expect_eq (outbursts->len, hours->len / 5000, "%u", outbursts->len);
  cr_expect_lt (g_get_monotonic_time () - start_us, G_USEC_PER_SEC);
}

/* What EVENTS count under SETTINGS_TEXT, a letter a series, in the order of time: "0:12 h" is the hard series at noon of day 0. */
static char *
count_events (const char *settings_text, const char *text, guint left_out)
{
  g_autoptr (NixieSettings) settings = settings_from (settings_text);
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new ();
  g_autoptr (GArray) news = g_array_new (FALSE, FALSE, sizeof (NixieNews));
  g_auto (GStrv) parts = g_strsplit (text, "; ", -1);
  GString *got = g_string_new (NULL);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_ptr_array_add (events, read_event (parts[i], i + 1));
      if ((left_out >> i & 1) != 0)
        g_ptr_array_add (fresh, events->pdata[i]);
    }
  nixie_brake_count (settings, events, left_out != 0 ? fresh : NULL, news);
  for (guint i = 0; i < news->len; i++)
    {
      const NixieNews *one = &g_array_index (news, NixieNews, i);
      g_string_append_printf (got, "%s%u:%u ", i > 0 ? "; " : "", one->hour / 24 - 20000, one->hour % 24);
      for (guint series = 0; series < NIXIE_N_SERIES; series++)
        if ((one->series >> series & 1) != 0)
          g_string_append_c (got, ".hsdnex"[series]);
    }
  return g_string_free (got, FALSE);
}

Test (brake, news)
{
  static const struct {
    const char *name, *events;
    guint left_out;
    const char *want;
  } rows[] = {
    { "a hard failure", "d0 hard no-such-user", 0, "0:12 .h" },
    { "a soft one", "d0 soft mailbox-full", 0, "0:12 .s" },
    { "reasons of the line", "d0:1 hard no-such-domain; d0:2 soft network; d0:3 soft expired; d0:4 soft system-error", 0,
      "0:1 .hd; 0:2 .sn; 0:3 .e; 0:4 .x" },
    { "one a day", "d0:1 hard no-such-user; d0:2 hard no-such-user; d1:1 hard no-such-user", 0, "0:1 .h; 0:2 .; 1:1 .h" },
    { "for a week", "d0 hard no-such-user; d6 hard no-such-user; d7 hard no-such-user; d8 hard no-such-user", 0,
      "0:12 .h; 6:12 .h; 7:12 .; 8:12 ." },
    { "news again after a long time", "d0 hard no-such-user; d50 hard no-such-user; d111 hard no-such-user", 0,
      "0:12 .h; 50:12 .; 111:12 .h" },
    { "each series by itself", "d0 soft network; d20 hard no-such-user", 0, "0:12 .sn; 20:12 .h" },
    { "another system's list", "d0 import no-such-user", 0, "0:12 ." },
    { "no failure", "d0 delivered; d1 delayed; d2 complaint; d3 add blocked; d4 remove", 0, "" },
    { "what is left out", "d0 hard no-such-user; d8 hard no-such-user; d9 hard no-such-user", 1, "8:12 .h; 9:12 .h" },
    { "the last", "d0 hard no-such-user; d8 hard no-such-user", 2, "0:12 .h" },
    { "all", "d0 hard no-such-user; d8 hard no-such-user", 3, "" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = count_events ("", rows[i].events, rows[i].left_out);
      cr_expect_str_eq (got, rows[i].want, "%s: '%s', not '%s'", rows[i].name, got, rows[i].want);
    }
}

Test (brake, what_is_below_the_trust_level_is_no_news)
{
  static const char events[] = "d0 hard no-such-user; d1 hard no-such-user of:example.org; d2 hard no-such-user valid:2";
  static const struct {
    const char *settings, *want;
  } rows[] = {
    { "", "0:12 .h; 1:12 .h; 2:12 .h" },
    { "[trust]\ndomains=example.org\n", "1:12 .h; 2:12 .h" },
    { "[trust]\nlevel=signed\n[verp]\nkey-file=keys\n", "2:12 .h" },
  };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = count_events (rows[i].settings, events, 0);
      cr_expect_str_eq (got, rows[i].want, "%s: %s", rows[i].settings, got);
    }
}
