/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * policy/: events and entries as octets, and the events that operators make.
 */
#include "base/clock.h"
#include "base/error.h"
#include "base/limits.h"
#include "policy/entry.h"

#include <criterion/criterion.h>
#include <string.h>

static NixieEvent
sample_draft (void)
{
  NixieEvent draft = {
    .kind = NIXIE_EVENT_OUTCOME,
    .time_us = G_GINT64_CONSTANT (1795000000123456),
    .reason = NIXIE_REASON_DELAYED,
    .ground = NIXIE_REASON_GREYLISTED,
    .class = NIXIE_CLASS_SOFT,
    .action = NIXIE_ACTION_DELAYED,
    .address = "j\303\266rg@example.com",
    .display = "J\303\266rg@Example.com",
    .recipient = "b@example.org",
    .status = "4.7.1",
    .reply = "451",
    .diagnostic = "451 4.7.1 try again later",
    .producer = "postfix",
    .reporting_mta = "mx.example.org",
    .remote_mta = "mx.example.com",
    .report_id = "<x@mx.example.org>",
    .message_id = "<y@example.org>",
    .feedback = "abuse",
    .source = "inbox.mbox:48213",
  };
  for (guint i = 0; i < NIXIE_ID_BYTES; i++)
    draft.id[i] = (guint8) (0xf0 + i);
  return draft;
}

static NixieEvent *
sample_event (void)
{
  const NixieEvent draft = sample_draft ();
  return nixie_event_new (&draft);
}

static NixieSlice
slice_of (const GByteArray *bytes)
{
  return nixie_slice ((const char *) bytes->data, bytes->len);
}

static void
expect_same_strings (const NixieEvent *a, const NixieEvent *b)
{
  cr_expect_str_eq (a->address, b->address);
  cr_expect_str_eq (a->display, b->display);
  cr_expect_str_eq (a->recipient, b->recipient);
  cr_expect_str_eq (a->status, b->status);
  cr_expect_str_eq (a->reply, b->reply);
  cr_expect_str_eq (a->diagnostic, b->diagnostic);
  cr_expect_str_eq (a->producer, b->producer);
  cr_expect_str_eq (a->reporting_mta, b->reporting_mta);
  cr_expect_str_eq (a->remote_mta, b->remote_mta);
  cr_expect_str_eq (a->report_id, b->report_id);
  cr_expect_str_eq (a->message_id, b->message_id);
  cr_expect_str_eq (a->feedback, b->feedback);
  cr_expect_str_eq (a->source, b->source);
  cr_expect_str_eq (a->sender_domain, b->sender_domain);
}

Test (event, there_and_back)
{
  g_autoptr (NixieEvent) event = sample_event ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  g_autoptr (NixieEvent) read = NULL;
  cr_assert (nixie_event_decode (slice_of (bytes), &read, NULL));
  cr_expect_arr_eq (read->id, event->id, NIXIE_ID_BYTES);
  cr_expect_eq (read->kind, event->kind);
  cr_expect_eq (read->time_us, event->time_us);
  cr_expect_eq (read->reason, event->reason);
  cr_expect_eq (read->ground, event->ground);
  cr_expect_eq (read->class, event->class);
  cr_expect_eq (read->action, event->action);
  cr_expect_not (read->force);
  expect_same_strings (read, event);
}

/* The format, octet by octet: it must not follow an enum that is renumbered or a host's byte order. */
Test (event, octets)
{
  static const guint8 key[] = { 'a', 0, 0, 0, 0, 0, 0, 0, 1, 2 };
  static const guint8 start[] = { 1, 3, 0x51, 2, 'h', 'f', 0, 0, 0x51, 0x2b };
  const NixieEvent draft = { .kind = NIXIE_EVENT_REMOVE, .class = NIXIE_CLASS_HARD, .action = NIXIE_ACTION_FAILED, .time_us = 258,
                             .force = TRUE, .kept = 5, .signature = NIXIE_SIGNATURE_EXPIRED, .signed_day = 20779,
                             .reason = NIXIE_REASON_MOVED,
                             .ground = NIXIE_REASON_UNDEFINED, .address = "a", .display = "A", .source = "b" };
  g_autoptr (NixieEvent) event = nixie_event_new (&draft);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  static const char end[] = "moved\0undefined\0A\0\0\0\0\0\0\0\0\0\0\0b\0";
  const gsize key_bytes = sizeof key + NIXIE_ID_BYTES;
  cr_assert_eq (bytes->len, key_bytes + sizeof start + sizeof end);
  cr_expect_eq (nixie_event_key_bytes (slice_of (bytes)), key_bytes);
  cr_expect_arr_eq (bytes->data, key, sizeof key);
  cr_expect_arr_eq (bytes->data + sizeof key, event->id, NIXIE_ID_BYTES);
  cr_expect_arr_eq (bytes->data + key_bytes, start, sizeof start);
  cr_expect_arr_eq (bytes->data + key_bytes + sizeof start, end, sizeof end);
  g_autoptr (NixieEvent) read = NULL;
  cr_assert (nixie_event_decode (slice_of (bytes), &read, NULL));
  cr_expect (read->force && read->kept == 5 && read->signature == NIXIE_SIGNATURE_EXPIRED && read->signed_day == 20779);
}

