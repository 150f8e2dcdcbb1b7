/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See verp.h. The "@" of the address that was mailed is written as one of a few marks; what stands before the mark begins with names of the
 * sender's own (list, "bounces", numbers), whose end only convention tells: "+" ends them, "-" may stand inside a name too.
 */
#include "recipient/verp.h"

#include "base/text.h"
#include "recipient/address.h"
#include "recipient/signed.h"

#include <string.h>

typedef struct {
  const char *local, *mark; /* the sender's names and the user, up to the mark */
  char *domain;
} Verp;

/* How long the domain at TEXT is, which ends in a label of letters; what follows it ("+id", "-4711") is passed over. 0: no domain. */
static gsize
domain_length (const char *text, const char *end)
{
  const char *p = text, *label = text;
  gboolean dot = FALSE;
  while (p < end && (g_ascii_isalnum (*p) || *p == '-' || (*p == '.' && p > label)))
    {
      dot = dot || *p == '.';
      label = *p == '.' ? p + 1 : label;
      p++;
    }
  if (!dot || *text == '-' || (p < end && strchr ("+_=/", *p) == NULL))
    return 0;
  if (p - label > 4 && g_ascii_strncasecmp (label, "xn--", 4) == 0)
    return (gsize) (p - text);
  const char *letters = label;
  while (letters < p && g_ascii_isalpha (*letters))
    letters++;
  return letters - label >= 2 && (letters == p || *letters == '-') ? (gsize) (letters - text) : 0;
}

/* The mark at P that stands for "@", 0 where there is none. */
static gsize
mark_length (const char *p)
{
  static const char *const marks[] = { "_at_", "-at-", "=", "#", "%", "*" };
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    if (g_ascii_strncasecmp (p, marks[i], strlen (marks[i])) == 0)
      return strlen (marks[i]);
  return 0;
}

/* The last mark before END that has a domain behind it. Sympa writes "user==a==example.com", LISTSERV "user**example.com". */
static gboolean
find_mark (const char *local, const char *end, Verp *verp)
{
  for (const char *p = end - 1; p > local; p--)
    {
      const gsize mark = mark_length (p);
      const gsize domain = mark > 0 && p + mark < end ? domain_length (p + mark, end) : 0;
      if (domain == 0)
        continue;
      verp->domain = g_strndup (p + mark, domain);
      if (p - local > 4 && g_ascii_strncasecmp (p - 4, "==a=", 4) == 0)
        p -= 4;
      else if (p[0] == '*' && p[-1] == '*')
        p--;
      verp->local = local;
      verp->mark = p;
      return p > local;
    }
  return FALSE;
}

static gboolean
is_in_list (const char *address, const char *known)
{
  g_autofree char *folded = g_ascii_strdown (known, -1);
  g_autofree char *key = g_ascii_strdown (address, -1);
  const gsize length = strlen (key);
  for (const char *at = strstr (folded, key); at != NULL; at = strstr (at + 1, key))
    if ((at == folded || strchr (" <,:;\"'", at[-1]) != NULL) && (at[length] == '\0' || strchr (" >,;\"'", at[length]) != NULL))
      return TRUE;
  return FALSE;
}

/* The longest user before the mark whose address KNOWN names. */
static char *
known_address (const Verp *verp, const char *known)
{
  for (const char *p = verp->local; p < verp->mark; p++)
    {
      if (p > verp->local && strchr ("+-._#=*/", p[-1]) == NULL)
        continue;
      g_autofree char *address = g_strdup_printf ("%.*s@%s", (int) (verp->mark - p), p, verp->domain);
      if (is_in_list (address, known))
        return g_steal_pointer (&address);
    }
  return NULL;
}

/* A number, in hexadecimal too: an id of the sender's. */
static gboolean
is_id (const char *text, gsize length)
{
  gboolean digit = FALSE;
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isxdigit (text[i]))
        return FALSE;
      digit = digit || g_ascii_isdigit (text[i]);
    }
  return digit;
}

/* A name that says what the reverse-path is for, and no user's. */
static gboolean
is_role (const char *text, gsize length)
{
  static const char *const roles[] = { "bounce", "bounces", "b", "m", "r", "return", "returns", "owner", "verp", "err", "error", "errors",
                                       "news", "newsletter", "list", "mailing", "mailings", "sentto", "request", "leave", "unsub",
                                       "unsubscribe", "optout", "confirm", "ndr", "dsn", "fbl" };
  for (gsize i = 0; i < G_N_ELEMENTS (roles); i++)
    if (strlen (roles[i]) == length && g_ascii_strncasecmp (text, roles[i], length) == 0)
      return TRUE;
  return is_id (text, length);
}

/* Behind "+" the user begins, but for ids before it ("bounces+4711-b2c9=user"). */
static const char *
user_behind_plus (const char *plus, const char *end)
{
  const char *user = plus + 1;
  for (const char *p = user; p < end; p++)
    {
      if (*p != '-' && *p != '=')
        continue;
      if (!is_id (user, (gsize) (p - user)))
        break;
      user = p + 1;
    }
  return user;
}

/* Behind the last role among names joined by "-"; NULL where none is a role, or where more than one name is left, of which the first may
 * be the list's. */
static const char *
user_behind_dashes (const char *local, const char *end)
{
  const char *user = NULL, *start = local;
  for (const char *p = local; p < end; p++)
    {
      if (*p != '-')
        continue;
      if (is_role (start, (gsize) (p - start)))
        user = p + 1;
      start = p + 1;
    }
  return user != NULL && user < end && memchr (user, '-', (gsize) (end - user)) == NULL ? user : NULL;
}

static const char *
user_by_convention (const Verp *verp)
{
  const gsize length = (gsize) (verp->mark - verp->local);
  const char *plus = memchr (verp->local, '+', length);
  if (plus != NULL)
    return user_behind_plus (plus, verp->mark);
  const char *star = memchr (verp->local, '*', length);
  if (star != NULL)
    return star + 1;
  return memchr (verp->local, '-', length) != NULL ? user_behind_dashes (verp->local, verp->mark) : verp->local;
}

char *
nixie_verp_undo (const char *wrapped, const char *known)
{
  g_return_val_if_fail (wrapped != NULL && known != NULL, NULL);
  NixieSigned claim;
  if (nixie_signed_parse (wrapped, &claim))
    return claim.address;
  g_autofree char *path = nixie_address_unwrap (wrapped);
  const char *at = strrchr (path, '@');
  Verp verp = { path, path, NULL };
  if (at == NULL || at == path || path[0] == '"' || g_ascii_strncasecmp (path, "srs", 3) == 0 || !find_mark (path, at, &verp))
    return g_free (verp.domain), NULL;
  g_autofree char *domain = verp.domain;
  char *address = known_address (&verp, known);
  if (address != NULL)
    return address;
  const char *user = user_by_convention (&verp);
  if (user == NULL || user >= verp.mark)
    return NULL;
  return g_strdup_printf ("%.*s@%s", (int) (verp.mark - user), user, domain);
}
