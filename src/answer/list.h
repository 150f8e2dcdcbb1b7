/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list's entries, those that a filter lets through, in one of four forms. Used by `nixie list` and `nixie export`.
 */
#ifndef NIXIE_ANSWER_LIST_H
#define NIXIE_ANSWER_LIST_H

#include "answer/output.h"
#include "store/store.h"

typedef enum {
  NIXIE_LIST_TEXT,  /* columns for the eye */
  NIXIE_LIST_PLAIN, /* an address a line */
  NIXIE_LIST_CSV,   /* csv.h, with a header row */
  NIXIE_LIST_JSONL, /* an object a line */
} NixieListForm;

typedef void (*NixieListTick) (guint64 rows, gpointer data);

/* What is asked for. */
typedef struct {
  NixieListForm form;
  gint64 now_us;
  gboolean by_state, by_reason;
  NixieState state;
  NixieReason reason;
  char *domain;     /* canonical, owned; ".example.com" for it and all below it; NULL: any */
  gint64 since_us;  /* news at or after; NIXIE_TIME_NONE: any */
  NixieListTick tick; /* called for each row, for who shows progress; NULL: nobody does */
  gpointer tick_data;
} NixieListQuery;

/* DOMAIN as a user wrote it → QUERY. Errors: NIXIE_ERROR_USAGE. */
gboolean nixie_list_query_set_domain (NixieListQuery *query, const char *domain, GError **error);
void nixie_list_query_clear (NixieListQuery *query);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (NixieListQuery, nixie_list_query_clear)

/* Whether ENTRY is asked for. */
gboolean nixie_list_query_passes (const NixieListQuery *query, const NixieEntry *entry);

/* Writes to OUTPUT, in the order of addresses. Errors: those of store.h and output.h. */
gboolean nixie_list_write (NixieStore *store, const NixieListQuery *query, NixieOutput *output, GError **error);

#endif
