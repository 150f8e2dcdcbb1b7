/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of a few addresses, verify and backup, for the tests of what keeps a list.
 */
#ifndef NIXIE_TESTS_KEEP_H
#define NIXIE_TESTS_KEEP_H

#include "answer/verify.h"
#include "list.h"

static NixieSettings *settings;
static char *place, *folder, *copy;

static inline void
set_up (void)
{
  settings = nixie_settings_new_defaults ();
  place = list_temporary ();
  folder = g_build_filename (place, "list", NULL);
  copy = g_build_filename (place, "copy", NULL);
}

static inline void
tear_down (void)
{
  list_remove (place);
  g_clear_pointer (&settings, nixie_settings_free);
  g_clear_pointer (&place, g_free);
  g_clear_pointer (&folder, g_free);
  g_clear_pointer (&copy, g_free);
}

static inline void
write_some (void)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_WRITE, settings);
  list_write_one (store, list_event ("a@example.com", 1, 0), NULL);
  list_write_one (store, list_event ("b@example.com", 2, 0), NULL);
  list_write_one (store, list_soft ("b@example.com", 3, 1), NULL);
  list_write_one (store, list_event ("c@example.com", 4, 0), NULL);
}

/* What verify says of the list at PATH, as lines. */
static inline char *
verify (const char *path, gboolean repair, NixieVerifyTally *tally)
{
  g_autoptr (NixieStore) store = list_open (path, repair ? NIXIE_STORE_WRITE : NIXIE_STORE_READ, settings);
  g_autofree char *file = g_build_filename (place, "out", NULL);
  const NixieVerifyQuery query = { .repair = repair };
  g_autoptr (NixieOutput) output = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  cr_assert (nixie_output_open (file, &output, NULL));
  cr_assert (nixie_verify_write (store, &query, output, tally, &error), "%s", error != NULL ? error->message : "");
  cr_assert (nixie_output_close (output, NULL));
  cr_assert (g_file_get_contents (file, &text, NULL, NULL));
  return text;
}

static inline void
expect_clean (const char *path, guint64 events)
{
  NixieVerifyTally tally;
  g_autofree char *text = verify (path, FALSE, &tally);
  cr_expect_str_eq (text, "");
  cr_expect_eq (tally.verified.events, events);
}

static inline gboolean
back_up (const char *target, GError **error)
{
  g_autoptr (NixieStore) store = list_open (folder, NIXIE_STORE_READ, settings);
  return nixie_store_backup (store, target, error);
}

#endif
