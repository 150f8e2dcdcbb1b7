#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie check: answers, lists and CSV passed through, and what must never pass.
. "$(dirname "$0")/lib.sh"
export NIXIE_NOW=2026-11-21T10:00:00Z
"$nixie" add --reason=no-such-user bad@example.com 2>/dev/null
"$nixie" add --reason=opt-out 'Out@Example.ORG' 'jürgen@exämple.org' 2>/dev/null
"$nixie" add --reason=no-such-domain @gone.example 2>/dev/null

# check NAME CODE OUT ERR ARGUMENT…: nixie check on standard input.
check () {
  local name=$1 want="$2 $3|$4"
  shift 4
  run "$nixie" check "$@"
  is "$name" "$code $out|$err" "$want"
}
q="'"

check 'one that may' 0 '' '' ok@example.com
check 'two that may' 0 '' '' ok@example.com ok@example.net
check 'one that must not' 1 '' 'bad@example.com: suppressed: no-such-user' bad@example.com
check 'one of two' 1 '' 'bad@example.com: suppressed: no-such-user' ok@example.com bad@example.com
check 'written otherwise' 1 '' 'out@example.org: suppressed: opt-out' 'Jane <OUT@example.org.>'
check 'beyond ASCII' 1 '' 'jürgen@xn--exmple-cua.org: suppressed: opt-out' 'JÜRGEN@EXÄMPLE.org'
check 'by its domain' 1 '' 'any@gone.example: suppressed: no-such-domain (as all of its domain)' any@gone.example
check 'a domain itself' 1 '' '@gone.example: suppressed: no-such-domain' @gone.example
check 'no address' 1 '' "not an address: 'nonsense': no '@'" nonsense
check 'an empty address' 1 '' "not an address: '': no '@'" ''
check 'not UTF-8' 1 '' "not an address: 'a�@example.com': not UTF-8" $'a\xff@example.com'
run "$nixie" check $'a\e[31m\n@example.com'
is 'control characters are shown, not sent' "$code $(tr -d '[:print:]\n' <<<"$err")" '1 '
run "$nixie" check "$(printf '%0400d@example.com' 0)"
has 'too long' "$code $err" '1 not an address: '
check 'an unset variable names no list' 64 '' "nixie: check: option '--db' needs a value
nixie: see 'nixie help check'" --db= ok@example.com
LC_ALL=C check 'the C locale' 1 '' 'jürgen@xn--exmple-cua.org: suppressed: opt-out' jürgen@exämple.org

# A list on standard input.
list=$'ok@example.com\r\nbad@example.com\n\n  \t\n  "J. D." <Out@example.org> \nnope\nlast@example.com'
check 'a list' 1 '' "line 2: bad@example.com: suppressed: no-such-user
line 5: out@example.org: suppressed: opt-out
line 6: not an address: 'nope': no '@'" - <<<"$list"
for line in 'A <ok@example.com>, B <bad@example.com>' 'A <bad@example.com>, B <ok@example.com>' \
  '<bad@example.com> <ok@example.com>' \
  'bad@example.com <ok@example.com>' '"bad@example.com" <ok@example.com>' "${q}bad@example.com${q} <ok@example.com>" \
  'bad@example.com, ok@example.com' 'ok@example.com (bad@example.com) <ok@example.com>'; do
  run "$nixie" check --filter - <<<"$line"
  is "two addresses are none: $line" "$code $out" '1 '
  has 'which is said' "$err" "line 1: not an address: '$line': "
done
for line in '"ok@example.com" <OK@example.com>' "${q}ok@example.com${q} <ok@example.com>" 'O. K. @ Example <ok@example.com>' \
  '@ok <ok@example.com>' 'a<b <ok@example.com>'; do
  check "a name: $line" 0 "$line" '' --filter - <<<"$line"
