/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See folder-private.h.
 */
#include "config.h"

#include "source/folder-private.h"

#include "base/i18n.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

typedef DIR Folder;

static void
folder_close (Folder *folder)
{
  if (folder != NULL)
    closedir (folder);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Folder, folder_close)

typedef struct {
  gboolean is_folder, is_number;
  gint64 bytes;
  char name[];
} Entry;

NixieInput *
nixie_input_new (NixieInputKind kind, const char *folder, const char *name)
{
  const gsize folder_length = folder != NULL ? strlen (folder) : 0;
  const gboolean slash = folder_length > 0 && folder[folder_length - 1] != '/';
  const gsize name_length = strlen (name);
  NixieInput *input = g_malloc0 (sizeof *input + folder_length + slash + name_length + 1);
  input->kind = kind;
  if (folder != NULL)
    memcpy (input->path, folder, folder_length);
  if (slash)
    input->path[folder_length] = '/';
  memcpy (input->path + folder_length + slash, name, name_length);
  return input;
}

static gboolean
is_number (const char *name)
{
  return *name != '\0' && name[strspn (name, "0123456789")] == '\0';
}

static int
compare_numbers (const char *a, const char *b)
{
  a += strspn (a, "0");
  b += strspn (b, "0");
  const gsize a_length = strlen (a);
  const gsize b_length = strlen (b);
  return a_length != b_length ? (a_length < b_length ? -1 : 1) : strcmp (a, b);
}

static int
compare_entries (gconstpointer a_pointer, gconstpointer b_pointer)
{
  const Entry *a = *(Entry *const *) a_pointer;
  const Entry *b = *(Entry *const *) b_pointer;
  if (a->is_folder != b->is_folder)
    return a->is_folder ? 1 : -1;
  if (a->is_number != b->is_number)
    return a->is_number ? -1 : 1;
  const int order = a->is_number ? compare_numbers (a->name, b->name) : 0;
  return order != 0 ? order : strcmp (a->name, b->name);
}

/* NULL for what is neither a file nor a folder, or has gone meanwhile. */
static Entry *
entry_new (int folder_fd, const char *name)
{
  struct stat status;
  if (fstatat (folder_fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return NULL;
  const gboolean is_folder = S_ISDIR (status.st_mode);
  if (S_ISLNK (status.st_mode) && fstatat (folder_fd, name, &status, 0) != 0)
    return NULL;
  if (!is_folder && !S_ISREG (status.st_mode))
    return NULL;
  const gsize length = strlen (name);
  Entry *entry = g_malloc0 (sizeof *entry + length + 1);
  entry->is_folder = is_folder;
  entry->is_number = is_number (name);
  entry->bytes = status.st_size;
  memcpy (entry->name, name, length);
  return entry;
}

static gboolean
read_entries (const char *path, GPtrArray **entries, GError **error)
{
  g_autoptr (Folder) folder = opendir (path);
  if (folder == NULL)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, errno, _("cannot open '%s'"), path);
      return FALSE;
    }
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  for (;;)
    {
      errno = 0;
      const struct dirent *next = readdir (folder);
      if (next == NULL)
        break;
      if (strcmp (next->d_name, ".") == 0 || strcmp (next->d_name, "..") == 0)
        continue;
      Entry *entry = entry_new (dirfd (folder), next->d_name);
      if (entry != NULL)
        g_ptr_array_add (found, entry);
    }
  if (errno != 0)
    {
      nixie_error_set_errno (error, NIXIE_ERROR_IO, errno, _("cannot read '%s'"), path);
      return FALSE;
    }
  g_ptr_array_sort (found, compare_entries);
  *entries = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
has_entry (GPtrArray *entries, const char *name, gboolean is_folder)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = entries->pdata[i];
      if (entry->is_folder == is_folder && strcmp (entry->name, name) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
add_input (GPtrArray *inputs, NixieInputKind kind, const char *folder, const Entry *entry, NixieExpect expect)
{
  NixieInput *input = nixie_input_new (kind, folder, entry->name);
  input->expect = expect;
  input->bytes = kind == NIXIE_INPUT_FILE ? entry->bytes : 0;
  g_ptr_array_add (inputs, input);
}

static void
list_mails (const char *path, GPtrArray *entries, GPtrArray *inputs)
{
  for (guint i = entries->len; i-- > 0;)
    {
      const Entry *entry = entries->pdata[i];
      if (!entry->is_folder && entry->name[0] != '.')
        add_input (inputs, NIXIE_INPUT_FILE, path, entry, NIXIE_EXPECT_MESSAGE);
    }
}

static gboolean
is_maildir_below (const char *path, const char *name)
{
  g_autofree char *cur = g_build_filename (path, name, "cur", NULL);
  return g_file_test (cur, G_FILE_TEST_IS_DIR);
}

/* new before cur: a message that is moved between the two while we read is then seen in cur. A subfolder is one with a Maildir
 * in it: Maildir++ (".name") and the layout of plain names. */
static void
list_maildir (const char *path, GPtrArray *entries, GPtrArray *inputs)
{
  for (guint i = entries->len; i-- > 0;)
    {
      const Entry *entry = entries->pdata[i];
      const char *name = entry->name;
      if (entry->is_folder && strcmp (name, "cur") != 0 && strcmp (name, "new") != 0 && is_maildir_below (path, name))
        add_input (inputs, NIXIE_INPUT_FOLDER, path, entry, NIXIE_EXPECT_ANY);
    }
  g_ptr_array_add (inputs, nixie_input_new (NIXIE_INPUT_MAILS, path, "cur"));
  g_ptr_array_add (inputs, nixie_input_new (NIXIE_INPUT_MAILS, path, "new"));
}

static void
list_other (const char *path, GPtrArray *entries, gboolean numbers_only, GPtrArray *inputs)
{
  for (guint i = entries->len; i-- > 0;)
    {
      const Entry *entry = entries->pdata[i];
      const char *name = entry->name;
      if (name[0] == '.')
        continue;
      if (entry->is_folder)
        add_input (inputs, NIXIE_INPUT_FOLDER, path, entry, NIXIE_EXPECT_ANY);
      else if (entry->is_number)
        add_input (inputs, NIXIE_INPUT_FILE, path, entry, NIXIE_EXPECT_MESSAGE);
      else if (!numbers_only && !((name[0] == ',' || name[0] == '#') && is_number (name + 1)))
        add_input (inputs, NIXIE_INPUT_FILE, path, entry, NIXIE_EXPECT_PROOF);
    }
}

gboolean
nixie_folder_list (const NixieInput *folder, GPtrArray *inputs, gboolean *is_mailbox, GError **error)
{
  g_return_val_if_fail (folder != NULL && inputs != NULL && is_mailbox != NULL, FALSE);
  g_autoptr (GPtrArray) entries = NULL;
  if (!read_entries (folder->path, &entries, error))
    return FALSE;
  const gboolean is_maildir = has_entry (entries, "cur", TRUE) && has_entry (entries, "new", TRUE);
  const gboolean is_mh = has_entry (entries, ".mh_sequences", FALSE);
  if (folder->kind == NIXIE_INPUT_MAILS)
    list_mails (folder->path, entries, inputs);
  else if (is_maildir)
    list_maildir (folder->path, entries, inputs);
  else
    list_other (folder->path, entries, is_mh, inputs);
  *is_mailbox = folder->kind == NIXIE_INPUT_MAILS || is_maildir || is_mh;
  return TRUE;
}