/* What the octets need not say twice. */
Test (event, same_ground_and_same_address_are_left_out)
{
  NixieEvent draft = sample_draft ();
  draft.ground = draft.reason;
  draft.display = draft.address;
  g_autoptr (NixieEvent) event = nixie_event_new (&draft);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  const char *reason = (const char *) bytes->data + nixie_event_key_bytes (slice_of (bytes)) + 10;
  cr_expect_str_eq (reason, nixie_reason_id (draft.reason));
  cr_expect_str_eq (reason + strlen (reason) + 1, "", "the ground");
  cr_expect_str_eq (reason + strlen (reason) + 2, "", "the address as it was written");
  g_autoptr (NixieEvent) read = NULL;
  cr_assert (nixie_event_decode (slice_of (bytes), &read, NULL));
  cr_expect_eq (read->ground, draft.reason);
  expect_same_strings (read, event);
}

Test (event, reason_of_a_later_version_is_undefined)
{
  g_autoptr (NixieEvent) event = sample_event ();
  event->reason = NIXIE_REASON_MOVED;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  memcpy (bytes->data + nixie_event_key_bytes (slice_of (bytes)) + 10, "later", 5);
  g_autoptr (NixieEvent) read = NULL;
  cr_assert (nixie_event_decode (slice_of (bytes), &read, NULL));
  cr_expect_eq (read->reason, NIXIE_REASON_UNDEFINED);
  cr_expect_eq (read->ground, NIXIE_REASON_GREYLISTED);
}

Test (event, damage_is_noticed)
{
  g_autoptr (NixieEvent) event = sample_event ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_event_encode (event, bytes);
  for (guint length = 0; length < bytes->len; length++)
    {
      g_autofree char *exact = g_memdup2 (bytes->data, length);
      NixieEvent *read = NULL;
      g_autoptr (GError) error = NULL;
      cr_expect_not (nixie_event_decode (nixie_slice (exact, length), &read, &error), "the first %u octets", length);
      cr_expect_null (read);
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
    }
  const guint key = (guint) nixie_event_key_bytes (slice_of (bytes)), time = key - 8 - NIXIE_ID_BYTES;
  const struct {
    const char *name;
    guint at;
    guint8 octet;
  } rows[] = { { "version", key, 2 }, { "kind 0", key + 1, 0 }, { "kind of later", key + 1, 200 }, { "signature", key + 3, 9 },
               { "class", key + 4, 'x' }, { "action", key + 5, 0 }, { "negative time", time, 0x80 }, { "NUL in a string", key + 12, 0 },
               { "not UTF-8", key + 12, 0xff }, { "an address that is not UTF-8", 0, 0xff }, { "no end of the address", time - 1, 'x' } };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *copy = g_memdup2 (bytes->data, bytes->len);
      copy[rows[i].at] = (char) rows[i].octet;
      NixieEvent *read = NULL;
      cr_expect_not (nixie_event_decode (nixie_slice (copy, bytes->len), &read, NULL), "%s", rows[i].name);
    }
  nixie_event_encode (event, bytes);
  NixieEvent *read = NULL;
  cr_expect_not (nixie_event_decode (slice_of (bytes), &read, NULL), "something behind it");
}

Test (event, texts_are_put_on_one_line_and_cut_at_a_character)
{
  g_autoptr (GString) text = g_string_new ("x");
  while (text->len < 70000)
    g_string_append (text, "\303\274");
  NixieEvent draft = sample_draft ();
  draft.diagnostic = text->str;
  draft.display = "a\nb@example.com";
  draft.address = "\"a  b\"@example.com";
  draft.status = NULL;
  g_autoptr (NixieEvent) event = nixie_event_new (&draft);
  cr_expect_eq (strlen (event->diagnostic), NIXIE_LIMIT_DIAGNOSTIC_BYTES - 1);
  cr_expect (g_str_has_prefix (text->str, event->diagnostic));
  cr_expect_str_eq (event->display, "a b@example.com");
  cr_expect_str_eq (event->address, "\"a  b\"@example.com", "the key stays as it is");
  cr_expect_str_eq (event->status, "");
}

