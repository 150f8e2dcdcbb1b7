#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# nixie verp: signed reverse-paths and envelope ids, and what becomes of reports below the trust level.
. "${SRCDIR:-$(dirname "$0")/..}/tests/lib.sh"
. "$SRCDIR/tests/mail.sh"
export NIXIE_NOW=2026-11-22T12:00:00Z

echo 'a 0123456789abcdef0123456789abcdef' >"$work/keys"
chmod 600 "$work/keys"
printf '[verp]\nkey-file=%s\nreturn-path=bounces@example.org\n' "$work/keys" >"$work/conf"
export NIXIE_CONFIG=$work/conf
verp () { "$nixie" verp "$@"; }
tab=$'\t'

exits 0 'a reverse-path' verp make User@Example.com
is 'is the one that another program works out' "$out" 'bounces+a.aujl2a5guviwp7rj22ga=user=example.com@example.org'
path=$out
exits 0 'it is valid' verp check "$path"
is 'of this day and address' "$out" "valid${tab}2026-11-22${tab}user@example.com"
exits 0 'an envelope id' verp make --envid user+tag@example.com
is 'is its own xtext' "$out" 'a.aujlgalktzluhkhohu4e.user%2Btag@example.com'
exits 0 'it is valid' verp check "$out"
is 'and tells the address' "$out" "valid${tab}2026-11-22${tab}user+tag@example.com"
exits 1 'another address' verp check "${path/user/other}"
is 'is forged' "$out" "forged${tab}2026-11-22${tab}other@example.com"
exits 1 'something else' verp check bounces+user=example.com@example.org
is 'is unsigned' "$out" unsigned
NIXIE_NOW=2026-12-23T12:00:00Z exits 1 'after a month' verp check "$path"
is 'it has expired' "$out" "expired${tab}2026-11-22${tab}user@example.com"
exits 1 'what is between the addresses is told' verp check "$(printf 'a.aujl2a5guviwp7rj22ga.u%%0A%%1B[31m@example.com')"
hasnt 'on one line, with no control characters' "$out" $'\033'

many () { printf 'a@example.com\n\nB <b@example.com>\nno address\nc@example.com\n' | verp make -; }
exits 1 'many, one of them no address' many
is 'the others are made' "$(grep -c . <<<"$out")" 3
has 'it is named' "$err" "no address"
made=$out
checked () { verp check - <<<"$made"; }
exits 0 'all of them are valid' checked
is 'in their order' "$(cut -f 3 <<<"$out" | tr '\n' ' ')" 'a@example.com b@example.com c@example.com '
exits 1 'an address that is too long' verp make "$(printf 'a%.0s' {1..40})@example.com"
has 'is named, with what helps' "$err" '--envid'
is 'and nothing is made' "$out" ''

# Rotation: a new key before the old one, then without it.
{ echo 'b fedcba9876543210fedcba9876543210'; cat "$work/keys"; } >"$work/new"
cat "$work/new" >"$work/keys"
run verp make user@example.com
has 'the first key signs' "$out" '+b.'
exits 0 'the old one checks' verp check "$path"
sed -i 2d "$work/keys"
exits 1 'until it is taken away' verp check "$path"
has 'which is said' "$err" "no key 'a'"

exits 64 'no word for what to do' verp user@example.com
exits 64 'nothing to make' verp make
exits 64 '--envid is of make' verp check --envid "$path"
chmod 640 "$work/keys"
exits 0 'the group may read keys' verp make user@example.com
for mode in 644 660 602; do
  chmod "$mode" "$work/keys"
  exits 77 "keys of mode $mode" verp make user@example.com
  has 'with what helps' "$err" 'chmod g-w,o='
done
chmod 600 "$work/keys"
refuses () {
  printf '%b\n' "$2" >"$work/refused"
  exits "$3" "$1" verp make --config="$work/refused" user@example.com
  has "$1: why" "$err" "$4"
}
refuses 'no keys' '' 78 '[verp] key-file is not set'
refuses 'no return-path' "[verp]\nkey-file=$work/keys" 78 '[verp] return-path is not set'
refuses 'keys that are not there' "[verp]\nkey-file=$work/none\nreturn-path=r@example.org" 66 "cannot read '$work/none'"
refuses 'keys that are a folder' "[verp]\nkey-file=$work\nreturn-path=r@example.org" 78 'is no file'
refuses 'keys that are none' "[verp]\nkey-file=$work/refused\nreturn-path=r@example.org" 77 'chmod'
refuses 'a return-path that is none' '[verp]\nreturn-path=example.org' 78 '[verp] return-path: not an address'
refuses 'no days' '[verp]\ndays=0' 78 "[verp] days: '0' is not a number"

finish
