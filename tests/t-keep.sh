#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie verify and backup, as they are called.
. "$(dirname "$0")/lib.sh"

run "$nixie" verify
is 'nothing to verify' "$code|$out" '0|'
exits 66 'nothing to back up' "$nixie" backup "$work/copy"
has 'is said' "$err" "there is no list in '$work/list' yet"
"$nixie" add --reason=opt-out a@example.com b@example.com 2>/dev/null
run "$nixie" verify
is 'a list in order' "$code|$out|$err" '0||read: 2 events, 2 ids, 0 acts, 2 entries'

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
exits 66 'a place that is none' "$nixie" verify --db="$work/none/list"
finish
