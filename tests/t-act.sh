#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie allow, undo, acts, held, release and confirm: decisions about more than one address, what follows of them, and how they read.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
at () { export NIXIE_NOW=2026-11-${1}T10:00:00Z; }
who=$(id -un)

# states WANT NAME ADDRESS…: the state of each, a word each.
states () {
  local want=$1 name=$2 address got=''
  shift 2
  for address; do
    got+="$("$nixie" show --format=json "$address" 2>/dev/null | grep -o '"state":"[a-z]*' | head -n 1 | cut -d '"' -f 4) "
  done
  is "$name" "$got" "$want "
}

# newest: the id of the newest act.
newest () { "$nixie" acts --format=jsonl | head -n 1 | sed 's/^{"id":"\([0-9a-f]*\)".*/\1/'; }

at 10
run "$nixie" acts
is 'no list, no acts' "$code|$out" '0|'
for i in a b; do report "$i@example.com" | "$nixie" filter; done
report c@example.org | "$nixie" filter
run "$nixie" add --reason=opt-out o@example.com
run "$nixie" acts
is 'nothing was decided' "$code|$out|$err" '0||nixie: nothing was decided'
run "$nixie" held
is 'nothing was held' "$code|$out|$err" '0||nixie: nothing was ever held'

# Allowed.
at 11
exits 0 'allow a domain' "$nixie" allow --why=ours @example.com
is 'says how many' "$err" 'allowed: 1'
states 'allowed allowed suppressed allowed allowed' 'its addresses are' a@example.com b@example.com c@example.org o@example.com @example.com
ok 'and may be mailed' "$nixie" check a@example.com o@example.com x@example.com
exits 1 'no others' "$nixie" check c@example.org
report a@example.com 5.1.1 '550 5.1.1 User unknown' 2 | "$nixie" filter
ok 'a bounce later is nothing' "$nixie" check a@example.com
run "$nixie" show a@example.com
has 'show tells it' "$out" " $who: allows all addresses at example.com
                          ours"
exits 0 'it ends' "$nixie" remove --why='sold' @example.com
states 'suppressed suppressed suppressed suppressed' 'and all is as it was' a@example.com b@example.com c@example.org o@example.com
states clear 'but for the domain' @example.com
ok 'allow an address' "$nixie" allow a@example.com
ok 'which may be mailed' "$nixie" check a@example.com
exits 1 'the others may not' "$nixie" check b@example.com
ok 'a removal ends it, though a bounce is protected' "$nixie" remove --why=x a@example.com
states suppressed 'which stands again' a@example.com
exits 65 'allow: no address' "$nixie" allow nonsense

# Any other word on the domain ends it, too.
report z@o.example | "$nixie" filter
run "$nixie" allow @o.example
ok 'a domain is allowed' "$nixie" check z@o.example new@o.example
run "$nixie" add --reason=opt-out @o.example
exits 1 'an addition ends that for who bounced' "$nixie" check z@o.example
exits 1 'and for others' "$nixie" check new@o.example
has 'the act is undone' "$("$nixie" acts | head -n 3)" 'allows all addresses at o.example (undone)'
run "$nixie" allow @o.example
ok 'allowed again' "$nixie" check z@o.example new@o.example
exits 0 'the domain is forgotten' "$nixie" forget @o.example
is 'and says how much' "$err" 'forgotten: 1 addresses, 3 events'
exits 1 'who bounced may not be mailed' "$nixie" check z@o.example
ok 'others may' "$nixie" check new@o.example
hasnt 'no act is left of it' "$("$nixie" acts)" o.example
ok 'the list is in order' "$nixie" verify

# Undone.
at 12
exits 64 'undo without a ground' "$nixie" undo --domain=example.com
exits 64 'undo of nothing' "$nixie" undo --why=x
has 'says what it wants' "$err" 'undo: what? name acts, or --since'
exits 64 'undo: no time' "$nixie" undo --why=x --since=yesterday
exits 64 'undo: no domain' "$nixie" undo --why=x --domain='a b'
for option in since until domain pattern reason source; do
  exits 64 "undo: --$option of nothing is not everything" "$nixie" undo --why=x "--$option="
done
has 'says so' "$err" "undo: option '--source' needs a value"
exits 64 'undo: turned round' "$nixie" undo --why=x --since=2026-11-12 --until=2026-11-11
exits 64 'undo: of what is yet to come' "$nixie" undo --why=x --since=2026-12-01
has 'says so' "$err" 'undo: --since is in the future'
for option in --since=2026-11-01 --until=2026-11-12 --domain=example.com --pattern='a*' --reason=opt-out --source='*'; do
  exits 64 "undo: an act, and $option" "$nixie" undo --dry-run "$option" "$(newest)"
