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

# The sender's loop.
printf '#!/bin/sh\necho "$*"\n' >"$work/post"
chmod 755 "$work/post"
sed -e "s|^nixie=.*|nixie='$nixie'|" -e "s|^sendmail=.*|sendmail='$work/post'|" "$SRCDIR/samples/recipes/signed-mailing" >"$work/loop"
printf '\357\273\277a@example.com\r\nFoo Bar <b@example.com> \r\n  <c@example.com>\nlast@example.com' >"$work/addresses"
run sh "$work/loop" "$work/conf" <"$work/addresses"
is 'to the address' "$(sed 's/.*-- //' <<<"$out")" 'a@example.com
b@example.com
c@example.com
last@example.com'
is 'with its own reverse-path' "$(sed 's/ .*=example.com@example.org -V a.*//' <<<"$out")" "$(printf -- '-f\n-f\n-f\n-f')"

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

# What counts at each level. came_to ADDRESS: standard input, a report, as one that came to ADDRESS. plain: a report without the
# message that it is about. judge NAME CODE ADDRESS: what check says of it.
echo 'a 0123456789abcdef0123456789abcdef' >"$work/keys"
level () {
  printf '[verp]\nkey-file=%s\nreturn-path=bounces@example.org\n[trust]\n%b\n' "$work/keys" "$1" >"$work/conf"
  rm -rf "$NIXIE_DB"
}
came_to () { sed "s/^To: news@example.org/To: $1/"; }
plain () { report "$1" 5.1.1 '550 5.1.1 User unknown' "${2:-1}" | sed '/^--b1$/,$ { /rfc822-headers/,/^--b1--/d; }'; }
record () { "$nixie" filter "$@" <"$work/report"; }
judge () { exits "$2" "$1" "$nixie" check "$3"; }
shows () { run "$nixie" show "$2"; has "$1" "$out" "$3"; }
user=$(verp make user@example.com)

level ''
report gone@example.com >"$work/report"
record
judge 'by default any report counts' 1 gone@example.com
level 'domains=example.org'
record
judge 'with our domains one of ours counts' 1 gone@example.com
sed -e 's/news@example.org/news@example.net/; s/^\(Message-ID: <news.*\)@example.org/\1@example.net/' "$work/report" >"$work/stray"
level 'domains=example.org'
"$nixie" filter <"$work/stray"
judge 'and one that went astray does not' 0 gone@example.com
shows 'but it is recorded, and shown' gone@example.com 'not counted: it returns no message of ours'
run "$nixie" show --format=json gone@example.com
has 'in JSON too' "$out" '"not_counted":"not-ours"'
level 'domains=example.org\nlevel=any'
exits 0 'a scan' "$nixie" scan "$work/stray" "$work/report"
hasnt 'at level any says nothing of levels' "$out" trust
judge 'the stray one counts at level any' 1 gone@example.com
printf '[trust]\ndomains=example.com\n' >"$work/conf"
exits 0 'other domains' "$nixie" rebuild
judge 'and what is recorded follows' 0 gone@example.com
rm -rf "$NIXIE_DB"
run "$nixie" scan "$work/stray" "$work/report"
has 'a scan counts what is below the level' "$out" 'below the trust level'

level 'level=signed'
report user@example.com | came_to "$user" >"$work/report"
record
judge 'a report to a signed address counts' 1 user@example.com
ok 'the operator takes the address off the list' "$nixie" remove --force --why=test user@example.com
record
judge 'the same again does not count' 0 user@example.com
report user@example.com 5.1.1 '550 5.1.1 User unknown' 2 | came_to "$user" \
  | sed 's/^Date: .*/Date: Sun, 22 Nov 2026 20:00:00 +0000/' >"$work/report"
record
judge 'nor does one with another Message-ID and Date' 0 user@example.com
shows 'which is recorded' user@example.com 'not counted: a report on the mail of the same day has counted already'
new=$(NIXIE_NOW=2026-11-23T09:00:00Z verp make user@example.com)
report user@example.com 5.1.1 '550 5.1.1 User unknown' 3 | came_to "$new" \
  | sed 's/^Date: .*/Date: Mon, 23 Nov 2026 10:00:00 +0000/' >"$work/report"
NIXIE_NOW=2026-11-23T10:00:00Z record
judge 'one on mail of the next day does' 1 user@example.com

level 'level=signed'
report user@example.com | came_to bounces@example.org >"$work/report"
record
judge 'a report that is not signed does not count' 0 user@example.com
shows 'and why' user@example.com 'not counted: it came to no signed address'
report user@example.com 5.1.1 '550 5.1.1 User unknown' 4 | came_to "bounces+a.aujlaaaaaaaaaaaaaaaa=user=example.com@example.org" \
  >"$work/report"
