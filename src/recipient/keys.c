/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Keys of signed.h: their file, signing and checking. What is signed is the canonical address with its local part folded, whatever the
 * settings say, since the case that a report gives back is anybody's.
 */
#include "recipient/signed-private.h"

#include "base/i18n.h"
#include "base/secret.h"
#include "base/text.h"
#include "recipient/address.h"

#include <string.h>

#define LABEL "nixie verp" /* so that nothing signed for another end with the same key is taken for this */

typedef struct {
  char id[NIXIE_SIGNED_KEY_ID_CHARS + 1];
  char *secret;
} Key;

struct NixieKeys {
  GArray *rows; /* of Key */
};

static void
clear_key (gpointer data)
{
  nixie_secret_free (((Key *) data)->secret);
}

static const Key *
find_key (const NixieKeys *keys, const char *id)
{
  for (guint i = 0; i < keys->rows->len; i++)
    if (strcmp (g_array_index (keys->rows, Key, i).id, id) == 0)
      return &g_array_index (keys->rows, Key, i);
  return NULL;
}

static gboolean
is_key_id (NixieSlice id)
{
  if (id.length == 0 || id.length > NIXIE_SIGNED_KEY_ID_CHARS)
    return FALSE;
  for (gsize i = 0; i < id.length; i++)
    if (!g_ascii_islower (id.data[i]) && !g_ascii_isdigit (id.data[i]))
      return FALSE;
  return TRUE;
}

static const char *
refuse_key (NixieSlice secret)
{
  for (gsize i = 0; i < secret.length; i++)
    if (!g_ascii_isgraph (secret.data[i]))
      return _("a key has no white space and no other characters than those of ASCII");
  return secret.length < NIXIE_SIGNED_KEY_LEAST_CHARS ? _("the key is too short: at least 32 characters") : NULL;
}

/* NULL, or what is wrong with LINE. */
static const char *
take_line (NixieKeys *keys, NixieSlice line)
{
  gsize n = 0;
  while (n < line.length && line.data[n] != ' ' && line.data[n] != '\t')
    n++;
  const NixieSlice id = nixie_slice (line.data, n), secret = nixie_slice_trim (nixie_slice (line.data + n, line.length - n));
  Key key = { .secret = NULL };
  if (!is_key_id (id))
    return _("a line is an id of at most 8 lower-case letters and digits, a space and a key");
  memcpy (key.id, id.data, id.length);
  if (find_key (keys, key.id) != NULL)
    return _("the same id twice");
  const char *wrong = refuse_key (secret);
  if (wrong != NULL)
    return wrong;
  key.secret = g_strndup (secret.data, secret.length);
  g_array_append_val (keys->rows, key);
  return NULL;
}

gboolean
nixie_keys_parse (const char *text, gsize length, const char *name, NixieKeys **keys, GError **error)
{
  g_return_val_if_fail (text != NULL && name != NULL, FALSE);
  g_autoptr (NixieKeys) read = g_new0 (NixieKeys, 1);
  read->rows = g_array_new (FALSE, FALSE, sizeof (Key));
  g_array_set_clear_func (read->rows, clear_key);
  guint number = 0;
  for (const char *at = text, *end = text + length; at < end; number++)
    {
      const char *lf = memchr (at, '\n', (gsize) (end - at));
      const NixieSlice line = nixie_slice_trim (nixie_slice (at, (gsize) ((lf != NULL ? lf : end) - at)));
      at = lf != NULL ? lf + 1 : end;
      const char *wrong = line.length == 0 || line.data[0] == '#' ? NULL : take_line (read, line);
      if (wrong == NULL)
        continue;
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, "%s:%u: %s", name, number + 1, wrong);
      return FALSE;
    }
  if (read->rows->len == 0)
    {
      g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_CONFIG, _("%s: no key in it"), name);
      return FALSE;
    }
  *keys = g_steal_pointer (&read);
  return TRUE;
}

/* ADDRESS is canonical and folded. */
static void
make_mac (const Key *key, const char *address, gint64 day, guint8 *mac)
{
  guint8 digest[32];
  gsize length = sizeof digest;
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, day);
  const char *texts[] = { LABEL, key->id, number, address };
  g_autoptr (GHmac) hmac = g_hmac_new (G_CHECKSUM_SHA256, (const guchar *) key->secret, strlen (key->secret));
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_hmac_update (hmac, (const guchar *) texts[i], (gssize) strlen (texts[i]) + 1); /* with the NUL, which none holds */
  g_hmac_get_digest (hmac, digest, &length);
  memcpy (mac, digest, NIXIE_SIGNED_MAC_BYTES);
}

NixieSignature
nixie_keys_check (const NixieKeys *keys, const NixieSigned *claim, gint64 today, guint days)
{
  g_return_val_if_fail (claim != NULL && claim->address != NULL, NIXIE_SIGNATURE_NONE);
  g_autofree char *address = NULL;
  guint8 mac[NIXIE_SIGNED_MAC_BYTES];
  if (keys == NULL)
    return NIXIE_SIGNATURE_NONE;
  const Key *key = find_key (keys, claim->key_id);
  if (key == NULL || !nixie_address_canonical (claim->address, TRUE, &address, NULL))
    return NIXIE_SIGNATURE_FORGED;
  make_mac (key, address, claim->day, mac);
  if (!nixie_secret_equal (mac, claim->mac, sizeof mac))
    return NIXIE_SIGNATURE_FORGED;
  const gint64 age = today - (gint64) claim->day;
  return age >= -1 && age <= (gint64) days ? NIXIE_SIGNATURE_VALID : NIXIE_SIGNATURE_EXPIRED;
}

