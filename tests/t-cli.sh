#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The dispatcher: help, options, messages and exit codes that all commands share; where settings and the list are.
. "$(dirname "$0")/lib.sh"

# says CODE NAME PART COMMAND…: nixie ends with CODE, nothing on standard output, and PART on standard error.
says () {
  local want=$1 name=$2 part=$3
  shift 3
  run "$nixie" "$@" </dev/null
  [ "$code" -eq "$want" ] && [ -z "$out" ] && [[ $err = *"$part"* ]]
  result $? "$name"
}

says 64 'no command' 'usage: nixie COMMAND'
says 64 'an unknown command' "'frobnicate' is no command" frobnicate
says 64 'a misspelt command' "did you mean 'check'?" chekc
says 64 'an option before the command' 'options follow the command' --db=x check a@example.com
says 64 'help on an unknown command' "'nope' is no command" help nope
says 64 'an unknown option' "check: unknown option '--frob'" check --frob=1 a@example.com
says 64 'a misspelt option' "did you mean '--filter'?" check --fliter -
says 64 'an unknown letter' "unknown option '-x'" show -x a@example.com
says 64 'an option of another command' "unknown option '--force'" add --force a@example.com
says 64 'an abbreviation of two options' "unknown option '--c'" check --c a@example.com
says 64 'a missing value' "option '--db' needs a value" check --db
says 64 'an empty column' "option '--column' needs a value" import --column= "$work/none"
says 64 'an empty domain' "option '--domain' needs a value" list --domain=
says 64 'an empty name for a provider' "option '--provider' needs a value" explain --provider= 550
says 64 'an empty word of several' '--state=: must be one of: suppressed' list --state=
says 64 'a missing value of a letter' "option '-f' needs a value" show -f
says 64 'a value for a flag' "takes no value: '--force=yes'" remove --force=yes a@example.com
says 64 'a word that is none' '--format=xml: must be one of: text json' show --format=xml a@example.com
says 64 "another command's word" 'must be one of: csv jsonl plain' export --format=text
says 64 'a reason that is none' '--reason=bad: no such reason' list --reason=bad
says 64 'no argument' 'check: expects ADDRESS…' check
says 64 'an argument too many' "list: takes no argument: 'x'" list x
has 'a hint behind it' "$err" "see 'nixie help list'"

mkdir "$work/list"
run "$nixie" add --reason=opt-out a@example.com
ok 'an abbreviated option' "$nixie" show --form=json a@example.com
ok 'a letter with its value' "$nixie" show -fjson a@example.com
has 'and it is taken' "$out" '"address":"a@example.com"'
ok 'options behind arguments' "$nixie" show a@example.com -f json
says 1 'an argument that looks like an option' "'--help'" check -- --help

run "$nixie" help
is 'help ends with 0' "$code$err" 0
for word in --help -h; do
  before=$out
  run "$nixie" $word
  is "$word is help" "$code$out" "0$before"
done
is 'a group in help' "$(grep -A1 '^Ask the list$' <<<"$out")" 'Ask the list
  check     say whether addresses may be mailed'
while IFS= read -r command; do
  run "$nixie" help "$command"
  has "help $command" "$code $out" "0 usage: nixie $command "
  before=$out
  run "$nixie" "$command" --help
  is "$command --help is the same" "$code$out" "0$before"
done < <(sed -n 's/^  { "\([a-z]*\)", "nixie", .*/\1/p' "$BUILDDIR/src/cli/commands.c")
run "$nixie" --version
is '--version' "$code $out" "0 nixie $(sed -n 's/^#define PACKAGE_VERSION "\(.*\)"/\1/p' "$BUILDDIR/config.h")"

# Standard output that fails is an error, whatever else was said.
for words in help --version 'show a@example.com' 'list' 'export' 'export --format=jsonl'; do
  # shellcheck disable=SC2086 # several words
  exits 74 "nixie $words >/dev/full" bash -c "exec '$nixie' $words >/dev/full"
  has 'is said' "$err" 'cannot write to standard output: No space left'
  exits 74 "nixie $words >&-" bash -c "exec '$nixie' $words >&-"
done
mkfifo "$work/closed"
exits 74 'a closed pipe' bash -c "exec 3<>'$work/closed' 4>'$work/closed' 3<&-; exec '$nixie' help >&4 4>&-"
is 'is no matter to speak of' "$err" ''
seq -f 'u%.0f@example.com' 50000 >"$work/many"
exits 74 'nor is it to a command' bash -c "'$nixie' check --filter - <'$work/many' | head -n 1 >/dev/null; exit \${PIPESTATUS[0]}"
is 'which says nothing' "$err" ''
exits 75 'but where mail is passed on' bash -c "exec 3<>'$work/closed' 4>'$work/closed' 3<&-
  printf 'Subject: x\n\nx\n' | '$nixie' filter --pass >&4 4>&-"
has 'it is' "$err" 'Broken pipe'
ok 'nothing to write, nothing that fails' bash -c "exec '$nixie' check b@example.com >&-"
exits 0 'all three closed' bash -c "exec '$nixie' add --reason=opt-out c@example.com <&- >&- 2>&-"
ok 'and the list is none the worse' "$nixie" show c@example.com

