# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034
#
# What the shell tests share: TAP for automake's driver, and a place of their own. A test sources this file, calls the functions
# below, and ends with `finish`; without that line the driver reports an error, so a script that dies half-way never passes.
#   $nixie   the program under test          $work   a folder for this test alone, gone at its end
#   $SRCDIR  the sources                     $out, $err, $code   of the last `run`
# Values are settled here so that nobody's own list, settings or language leak in.

: "${SRCDIR:=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)}" "${BUILDDIR:=$SRCDIR/build}"
export SRCDIR BUILDDIR
work=$(mktemp -d "${TMPDIR:-/tmp}/nixie-test.XXXXXX") || exit 99
trap 'chmod -R u+rwX "$work" 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 99' HUP INT TERM
nixie=$BUILDDIR/nixie
export HOME="$work" XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/data" NIXIE_DB="$work/list"
unset NIXIE_CONFIG LANGUAGE
tests=0 out='' err='' code=0

# run COMMAND…: runs it and keeps its standard output, standard error and exit code in $out, $err and $code.
run () {
  code=0
  "$@" >"$work/.out" 2>"$work/.err" || code=$?
  out=$(<"$work/.out") err=$(<"$work/.err")
}

# result CODE NAME: one line of TAP. What `run` saw last is shown under a failure.
result () {
  tests=$((tests + 1))
  if [ "$1" -eq 0 ]; then
    echo "ok $tests - $2"
  else
    echo "not ok $tests - $2"
    { echo "exit $code"; echo "$out" | head -n 40; echo "$err" | head -n 40; } | sed 's/^/#   /'
  fi
}

# ok NAME COMMAND…: passes where COMMAND ends with 0.
ok () {
  local name=$1
  shift
  run "$@"
  result "$code" "$name"
}

# exits CODE NAME COMMAND…: passes where COMMAND ends with CODE.
exits () {
  local want=$1 name=$2
  shift 2
  run "$@"
  result $((code != want)) "$name (exit $want)"
}

# is NAME GOT WANT: passes where both are the same text.
is () {
  [ "$2" = "$3" ]
  result $? "$1"
  [ "$2" = "$3" ] || printf 'got:  %s\nwant: %s\n' "$2" "$3" | sed 's/^/#   /'
}

# has NAME TEXT PART, hasnt NAME TEXT PART: passes where TEXT contains PART (or does not).
has () {
  case $2 in *"$3"*) result 0 "$1" ;; *) result 1 "$1"; printf '%s\n' "no '$3' in:" "$2" | head -n 20 | sed 's/^/#   /' ;; esac
}
hasnt () {
  case $2 in *"$3"*) result 1 "$1"; printf '%s\n' "'$3' in:" "$2" | head -n 20 | sed 's/^/#   /' ;; *) result 0 "$1" ;; esac
}

# skip NAME WHY: one test that cannot run here. skip_all WHY: none of this script can.
skip () {
  tests=$((tests + 1))
  echo "ok $tests - $1 # SKIP $2"
}
skip_all () {
  echo "1..0 # SKIP $1"
  exit 0
}

finish () {
  echo "1..$tests"
}