gboolean
nixie_keys_have (const NixieKeys *keys, const char *key_id)
{
  return find_key (keys, key_id) != NULL;
}

/* "ID.DDDDMMMMMMMMMMMMMMMM" */
static gboolean
append_tag (const NixieKeys *keys, const NixieSigning *mail, GString *out, GError **error)
{
  const Key *key = &g_array_index (keys->rows, Key, 0);
  g_autofree char *folded = NULL;
  guint8 mac[NIXIE_SIGNED_MAC_BYTES];
  if (!nixie_address_canonical (mail->address, TRUE, &folded, error))
    return FALSE;
  make_mac (key, folded, mail->day, mac);
  g_string_append_printf (out, "%s.", key->id);
  for (int shift = 5 * (NIXIE_SIGNED_DAY_CHARS - 1); shift >= 0; shift -= 5)
    g_string_append_c (out, NIXIE_SIGNED_DIGITS[mail->day >> shift & 31]);
  guint bits = 0, n_bits = 0;
  for (gsize i = 0; i < sizeof mac; i++)
    {
      bits = (bits << 8 | mac[i]) & 0xfff;
      for (n_bits += 8; n_bits >= 5; n_bits -= 5)
        g_string_append_c (out, NIXIE_SIGNED_DIGITS[bits >> (n_bits - 5) & 31]);
    }
  return TRUE;
}

static gboolean
refuse (GError **error, const char *ground, const char *address)
{
  g_autofree char *shown = nixie_text_one_line (address, strlen (address), G_MAXSIZE);
  g_set_error (error, NIXIE_ERROR, NIXIE_ERROR_DATA, "%s: %s", shown, ground);
  return FALSE;
}

/* Atoms (RFC 5321 4.1.2), but for "%" and "!", by which hosts still route. A quoted local part is none. */
static gboolean
fits_in_path (const char *address)
{
  const char *at = strrchr (address, '@');
  for (const char *p = address; *p != '\0'; p++)
    if (p != at && !g_ascii_isalnum (*p) && (guint8) *p < 0x80 && strchr ("#$&'*+-/=?^_`{|}~.", *p) == NULL)
      return FALSE;
  return at != NULL && at > address;
}

static gboolean
sign_path (const NixieKeys *keys, const NixieSigning *mail, GString *made, GError **error)
{
  const char *at = strrchr (mail->return_path, '@'), *domain = nixie_address_domain (mail->address);
  g_return_val_if_fail (at != NULL && at > mail->return_path, FALSE);
  if (!fits_in_path (mail->address))
    return refuse (error, _("has characters that a reverse-path cannot carry; an envelope id can (--envid)"), mail->address);
  g_string_append_len (made, mail->return_path, at - mail->return_path);
  if (strchr ("+-", at[-1]) == NULL)
    g_string_append_c (made, '+');
  if (!append_tag (keys, mail, made, error))
    return FALSE;
  g_string_append_printf (made, "=%.*s=%s", (int) (domain - 1 - mail->address), mail->address, domain);
  if (made->len > NIXIE_SIGNED_PATH_CHARS)
    return refuse (error, _("too long for a reverse-path, whose local part has at most 64 octets; an envelope id may do (--envid)"),
                   mail->address);
  g_string_append (made, at);
  return TRUE;
}

/* RFC 3461 4: xtext leaves "+" and "=" to itself, and an envelope id is printable ASCII before it is written as xtext; so what is neither,
 * or is the escape itself, becomes %XX. */
static void
append_escaped (GString *out, const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    if (g_ascii_isgraph (*p) && strchr ("+=%", *p) == NULL)
      g_string_append_c (out, *p);
    else
      g_string_append_printf (out, "%%%02X", (guint) (guint8) *p);
}

static gboolean
sign_envid (const NixieKeys *keys, const NixieSigning *mail, GString *made, GError **error)
{
  if (*mail->address == '@')
    return refuse (error, _("only a domain"), mail->address);
  if (!append_tag (keys, mail, made, error))
    return FALSE;
  g_string_append_c (made, '.');
  append_escaped (made, mail->address);
  return made->len <= NIXIE_SIGNED_ENVID_CHARS
         || refuse (error, _("too long for an envelope id of at most 100 characters"), mail->address);
}

gboolean
nixie_keys_sign (const NixieKeys *keys, const NixieSigning *mail, char **signed_text, GError **error)
{
  g_return_val_if_fail (keys != NULL && mail != NULL && mail->day >= 0, FALSE);
  g_autoptr (GString) made = g_string_new (NULL);
  if (!(mail->return_path != NULL ? sign_path (keys, mail, made, error) : sign_envid (keys, mail, made, error)))
    return FALSE;
  *signed_text = g_string_free (g_steal_pointer (&made), FALSE);
  return TRUE;
}

void
nixie_keys_free (NixieKeys *keys)
{
  if (keys == NULL)
    return;
  g_array_unref (keys->rows);
  g_free (keys);
}