# Settings: --config, then the environment, and errors that name the file.
printf '[policy]\nexpire-days=7\n' >"$work/good.conf"
printf '[policy]\nexpier-days=7\n' >"$work/bad.conf"
ok 'settings that are good' "$nixie" check --config="$work/good.conf" b@example.com
says 78 'settings that are bad' "$work/bad.conf" check --config="$work/bad.conf" b@example.com
says 66 'settings that are not there' "cannot read '$work/no.conf': No such file" check --config="$work/no.conf" b@example.com
says 78 'settings that are a folder' "cannot read '$work': Is a directory" check --config="$work" b@example.com
NIXIE_CONFIG=$work/bad.conf says 78 'settings of the environment' "$work/bad.conf" check b@example.com
NIXIE_CONFIG=$work/bad.conf ok '--config comes before them' "$nixie" check --config="$work/good.conf" b@example.com
NIXIE_CONFIG='' ok 'an empty name is none' "$nixie" check b@example.com

# The list's place: --db, then the environment, then the settings.
printf '[store]\npath=%s\n' "$work/third" >"$work/store.conf"
mkdir "$work/second"
ok 'the place of --db' "$nixie" add --db="$work/first" --reason=opt-out one@example.com
ok 'is its own' test -d "$work/first"
NIXIE_DB=$work/second ok 'the place of the environment' "$nixie" add --reason=opt-out two@example.com
NIXIE_DB='' ok 'the place of the settings' "$nixie" add --config="$work/store.conf" --reason=opt-out three@example.com
is 'each holds its own' "$(for db in first second third; do "$nixie" list --format=plain --db="$work/$db"; done | xargs)" \
  'one@example.com two@example.com three@example.com'
says 66 'a place that is none' "'$work/no': No such file" check --db="$work/no/list" b@example.com
exits 0 'a list not yet made' "$nixie" check --db="$work/later" b@example.com
has 'is empty, and said to be' "$err" "no list yet in '$work/later'"
ok 'and not made by a reader' test ! -e "$work/later"
mkdir "$work/garbage" && head -c 8192 /dev/zero | tr '\0' x >"$work/garbage/data.mdb"
says 78 'a list that is none' "$work/garbage" check --db="$work/garbage" b@example.com

# A user's own places. Root asks somebody else.
chmod 755 "$work" && mkdir -m 777 "$work/own" && mkdir "$work/shut" && chmod 700 "$work/list" "$work/shut"
user=(env -u NIXIE_DB HOME="$work/own" XDG_DATA_HOME="$work/own/data/deep" XDG_CONFIG_HOME="$work/own/config")
[ "$(id -u)" -ne 0 ] || user+=(setpriv --reuid=65534 --regid=65534 --clear-groups)
# As anybody else neither the program nor the folder of the host's settings may be in reach, where both lie below root's home.
within_reach () {
  "${user[@]}" "$nixie" --version >/dev/null &&
    ! "${user[@]}" "$nixie" check b@example.com 2>&1 | grep -v "$work" | grep 'Permission denied'
}
if within_reach >/dev/null 2>&1; then
  ok "a user's look-up in no list" "${user[@]}" "$nixie" check b@example.com
  ok "a user's list is made with its parents" "${user[@]}" "$nixie" add --reason=opt-out mine@example.com
  ok 'where users keep data' test -f "$work/own/data/deep/nixie/data.mdb"
  "${user[@]}" mkdir -p "$work/own/config/nixie"
  "${user[@]}" cp "$work/bad.conf" "$work/own/config/nixie/nixie.conf"
  exits 78 "a user's settings" "${user[@]}" "$nixie" list
  has 'are named' "$err" "$work/own/config/nixie/nixie.conf"
  rm "$work/own/config/nixie/nixie.conf"
  if [ "$(id -u)" -eq 0 ]; then
    exits 77 'a list that others may not read' "${user[@]}" "$nixie" check --db="$work/list" a@example.com
    exits 77 'a place that others may not write' "${user[@]}" "$nixie" add --db="$work/shut/list" --reason=opt-out a@example.com
    exits 77 'settings that others may not read' "${user[@]}" "$nixie" list --config="$work/shut/nixie.conf"
  fi
else
  skip "a user's own places" 'no setpriv, or others may not read what is installed'
fi

# Commands of another program.
export NIXIE_LIBEXEC=$work/own
says 69 'a program that is not there' "cannot run '$work/own/nixie-mail': No such file" parse "$work/good.conf"
says 75 'is a matter for later to an MTA' "cannot run '$work/own/nixie-mail'" filter
unset NIXIE_LIBEXEC
says 75 'as is a wrong option' "filter: unknown option '--nonsense'" filter --nonsense
says 75 'a wrong argument' "filter: takes no argument: 'x'" filter x
says 75 'and wrong settings' "$work/bad.conf" filter --config="$work/bad.conf"
head -c 1000000 /dev/zero | "$nixie" filter --nonsense 2>/dev/null
is 'its input is read to the end all the same' "${PIPESTATUS[*]}" '0 75'
ok 'a program that is called by its path finds the other' bash -c "cd / && '$nixie' help parse && '$nixie' parse --help"

# What each program loads: a look-up must not pay for what reads mail.
needs () {
  readelf -d "$BUILDDIR/$1" | sed -n 's/.*(NEEDED).*\[\(lib[^.]*\).*/\1/p' | grep -v '^lib\(c\|asan\|ubsan\|dl\|pthread\)$' | sort | xargs
}
if readelf -d "$nixie" >"$work/needed" 2>/dev/null && [ -s "$work/needed" ]; then
  is 'nixie loads little' "$(needs nixie)" 'libglib-2 liblmdb'
  is 'nixie-mail no more: GMime and libarchive are loaded when they are needed' "$(needs nixie-mail)" 'libglib-2 liblmdb'
else
  skip 'nixie loads little' 'no readelf, or no ELF'
fi
finish
