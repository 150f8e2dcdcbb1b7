/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * recipient/verp: the address inside a reverse-path.
 */
#include "recipient/verp.h"

#include <criterion/criterion.h>

Test (verp, undone)
{
  static const struct {
    const char *wrapped, *known, *want; /* "": none */
  } rows[] = {
    { "bounces+user=example.com@example.org", "", "user@example.com" },
    { "bounces+first.last=mail.example.com@example.org", "", "first.last@mail.example.com" },
    { "bounces+user+tag=example.com@example.org", "", "user+tag@example.com" },
    { "bounces+4711-b2c9-user=example.com@example.org", "", "user@example.com" },
    { "bounces+4711-b2c9=user=example.com@example.org", "", "user@example.com" },
    { "list-return-12-user=example.com@example.org", "", "user@example.com" },
    { "owner-talk-user=example.com@example.org", "", "" },
    { "owner-user=example.com@example.org", "", "user@example.com" },
    { "user-list-user=example.com@example.org", "user@example.com", "user@example.com" },
    { "user-talk-user=example.com@example.org", "", "" },
    { "list-a-b=example.com@example.org", "\"A B\" <a-b@example.com>, c@example.com", "a-b@example.com" },
    { "list-a-b=example.com@example.org", "x-b@example.com", "" },
    { "b-user#example.com@example.org", "", "user@example.com" },
    { "bounce-user_at_example.com@example.org", "", "user@example.com" },
    { "bounce+user==a==example.com==list@example.org", "", "user@example.com" },
    { "owner-list*user**example.com@example.org", "", "user@example.com" },
    { "user=example.com@bounces.example.org", "", "user@example.com" },
    { "bounces+user=example.com-4711@example.org", "", "user@example.com" },
    { "bounces+user=xn--bcher-kva.example@example.org", "", "user@xn--bcher-kva.example" },
    { "prvs=0123456789=bounces+user=example.com@example.org", "", "user@example.com" },
    { "SRS0=abcd=XY=example.org=bounces+user=example.com@fwd.example.net", "", "user@example.com" },
    { "SRS0=abcd=XY=example.org=user@fwd.example.net", "", "" },
    { "SRS0=a=b@fwd.example.net", "", "" },
    { "prvs=0123456789=user@example.org", "", "" },
    { "news@example.org", "", "" },
    { "bounces+4711@example.org", "", "" },
    { "bounces+token=abc123@example.org", "", "" },
    { "bounces+=example.com@example.org", "", "" },
    { "joe_example.com#EXT#@example.org", "", "" },
    { "a=b@example.org", "", "" },
    { "\"a=example.com\"@example.org", "", "" },
    { "=@", "", "" },
    { "@", "", "" },
    { "", "", "" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *got = nixie_verp_undo (rows[i].wrapped, rows[i].known);
      cr_expect_str_eq (got != NULL ? got : "", rows[i].want, "%s: got %s", rows[i].wrapped, got != NULL ? got : "none");
    }
}
