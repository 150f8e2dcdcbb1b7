#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Digests in place of addresses: for partners (export --hashed, import), and a list that holds nothing else ([store] hashed).
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
export NIXIE_NOW=2026-11-21T10:00:00Z
gone=sha256:$(printf gone@example.com | sha256sum | cut -c-64)
printf '0123456789abcdef-our-own-secret\n' >"$work/key"
printf 'another secret, and long enough\n' >"$work/other"
chmod 600 "$work/key" "$work/other"
printf '[store]\nhash-key=%s\n' "$work/key" >"$work/key.conf"
printf '[store]\nhash-key=%s\n' "$work/other" >"$work/other.conf"

"$nixie" add --reason=no-such-user Gone@Example.com @example.net 2>/dev/null
"$nixie" add --reason=opt-out quit@example.org 2>/dev/null
"$nixie" import --format=plain - >/dev/null 2>&1 < <(for i in $(seq 2500); do echo "n$i@example.com"; done)
"$nixie" add --reason=complaint lifted@example.org 2>/dev/null
"$nixie" remove --force --why=mistake lifted@example.org 2>/dev/null

# To a partner.
ok 'export --hashed=sha256' "$nixie" export --hashed=sha256 --output="$work/sha.csv"
has 'says what it leaves out' "$err" 'no digest for whole domains and those of another kind: 1'
hasnt 'holds no address' "$(<"$work/sha.csv")" @
has 'but the digest of its canonical form, reason and time' "$(tr -d '\r' <"$work/sha.csv")" \
  "$gone,no-such-user,hard,2026-11-21T10:00:00Z,2026-11-21T10:00:00Z"
is 'of everybody who is suppressed' "$(($(wc -l <"$work/sha.csv") - 1))" 2502
ok 'in the order of the digests, which tells nothing' bash -c "tail -n +2 '$work/sha.csv' | LC_ALL=C sort -c"
exits 64 'hmac without a key' "$nixie" export --hashed=hmac
exits 64 'a form beside it' "$nixie" export --hashed=sha256 --format=csv
chmod 644 "$work/key"
exits 64 'a key for nothing' "$nixie" export --key-file="$work/key"
exits 64 'nor for digests that want none' "$nixie" export --hashed=sha256 --key-file="$work/key"
has 'says so' "$err" 'export: --key-file needs --hashed=hmac'
exits 77 'a key that others may read' "$nixie" export --hashed=hmac --key-file="$work/key"
has 'is refused' "$err" "others may read or change the file of keys '$work/key'"
chmod 640 "$work/key"
ok 'a key for a group' "$nixie" export --hashed=hmac --key-file="$work/key" --output="$work/hmac.csv"
if command -v openssl >/dev/null; then
  mac=$(printf gone@example.com | openssl dgst -sha256 -hmac '0123456789abcdef-our-own-secret' | sed 's/.*= *//')
  has 'is HMAC-SHA-256 under what stands in the file, without its line end' "$(<"$work/hmac.csv")" "hmac:$mac,no-such-user"
else
  skip 'is HMAC-SHA-256' 'no openssl'
fi
printf 'short\n' >"$work/short"
chmod 600 "$work/short"
exits 78 'a short key' "$nixie" export --hashed=hmac --key-file="$work/short"

# From a partner: the addresses are found by who knows them.
export NIXIE_DB=$work/partner
ok 'digests come in' "$nixie" import "$work/sha.csv"
has 'as such' "$err" 'read as nixie, hashed'
exits 1 'an address is found by its digest' "$nixie" check GONE@example.com
is 'and why' "$err" 'gone@example.com: suppressed: no-such-user'
exits 1 'in a list, too' "$nixie" check --filter - < <(printf 'quit@example.org\nfine@example.org\n')
is 'the others pass' "$out" fine@example.org
exits 0 'a domain is not' "$nixie" check a@example.net
ok 'show finds it' "$nixie" show gone@example.com
has 'under its digest' "$out" "$gone"
has 'and tells from where it is' "$out" "imported from nixie: $work/sha.csv:"
ok 'an address of its own beside it' "$nixie" add --reason=opt-out gone@example.com
ok 'is removed' "$nixie" remove --force --why=test gone@example.com
exits 0 'from both' "$nixie" check gone@example.com
ok 'it comes in again' "$nixie" import "$work/sha.csv"
exits 0 'but what was removed stays removed' "$nixie" check gone@example.com
ok 'one that is allowed' "$nixie" allow --why=ours quit@example.org
exits 0 'is, whatever a digest says' "$nixie" check quit@example.org
exits 1 'a digest that is none' "$nixie" import - < <(printf 'digest,reason\nsha256:0123,opt-out\n')
exits 78 'digests under a key that is not known' "$nixie" import "$work/hmac.csv"
has 'are of no use' "$err" 'set [store] hash-key first'
ok 'with the key' "$nixie" import --config="$work/key.conf" "$work/hmac.csv"
exits 1 'they are found' "$nixie" check --config="$work/key.conf" n7@example.com
exits 78 'and a look-up without it does not say yes' "$nixie" check fine@example.org
has 'but what it lacks' "$err" '[store] hash-key has to name it'
exits 78 'nor one with another' "$nixie" check --config="$work/other.conf" fine@example.org
export NIXIE_CONFIG="$work/key.conf"
ok 'they go on to the next' "$nixie" export --hashed=hmac --output="$work/next.csv"
is 'but for those of another kind' "$(tail -n +2 "$work/next.csv" | grep -vc '^hmac:')" 0
ok 'and with another key' "$nixie" export --hashed=hmac --key-file="$work/other" --output="$work/next.csv"
is 'only what it can be applied to' "$(($(wc -l <"$work/next.csv") - 1))" 0

