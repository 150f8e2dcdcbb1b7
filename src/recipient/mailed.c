/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose address is it? The list has to hold the address that was mailed. A report names the final one, which a forwarding may have put in
 * its place; Original-Recipient, a variable envelope return path and the headers of what came back show the first. Where they show
 * nothing the final one stands.
 */
#include "recipient/facts-private.h"

#include "recipient/address.h"
#include "recipient/verp.h"
#include "report/address-list.h"

#include <string.h>

/* The text of an address without what stands around it: "<a@b>", "mailto:a@b", "a@b (comment)", "'a@b'", "a@b:". */
static const char *
bare_address (NixieFacts *facts, const char *text)
{
  NixieSlice slice = nixie_slice_of (text);
  const char *open = strchr (text, '<');
  const char *close = open != NULL && *text != '"' ? strchr (open, '>') : NULL;
  if (close != NULL)
    slice = nixie_slice (open + 1, (gsize) (close - open - 1));
  if (nixie_slice_starts_nocase (slice, "mailto:"))
    slice = nixie_slice (slice.data + 7, slice.length - 7);
  const char *comment = g_strstr_len (slice.data, (gssize) slice.length, " (");
  if (comment != NULL)
    slice.length = (gsize) (comment - slice.data);
  slice = nixie_slice_trim (slice);
  while (slice.length > 1 && strchr (":;,.'>", slice.data[slice.length - 1]) != NULL)
    slice.length--;
  while (slice.length > 1 && strchr ("'<", slice.data[0]) != NULL)
    slice = nixie_slice (slice.data + 1, slice.length - 1);
  if (slice.data == text && text[slice.length] == '\0')
    return text;
  return nixie_statements_keep (facts->statements, slice.data, slice.length);
}

static gboolean
is_address (const char *text)
{
  g_autofree char *canonical = NULL;
  return *text != '\0' && *text != '@' && nixie_address_canonical (text, TRUE, &canonical, NULL);
}

/* RFC 5965 5.3 and RFC 6590: who reports may withhold the recipient, wholly or by a digest in the place of the local part. */
static gboolean
is_withheld (const char *text)
{
  static const char *const words[] = { "redacted", "hashed", "withheld",  "undisclosed", "removed",
                                       "hidden",   "x",      "anonymous", "anonymized" };
  const char *at = strchr (text, '@');
  const gsize length = at != NULL ? (gsize) (at - text) : strlen (text);
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    if (strlen (words[i]) == length && g_ascii_strncasecmp (text, words[i], length) == 0)
      return TRUE;
  if (length >= 3 && strspn (text, "xX*.") >= length)
    return TRUE;
  if (at != NULL && g_str_has_suffix (at, ".invalid"))
    return TRUE;
  /* RFC 6590 3: a digest in hexadecimal, or SHA-1 or SHA-256 in base 64. */
  return (length >= 32 && strspn (text, "0123456789abcdefABCDEF") >= length)
         || (at != NULL && (length == 28 || length == 44) && at[-1] == '=');
}

static gboolean
is_addressed (const NixieFacts *facts, const char *address)
{
  NixieSlice rest = nixie_slice_of (facts->value[NIXIE_FIELD_ADDRESSED]), next;
  while (nixie_address_list_next (&rest, &next))
    if (nixie_slice_equal_nocase (next, address))
      return TRUE;
  return FALSE;
}

/* The report names ADDRESS itself beside the recipient of FACTS, so it was not forwarded to that one. */
static gboolean
is_another (const NixieFacts *facts, const GPtrArray *all, const char *address)
{
  for (guint i = 0; i < all->len; i++)
    {
      const NixieFacts *other = g_ptr_array_index (all, i);
      if (other == facts)
        continue;
      const char *stated = other->value[NIXIE_FIELD_RECIPIENT];
      if (g_ascii_strcasecmp (stated, address) == 0
          || (*stated == '<' && nixie_slice_equal_nocase (nixie_address_list_first (nixie_slice_of (stated)), address)))
        return TRUE;
    }
  return FALSE;
}

