#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie add, remove, show and rebuild: an operator's word, all of it or nothing, and how it reads afterwards.
. "$(dirname "$0")/lib.sh"
at () { export NIXIE_NOW=2026-11-${1}T10:00:00Z; }
who=$(id -un)

# does CODE ERR NAME COMMAND…: nixie ends with CODE, says ERR and writes nothing.
does () {
  local want="$1|$2|" name=$3
  shift 3
  run "$nixie" "$@"
  is "$name" "$code|$err|$out" "$want"
}

at 20
does 64 "nixie: add: --reason=ID is needed, such as opt-out or no-such-user
nixie: see 'nixie help add'" 'add without a reason' add a@example.com
does 65 "not an address: 'nonsense': no '@'
nixie: nothing changed: not an address: 1 of 2" 'add: one that is none' add --reason=opt-out a@example.com nonsense
does 65 "not an address: 'a@example.com <b@example.com>': more than one '@'
nixie: nothing changed: not an address: 1 of 1" 'add: two addresses' add --reason=opt-out - <<<'a@example.com <b@example.com>'
does 65 'nixie: nothing changed: no address given' 'add: an empty list' add --reason=opt-out - </dev/null
ok 'nothing was made' test ! -e "$NIXIE_DB"
does 0 'added: 1' 'add' add --reason=mailbox-full --why='says her assistant' 'Jane <Jane@Example.com>'
printf 'b@example.com\r\n\n B@Example.com \nc@example.com\nd@example.com' >"$work/addresses"
does 0 'added: 3' 'add a list, each once' add --reason=opt-out - c@example.com <"$work/addresses"
exits 1 'what was added is suppressed' "$nixie" check b@example.com
printf '\xef\xbb\xbfmarked@example.com\n\xef\xbb\xbf\n' >"$work/marked"
does 0 'added: 1' 'add a list with a byte order mark' add --reason=opt-out - <"$work/marked"
exits 1 'which is no part of the address' "$nixie" check marked@example.com
head -c 100000 /dev/zero | tr '\0' a >"$work/long"
exits 65 'a line of 100 KB' bash -c "'$nixie' add --reason=opt-out - <'$work/long'"

