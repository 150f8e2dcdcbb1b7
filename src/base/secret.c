/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See secret.h.
 */
#include "base/secret.h"

#include <string.h>

gboolean
nixie_secret_equal (const guint8 *one, const guint8 *other, gsize length)
{
  volatile guint8 differ = 0; /* volatile: no compiler may stop at the first that differs */
  for (gsize i = 0; i < length; i++)
    differ = (guint8) (differ | (one[i] ^ other[i]));
  return differ == 0;
}

void
nixie_secret_free (char *secret)
{
  if (secret == NULL)
    return;
  explicit_bzero (secret, strlen (secret));
  g_free (secret);
}
