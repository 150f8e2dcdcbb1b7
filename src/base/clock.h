/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times. One unit everywhere: microseconds since 1970 in UTC, gint64, named *_us. NIXIE_TIME_NONE where there is none. Only
 * this file asks the clock; policy/ and store/ are handed the time.
 */
#ifndef NIXIE_BASE_CLOCK_H
#define NIXIE_BASE_CLOCK_H

#include <glib.h>

#define NIXIE_TIME_NONE ((gint64) 0)
#define NIXIE_TIME_FOREVER G_MAXINT64
#define NIXIE_DAY_US ((gint64) 24 * 60 * 60 * G_USEC_PER_SEC)

/* Now, in µs UTC. The environment's NIXIE_NOW (an ISO 8601 time in UTC) stands in for the clock in tests. */
gint64 nixie_clock_now_us (void);

/* An RFC 5322 3.3 date ("Sat, 21 Nov 2026 10:00:00 +0100 (CET)"), obsolete zones and a missing day of week included;
 * NIXIE_TIME_NONE where TEXT is none. */
gint64 nixie_clock_from_rfc5322 (const char *text);

/* "2026-11-21T10:00:00Z", "2026-11-21 10:00:00", "2026-11-21", "2026-11-21T10:00:00.1234567-05:00"; UTC where no zone is named;
 * NIXIE_TIME_NONE where TEXT is none. */
gint64 nixie_clock_from_iso (const char *text);

/* What other systems write into a column of dates: as one of the two above, or seconds or milliseconds since 1970, with a fraction or
 * an exponent as JSON may have them. */
gint64 nixie_clock_from_any (const char *text);

/* "2026-11-21T10:00:00Z"; "" for NIXIE_TIME_NONE and NIXIE_TIME_FOREVER. The caller owns it. */
char *nixie_clock_to_iso (gint64 time_us);

/* The UTC day, counted from 1970-01-01. */
gint64 nixie_clock_day (gint64 time_us);

#endif
