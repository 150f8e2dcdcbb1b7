#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie explain: codes, whole lines, what nobody knows, and nonsense.
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
  fault:        sender
  class:        soft
  evidence:     text (rule sender-rejected-1)'
run "$nixie" explain 550
has 'a reply that names no ground' "$out" 'evidence:     none'
run "$nixie" explain --format=json 5.1.1 550
is 'an object for each argument' "$(wc -l <<<"$out")" 2
run "$nixie" explain $'5.1.1\e[31m\nx'
hasnt 'control characters do not get out' "$out" $'\e'
run "$nixie" explain 5.7.998
is 'a code of no registry: exit' "$code" 1
has 'a code of no registry' "$out" 'status:       5.7.998, in no registry'
for nonsense in '' nonsense 192.0.2.1 12345 5.9.9; do
  run "$nixie" explain "$nonsense"
  is "nonsense '$nonsense': exit" "$code" 64
  has "nonsense '$nonsense': message" "$err" "nixie: '$nonsense' holds no status"
  is "nonsense '$nonsense': nothing on standard output" "$out" ''
done
finish
