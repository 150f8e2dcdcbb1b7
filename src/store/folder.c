/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The folder of a list and its two files, before LMDB sees them: who may write there, and how they come to be. A new list is made whole
 * under another name and renamed into place, so that no other process meets it with half of its files or with modes that the
 * umask has cut.
 */
#include "store/store-private.h"

#include "base/error.h"
#include "base/i18n.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FOLDER_MODE 02770
#define DATA_MODE 0640
#define LOCK_MODE 0660 /* a reader writes its slot there */

/* FALSE where others may write to what ST is of. */
static gboolean
check_others (const struct stat *st, const char *path, GError **error)
{
  if ((st->st_mode & S_IWOTH) == 0)
    return TRUE;
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("'%s' may be written by anybody: 'chmod o-w' it first"), path);
  return FALSE;
}

/* *ST is of NAME in FOLDER; *THERE is FALSE where there is none. */
static gboolean
stat_file (const char *folder, const char *name, struct stat *st, gboolean *there, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  *there = stat (path, st) == 0;
  if (*there)
    return check_others (st, path, error);
  if (errno == ENOENT)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot open '%s'"), path);
  return FALSE;
}

static char *
parent_of (const char *folder)
{
  g_autofree char *bare = g_strdup (folder);
  for (gsize length = strlen (bare); length > 1 && bare[length - 1] == '/'; length--)
    bare[length - 1] = '\0';
  return g_path_get_dirname (bare);
}

/* A folder that is not there is a list not yet made where it could be made. */
static gboolean
examine_parent (const char *folder, GError **error)
{
  struct stat st;
  g_autofree char *parent = parent_of (folder);
  const int code = stat (parent, &st) != 0 ? errno : S_ISDIR (st.st_mode) ? 0 : ENOTDIR;
  if (code == 0)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, code, _("cannot open the list in '%s': '%s'"), folder, parent);
  return FALSE;
}

static gboolean
examine_files (const char *folder, NixieFolderState *state, GError **error)
{
  struct stat data, lock;
  gboolean data_there, lock_there;
  if (!stat_file (folder, NIXIE_DATA_NAME, &data, &data_there, error)
      || !stat_file (folder, NIXIE_LOCK_NAME, &lock, &lock_there, error))
    return FALSE;
  *state = !data_there || data.st_size == 0 ? NIXIE_FOLDER_EMPTY : NIXIE_FOLDER_MADE;
  if (*state == NIXIE_FOLDER_MADE && !lock_there)
    nixie_folder_make_lock (folder);
  return TRUE;
}

gboolean
nixie_folder_examine (const char *folder, NixieFolderState *state, GError **error)
{
  struct stat st;
  if (stat (folder, &st) != 0)
    {
      *state = NIXIE_FOLDER_NONE;
      if (errno == ENOENT)
        return examine_parent (folder, error);
      nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, errno, _("cannot open the list in '%s'"), folder);
      return FALSE;
    }
  if (!S_ISDIR (st.st_mode))
    {
      nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, ENOTDIR, _("cannot open the list in '%s'"), folder);
      return FALSE;
    }
  return check_others (&st, folder, error) && examine_files (folder, state, error);
}

/* What root makes in another's folder is that user's: else the next writer would be locked out. */
static int
give_to_owner (int folder_fd, int fd)
{
  struct stat st;
  if (geteuid () != 0)
    return 0;
  return fstat (folder_fd, &st) == 0 && fchown (fd, st.st_uid, st.st_gid) == 0 ? 0 : errno;
}

static int
write_zeros (int fd, gsize bytes)
{
  g_autofree char *zeros = g_malloc0 (bytes);
  for (gsize done = 0; done < bytes;)
    {
      const gssize written = write (fd, zeros + done, bytes - done);
      if (written < 0 && errno != EINTR)
        return errno;
      done += (gsize) MAX (written, 0);
    }
  return 0;
}

/* 0, also where NAME is there already, or an errno value. BYTES are written: LMDB maps the lock, and on a full disk a hole in it would
 * end the process with SIGBUS. */
static int
make_file (int folder_fd, const char *name, mode_t mode, gsize bytes)
{
  const int fd = openat (folder_fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (fd < 0)
    return errno == EEXIST ? 0 : errno;
  int code = give_to_owner (folder_fd, fd);
  if (code == 0 && fchmod (fd, mode) != 0)
    code = errno;
  if (code == 0)
    code = write_zeros (fd, bytes);
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code != 0)
    unlinkat (folder_fd, name, 0);
  return code;
}

