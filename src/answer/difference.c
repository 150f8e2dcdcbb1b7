/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See difference.h. Which line of the settings has done it is found by leaving each out: the one without which the history still comes to
 * the old entry is the one that was new. The old settings are not known, and need not be. Where no line alone does it, several may; and
 * where not even all do, lines have gone from the file: then what is named are those that the new entry rests on.
 */
#include "answer/difference.h"

#include <string.h>

typedef struct {
  NixieStore *store;
  const NixieDifferencesQuery *query;
  NixieOutput *output;
  NixieDifferencesCount *count;
  gboolean settings_differ;
  NixieActs *own; /* the list's */
  GString *line;
} Writer;

static gboolean
same_entry (const NixieEntry *one, const NixieEntry *other)
{
  g_autoptr (GByteArray) mine = g_byte_array_new ();
  g_autoptr (GByteArray) theirs = g_byte_array_new ();
  nixie_entry_encode (one, mine);
  nixie_entry_encode (other, theirs);
  return mine->len == theirs->len && memcmp (mine->data, theirs->data, mine->len) == 0;
}

/* One address whose lines are looked for. */
typedef struct {
  const Writer *writer;
  const NixieDifference *difference;
  const GPtrArray *history;
  const NixieActs *acts; /* to fold under */
} Search;

/* Whether the history comes to WANT without LINES. */
static gboolean
comes_to (const Search *search, GPtrArray *lines, const NixieEntry *want)
{
  const char *address = search->difference->address;
  const NixieDifferencesQuery *query = search->writer->query;
  g_autoptr (NixieSettings) without = nixie_settings_without (query->settings, lines, address);
  const NixieBasis basis = { without, search->acts };
  NixieEntry entry;
  nixie_entry_fold (&basis, address, search->history, &entry);
  return same_entry (&entry, want);
}

/* The lines of ALL that are each alone needed (BACK: to have another entry than the old one; else: to have the new one). */
static void
find_single (const Search *search, const GPtrArray *all, gboolean back, GPtrArray *lines)
{
  g_autoptr (GPtrArray) one = g_ptr_array_new ();
  for (guint i = 0; i < all->len; i++)
    {
      g_ptr_array_set_size (one, 0);
      g_ptr_array_add (one, all->pdata[i]);
      if (comes_to (search, one, back ? search->difference->before : search->difference->after) == back)
        g_ptr_array_add (lines, all->pdata[i]);
    }
}

/* As few of ALL as give the old entry back when they are left out together; none where not even all of them do. */
static void
find_together (const Search *search, const GPtrArray *all, GPtrArray *lines)
{
  for (guint i = 0; i < all->len; i++)
    g_ptr_array_add (lines, all->pdata[i]);
  if (!comes_to (search, lines, search->difference->before))
    g_ptr_array_set_size (lines, 0);
  for (guint i = 0; i < all->len && lines->len > 0; i++)
    {
      g_ptr_array_remove (lines, all->pdata[i]);
      if (!comes_to (search, lines, search->difference->before))
        g_ptr_array_add (lines, all->pdata[i]);
    }
}

static void
find_lines (const Search *search, GPtrArray *lines)
{
  const NixieSettings *settings = search->writer->query->settings;
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  for (guint i = 0; settings->lines != NULL && i < settings->lines->len; i++)
    if (nixie_settings_line_applies (settings, settings->lines->pdata[i], search->difference->address))
      g_ptr_array_add (all, settings->lines->pdata[i]);
  find_single (search, all, TRUE, lines);
  if (lines->len == 0)
    find_together (search, all, lines);
  if (lines->len == 0)
    find_single (search, all, FALSE, lines);
}

/* What the brake holds is other than before, and nothing else has done it. */
static gboolean
find_brake (const Search *search, GPtrArray *lines)
{
  const GPtrArray *all = search->writer->query->settings->lines;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  const Search before = { search->writer, search->difference, search->history, search->writer->own };
  if (search->acts == search->writer->own || !comes_to (&before, none, search->difference->before))
    return FALSE;
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (strcmp (((const NixieSettingLine *) all->pdata[i])->group, "brake") == 0)
      g_ptr_array_add (lines, all->pdata[i]);
  return TRUE;
}

