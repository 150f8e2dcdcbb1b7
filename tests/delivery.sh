# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2034,SC2154
#
# What t-procmail.sh and t-maildrop.sh share: mail, mailboxes, and the promises that every recipe in samples/recipes/ keeps, however it
# is delivered. The caller defines
#   deliver RECIPE FILE   hands FILE to the real delivery program under $work/RECIPE, and ends with its exit code
#   adapt NAME            makes $work/NAME of the recipe NAME for $use_nixie and $use_db

# shellcheck source=tests/mail.sh
. "$SRCDIR/tests/mail.sh" # report

# Recipes name the program without blanks in its path.
ln -s "$nixie" "$work/nixie"
use_nixie=$work/nixie use_db=$work/list
mail=$work/mail

# letter, from_line, forged, hostile: mail that is no report.
letter () {
  printf 'From: friend@example.com\nTo: me@example.org\nSubject: lunch?\nX-Folded: one\n\ttwo\n\nToday?\n>From me\n.\n\xff\xfe\n'
}
from_line () {
  printf 'From friend@example.com  Sat Nov 21 10:00:00 2026\n'
  letter
}
forged () {
  printf 'X-Nixie-Report: delivery-status\nx-nixie-recipient : me@example.org;\n class=hard\n'
  letter
}
hostile () {
  local i
  printf 'From: x@example.com\nSubject: =?utf-8?b?////?=\nContent-Type: multipart/report; report-type=delivery-status; boundary=b0\n\n'
  for ((i = 0; i < 400; i++)); do
    printf -- '--b%d\nContent-Type: multipart/mixed; boundary=b%d; boundary*0=\n\n' "$i" $((i + 1))
  done
  head -c 200000 /dev/zero | tr '\0' '\1' # not NUL: maildrop itself drops that
  printf '\n--b0\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822;\n\x01\x02 %%n%%s\n'
}

new_mailboxes () {
  rm -rf "$mail"
  mkdir -p "$mail"/inbox/{cur,new,tmp} "$mail"/reports/{cur,new,tmp}
}

delivered () { find "$mail/$1" -type f 2>/dev/null | wc -l; }

# arrived NAME FOLDER: FOLDER has the one message that was delivered, the other folder none.
arrived () {
  local other=inbox
  [ "$2" != inbox ] || other=reports
  is "$1: it is in $2 alone" "$(delivered "$2") $(delivered "$other")" '1 0'
}

# same NAME FILE: what was delivered is FILE, octet for octet; X-Nixie fields and the From_ line of delivery aside.
same () {
  local got
  got=$(find "$mail" -type f)
  [ -n "$got" ] || got=/dev/null
  sed -e '1{/^From /d;}' "$2" >"$work/want"
  sed -e '1{/^From /d;}' -e '/^X-Nixie-/d' "$got" >"$work/got"
  ok "$1: octet for octet" cmp "$work/want" "$work/got"
}

# given RECIPE FILE: FILE delivered to empty mailboxes, exit code in $code.
given () {
  new_mailboxes
  run deliver "$1" "$2"
}

# mail_arrives RECIPE KIND FOLDER: mail of that KIND is in FOLDER as it came.
mail_arrives () {
  local recipe=$1 kind=$2
  "$kind" >"$work/$kind.eml"
  given "$recipe" "$work/$kind.eml"
  is "$recipe, $kind: taken" "$code" 0
  arrived "$recipe, $kind" "$3"
  same "$recipe, $kind" "$work/$kind.eml"
}

nobody_forges_a_report () {
  local recipe=$1
  forged >"$work/forged.eml"
  given "$recipe" "$work/forged.eml"
  arrived "$recipe, forged field" inbox
}

# reports_are_recorded RECIPE FOLDER: FOLDER is where the report is kept, empty where it is not.
reports_are_recorded () {
  local recipe=$1 folder=$2 address=gone@$1.example.com
  report "$address" >"$work/report.eml"
  exits 0 "$recipe: before the report the address may be mailed" "$nixie" check "$address"
  given "$recipe" "$work/report.eml"
  is "$recipe, report: taken" "$code" 0
  exits 1 "$recipe, report: the address is on the list" "$nixie" check "$address"
  if [ -n "$folder" ]; then
    arrived "$recipe, report" "$folder"
    has "$recipe, report: says what it was" "$(cat "$mail/$folder"/new/*)" 'X-Nixie-Report: delivery-status'
  else
    is "$recipe, report: not kept" "$(delivered inbox) $(delivered reports)" '0 0'
  fi
}

# comes_back NAME RECIPE FILE: 75, and delivered nowhere.
comes_back () {
  given "$2" "$3"
  is "$1: handed back with 75" "$code" 75
  is "$1: delivered nowhere" "$(find "$mail" -type f | wc -l)" 0
}

trouble_hands_mail_back () {
  local recipe=$1 address=late@$1.example.com
  report "$address" >"$work/late.eml"
  letter >"$work/letter.eml"

  : >"$work/file"
  use_db=$work/file/list adapt "$recipe"
  comes_back "$recipe, the list cannot be written" "$recipe" "$work/late.eml"

  use_nixie=$work/nowhere/nixie adapt "$recipe"
  comes_back "$recipe, nixie is missing, a report" "$recipe" "$work/late.eml"
  comes_back "$recipe, nixie is missing, ordinary mail" "$recipe" "$work/letter.eml"

  printf '#!/bin/sh\nhead -c 100\nkill -9 $$\n' >"$work/killed"
  chmod +x "$work/killed"
  use_nixie=$work/killed adapt "$recipe"
  comes_back "$recipe, nixie is killed, a report" "$recipe" "$work/late.eml"
  comes_back "$recipe, nixie is killed, ordinary mail" "$recipe" "$work/letter.eml"

  use_nixie="env NIXIE_LIBEXEC=$work/nowhere $work/nixie" adapt "$recipe"
  comes_back "$recipe, nixie-mail is missing" "$recipe" "$work/late.eml"

  adapt "$recipe"
  exits 0 "$recipe: nothing was recorded meanwhile" "$nixie" check "$address"
  given "$recipe" "$work/late.eml"
  is "$recipe, the mail server tries again: taken" "$code" 0
  exits 1 "$recipe, the mail server tries again: on the list" "$nixie" check "$address"
}

many_at_once () {
  local recipe=$1 i pids=() addresses=() bad=0
  new_mailboxes
  for ((i = 0; i < 12; i++)); do
    addresses+=("many$i@$recipe.example.com")
    report "${addresses[i]}" >"$work/many$i.eml"
    deliver "$recipe" "$work/many$i.eml" >>"$work/many.log" 2>&1 &
    pids+=($!)
  done
  for i in "${pids[@]}"; do wait "$i" || bad=$((bad + 1)); done
  is "$recipe, twelve at once: all taken" "$bad" 0
  run "$nixie" check --suppressed "${addresses[@]}"
  is "$recipe, twelve at once: all on the list" "$(printf '%s\n' "$out" | grep -c '^many')" 12
}

# every_promise RECIPE FOLDER: FOLDER is where reports are kept, empty where they are not.
every_promise () {
  adapt "$1"
  mail_arrives "$1" letter inbox
  mail_arrives "$1" from_line inbox
  mail_arrives "$1" hostile "${2:-inbox}" # it says that it is a report, and names nobody
  nobody_forges_a_report "$1"
  reports_are_recorded "$1" "$2"
  trouble_hands_mail_back "$1"
  many_at_once "$1"
}
