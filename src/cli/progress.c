/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See progress.h.
 */
#include "cli/progress.h"

#include "base/i18n.h"

#include <stdio.h>
#include <unistd.h>

#define INTERVAL_US (G_USEC_PER_SEC / 5)

struct NixieProgress {
  gint64 start_us; /* monotonic */
  gint64 shown_us;
  guint64 total; /* addresses, of a walk over the list */
  guint calls;
  gboolean on_screen;
};

NixieProgress *
nixie_progress_new (void)
{
  if (!isatty (STDERR_FILENO))
    return NULL;
  NixieProgress *progress = g_new0 (NixieProgress, 1);
  progress->start_us = g_get_monotonic_time ();
  return progress;
}

/* "1:05", "2:03:09". */
static char *
format_seconds (gint64 seconds)
{
  if (seconds < 3600)
    return g_strdup_printf ("%d:%02d", (int) (seconds / 60), (int) (seconds % 60));
  return g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
}

gboolean
nixie_progress_is_due (NixieProgress *progress)
{
  /* Asking the clock costs as much as a small message; every 32nd one is often enough. */
  if (progress == NULL || progress->calls++ % 32 != 0)
    return FALSE;
  const gint64 now_us = g_get_monotonic_time ();
  if (now_us - progress->shown_us < INTERVAL_US)
    return FALSE;
  progress->shown_us = now_us;
  return TRUE;
}

void
nixie_progress_draw (NixieProgress *progress, const NixieProgressAt *at)
{
  const double seconds = (double) (progress->shown_us - progress->start_us) / G_USEC_PER_SEC;
  const double rate = seconds > 0 ? (double) at->bytes_done / seconds : 0;
  progress->on_screen = TRUE;
  fputc ('\r', stderr);
  if (at->bytes_done == 0)
    fprintf (stderr, _("%lu rows"), (unsigned long) at->count);
  else if (at->of_rows)
    fprintf (stderr, _("%lu rows, %.1f MB/s"), (unsigned long) at->count, rate / 1e6);
  else
    fprintf (stderr, _("%lu messages, %.1f MB/s"), (unsigned long) at->count, rate / 1e6);
  if (at->bytes_total > 0 && rate > 0)
    {
      g_autofree char *left = format_seconds ((gint64) ((double) (at->bytes_total - at->bytes_done) / rate));
      fprintf (stderr, _(", %d %%, %s left"), (int) (at->bytes_done * 100 / at->bytes_total), left);
    }
  fputs ("\033[K", stderr);
  fflush (stderr);
}

void
nixie_progress_expect (NixieProgress *progress, guint64 total)
{
  if (progress != NULL)
    progress->total = total;
}

void
nixie_progress_walked (guint64 done, gpointer data)
{
  NixieProgress *progress = data;
  const gint64 now_us = progress != NULL ? g_get_monotonic_time () : 0;
  if (progress == NULL || progress->total == 0 || now_us - progress->shown_us < INTERVAL_US)
    return;
  progress->shown_us = now_us;
  progress->on_screen = TRUE;
  fputc ('\r', stderr);
  fprintf (stderr, _("%lu addresses, %d %%"), (unsigned long) done, (int) (MIN (done, progress->total) * 100 / progress->total));
  fputs ("\033[K", stderr);
  fflush (stderr);
}

void
nixie_progress_clear (NixieProgress *progress)
{
  if (progress == NULL || !progress->on_screen)
    return;
  fputs ("\r\033[K", stderr);
  fflush (stderr);
  progress->on_screen = FALSE;
}

void
nixie_progress_make_room (gpointer progress)
{
  nixie_progress_clear (progress);
}

void
nixie_progress_free (NixieProgress *progress)
{
  nixie_progress_clear (progress);
  g_free (progress);
}
