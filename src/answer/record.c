/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See record.h. These shapes are promises: columns and keys are only ever added, at the end.
 */
#include "answer/record.h"

#include "answer/csv.h"
#include "base/clock.h"

/* A class that is none is left out, as everything absent is. */
static const char *
class_text (NixieClass class)
{
  return class != NIXIE_CLASS_NONE ? nixie_class_id (class) : "";
}

const char *
nixie_record_reason (const NixieEntry *entry)
{
  const gboolean none = entry->reason == NIXIE_REASON_UNDEFINED && entry->class == NIXIE_CLASS_NONE;
  return none ? "" : nixie_reason_id (entry->reason);
}

/* Of the strand that gives the entry its state. */
gint64
nixie_record_since (const NixieEntry *entry)
{
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    if (entry->strands[kind].state == entry->state && entry->strands[kind].reason == entry->reason)
      return entry->strands[kind].since_us;
  return NIXIE_TIME_NONE;
}

/* TIME_US of a suppression in STATE; a suppression that has ended has none. */
static gint64
while_suppressed (NixieState state, gint64 time_us)
{
  return state == NIXIE_STATE_SUPPRESSED ? time_us : NIXIE_TIME_NONE;
}

static void
write_strand (NixieJson *json, const NixieStrand *strand, NixieStrandKind kind, gint64 now_us)
{
  const NixieState state = nixie_state_at (strand->state, strand->until_us, now_us);
  nixie_json_begin_object (json, NULL);
  nixie_json_string (json, "strand", nixie_strand_id (kind));
  nixie_json_string (json, "state", nixie_state_id (state));
  nixie_json_string (json, "reason", nixie_reason_id (strand->reason));
  nixie_json_text (json, "class", class_text (strand->class));
  nixie_json_time (json, "since", while_suppressed (state, strand->since_us));
  nixie_json_time (json, "until", while_suppressed (state, strand->until_us));
  nixie_json_bool (json, "protected", strand->protected);
  nixie_json_end_object (json);
}

static void
write_strands (NixieJson *json, const NixieEntry *entry, gint64 now_us)
{
  nixie_json_begin_array (json, "strands");
  for (guint kind = 0; kind < NIXIE_N_STRANDS; kind++)
    if (entry->strands[kind].state != NIXIE_STATE_CLEAR)
      write_strand (json, &entry->strands[kind], (NixieStrandKind) kind, now_us);
  nixie_json_end_array (json);
}

void
nixie_record_entry (NixieJson *json, const NixieEntry *entry, gint64 now_us)
{
  const NixieState state = nixie_entry_state (entry, now_us);
  nixie_json_string (json, "address", entry->address);
  nixie_json_text (json, "display", g_strcmp0 (entry->display, entry->address) != 0 ? entry->display : "");
  nixie_json_string (json, "state", nixie_state_id (state));
  nixie_json_text (json, "reason", nixie_record_reason (entry));
  if (nixie_record_reason (entry)[0] != '\0')
    nixie_json_string (json, "fault", nixie_fault_id (nixie_reason_fault (entry->reason)));
  nixie_json_text (json, "class", class_text (entry->class));
  nixie_json_text (json, "status", entry->status);
  nixie_json_text (json, "reply", entry->reply);
  nixie_json_text (json, "diagnostic", entry->diagnostic);
  nixie_json_time (json, "first_seen", entry->first_us);
  nixie_json_time (json, "last_seen", entry->last_us);
  nixie_json_time (json, "since", while_suppressed (state, nixie_record_since (entry)));
  nixie_json_int (json, "failures", entry->failures);
  nixie_json_int (json, "hard_failures", entry->hard_failures);
  nixie_json_int (json, "counted_days", entry->counted_days);
  if (entry->held > 0)
    nixie_json_int (json, "held", entry->held);
  nixie_json_time (json, "until", while_suppressed (state, entry->until_us));
  nixie_json_bool (json, "protected", entry->protected);
  nixie_json_text (json, "source", entry->source);
  write_strands (json, entry, now_us);
}

