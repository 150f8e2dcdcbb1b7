/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See mbox-private.h. RFC 4155 leaves open what quotes a "From " at the start of a body line, so this is what is done: a From_ line
 * ends a message where an empty line stands before it, its date is whole and valid, and a header field, an empty line or the end of
 * the file follows. One ">" is taken off every line of ">"s and "From " (mboxrd); an mboxo, which quotes "From " and leaves ">From "
 * as it is, comes out right but for lines that had the ">" before. Content-Length is not believed. Lines end in LF, CRLF or CR.
 *
 * The buffer holds the message that is being looked for the end of, from DATA + START to DATA + END; what was searched
 * already (SCAN, from START) is not searched again. Of a message over the limit the middle is dropped as it comes.
 */
#include "config.h"

#include "source/mbox-private.h"

#include "base/clock.h"
#include "base/i18n.h"
#include "base/limits.h"
#include "source/from-line-private.h"

#include <string.h>

#define READ_BYTES ((gsize) 256 * 1024)
#define LOOK_BYTES ((gsize) 4096)       /* of a file, to see what it is */
#define LOOK_AHEAD_BYTES ((gsize) 2048) /* from "From " on, to see what it is: a whole line and the start of the next */
#define LOOK_BEHIND_BYTES ((gsize) 8)   /* before "From ": an empty line */
#define KEPT_BYTES ((gsize) NIXIE_LIMIT_MESSAGE_BYTES + NIXIE_FROM_LINE_BYTES + LOOK_BEHIND_BYTES)
#define MAX_ROOM (KEPT_BYTES + 4 * READ_BYTES)

struct NixieMbox {
  char *data;
  gsize room, start, end, scan;
  gsize passed;  /* octets dropped of the message at START */
  gint64 offset; /* of START in the file */
  NixieStream *stream;
  const char *path;
  NixieExpect expect;
  gboolean begun, ended, is_mbox;
  gboolean quoted;     /* the message may have a quoted "From " */
  NixieFromLine from;  /* at START; of kind NIXIE_FROM_NONE where the message has none */
  NixieFromLine next;  /* at the end that was found */
  NixieFromKind first; /* the file's first */
  GError *failure;     /* to be told once what came before it has been given */
};

NixieMbox *
nixie_mbox_new (void)
{
  return g_new0 (NixieMbox, 1);
}

void
nixie_mbox_begin (NixieMbox *mbox, NixieStream *stream, const char *path, NixieExpect expect)
{
  g_return_if_fail (mbox != NULL && stream != NULL && path != NULL);
  char *data = mbox->data;
  gsize room = mbox->room;
  if (room > 8 * READ_BYTES) /* what one large message took is not kept for all that follow */
    {
      g_clear_pointer (&data, g_free);
      room = 0;
    }
  g_clear_error (&mbox->failure);
  *mbox = (NixieMbox){ .data = data, .room = room, .stream = stream, .path = path, .expect = expect };
}

static NixieSlice
in_view (const NixieMbox *mbox, gsize at, gsize most)
{
  const gsize start = mbox->start + at;
  return nixie_slice (mbox->data + start, MIN (mbox->end - start, most));
}

static gsize
length_so_far (const NixieMbox *mbox)
{
  return mbox->end - mbox->start;
}

static void
make_room (NixieMbox *mbox)
{
  if (mbox->room - mbox->end >= READ_BYTES)
    return;
  if (mbox->start > 0)
    memmove (mbox->data, mbox->data + mbox->start, length_so_far (mbox));
  mbox->end -= mbox->start;
  mbox->start = 0;
  if (mbox->scan > KEPT_BYTES + READ_BYTES)
    {
      const gsize keep_from = mbox->scan - LOOK_BEHIND_BYTES;
      memmove (mbox->data + KEPT_BYTES, mbox->data + keep_from, mbox->end - keep_from);
      mbox->passed += keep_from - KEPT_BYTES;
      mbox->end -= keep_from - KEPT_BYTES;
      mbox->scan = KEPT_BYTES + LOOK_BEHIND_BYTES;
    }
  if (mbox->room - mbox->end < READ_BYTES)
    {
      mbox->room = CLAMP (mbox->room * 2, 2 * READ_BYTES, MAX_ROOM);
      mbox->data = g_realloc (mbox->data, mbox->room);
    }
}

