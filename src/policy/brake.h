/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The brake: where failures suddenly come many times as often as is usual, the cause is rather an outage, theirs or ours, than so many
 * addresses that went away at once. Pure: from counts by the hour of the events' own times to outbursts, whatever the order of arrival.
 *
 * What is counted is news: an address counts once a UTC day, and only within NIXIE_BRAKE_NEWS_DAYS of its first failure of the kind. So an
 * address that fails a thousand times is no outburst, an outage of some days is one on each of them, and where next month's newsletter
 * fails at the same addresses again, that is no new outburst: it confirms the old one.
 */
#ifndef NIXIE_POLICY_BRAKE_H
#define NIXIE_POLICY_BRAKE_H

#include "policy/event.h"
#include "policy/settings.h"

#define NIXIE_BRAKE_WHO "brake" /* of the acts that it makes */
#define NIXIE_BRAKE_NEWS_DAYS 7
#define NIXIE_BRAKE_QUIET_DAYS 60 /* without a failure: the next one is news again */
#define NIXIE_BRAKE_USUAL_DAYS 60 /* what is usual is what was within these */
#define NIXIE_HOUR_US (NIXIE_DAY_US / 24)

/* Series of counts. Values are part of the store's format: never renumber. */
typedef enum {
  NIXIE_SERIES_ANY = 0, /* every failure, whoever says it: where a hold would find something */
  NIXIE_SERIES_HARD = 1, /* from here on reports only, and only news */
  NIXIE_SERIES_SOFT = 2,
  NIXIE_SERIES_NO_SUCH_DOMAIN = 3,
  NIXIE_SERIES_NETWORK = 4,
  NIXIE_SERIES_EXPIRED = 5,
  NIXIE_SERIES_SYSTEM_ERROR = 6,
} NixieSeries;
#define NIXIE_N_SERIES 7
#define NIXIE_SERIES_FIRST_REASON NIXIE_SERIES_NO_SUCH_DOMAIN /* from here on: watched over the whole list */

const char *nixie_series_reason (NixieSeries series); /* "network"; "" where it is no reason's; static */

/* Counts of one hour. */
typedef struct {
  guint32 hour;  /* since 1970 */
  guint8 series; /* 1 << NixieSeries, one count for each */
} NixieNews;

/* Appends to NEWS (of NixieNews) what EVENTS, all of one address and in the order of time, count; those that are in LEFT_OUT (NULL: none;
 * in the same order) are passed over, and so is what is below the trust level of SETTINGS, or a forger could have failures put aside. */
void nixie_brake_count (const NixieSettings *settings, const GPtrArray *events, const GPtrArray *left_out, GArray *news);

typedef struct {
  guint32 hour, count;
} NixieHour;

typedef struct {
  guint32 from_hour, to_hour; /* both included */
} NixieHours;

/* What is watched: the counts of one series. Borrowed. */
typedef struct {
  const NixieHour *hours;  /* in the order of time, none with a count of 0 */
  guint n_hours;
  guint32 known_hour;      /* of the first report there is, of whatever series */
  const NixieHours *real;  /* what operators said is no outage: it is usual from then on */
  guint n_real;
  guint least, factor;     /* an outburst is at least that many within 24 hours, and more than so many times the usual */
  guint history_days;      /* before the first report is that old nothing is known to be usual */
} NixieWatch;

typedef struct {
  NixieHours span;
  guint most, usual; /* within 24 hours: at the outburst's height, and before */
} NixieOutburst;

/* The outbursts (NixieOutburst) in the order of time; no two overlap. W is the sum of the 24 hours that end with an hour. Usual is the
 * largest W of the NIXIE_BRAKE_USUAL_DAYS before, without earlier outbursts, and at least 1. An outburst is found where W is too large; it
 * begins an hour before the first of those 24 that has more than any usual hour, and ends with the last hour whose W is too large: so it is
 * over when the rate has been usual for a day. */
GArray *nixie_brake_find (const NixieWatch *watch);

#endif