static gboolean
take_address (NixieFacts *facts, const char *text, const char *evidence)
{
  if (!is_address (text))
    return FALSE;
  g_autofree char *unwrapped = nixie_address_unwrap (text);
  nixie_facts_set_copy (facts, NIXIE_FIELD_ADDRESS, unwrapped, evidence);
  return TRUE;
}

/* "<mailto:leave+a=example.com@list.example.org?subject=x>, <https://…>" → the address of the first mailto. */
static char *
unsubscribe_address (const char *value)
{
  const char *start = strstr (value, "mailto:");
  return start != NULL ? g_strndup (start + 7, strcspn (start + 7, "?>, ")) : g_strdup ("");
}

/* The address inside one of our own: where the report came to, the reverse-path of what came back, its unsubscribe address, its id. */
static gboolean
take_verp (NixieFacts *facts, const GPtrArray *all)
{
  static const NixieField fields[] = { NIXIE_FIELD_SENDER, NIXIE_FIELD_CAME_TO, NIXIE_FIELD_UNSUBSCRIBE, NIXIE_FIELD_ENVELOPE_ID };
  g_autofree char *known = g_strdup_printf ("%s, %s, %s", facts->value[NIXIE_FIELD_RECIPIENT], facts->value[NIXIE_FIELD_ADDRESSED],
                                            facts->value[NIXIE_FIELD_RETURNED_TO]);
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      const char *value = facts->value[fields[i]];
      if (*value == '\0')
        continue;
      g_autofree char *wrapped = fields[i] == NIXIE_FIELD_UNSUBSCRIBE ? unsubscribe_address (value) : g_strdup (value);
      g_autofree char *address = nixie_verp_undo (wrapped, known);
      if (address != NULL && !is_another (facts, all, address) && take_address (facts, address, "VERP"))
        return TRUE;
    }
  return FALSE;
}

/* Original-Recipient says it outright; then what the envelope says, then the headers of what came back. */
static void
decide_address (NixieFacts *facts, const GPtrArray *all)
{
  const char *recipient = facts->value[NIXIE_FIELD_RECIPIENT], *original = facts->value[NIXIE_FIELD_ORIGINAL_RECIPIENT];
  if (!is_withheld (original) && take_address (facts, original, facts->evidence[NIXIE_FIELD_ORIGINAL_RECIPIENT]))
    return;
  if (take_verp (facts, all))
    return;
  const char *returned_to = facts->value[NIXIE_FIELD_RETURNED_TO];
  if (!is_addressed (facts, recipient) && !is_withheld (returned_to) && !is_another (facts, all, returned_to)
      && take_address (facts, returned_to, facts->evidence[NIXIE_FIELD_RETURNED_TO]))
    return;
  if (take_address (facts, recipient, facts->evidence[NIXIE_FIELD_RECIPIENT]) || *recipient == '\0')
    return;
  /* A host, a command or a file. */
  const NixieSlice only = nixie_address_list_only (nixie_slice_of (facts->value[NIXIE_FIELD_ADDRESSED]));
  g_autofree char *address = nixie_slice_dup (only);
  take_address (facts, address, facts->evidence[NIXIE_FIELD_ADDRESSED]);
}

/* A complaint whose recipient is withheld counts against nobody. */
static void
decide_withheld (NixieFacts *facts)
{
  if (nixie_statements_type (facts->statements) != NIXIE_REPORT_FEEDBACK
      || g_ascii_strcasecmp (facts->value[NIXIE_FIELD_FEEDBACK], "auth-failure") == 0)
    return;
  if (!is_withheld (facts->value[NIXIE_FIELD_ADDRESS]) && *facts->value[NIXIE_FIELD_ADDRESS] != '\0')
    return;
  nixie_facts_clear (facts, NIXIE_FIELD_ADDRESS);
  nixie_facts_add_finding (facts, "the recipient is withheld");
}