done
mark=$'\xef\xbb\xbf'
check 'a byte order mark before a list' 1 'ok@example.com' '' --filter - <<<"${mark}bad@example.com"$'\nok@example.com'
for blank in $'\xc2\xa0' $'\xe2\x80\x8b' $'\xe2\x80\xae' $'\xe3\x80\x80' "$mark"; do
  check "nor is what is not seen: $(printf '%s' "$blank" | od -An -tx1)" 1 '' '' --filter - <<<"$blank A <${blank}bad@example.com> $blank"
done
check 'which inside an address makes it none' 1 '' "line 1: not an address: ${q}b"$'\xc2\xad'"ad@example.com${q}: an invisible character" \
  --filter - <<<$'b\xc2\xadad@example.com'
check 'NFD is NFC' 1 '' '' --filter - <<<$'ju\xcc\x88rgen@exa\xcc\x88mple.org'
check 'and before an empty line' 0 "" '' - <<<"$mark"
check 'a list and an argument' 1 '' 'bad@example.com: suppressed: no-such-user' - bad@example.com </dev/null
check 'an empty list' 0 '' '' - </dev/null
run "$nixie" check --filter - < <(printf '%s' "$list")
is 'filtered, octet for octet' "$code $out" $'1 ok@example.com\r\nlast@example.com'
is 'what is no address is named' "$err" "line 6: not an address: 'nope': no '@'"
run "$nixie" check --suppressed - < <(printf '%s' "$list")
is 'the others' "$code $out" $'1 bad@example.com\n  "J. D." <Out@example.org> \nnope'
check 'filtered arguments' 1 'ok@example.com' '' --filter ok@example.com bad@example.com
check 'the other arguments' 1 'bad@example.com' '' --suppressed ok@example.com bad@example.com
check 'a domain in a list is no address' 1 '' "line 1: not an address: '@gone.example': only a domain" --filter - <<<'@gone.example'
then_send () { printf 'ok@example.com\nbad@example.com\n' | { "$nixie" check --filter - || [ $? -eq 1 ]; } && echo sent; }
is 'filter, then send' "$(then_send)" 'ok@example.com
sent'
head -c 10000000 /dev/zero | tr '\0' a >"$work/long"
printf '\nok@example.com\n' >>"$work/long"
check 'a line of 10 MB' 1 'ok@example.com' 'line 1: not an address: too long' --filter - <"$work/long"
check 'a NUL' 1 '' "line 1: not an address: 'ok@example.com\x01x': not a domain behind the '@'" --filter - < <(printf 'ok@example.com\0x\n')
exits 74 'a full disk' bash -c "echo ok@example.com | '$nixie' check --filter - >/dev/full"
exits 74 'a folder as input' bash -c "'$nixie' check --filter - <'$work'"
has 'is said' "$err" 'cannot read standard input: Is a directory'

# CSV.
printf 'id,name,E-Mail\r\n1,"Doe, Jane",ok@example.com\r\n2,"a\r\nb",bad@example.com\r\n3,"say ""hi""","ok@example.net"\r\n4,x,\r\n5\r\n' \
  >"$work/in.csv"
"$nixie" check --filter --csv - <"$work/in.csv" >"$work/got.csv" 2>/dev/null
printf 'id,name,E-Mail\r\n1,"Doe, Jane",ok@example.com\r\n3,"say ""hi""","ok@example.net"\r\n' >"$work/want.csv"
ok 'CSV, filtered octet for octet' cmp "$work/got.csv" "$work/want.csv"
"$nixie" check --suppressed --csv - <"$work/in.csv" >"$work/got.csv" 2>/dev/null
printf 'id,name,E-Mail\r\n2,"a\r\nb",bad@example.com\r\n4,x,\r\n5\r\n' >"$work/want.csv"
ok 'CSV, the others' cmp "$work/got.csv" "$work/want.csv"
check 'CSV, named' 1 '' "row 3: bad@example.com: suppressed: no-such-user
row 5: not an address: '': no '@'
row 6: not an address: '': no '@'" --csv - <"$work/in.csv"
check 'semicolons, and a column by name' 1 $'a;Kontakt\nx,y;ok@example.com' '' --filter --csv --column=kontakt - \
  <<<$'a;Kontakt\nx,y;ok@example.com\nz;bad@example.com'
