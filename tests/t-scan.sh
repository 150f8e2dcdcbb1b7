#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# nixie scan and parse: mailboxes of every kind, nothing counted twice, bad input said and passed over.
. "${SRCDIR:-$(dirname "$0")/..}/tests/lib.sh"
. "$SRCDIR/tests/mail.sh"

figure () { sed -n "s/.*\"$1\":\([0-9a-z]*\).*/\1/p" <<<"$out"; }
scan () { "$nixie" scan --format=json "$@"; }

{ report a@example.com | in_mbox; ordinary | in_mbox; report b@example.com 4.2.2 "452 4.2.2 Mailbox full" | in_mbox; } >"$work/box"
exits 0 "an mbox" scan "$work/box"
is "messages" "$(figure read)" 3
is "reports" "$(figure reports)" 2
is "hard" "$(figure hard)" 1
is "soft" "$(figure soft)" 1
is "newly suppressed" "$(figure newly_suppressed)" 1
exits 0 "again" scan "$work/box"
is "counts nothing twice" "$(figure newly_suppressed) $(figure already_known)" "0 2"
run "$nixie" scan "$work/box"
has "the summary is for people" "$out" "newly suppressed"
is "and says nothing else" "$err" ""

export NIXIE_DB="$work/dry"
exits 0 "a dry run" scan --dry-run "$work/box"
is "reads" "$(figure hard) $(figure recorded)" "1 false"
ok "and records nothing" test ! -e "$work/dry"

# The same three messages in every kind of mailbox, plain and compressed.
mkdir -p "$work/Maildir"/{cur,new,tmp} "$work/mh" "$work/files/below"
report a@example.com >"$work/files/one.eml"
ordinary >"$work/files/two.eml"
report b@example.com 4.2.2 "452 4.2.2 Mailbox full" >"$work/files/below/three.eml"
cp "$work/files/one.eml" "$work/Maildir/cur/1.a:2,S"; cp "$work/files/two.eml" "$work/Maildir/new/2.b"
cp "$work/files/below/three.eml" "$work/Maildir/new/3.c"
report never@example.com >"$work/Maildir/tmp/4.d"
cp "$work/files/one.eml" "$work/mh/1"; cp "$work/files/two.eml" "$work/mh/2"; cp "$work/files/below/three.eml" "$work/mh/10"
echo "cur: 1" >"$work/mh/.mh_sequences"
sed 's/$/\r/' "$work/box" >"$work/crlf"
tr '\n' '\r' <"$work/box" >"$work/cr"
kinds=("Maildir" "mh" "files" "box" "crlf" "cr")
for tool in gzip zstd xz bzip2; do
  command -v "$tool" >/dev/null || continue
  "$tool" -c <"$work/box" >"$work/box.$tool"
  kinds+=("box.$tool")
done
for kind in "${kinds[@]}"; do
  export NIXIE_DB="$work/list-$kind"
  run scan "$work/$kind"
  is "$kind" "$code $(figure read) $(figure hard) $(figure soft)" "0 3 1 1"
done
from_pipe () { "$nixie" scan --format=json - <"$1"; }
for kind in box box.gzip crlf mh/1; do
  [ -e "$work/$kind" ] || continue
  export NIXIE_DB="$work/pipe-${kind//\//-}"
  run from_pipe "$work/$kind"
  is "standard input: $kind" "$code $(figure hard)" "0 1"
done
export NIXIE_DB="$work/list-all"
run scan "$work/box" "$work/Maildir" "$work/mh" "$work/crlf"
is "the same reports from many places count once" "$(figure read) $(figure newly_suppressed) $(figure already_known)" "12 1 6"

