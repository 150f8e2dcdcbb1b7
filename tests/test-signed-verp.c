/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recipient/signed: signed reverse-paths and envelope ids, made and checked. The signatures below were worked out by another program
 * (Python's hmac over "nixie verp", key id, day and address, a NUL behind each; the first ten octets).
 */
#include "base/error.h"
#include "recipient/signed.h"
#include "recipient/verp.h"

#include <criterion/criterion.h>
#include <string.h>

#define KEY_A "a 0123456789abcdef0123456789abcdef\n"
#define KEY_B "b2 fedcba9876543210fedcba9876543210\n"
#define DAY 20779 /* 2026-11-22 */
#define USER "bounces+a.aujl2a5guviwp7rj22ga=user=example.com@example.org"

static NixieKeys *
keys_from (const char *text)
{
  NixieKeys *keys = NULL;
  g_autoptr (GError) error = NULL;
  cr_assert (nixie_keys_parse (text, strlen (text), "keys", &keys, &error), "%s", error != NULL ? error->message : "");
  return keys;
}

static gboolean
sign_path (const NixieKeys *keys, const char *return_path, const char *address, char **path, GError **error)
{
  const NixieSigning mail = { address, DAY, return_path };
  return nixie_keys_sign (keys, &mail, path, error);
}

static gboolean
sign_envid (const NixieKeys *keys, const char *address, char **envid, GError **error)
{
  const NixieSigning mail = { address, DAY, NULL };
  return nixie_keys_sign (keys, &mail, envid, error);
}

/* What CHECKED is with KEYS on TODAY. */
static NixieSignature
check (const NixieKeys *keys, const char *checked, gint64 today)
{
  g_auto (NixieSigned) claim = { .address = NULL };
  return nixie_signed_parse (checked, &claim) ? nixie_keys_check (keys, &claim, today, 30) : NIXIE_SIGNATURE_NONE;
}

Test (signed_verp, made_as_another_program_makes_it)
{
  static const struct {
    const char *keys, *return_path, *address, *path, *envid;
    gint64 day;
  } rows[] = {
    { KEY_A, "bounces@example.org", "user@example.com", USER, "a.aujl2a5guviwp7rj22ga.user@example.com", DAY },
    { KEY_B KEY_A, "b-@example.org", "user@example.com", "b-b2.aujlucz2pqynp3h5hopk=user=example.com@example.org",
      "b2.aujlucz2pqynp3h5hopk.user@example.com", DAY },
    { "# the keys\n\n" KEY_A KEY_B, "r+@example.org", "user+tag@example.com", "r+a.aujlgalktzluhkhohu4e=user+tag=example.com@example.org",
      "a.aujlgalktzluhkhohu4e.user%2Btag@example.com", DAY },
    { KEY_A, "r@example.org", "user@example.com", "r+a.aujk223sejrd2vsq7uvq=user=example.com@example.org",
      "a.aujk223sejrd2vsq7uvq.user@example.com", DAY - 1 },
    { KEY_A, "r@example.org", "ab@xn--bcher-kva.example", "r+a.aujlbiooyxl5penusdtn=ab=xn--bcher-kva.example@example.org",
      "a.aujlbiooyxl5penusdtn.ab@xn--bcher-kva.example", DAY },
    { KEY_A, "r@example.org", "jörg@example.com", "r+a.aujlf5oa2runj72whsa7=jörg=example.com@example.org",
      "a.aujlf5oa2runj72whsa7.j%C3%B6rg@example.com", DAY },
    { KEY_A, "r@example.org", "\"a b\"@example.com", NULL, "a.aujlywhf7pucneoybwq3.\"a%20b\"@example.com", DAY },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (NixieKeys) keys = keys_from (rows[i].keys);
      g_autofree char *path = NULL, *envid = NULL;
      g_auto (NixieSigned) claim = { .address = NULL };
      NixieSigning mail = { rows[i].address, rows[i].day, rows[i].return_path };
      cr_expect_eq (nixie_keys_sign (keys, &mail, &path, NULL), rows[i].path != NULL, "%s", rows[i].address);
      cr_expect (path == NULL || strcmp (path, rows[i].path) == 0, "%s: %s", rows[i].address, path);
      mail.return_path = NULL;
      cr_assert (nixie_keys_sign (keys, &mail, &envid, NULL));
      cr_expect_str_eq (envid, rows[i].envid, "%s: %s", rows[i].address, envid);
      cr_expect (path == NULL || check (keys, path, DAY) == NIXIE_SIGNATURE_VALID, "%s", path);
      cr_expect_eq (check (keys, envid, DAY), NIXIE_SIGNATURE_VALID, "%s", envid);
      cr_assert (nixie_signed_parse (envid, &claim));
      cr_expect_str_eq (claim.address, rows[i].address);
    }
}

Test (signed_verp, checked)
{
  static const struct {
    const char *name, *text;
    gint64 today;
    NixieSignature want;
  } rows[] = {
    { "valid", USER, DAY, NIXIE_SIGNATURE_VALID },
    { "on its last day", USER, DAY + 30, NIXIE_SIGNATURE_VALID },
    { "a day later", USER, DAY + 31, NIXIE_SIGNATURE_EXPIRED },
    { "a clock that is a day behind", USER, DAY - 1, NIXIE_SIGNATURE_VALID },
    { "two days behind", USER, DAY - 2, NIXIE_SIGNATURE_EXPIRED },
    { "by the second key", "bounces+b2.aujlucz2pqynp3h5hopk=user=example.com@example.org", DAY, NIXIE_SIGNATURE_VALID },
    { "case folded up", "BOUNCES+A.AUJL2A5GUVIWP7RJ22GA=USER=EXAMPLE.COM@EXAMPLE.ORG", DAY, NIXIE_SIGNATURE_VALID },
    { "the envelope id, case folded up", "A.AUJL2A5GUVIWP7RJ22GA.USER@EXAMPLE.COM", DAY, NIXIE_SIGNATURE_VALID },
    { "whatever the sender's name", "news.of-a+a.aujl2a5guviwp7rj22ga=user=example.com@other.example", DAY, NIXIE_SIGNATURE_VALID },
    { "in BATV", "prvs=0123456789=" USER, DAY, NIXIE_SIGNATURE_VALID },
    { "in SRS", "SRS0=abcd=XY=example.org=bounces+a.aujl2a5guviwp7rj22ga=user=example.com@fwd.example.net", DAY, NIXIE_SIGNATURE_VALID },
    { "another address", "bounces+a.aujl2a5guviwp7rj22ga=user2=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "another domain", "bounces+a.aujl2a5guviwp7rj22ga=user=example.net@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "another day", "bounces+a.aujm2a5guviwp7rj22ga=user=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "another key's id", "bounces+b2.aujl2a5guviwp7rj22ga=user=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "nobody's id", "bounces+z.aujl2a5guviwp7rj22ga=user=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "its first bit", "bounces+a.aujlka5guviwp7rj22ga=user=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "its last bit", "bounces+a.aujl2a5guviwp7rj22gb=user=example.com@example.org", DAY, NIXIE_SIGNATURE_FORGED },
    { "no address at all", "a.aujl2a5guviwp7rj22ga.@", DAY, NIXIE_SIGNATURE_FORGED },
    { "truncated", "bounces+a.aujl2a5guviwp7rj22g=user=example.com@example.org", DAY, NIXIE_SIGNATURE_NONE },
    { "too long", "bounces+a.aujl2a5guviwp7rj22gaa=user=example.com@example.org", DAY, NIXIE_SIGNATURE_NONE },
    { "a digit that is none", "bounces+a.aujl2a5guviwp7rj22g1=user=example.com@example.org", DAY, NIXIE_SIGNATURE_NONE },
    { "unsigned", "bounces+user=example.com@example.org", DAY, NIXIE_SIGNATURE_NONE },
    { "an address", "user@example.com", DAY, NIXIE_SIGNATURE_NONE },
  };
  g_autoptr (NixieKeys) keys = keys_from (KEY_A KEY_B);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      cr_expect_eq (check (keys, rows[i].text, rows[i].today), rows[i].want, "%s", rows[i].name);
      cr_expect_eq (check (NULL, rows[i].text, rows[i].today), NIXIE_SIGNATURE_NONE, "without keys: %s", rows[i].name);
    }
}

Test (signed_verp, a_key_that_is_taken_away_signs_nothing_more)
{
  g_autoptr (NixieKeys) both = keys_from (KEY_B KEY_A), new_one = keys_from (KEY_B);
  cr_expect_eq (check (both, USER, DAY), NIXIE_SIGNATURE_VALID);
  cr_expect_eq (check (new_one, USER, DAY), NIXIE_SIGNATURE_FORGED);
  cr_expect (nixie_keys_have (both, "a") && !nixie_keys_have (new_one, "a"));
}

Test (signed_verp, what_cannot_be_embedded)
{
  static const struct {
    const char *address, *path_says, *envid_says; /* NULL: it can */
  } rows[] = {
    { "a23456789012345678901234567890@example.com", "too long", NULL },
    { "a23456789012345678901234567890123456789012345678901234567890@a234567890.a234567890.example.com", "too long", "too long" },
    { "a%b@example.com", "characters", NULL },
    { "a!b@example.com", "characters", NULL },
    { "\"a@b\"@example.com", "characters", NULL },
    { "@example.com", "characters", "only a domain" },
  };
  g_autoptr (NixieKeys) keys = keys_from (KEY_A);
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = NULL, *envid = NULL;
      g_autoptr (GError) path_error = NULL, envid_error = NULL;
      cr_expect_not (sign_path (keys, "bounces@example.org", rows[i].address, &path, &path_error), "%s", rows[i].address);
      cr_expect (path_error != NULL && strstr (path_error->message, rows[i].path_says) != NULL, "%s", rows[i].address);
      cr_expect_eq (sign_envid (keys, rows[i].address, &envid, &envid_error), rows[i].envid_says == NULL);
      if (rows[i].envid_says != NULL)
        cr_expect (strstr (envid_error->message, rows[i].envid_says) != NULL, "%s", envid_error->message);
      else
        cr_expect_eq (check (keys, envid, DAY), NIXIE_SIGNATURE_VALID, "%s", envid);
    }
}

