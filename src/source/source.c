/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See source.h. What is yet to be read lies on a stack, the next on top; a folder is listed when its turn comes and its files are laid
 * on top in its place, so that memory holds one folder's names and Maildirs are seen as late as they can be.
 */
#include "config.h"

#include "source/source.h"

#include "base/i18n.h"
#include "source/folder-private.h"
#include "source/mbox-private.h"
#include "source/stream-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct NixieSource {
  GPtrArray *inputs;      /* NixieInput, the next one last */
  guint n_folders;        /* among them: what is in those is not known yet */
  NixieInput *input;      /* the file that STREAM reads, or NULL */
  NixieStream *stream;
  NixieMbox *mbox;
  GString *origin;
  char *searched;         /* a folder that the user gave, in which nothing was found so far; or NULL */
  gboolean endless;       /* a pipe or a device is among the inputs */
  gint64 bytes_done, bytes_total;
  guint64 messages;
};

/* Says early what no later input should have to wait for. *STATUS is for a path other than "-". */
static gboolean
check_path (const char *path, struct stat *status, GError **error)
{
  if (stat (path, status) == 0
      && faccessat (AT_FDCWD, path, S_ISDIR (status->st_mode) ? R_OK | X_OK : R_OK, AT_EACCESS) == 0)
    return TRUE;
  nixie_error_set_errno (error, NIXIE_ERROR_NO_INPUT, errno, _("cannot open '%s'"), path);
  return FALSE;
}

static gboolean
add_path (NixieSource *source, const char *path, GError **error)
{
  struct stat status = { 0 };
  if (strcmp (path, "-") != 0 && !check_path (path, &status, error))
    return FALSE;
  const gboolean is_folder = S_ISDIR (status.st_mode);
  NixieInput *input = nixie_input_new (is_folder ? NIXIE_INPUT_FOLDER : NIXIE_INPUT_FILE, NULL, path);
  g_ptr_array_add (source->inputs, input);
  input->given = TRUE;
  source->n_folders += is_folder ? 1 : 0;
  if (S_ISREG (status.st_mode))
    input->bytes = status.st_size;
  else if (!is_folder)
    source->endless = TRUE;
  source->bytes_total += input->bytes;
  return TRUE;
}

gboolean
nixie_source_open (const char *const *paths, NixieSource **source, GError **error)
{
  g_return_val_if_fail (paths != NULL && source != NULL, FALSE);
  g_autoptr (NixieSource) opened = g_new0 (NixieSource, 1);
  opened->inputs = g_ptr_array_new_with_free_func (g_free);
  opened->mbox = nixie_mbox_new ();
  opened->origin = g_string_new (NULL);
  for (guint i = g_strv_length ((char **) paths); i-- > 0;)
    if (!add_path (opened, paths[i], error))
      return FALSE;
  *source = g_steal_pointer (&opened);
  return TRUE;
}

static void
close_input (NixieSource *source)
{
  if (source->input == NULL)
    return;
  source->bytes_done += source->input->bytes > 0 ? source->input->bytes : nixie_stream_bytes_done (source->stream);
  g_clear_pointer (&source->stream, nixie_stream_free);
  g_clear_pointer (&source->input, g_free);
}