# parse: the same, printed.
run "$nixie" parse --format=json "$work/box"
is "parse: a line an outcome" "$code $(wc -l <<<"$out")" "0 2"
has "origin is the From_ line's place" "$out" "\"origin\":\"$work/box:0\""
has "the third message's too" "$out" "\"origin\":\"$work/box:$(grep -abo '^From MAILER' "$work/box" | sed -n '3s/:.*//p')\""
has "recipient" "$out" '"recipient":"a@example.com"'
run "$nixie" parse --format=json --all "$work/box"
is "--all: also what is no report" "$(wc -l <<<"$out")" 3
has "as none" "$out" '"report":"none"'
run "$nixie" parse "$work/box"
has "text for people" "$out" "a@example.com: hard, no-such-user"
{ echo "From MAILER-DAEMON Sun Nov 22 09:30:00 2026"; report late@example.com | grep -v ^Date; echo; } >"$work/undated"
run "$nixie" parse --format=json "$work/undated"
has "without a date of its own, when it came" "$out" '"date":"2026-11-22T09:30:00Z"'
report JOHN.Doe@UPPER.Example >"$work/upper"
run "$nixie" parse --format=json "$work/upper"
has "the address is what the list would hold" "$out" '"recipient":"JOHN.Doe@UPPER.Example","address":"john.doe@upper.example"'
has "and as it is written" "$out" '"display":"JOHN.Doe@UPPER.Example"'
has "in text, too" "$("$nixie" parse "$work/upper")" ": john.doe@upper.example: hard"
printf '[address]\nfold-local-part=false\n' >"$work/fold.conf"
run "$nixie" parse --config="$work/fold.conf" --format=json "$work/upper"
has "as the settings fold it" "$out" '"address":"JOHN.Doe@upper.example"'
hasnt "one in canonical form stands once" "$("$nixie" parse --format=json "$work/box")" '"display"'
mailbox 3000 >"$work/many"
"$nixie" parse --format=json --jobs=1 "$work/many" >"$work/one"
"$nixie" parse --format=json --jobs=3 "$work/many" >"$work/three"
exits 0 "more workers than any machine can bear" "$nixie" parse --format=json --jobs=100000 "$work/box"
ok "workers keep the order" cmp "$work/one" "$work/three"
is "of all" "$(wc -l <"$work/three")" 3000
parse_to_full () { "$nixie" parse "$work/box" >/dev/full; }
exits 74 "a full disk behind parse" parse_to_full

# Bad input: said, passed over, 1 at the end; the rest is read.
export NIXIE_DB="$work/list-bad"
exits 66 "a path that is not there" scan "$work/none"
has "is named" "$err" "$work/none"
exits 64 "no path" scan
: >"$work/empty"
run scan "$work/empty"
is "an empty file is an empty mailbox" "$code $(figure read)" "0 0"
head -c 100000 /dev/urandom >"$work/binary"
exits 1 "a binary file" scan "$work/binary" "$work/box"
has "is named" "$err" "$work/binary"
is "and the rest is read" "$(figure hard)" 1
mkdir "$work/nothing"
run scan "$work/nothing"
is "an empty folder" "$(figure read)" 0
if [ -e "$work/box.gzip" ]; then
  head -c 300 "$work/box.gzip" >"$work/cut.gz"
  exits 1 "a truncated archive" scan "$work/cut.gz"
  has "is named" "$err" "$work/cut.gz"
fi
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
  chmod 755 "$work"; cp "$work/box" "$work/private"; chmod 600 "$work/private"
  mkdir "$work/bin"; cp "$nixie" "$BUILDDIR/nixie-mail" "$work/bin" # others may not look into the build folder
  as_other () { NIXIE_DB="$work/box/x" setpriv --reuid=65534 --regid=65534 --clear-groups "$work/bin/nixie" parse "$work/private"; }
  exits 77 "a file that may not be read" as_other
  has "is named" "$err" "$work/private"
else
  skip "a file that may not be read" "not root"
fi
head -c 600 "$work/box" >"$work/cut"
run scan "$work/cut"
is "a truncated mbox is read as far as it goes" "$code $(figure read)" "0 1"

with_tmp () { TMPDIR=$1 "$nixie" scan --db="$work/db-tmp" "$work/box"; }
exits 66 "no place for what waits" with_tmp "$work/no-such-folder"
has "is named" "$err" "$work/no-such-folder"
run "$nixie" list --db="$work/db-tmp" --format=plain
is "and nothing was recorded" "$code$out" 0

# Interrupted and run again: the same list as after one whole run.
mailbox 60000 >"$work/many"
export NIXIE_DB="$work/list-whole"
scan "$work/many" >/dev/null
run "$nixie" list --state=suppressed --format=plain
is "a whole run" "$(wc -l <<<"$out")" 60000
whole=$(sort <<<"$out" | cksum)
export NIXIE_DB="$work/list-cut"
# The signal comes when the mailbox has been read all but for its end, which is held back until then.
mkfifo "$work/feed" "$work/gate"
ended_in_order () {
  { cat "$work/many" && : >"$work/fed"; cat "$work/gate"; } >"$work/feed" &
  "$nixie" scan --format=json - <"$work/feed" & local pid=$!
  until [ -e "$work/fed" ]; do sleep 0.05; done
  kill -TERM "$pid"
  : >"$work/gate"
  wait "$pid"
}
run ended_in_order
is "ended by a signal" "$code" 143
is "says so" "$(figure interrupted)" true
killed () { "$nixie" scan "$work/many" & sleep 0.3; kill -KILL "$!"; wait "$!"; }
( killed ) >/dev/null 2>&1
exits 0 "run again" scan "$work/many"
run "$nixie" list --state=suppressed --format=plain
is "the list is the same" "$(sort <<<"$out" | cksum)" "$whole"
run "$nixie" show --format=json u1@example.com
is "nothing was counted twice" "$(grep -o '"failures":[0-9]*' <<<"$out" | head -1)" '"failures":1'
finish
