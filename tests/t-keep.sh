#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie verify, backup, prune and forget, as they are called.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"

run "$nixie" verify
is 'nothing to verify' "$code|$out" '0|'
exits 66 'nothing to back up' "$nixie" backup "$work/copy"
has 'is said' "$err" "there is no list in '$work/list' yet"
"$nixie" add --reason=opt-out a@example.com b@example.com 2>/dev/null
run "$nixie" verify
is 'a list in order' "$code|$out|$err" '0||read: 2 events, 2 ids, 0 acts, 2 entries'

mkdir "$work/tmp"
TMPDIR=$work/tmp ok 'what is counted in a temporary file' "$nixie" verify
is 'is not left there' "$(ls -A "$work/tmp")" ''
TMPDIR=$work/none exits 66 'no place for it' "$nixie" verify
has 'is said' "$err" "cannot create a temporary file in '$work/none'"

exits 64 'backup needs a folder' "$nixie" backup "$work/one" "$work/two"
run "$nixie" backup "$work/copy"
is 'backup' "$code|$out|$err" '0||'
is 'its modes' "$(stat -c %a "$work/copy" "$work/copy/data.mdb" "$work/copy/lock.mdb" | paste -sd ' ')" '2770 640 660'
exits 73 'never over another' "$nixie" backup "$work/copy"
has 'is said' "$err" "cannot create '$work/copy': File exists"
is 'and nothing is left over' "$(find "$work" -name '.nixie*')" ''
ok 'the copy is in order' "$nixie" verify --db="$work/copy"

# Restoring: the copy takes the list's place.
"$nixie" remove --force --why='a mistake' a@example.com 2>/dev/null
rm -r "$work/list" && cp -a "$work/copy" "$work/list"
exits 1 'a copy that took the list'\''s place answers' "$nixie" check a@example.com
ok 'and can be written' "$nixie" add --reason=opt-out c@example.com

# Entries under other settings.
printf '[reasons]\nopt-out=never\n' >"$work/nixie.conf"
exits 1 'other settings' "$nixie" verify --config="$work/nixie.conf"
is 'are one finding' "$out" 'entries: worked out under other settings, so not compared with the history (nixie rebuild)'
run "$nixie" verify --config="$work/nixie.conf" --format=jsonl
is 'as JSON' "$out" '{"records":"entries","finding":"settings","mended_by":"rebuild","repaired":false}'
"$nixie" rebuild --config="$work/nixie.conf" 2>/dev/null
ok 'and a rebuild mends it' "$nixie" verify --config="$work/nixie.conf"
# Retention.
export NIXIE_DB=$work/kept
for name in a b; do
  report "$name@example.com" 4.2.2 '452 4.2.2 Mailbox full' | "$nixie" filter
done
"$nixie" add --reason=opt-out c@example.com 2>/dev/null
export NIXIE_NOW=2030-01-01T00:00:00Z
is 'three addresses' "$("$nixie" list | wc -l)" 3
run "$nixie" prune --dry-run
is 'prune --dry-run' "$code|$out|$err" '0||events that would go: 2
texts that would be emptied: 0
addresses that would leave the list: 2'
is 'changes nothing' "$("$nixie" list | wc -l)" 3
run "$nixie" prune
is 'prune' "$code|$out|$err" '0||events that went: 2
texts emptied: 0
addresses that left the list: 2'
has 'keeps what decides' "$("$nixie" list)" 'c@example.com '
ok 'the list is in order' "$nixie" verify
report a@example.com 4.2.2 '452 4.2.2 Mailbox full' | "$nixie" filter
is 'and what was pruned stays away' "$("$nixie" list | wc -l)" 1
printf '[keep]\nevents=0\n' >"$work/keep.conf"
report e@example.com 4.2.2 '452 4.2.2 Mailbox full' | "$nixie" filter
run "$nixie" prune --config="$work/keep.conf" --dry-run
has '0 keeps for ever' "$err" 'events that would go: 0'
run "$nixie" forget C@Example.com d@example.com
is 'forget' "$code|$out|$err" '0||forgotten: 1 addresses, 1 events'
ok 'then the address may be mailed' "$nixie" check c@example.com
exits 1 'nothing to forget' "$nixie" forget c@example.com
exits 65 'no address' "$nixie" forget nobody
ok 'the list is in order after all' "$nixie" verify

# A file that was cut short, by a disk or a copy: nobody answers from what is left, and no mail is lost.
export NIXIE_DB=$work/cut
seq -f 'n%.0f@example.com' 2000 | "$nixie" import --format=plain - >/dev/null
report a@example.com >"$work/a.eml"
cp "$NIXIE_DB/data.mdb" "$work/whole"
octets=$(stat -c %s "$work/whole")
for length in $((octets - 1)) $((octets - 4096)) $((octets / 2)) $((octets / 3 / 4096 * 4096)) 20000 8192 5000 4096 1; do
  cp "$work/whole" "$NIXIE_DB/data.mdb"
  truncate -s "$length" "$NIXIE_DB/data.mdb"
  for command in 'check n7@example.com' 'show n7@example.com' list verify 'verify --repair' 'add --reason=opt-out b@example.com' \
    "backup $work/of-cut" rebuild; do
    # shellcheck disable=SC2086
    exits 78 "$length octets of $octets: $command" "$nixie" $command
    has 'says why' "$err" "the list in '$NIXIE_DB' is cut short"
  done
  exits 75 "$length octets of $octets: filter lets the mail wait" "$nixie" filter --pass <"$work/a.eml"
  is 'and passes nothing on' "$out" ''
done
cp "$work/whole" "$NIXIE_DB/data.mdb"
ok 'filter, when it is back' "$nixie" filter <"$work/a.eml"
ok 'all is in order' "$nixie" verify

exits 66 'a place that is none' "$nixie" verify --db="$work/none/list"
finish
