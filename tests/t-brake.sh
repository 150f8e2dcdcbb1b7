#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The brake, by real reports through scan and filter: outages are held and said, and what comes later decides.
. "${SRCDIR:-$(dirname "$0")/..}/tests/lib.sh"
. "$SRCDIR/tests/mail.sh"

# dated DAY HOUR ADDRESS…: reports of that day of November 2026.
dated () {
  local date
  printf -v date '%02d Nov 2026 %02d:30:00' "$1" "$2"
  shift 2
  for address; do
    report "$address" 5.1.1 "550 5.1.1 User unknown" |
      sed "s/^Date: .*/Date: $date +0000/; s/^Message-ID: <report.*/Message-ID: <${date//[ :]/}.$address>/"
  done
}
boxed () { dated "$@" | sed 's/^Return-Path: <>/From MAILER-DAEMON Sat Nov 21 10:00:00 2026\n&/; s/^--b1--$/&\n/'; }
users () { seq -f "u%g@$1" "$2" "$3"; }
state () { "$nixie" list --format=jsonl --state="$1" --domain=big.example | wc -l; }

export NIXIE_NOW=2026-11-22T00:00:00Z
{
  for day in {1..9}; do boxed "$day" 9 "u$day@big.example"; done
  # shellcheck disable=SC2046
  { boxed 12 9 $(users big.example 100 149); boxed 13 8 $(users big.example 200 229); }
} >"$work/box"
run "$nixie" scan "$work/box"
is "a scan ends well" "$code" 0
is "and says what is held" "$err" "nixie: held: big.example: 80 addresses failed hard within 24 hours, usual are 1; see nixie held"
is "the outage is held" "$(state held)" 80
is "what was before is not" "$(state suppressed)" 9
exits 0 "one who is held may be mailed" "$nixie" check u100@big.example
run "$nixie" scan "$work/box"
is "again is a no-op" "$err" ""
confirm () { dated 16 9 u100@big.example | "$nixie" filter; }
ok "a failure when it is over" confirm
exits 1 "confirms its address" "$nixie" check u100@big.example
is "and no other" "$(state held) $(state suppressed)" "79 10"

# What the operator says of it.
run "$nixie" held
has 'held lists it' "$out" "  brake: holds hard failures at big.example from 2026-11-12T"
has 'with how many' "$out" 'addresses held: 79'
exits 0 'a dry run of undoing it' "$nixie" undo --dry-run "$("$nixie" held --format=jsonl | sed 's/^{"id":"\([0-9a-f]*\).*/\1/')"
is 'nothing yet' "$(state held)" 79
exits 0 'release' "$nixie" release --why='their outage' big.example
is 'what was held never counts, what was confirmed stays' "$(state held) $(state clear) $(state suppressed)" '0 79 10'
run "$nixie" held
has 'and is told' "$out" '(released)'
run "$nixie" show u101@big.example
has 'by show too' "$out" 'does not count: '
exits 0 'confirm after all' "$nixie" confirm --why='it was none' @Big.Example
is 'the last word stands' "$(state held) $(state clear) $(state suppressed)" '0 0 89'
word=$("$nixie" acts --format=jsonl | head -n 1 | sed 's/^{"id":"\([0-9a-f]*\).*/\1/')
exits 0 'undo that word' "$nixie" undo --why=x "$word"
is 'and the word before it stands' "$(state held) $(state clear)" '0 79'
run "$nixie" scan "$work/box"
is 'the brake does not hold it again' "$(state held)" 0

export NIXIE_DB="$work/one-by-one"
filter_all () {
  local day
  for day in 1 9; do dated "$day" 9 "u$day@big.example" | "$nixie" filter || return; done
  for number in {100..111}; do dated 12 9 "u$number@big.example" | "$nixie" filter || return; done
}
ok "filter, one by one" filter_all
is "says when a hold begins, once" "$err" \
  "nixie: held: big.example: 10 addresses failed hard within 24 hours, usual are 1; see nixie held"
is "and holds from the start" "$(state held) $(state suppressed)" "12 2"

export NIXIE_DB="$work/off"
printf '[brake]\nenabled=false\n' >"$work/off.conf"
run env NIXIE_CONFIG="$work/off.conf" "$nixie" scan "$work/box"
is "switched off" "$code $(state held) $(state suppressed)" "0 0 89"
run "$nixie" rebuild
is "switched on, and rebuilt" "$code $(state held) $(state suppressed)" "0 80 9"
export NIXIE_DB="$work/trust" NIXIE_CONFIG="$work/trust.conf"
printf '[trust]\ndomains=example.net\n' >"$NIXIE_CONFIG"
run "$nixie" scan "$work/box"
is "what is below the trust level holds nothing" "$code $err $(state held) $(state suppressed)" "0  0 0"
printf '[trust]\ndomains=example.org\n' >"$NIXIE_CONFIG"
run "$nixie" rebuild
is "what is not does, as soon as all is rebuilt" "$code $(state held) $(state suppressed)" "0 80 9"
# An outage that was not held, since nobody knew yet what is usual: once it is undone, it is not usual either.
export NIXIE_DB="$work/undone"
{
  for day in {1..13}; do boxed "$day" 9 "u$day@big.example"; done
  # shellcheck disable=SC2046
  { boxed 3 9 $(users big.example 100 149); boxed 14 8 $(users big.example 200 239); }
} >"$work/box"
run "$nixie" scan "$work/box"
is 'two outages, of which the first makes the second look usual' "$(state held) $(state suppressed)" '0 103'
run "$nixie" undo --dry-run --since=2026-11-03 --until=2026-11-03 --domain=big.example
is 'to undo the first would hold the second' "$(grep -c 'held' <<<"$out") $err" '40 entries that would change: 91'
exits 0 'undo the first' "$nixie" undo --why=theirs --since=2026-11-03 --until=2026-11-03 --domain=big.example
has 'changes what was foretold' "$err" 'entries changed: 91'
is 'holds the second' "$(state held) $(state suppressed) $(state clear)" '40 12 51'
run "$nixie" rebuild
is 'as a rebuild finds' "$(state held) $(state suppressed) $(state clear)" '40 12 51'
word=$("$nixie" acts --format=jsonl | sed -n 's/^{"id":"\([0-9a-f]*\)","act":"undo".*/\1/p')
exits 0 'taken back' "$nixie" undo --why=not "$word"
is 'all is as it was' "$(state held) $(state suppressed)" '0 103'
ok 'the list is in order' "$nixie" verify
finish