/* Reads on, or finds the end: a failure is an end too, told later. */
static void
read_on (NixieMbox *mbox)
{
  gsize got = 0;
  make_room (mbox);
  nixie_stream_read (mbox->stream, mbox->data + mbox->end, mbox->room - mbox->end, &got, &mbox->failure);
  mbox->end += got;
  mbox->ended = got == 0;
}

static gboolean
is_line_end (char c)
{
  return c == '\n' || c == '\r';
}

/* The length of the line end before AT, 0 where there is none. */
static gsize
line_end_before (const char *start, gsize at)
{
  if (at == 0 || !is_line_end (start[at - 1]))
    return 0;
  return at >= 2 && start[at - 1] == '\n' && start[at - 2] == '\r' ? 2 : 1;
}

/* The length of the empty line before AT, 0 where there is none. */
static gsize
empty_line_before (const char *start, gsize at)
{
  const gsize length = line_end_before (start, at);
  return length > 0 && line_end_before (start, at - length) > 0 ? length : 0;
}

/* Whether a message may go on with BELOW after its From_ line. */
static gboolean
may_follow (NixieSlice below, NixieFromKind kind)
{
  if (nixie_looks_like_field (below))
    return TRUE;
  if (kind == NIXIE_FROM_BARE)
    return FALSE;
  return below.length == 0 || is_line_end (below.data[0]) || (below.length > 6 && memcmp (below.data, ">From ", 6) == 0);
}

/* Whether a message begins AT, with NEXT. */
static gboolean
is_separator (NixieMbox *mbox, gsize at)
{
  if (empty_line_before (mbox->data + mbox->start, at) == 0)
    return FALSE;
  const NixieSlice view = in_view (mbox, at, LOOK_AHEAD_BYTES);
  const NixieFromLine from = nixie_from_line (view);
  mbox->next = from;
  if (from.kind != NIXIE_FROM_DATED && (from.kind != mbox->first || from.kind < NIXIE_FROM_BARE))
    return FALSE;
  return may_follow (nixie_slice (view.data + from.length, view.length - from.length), from.kind);
}

/* "From ", or NULL: by its first letter, since memmem takes some steps for every octet and memchr few for many. */
static const char *
find_from (NixieSlice in)
{
  const char *end = in.data + in.length;
  for (const char *at = in.data; end - at >= 5; at++)
    {
      at = memchr (at, 'F', (gsize) (end - at) - 4);
      if (at == NULL || memcmp (at, "From ", 5) == 0)
        return at;
    }
  return NULL;
}

/* Where the message at START ends: at the next From_ line, or where the file does. */
static gsize
find_end (NixieMbox *mbox)
{
  for (;;)
    {
      const NixieSlice rest = in_view (mbox, mbox->scan, G_MAXSIZE);
      const char *found = find_from (rest);
      if (found != NULL)
        mbox->scan += (gsize) (found - rest.data);
      else if (rest.length > 4)
        mbox->scan += rest.length - 4;
      if (found == NULL && mbox->ended)
        return length_so_far (mbox);
      if (!mbox->ended && length_so_far (mbox) - mbox->scan < LOOK_AHEAD_BYTES)
        {
          read_on (mbox);
          continue;
        }
      if (is_separator (mbox, mbox->scan))
        return mbox->scan;
      mbox->quoted = mbox->quoted || mbox->data[mbox->start + mbox->scan - 1] == '>';
      mbox->scan += 5;
    }
}

/* Takes one ">" off each line that is ">"s and "From ", in place; the new length. */
static gsize
unquote (char *data, gsize length)
{
  gsize to = 0;
  gsize from = 0;
  for (gsize scan = 0; scan < length;)
    {
      const char *found = memmem (data + scan, length - scan, ">From ", 6);
      if (found == NULL)
        break;
      const gsize at = (gsize) (found - data);
      gsize line = at;
      while (line > from && data[line - 1] == '>')
        line--;
      scan = at + 6;
      if (line > 0 && !is_line_end (data[line - 1]))
        continue;
      memmove (data + to, data + from, at - from);
      to += at - from;
      from = at + 1;
    }
  memmove (data + to, data + from, length - from);
  return to + length - from;
}

