/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libFuzzer: any octets as a file to be scanned. Every message of an mbox stands where its origin says, behind a From_ line; nothing is
 * given twice. Seeds: tests/corpus/mbox.
 */
#include "config.h"

#include "source/source.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, gsize length);

/* Where MESSAGE may begin at the earliest, the one before it having ended by AFTER. */
static gsize
check_message (const NixieMessage *message, NixieSlice file, gsize after)
{
  const char *colon = strrchr (message->origin, ':');
  const gsize offset = colon != NULL ? (gsize) g_ascii_strtoull (colon + 1, NULL, 10) : after;
  g_assert_cmpuint (offset, >=, after);
  g_assert_cmpuint (message->bytes.length, <=, file.length - offset);
  if (colon != NULL)
    g_assert_true (file.length - offset >= 5 && memcmp (file.data + offset, "From ", 5) == 0);
  g_assert_false (message->damaged);
  return offset + message->bytes.length;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize length)
{
  const NixieSlice file = nixie_slice ((const char *) data, length);
  const gboolean packed = length > 2 && (data[0] == 037 || data[0] == 050 || data[0] == 0375 || data[0] == 'B');
  const int fd = memfd_create ("nixie", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_assert_true (fd >= 0 && write (fd, data, length) == (gssize) length);
  g_autoptr (NixieSource) source = NULL;
  g_assert_true (nixie_source_open ((const char *const[]){ path, NULL }, &source, NULL));
  gsize after = 0;
  guint failures = 0;
  for (;;)
    {
      NixieMessage message;
      if (!nixie_source_next (source, &message, NULL))
        g_assert_cmpuint (++failures, ==, 1);
      else if (message.bytes.data == NULL)
        break;
      else if (!packed)
        after = check_message (&message, file, after);
    }
  close (fd);
  return 0;
}
