/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outages as rows: how many addresses of which domain fail in which hour.
 */
#ifndef NIXIE_TESTS_OUTAGE_H
#define NIXIE_TESTS_OUTAGE_H

#include "list.h"

#include "policy/brake.h"

typedef struct {
  guint day, hour, n;     /* so many addresses fail, spread over that hour */
  guint first;            /* the number of the first of them */
  const char *domain;     /* with "%u": a domain each */
  NixieReason reason;
  gboolean hard;
} Row;

#define USERS(day, hour, n, first, domain) { day, hour, n, first, domain, NIXIE_REASON_NO_SUCH_USER, TRUE }
#define ADDRESS_BYTES 64

static inline void
make_address (const Row *row, guint i, char *address)
{
  g_autofree char *number = g_strdup_printf ("%u", row->first + i);
  const char *mark = strchr (row->domain, '%');
  if (mark != NULL)
    g_snprintf (address, ADDRESS_BYTES, "a@%.*s%s%s", (int) (mark - row->domain), row->domain, number, mark + 2);
  else
    g_snprintf (address, ADDRESS_BYTES, "u%s@%s", number, row->domain);
}

static inline NixieEvent *
make_event (const Row *row, guint i, guint32 number)
{
  char address[ADDRESS_BYTES];
  make_address (row, i, address);
  NixieEvent draft = { .kind = NIXIE_EVENT_OUTCOME, .reason = row->reason, .ground = row->reason, .address = address,
                       .class = row->hard ? NIXIE_CLASS_HARD : NIXIE_CLASS_SOFT, .action = NIXIE_ACTION_FAILED, .display = address };
  draft.time_us = NOW_US + row->day * NIXIE_DAY_US + row->hour * NIXIE_HOUR_US + (gint64) i * NIXIE_HOUR_US / row->n;
  const guint32 scattered = number * 2654435761U;
  memcpy (draft.id, &scattered, sizeof scattered);
  memcpy (draft.id + 4, &number, sizeof number);
  return nixie_event_new (&draft);
}

static inline void
add_row (GPtrArray *events, const Row *row)
{
  for (guint i = 0; i < row->n; i++)
    g_ptr_array_add (events, make_event (row, i, events->len));
}

/* Some failures every day: from 5 to 30, in three hours. */
static inline void
add_usual (GPtrArray *events, const char *domain, guint days)
{
  for (guint day = 0; day < days; day++)
    for (guint part = 0; part < 3; part++)
      {
        const Row row = USERS (day, 7 + 5 * part, 2 + (day * 7 + part) % 8, 100000 + day * 100 + part * 10, domain);
        add_row (events, &row);
      }
}

typedef struct {
  char *folder;
  NixieSettings *settings;
  NixieStore *store;
} List;

static inline List
open_list (void)
{
  List list = { list_temporary (), nixie_settings_new_defaults (), NULL };
  list.store = list_open (list.folder, NIXIE_STORE_WRITE, list.settings);
  return list;
}

static inline void
close_list (List *list)
{
  nixie_store_free (list->store);
  nixie_settings_free (list->settings);
  list_remove (list->folder);
  g_free (list->folder);
}

#endif
