#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie forget: nothing of an address is left, or with --keep-hash a digest by which it still is not mailed.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
export NIXIE_NOW=2026-11-21T10:00:00Z
digest () { printf %s "$1" | sha256sum | cut -c-64; }

# traces: in how many lines of a copy of the list, which has nothing of what was deleted, somebody's name stands.
traces () { rm -rf "$work/traces" && "$nixie" backup "$work/traces" && cat "$work/traces"/* | grep -aic 'secret.person'; }

# Lists of addresses, with a key and without, and lists of hashes only.
for kind in addresses keyed sha256 hmac; do
  export NIXIE_DB=$work/$kind NIXIE_CONFIG=$work/$kind.conf
  printf '0123456789abcdef-our-own-secret\n' >"$work/key" && chmod 600 "$work/key"
  case $kind in
    addresses) : >"$NIXIE_CONFIG" ;;
    keyed) printf '[store]\nhash-key=%s\n' "$work/key" >"$NIXIE_CONFIG" ;;
    *) printf '[store]\nhashed=%s\nhash-key=%s\n' "$kind" "$work/key" >"$NIXIE_CONFIG" ;;
  esac
  report Secret.Person@example.com | "$nixie" filter
  report other@example.com | "$nixie" filter
  report soft.secret.person@example.com 4.2.2 '452 4.2.2 Mailbox full' | "$nixie" filter
  "$nixie" add --reason=opt-out quit.secret.person@example.org 2>/dev/null
  "$nixie" undo --why='a test' --pattern=secret.person@example.com --until=2026-01-01 2>/dev/null
  run "$nixie" forget --keep-hash secret.PERSON@example.com soft.secret.person@example.com quit.secret.person@example.org
  is "$kind: forget --keep-hash" "$code|$out|$err" '0||forgotten: 3 addresses, 3 events
hashes kept: 2'
  is "$kind: no trace of the address is left" "$(traces)" 0
  is "$kind: nor an act that named it" "$("$nixie" acts 2>/dev/null)" ''
  exits 1 "$kind: it is not mailed" "$nixie" check Secret.Person@example.com
  is "$kind: and why" "$(tr '[:upper:]' '[:lower:]' <<<"$err")" 'secret.person@example.com: suppressed: no-such-user'
  is "$kind: nor in a list" "$(printf 'secret.person@example.com\nother2@example.com\nquit.secret.person@example.org\n' |
    "$nixie" check --filter - 2>/dev/null)" other2@example.com
  exits 0 "$kind: who was not suppressed may be mailed" "$nixie" check soft.secret.person@example.com
  ok "$kind: show" "$nixie" show secret.person@example.com
  has "$kind: tells when and by whom it was forgotten" "$out" \
    "2026-11-21T10:00:00Z forgotten by $(id -un) but for this digest, suppressed for no-such-user"
  hasnt "$kind: and no more" "$out" 550
  run "$nixie" show --format=json secret.person@example.com
  has "$kind: as JSON, too" "$out" '"event":"forgotten","reason":"no-such-user","class":"hard"'
  ok "$kind: the list is in order" "$nixie" verify
  exits 1 "$kind: once more there is nothing" "$nixie" forget --keep-hash secret.person@example.com
  exits 1 "$kind: and it stays so" "$nixie" check secret.person@example.com

  # What comes later.
  report Secret.Person@example.com | "$nixie" filter
  report Secret.Person@example.com 5.2.1 '550 5.2.1 <secret.person@example.com>: disabled' 2 | "$nixie" filter --pass >"$work/passed"
  is "$kind: a later bounce is counted under the digest" "$("$nixie" list --format=jsonl | grep -c '"failures":1,.*"source":"stdin"')" 1
  printf 'email\nSecret.Person@example.com\n' | "$nixie" import - >/dev/null
  is "$kind: and brings no trace of the address back" "$(traces)" 0
  exits 1 "$kind: it still is not mailed" "$nixie" check secret.person@example.com
  ok "$kind: the list is in order after that" "$nixie" verify
  ok "$kind: and after a rebuild" "$nixie" rebuild
  exits 1 "$kind: the same" "$nixie" check secret.person@example.com

  # Who comes back, comes back by name.
  ok "$kind: remove" "$nixie" remove --force --why='signed up again' secret.person@example.com
  exits 0 "$kind: lets him be mailed" "$nixie" check secret.person@example.com
  report Secret.Person@example.com 5.1.1 '550 5.1.1 User unknown' 3 | sed 's/Sat, 21 Nov/Sun, 22 Nov/' |
    NIXIE_NOW=2026-11-22T10:00:00Z "$nixie" filter
  exits 1 "$kind: a bounce then is one as others" "$nixie" check secret.person@example.com
  [ "$kind" = sha256 ] || [ "$kind" = hmac ] ||
    is "$kind: under his name" "$("$nixie" list --format=plain | grep -c '^secret.person@')" 1

  # Without the option the digest goes as well.
  ok "$kind: forget" "$nixie" forget secret.person@example.com quit.secret.person@example.org
  exits 0 "$kind: lets him be mailed, too" "$nixie" check secret.person@example.com quit.secret.person@example.org
  is "$kind: no trace is left" "$(traces)" 0
  is "$kind: no digest either" "$("$nixie" list --format=plain | grep -vc example.com)" 0
  exits 1 "$kind: others are as they were" "$nixie" check other@example.com
  ok "$kind: all is in order" "$nixie" verify
done

# Which digest.
export NIXIE_DB=$work/which NIXIE_CONFIG=$work/addresses.conf
"$nixie" add --reason=complaint a@example.com b@example.com 2>/dev/null
"$nixie" forget --keep-hash a@example.com 2>/dev/null
has 'SHA-256 where no key is set' "$("$nixie" list --format=plain)" "sha256:$(digest a@example.com)"
export NIXIE_CONFIG=$work/keyed.conf
"$nixie" forget --keep-hash b@example.com 2>/dev/null
has 'under the key where there is one' "$("$nixie" list --format=plain)" hmac:
exits 1 'both are found' "$nixie" check a@example.com b@example.com
is 'each of them' "$(wc -l <<<"$err")" 2
NIXIE_CONFIG=$work/addresses.conf exits 78 'without the key nobody says yes' "$nixie" check c@example.com
exits 65 'a domain has no digest' "$nixie" forget --keep-hash @example.com
has 'which is said' "$err" 'of a whole domain no hash can be kept; nothing changed'

# A digest that was imported.
export NIXIE_DB=$work/partner NIXIE_CONFIG=$work/addresses.conf
printf 'digest,reason\nsha256:%s,opt-out\nsha256:%s,opt-out\n' "$(digest a@example.com)" "$(digest b@example.com)" |
  "$nixie" import - >/dev/null
exits 1 'an imported digest' "$nixie" check a@example.com b@example.com
"$nixie" add --reason=complaint b@example.com 2>/dev/null
run "$nixie" forget A@example.com
is 'is forgotten by the address' "$code|$err" '0|forgotten: 1 addresses, 1 events'
exits 0 'then it may be mailed' "$nixie" check a@example.com
run "$nixie" forget --keep-hash b@example.com
is 'and stays with --keep-hash' "$code|$err" '0|forgotten: 1 addresses, 1 events
hashes kept: 1'
exits 1 'as what is kept' "$nixie" check b@example.com
run "$nixie" show b@example.com
has 'beside it' "$out" 'imported from nixie'
has 'with what it was' "$out" 'suppressed for complaint'

# Who asks for erasure, and is not suppressed: first he opts out.
ok 'an opt-out first' "$nixie" add --reason=opt-out c@example.com
ok 'then forget --keep-hash' "$nixie" forget --keep-hash c@example.com
exits 1 'keeps him from being mailed' "$nixie" check c@example.com
"$nixie" allow --why=ours d@example.com 2>/dev/null
run "$nixie" forget --keep-hash d@example.com
is 'who was allowed leaves nothing' "$err" 'forgotten: 1 addresses, 1 events
hashes kept: 0'

# Soft: for the time of a soft suppression.
export NIXIE_DB=$work/soft
{ "$nixie" export
  echo 'soft@example.com,suppressed,mailbox-full,soft,,,,2026-10-01T10:00:00Z,2026-11-01T10:00:00Z,5,0,5,2027-01-30T10:00:00Z,no,,,'
} | "$nixie" import - >/dev/null
exits 1 'a soft suppression' "$nixie" check soft@example.com
ok 'is kept' "$nixie" forget --keep-hash soft@example.com
exits 1 'as such' "$nixie" check soft@example.com
NIXIE_NOW=2027-06-01T00:00:00Z exits 0 'and ends' "$nixie" check soft@example.com
NIXIE_NOW=2040-06-01T00:00:00Z ok 'prune' "$nixie" prune
run "$nixie" show soft@example.com
has 'does not forget that it was forgotten' "$out" 'forgotten by'
finish