static int
make_files (int folder_fd)
{
  const int code = make_file (folder_fd, NIXIE_LOCK_NAME, LOCK_MODE, NIXIE_LOCK_BYTES);
  return code != 0 ? code : make_file (folder_fd, NIXIE_DATA_NAME, DATA_MODE, 0);
}

/* So that a list which was acknowledged is there after a loss of power. Some file systems cannot: then that is all there is. */
static void
sync_folder (const char *path)
{
  const int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  (void) fsync (fd);
  (void) close (fd);
}

/* Calls on the folder at PATH: 0 or an errno value. */
static int
fill_folder (const char *path, gboolean set_mode)
{
  const int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  int code = set_mode && fchmod (fd, FOLDER_MODE) != 0 ? errno : 0;
  if (code == 0)
    code = make_files (fd);
  (void) close (fd);
  return code;
}

static void
remove_folder (const char *path)
{
  static const char *const names[] = { NIXIE_DATA_NAME, NIXIE_LOCK_NAME };
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *file = g_build_filename (path, names[i], NULL);
      (void) unlink (file);
    }
  (void) rmdir (path);
}

/* 0 or an errno value; another process may have been faster. */
static int
make_new_folder (const char *folder)
{
  g_autofree char *parent = parent_of (folder);
  g_autofree char *template = g_build_filename (parent, ".nixie-XXXXXX", NULL);
  if (mkdtemp (template) == NULL)
    return errno;
  int code = fill_folder (template, TRUE);
  sync_folder (template);
  if (code == 0 && rename (template, folder) != 0)
    code = errno == EEXIST || errno == ENOTEMPTY ? EEXIST : errno;
  if (code != 0)
    remove_folder (template);
  sync_folder (parent);
  return code;
}

gboolean
nixie_folder_make (const char *folder, GError **error)
{
  int code = access (folder, F_OK) != 0 && errno == ENOENT ? make_new_folder (folder) : EEXIST;
  if (code == EEXIST)
    {
      code = fill_folder (folder, FALSE);
      sync_folder (folder);
    }
  if (code == 0)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_CANNOT_CREATE, code, _("cannot create the list in '%s'"), folder);
  return FALSE;
}

/* Like the list's folder LIKE: its group, and where that cannot be given the owner alone. */
static int
set_owner (int fd, const struct stat *like, mode_t mode)
{
  const gboolean same = fchown (fd, geteuid () == 0 ? like->st_uid : (uid_t) -1, like->st_gid) == 0;
  return fchmod (fd, same ? mode : mode & ~(mode_t) 0077) == 0 ? 0 : errno;
}

static int
fill_file (int folder_fd, const char *name, NixieFolderFill fill, gpointer data)
{
  const int fd = openat (folder_fd, name, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return errno;
  int code = fill (fd, data);
  if (code == 0 && fsync (fd) != 0)
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;
  return code;
}

static int
set_file_owner (int folder_fd, const char *name, const struct stat *like, mode_t mode)
{
  const int fd = openat (folder_fd, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  const int code = set_owner (fd, like, mode);
  (void) close (fd);
  return code;
}

static int
fill_copy (const char *path, const struct stat *like, NixieFolderFill fill, gpointer data)
{
  const int fd = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return errno;
  int code = make_files (fd);
  if (code == 0)
    code = set_file_owner (fd, NIXIE_LOCK_NAME, like, LOCK_MODE);
  if (code == 0)
    code = set_file_owner (fd, NIXIE_DATA_NAME, like, DATA_MODE);
  if (code == 0)
    code = fill_file (fd, NIXIE_DATA_NAME, fill, data);
  if (code == 0)
    code = set_owner (fd, like, FOLDER_MODE);
  (void) close (fd);
  return code;
}

int
nixie_folder_copy (const char *like, const char *target, NixieFolderFill fill, gpointer data)
{
  struct stat st;
  g_autofree char *parent = parent_of (target);
  g_autofree char *template = g_build_filename (parent, ".nixie-XXXXXX", NULL);
  if (access (target, F_OK) == 0)
    return EEXIST;
  if (stat (like, &st) != 0 || mkdtemp (template) == NULL)
    return errno;
  int code = fill_copy (template, &st, fill, data);
  sync_folder (template);
  if (code == 0 && rename (template, target) != 0)
    code = errno;
  if (code != 0)
    remove_folder (template);
  sync_folder (parent);
  return code;
}

void
nixie_folder_make_lock (const char *folder)
{
  const int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  (void) make_file (fd, NIXIE_LOCK_NAME, LOCK_MODE, NIXIE_LOCK_BYTES);
  (void) close (fd);
}
