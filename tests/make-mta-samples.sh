#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# make-mta-samples.sh [-o FOLDER] [-k] [MTA...]: what do real MTAs' reports look like? Gets each MTA (postfix, exim, opensmtpd,
# sendmail, courier, dma; all of them without arguments) as Debian's packages, runs it in namespaces of its own (no network but its own
# loopback, files over the system's that vanish with it, processes that end with it), sends it the mails of tests/mta/cases.tsv and keeps
# the reports that it returns as FOLDER/<mta>/<version>-<case>.eml, by default in samples/. It ends by itself: three minutes an MTA.
# -k keeps the reports, the MTA's log and what was refused in a folder that it names. The .want files are for tests/update-wants.sh.
#
# Exit codes: 0 each MTA gave reports; 1 one gave none; 64 wrong arguments; 69 something is missing here (root, Linux namespaces,
# overlayfs, apt-get, python3).
set -u
here=$(cd -- "$(dirname -- "$0")" && pwd) || exit 69
mtas="postfix exim opensmtpd sendmail courier dma"
usage="usage: tests/make-mta-samples.sh [-o FOLDER] [-k] [$(echo $mtas | tr ' ' '|')]..."

say() {
  printf 'make-mta-samples: %s\n' "$1" >&2
}

need() {
  if [ "$(id -u)" != 0 ]; then
    say "only root can do this: it makes namespaces and mounts, and runs MTAs in them that change users"
    exit 69
  fi
  for program in apt-get dpkg-deb python3 unshare ip timeout; do
    command -v "$program" >/dev/null || { say "cannot find '$program'"; exit 69; }
  done
  grep -qw overlay /proc/filesystems || modprobe overlay 2>/dev/null || { say "this kernel has no overlayfs"; exit 69; }
  unshare --mount --net --pid --uts --ipc --fork true || { say "cannot make namespaces here"; exit 69; }
}

# get MTA WORK: downloads its packages and those that they need; the system's own set of packages stays as it is.
get() {
  local packages
  # shellcheck source=/dev/null
  packages=$(. "$here/mta/$1.sh" && mta_packages) || return
  mkdir -p "$2/debs/partial" "$2/out" || return
  # shellcheck disable=SC2086 # a list of words
  timeout 300 apt-get -y -q --download-only --no-install-recommends --reinstall -o Dir::Cache::archives="$2/debs" install $packages \
    >"$2/apt-get.log" 2>&1 && return
  tail -n 3 "$2/apt-get.log" >&2
  say "cannot get the packages of $1"
  return 1
}

# run MTA WORK: all that the MTA does is done in there. Its processes end with the first of their namespace, and that with unshare.
run() {
  timeout --signal=KILL 240 unshare --mount --net --pid --uts --ipc --fork --kill-child --mount-proc \
    bash "$here/mta/inside.sh" "$1" "$here/mta" "$2" >"$2/out/.said" 2>&1 &
  running=$!
  wait "$running"
  running=""
}

# timeout has made a process group of itself and unshare.
clean() {
  [ -z "$running" ] || kill -KILL -- "-$running" 2>/dev/null
  [ -z "$work" ] || rm -rf -- "$work"
}

# take MTA WORK: into the samples, with the version in the name, so that the next version's stand beside them.
take() {
  local count=0 report version
  version=$(cat "$2/out/.version" 2>/dev/null)
  mkdir -p "$folder/$1" || return
  for report in "$2"/out/*.eml; do
    [ -s "$report" ] || continue
    cp -- "$report" "$folder/$1/${version:-unknown}-${report##*/}" && count=$((count + 1))
  done
  say "$1 ${version:-of unknown version}: $count reports in $folder/$1"
  [ $count -gt 0 ]
}

folder="$here/../samples" keep=""
while getopts o:k option; do
  case $option in
    o) folder=$OPTARG ;;
    k) keep=yes ;;
    *) echo "$usage" >&2; exit 64 ;;
  esac
done
shift $((OPTIND - 1))
# shellcheck disable=SC2086 # a list of words
[ $# -gt 0 ] || set -- $mtas
for mta; do
  case " $mtas " in *" $mta "*) ;; *) echo "$usage" >&2; exit 64 ;; esac
done
need
failed=0 running="" work=""
trap clean EXIT
trap 'exit 130' INT TERM
for mta; do
  work=$(mktemp -d) || exit 69
  say "$mta ..."
  if get "$mta" "$work" && { run "$mta" "$work"; take "$mta" "$work"; }; then :; else failed=1; fi
  if [ -n "$keep" ]; then
    say "$mta: what was said is in $work/out/.said and .log"
    work=""
  fi
  clean
done
exit $failed