record
judge 'a forged one does not' 0 user@example.com
shows 'and why' user@example.com 'not counted: its signature is forged'
report user@example.com 5.1.1 '550 5.1.1 User unknown' 5 | came_to "$user" | sed 's/^Date: .*/Date: Sun, 22 Nov 2026 10:00:00 +0000/' \
  >"$work/report"
NIXIE_NOW=2026-12-23T10:00:00Z record
judge 'one past its date does not, whatever its Date' 0 user@example.com
shows 'and why' user@example.com 'not counted: its signature was too old when it was read'
record
judge 'nor when it is read again' 0 user@example.com

level 'level=signed'
report victim@example.com | came_to "$user" >"$work/report"
record
judge 'another address than the signed one does not count' 0 victim@example.com
plain victim@example.com 2 | sed 's/^Final-Recipient:.*/Original-Recipient: rfc822; victim@example.com\n&/' | came_to "$user" \
  >"$work/report"
record
judge 'nor as the original recipient' 0 victim@example.com
shows 'and why' victim@example.com 'not counted: its signature is of mail to another address'
judge 'nor does the signed one' 0 user@example.com
plain moved@example.net 3 | came_to "$user" >"$work/report"
record
judge 'one whose final recipient alone is named, and is another, does not count' 0 user@example.com
judge 'for nobody' 0 moved@example.net
shows 'and why' user@example.com 'not counted: its signature is of mail to another address'
report moved@example.net 5.1.1 '550 5.1.1 User unknown' 4 | sed 's/^Final-Recipient:/Original-Recipient: rfc822; user@example.com\n&/' \
  | came_to "$user" >"$work/report"
record
judge 'a forwarded one that names the signed one too counts for that' 1 user@example.com
judge 'and not for where it went' 0 moved@example.net

level 'level=signed'
report user@example.com >"$work/report"
record --recipient="$user"
judge 'the envelope tells where it came to' 1 user@example.com
level 'level=signed'
ORIGINAL_RECIPIENT=$user RECIPIENT=bounces@example.org record
judge 'by ORIGINAL_RECIPIENT' 1 user@example.com
level 'level=signed'
RECIPIENT=$user record
judge 'by RECIPIENT' 1 user@example.com
level 'level=signed'
{ echo "X-Original-To: $user"; echo 'Delivered-To: bounces@example.org'; cat "$work/report"; } >"$work/noted"
"$nixie" scan "$work/noted" >/dev/null
judge 'by X-Original-To' 1 user@example.com
level 'level=signed'
{ echo "Delivered-To: $user"; cat "$work/report"; } >"$work/noted"
"$nixie" scan "$work/noted" >/dev/null
judge 'by Delivered-To' 1 user@example.com
level 'level=signed'
sed "s/^Reporting-MTA:/Original-Envelope-Id: $(verp make --envid user@example.com)\n&/" "$work/report" >"$work/noted"
"$nixie" scan "$work/noted" >/dev/null
judge 'the envelope id tells, too' 1 user@example.com

level 'level=signed'
report user@example.com | came_to "${user^^}" >"$work/report"
record
judge 'in capitals, too' 1 user@example.com

# What MTAs make of it: reports of Postfix, Exim, sendmail and OpenSMTPD on mail that was signed with the key above.
for sample in "$SRCDIR"/samples/*/*-signed-sender.eml; do
  mta=$(basename "$(dirname "$sample")")
  address=$(sed -n 's/^Final-Recipient: *rfc822; *//Ip' "$sample")
  level 'level=signed'
  "$nixie" scan "$sample" >/dev/null
  judge "the report of $mta counts" 1 "$address"
  # By the envelope id alone.
  sed 's/^\(X-Original-To\|Delivered-To\|To\): .*bounces+.*/\1: bounces@example.org/; s/<bounces+[^>]*>/<bounces@example.org>/
    s/^\(X-Postfix-Sender: rfc822; \)bounces+.*/\1bounces@example.org/' "$sample" >"$work/report"
  level 'level=signed'
  "$nixie" scan "$work/report" >/dev/null
  [ "$mta" = opensmtpd ] && want=0 || want=1 # it does not give the envelope id back
  judge "by its envelope id alone $mta's" "$want" "$address"
done

chmod 644 "$work/keys"
exits 75 'a filter waits for keys that others may read' record
exits 77 'a scan says so' "$nixie" scan "$work/report"

finish
