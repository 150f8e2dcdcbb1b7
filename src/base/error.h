/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one error domain. A code is the exit code that the program ends with when the error reaches main (sysexits.h), so
 * that no table between the two can go wrong. Used by every folder.
 */
#ifndef NIXIE_BASE_ERROR_H
#define NIXIE_BASE_ERROR_H

#include <glib.h>

#define NIXIE_ERROR (nixie_error_quark ())

typedef enum {
  NIXIE_ERROR_USAGE = 64,       /* the caller's words are off */
  NIXIE_ERROR_DATA = 65,        /* input that is damaged or of a wrong kind */
  NIXIE_ERROR_NO_INPUT = 66,    /* a path that does not exist or cannot be opened */
  NIXIE_ERROR_UNAVAILABLE = 69, /* a program or a feature that is not here, a store of a later format */
  NIXIE_ERROR_SOFTWARE = 70,    /* a fault in nixie itself */
  NIXIE_ERROR_SYSTEM = 71,      /* fork, pipe, memory */
  NIXIE_ERROR_CANNOT_CREATE = 73,
  NIXIE_ERROR_IO = 74,          /* reading or writing failed half-way; a full disk */
  NIXIE_ERROR_TEMPORARY = 75,   /* waiting can mend it */
  NIXIE_ERROR_PERMISSION = 77,
  NIXIE_ERROR_CONFIG = 78,      /* nixie.conf, or the state of a store that only an operator can mend */
} NixieError;

GQuark nixie_error_quark (void);

/* The exit code for ERROR: its own where it is ours, 70 where it is a library's. ERROR is not NULL. */
int nixie_error_exit_code (const GError *error);

/* A new error with CODE and MESSAGE from errno value SAVED_ERRNO: "<what>: <strerror>". EACCES and EPERM become
 * NIXIE_ERROR_PERMISSION, ENOENT and ENOTDIR NIXIE_ERROR_NO_INPUT, ENOSPC, EDQUOT and EIO NIXIE_ERROR_IO; any other is CODE. */
void nixie_error_set_errno (GError **error, NixieError code, int saved_errno, const char *format, ...) G_GNUC_PRINTF (4, 5);

#endif
