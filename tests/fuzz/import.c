/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as a file to import. Every row is good or says why it is not, an event's address is canonical, and the same octets
 * give the same again. Seeds: tests/corpus/import.
 */
#include "answer/import.h"
#include "base/clock.h"
#include "base/temporary.h"
#include "policy/listed.h"

#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

static void
check_event (const NixieSettings *settings, const NixieEvent *event)
{
  g_autofree char *again = NULL;
  g_assert_true (nixie_listed_address (settings, event->address, &again, NULL));
  g_assert_cmpstr (again, ==, event->address);
  for (guint i = 0; i < NIXIE_EVENT_N_TEXTS; i++)
    g_assert_true (g_utf8_validate (event->texts[i], -1, NULL));
}

/* A digest of the ids; the number of rows that are no event is added. */
static guint
read_all (int fd, const NixieReaderPlan *plan, const NixieSettings *settings)
{
  const NixieImportPlan import = { .settings = settings, .name = "file", .now_us = NIXIE_DAY_US };
  g_autoptr (NixieReader) reader = NULL;
  NixieImportTally tally = { 0 };
  NixieForeignRow row;
  guint digest = 0;
  g_assert_true (lseek (fd, 0, SEEK_SET) == 0);
  if (!nixie_reader_open (fd, plan, &reader, NULL))
    return 0;
  while (nixie_reader_next (reader, &row, NULL) && row.line > 0)
    {
      g_autofree char *why = NULL;
      g_autoptr (NixieEvent) event = nixie_import_row (&import, nixie_reader_file (reader), &row, &tally, &why);
      g_assert_true (event == NULL || why == NULL);
      if (event != NULL)
        check_event (settings, event);
      digest = digest * 31 + (event != NULL ? event->id[0] : 7);
    }
  g_assert_cmpuint (tally.rows, ==, tally.hard + tally.soft + tally.requests + tally.unsaid + tally.not_suppressed + tally.bad);
  return digest + (guint) tally.rows;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  static const NixieForm forms[] = { NIXIE_FORM_ANY, NIXIE_FORM_LINES, NIXIE_FORM_CSV, NIXIE_FORM_JSON };
  g_autoptr (NixieSettings) settings = nixie_settings_new_defaults ();
  int fd = -1;
  if (!nixie_temporary_open (&fd, NULL) || !nixie_write_all (fd, nixie_slice ((const char *) data, length)))
    return 0;
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      const NixieReaderPlan plan = { .form = forms[i], .hint = { NULL, NULL, "file" } };
      g_assert_cmpuint (read_all (fd, &plan, settings), ==, read_all (fd, &plan, settings));
    }
  close (fd);
  return 0;
}