Test (signed_verp, the_longest_path_has_64_octets)
{
  g_autoptr (NixieKeys) keys = keys_from (KEY_A);
  g_autofree char *path = NULL, *longer = NULL;
  cr_assert (sign_path (keys, "bounces@example.org", "a23456789012345678901@example.com", &path, NULL));
  cr_expect_eq (strcspn (path, "@"), 64, "%s", path);
  cr_expect_not (sign_path (keys, "bounces@example.org", "a234567890123456789012@example.com", &longer, NULL));
}

Test (signed_verp, hostile_texts_are_none)
{
  static const char *const rows[] = {
    "", "@", "=", ".", "a.", "a.a", "+.", "+a.@", "a.aujl2a5guviwp7rj22ga", "a.aujl2a5guviwp7rj22ga.", "a.aujl2a5guviwp7rj22ga.user",
    "a.aujl2a5guviwp7rj22ga.us%er@example.com", "a.aujl2a5guviwp7rj22ga.us%0ger@example.com", "a.aujl2a5guviwp7rj22ga.u%00@example.com",
    "a.aujl2a5guviwp7rj22ga.u%FF@example.com", "a.aujl2a5guviwp7rj22ga.user@example.com%", "a.aujl2a5guviwp7rj22ga.user@example.com%4",
    "b+a.aujl2a5guviwp7rj22ga=@example.org", "b+a.aujl2a5guviwp7rj22ga==@example.org", "b+a.aujl2a5guviwp7rj22ga=user=@example.org",
    "b+a.aujl2a5guviwp7rj22ga==example.com@example.org", "+a.aujl2a5guviwp7rj22ga=user=example.com@example.org",
    "b+123456789.aujl2a5guviwp7rj22ga=user=example.com@example.org", "b+.aujl2a5guviwp7rj22ga=user=example.com@example.org",
    "ba.aujl2a5guviwp7rj22ga=user=example.com@example.org",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieSigned claim = { .address = NULL };
      cr_expect_not (nixie_signed_parse (rows[i], &claim), "%s", rows[i]);
      cr_expect_null (claim.address);
    }
  g_autofree char *dots = g_strnfill (50000, '.'), *pluses = g_strnfill (50000, '+');
  g_autofree char *one = g_strconcat (dots, "@", NULL), *other = g_strconcat (pluses, dots, "=@", NULL);
  NixieSigned claim;
  cr_expect_not (nixie_signed_parse (one, &claim) || nixie_signed_parse (other, &claim));
}

