/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See gmime-private.h.
 */
#include "mime/gmime-private.h"

#include "base/error.h"
#include "base/i18n.h"
#include "base/library.h"
#include "mime/mime.h"

#include <unistd.h>

static NixieGMime library;

static gboolean
load (void)
{
  static const char *const names[] = { "libgmime-3.0.so.0", "libgmime-3.0.so", "libgmime-3.0.0.dylib", NULL };
  static const NixieSymbol symbols[] = {
    { "g_mime_init", (void **) &library.init },
    { "g_mime_charset_iconv_name", (void **) &library.charset_iconv_name },
    { "g_mime_content_type_parse", (void **) &library.content_type_parse },
    { "g_mime_content_type_get_parameter", (void **) &library.content_type_get_parameter },
    { "g_object_unref", (void **) &library.object_unref },
    { NULL, NULL },
  };
  static gboolean loaded;
  if (loaded)
    return TRUE;
  loaded = nixie_library_load (names, symbols);
  if (loaded)
    library.init ();
  return loaded;
}

const NixieGMime *
nixie_gmime (void)
{
  if (!load ())
    _exit (NIXIE_ERROR_UNAVAILABLE);
  return &library;
}

gboolean
nixie_mime_is_here (GError **error)
{
  if (load ())
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_UNAVAILABLE, _("cannot load %s, which encoded mail needs"), "libgmime-3.0");
  return FALSE;
}
