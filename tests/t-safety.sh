#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What an operator trusts the list with: programs that are killed at any moment, many at once, a full disk, a clock that jumps, another
# user.
# NIXIE_KILLS says how many programs are killed, NIXIE_SEED which moments are chosen.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
kills=${NIXIE_KILLS:-40}
seed=${NIXIE_SEED:-1}
RANDOM=$seed
now=2026-11-22T10:00:00Z
export NIXIE_NOW=$now
echo "# NIXIE_SEED=$seed NIXIE_KILLS=$kills"

# What killed runs must come to in the end: the lists of runs that nobody disturbed.
export NIXIE_BATCH_PAGES=1 # as few events in a batch as there may be, so that a program is killed between two, too
mailbox 1600 >"$work/inbox"
{ echo address,reason,last_seen
  for ((i = 1; i <= 4000; i++)); do echo "i$i@example.com,no-such-user,2026-11-20T10:00:00Z"; done; } >"$work/rows.csv"
for ((i = 1; i <= kills / 4; i++)); do report "f$i@example.com" >"$work/f$i"; done

# took COMMAND…: its microseconds in $span; it must end well.
took () {
  local from=${EPOCHREALTIME/./}
  "$@" >/dev/null 2>&1 || echo "# failed: $*"
  span=$((${EPOCHREALTIME/./} - from))
}

# Sleeping without a program that takes longer to start than the one to be killed.
mkfifo "$work/nap"
exec {nap}<>"$work/nap"

# nap MICROSECONDS
nap () { read -rt "$(printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)))" -u "$nap" || true; }

# until_written PID: process PID has written to the list, or is gone.
until_written () {
  : >"$work/begun"
  while ! [ "$NIXIE_DB/data.mdb" -nt "$work/begun" ] && kill -0 "$1" 2>/dev/null; do nap 300; done
}

# killed COMMAND…: runs it and kills it at some moment of $span microseconds, which follows what the machine is at. With $writing set these
# begin when it first writes events; a list that is not there yet is made long before. $code is 137, or its own where it was faster.
killed () {
  local delay=$((RANDOM * span / 32767)) pid made=
  [ ! -e "$NIXIE_DB/data.mdb" ] || made=yes
  "$@" <&0 >/dev/null 2>&1 & # a job's input is /dev/null else
  pid=$!
  if [ -n "${writing-}" ]; then
    [ -n "$made" ] || { until_written "$pid"; nap 20000; }
    until_written "$pid"
  fi
  nap "$delay"
  kill -9 "$pid" 2>/dev/null
  code=0
  wait "$pid" 2>/dev/null || code=$?
  if [ "$code" -eq 137 ]; then
    hits=$((hits + 1)) span=$((span * 10 / 9))
  elif [ -n "${writing-}" ]; then
    span=$((span / 2 + 1)) # there is little time between its first batch and its end
  else
    span=$((span * 8 / 10 + 1))
  fi
}

# in_order: the list has no flaw; one that is not yet made has none.
in_order () { "$nixie" verify >"$work/findings" 2>&1 || { flaws=$((flaws + 1)); sed 's/^/# /' "$work/findings"; }; }
everything () { "$nixie" export --format=jsonl 2>/dev/null; }

# fresh: the list as it is at the beginning: $begin, or none.
begin=
fresh () { rm -rf "$NIXIE_DB" && { [ -z "$begin" ] || cp -a "$begin" "$NIXIE_DB"; }; }

# fate NAME: the line of a program that was killed.
fate () {
  is "$1: no flaw after any of $rounds kills ($hits of them in time)" "$flaws" 0
  ok "$1: some were in time" test "$hits" -gt $((rounds / 6))
}

# written: how many events there are; 0 where there is no list.
written () { "$nixie" verify 2>&1 >/dev/null | sed -n 's/^read: \([0-9]*\) events.*/\1/p'; }