static const char *
kind_id (const NixieEvent *event)
{
  switch (event->kind)
    {
    case NIXIE_EVENT_OUTCOME:
      return "outcome";
    case NIXIE_EVENT_ADD:
      return "added";
    case NIXIE_EVENT_REMOVE:
      return "removed";
    case NIXIE_EVENT_IMPORT:
      return "imported";
    case NIXIE_EVENT_ALLOW:
      return "allowed";
    case NIXIE_EVENT_FORGET:
      return "forgotten";
    }
  return "";
}

static void
put_act (NixieJson *json, const char *key, const NixieAct *act)
{
  g_autofree char *id = act != NULL ? nixie_id_to_hex (act->id) : NULL;
  if (id != NULL)
    nixie_json_string (json, key, id);
}

void
nixie_record_event (NixieJson *json, const NixieEvent *event, const NixieCover *cover, NixieDoubt doubt)
{
  nixie_json_begin_object (json, NULL);
  nixie_json_time (json, "time", event->time_us);
  nixie_json_string (json, "event", kind_id (event));
  if (event->kind != NIXIE_EVENT_REMOVE && event->kind != NIXIE_EVENT_ALLOW)
    nixie_json_string (json, "reason", nixie_reason_id (event->reason));
  if (event->ground != event->reason)
    nixie_json_string (json, "ground", nixie_reason_id (event->ground));
  nixie_json_text (json, "class", class_text (event->class));
  nixie_json_text (json, "action", nixie_action_id (event->action));
  nixie_json_text (json, "recipient", event->recipient);
  nixie_json_text (json, "status", event->status);
  nixie_json_text (json, "reply", event->reply);
  nixie_json_text (json, nixie_event_is_by_hand (event) ? "why" : "diagnostic", event->diagnostic);
  nixie_json_text (json, "producer", event->producer);
  nixie_json_text (json, "reporting_mta", event->reporting_mta);
  nixie_json_text (json, "remote_mta", event->remote_mta);
  nixie_json_text (json, "report_id", event->report_id);
  nixie_json_text (json, "message_id", event->message_id);
  nixie_json_text (json, "source", event->source);
  if (event->force)
    nixie_json_bool (json, "force", TRUE);
  nixie_json_text (json, "not_counted", nixie_doubt_id (doubt));
  put_act (json, "undone_by", nixie_cover_undo (cover, event));
  put_act (json, "held_by", nixie_cover_undo (cover, event) == NULL ? nixie_cover_hold (cover, event) : NULL);
  nixie_json_end_object (json);
}

void
nixie_record_csv_header (GString *out)
{
  g_string_append (out, "address,state,reason,class,status,reply,diagnostic,first_seen,last_seen,failures,hard_failures,"
                        "counted_days,until,protected,source,display,since\r\n");
}

static void
append_time (GString *out, gint64 time_us)
{
  g_autofree char *text = nixie_clock_to_iso (time_us);
  nixie_csv_append (out, text);
}

static void
append_count (GString *out, guint count)
{
  g_string_append_printf (out, "%u,", count);
}

void
nixie_record_csv_row (GString *out, const NixieEntry *entry, gint64 now_us)
{
  const NixieState state = nixie_entry_state (entry, now_us);
  nixie_csv_append (out, entry->address);
  nixie_csv_append (out, nixie_state_id (state));
  nixie_csv_append (out, nixie_record_reason (entry));
  nixie_csv_append (out, class_text (entry->class));
  nixie_csv_append (out, entry->status);
  nixie_csv_append (out, entry->reply);
  nixie_csv_append (out, entry->diagnostic);
  append_time (out, entry->first_us);
  append_time (out, entry->last_us);
  append_count (out, entry->failures);
  append_count (out, entry->hard_failures);
  append_count (out, entry->counted_days);
  append_time (out, while_suppressed (state, entry->until_us));
  nixie_csv_append (out, entry->protected ? "yes" : "no");
  nixie_csv_append (out, entry->source);
  nixie_csv_append (out, entry->display);
  append_time (out, while_suppressed (state, nixie_record_since (entry)));
  nixie_csv_end_row (out);
}