Test (event, operator)
{
  const NixieOperatorWord add = { .kind = NIXIE_EVENT_ADD, .address = "a@example.com", .display = "A@example.com",
                                  .reason = NIXIE_REASON_NO_SUCH_USER, .why = "by\nphone", .who = "anna", .now_us = 1000 };
  const NixieOperatorWord bare = { .kind = NIXIE_EVENT_ADD, .address = "a@example.com", .reason = NIXIE_REASON_OPT_OUT };
  const NixieOperatorWord remove = { .kind = NIXIE_EVENT_REMOVE, .address = "a@example.com", .force = TRUE };
  g_autoptr (NixieEvent) one = nixie_event_new_operator (&add);
  g_autoptr (NixieEvent) two = nixie_event_new_operator (&bare);
  g_autoptr (NixieEvent) three = nixie_event_new_operator (&remove);
  cr_expect_str_eq (one->address, "a@example.com");
  cr_expect_str_eq (one->display, "A@example.com");
  cr_expect_str_eq (one->diagnostic, "by phone");
  cr_expect_str_eq (one->source, "anna");
  cr_expect_eq (one->class, NIXIE_CLASS_HARD);
  cr_expect_eq (two->class, NIXIE_CLASS_NONE);
  cr_expect_str_eq (two->source, "");
  cr_expect (three->force && three->reason == NIXIE_REASON_UNDEFINED && three->class == NIXIE_CLASS_NONE);
  cr_expect_eq (one->time_us, 1000);
  cr_expect_arr_neq (one->id, two->id, NIXIE_ID_BYTES, "ids are random");
}

static NixieEntry
sample_entry (void)
{
  NixieEntry draft = nixie_entry_draft ("a@example.com");
  draft.state = NIXIE_STATE_SUPPRESSED;
  draft.until_us = NIXIE_TIME_FOREVER;
  draft.reason = NIXIE_REASON_COMPLAINT;
  draft.protected = TRUE;
  draft.first_us = 1;
  draft.last_us = 2;
  draft.failures = 3;
  draft.hard_failures = 4;
  draft.counted_days = 5;
  draft.display = "A@example.com";
  draft.status = "5.1.1";
  draft.reply = "550";
  draft.diagnostic = "no such user";
  draft.source = "stdin";
  draft.strands[NIXIE_STRAND_COMPLAINT] = (NixieStrand){ .state = NIXIE_STATE_SUPPRESSED, .reason = NIXIE_REASON_COMPLAINT, .since_us = 7,
                                                          .until_us = NIXIE_TIME_FOREVER, .rearm_us = 8, .protected = TRUE };
  draft.strands[NIXIE_STRAND_BOUNCE] = (NixieStrand){ .state = NIXIE_STATE_COUNTING, .reason = NIXIE_REASON_EXPIRED,
                                                       .class = NIXIE_CLASS_SOFT, .counted_days = 5 };
  return draft;
}

Test (entry, there_and_back)
{
  NixieEntry entry = sample_entry ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  nixie_entry_encode (&entry, bytes);
  NixieEntry view;
  cr_assert (nixie_entry_view ("a@example.com", slice_of (bytes), &view, NULL));
  g_autoptr (NixieEntry) read = nixie_entry_new (&view);
  g_autoptr (GByteArray) again = g_byte_array_new ();
  nixie_entry_encode (read, again);
  cr_assert_eq (again->len, bytes->len);
  cr_expect_arr_eq (again->data, bytes->data, bytes->len);
  cr_expect_str_eq (read->address, entry.address);
  cr_expect_str_eq (read->display, entry.display);
  cr_expect_str_eq (read->status, entry.status);
  cr_expect_str_eq (read->reply, entry.reply);
  cr_expect_str_eq (read->diagnostic, entry.diagnostic);
  cr_expect_str_eq (read->source, entry.source);
  cr_expect (read->failures == 3 && read->hard_failures == 4 && read->counted_days == 5 && read->protected);
  cr_expect (read->first_us == 1 && read->last_us == 2);
  const NixieStrand *complaint = &read->strands[NIXIE_STRAND_COMPLAINT], *bounce = &read->strands[NIXIE_STRAND_BOUNCE];
  cr_expect (complaint->protected && complaint->since_us == 7 && complaint->rearm_us == 8 && complaint->until_us == NIXIE_TIME_FOREVER);
  cr_expect (bounce->class == NIXIE_CLASS_SOFT && bounce->counted_days == 5 && bounce->reason == NIXIE_REASON_EXPIRED);
  cr_expect_eq (read->strands[NIXIE_STRAND_OPT_OUT].state, NIXIE_STATE_CLEAR);
  cr_expect_not (read->refers);
}