# again NAME FROM TO COMMAND…: killed again and again, on a fresh list of FROM events now and then; left alone at last it comes to TO
# events, and $whole. A kill is between two batches where some of what it found to do is done, and not all; a slow machine gets more kills
# until there is one.
again () {
  local name=$1 from=$2 to=$3 i odd=0 before=$2 now parted=0 places='' writing='' spans=("$span" $((span / 4))) most=$((kills / 4))
  shift 3
  hits=0 flaws=0 rounds=$most
  for ((i = 1; i <= rounds; i++)); do
    [ $((i % 2)) -eq 0 ] && writing='' || writing=yes # every other one
    span=${spans[i % 2]}
    killed "$@"
    spans[i % 2]=$span
    in_order
    now=$(written)
    if [ "$code" -eq 137 ] && [ "${now:=0}" -ne "$before" ] && [ "$now" -ne "$to" ]; then
      parted=$((parted + 1)) places+=" $now"
    fi
    before=$now
    [ "$i" -lt "$rounds" ] || [ "$parted" -gt 0 ] || [ "$rounds" -ge $((most * 6)) ] || rounds=$((rounds + 1))
    if [ $((i % 3)) -eq 0 ] || [ "$i" -eq "$rounds" ] || [ "${now:-0}" -eq "$to" ]; then
      "$@" >/dev/null 2>&1
      [ "$(everything)" = "$whole" ] || odd=$((odd + 1))
      in_order
      fresh
      before=$from
    fi
  done
  echo "# $name: ended between two batches $parted times of $rounds, of $from to $to events at$places"
  fate "$name"
  ok "$name: some between two batches" test "$parted" -gt 0
  is "$name: nothing is missing and nothing counted twice" "$odd" 0
}

export NIXIE_DB=$work/killed
took "$nixie" scan "$work/inbox"
whole=$(everything)
is 'scan: an undisturbed run' "$(wc -l <<<"$whole")" 1600
fresh
again scan 0 1600 "$nixie" scan "$work/inbox"

took "$nixie" import "$work/rows.csv"
whole=$(everything)
is 'import: an undisturbed run' "$(wc -l <<<"$whole")" 4000
fresh
again import 0 4000 "$nixie" import "$work/rows.csv"

# Prune: of a list of which most is too old.
export NIXIE_DB=$work/old
"$nixie" scan "$work/inbox" >/dev/null
for ((i = 1; i <= 3000; i++)); do echo "s$i@example.com"; done |
  NIXIE_NOW=2026-11-01T00:00:00Z "$nixie" add --reason=mailbox-full - 2>/dev/null
report u1@example.com 4.2.2 '452 4.2.2 Mailbox full' 2 | "$nixie" filter
for ((i = 1; i <= 1000; i++)); do report "p$i@example.com" 4.2.2 '452 4.2.2 Mailbox full' | in_mbox; done >"$work/soft"
"$nixie" scan "$work/soft" >/dev/null
export NIXIE_NOW=2036-01-01T00:00:00Z
begin=$work/old
NIXIE_DB=$work/killed
fresh
took "$nixie" prune
whole=$(everything)
is 'prune: an undisturbed run' "$(wc -l <<<"$whole")" 4600
kept=$(written)
fresh
again prune "$(written)" "$kept" "$nixie" prune
export NIXIE_NOW=$now

unset NIXIE_BATCH_PAGES

# A filter that said it is done has done it.
rm -rf "$NIXIE_DB"
hits=0 flaws=0 rounds=$((kills / 4)) lost=0 done_before=0
"$nixie" add --reason=opt-out other@example.com 2>/dev/null
report another@example.com >"$work/another"
took "$nixie" filter <"$work/another"
for ((i = 1; i <= rounds; i++)); do
  killed "$nixie" filter <"$work/f$i"
  in_order
  [ "$code" -ne 0 ] || { done_before=$((done_before + 1)); everything | grep -q "\"f$i@example.com\"" || lost=$((lost + 1)); }
done
fate filter
is "filter: what was acknowledged is there ($done_before)" "$lost" 0
for ((i = 1; i <= rounds; i++)); do "$nixie" filter <"$work/f$i"; done
is 'filter: with the mail again all are there, each once' \
  "$(everything | grep -c '"address":"f[0-9]*@.*"failures":1,')" "$rounds"

# Many at once, and readers beside them.
export NIXIE_DB=$work/many
for ((i = 1; i <= 64; i++)); do report "m$i@example.com" >"$work/m$i"; done
readers=() filters=() bad=0
for ((i = 0; i < 3; i++)); do
  ( odd=0
    while [ ! -e "$work/enough" ]; do
      "$nixie" check "m$((RANDOM % 64 + 1))@example.com" >/dev/null 2>&1 || [ $? -eq 1 ] || odd=1
      "$nixie" list >/dev/null 2>&1 || odd=1
    done
    exit "$odd" ) &
  readers+=($!)