static gboolean
fail_no_mail (NixieMbox *mbox, const char *why, GError **error)
{
  mbox->start = mbox->end;
  if (mbox->failure != NULL)
    g_propagate_error (error, g_steal_pointer (&mbox->failure));
  else
    g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("cannot read '%s': %s"), mbox->path, why);
  mbox->ended = TRUE;
  return FALSE;
}

/* Looks at the file's start. An empty file is an empty mbox; an empty pipe is a program that failed before us. */
static gboolean
begin (NixieMbox *mbox, GError **error)
{
  mbox->begun = TRUE;
  while (!mbox->ended && length_so_far (mbox) < LOOK_BYTES)
    read_on (mbox);
  gsize blank = 0;
  const NixieLook look = nixie_look (in_view (mbox, 0, LOOK_BYTES), &blank);
  if (mbox->ended && blank == length_so_far (mbox))
    {
      if (mbox->failure != NULL || !nixie_stream_is_file (mbox->stream) || strcmp (mbox->path, "-") == 0)
        return fail_no_mail (mbox, _("it is empty"), error);
      mbox->start = mbox->end;
      return TRUE;
    }
  if (look == NIXIE_LOOK_BINARY || (look < NIXIE_LOOK_MESSAGE && mbox->expect == NIXIE_EXPECT_PROOF))
    return fail_no_mail (mbox, _("neither a mailbox nor a message"), error);
  if (look != NIXIE_LOOK_TEXT)
    {
      mbox->start += blank;
      mbox->offset += (gint64) blank;
    }
  mbox->is_mbox = look == NIXIE_LOOK_MBOX && mbox->expect != NIXIE_EXPECT_MESSAGE;
  if (look == NIXIE_LOOK_MBOX)
    mbox->from = nixie_from_line (in_view (mbox, 0, LOOK_BYTES));
  mbox->first = mbox->from.kind;
  return TRUE;
}

/* The end of a file that is one message. The rest of one that is too large is read where it is a pipe, whose writer must not see it
 * closed. */
static gsize
find_end_of_file (NixieMbox *mbox)
{
  while (!mbox->ended)
    {
      mbox->scan = length_so_far (mbox);
      if (mbox->scan > KEPT_BYTES && nixie_stream_is_file (mbox->stream))
        mbox->ended = TRUE;
      else
        read_on (mbox);
    }
  return length_so_far (mbox);
}

static void
fill_message (NixieMbox *mbox, gsize end, NixieMboxMessage *message)
{
  char *start = mbox->data + mbox->start;
  const gsize head = mbox->from.length;
  gsize length = end - head;
  if (mbox->is_mbox)
    length -= MIN (length, empty_line_before (start, end));
  message->damaged = mbox->passed > 0 || length > NIXIE_LIMIT_MESSAGE_BYTES || (mbox->failure != NULL && end == length_so_far (mbox));
  length = MIN (length, NIXIE_LIMIT_MESSAGE_BYTES);
  if (mbox->quoted)
    length = unquote (start + head, length);
  message->bytes = nixie_slice (start + head, length);
  message->whole = nixie_slice (start, head + length);
  message->offset = mbox->is_mbox ? mbox->offset : -1;
}

gboolean
nixie_mbox_next (NixieMbox *mbox, NixieMboxMessage *message, GError **error)
{
  g_return_val_if_fail (mbox != NULL && mbox->stream != NULL && message != NULL, FALSE);
  if (!mbox->begun && !begin (mbox, error))
    return FALSE;
  *message = (NixieMboxMessage){ .offset = -1 };
  if (length_so_far (mbox) == 0)
    {
      if (mbox->failure == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&mbox->failure));
      return FALSE;
    }
  mbox->scan = mbox->from.length;
  mbox->passed = 0;
  mbox->quoted = FALSE;
  const gsize end = mbox->is_mbox ? find_end (mbox) : find_end_of_file (mbox);
  fill_message (mbox, end, message);
  mbox->from = mbox->next;
  mbox->offset += (gint64) (end + mbox->passed);
  mbox->start += end;
  return TRUE;
}

void
nixie_mbox_free (NixieMbox *mbox)
{
  if (mbox == NULL)
    return;
  g_clear_error (&mbox->failure);
  g_free (mbox->data);
  g_free (mbox);
}