static NixieBecause
search_ground (Search *search, GPtrArray *lines)
{
  if (find_brake (search, lines))
    return NIXIE_BECAUSE_BRAKE;
  find_lines (search, lines);
  if (lines->len == 0 && search->acts != search->writer->own)
    {
      search->acts = search->writer->own;
      find_lines (search, lines);
    }
  return lines->len > 0 ? NIXIE_BECAUSE_SETTINGS : NIXIE_BECAUSE_DEFAULT;
}

static gboolean
find_ground (const Writer *writer, const NixieDifference *difference, GPtrArray *lines, NixieBecause *because, GError **error)
{
  g_autoptr (GPtrArray) history = NULL;
  if (difference->damaged_entry != NULL || difference->after == NULL || difference->before == NULL || !writer->settings_differ)
    {
      *because = difference->damaged_entry != NULL ? NIXIE_BECAUSE_DAMAGE
                 : difference->after == NULL       ? NIXIE_BECAUSE_NO_EVENTS
                 : difference->before == NULL      ? NIXIE_BECAUSE_NO_ENTRY
                                                   : NIXIE_BECAUSE_HISTORY;
      return TRUE;
    }
  if (!nixie_store_history (writer->store, difference->address, &history, error))
    return FALSE;
  Search search = { writer, difference, history, writer->query->acts != NULL ? writer->query->acts : writer->own };
  *because = search_ground (&search, lines);
  return TRUE;
}

static gboolean
is_suppressed (const NixieEntry *entry, gint64 now_us)
{
  return entry != NULL && nixie_entry_state (entry, now_us) == NIXIE_STATE_SUPPRESSED;
}

static void
count (const Writer *writer, const NixieDifference *difference)
{
  const gboolean before = is_suppressed (difference->before, writer->query->now_us);
  const gboolean after = is_suppressed (difference->after, writer->query->now_us);
  writer->count->changed++;
  writer->count->newly_suppressed += after && !before;
  writer->count->released += before && !after;
}

/* What people ask about: a count or a time that alone is another is none. */
static gboolean
is_shown (const NixieDifference *difference)
{
  const NixieEntry *before = difference->before, *after = difference->after;
  if (before == NULL || after == NULL)
    return TRUE;
  return before->state != after->state || before->reason != after->reason || before->until_us != after->until_us;
}

static gboolean
write_difference (const NixieDifference *difference, gpointer data, GError **error)
{
  Writer *writer = data;
  const NixieDifferencesQuery *query = writer->query;
  g_autoptr (GPtrArray) lines = g_ptr_array_new ();
  NixieGround ground = { .lines = lines };
  if (difference->damaged_events != NULL)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, "%s", difference->damaged_events);
      return FALSE;
    }
  if (query->settings == NULL && !is_shown (difference))
    return TRUE;
  if (query->settings != NULL && !find_ground (writer, difference, lines, &ground.because, error))
    return FALSE;
  count (writer, difference);
  g_string_truncate (writer->line, 0);
  (query->json ? nixie_difference_json : nixie_difference_text) (difference, query->settings != NULL ? &ground : NULL, query->now_us,
                                                                 writer->line);
  if (query->before_line != NULL)
    query->before_line (query->data);
  return nixie_output_write (writer->output, writer->line->str, writer->line->len, error);
}

gboolean
nixie_differences_write (NixieStore *store, const NixieDifferencesQuery *query, NixieOutput *output, NixieDifferencesCount *count,
                         GError **error)
{
  g_return_val_if_fail (store != NULL && query != NULL && output != NULL && count != NULL, FALSE);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (NixieActs) own = NULL;
  Writer writer = { .store = store, .query = query, .output = output, .count = count, .line = line };
  const NixieDifferenceQuery asked = { .each = write_difference, .data = &writer, .acts = query->acts };
  if (!nixie_store_is_made (store))
    return TRUE;
  if (!nixie_store_settings_differ (store, &writer.settings_differ, error) || !nixie_store_acts (store, &own, error))
    return FALSE;
  writer.own = own;
  return nixie_store_each_difference (store, &asked, error);
}
