/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See brake.h. One walk over the hours that have any: those of an outburst are walked one by one, because it can end in an hour
 * without.
 */
#include "policy/brake.h"

#include "base/clock.h"
#include "policy/trust.h"

#include <string.h>

#define DAY_HOURS 24U

static const struct {
  NixieReason reason;
  NixieSeries series;
} reasons[] = {
  { NIXIE_REASON_NO_SUCH_DOMAIN, NIXIE_SERIES_NO_SUCH_DOMAIN },
  { NIXIE_REASON_NETWORK, NIXIE_SERIES_NETWORK },
  { NIXIE_REASON_EXPIRED, NIXIE_SERIES_EXPIRED },
  { NIXIE_REASON_SYSTEM_ERROR, NIXIE_SERIES_SYSTEM_ERROR },
};

const char *
nixie_series_reason (NixieSeries series)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].series == series)
      return nixie_reason_id (reasons[i].reason);
  return "";
}

/* Where EVENT can count. Another system's list says nothing of when mail failed here. */
static guint8
series_of (const NixieEvent *event)
{
  guint8 series = 1U << NIXIE_SERIES_ANY;
  if (event->kind != NIXIE_EVENT_OUTCOME)
    return series;
  series |= 1U << (event->class == NIXIE_CLASS_HARD ? NIXIE_SERIES_HARD : NIXIE_SERIES_SOFT);
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i].reason == event->reason)
      series |= (guint8) (1U << reasons[i].series);
  return series;
}

/* What one series has of an address. */
typedef struct {
  gboolean begun;
  gint64 first_day, last_day; /* first: of those without a pause */
} Run;

static gboolean
is_news (Run *run, gint64 day)
{
  const gboolean again = run->begun && day - run->last_day <= NIXIE_BRAKE_QUIET_DAYS;
  const gboolean same_day = again && day == run->last_day;
  if (!again)
    run->first_day = day;
  run->begun = TRUE;
  run->last_day = day;
  return !same_day && day - run->first_day < NIXIE_BRAKE_NEWS_DAYS;
}

static void
count_event (const NixieEvent *event, Run *runs, GArray *news)
{
  const gint64 time_us = MAX (event->time_us, 0);
  const guint8 possible = series_of (event);
  NixieNews counted = { (guint32) (time_us / NIXIE_HOUR_US), 1U << NIXIE_SERIES_ANY };
  for (guint series = NIXIE_SERIES_HARD; series < NIXIE_N_SERIES; series++)
    if ((possible >> series & 1) != 0 && is_news (&runs[series], nixie_clock_day (time_us)))
      counted.series |= (guint8) (1U << series);
  g_array_append_val (news, counted);
}

void
nixie_brake_count (const NixieSettings *settings, const GPtrArray *events, const GPtrArray *left_out, GArray *news)
{
  Run runs[NIXIE_N_SERIES] = { 0 };
  guint next = 0;
  for (guint i = 0; i < events->len; i++)
    {
      int order = -1;
      while (left_out != NULL && next < left_out->len
             && (order = nixie_event_compare (&left_out->pdata[next], &events->pdata[i])) < 0)
        next++;
      if (left_out != NULL && next < left_out->len && order == 0)
        continue;
      if (nixie_event_is_failure (events->pdata[i]) && nixie_trust_doubt (settings, events->pdata[i]) == NIXIE_DOUBT_NONE)
        count_event (events->pdata[i], runs, news);
    }
}

/* One that was usual. */
typedef struct {
  guint32 hour;
  guint64 day_sum; /* of the 24 hours that end with it */
} Candidate;

typedef struct {
  const NixieWatch *watch;
  GArray *found;       /* NixieOutburst */
  guint64 *sums;       /* of all counts before the I-th hour */
  guint64 *plain_sums; /* of those outside of outbursts; up to ADMITTED */
  guint admitted;      /* hours that may be usual to what comes: they are a day old */
  guint admitted_left; /* the first of the 24 that end with the next to be admitted */
  GArray *candidates;  /* the largest first, each the largest behind the one before: the usual is the first that is not too old */
  guint oldest;        /* in CANDIDATES */
} Search;

static gboolean
overlaps (const NixieHours *one, const NixieHours *other)
{
  return one->from_hour <= other->to_hour && other->from_hour <= one->to_hour;
}

static gboolean
is_real (const NixieWatch *watch, const NixieHours *span)
{
  for (guint i = 0; i < watch->n_real; i++)
    if (overlaps (&watch->real[i], span))
      return TRUE;
  return FALSE;
}

/* Whether HOUR is of an outburst: of the newest, or of one shortly before. */
static gboolean
is_plain (const Search *search, guint32 hour)
{
  const NixieHours one = { hour, hour };
  for (guint i = search->found->len; i > 0; i--)
    {
      const NixieOutburst *outburst = &g_array_index (search->found, NixieOutburst, i - 1);
      if (outburst->span.to_hour < hour)
        return TRUE;
      if (overlaps (&outburst->span, &one))
        return is_real (search->watch, &outburst->span);
    }
  return TRUE;
}

