#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie explain: codes, whole lines, reasons, standard input, what nobody knows, and nonsense; what the settings make of it.
. "$(dirname "$0")/lib.sh"

# explains ARGUMENT REASON CLASS EVIDENCE
explains () {
  run "$nixie" explain --format=json "$1"
  is "$1: exit" "$code" 0
  has "$1: $2" "$out" "\"reason\":\"$2\""
  has "$1: $3" "$out" "\"class\":\"$3\""
  has "$1: by $4" "$out" "\"evidence\":\"$4\""
}

explains 5.7.1 site-policy soft status
explains 5.1.1 no-such-user hard status
explains 605 already-suppressed soft reply
explains 250 delivered none reply
explains '554 5.1.0 Sender Denied' sender-rejected soft text
explains '552 1 Requested mail action aborted, mailbox not found' no-such-user hard text
explains 'smtp; 550-5.1.1 <a@example.com>: User unknown' no-such-user hard text
explains 'Mailbox is full' mailbox-full soft text

run "$nixie" explain '554 5.1.0 Sender Denied'
is 'as text' "$out" '554 5.1.0 Sender Denied
  reply:        554, transaction failed, or no SMTP service here
  status:       5.1.0, other address status
  reason:       sender-rejected (the envelope or header sender, its address or its domain, is refused)
  evidence:     the words "sender denied" (sender-rejected-1)
  fault:        sender
  class:        soft: always with this reason, whatever the code
  policy:       never suppresses: it is counted and shown'
run "$nixie" explain 550
has 'a reply that names no ground' "$out" 'evidence:     neither the words nor a code name a ground'
run "$nixie" explain --format=json 5.1.1 550
is 'an object for each argument' "$(wc -l <<<"$out")" 2
run "$nixie" explain $'5.1.1\e[31m\nx'
hasnt 'control characters do not get out' "$out" $'\e'

# row NAME ROW ARGUMENT…: one row of the text.
row () {
  local name=$1 want=$2
  shift 2
  run "$nixie" explain "$@"
  has "$name" "$out" "  $want"
}
row 'evidence: a status' 'evidence:     the status' 5.1.1
row 'evidence: a reply' 'evidence:     the reply' 605
row 'evidence: a provider by its id' 'evidence:     what the provider means by it: gmail X.7.30 (' --provider=gmail 4.7.30
row 'evidence: a provider by its host' 'evidence:     what the provider means by it: gmail X.7.30 (' --provider=mx1.google.com 4.7.30
row 'without it the registry' 'evidence:     the status' 4.7.30
row 'evidence: words with a gap' 'evidence:     the words "mailbox * not found" (' '552 1 Requested mail action aborted, mailbox not found'
row 'hard by the status' 'class:        hard: the status is permanent' 5.1.1
row 'hard by the reply' 'class:        hard: the reply is permanent' '550 User unknown'
row 'hard by the words' 'class:        hard: the words name a lasting ground' 'User unknown'
row 'soft by the status' 'class:        soft: the status is transient' '550 4.1.1 User unknown'
row 'soft by the reply' 'class:        soft: the reply is transient' '450 User unknown'
row 'soft by the words' 'class:        soft: the words say that it will pass' '550 5.1.1 User unknown, please try again later'
row 'soft for want of both' 'class:        soft: neither a code nor the words say' 'Mailbox unavailable'
row 'none' 'class:        none: it is no failure' 250
row 'policy: first' 'policy:       suppresses at the first report, without end; protected: removed only with --force' 5.1.1
counted='suppresses for 90 days after failures on 5 days, 7 days or more from first to last and no gap over 45'
row 'policy: counted' "policy:       $counted" 4.2.2
row 'policy: never' 'policy:       never suppresses: it is counted and shown' 5.7.1
row 'policy: no failure' 'policy:       never suppresses: it is recorded and not counted' 250
printf '[policy]\nsoft-days=3\nsoft-gap-days=20\nsoft-span-days=2\nexpire-days=30\nprotect=\n[reasons]\nspam=first\n' >"$work/conf"
row 'policy of the settings: counted' 'policy:       suppresses for 30 days after failures on 3 days, 2 days or more' \
  --config="$work/conf" 4.2.2
row 'policy of the settings: first, not protected' 'policy:       suppresses at the first report, without end
' --config="$work/conf" 5.1.1 550
row 'policy of the settings: a reason of its own' 'policy:       suppresses at the first report, without end' --config="$work/conf" spam
run "$nixie" explain --format=json --config="$work/conf" 4.2.2 5.1.1 5.7.1
has 'as JSON: counted' "$out" '"policy":{"rule":"counted","soft_days":3,"soft_span_days":2,"soft_gap_days":20,'
has 'and how it ends' "$out" ',"expire_days":30,"rearm_days":90,"protected":false}'
has 'as JSON: first' "$out" '"policy":{"rule":"first","protected":false}'
has 'as JSON: never' "$out" '"policy":{"rule":"never"}'

