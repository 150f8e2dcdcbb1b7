#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie list and nixie export: forms, filters, cells that a spreadsheet would run, and a file that is the old one or whole.
. "$(dirname "$0")/lib.sh"
old=2026-11-01T10:00:00Z new=2026-11-21T10:00:00Z
export NIXIE_NOW=$old
"$nixie" add --reason=no-such-user --why='gone, "they" said' a@example.com b@mail.example.com 2>/dev/null
export NIXIE_NOW=$new
"$nixie" add --reason=opt-out --why='=HYPERLINK("http://192.0.2.1")' 'Jane <Jane@Example.org>' @example.net 2>/dev/null
"$nixie" add --reason=complaint lifted@example.org 2>/dev/null
"$nixie" remove --force --why=mistake lifted@example.org 2>/dev/null
who=$(id -un)

run "$nixie" list
is 'list' "$code|$out|$err" "0|@example.net                            suppressed  opt-out               2026-11-21T10:00:00Z
a@example.com                           suppressed  no-such-user          2026-11-01T10:00:00Z
b@mail.example.com                      suppressed  no-such-user          2026-11-01T10:00:00Z
jane@example.org                        suppressed  opt-out               2026-11-21T10:00:00Z
lifted@example.org                      clear                             2026-11-21T10:00:00Z|"

# lists WANT OPTION…: the addresses, on one line.
lists () {
  local want=$1
  shift
  run "$nixie" list --format=plain "$@"
  is "list $*" "$code $out" "0 ${want// /$'\n'}"
}
lists '@example.net a@example.com b@mail.example.com jane@example.org'
lists 'lifted@example.org' --state=clear
lists '' --state=counting
lists 'a@example.com b@mail.example.com' --reason=no-such-user
lists 'a@example.com' --domain=example.com
lists 'a@example.com' --domain=EXAMPLE.COM.
lists 'a@example.com b@mail.example.com' --domain=.example.com
lists '@example.net' --domain=@example.net
lists '' --domain=ample.com
lists '@example.net jane@example.org' --since=2026-11-02
lists '@example.net jane@example.org' --since=2026-11-21T10:00:00Z
lists '' --since=2026-11-21T10:00:01Z
lists 'jane@example.org' --since=2026-11-02 --domain=example.org --reason=opt-out --state=suppressed
exits 64 'a time that is none' "$nixie" list --since=yesterday
has 'is explained' "$err" '--since=yesterday: not a time; write it as 2026-11-21'
exits 64 'a domain that is none' "$nixie" list --domain=a@b@c
has 'is named' "$err" '--domain=a@b@c: not a domain'

# CSV as RFC 4180 has it.
"$nixie" export >"$work/out.csv"
head='address,state,reason,class,status,reply,diagnostic,first_seen,last_seen,failures,hard_failures,counted_days,until,protected'
printf '%s\r\n' "$head,source,display,since" \
  "'@example.net,suppressed,opt-out,,,,\"'=HYPERLINK(\"\"http://192.0.2.1\"\")\",$new,$new,0,0,0,,yes,$who,'@example.net,$new" \
  "a@example.com,suppressed,no-such-user,hard,,,\"gone, \"\"they\"\" said\",$old,$old,0,0,0,,yes,$who,a@example.com,$old" \
  >"$work/want.csv"
ok 'export is CSV' cmp "$work/want.csv" <(head -n 3 "$work/out.csv")
run "$nixie" list --format=csv
"$nixie" list --format=csv >"$work/list.csv"
ok 'and list can write it too' cmp "$work/out.csv" "$work/list.csv"
cat >"$work/read.py" <<'END'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8"), strict=True))
assert len(rows) == 6 and all(len(row) == len(rows[0]) for row in rows), rows
assert not any(cell[:1] in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row), rows
assert dict(zip(rows[0], rows[2]))["diagnostic"] == 'gone, "they" said', rows[2]
END
if command -v python3 >/dev/null; then
  ok 'another reader of CSV understands it' python3 "$work/read.py" "$work/out.csv"
else
  skip 'another reader of CSV understands it' 'no python3'
fi
run "$nixie" export --format=jsonl --domain=example.org --state=suppressed
is 'JSON lines' "$out" '{"address":"jane@example.org","display":"Jane@Example.org","state":"suppressed","reason":"opt-out",'`
  `'"fault":"mailbox",'`
  `'"diagnostic":"=HYPERLINK(\"http://192.0.2.1\")","first_seen":"2026-11-21T10:00:00Z","last_seen":"2026-11-21T10:00:00Z",'`
  `'"since":"2026-11-21T10:00:00Z","failures":0,"hard_failures":0,"counted_days":0,"protected":true,"source":"'"$who"'",'`
  `'"strands":[{"strand":"opt-out",'`
  `'"state":"suppressed","reason":"opt-out","since":"2026-11-21T10:00:00Z","protected":true}]}'
has 'one that is clear has no strands' "$("$nixie" list --format=jsonl --state=clear)" '"strands":[]'

# A file.
umask 027
ok 'export --output' "$nixie" export --output="$work/file.csv"
ok 'writes the same' cmp "$work/out.csv" "$work/file.csv"
is 'as the umask has it' "$(stat -c %a "$work/file.csv")" 640
chmod 604 "$work/file.csv"
ln -s file.csv "$work/link.csv"
ok 'over an old file, by a link' "$nixie" export --format=plain -o "$work/link.csv"
is 'it keeps its mode, and the link stays' "$(stat -c %a "$work/file.csv") $(readlink "$work/link.csv")" '604 file.csv'
is 'its text is new' "$(head -n 1 "$work/file.csv")" '@example.net'
is 'and nothing lies beside it' "$(cd "$work" && echo file* link*)" 'file.csv link.csv'
mkfifo "$work/pipe"
into_a_pipe () {
  cat "$work/pipe" >"$work/piped" &
  "$nixie" export --format=plain -o "$work/pipe" && wait "$!" && grep -q jane "$work/piped"
}
ok 'a pipe is written as it is' into_a_pipe
ok 'a device too' "$nixie" export -o /dev/null
ok 'and stays one' test -c /dev/null
exits 74 'a full disk' "$nixie" export -o /dev/full
exits 73 'a folder that is not there' "$nixie" export -o "$work/no/file"
has 'is named' "$err" "cannot create '$work/no/file': No such file"
exits 73 'a folder' "$nixie" export -o "$work"
cp "$work/file.csv" "$work/before.csv"
is 'a file that cannot grow' "$(bash -c "ulimit -f 0; '$nixie' export -o '$work/file.csv' 2>&1; echo \$?")" \
  "nixie: cannot write to '$work/file.csv': File too large
74"
ok 'leaves the old one' cmp "$work/file.csv" "$work/before.csv"
is 'and nothing beside it' "$(cd "$work" && echo file*)" file.csv

# A suppression that has ended has neither beginning nor end.
export NIXIE_DB=$work/soft
{ "$nixie" export
  echo 's@example.com,suppressed,mailbox-full,soft,,,,2026-10-01T10:00:00Z,2026-11-01T10:00:00Z,5,0,5,2027-01-30T10:00:00Z,no,,,'
} | "$nixie" import - >/dev/null 2>&1
has 'a soft suppression' "$("$nixie" export | tail -n 1 | cut -d , -f 2,13)" 'suppressed,2027'
for format in csv jsonl; do
  NIXIE_NOW=2027-03-01T00:00:00Z run "$nixie" export --format=$format --domain=example.com
  has "when it is over: $format" "$out" counting
  hasnt "$format: has no end" "$out" 2027
done
hasnt 'JSON: no beginning' "$out" '"since"'
finish
