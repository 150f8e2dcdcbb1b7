/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recipient/address: the canonical form, and what is no address.
 */
#include "recipient/address.h"

#include <criterion/criterion.h>
#include <string.h>

Test (address, canonical)
{
  static const struct {
    const char *text, *want;
  } rows[] = {
    { "a@example.com", "a@example.com" },
    { " <John.Doe@EXAMPLE.Com> ", "john.doe@example.com" },
    { "a@example.com.", "a@example.com" },
    { "a@localhost", "a@localhost" },
    { "@Example.COM", "@example.com" },
    { "<@relay.example,@b.example:a@example.com>", "a@example.com" },
    { "a@[192.0.2.1]", "a@[192.0.2.1]" },
    { "a@[IPv6:2001:DB8::1]", "a@[ipv6:2001:db8::1]" },
    { "\"john\"@example.com", "john@example.com" },
    { "\"j\\ohn\"@example.com", "john@example.com" },
    { "\"john doe\"@example.com", "\"john doe\"@example.com" },
    { "\"a@b\"@example.com", "\"a@b\"@example.com" },
    { "\"a\\\"b\"@example.com", "\"a\\\"b\"@example.com" },
    { "\"a..b\"@example.com", "a..b@example.com" },
    { "a.@example.com", "a.@example.com" },
    { "J\303\234rgen@B\303\234CHER.example", "j\303\274rgen@xn--bcher-kva.example" },
    { "a@xn--bcher-kva.example", "a@xn--bcher-kva.example" },
    { "a@under_score.example", "a@under_score.example" },
    { "Ju\314\210rgen@bu\314\210cher.example", "j\303\274rgen@xn--bcher-kva.example" },
    { "\304\260@example.com", "\304\260@example.com" },
    { "\357\273\277a@example.com", "a@example.com" },
    { "\302\240\342\200\213 <\342\200\256a@example.com\342\200\213> \343\200\200", "a@example.com" },
    { "prvs=0123456789=me@example.com", "me@example.com" },
    { "me+prvs=0123abcd@example.com", "me@example.com" },
    { "btv1==012abc==me@example.com", "me@example.com" },
    { "msprvs1=17abcDEF=me@example.com", "me@example.com" },
    { "SRS0=Hash=TT=example.org=me@forward.example", "me@example.org" },
    { "SRS0+Hash=TT=example.org=me@forward.example", "me@example.org" },
    { "SRS1=Hh+/=first.example==Hash=TT=example.org=me@forward.example", "me@example.org" },
    { "SRS0=Hash=TT=forward.example=prvs=0123456789=me@third.example", "me@forward.example" },
    { "SRS0=broken@forward.example", "srs0=broken@forward.example" },
    { "prvs=@example.com", "prvs=@example.com" },
    { "prvs=tag@example.com", "prvs=tag@example.com" },
    { "+prvs=12@example.com", "+prvs=12@example.com" },
    { "SRS0=a=b=-bad-=me@forward.example", "srs0=a=b=-bad-=me@forward.example" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = NULL;
      g_autoptr (GError) error = NULL;
      cr_expect (nixie_address_canonical (rows[i].text, TRUE, &got, &error), "%s: %s", rows[i].text, error != NULL ? error->message : "");
      cr_expect_str_eq (got != NULL ? got : "(none)", rows[i].want, "%s: got %s", rows[i].text, got);
    }
}

Test (address, local_part_kept)
{
  g_autofree char *got = NULL;
  cr_assert (nixie_address_canonical ("John@EXAMPLE.com", FALSE, &got, NULL));
  cr_expect_str_eq (got, "John@example.com");
}

Test (address, refused)
{
  static const struct {
    const char *text, *ground;
  } rows[] = {
    { "", "no '@'" },
    { "<>", "no '@'" },
    { "postmaster", "no '@'" },
    { "|/usr/bin/vacation", "no '@'" },
    { "/var/mail/joe", "no '@'" },
    { "\"joe", "no '@'" },
    { "\"\"@example.com", "empty local part" },
    { "\"joe\"x@example.com", "no '@'" },
    { "joe doe@example.com", "a character that needs quotes" },
    { "\"|vacation joe@example.com", "stray quote" },
    { "a@b@example.com", "more than one '@'" },
    { "a,b@example.com", "a character that needs quotes" },
    { "a\001b@example.com", "a control character" },
    { "\"a\001b\"@example.com", "a control character" },
    { "\"a\\\nb\"@example.com", "a control character" },
    { "\"a\177b\"@example.com", "a control character" },
    { "a\302\205b@example.com", "a control character" },
    { "\"a\\x01b\"@example.com", "a control character" },
    { "\"a\\u{202E}b\"@example.com", "a control character" },
    { "a\357\277\275b@example.com", "not UTF-8" },
    { "a\302\255b@example.com", "an invisible character" },
    { "a\342\200\213@example.com", "an invisible character" },
    { "\"a\302\240b\"@example.com", "an invisible character" },
    { "a@example.com\302\240\200", "not UTF-8" },
    { "\302a@example.com", "not UTF-8" },
    { "a@", "not a domain behind the '@'" },
    { "@", "not a domain behind the '@'" },
    { "a@.", "not a domain behind the '@'" },
    { "a@b..example", "not a domain behind the '@'" },
    { "a@-b.example", "not a domain behind the '@'" },
    { "a@b-.example", "not a domain behind the '@'" },
    { "a@exa mple.com", "not a domain behind the '@'" },
    { "a@[", "not a domain behind the '@'" },
    { "a@[<x>]", "not a domain behind the '@'" },
    { "a\377@example.com", "not UTF-8" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = NULL;
      g_autoptr (GError) error = NULL;
      cr_expect_not (nixie_address_canonical (rows[i].text, TRUE, &got, &error), "%s: got %s", rows[i].text, got);
      cr_expect (got == NULL && error != NULL && g_str_has_suffix (error->message, rows[i].ground), "%s: %s", rows[i].text,
                 error != NULL ? error->message : "");
    }
}

Test (address, too_long)
{
  g_autofree char *label = g_strnfill (64, 'a');
  g_autofree char *text = g_strdup_printf ("a@%s.example", label);
  g_autofree char *local = g_strnfill (400, 'a');
  g_autofree char *longer = g_strdup_printf ("%s@example.com", local);
  g_autofree char *got = NULL;
  g_autoptr (GError) error = NULL;
  cr_expect_not (nixie_address_canonical (text, TRUE, &got, NULL));
  cr_expect_not (nixie_address_canonical (longer, TRUE, &got, &error));
  cr_expect (error != NULL && g_str_has_suffix (error->message, "too long"));
}

Test (address, domain)
{
  cr_expect_str_eq (nixie_address_domain ("a@example.com"), "example.com");
  cr_expect_str_eq (nixie_address_domain ("\"a@b\"@example.com"), "example.com");
  cr_expect_str_eq (nixie_address_domain ("@example.com"), "example.com");
  cr_expect_str_eq (nixie_address_domain ("none"), "");
}

Test (address, unwrap)
{
  g_autofree char *plain = nixie_address_unwrap ("Me@Example.COM");
  g_autofree char *nested = nixie_address_unwrap ("SRS0=Hash=TT=example.org=prvs=0123456789=me@forward.example");
  cr_expect_str_eq (plain, "Me@Example.COM");
  cr_expect_str_eq (nested, "me@example.org", "got %s", nested);
}