run "$nixie" check --filter --csv - <<<$'email\na <bad@example.com>; b <ok@example.com>'
is 'two addresses in a cell' "$code $out" '1 email'
"$nixie" add --reason=opt-out +plus@example.com 2>/dev/null
"$nixie" export >"$work/export.csv"
run "$nixie" check --filter --csv - <"$work/export.csv"
hasnt 'an apostrophe before what a spreadsheet would run is no part of an address' "$out" plus@example.com
has 'which is named without it' "$("$nixie" check --csv - <"$work/export.csv" 2>&1)" ': +plus@example.com: suppressed: opt-out'
check 'tabs' 1 $'mail\tn\nok@example.com\t1' '' --filter --csv - <<<$'mail\tn\nok@example.com\t1\nbad@example.com\t2'
check 'a byte order mark' 1 $'\xef\xbb\xbfemail,n' '' --filter --csv - <<<$'\xef\xbb\xbfemail,n\nbad@example.com,1'
check 'CR ends a row' 1 $'email\rok@example.com\r' '' --filter --csv - < <(printf 'email\rok@example.com\rbad@example.com\r')
check "a spreadsheet's word on the separator" 1 $'sep=;\nAddress;Email\nx;ok@example.com' '' --filter --csv - \
  <<<$'sep=;\nAddress;Email\nx;ok@example.com\ny;bad@example.com'
check 'and nothing behind it' 65 '' 'nixie: standard input is empty: a header row is expected' --csv - <<<'sep=;'
check 'a header alone' 0 'email' '' --filter --csv - <<<email
check 'no such column' 65 '' "nixie: no column ${q}x${q}; there are: ${q}id${q}, ${q}email${q}" --csv --column=x - <<<'id,email'
check 'no column like an address' 65 '' "nixie: no column is named like an address; choose one with --column: ${q}id${q}, ${q}n${q}" \
  --filter --csv - <<<'id,n'
check 'CSV that is empty' 65 '' 'nixie: standard input is empty: a header row is expected' --csv - </dev/null
check 'UTF-16' 65 '' 'nixie: standard input is UTF-16: save it as CSV in UTF-8' --csv - < <(printf '\xff\xfee\0m\0a\0i\0l\0\n\0')
sound='a quoted field does not end as it should'
check 'a quote never closed passes nothing on' 65 'email,n' "nixie: standard input, row 2: $sound" --filter --csv - \
  <<<$'email,n\nok@example.com,"x\nbad@example.com,y'
check 'nor one that another row closes' 65 'email,n' "nixie: standard input, row 2: $sound" --filter --csv - \
  <<<$'email,n\nok@example.com,"x\nbad@example.com,"y"'
check 'nor one in the header' 65 '' "nixie: standard input, row 1: $sound" --filter --csv - <<<$'email,"n\nbad@example.com,y'
{ printf 'email,n\nok@example.com,"'; head -c 3000000 /dev/zero | tr '\0' '\n'; } >"$work/open.csv"
check 'a row of 3 MB' 65 'email,n' 'nixie: standard input, row 2: too long; a quote may not be closed' --filter --csv - <"$work/open.csv"

# Use.
for words in '--filter --suppressed -' '--column=x -' '--csv a@example.com' '--csv - -'; do
  # shellcheck disable=SC2086 # several words
  exits 64 "nixie check $words" "$nixie" check $words </dev/null
  has 'is explained' "$err" 'nixie: check: --'
done

# Many, in little memory.
seq -f 'user%.0f@example.net' 300000 >"$work/many"
grep -q '^#define NIXIE_SANITIZED 1' "$BUILDDIR/config.h" || ulimit -v 1200000
ok 'a long list' bash -c "'$nixie' check --filter - <'$work/many' | cmp - '$work/many'"

# Expiry: a reader compares with the clock.
printf 'a@example.com\n' | "$nixie" add --reason=mailbox-full - 2>/dev/null
exits 1 "an operator's word has no end" env NIXIE_NOW=2036-01-01 "$nixie" check a@example.com
finish