done
for ((from = 1; from <= 64; from += 32)); do
  filters=()
  for ((i = from; i < from + 32; i++)); do
    "$nixie" filter <"$work/m$i" 2>>"$work/said" &
    filters+=($!)
  done
  for pid in "${filters[@]}"; do wait "$pid" || bad=$((bad + 1)); done
done
touch "$work/enough"
is '32 filters at once, all well' "$bad $(cat "$work/said")" '0 '
bad=0
for pid in "${readers[@]}"; do wait "$pid" || bad=$((bad + 1)); done
is 'and so are the readers beside them' "$bad" 0
is 'all is there' "$("$nixie" list | wc -l)" 64
ok 'and in order' "$nixie" verify

# A clock that jumps: an operator's word comes behind all that is known, whatever the clock says.
export NIXIE_DB=$work/clock
at () { NIXIE_NOW=$1 "$nixie" "${@:2}" >/dev/null 2>&1; }
report c@example.com | NIXIE_NOW=2035-01-01T00:00:00Z "$nixie" filter
at 2035-01-01 add --reason=opt-out d@example.com
at 2026-01-01 remove --force --why=back c@example.com d@example.com
is 'a removal by a clock that went back' "$("$nixie" list | grep -c suppressed)" 0
at 2040-01-01 add --reason=opt-out e@example.com
at 2020-01-01 undo --source="$(id -un)"
report c@example.com 5.1.1 '550 5.1.1 User unknown' 2 | NIXIE_NOW=2019-01-01T00:00:00Z "$nixie" filter
at 1995-01-01 add --reason=complaint f@example.com
is 'and an addition' "$("$nixie" list | grep -c 'f@example.com.* suppressed')" 1
ok 'the list is in order' "$nixie" verify
export NIXIE_NOW=$now

# A full disk: what was acknowledged is there, what was not comes again.
fill_up () {
  mount -t tmpfs -o size=1m none "$work/small" || exit 9
  export NIXIE_DB=$work/small/list
  acknowledged=0 code=0
  "$nixie" filter <"$work/m1" || exit 8
  head -c 900k /dev/zero >"$work/small/filler" 2>/dev/null
  for ((i = 2; i <= 64 && code == 0; i++)); do
    "$nixie" filter <"$work/m$i" 2>"$work/full" || code=$?
    [ "$code" -ne 0 ] || acknowledged=$i
  done
  [ "$code" -eq 75 ] && grep -q 'disk full?\|No space left' "$work/full" || exit 7
  [ "$("$nixie" list | wc -l)" -eq $((acknowledged > 0 ? acknowledged : 1)) ] || exit 6
  "$nixie" verify || exit 5
  rm "$work/small/filler"
  for ((i = 1; i <= 64; i++)); do "$nixie" filter <"$work/m$i" || exit 4; done
  [ "$("$nixie" list | wc -l)" -eq 64 ] && "$nixie" verify
}
mkdir "$work/small"
export -f fill_up
export work nixie
if [ "$(id -u)" -eq 0 ] && unshare -m true 2>/dev/null; then
  ok 'a full disk' unshare -m bash -c fill_up
else
  skip 'a full disk' 'needs root and mount'
fi

# Another user: of the group he looks up, and does not write; else he does neither.
export NIXIE_DB=$work/many
as () { setpriv --reuid=65534 --regid="$1" --clear-groups "$nixie" "${@:2}"; }
if [ "$(id -u)" -eq 0 ] && chmod 755 "$work" && chgrp -R 65533 "$NIXIE_DB" && chmod 2770 "$NIXIE_DB" &&
  as 65534 --version >/dev/null 2>&1; then
  exits 1 'a member of the group looks up' as 65533 check m1@example.com
  ok 'lists' as 65533 list
  ok 'and verifies' as 65533 verify
  for command in 'add --reason=opt-out x@example.com' 'remove --force --why=x m1@example.com' 'forget m1@example.com' prune rebuild; do
    # shellcheck disable=SC2086
    exits 77 "but does not write: ${command%% *}" as 65533 $command
    has 'which is said' "$err" "Permission denied"
  done
  exits 77 'another does not look up' as 65534 check m1@example.com
  is 'nothing changed' "$("$nixie" list | wc -l)" 64
  ok 'nor was anything damaged' "$nixie" verify
else
  skip 'another user' 'needs root and setpriv'
fi
finish