/* Whatever octet of a signed path is another: it is refused, or reads as the same claim. */
Test (signed_verp, no_octet_can_be_changed)
{
  g_autoptr (NixieKeys) keys = keys_from (KEY_A KEY_B);
  const gsize from = strlen ("bounces+"), to = strcspn (USER, "@");
  for (gsize i = from; i < to; i++)
    for (int c = 1; c < 128; c++)
      {
        g_autofree char *changed = g_strdup (USER);
        changed[i] = (char) c;
        if (g_ascii_tolower (c) != USER[i])
          cr_expect_neq (check (keys, changed, DAY), NIXIE_SIGNATURE_VALID, "%s", changed);
      }
}

Test (signed_verp, undone_without_a_key)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { USER, "user@example.com" },
    { "b-b2.aujlucz2pqynp3h5hopk=us=er=example.com@example.org", "us=er@example.com" },
    { "a.aujlgalktzluhkhohu4e.user%2Btag@example.com", "user+tag@example.com" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_verp_undo (rows[i].text, "else@example.com");
      cr_expect (got != NULL && strcmp (got, rows[i].want) == 0, "%s", rows[i].text);
    }
}

Test (signed_verp, keys_refused)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "", "keys: no key in it" },
    { "# a 0123456789abcdef0123456789abcdef\n", "keys: no key in it" },
    { "\n" KEY_A "b short\n", "keys:3: the key is too short: at least 32 characters" },
    { KEY_A KEY_A, "keys:2: the same id twice" },
    { "0123456789abcdef0123456789abcdef\n", "keys:1: a line is an id" },
    { "A 0123456789abcdef0123456789abcdef\n", "keys:1: a line is an id" },
    { "a-b 0123456789abcdef0123456789abcdef\n", "keys:1: a line is an id" },
    { "a\n", "keys:1: the key is too short" },
    { "a 0123456789abcdef 0123456789abcdef\n", "keys:1: a key has no white space" },
    { "a 0123456789abcdef0123456789abcdé\n", "keys:1: a key has no white space" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      NixieKeys *keys = NULL;
      g_autoptr (GError) error = NULL;
      cr_expect_not (nixie_keys_parse (rows[i].text, strlen (rows[i].text), "keys", &keys, &error), "%s", rows[i].text);
      cr_expect (error != NULL && g_str_has_prefix (error->message, rows[i].want), "%s", error != NULL ? error->message : rows[i].text);
      cr_expect (error != NULL && strstr (error->message, "0123456789abcdef") == NULL, "a message shows a key");
      cr_expect_null (keys);
    }
}