static void
admit (Search *search)
{
  const NixieHour *hours = search->watch->hours;
  const guint i = search->admitted++;
  search->plain_sums[i + 1] = search->plain_sums[i] + (is_plain (search, hours[i].hour) ? hours[i].count : 0);
  while (hours[search->admitted_left].hour + DAY_HOURS <= hours[i].hour)
    search->admitted_left++;
  const Candidate new = { hours[i].hour, search->plain_sums[i + 1] - search->plain_sums[search->admitted_left] };
  while (search->candidates->len > search->oldest
         && g_array_index (search->candidates, Candidate, search->candidates->len - 1).day_sum <= new.day_sum)
    g_array_set_size (search->candidates, search->candidates->len - 1);
  g_array_append_val (search->candidates, new);
}

static guint64
find_usual (Search *search, guint32 hour)
{
  while (search->admitted < search->watch->n_hours && search->watch->hours[search->admitted].hour + DAY_HOURS <= hour)
    admit (search);
  while (search->oldest < search->candidates->len
         && g_array_index (search->candidates, Candidate, search->oldest).hour + (NIXIE_BRAKE_USUAL_DAYS + 1) * DAY_HOURS < hour)
    search->oldest++;
  const gboolean known = search->oldest < search->candidates->len;
  return known ? MAX (g_array_index (search->candidates, Candidate, search->oldest).day_sum, 1) : 1;
}

/* The largest count of an hour that is usual to HOUR. */
static guint64
find_peak (const Search *search, guint32 hour)
{
  guint64 peak = 0;
  for (guint i = search->admitted; i > 0; i--)
    {
      if (search->watch->hours[i - 1].hour + (NIXIE_BRAKE_USUAL_DAYS + 1) * DAY_HOURS < hour)
        break;
      peak = MAX (peak, search->plain_sums[i] - search->plain_sums[i - 1]);
    }
  return peak;
}

static gboolean
is_too_many (const NixieWatch *watch, guint64 day_sum, guint64 usual)
{
  return day_sum >= watch->least && day_sum > watch->factor * usual;
}

/* An outage begins within an hour, so that the first of it may look usual. */
static guint32
find_start (const Search *search, guint left, guint i)
{
  const NixieHour *hours = search->watch->hours;
  const guint32 behind = search->found->len > 0 ? g_array_index (search->found, NixieOutburst, search->found->len - 1).span.to_hour : 0;
  const guint64 peak = find_peak (search, hours[i].hour);
  guint first = i;
  for (guint k = i + 1; k > left; k--)
    if (hours[k - 1].hour > behind)
      first = k - 1;
  for (guint k = first; k <= i; k++)
    if (hours[k].count > peak)
      {
        first = k;
        break;
      }
  return MAX (MAX (hours[first].hour, 1) - 1, behind + 1);
}

/* The outburst that was found at the I-th hour, where the 24 begin with the LEFT-th; *BEHIND is the first hour behind it. */
static NixieOutburst
follow (const Search *search, guint left, guint i, guint64 usual, guint *behind)
{
  const NixieWatch *watch = search->watch;
  guint32 hour = watch->hours[i].hour;
  guint64 day_sum = search->sums[i] - search->sums[left], most = 0;
  for (;; hour++)
    {
      if (i < watch->n_hours && watch->hours[i].hour == hour)
        day_sum += watch->hours[i++].count;
      if (watch->hours[left].hour + DAY_HOURS == hour)
        day_sum -= watch->hours[left++].count;
      if (!is_too_many (watch, day_sum, usual))
        break;
      most = MAX (most, day_sum);
    }
  *behind = i;
  return (NixieOutburst){ { 0, hour - 1 }, (guint) MIN (most, G_MAXUINT), (guint) MIN (usual, G_MAXUINT) };
}

static void
search_all (Search *search)
{
  const NixieWatch *watch = search->watch;
  guint left = 0, next = 0;
  for (guint i = 0; i < watch->n_hours; i = MAX (i + 1, next))
    {
      const guint32 hour = watch->hours[i].hour;
      while (watch->hours[left].hour + DAY_HOURS <= hour)
        left++;
      const guint64 day_sum = search->sums[i + 1] - search->sums[left];
      if (day_sum < watch->least || hour - watch->known_hour < watch->history_days * DAY_HOURS)
        continue;
      const guint64 usual = find_usual (search, hour);
      if (!is_too_many (watch, day_sum, usual))
        continue;
      NixieOutburst outburst = follow (search, left, i, usual, &next);
      outburst.span.from_hour = find_start (search, left, i);
      g_array_append_val (search->found, outburst);
    }
}

GArray *
nixie_brake_find (const NixieWatch *watch)
{
  Search search = { .watch = watch, .found = g_array_new (FALSE, FALSE, sizeof (NixieOutburst)) };
  g_autofree guint64 *sums = g_new0 (guint64, watch->n_hours + 1);
  for (guint i = 0; i < watch->n_hours; i++)
    sums[i + 1] = sums[i] + watch->hours[i].count;
  if (sums[watch->n_hours] < watch->least)
    return search.found;
  g_autofree guint64 *plain_sums = g_new0 (guint64, watch->n_hours + 1);
  g_autoptr (GArray) candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  search.sums = sums;
  search.plain_sums = plain_sums;
  search.candidates = candidates;
  search_all (&search);
  return search.found;
}
