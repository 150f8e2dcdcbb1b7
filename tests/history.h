/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Histories in words, for the tests of the fold: "d0 soft mailbox-full; d3:23 hard no-such-user; d4 remove" are events in the order
 * in which they arrive, at noon of a day or at the hour named; what the fold makes of them is one line (see describe).
 */
#ifndef NIXIE_TESTS_HISTORY_H
#define NIXIE_TESTS_HISTORY_H

#include "base/clock.h"
#include "policy/entry.h"

#include <criterion/criterion.h>
#include <string.h>

#define DAY_0 ((gint64) 20000 * NIXIE_DAY_US) /* 2024-10-04 */
#define HOUR_US (NIXIE_DAY_US / 24)

static inline NixieReason
reason_of (const char *id)
{
  NixieReason reason = NIXIE_REASON_UNDEFINED;
  cr_assert (nixie_reason_from_id (id, &reason), "no reason: %s", id);
  return reason;
}

/* WORDS: what happened, and a reason. */
static inline void
fill_outcome (NixieEvent *draft, char **words)
{
  const char *what = words[1];
  if (g_str_equal (what, "soft") || g_str_equal (what, "hard") || g_str_equal (what, "waiting"))
    {
      draft->class = *what == 'h' ? NIXIE_CLASS_HARD : NIXIE_CLASS_SOFT;
      draft->action = *what == 'w' ? NIXIE_ACTION_DELAYED : NIXIE_ACTION_FAILED;
      draft->reason = reason_of (words[2]);
      return;
    }
  draft->action = g_str_equal (what, "delivered") ? NIXIE_ACTION_DELIVERED
                  : g_str_equal (what, "relayed") ? NIXIE_ACTION_RELAYED
                  : g_str_equal (what, "delayed") ? NIXIE_ACTION_DELAYED
                                                  : NIXIE_ACTION_NONE;
  if (g_str_equal (what, "not-spam"))
    draft->feedback = what;
  draft->reason = g_str_equal (what, "not-spam") ? NIXIE_REASON_COMPLAINT
                  : g_str_equal (what, "relayed") ? NIXIE_REASON_DELIVERED
                                                  : reason_of (what);
}

/* "valid:2" (signed on d2), "forged", "expired", "other"; "of:example.org", the sender's domain of what came back, and "id:…", its
 * Message-ID. */
static inline void
fill_trust (NixieEvent *draft, char **words)
{
  static const struct {
    const char *word;
    NixieSignature signature;
  } rows[] = { { "forged", NIXIE_SIGNATURE_FORGED }, { "expired", NIXIE_SIGNATURE_EXPIRED }, { "other", NIXIE_SIGNATURE_OTHER },
               { "valid:", NIXIE_SIGNATURE_VALID } };
  for (; *words != NULL; words++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
        if (g_str_has_prefix (*words, rows[i].word))
          draft->signature = rows[i].signature;
      if (g_str_has_prefix (*words, "valid:"))
        draft->signed_day = (guint) (nixie_clock_day (DAY_0) + g_ascii_strtoll (*words + strlen ("valid:"), NULL, 10));
      if (g_str_has_prefix (*words, "of:"))
        draft->sender_domain = *words + strlen ("of:");
      if (g_str_has_prefix (*words, "id:"))
        draft->message_id = *words + strlen ("id:");
    }
}

static inline NixieEventKind
kind_of (const char *word)
{
  static const struct {
    const char *word;
    NixieEventKind kind;
  } rows[] = { { "add", NIXIE_EVENT_ADD },       { "remove", NIXIE_EVENT_REMOVE }, { "force", NIXIE_EVENT_REMOVE },
               { "import", NIXIE_EVENT_IMPORT }, { "allow", NIXIE_EVENT_ALLOW } };
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (word, rows[i].word))
      return rows[i].kind;
  return NIXIE_EVENT_OUTCOME;
}