/* Lays what FOLDER holds on the stack. */
static gboolean
open_folder (NixieSource *source, const NixieInput *folder, GError **error)
{
  const guint before = source->inputs->len;
  gboolean is_mailbox = FALSE;
  g_autoptr (GError) failure = NULL;
  source->n_folders--;
  if (!nixie_folder_list (folder, source->inputs, &is_mailbox, &failure))
    {
      if (!folder->given && g_error_matches (failure, NIXIE_ERROR, NIXIE_ERROR_NO_INPUT))
        return TRUE;
      g_clear_pointer (&source->searched, g_free);
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (is_mailbox)
    g_clear_pointer (&source->searched, g_free);
  for (guint i = before; i < source->inputs->len; i++)
    {
      const NixieInput *input = source->inputs->pdata[i];
      source->bytes_total += input->bytes;
      source->n_folders += input->kind != NIXIE_INPUT_FILE ? 1 : 0;
    }
  return TRUE;
}

/* By convention ".eml" is one message; a From_ line that an MTA left in it, and another in a message that it returns, make no mbox. */
static gboolean
is_message_name (const char *path)
{
  static const char *const suffixes[] = { ".eml", ".eml.gz", ".eml.zst", ".eml.xz", ".eml.bz2" };
  const gsize length = strlen (path);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      const gsize suffix_length = strlen (suffixes[i]);
      if (length > suffix_length && g_ascii_strcasecmp (path + length - suffix_length, suffixes[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
open_file (NixieSource *source, NixieInput *file, GError **error)
{
  g_autofree NixieInput *input = file;
  g_autoptr (GError) failure = NULL;
  g_clear_pointer (&source->searched, g_free);
  if (nixie_stream_open (input->path, &source->stream, &failure))
    {
      source->input = g_steal_pointer (&input);
      if (is_message_name (source->input->path))
        source->input->expect = NIXIE_EXPECT_MESSAGE;
      nixie_mbox_begin (source->mbox, source->stream, source->input->path, source->input->expect);
      return TRUE;
    }
  source->bytes_done += input->bytes;
  if (!input->given && g_error_matches (failure, NIXIE_ERROR, NIXIE_ERROR_NO_INPUT))
    return TRUE; /* a Maildir's file was moved or removed since it was listed */
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* FALSE where the search of a folder that the user gave is over and found nothing. */
static gboolean
end_search (NixieSource *source, GError **error)
{
  if (source->searched == NULL)
    return TRUE;
  g_autofree char *folder = g_steal_pointer (&source->searched);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("cannot read '%s': not a mailbox, and no file in it"), folder);
  return FALSE;
}

/* Takes the next input from the stack. */
static gboolean
open_next (NixieSource *source, GError **error)
{
  const NixieInput *top = source->inputs->pdata[source->inputs->len - 1];
  if (top->given && !end_search (source, error))
    return FALSE;
  g_autofree NixieInput *input = g_ptr_array_steal_index (source->inputs, source->inputs->len - 1);
  if (input->kind == NIXIE_INPUT_FILE)
    return open_file (source, g_steal_pointer (&input), error);
  if (input->given)
    source->searched = g_strdup (input->path);
  return open_folder (source, input, error);
}

static void
fill_message (NixieSource *source, const NixieMboxMessage *found, NixieMessage *message)
{
  g_string_assign (source->origin, source->input->path);
  if (found->offset >= 0)
    g_string_append_printf (source->origin, ":%" G_GINT64_FORMAT, found->offset);
  message->bytes = found->bytes;
  message->origin = source->origin->str;
  message->whole = found->whole;
  message->damaged = found->damaged;
  source->messages++;
}

gboolean
nixie_source_next (NixieSource *source, NixieMessage *message, GError **error)
{
  g_return_val_if_fail (source != NULL && message != NULL, FALSE);
  for (;;)
    {
      NixieMboxMessage found = { 0 };
      if (source->input != NULL && !nixie_mbox_next (source->mbox, &found, error))
        {
          close_input (source);
          return FALSE;
        }
      if (found.bytes.data != NULL)
        {
          fill_message (source, &found, message);
          return TRUE;
        }
      close_input (source);
      if (source->inputs->len == 0)
        break;
      if (!open_next (source, error))
        return FALSE;
    }
  if (!end_search (source, error))
    return FALSE;
  *message = (NixieMessage){ 0 };
  return TRUE;
}

void
nixie_source_progress (const NixieSource *source, NixieSourceProgress *progress)
{
  g_return_if_fail (source != NULL && progress != NULL);
  progress->bytes_done = source->bytes_done + (source->stream != NULL ? nixie_stream_bytes_done (source->stream) : 0);
  progress->bytes_total = source->endless || source->n_folders > 0 ? -1 : source->bytes_total;
  progress->messages = source->messages;
}

void
nixie_source_free (NixieSource *source)
{
  if (source == NULL)
    return;
  g_clear_pointer (&source->stream, nixie_stream_free);
  g_clear_pointer (&source->input, g_free);
  nixie_mbox_free (source->mbox);
  g_ptr_array_unref (source->inputs);
  g_string_free (source->origin, TRUE);
  g_free (source->searched);
  g_free (source);
}