# A list of hashes only. Nothing of an address stands in its files.
for hash in sha256 hmac; do
  export NIXIE_DB=$work/only-$hash NIXIE_CONFIG=$work/only-$hash.conf
  printf '[store]\nhashed=%s\nhash-key=%s\n' "$hash" "$work/key" >"$NIXIE_CONFIG"
  report 'Secret.Person@example.com' >"$work/secret.eml"
  in_mbox <"$work/secret.eml" >"$work/secret.mbox"
  ok "$hash: scan" "$nixie" scan "$work/secret.mbox"
  ok "$hash: filter" "$nixie" filter <"$work/secret.eml"
  ok "$hash: add" "$nixie" add --reason=opt-out --why='Secret.Person asked' 'S Person <other.person@example.org>' @example.net
  ok "$hash: import" "$nixie" import - < <(printf 'email,reason\nthird.person@example.com,opt-out\n')
  is "$hash: no address is in its files" "$(cat "$NIXIE_DB"/* | grep -aic -e 'other\.person' -e 'third\.person' -e 'person@')" 0
  run "$nixie" filter --pass <"$work/secret.eml"
  has "$hash: filter --pass names the address, as the message does" "$out" \
    'X-Nixie-Recipient: secret.person@example.com; class=hard; reason=no-such-user; status=5.1.1; reply=550'
  is "$hash: and keeps it to itself" "$(cat "$NIXIE_DB"/* | grep -aic 'person@')" 0
  exits 1 "$hash: but it is found" "$nixie" check secret.PERSON@example.com
  is "$hash: and named as it was asked for" "$err" 'secret.PERSON@example.com: suppressed: no-such-user'
  exits 1 "$hash: all are" "$nixie" check other.person@example.org
  exits 1 "$hash: a domain as well" "$nixie" check a@example.net
  exits 0 "$hash: others are not" "$nixie" check fine@example.com
  ok "$hash: verify" "$nixie" verify
  run "$nixie" show secret.person@example.com
  has "$hash: show knows it by its digest and domain" "$out" "$hash:"
  has "$hash: its domain is known" "$("$nixie" list --format=plain --domain=example.org)" '@example.org'
  is "$hash: the same report again is nothing new" "$("$nixie" scan "$work/secret.mbox" | grep -c 'already known *1')" 1
  ok "$hash: digests go out" "$nixie" export --hashed="$hash" --output="$work/out.csv"
  hasnt "$hash: without domains" "$(<"$work/out.csv")" @
  for form in ses sendgrid postmark 'mailgun --kind=bounces' 'mailgun --kind=unsubscribes' 'mailchimp --kind=cleaned' \
    'mailchimp --kind=unsubscribes'; do
    # shellcheck disable=SC2086 # a form and its kind
    ok "$hash: another system's file, $form" "$nixie" export --format=$form
    hasnt "$hash: holds no digest, $form" "$out" "$hash:"
    has "$hash: says how many are left out, $form" "$err" 'or for digests: 4'
  done
  has "$hash: nixie's own forms do" "$("$nixie" export --format=plain)" "$hash:"
  ok "$hash: remove" "$nixie" remove --force --why=test secret.person@example.com
  exits 0 "$hash: works" "$nixie" check secret.person@example.com
  ok "$hash: forget" "$nixie" forget other.person@example.org
  exits 0 "$hash: works, too" "$nixie" check other.person@example.org
  NIXIE_CONFIG='' exits 78 "$hash: without the setting it is not opened" "$nixie" check fine@example.com
done
NIXIE_CONFIG='' has 'but said what it is' "$err" 'hash-key has to name it'
export NIXIE_DB=$work/list
exits 78 'and a list of addresses not with it' "$nixie" check fine@example.com
has 'nor made one by a word' "$err" 'that needs a new list'
printf '[store]\nhashed=hmac\n' >"$NIXIE_CONFIG"
exits 78 'hmac without a key' "$nixie" check fine@example.com
printf '[store]\nhashed=md5\n' >"$NIXIE_CONFIG"
exits 78 'a hash that is none' "$nixie" check fine@example.com

# From addresses to hashes.
unset NIXIE_CONFIG
printf '[store]\nhashed=sha256\n' >"$work/new.conf"
"$nixie" export --output="$work/all.csv"
ok 'a list of addresses becomes one of hashes' "$nixie" import --config="$work/new.conf" --db="$work/new" "$work/all.csv"
exits 1 'that finds the same' "$nixie" check --config="$work/new.conf" --db="$work/new" gone@example.com
is 'and all of them' "$("$nixie" list --format=plain --config="$work/new.conf" --db="$work/new" | wc -l)" 2503
is 'and holds none' "$(cat "$work/new"/* | grep -ac 'n7@example.com')" 0
finish
