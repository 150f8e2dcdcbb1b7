/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See address.h. An ASCII address, as nearly all are, takes one pass and one allocation: every look-up goes through here.
 */
#include "recipient/address.h"

#include "base/i18n.h"
#include "base/limits.h"
#include "recipient/idn-private.h"

#include <string.h>

#define DOMAIN_MAX_BYTES 255 /* RFC 5321 4.5.3.1.2 */
#define LABEL_MAX_BYTES 63   /* RFC 1035 2.3.4 */

static gboolean
refuse (GError **error, NixieSlice text, const char *ground)
{
  g_autofree char *shown = nixie_text_one_line (text.data, text.length, NIXIE_LIMIT_ADDRESS_BYTES);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, _("not an address: '%s': %s"), shown, ground);
  return FALSE;
}

/* RFC 5322 3.2.3 atext, RFC 6531 3.3 UTF8-non-ascii, and the dot. Dots may stand anywhere: some carriers give out "a..b" and "a." */
static gboolean
is_plain_char (char c)
{
  return g_ascii_isalnum (c) || (guchar) c >= 0x80 || (c != '\0' && strchr ("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

/* The length of a quoted string at the start of TEXT, quotes included; 0 where its end is missing. */
static gsize
quoted_length (NixieSlice text)
{
  for (gsize i = 1; i < text.length; i++)
    {
      if (text.data[i] == '"')
        return i + 1;
      if (text.data[i] == '\\')
        i++;
    }
  return 0;
}

static void
append_folded (GString *out, NixieSlice text, gboolean fold)
{
  for (const char *p = text.data; p < text.data + text.length; p = g_utf8_next_char (p))
    {
      if (!fold)
        g_string_append_len (out, p, g_utf8_next_char (p) - p);
      else if ((guchar) *p < 0x80)
        g_string_append_c (out, g_ascii_tolower (*p));
      else
        {
          const gunichar lower = g_unichar_tolower (g_utf8_get_char (p));
          g_string_append_unichar (out, lower >= 0x80 ? lower : g_utf8_get_char (p)); /* U+0130 is no "i" */
        }
    }
}

/* RFC 5321 4.1.2 qtextSMTP and quoted-pairSMTP have no control characters; neither has what SMTPUTF8 adds (RFC 6530 10.1). */
static gboolean
has_control (NixieSlice text)
{
  for (const char *p = text.data; p < text.data + text.length; p = g_utf8_next_char (p))
    if ((guchar) *p < ' ' || *p == 0x7f || ((guchar) *p == 0xc2 && (guchar) p[1] < 0xa0))
      return TRUE;
  return FALSE;
}

/* An address that nobody can tell from another by looking. */
static gboolean
has_unseen (NixieSlice text)
{
  for (const char *p = text.data; p < text.data + text.length; p = g_utf8_next_char (p))
    if ((guchar) *p >= 0x80 && nixie_text_is_unseen (g_utf8_get_char (p)))
      return TRUE;
  return FALSE;
}

/* What a report says comes here on one line, with "\xNN" and "\u{NNNN}" for controls: in a quoted string that would be a quoted pair, and
 * the address another's. */
static gboolean
has_escaped_control (NixieSlice quoted)
{
  for (gsize i = 0; i + 3 < quoted.length; i++)
    {
      const char *p = quoted.data + i;
      if (p[0] != '\\')
        continue;
      if ((p[1] == 'x' && g_ascii_isxdigit (p[2]) && g_ascii_isxdigit (p[3])) || (p[1] == 'u' && p[2] == '{'))
        return TRUE;
      i++;
    }
  return FALSE;
}

/* QUOTED with its quotes → the shortest form that means the same (RFC 5321 4.1.2: quotes and quoted pairs only where needed). */
static gboolean
append_quoted (GString *out, NixieSlice quoted, gboolean fold)
{
  g_autoptr (GString) bare = g_string_sized_new (quoted.length);
  gboolean plain = TRUE;
  for (gsize i = 1; i + 1 < quoted.length; i++)
    {
      if (quoted.data[i] == '\\')
        i++;
      plain = plain && is_plain_char (quoted.data[i]);
      g_string_append_c (bare, quoted.data[i]);
    }
  if (bare->len == 0)
    return FALSE;
  if (plain)
    {
      append_folded (out, nixie_slice (bare->str, bare->len), fold);
      return TRUE;
    }
  g_autoptr (GString) escaped = g_string_sized_new (bare->len + 8);
  for (gsize i = 0; i < bare->len; i++)
    {
      if (bare->str[i] == '"' || bare->str[i] == '\\')
        g_string_append_c (escaped, '\\');
      g_string_append_c (escaped, bare->str[i]);
    }
  g_string_append_c (out, '"');
  append_folded (out, nixie_slice (escaped->str, escaped->len), fold);
  g_string_append_c (out, '"');
  return TRUE;
}

/* NULL, or what is wrong with it. */
static const char *
append_local (GString *out, NixieSlice local, gboolean fold)
{
  if (has_control (local) || (local.length > 0 && local.data[0] == '"' && has_escaped_control (local)))
    return _("a control character");
  if (local.length >= 3 && g_strstr_len (local.data, (gssize) local.length, "\357\277\275") != NULL)
    return _("not UTF-8"); /* U+FFFD stands for octets that were none */
  if (local.length > 0 && local.data[0] == '"')
    {
      if (quoted_length (local) != local.length)
        return _("stray quote");
      return append_quoted (out, local, fold) ? NULL : _("empty local part");
    }
  for (gsize i = 0; i < local.length; i++)
    if (!is_plain_char (local.data[i]))
      return local.data[i] == '@' ? _("more than one '@'") : _("a character that needs quotes");
  append_folded (out, local, fold);
  return NULL;
}

/* RFC 1123 2.1, and "_", which occurs. */
static gboolean
is_host (NixieSlice domain)
{
  gsize label = 0;
  for (gsize i = 0; i < domain.length; i++)
    {
      const char c = domain.data[i];
      const gboolean last = i + 1 == domain.length || domain.data[i + 1] == '.';
      if (c == '.' && label == 0)
        return FALSE;
      label = c == '.' ? 0 : label + 1;
      if (c != '.' && !g_ascii_isalnum (c) && c != '_' && (c != '-' || label == 1 || last))
        return FALSE;
      if (label > LABEL_MAX_BYTES)
        return FALSE;
    }
  return domain.length <= DOMAIN_MAX_BYTES && label > 0;
}

/* RFC 5321 4.1.3: "[192.0.2.1]", "[IPv6:2001:db8::1]". */
static gboolean
is_literal (NixieSlice domain)
{
  if (domain.length < 3 || domain.data[0] != '[' || domain.data[domain.length - 1] != ']')
    return FALSE;
  for (gsize i = 1; i + 1 < domain.length; i++)
    if (!g_ascii_isalnum (domain.data[i]) && strchr (".:-", domain.data[i]) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
append_domain (GString *out, NixieSlice domain)
{
  if (domain.length > 1 && domain.data[domain.length - 1] == '.')
    domain.length--;
  if (nixie_slice_is_ascii (domain))
    {
      if (!is_host (domain) && !is_literal (domain))
        return FALSE;
      append_folded (out, domain, TRUE);
      return TRUE;
    }
  g_autofree char *unicode = g_strndup (domain.data, domain.length);
  g_autofree char *lower = g_utf8_strdown (unicode, -1);
  g_autofree char *ascii = nixie_idn_to_ascii (lower);
  if (ascii == NULL || !is_host (nixie_slice_of (ascii)))
    return FALSE;
  append_folded (out, nixie_slice_of (ascii), TRUE);
  return TRUE;
}

/* The "@" before the domain: behind a quoted local part, else the last one; NULL where there is none. */
static const char *
find_at (NixieSlice address)
{
  const gsize quoted = address.length > 0 && address.data[0] == '"' ? quoted_length (address) : 0;
  if (quoted > 0)
    return quoted < address.length && address.data[quoted] == '@' ? address.data + quoted : NULL;
  return g_strrstr_len (address.data, (gssize) address.length, "@");
}

/* White space, angle brackets and a source route (RFC 5321 4.1.2 A-d-l: must be accepted, should be ignored) off. */
static NixieSlice
strip (NixieSlice text)
{
  text = nixie_slice_trim_unseen (text);
  if (text.length >= 2 && text.data[0] == '<' && text.data[text.length - 1] == '>')
    text = nixie_slice_trim_unseen (nixie_slice (text.data + 1, text.length - 2));
  if (text.length == 0 || text.data[0] != '@')
    return text;
  const char *colon = memchr (text.data, ':', text.length);
  if (colon == NULL || memchr (text.data, '[', (gsize) (colon - text.data)) != NULL)
    return text;
  return nixie_slice (colon + 1, text.length - (gsize) (colon + 1 - text.data));
}

/* The canonical form in OUT, or NULL; *WRONG says why. */
static char *
canonical_form (NixieSlice address, gboolean fold_local, const char **wrong)
{
  if (address.length > NIXIE_LIMIT_ADDRESS_BYTES)
    return *wrong = _("too long"), NULL;
  const gboolean ascii = nixie_slice_is_ascii (address);
  if (!ascii && !g_utf8_validate_len (address.data, address.length, NULL))
    return *wrong = _("not UTF-8"), NULL;
  g_autofree char *composed = ascii ? NULL : g_utf8_normalize (address.data, (gssize) address.length, G_NORMALIZE_NFC);
  if (composed != NULL)
    address = nixie_slice_of (composed); /* RFC 6532 3.1 */
  const char *at = find_at (address);
  if (at == NULL)
    return *wrong = _("no '@'"), NULL;
  const NixieSlice local = nixie_slice (address.data, (gsize) (at - address.data));
  if (!ascii && has_unseen (local))
    return *wrong = _("an invisible character"), NULL;
  g_autoptr (GString) out = g_string_sized_new (address.length + 1);
  *wrong = append_local (out, local, fold_local);
  if (*wrong != NULL)
    return NULL;
  g_string_append_c (out, '@');
  if (!append_domain (out, nixie_slice (at + 1, address.length - local.length - 1)))
    return *wrong = _("not a domain behind the '@'"), NULL;
  if (out->len > NIXIE_LIMIT_ADDRESS_BYTES)
    return *wrong = _("too long"), NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *unwrap_once (const char *address);

gboolean
nixie_address_canonical (const char *text, gboolean fold_local, char **canonical, GError **error)
{
  g_return_val_if_fail (text != NULL && canonical != NULL, FALSE);
  const NixieSlice whole = nixie_slice_of (text);
  const char *wrong = NULL;
  g_autofree char *form = canonical_form (strip (whole), fold_local, &wrong);
  if (form == NULL)
    return refuse (error, whole, wrong);
  for (;;) /* each turn makes it shorter */
    {
      g_autofree char *inner = unwrap_once (form);
      char *inner_form = inner != NULL ? canonical_form (nixie_slice_of (inner), fold_local, &wrong) : NULL;
      if (inner_form == NULL)
        break;
      g_free (form);
      form = inner_form;
    }
  *canonical = g_steal_pointer (&form);
  return TRUE;
}

const char *
nixie_address_domain (const char *canonical)
{
  g_return_val_if_fail (canonical != NULL, "");
  const char *at = strrchr (canonical, '@');
  return at != NULL ? at + 1 : "";
}

gboolean
nixie_address_domain_scope (const char *text, char **scope)
{
  g_return_val_if_fail (text != NULL && scope != NULL, FALSE);
  g_autofree char *address = g_strconcat ("@", text + (text[0] == '.' || text[0] == '@'), NULL);
  g_autofree char *canonical = NULL;
  if (!nixie_address_canonical (address, TRUE, &canonical, NULL))
    return FALSE;
  *scope = g_strconcat (text[0] == '.' ? "." : "", canonical + 1, NULL);
  return TRUE;
}

/* Behind the next SEPARATOR of FROM, which must come before END and after at least one letter or digit and nothing else; else NULL. */
static const char *
skip_tag (const char *from, const char *end, char separator)
{
  const char *p = from;
  while (p < end && (g_ascii_isalnum (*p) || *p == '+' || *p == '/'))
    p++;
  return p > from && p < end && *p == separator ? p + 1 : NULL;
}

/* What stands behind "SRS0=hash=time=" in FROM: "domain=local" → "local@domain". */
static char *
undo_srs0 (const char *from, const char *end)
{
  const char *time = skip_tag (from, end, '=');
  const char *host = time != NULL ? skip_tag (time, end, '=') : NULL;
  const char *local = host != NULL ? memchr (host, '=', (gsize) (end - host)) : NULL;
  if (local == NULL || local == host || local + 1 >= end)
    return NULL;
  return g_strdup_printf ("%.*s@%.*s", (int) (end - local - 1), local + 1, (int) (local - host), host);
}

/* "SRS1=hash=first-forwarder==hash=time=domain=local"; the separator behind "SRS0" may be "=", "+" or "-". */
static char *
undo_srs1 (const char *from, const char *end)
{
  const char *forwarder = skip_tag (from, end, '=');
  const char *rest = forwarder != NULL ? memchr (forwarder, '=', (gsize) (end - forwarder)) : NULL;
  if (rest == NULL || rest + 2 >= end || strchr ("=+-", rest[1]) == NULL)
    return NULL;
  return undo_srs0 (rest + 2, end);
}

/* NULL where ADDRESS wears none of the wrappers that sending systems put around a reverse-path: BATV (draft-levine-smtp-batv) in
 * the forms prvs=TAG=local, local+prvs=TAG, btv1==TAG==local and msprvs1=TAG=local, and SRS. */
static char *
unwrap_once (const char *address)
{
  static const char *const before[] = { "prvs=", "msprvs1=", "btv1==" };
  const char *at = strrchr (address, '@');
  if (at == NULL)
    return NULL;
  if (g_ascii_strncasecmp (address, "srs", 3) == 0 && (address[3] == '0' || address[3] == '1') && strchr ("=+-", address[4]) != NULL
      && at > address + 5)
    return address[3] == '0' ? undo_srs0 (address + 5, at) : undo_srs1 (address + 5, at);
  for (gsize i = 0; i < G_N_ELEMENTS (before); i++)
    {
      if (g_ascii_strncasecmp (address, before[i], strlen (before[i])) != 0)
        continue;
      const char *local = skip_tag (address + strlen (before[i]), at, '=');
      if (local != NULL && g_ascii_strncasecmp (before[i], "btv1", 4) == 0)
        local = *local == '=' ? local + 1 : NULL;
      return local != NULL && local < at ? g_strdup (local) : NULL;
    }
  const char *tag = g_strrstr_len (address, at - address, "+prvs=");
  if (tag == NULL || tag == address || tag + strlen ("+prvs=") >= at)
    return NULL;
  return g_strdup_printf ("%.*s%s", (int) (tag - address), address, at);
}

char *
nixie_address_unwrap (const char *address)
{
  g_return_val_if_fail (address != NULL, NULL);
  char *form = g_strdup (address);
  for (char *inner = unwrap_once (form); inner != NULL; inner = unwrap_once (form))
    {
      g_free (form);
      form = inner;
    }
  return form;
}

gboolean
nixie_address_is_at (const char *canonical, const char *scope)
{
  const char *own = nixie_address_domain (canonical);
  if (scope[0] == '.')
    return strcmp (own, scope + 1) == 0 || g_str_has_suffix (own, scope);
  return strcmp (own, scope) == 0;
}
