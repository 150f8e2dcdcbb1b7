#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The settings as the commands follow them.
. "$(dirname "$0")/lib.sh"
export NIXIE_CONFIG=$work/nixie.conf NIXIE_NOW=2026-11-20T10:00:00Z

# conf TEXT: writes the settings.
conf () { printf '%b' "$1" >"$NIXIE_CONFIG"; }

conf ''
exits 0 'a domain on the list' "$nixie" add --reason=opt-out @example.com
exits 0 'without the setting its subdomains are not' "$nixie" check a@mail.example.com
exits 1 'and show says nothing of them' "$nixie" show a@mail.example.com
conf '[address]\nsubdomains=true\n'
run "$nixie" check a@mail.example.com
is 'with it they are' "$code|$err" '1|a@mail.example.com: suppressed: opt-out (as all of its domain)'
run "$nixie" show a@mail.example.com
is 'and show says so' "$code|$(head -n 1 <<<"$out")" '0|@example.com'
run "$nixie" show --format=json a@mail.example.com
has 'in JSON too' "$out" '"domain":{"address":"@example.com","state":"suppressed"'
run "$nixie" list
is 'which asks for no rebuild' "$err" ''

# row WHAT: the row of KEY in the last text, without the runs of spaces.
row () { sed -n "s/^  $1  *//p" <<<"$out" | sed 's/   */ | /g'; }
# from FIELD KEY: that of KEY in the last object.
from () { sed "s/.*\"key\":\"$2\"\([^}]*\)}.*/\1/; s/.*\"$1\":\"\([^\"]*\)\".*/\1/" <<<"$out"; }

conf ''
run "$nixie" policy
is 'policy' "$code|$err|$(sed -n '1,2s/  *:* */ /gp' <<<"$out")" "0||settings: $NIXIE_CONFIG (NIXIE_CONFIG)
list: $NIXIE_DB (NIXIE_DB)"
is 'a default' "$(row soft-days)" '5 | default'
is 'what the reasons of a fault do' "$(row mailbox)" 'counted | default'
is 'and the one that does something else' "$(row mailbox-disabled)" 'hard: first, soft: counted | default'
is 'no row for the others' "$(row mailbox-full)" ''
is 'all defaults' "$(grep -c '^  ' <<<"$out")|$(grep -vc 'default$' <<<"$(grep '^  ' <<<"$out")")" "$(grep -c 'default$' <<<"$out")|0"
is 'the level of trust' "$(row level)" 'any | default'
has 'and what it means' "$out" '# every report counts'
conf '[trust]\ndomains=example.org\n'
run "$nixie" policy
is 'where our domains are set' "$(row level)" 'ours | default'
has 'what it means' "$out" '# only reports that return a message of ours count'
run "$nixie" policy --format=json
is 'in JSON too' "$(from value level)" ours
conf ''
run "$nixie" policy --all-reasons
is 'every reason' "$(row mailbox-full)|$(row mailbox)" 'counted | default|'
is 'as many as there are, without the four that cannot be set' "$(sed '1,/^\[reasons\]/d' <<<"$out" | wc -l)" \
  "$(($(awk -F '\t' '!/^#/ && NF > 1 && $1 != "id"' "$SRCDIR/src/reason/reasons.tsv" | wc -l) - 4))"

conf "[store]\npath=$work/there\n[policy]\nsoft-days=4\nprotect=\n[faults]\nmailbox=never\n[reasons]\nmailbox-full=first\n
[domain .example.com]\nmailbox=counted\nsoft-days=9\nno-such-user=never\n[domain mail.example.com]\nexpire-days=8\n"
run "$nixie" policy
is 'of the file' "$(row soft-days | head -n 1)" "4 | $NIXIE_CONFIG [policy] soft-days"
is 'an empty value' "$(row protect)" "- | $NIXIE_CONFIG [policy] protect"
is 'by fault' "$(row mailbox | head -n 1)" "never | $NIXIE_CONFIG [faults] mailbox"
is 'what is as the others of its fault' "$(row mailbox-disabled)" ''
is 'by reason' "$(row mailbox-full)" "first | $NIXIE_CONFIG [reasons] mailbox-full"
has 'what a domain sets' "$out" "
[domain .example.com]
  mailbox             counted                     $NIXIE_CONFIG
"
run "$nixie" policy a@mail.example.com
is 'for an address' "$(head -n 1 <<<"$out")" 'a@mail.example.com: as [domain mail.example.com] says'
is 'its own domain' "$(row expire-days)" "8 | $NIXIE_CONFIG [domain mail.example.com] expire-days"
is 'the broader one' "$(row soft-days)" "9 | $NIXIE_CONFIG [domain .example.com] soft-days"
is 'its fault' "$(row mailbox)" "counted | $NIXIE_CONFIG [domain .example.com] mailbox"
is 'stands before what is broader' "$(row mailbox-full)" ''
is 'its reason' "$(row no-such-user)" "never | $NIXIE_CONFIG [domain .example.com] no-such-user"
is 'what it leaves out' "$(row rearm-days)" '90 | default'
run "$nixie" policy Example.NET
is 'a domain' "$(head -n 1 <<<"$out")" '@example.net: as for all; no group of a domain covers it'
is 'has what is set for all' "$(row soft-days)" "4 | $NIXIE_CONFIG [policy] soft-days"
run "$nixie" policy --format=json
has 'json: files' "$out" "{\"settings\":{\"path\":\"$NIXIE_CONFIG\",\"from\":\"NIXIE_CONFIG\"},\"list\":{\"path\":\"$NIXIE_DB\""
is 'json: a value' "$(from value soft-days)|$(from from_group soft-days)" '4|policy'
is 'json: a fault' "$(from soft mailbox-disabled)|$(from from_key mailbox-disabled)" 'never|mailbox'
is 'json: a default' "$(from hard no-such-user)|$(from soft no-such-user)|$(from from no-such-user)" 'first|counted|default'
has 'json: domains' "$out" '"domains":[".example.com","mail.example.com"]}'
run "$nixie" policy --format=json a@mail.example.com example.net
is 'json: one for each' "$(sed 's/,"settings.*//' <<<"$out")" \
  '{"address":"a@mail.example.com","domain":"mail.example.com"
{"address":"@example.net"'
run env -u NIXIE_DB "$nixie" policy
has 'a list by setting' "$out" "$work/there ([store] path)"
run env -u NIXIE_CONFIG "$nixie" policy --config="$NIXIE_CONFIG"
has 'a file by option' "$out" "$NIXIE_CONFIG (--config)"
run "$nixie" policy 'a b@example.com'
is 'no address' "$code|$out" '65|'
ok 'the list was not touched' test ! -e "$work/there"

conf '[domain .example.com]\nsoft-days=two\n'
run "$nixie" check a@example.com
is 'a misspelt value names file, group and key' "$code|$err" \
  "78|nixie: $NIXIE_CONFIG: [domain .example.com] soft-days: 'two' is not a number from 1 to 36500"

finish