done
has 'says so' "$err" 'undo: an act is undone whole'
exits 1 'undo: no such act' "$nixie" undo --why=x abcdef12
has 'says so' "$err" "abcdef12: no such act"
before=$("$nixie" export)
exits 0 'a dry run' "$nixie" undo --dry-run --domain=example.com
has 'names who would change' "$out" 'a@example.com: suppressed (no-such-user) → clear'
is 'and how many' "$err" 'entries that would change: 2'
hasnt 'nobody else' "$out" 'example.org'
hasnt 'no opt-out' "$out" 'o@example.com'
is 'changes nothing' "$("$nixie" export)" "$before"
exits 0 'undo by domain' "$nixie" undo --why=outage --domain=example.com
has 'says how many' "$err" 'entries changed: 2'
has 'and how it is taken back' "$err" 'undoes failures at example.com to 2026-11-12T10:00:00Z (to take it back: nixie undo --why=… '
states 'clear clear suppressed suppressed' 'takes failures back, no opt-out' a@example.com b@example.com c@example.org o@example.com
run "$nixie" show a@example.com
id=$(newest)
has 'the history has both' "$out" "does not count: ${id:0:8}"
has 'and why' "$out" 'outage'
run "$nixie" show --format=json a@example.com
has 'as JSON too' "$out" "\"undone_by\":\"$id\""
has 'with the act' "$out" '"acts":[{'
exits 0 'undo the undo' "$nixie" undo --why='no outage' "${id:0:8}"
states 'suppressed suppressed suppressed suppressed' 'and all is as it was' a@example.com b@example.com c@example.org o@example.com
exits 1 'once' "$nixie" undo --why='no outage' "$id"
at 13
exits 0 'undo by reason' "$nixie" undo --why=x --reason=opt-out
states 'suppressed clear' 'takes that back' a@example.com o@example.com
exits 0 'undo by pattern' "$nixie" undo --why=x --pattern='b@*'
states 'suppressed clear suppressed' 'takes that back' a@example.com b@example.com c@example.org
exits 0 'undo by a pattern in capitals' "$nixie" undo --why=x --pattern='A@EXAMPLE.com'
has 'is as addresses are kept' "$err" 'a@example.com'
hasnt 'and finds it' "$err" 'no entry changes'
states clear 'which is taken back' a@example.com
ok 'and again' "$nixie" undo --why=x "$(newest)"
exits 0 'undo of what is not there' "$nixie" undo --why=x --source=typo
has 'says so' "$err" 'no entry changes; what is recorded later'
ok 'and is taken back' "$nixie" undo --why=x "$(newest)"
printf '[address]\nfold-local-part=false\n' >"$work/fold.conf"
run "$nixie" undo --config="$work/fold.conf" --db="$work/fold" --why=x --pattern='A@EXAMPLE.com'
has 'a local part stays where it is not folded' "$err" 'A@example.com'
exits 0 'undo by source' "$nixie" undo --why=x --source="std?n" --domain=.org
states 'suppressed clear' 'takes that back' a@example.com c@example.org
report c@example.org 5.1.1 '550 5.1.1 User unknown' 3 | NIXIE_NOW=2026-11-14T11:00:00Z "$nixie" filter
states suppressed 'what comes after it counts' c@example.org

# What became of the address, step by step.
for day in 01 02 03 05 07 08; do
  report s@example.net 4.2.2 '452 4.2.2 Mailbox full' "$day" | NIXIE_NOW=2026-11-${day}T10:00:00Z "$nixie" filter
done
run env NIXIE_NOW=2026-11-09T10:00:00Z "$nixie" remove --why='she has room' s@example.net
run "$nixie" show s@example.net
is 'the history says what followed' "$(sed -n '/history:/,/^@/p' <<<"$out" | grep -v -E '^@|from stdin|Mailbox full$')" "  history:
    2026-11-01T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → counting (1 of 5 days)
    2026-11-02T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → counting (2 of 5 days)
    2026-11-03T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → counting (3 of 5 days)
    2026-11-05T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → counting (4 of 5 days)
    2026-11-07T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → counting (5 of 5 days)
    2026-11-08T10:00:00Z soft failure: mailbox-full (452 4.2.2)
                          → suppressed, until 2027-02-06T10:00:00Z
    2026-11-09T10:00:00Z removed by $who
                          she has room
                          → clear"
report s@example.net 4.2.2 '452 4.2.2 Mailbox full' 08 | "$nixie" filter
ok 'what is removed stays removed when a report comes again' "$nixie" check s@example.net
report s@example.net 5.1.1 '550 5.1.1 User unknown' 99 | NIXIE_NOW=2026-11-08T09:00:00Z "$nixie" filter
ok 'or one of before the removal comes late' "$nixie" check s@example.net
report s@example.net 5.1.1 '550 5.1.1 User unknown' 98 | "$nixie" filter
exits 1 'until something new happens' "$nixie" check s@example.net

# Read by people and by programs.
run "$nixie" acts
is 'a line for each act and ground' "$(grep -c '^[0-9a-f]\{8\}  2026-11-1[0-3]T10:00:00Z  '"$who"': ' <<<"$out")" 11
has 'with its standing' "$out" '(undone)'
run "$nixie" acts --format=jsonl
is 'an object for each' "$(grep -c '^{"id":"[0-9a-f]\{32\}","act":"' <<<"$out")" 11
ok 'rebuild' "$nixie" rebuild
has 'finds nothing to do' "$err" 'entries changed: 0'

# Release and confirm name a hold.
exits 1 'release: no such hold' "$nixie" release example.com
has 'says so' "$err" "example.com: no such hold, or it is undone; see 'nixie held'"
exits 1 'confirm: an act that is no hold' "$nixie" confirm "$(newest)"
exits 64 'release: nothing given' "$nixie" release
finish