run "$nixie" show jane@example.com
is 'show' "$code|$out|$err" "0|jane@example.com
  state:         suppressed since 2026-11-20T10:00:00Z, without end
  reason:        mailbox-full (the recipient's storage is used up, however permanent the code claims to be)
  fault:         mailbox
  words:         says her assistant
  source:        $who
  first seen:    2026-11-20T10:00:00Z
  last seen:     2026-11-20T10:00:00Z
  written as:    Jane@Example.com
  history:
    2026-11-20T10:00:00Z added by $who for mailbox-full
                          says her assistant
                          → suppressed, without end|"
does 1 'nixie: x@example.com: not on the list' 'show: one that is not there' show x@example.com
does 1 "nixie: not an address: 'x': no '@'" 'show: one that is none' show x
exits 1 'show: one that is there and one that is not' "$nixie" show b@example.com x@example.com
has 'shows the one' "$out" 'added by'

at 21
does 64 "nixie: remove: --why=TEXT is needed; it is kept in the history
nixie: see 'nixie help remove'" 'remove without a ground' remove b@example.com
does 1 'b@example.com: protected (opt-out): removed only with --force
nixie: nothing changed' 'remove: protected' remove --why=x b@example.com
does 1 'x@example.com: not on the list
nixie: nothing changed' 'remove: not there' remove --why=x jane@example.com x@example.com
exits 1 'and nothing was removed' "$nixie" check jane@example.com
does 65 "not an address: 'x': no '@'
nixie: nothing changed: not an address: 1 of 2" 'remove: no address' remove --why=x jane@example.com x
does 0 'removed: 1' 'remove' remove --why='fixed by phone' jane@example.com
ok 'what was removed may be mailed' "$nixie" check jane@example.com
does 1 'jane@example.com: not on the list
nixie: nothing changed' 'remove: once is enough' remove --why=x jane@example.com
does 0 'removed: 2' 'remove with force' remove --force --why='asked in writing' b@example.com c@example.com
run "$nixie" show --format=json jane@example.com b@example.com
is 'the history as JSON' "$(grep -o '"history".*' <<<"$out")" "\
\"history\":[{\"time\":\"2026-11-20T10:00:00Z\",\"event\":\"added\",\"reason\":\"mailbox-full\",\"why\":\"says her assistant\",\
\"source\":\"$who\"},{\"time\":\"2026-11-21T10:00:00Z\",\"event\":\"removed\",\"why\":\"fixed by phone\",\"source\":\"$who\"}]}
\"history\":[{\"time\":\"2026-11-20T10:00:00Z\",\"event\":\"added\",\"reason\":\"opt-out\",\"source\":\"$who\"},\
{\"time\":\"2026-11-21T10:00:00Z\",\"event\":\"removed\",\"why\":\"asked in writing\",\"source\":\"$who\",\"force\":true}]}"
hasnt 'what is lifted has no reason' "$("$nixie" list --format=jsonl --state=clear)" '"reason"'
exits 1 'd stands' "$nixie" check d@example.com

# An act never comes before what it answers, whatever the clock says.
at 10
does 0 'removed: 1' 'a clock that runs behind' remove --force --why=x d@example.com
ok 'does not undo the removal' "$nixie" check d@example.com

# Who: under sudo not root.
at 22
if [ "$(id -u)" -eq 0 ]; then
  SUDO_USER=jane run "$nixie" add --reason=opt-out sudo@example.com
  has 'under sudo it is the user' "$("$nixie" show sudo@example.com)" 'added by jane for opt-out'
else
  SUDO_USER=jane run "$nixie" add --reason=opt-out sudo@example.com
  has 'who is not root is himself' "$("$nixie" show sudo@example.com)" "added by $who for opt-out"
fi
run "$nixie" add --reason=opt-out --why=$'two\nlines \e[31m' lines@example.com
has 'a ground stays on one line, and cannot paint' "$("$nixie" show lines@example.com)" 'two lines \x1B[31m'

# A domain, and what stands by itself under it.
run "$nixie" add --reason=no-such-domain @gone.example a@gone.example
run "$nixie" show a@gone.example
has 'show has the address' "$out" "a@gone.example
  state: "
has 'and its domain' "$out" "
@gone.example
  state: "
does 0 'a@gone.example: still suppressed by @gone.example
removed: 1' 'who is removed, and whose domain is not' remove --force --why=back a@gone.example
exits 1 'may not be mailed' "$nixie" check a@gone.example
run "$nixie" add --reason=no-such-domain a@gone.example
ok 'a domain is removed' "$nixie" remove --force --why=back @gone.example
ok 'its others may be mailed' "$nixie" check b@gone.example
exits 1 'what stands by itself may not' "$nixie" check a@gone.example

# Settings that change.
printf '[policy]\nprotect=operator\n' >"$work/nixie.conf"
run "$nixie" show --config="$work/nixie.conf" a@gone.example
has 'a change of settings is told' "$err" "the settings have changed since the list was worked out; run 'nixie rebuild'"
run "$nixie" check --config="$work/nixie.conf" b@gone.example
is 'but not by a look-up' "$code$err" 0
ok 'rebuild' "$nixie" rebuild --config="$work/nixie.conf"
has 'counts what changed' "$err" 'entries changed: '
run "$nixie" show --config="$work/nixie.conf" a@gone.example
is 'and then all is quiet' "$code$err" 0

# Trouble leaves the list as it was.
export NIXIE_CONFIG=$work/nixie.conf
before=$("$nixie" export)
exits 74 'a list that may not grow' bash -c "ulimit -f 0; seq -f 'u%.0f@example.com' 50000 | '$nixie' add --reason=opt-out - 2>/dev/null"
is 'is as it was' "$("$nixie" export 2>&1)" "$before"
exits 64 'a reason that is no failure' "$nixie" add --reason=delivered word@example.com
run "$nixie" add --reason=mailbox-full word@example.com
run "$nixie" add --reason=no-such-user word@example.com
run "$nixie" list --domain=example.com --format=csv
has 'the last word stands' "$out" 'word@example.com,suppressed,no-such-user'
finish
