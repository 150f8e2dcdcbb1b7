#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# build-aux/rules.awk refuses tables that are off, and says where.
. "$(dirname "$0")/lib.sh"

tables=(reasons providers statuses replies terms phrases)
fresh () {
  local table
  for table in "${tables[@]}"; do
    cp "$SRCDIR/src/reason/$table.tsv" "$work/$table.tsv" && chmod u+w "$work/$table.tsv"
  done
}
generate () {
  local files=() table
  for table in "${tables[@]}"; do files+=("$work/$table.tsv"); done
  LC_ALL=C "${AWK:-awk}" -f "$SRCDIR/build-aux/rules.awk" -v want=source "${files[@]}"
}
# row TABLE COLUMN…: adds a row to a fresh copy of the tables.
row () {
  local IFS=$'\t' table=$1
  shift
  fresh
  printf '%s\n' "$*" >>"$work/$table.tsv"
}
# refuses NAME MESSAGE
refuses () {
  run generate
  is "$1: exit" "$code" 1
  has "$1: message" "$err" "$2"
}
fresh
run generate
is 'the tables as they are: exit' "$code" 0
row phrases x-1 '' '' '' 'wholly new words' no-such-user '' 'Wholly new words'
run generate
is 'a new row: exit' "$code" 0

row phrases x-1 '' '' '' 'user unknown' no-such-user '' 'User unknown'
refuses 'the same phrase twice' 'twice: user unknown'
row phrases x-1 '' '' '' 'user unknown' mailbox-full '' 'User unknown'
refuses 'the same phrase with another reason' 'twice: user unknown'
row phrases x-1 '' '' '' 'user unknown at all' no-such-user '' 'User unknown at all'
refuses 'a row that can never win' "phrases.tsv:$(grep -c '' "$work/phrases.tsv"): can never win: contains 'user unknown'"
row phrases x-1 '' '' '' 'mailbox of joe is full' mailbox-full '' 'Mailbox of Joe is full'
refuses 'a row that a gap covers' "can never win: contains 'mailbox * is full'"
row phrases x-1 '' 550 '' 'wholly new words' no-such-user '' 'Wholly new words'
printf 'x-2\t\t\t5.1.1\twholly new words\tmailbox-full\t\tWholly new words\n' >>"$work/phrases.tsv"
refuses 'two rows that tie' 'ties with a row of another scope: wholly new words'
row phrases x-1 '' '' '' 'Wholly new words' no-such-user '' 'Wholly new words'
refuses 'capitals' 'capitals: Wholly new words'
row phrases x-1 '' '' '' 'wholly  new words' no-such-user '' 'Wholly new words'
refuses 'two spaces' 'white space is not single'
row phrases x-1 '' '' '' 'wholly new words ' no-such-user '' 'Wholly new words'
refuses 'a space at the end' 'white space is not single'
row phrases x-1 '' '' '' 'wholly new words' no-such-user '' ''
refuses 'no example' 'no example'
row phrases x-1 '' '' '' 'wholly new words' no-such-thing '' 'Wholly new words'
refuses 'no such reason' 'no such reason: no-such-thing'
row phrases x-1 nobody '' '' 'wholly new words' no-such-user '' 'Wholly new words'
refuses 'no such provider' 'no such provider: nobody'
row phrases x-1 '' 5x0 '' 'wholly new words' no-such-user '' 'Wholly new words'
refuses 'no reply' 'not a reply: 5x0'
row phrases x-1 '' '' 5.1.1.1 'wholly new words' no-such-user '' 'Wholly new words'
refuses 'no status' 'not a status: 5.1.1.1'
row phrases x-1 '' '' '' 'wholly new words' no-such-user strong 'Wholly new words'
refuses 'no strength' 'strength is empty or weak: strong'
row phrases x-1 '' '' '' 'wholly *' no-such-user '' 'Wholly new'
refuses 'a gap at the end' "a gap is ' * ' between words"
row phrases x-1 '' '' '' 'a' no-such-user '' 'A'
refuses 'a phrase too short' '3 to 120 octets expected'
row phrases no-such-user-1 '' '' '' 'wholly new words' no-such-user '' 'Wholly new words'
refuses 'an id twice' 'twice: no-such-user-1'
row phrases 'x 1' '' '' '' 'wholly new words' no-such-user '' 'Wholly new words'
refuses 'no id' 'not an id: x 1'
row phrases x-1 '' '' '' 'wholly new words' no-such-user 'Wholly new words'
refuses 'a column missing' '8 columns expected, 7 found'
row phrases x-1 '' 550 5.1.1 '' no-such-user '' '550 5.1.1'
refuses 'a code without a provider' 'without a phrase a row needs a provider'
row statuses X.1.1 'twice' no-such-user '' 5.1.1
refuses 'a status twice' 'twice: X.1.1'
row statuses 5.1.20-10 'backwards' no-such-user '' 5.1.15
refuses 'a range backwards' 'not a range: 5.1.20-10'
row replies 550 '' 'twice' undefined 550
refuses 'a reply twice' 'twice: 550'
row replies 5 '' 'part of a reply' undefined 550
refuses 'a part of a reply without a stage' 'a part of a reply needs a stage'
row replies 550 lunch 'no stage' undefined 550
refuses 'no such stage' 'no such stage: lunch'
row terms x-1 often 'every day' 'every day'
refuses 'no such term' 'neither transient nor final: often'
row providers x smell roses roses
refuses 'no way to know a provider' 'neither host, domain, producer nor mark: smell'
row providers x host example.com mx.example.org
refuses 'an example that is not under its name' 'the example is not under example.com'

# wordings.tsv: wording NAME MESSAGE COLUMN…
wording () {
  local name=$1 message=$2 IFS=$'\t'
  shift 2
  printf '%s\n' "$*" >"$work/wordings.tsv"
  run env LC_ALL=C "${AWK:-awk}" -f "$SRCDIR/build-aux/wordings.awk" "$work/wordings.tsv"
  is "$name: exit" "$code" "$([ -n "$message" ] && echo 1 || echo 0)"
  [ -z "$message" ] || has "$name: message" "$err" "$message"
}
wording 'a row' '' auto-reply subject 'gone fishing' 'Gone fishing until Monday'
wording 'a subject that begins otherwise' 'does not hold the words' auto-reply subject 'gone fishing' 'I am gone fishing'
wording 'words inside a text' '' auto-reply text 'gone fishing' 'I am gone fishing'
wording 'an example without the words' 'does not hold the words' auto-reply text 'gone fishing' 'I am away'
wording 'no such place' 'no such kind and place: opt-out from' opt-out from 'anna' 'anna'
wording 'capitals in words' 'capitals: Gone' auto-reply text 'Gone' 'Gone'
wording 'words too short' '3 to 80 octets' auto-reply text 'a' 'A'
wording 'a column too few' '4 columns expected' auto-reply text 'gone'
finish