static inline NixieEvent *
read_event (const char *text, guint number)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  char *hour = NULL;
  NixieEvent draft = { .kind = kind_of (words[1]), .address = "a@example.com", .reason = NIXIE_REASON_UNDEFINED,
                       .ground = NIXIE_REASON_UNDEFINED, .status = text };
  draft.time_us = DAY_0 + g_ascii_strtoll (words[0] + 1, &hour, 10) * NIXIE_DAY_US;
  draft.time_us += (*hour == ':' ? g_ascii_strtoll (hour + 1, NULL, 10) : 12) * HOUR_US;
  draft.id[0] = (guint8) number;
  draft.force = g_str_equal (words[1], "force");
  if (draft.kind == NIXIE_EVENT_ADD || draft.kind == NIXIE_EVENT_IMPORT)
    draft.reason = reason_of (words[2]);
  if (draft.kind != NIXIE_EVENT_OUTCOME && nixie_reason_can_be_hard (draft.reason))
    draft.class = NIXIE_CLASS_HARD;
  if (draft.kind == NIXIE_EVENT_IMPORT && words[3] != NULL) /* "import REASON soft": another nixie suppresses for it */
    {
      draft.class = NIXIE_CLASS_SOFT;
      draft.force = TRUE;
    }
  if (draft.kind == NIXIE_EVENT_OUTCOME)
    fill_outcome (&draft, words);
  fill_trust (&draft, words);
  return nixie_event_new (&draft);
}

/* A removal keeps what stands protected when it is written, as the store does it. */
static inline GPtrArray *
read_history (const NixieSettings *settings, const char *text)
{
  GPtrArray *events = g_ptr_array_new_with_free_func ((GDestroyNotify) nixie_event_free);
  g_auto (GStrv) parts = g_strsplit (text, "; ", -1);
  for (guint i = 0; parts[i] != NULL && *parts[i] != '\0'; i++)
    {
      NixieEvent *event = read_event (parts[i], i);
      NixieEntry before;
      nixie_entry_fold (&(NixieBasis){ settings, NULL }, "a@example.com", events, &before);
      if (event->kind == NIXIE_EVENT_REMOVE && !event->force)
        event->kept = nixie_entry_protected_strands (&before);
      g_ptr_array_add (events, event);
    }
  return events;
}

static inline void
append_day (GString *out, const char *word, gint64 time_us)
{
  if (time_us == NIXIE_TIME_FOREVER)
    g_string_append (out, " for ever");
  else if (time_us != NIXIE_TIME_NONE)
    g_string_append_printf (out, " %s d%" G_GINT64_FORMAT, word, nixie_clock_day (time_us) - nixie_clock_day (DAY_0));
}

/* STATE REASON [since D] [until D | for ever] [days N] [failed N[/HARD]] [held N] [protected] [by STRAND…] */
static inline char *
describe (const NixieEntry *entry)
{
  GString *out = g_string_new (nixie_state_id (entry->state));
  g_string_append_printf (out, " %s", nixie_reason_id (entry->reason));
  append_day (out, "until", entry->until_us);
  if (entry->counted_days > 0)
    g_string_append_printf (out, " days %u", entry->counted_days);
  if (entry->failures > 0)
    g_string_append_printf (out, " failed %u", entry->failures);
  if (entry->hard_failures > 0)
    g_string_append_printf (out, "/%u", entry->hard_failures);
  if (entry->held > 0)
    g_string_append_printf (out, " held %u", entry->held);
  if (entry->protected)
    g_string_append (out, " protected");
  for (guint i = 0; i < NIXIE_N_STRANDS; i++)
    if (entry->strands[i].state == NIXIE_STATE_SUPPRESSED)
      g_string_append_printf (out, " by %s", nixie_strand_id ((NixieStrandKind) i));
  return g_string_free (out, FALSE);
}

static inline NixieSettings *
settings_from (const char *text)
{
  NixieSettings *settings = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_settings_parse (text, strlen (text), "nixie.conf", &settings, &error), "%s", error != NULL ? error->message : "");
  return settings;
}

/* Four counted days, one short of suppressing; five, which suppress from d8 until d98. */
#define FOUR "d0 soft mailbox-full; d2 soft mailbox-full; d4 soft mailbox-full; d6 soft mailbox-full"
#define FIVE FOUR "; d8 soft mailbox-full"

typedef struct {
  const char *name, *history, *want;
} FoldRow;

static inline void
expect_folds_under (const char *settings_text, const NixieActs *acts, const FoldRow *rows, gsize n_rows)
{
  g_autoptr (NixieSettings) settings = settings_from (settings_text);
  const NixieBasis basis = { settings, acts };
  for (gsize i = 0; i < n_rows; i++)
    {
      g_autoptr (GPtrArray) events = read_history (settings, rows[i].history);
      NixieEntry entry;
      nixie_entry_fold (&basis, "a@example.com", events, &entry);
      g_autofree char *got = describe (&entry);
      cr_expect_str_eq (got, rows[i].want, "%s: got '%s', want '%s'", rows[i].name, got, rows[i].want);
    }
}

static inline void
expect_folds (const char *settings_text, const FoldRow *rows, gsize n_rows)
{
  expect_folds_under (settings_text, NULL, rows, n_rows);
}

#endif