# Reasons.
run "$nixie" explain no-such-user mailbox-full delayed
is 'reasons: exit' "$code" 0
is 'reasons' "$(sed 's/\(meaning: *[^ ]* [^ ]*\).*/\1/' <<<"$out")" 'no-such-user
  meaning:      the mailbox
  fault:        address
  class:        hard where the failure is permanent, else soft
  policy, hard: suppresses at the first report, without end; protected: removed only with --force
  policy, soft: '"$counted"'
mailbox-full
  meaning:      the recipient'\''s
  fault:        mailbox
  class:        soft: always with this reason, whatever the code
  policy:       '"$counted"'
delayed
  meaning:      still in
  fault:        none
  class:        none: it is no failure
  policy:       never suppresses: it is recorded and not counted'
while read -r reason; do
  ok "$reason is explained" "$nixie" explain "$reason"
done < <(awk -F '\t' '!/^#/ && NF > 1 && $1 != "id" { print $1 }' "$SRCDIR/src/reason/reasons.tsv")

# Standard input.
lines () { printf '5.1.1\n\n  550 Mailbox is full  \r\n\xff\xfe\nwhat\0ever\nspam' | "$nixie" explain --format=json "$@"; }
run lines -
is 'standard input, one of them a line: exit' "$code" 1
is 'empty lines are passed over' "$(wc -l <<<"$out")" 5
is 'each line is itself' "$(sed -n '2s/,.*//p' <<<"$out")" '{"text":"550 Mailbox is full"'
has 'a reason on a line' "$(tail -n 1 <<<"$out")" '"text":"spam","reason":"spam"'
ok 'what is no UTF-8 comes out as such' iconv -f UTF-8 -t UTF-8 "$work/.out"
run lines 5.2.2 -
is 'behind an argument' "$(sed -n 1p <<<"$out" | cut -c1-15)" '{"text":"5.2.2"'
head -c 1000000 /dev/zero | tr '\0' a >"$work/long"
printf '\n5.1.1\n' >>"$work/long"
run timeout 20 "$nixie" explain --format=json - <"$work/long"
has 'behind a line of a megabyte' "$(tail -n 1 <<<"$out")" '"text":"5.1.1"'
exits 74 'a full disk' bash -c "echo 550 | '$nixie' explain - >/dev/full"

# What is not known.
run "$nixie" explain 5.7.998
is 'a code of no registry: exit' "$code" 1
has 'a code of no registry' "$out" 'status:       5.7.998, in no registry'
for status in 5.99.99 5.8.1 4.10.1 5.1.99 5.999.999; do
  run "$nixie" explain 5.1.1 "$status"
  is "$status: exit" "$code" 1
  has "$status: is a status" "$out" "  status:       $status, in no registry"
  has "$status: the other argument is explained" "$out" '  status:       5.1.1, bad destination mailbox address'
done
run "$nixie" explain --format=json 4.10.1
has 'as JSON too' "$out" '"status":"4.10.1","reason":"undefined"'
exits 1 'nor is one on a line' "$nixie" explain - <<<5.99.99
has 'which says so' "$out" '5.99.99, in no registry'
run "$nixie" explain 'The moon is in the wrong phase'
is 'words that nobody knows: exit' "$code" 1
has 'words that nobody knows' "$out" 'reason:       undefined'
for nonsense in '' nonsense 192.0.2.1 12345 5.1 3.1.1 5.1.1.1 5.1.1000 5..1 2026.11.22; do
  run "$nixie" explain "$nonsense"
  is "nonsense '$nonsense': exit" "$code" 64
  has "nonsense '$nonsense': message" "$err" "nixie: '$nonsense' is no status"
  is "nonsense '$nonsense': nothing on standard output" "$out" ''
done
exits 64 'a misspelt reason' "$nixie" explain no-such-usr
is 'is set right' "${err%%$'\n'*}" "nixie: 'no-such-usr' is no reason; did you mean 'no-such-user'?"
exits 64 'a nonsense provider' "$nixie" explain --provider=nobody 550
has 'is named' "$err" '--provider=nobody: neither'
exits 64 'nothing to explain' "$nixie" explain
has 'is said' "$err" 'explain: expects CODE'
exits 78 'wrong settings' bash -c "echo x >'$work/wrong'; exec '$nixie' explain --config='$work/wrong' 550"
finish
