/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Stands in for libFuzzer in `make check`: gives a fuzz target each file named, and each prefix of the small ones. Linked once with
 * each target as tests/fuzz/replay-<target>; tests/t-replay.sh runs them all.
 */
#include <glib.h>

#include <stdio.h>

#define SMALL_BYTES 4096

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

/* In memory of its own, so that a sanitizer sees a step behind its end. */
static void
give (const char *data, gsize length)
{
  g_autofree guint8 *copy = g_memdup2 (data, length);
  LLVMFuzzerTestOneInput (copy, length);
}

int
main (int argc, char **argv)
{
  guint n = 0;
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *data = NULL;
      g_autoptr (GError) error = NULL;
      gsize length = 0;
      if (!g_file_get_contents (argv[i], &data, &length, &error))
        {
          fprintf (stderr, "%s\n", error->message);
          return 1;
        }
      for (gsize prefix = length > SMALL_BYTES ? length : 0; prefix <= length; prefix++, n++)
        give (data, prefix);
    }
  printf ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