Test (entry, refers_to_what_it_shows)
{
  NixieEntry entry = sample_entry (), read;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) again = g_byte_array_new ();
  entry.refers = TRUE;
  entry.shown_us = 0x0102030405060708;
  memcpy (entry.shown_id, "0123456789abcdef", NIXIE_ID_BYTES);
  nixie_entry_encode (&entry, bytes);
  cr_assert (nixie_entry_view ("a@example.com", slice_of (bytes), &read, NULL));
  cr_expect (read.refers && read.shown_us == entry.shown_us);
  cr_expect_arr_eq (read.shown_id, entry.shown_id, NIXIE_ID_BYTES);
  cr_expect_str_eq (read.display, entry.display);
  cr_expect (*read.status == '\0' && *read.reply == '\0' && *read.diagnostic == '\0' && *read.source == '\0');
  nixie_entry_encode (&read, again);
  cr_assert_eq (again->len, bytes->len);
  cr_expect_arr_eq (again->data, bytes->data, bytes->len);
  const NixieEvent event = { .status = "5.1.1", .reply = "550", .diagnostic = "no such user", .source = "stdin" };
  nixie_entry_show (&read, &event);
  cr_expect_str_eq (read.status, "5.1.1");
  cr_expect_str_eq (read.reply, "550");
  cr_expect_str_eq (read.diagnostic, "no such user");
  cr_expect_str_eq (read.source, "stdin");
}

Test (entry, peek_reads_nine_octets)
{
  NixieEntry entry = sample_entry ();
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  entry.until_us = 0x0102030405060708;
  nixie_entry_encode (&entry, bytes);
  cr_expect_arr_eq (bytes->data, "\2\1\2\3\4\5\6\7\10", 9);
  NixieState state = NIXIE_STATE_CLEAR;
  gint64 until_us = 0;
  cr_assert (nixie_entry_peek (slice_of (bytes), &state, &until_us));
  cr_expect (state == NIXIE_STATE_SUPPRESSED && until_us == entry.until_us);
  cr_expect_not (nixie_entry_peek (nixie_slice ((const char *) bytes->data, 8), &state, &until_us), "too short");
  bytes->data[0] = 9;
  cr_expect_not (nixie_entry_peek (slice_of (bytes), &state, &until_us), "no such state");
}

/* How many of what BYTES can be cut to are entries. */
static guint
count_whole (const GByteArray *bytes)
{
  guint whole = 0;
  for (guint length = 0; length < bytes->len; length++)
    {
      g_autofree char *exact = g_memdup2 (bytes->data, length);
      NixieEntry read;
      if (nixie_entry_view ("a@example.com", nixie_slice (exact, length), &read, NULL))
        whole++;
    }
  return whole;
}

Test (entry, damage_is_noticed)
{
  for (guint refers = 0; refers <= 1; refers++)
    {
      NixieEntry entry = sample_entry (), read = { .failures = 77 };
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      g_autoptr (GError) error = NULL;
      entry.refers = refers != 0;
      nixie_entry_encode (&entry, bytes);
      cr_expect_eq (count_whole (bytes), 2, "cut between strands only, got %u", count_whole (bytes));
      bytes->data[0] = 77;
      cr_expect_not (nixie_entry_view ("a@example.com", slice_of (bytes), &read, &error));
      cr_expect (g_error_matches (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG));
      cr_expect_eq (read.failures, 77);
    }
}

Test (state, ids)
{
  for (NixieState state = NIXIE_STATE_CLEAR; state <= NIXIE_STATE_HELD; state++)
    {
      NixieState read = NIXIE_STATE_CLEAR;
      cr_expect (nixie_state_from_id (nixie_state_id (state), &read) && read == state, "%s", nixie_state_id (state));
    }
  NixieState read = NIXIE_STATE_HELD;
  cr_expect_not (nixie_state_from_id ("gone", &read));
  cr_expect_eq (read, NIXIE_STATE_HELD);
}
