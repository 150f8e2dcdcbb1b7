/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See clock.h. RFC 5322 dates are read by hand: GLib reads ISO 8601 only, and what mail holds is worse than either.
 */
#include "base/clock.h"

#include <stdio.h>
#include <string.h>

gint64
nixie_clock_now_us (void)
{
  const char *instead = g_getenv ("NIXIE_NOW");
  const gint64 fixed = instead != NULL ? nixie_clock_from_iso (instead) : NIXIE_TIME_NONE;
  return fixed != NIXIE_TIME_NONE ? fixed : g_get_real_time ();
}

gint64
nixie_clock_day (gint64 time_us)
{
  return time_us >= 0 ? time_us / NIXIE_DAY_US : (time_us + 1) / NIXIE_DAY_US - 1;
}

/* Days from 1970-01-01 to a proleptic Gregorian date; years count from March. */
static gint64
days_from_civil (int year, int month, int day)
{
  const gint64 y = month <= 2 ? year - 1 : year;
  const gint64 era = (y >= 0 ? y : y - 399) / 400;
  const gint64 year_of_era = y - era * 400;
  const gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

typedef struct {
  int year, month, day, hour, minute, second;
} Civil;

static gboolean
civil_is_valid (const Civil *c)
{
  return c->year >= 1900 && c->year <= 9999 && c->month >= 1 && c->month <= 12 && c->day >= 1
         && c->day <= (int) g_date_get_days_in_month ((GDateMonth) c->month, (GDateYear) c->year) && c->hour >= 0 && c->hour <= 23
         && c->minute >= 0 && c->minute <= 59 && c->second >= 0 && c->second <= 60;
}

static gint64
civil_to_us (const Civil *c)
{
  if (!civil_is_valid (c))
    return NIXIE_TIME_NONE;
  const gint64 seconds = days_from_civil (c->year, c->month, c->day) * 86400 + c->hour * 3600 + c->minute * 60 + c->second;
  return seconds * G_USEC_PER_SEC;
}

static const char *
skip_space (const char *p)
{
  while (g_ascii_isspace (*p))
    p++;
  return p;
}

/* Reads one to WIDTH digits; NULL where there is none. */
static const char *
read_number (const char *p, int width, int *number)
{
  p = skip_space (p);
  if (!g_ascii_isdigit (*p))
    return NULL;
  *number = 0;
  for (int i = 0; i < width && g_ascii_isdigit (*p); i++)
    *number = *number * 10 + (*p++ - '0');
  return p;
}

static const char *
read_month (const char *p, int *month)
{
  static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
  char name[4] = "";
  p = skip_space (p);
  if (*p == '-')
    p++;
  for (int i = 0; i < 3; i++, p++)
    {
      if (!g_ascii_isalpha (*p))
        return NULL;
      name[i] = g_ascii_tolower (*p);
    }
  const char *found = strstr (names, name);
  if (found == NULL || (found - names) % 3 != 0)
    return NULL;
  *month = (int) (found - names) / 3 + 1;
  while (g_ascii_isalpha (*p))
    p++;
  return *p == '-' ? p + 1 : p;
}

/* RFC 5322 4.3: two digits below 50 are 20xx, other two or three digits count from 1900. */
static const char *
read_year (const char *p, int *year)
{
  const char *start = skip_space (p);
  p = read_number (start, 4, year);
  if (p == NULL)
    return NULL;
  const long digits = p - start;
  if (digits <= 2)
    *year += *year < 50 ? 2000 : 1900;
  else if (digits == 3)
    *year += 1900;
  return p;
}

static const char *
read_time (const char *p, Civil *c)
{
  p = read_number (p, 2, &c->hour);
  if (p == NULL || *p != ':')
    return NULL;
  p = read_number (p + 1, 2, &c->minute);
  if (p == NULL || *p != ':')
    return p;
  return read_number (p + 1, 2, &c->second);
}

/* RFC 5322 4.3: the obsolete zones; anything unknown counts as UTC. Minutes east of Greenwich. */
static int
read_zone (const char *p)
{
  static const struct {
    const char *name;
    int minutes;
  } zones[] = { { "EST", -300 }, { "EDT", -240 }, { "CST", -360 }, { "CDT", -300 }, { "MST", -420 }, { "MDT", -360 },
                { "PST", -480 }, { "PDT", -420 }, { "JST", 540 },  { "CET", 60 },   { "CEST", 120 }, { "MET", 60 },
                { "MEST", 120 }, { "EET", 120 },  { "EEST", 180 }, { "MSK", 180 },  { "BST", 60 } };
  p = skip_space (p);
  if ((*p == '+' || *p == '-') && g_ascii_isdigit (p[1]))
    {
      int number = 0;
      read_number (p + 1, 4, &number);
      const int minutes = number / 100 * 60 + number % 100;
      return minutes > 24 * 60 ? 0 : *p == '-' ? -minutes : minutes;
    }
  gsize length = 0;
  while (g_ascii_isalpha (p[length]))
    length++;
  for (gsize i = 0; i < G_N_ELEMENTS (zones); i++)
    if (strlen (zones[i].name) == length && g_ascii_strncasecmp (p, zones[i].name, length) == 0)
      return zones[i].minutes;
  return 0;
}

/* asctime, as in From_ lines: "Sat Nov 21 10:00:00 2026", P at the month. */
static gint64
read_asctime (const char *p)
{
  Civil c = { 0 };
  p = read_month (p, &c.month);
  p = p != NULL ? read_number (p, 2, &c.day) : NULL;
  p = p != NULL ? read_time (p, &c) : NULL;
  if (p == NULL)
    return NIXIE_TIME_NONE;
  const char *zone = skip_space (p);
  if (g_ascii_isalpha (*zone))
    while (g_ascii_isalpha (*p) || g_ascii_isspace (*p))
      p++;
  return read_year (p, &c.year) != NULL ? civil_to_us (&c) : NIXIE_TIME_NONE;
}

gint64
nixie_clock_from_rfc5322 (const char *text)
{
  Civil c = { 0 };
  const char *p = skip_space (text);
  if (g_ascii_isalpha (*p))
    {
      while (g_ascii_isalpha (*p))
        p++;
      p = skip_space (p);
      if (*p == ',')
        p = skip_space (p + 1);
      if (g_ascii_isalpha (*p))
        return read_asctime (p);
    }
  p = read_number (p, 2, &c.day);
  p = p != NULL ? read_month (p, &c.month) : NULL;
  p = p != NULL ? read_year (p, &c.year) : NULL;
  p = p != NULL ? read_time (p, &c) : NULL;
  if (p == NULL)
    return NIXIE_TIME_NONE;
  const gint64 time_us = civil_to_us (&c);
  return time_us == NIXIE_TIME_NONE ? NIXIE_TIME_NONE : time_us - read_zone (p) * (gint64) 60 * G_USEC_PER_SEC;
}

/* ".123", as far as µs; NULL where there are no digits. */
static const char *
read_fraction (const char *p, gint64 *fraction_us)
{
  gint64 unit = G_USEC_PER_SEC;
  if (!g_ascii_isdigit (p[1]))
    return NULL;
  for (p++; g_ascii_isdigit (*p); p++)
    *fraction_us += (*p - '0') * (unit /= 10);
  return p;
}

/* "Z", "UTC", "+01:00", "+0100", "+01" or nothing, to the end; NULL where something else stands there. */
static const char *
read_iso_zone (const char *p, int *minutes)
{
  p = skip_space (p);
  if (*p == 'Z' || strcmp (p, "UTC") == 0 || strcmp (p, "GMT") == 0)
    return p + (*p == 'Z' ? 1 : 3);
  if (*p != '+' && *p != '-')
    return p;
  const int sign = *p == '-' ? -1 : 1;
  int hours = 0, rest = 0;
  if (!g_ascii_isdigit (p[1]))
    return NULL;
  p = read_number (p + 1, 2, &hours);
  if (*p == ':' || g_ascii_isdigit (*p))
    p = read_number (p + (*p == ':'), 2, &rest);
  *minutes = sign * (hours * 60 + rest);
  return hours <= 24 && rest < 60 ? p : NULL;
}

gint64
nixie_clock_from_iso (const char *text)
{
  Civil c = { 0 };
  int end = 0, minutes = 0;
  gint64 fraction_us = 0;
  if (sscanf (text, "%4d-%2d-%2d%n", &c.year, &c.month, &c.day, &end) != 3 || end != 10)
    return NIXIE_TIME_NONE;
  const char *p = text + end;
  if (*p == 'T' || *p == ' ')
    {
      p = read_time (p + 1, &c);
      if (p != NULL && *p == '.')
        p = read_fraction (p, &fraction_us);
      if (p != NULL)
        p = read_iso_zone (p, &minutes);
    }
  const gint64 time_us = p != NULL && *p == '\0' ? civil_to_us (&c) : NIXIE_TIME_NONE;
  return time_us == NIXIE_TIME_NONE ? NIXIE_TIME_NONE : time_us + fraction_us - minutes * (gint64) 60 * G_USEC_PER_SEC;
}

/* JSON may write any number with a fraction or an exponent: 1.7673228005E9. */
static gint64
from_fraction (gdouble number)
{
  if (number >= 1e8 && number < 1e10)
    return (gint64) (number * G_USEC_PER_SEC);
  return number >= 1e12 && number < 1e13 ? (gint64) (number * 1000) : NIXIE_TIME_NONE;
}

gint64
nixie_clock_from_any (const char *text)
{
  guint64 number = 0;
  const gsize length = strlen (text);
  if (length > 4 && text[4] == '-')
    return nixie_clock_from_iso (text);
  if (strpbrk (text, ".eE") != NULL && strspn (text, "0123456789.eE+") == length)
    {
      char *end = NULL;
      const gdouble fraction = g_ascii_strtod (text, &end);
      if (end != text && *end == '\0')
        return from_fraction (fraction);
    }
  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64 / G_USEC_PER_SEC, &number, NULL))
    return nixie_clock_from_rfc5322 (text);
  if (length == 9 || length == 10)
    return (gint64) number * G_USEC_PER_SEC;
  return length == 13 ? (gint64) number * 1000 : NIXIE_TIME_NONE;
}

char *
nixie_clock_to_iso (gint64 time_us)
{
  if (time_us == NIXIE_TIME_NONE || time_us == NIXIE_TIME_FOREVER)
    return g_strdup ("");
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("");
}
