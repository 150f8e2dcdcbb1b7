#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# bench-whole: the program as a whole. Ratios of commands measured in turn, five rounds, medians; then memory.
# Usage: whole.sh BUILDDIR [large]. Needs about 4 GB in $TMPDIR (12 GB with `large`); what it makes it removes.
set -u
build=$(cd "$1" && pwd); large=${2:-}
nixie=$build/nixie
export NIXIE_LIBEXEC=$build NIXIE_CONFIG=/dev/null LC_ALL=C.UTF-8
work=$(mktemp -d "${TMPDIR:-/tmp}/nixie-bench.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
over=0

say() { # NAME RATIO SIGN WANTED DETAIL
  local word=ok
  awk -v r="$2" -v s="$3" -v w="$4" 'BEGIN { exit !(s == "<=" ? r <= w : r >= w) }' || { word=OVER; over=1; }
  printf '%-62s %6.3f  wanted %s %-5s %-4s  (%s)\n' "$1" "$2" "$3" "$4" "$word" "$5"
}

seconds() { # COMMAND…: wall time; ends the benchmark where the command fails
  local start=$EPOCHREALTIME code=0
  "$@" >/dev/null 2>"$work/err" || code=$?
  [ "$code" -le 1 ] || { echo "failed ($code): $*" >&2; cat "$work/err" >&2; exit 70; }
  awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.4f\n", b - a }'
}

median() { sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

scan() { "$@" scan --db="$work/db" "$work/reports.mbox"; }
one_cpu() { scan taskset -c 0 "$nixie"; }
all_cpus() { scan "$nixie"; }
parse() { "$nixie" parse --format=json "$work/reports.mbox"; }

compare() { # NAME SIGN WANTED A B: the ratio of B's time to A's
  local a b
  : >"$work/a"; : >"$work/b"
  for _ in 1 2 3 4 5; do
    rm -rf "$work/db"
    seconds "$4" >>"$work/a" || exit 70
    rm -rf "$work/db"
    seconds "$5" >>"$work/b" || exit 70
  done
  a=$(median <"$work/a"); b=$(median <"$work/b")
  say "$1" "$(awk -v a="$a" -v b="$b" 'BEGIN { printf "%.4f", b / a }')" "$2" "$3" "$b s against $a s"
}

# The largest RssAnon (KiB), summed over the program and its workers, while COMMAND runs.
anon_of() {
  "$@" >/dev/null 2>&1 &
  local pid=$! most=0 now
  while kill -0 "$pid" 2>/dev/null; do
    now=$(for p in "$pid" $(cat "/proc/$pid/task/$pid/children" 2>/dev/null); do
      awk '/^RssAnon/ { print $2 }' "/proc/$p/status" 2>/dev/null; done | awk '{ s += $1 } END { print s + 0 }')
    [ "$now" -gt "$most" ] && most=$now
    sleep 0.05
  done
  wait "$pid"
  echo "$most"
}

scan_file() { rm -rf "$work/db"; exec "$nixie" scan --db="$work/db" "$1"; }

memory() { # MEGABYTES
  local small=$1 big=$2 a b
  "$build/tests/bench/make-mbox" reports "$small" 20000 >"$work/small.mbox"
  "$build/tests/bench/make-mbox" reports "$big" 20000 >"$work/big.mbox"
  a=$(anon_of scan_file "$work/small.mbox")
  b=$(anon_of scan_file "$work/big.mbox")
  say_memory "RssAnon, mbox of $big MB : of $small MB" 1.1 "$a" "$b"
  rm -f "$work/small.mbox" "$work/big.mbox"
}

say_memory() { # NAME WANTED KIB KIB
  say "$1" "$(awk -v a="$3" -v b="$4" 'BEGIN { printf "%.4f", b / a }')" "<=" "$2" "$4 KiB against $3 KiB"
}

import_file() { rm -rf "$work/db"; exec "$nixie" import --db="$work/db" "$1"; }
export_all() { exec "$nixie" export --db="$work/db"; }

# list EVENTS ADDRESSES: rows of another system's list taken in and given out. What an import may hold of the list's pages is 100 MB
# (IMPORT_PAGES in cmd-import.c); beside them is what it sorts.
list() {
  local few=$(($1 / 10)) most=102400 a b
  "$build/tests/bench/list" rows "$1" "$2" >"$work/rows.csv"
  "$build/tests/bench/list" compare "$nixie" "$work/rows.csv" "$work" "$1" || over=1
  rm -rf "$work/made" "$work/again" "$work/bare"
  "$build/tests/bench/list" rows "$few" "$(($2 / 10))" >"$work/few.csv"
  say_memory "RssAnon, import of $few rows : what pages may take" 1.35 "$most" "$(anon_of import_file "$work/few.csv")"
  a=$(anon_of export_all)
  say_memory "RssAnon, import of $1 rows : what pages may take" 1.35 "$most" "$(anon_of import_file "$work/rows.csv")"
  b=$(anon_of export_all)
  say_memory "RssAnon, export of $2 entries : of $(($2 / 10))" 1.1 "$a" "$b"
  rm -rf "$work/db" "$work/rows.csv" "$work/few.csv"
}

if [ "$large" = large ]; then
  "$build/tests/bench/look-up" "$work/small" 1000000 "$work/large" 10000000 || over=1
  rm -rf "$work/small" "$work/large"
  memory 1000 10000
  exit "$over"
fi

"$build/tests/bench/make-mbox" reports 120 20000 >"$work/reports.mbox"
compare "scan's speed into the list : parse alone" ">=" 0.8 all_cpus parse
[ "$(nproc)" -lt 2 ] || compare "scan's speed on all CPUs : on one" ">=" 1.6 all_cpus one_cpu
memory 100 1000

"$nixie" add --db="$work/db" --reason=opt-out a@example.com >/dev/null 2>&1
printf 'From: a@example.org\nTo: b@example.com\nSubject: lunch\n\nAt one?\n' >"$work/ordinary.eml"
"$build/tests/bench/start" "start of nixie check : empty program with GLib and LMDB" 1.3 /dev/null "$build/tests/bench/empty-look-up" \
  "$nixie" check --db="$work/db" b@example.com || over=1
"$build/tests/bench/start" "start of nixie filter : empty program with GMime" 1.5 "$work/ordinary.eml" "$build/tests/bench/empty-mail" \
  "$nixie" filter --db="$work/db" || over=1
"$build/tests/bench/look-up" "$work/small" 100000 "$work/large" 1000000 || over=1
rm -rf "$work/small" "$work/large"
list 1000000 300000
exit "$over"