/* Where the address that was mailed is not the final one, it is the original one whatever showed it. */
static void
decide_original (NixieFacts *facts)
{
  const char *recipient = facts->value[NIXIE_FIELD_RECIPIENT], *address = facts->value[NIXIE_FIELD_ADDRESS];
  if (g_ascii_strcasecmp (recipient, facts->value[NIXIE_FIELD_ORIGINAL_RECIPIENT]) == 0)
    nixie_facts_clear (facts, NIXIE_FIELD_ORIGINAL_RECIPIENT);
  const char *evidence = facts->evidence[NIXIE_FIELD_ADDRESS];
  const gboolean shown = strcmp (evidence, "returned headers") == 0 || strcmp (evidence, "VERP") == 0;
  if (*facts->value[NIXIE_FIELD_ORIGINAL_RECIPIENT] == '\0' && shown && *address != '\0' && g_ascii_strcasecmp (recipient, address) != 0)
    nixie_facts_set (facts, NIXIE_FIELD_ORIGINAL_RECIPIENT, address, evidence);
}

void
nixie_facts_decide_recipients (NixieFacts *facts, const GPtrArray *all)
{
  static const NixieField fields[] = { NIXIE_FIELD_RECIPIENT, NIXIE_FIELD_ORIGINAL_RECIPIENT, NIXIE_FIELD_ACTUAL_RECIPIENT };
  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    nixie_facts_set (facts, fields[i], bare_address (facts, facts->value[fields[i]]), facts->evidence[fields[i]]);
  for (gsize i = 1; i < G_N_ELEMENTS (fields) && *facts->value[NIXIE_FIELD_RECIPIENT] == '\0'; i++)
    nixie_facts_set (facts, NIXIE_FIELD_RECIPIENT, facts->value[fields[i]], facts->evidence[fields[i]]);
  decide_address (facts, all);
  decide_withheld (facts);
  decide_original (facts);
  const char *recipient = facts->value[NIXIE_FIELD_RECIPIENT];
  if (*recipient != '\0' && !is_address (recipient) && !is_withheld (recipient))
    nixie_facts_add_finding (facts, "the recipient is no address");
}

/* Named in the words, but as who sent it or who helps, or a command or file of which nobody knows whose it is. */
static gboolean
is_bystander (const NixieFacts *facts)
{
  static const char *const roles[] = { "postmaster@", "mailer-daemon@", "abuse@", "hostmaster@", "webmaster@", "support@", "helpdesk@",
                                       "noreply@", "no-reply@" };
  const char *recipient = facts->value[NIXIE_FIELD_RECIPIENT];
  if (strcmp (facts->evidence[NIXIE_FIELD_RECIPIENT], "text") != 0 || is_addressed (facts, recipient))
    return FALSE;
  if (*facts->value[NIXIE_FIELD_ADDRESS] == '\0' && strchr ("|/:\"", *recipient) != NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (nixie_slice_starts_nocase (nixie_slice_of (recipient), roles[i]))
      return TRUE;
  return g_ascii_strcasecmp (recipient, facts->value[NIXIE_FIELD_SENDER]) == 0
         || g_ascii_strcasecmp (recipient, facts->value[NIXIE_FIELD_CAME_TO]) == 0;
}

void
nixie_facts_drop_bystanders (GPtrArray *all)
{
  guint others = 0;
  for (guint i = 0; i < all->len; i++)
    others += is_bystander (g_ptr_array_index (all, i)) ? 0 : 1;
  for (guint i = all->len; others > 0 && i-- > 0;)
    if (is_bystander (g_ptr_array_index (all, i)))
      g_ptr_array_remove_index (all, i);
}

static gboolean
is_same_address (const char *one, const char *other)
{
  g_autofree char *first = NULL, *second = NULL;
  return *one != '\0' && nixie_address_canonical (one, TRUE, &first, NULL) && nixie_address_canonical (other, TRUE, &second, NULL)
         && strcmp (first, second) == 0;
}

gboolean
nixie_facts_are_about (const NixieFacts *facts, const char *address)
{
  const char *decided = facts->value[NIXIE_FIELD_ADDRESS], *recipient = facts->value[NIXIE_FIELD_RECIPIENT];
  const gboolean nameless = !is_address (recipient) || is_withheld (recipient);
  if (*decided == '\0')
    return nameless;
  if (!is_same_address (decided, address))
    return FALSE;
  return nameless || strcmp (facts->evidence[NIXIE_FIELD_ADDRESS], "VERP") != 0 || is_same_address (recipient, address)
         || is_addressed (facts, decided) || is_same_address (facts->value[NIXIE_FIELD_RETURNED_TO], address);
}
