#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# A user's own rules: where they are, who reads them, what a mistake in them does, and that they hold in every worker.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"

rules=$work/rules
printf "# own\nspam text='user unknown'\nmailbox-disabled provider=example.net status=5.1.x\n" >"$rules"
report a@example.com >"$work/report"
report b@example.net 5.1.1 '550 5.1.1 <b@example.net>: Recipient rejected' >"$work/other"

# reason PATH OPTION…: reason and evidence as parse says them.
reason () {
  run "$nixie" parse --format=json "$@"
  sed -n 's/.*"reason":"\([a-z-]*\)","fault".*"reason":"\([a-z0-9:]*\)"}.*/\1 \2/p' <<<"$out"
}
is 'without rules' "$(reason "$work/report")" 'no-such-user text'
is 'with rules, by words' "$(reason "$work/report" --rules="$rules")" 'spam rule:2'
is 'with rules, by provider and status' "$(reason "$work/other" --rules="$rules")" 'mailbox-disabled rule:3'
printf '[rules]\npath=%s\n' "$rules" >"$work/conf"
is 'rules of the settings' "$(reason "$work/report" --config="$work/conf")" 'spam rule:2'
is '--rules comes before them' "$(reason "$work/report" --config="$work/conf" --rules=/dev/null)" 'no-such-user text'

# The default place, of everybody but root.
mkdir -p "$work/own/config/nixie"
cp "$rules" "$work/own/config/nixie/rules"
cp "$work/report" "$work/own/report"
chmod -R a+rX "$work"
user=(env HOME="$work/own" XDG_CONFIG_HOME="$work/own/config")
[ "$(id -u)" -ne 0 ] || user+=(setpriv --reuid=65534 --regid=65534 --clear-groups)
if "${user[@]}" "$nixie" explain 550 >/dev/null 2>&1; then
  run "${user[@]}" "$nixie" explain --format=json 'User unknown'
  has 'rules in the default place' "$out" '"evidence":"rule:2"'
  has 'are named' "$out" "\"rule\":\"$work/own/config/nixie/rules:2\""
  ok 'and checked there' "${user[@]}" "$nixie" explain --check-rules
  is 'with their number' "$out" "$work/own/config/nixie/rules: good, rules: 2"
else
  skip 'rules in the default place' 'no setpriv, or others may not read what is installed'
fi

# Recorded, by filter and by scan's workers.
exits 0 'filter with rules' bash -c "'$nixie' filter --rules='$rules' <'$work/report'"
run "$nixie" show --format=json a@example.com
has 'records what they say' "$out" '"reason":"spam"'
ok 'and does not suppress' "$nixie" check a@example.com
for i in $(seq 300); do report "u$i@example.com" 5.1.1 '550 5.1.1 User unknown' "$i" | in_mbox; done >"$work/mbox"
run "$nixie" scan --format=json --jobs=3 --rules="$rules" "$work/mbox"
has 'scan: every worker has them' "$out" '"hard":0,"soft":300'
run "$nixie" scan --format=json --dry-run --jobs=3 "$work/mbox"
has 'and without rules none' "$out" '"hard":300,"soft":0'

# Asked with explain.
run "$nixie" explain --format=json --rules="$rules" --provider=mx.example.net 5.1.1
has 'explain: a rule of a host' "$out" '"reason":"mailbox-disabled"'
has 'says which' "$out" "\"evidence\":\"rule:3\",\"rule\":\"$rules:3\""
run "$nixie" explain --rules="$rules" --provider=mx.example.org 5.1.1 '550 User unknown'
has 'explain: not of another' "$out" '  evidence:     the status'
has 'explain: a rule of words' "$out" "  evidence:     your own rule, $rules:2"

# Mistakes.
printf 'spam reply=550\nspam\n\nnosuch reply=550\n' >"$work/bad"
run "$nixie" explain --check-rules --rules="$work/bad"
is 'a file with mistakes: exit' "$code" 78
is 'each is named' "$(sed 's/: [^:]*$//' <<<"$err" | head -n 1; sed -n 2p <<<"$err")" "nixie: $work/bad:2: no condition
nixie: $work/bad:4: 'nosuch' is no reason; nixie-reasons(7) lists them"
is 'nothing on standard output' "$out" ''
for command in "parse '$work/report'" "scan '$work/report'" 'explain 550'; do
  exits 78 "$command with them" bash -c "'$nixie' ${command%% *} --rules='$work/bad' ${command#* }"
  has 'says where' "$err" "$work/bad:2:"
done
exits 75 'filter keeps the mail with the mail server' bash -c "'$nixie' filter --pass --rules='$work/bad' <'$work/report'"
is 'and passes nothing on' "$out" ''
has 'and says where' "$err" "$work/bad:2:"
exits 75 'with rules that are not there too' bash -c "'$nixie' filter --rules='$work/none' <'$work/report'"
exits 66 'rules that are not there' "$nixie" parse --rules="$work/none" "$work/report"
has 'are said to be' "$err" "cannot read '$work/none'"
printf '[rules]\npath=%s\n' "$work/none" >"$work/conf"
exits 66 'rules of the settings that are not there' "$nixie" parse --config="$work/conf" "$work/report"
exits 78 'a folder' "$nixie" explain --check-rules --rules="$work"
printf '[rules]\npath=%s\n' "$work/bad" >"$work/conf"
ok 'a look-up reads no rules' "$nixie" check --config="$work/conf" z@example.com
if [ "$(id -u)" -eq 0 ] || [ ! -e "$work/config/nixie/rules" ]; then
  run "$nixie" explain --check-rules
  is 'no rules at all are no mistake' "$code" 0
fi
exits 64 'rules are checked or codes explained' "$nixie" explain --check-rules 550
has 'not both' "$err" 'takes no argument'

# A pattern that would take for ever costs a message its rule and nothing else.
printf "spam regex='(u+)+\$'\n" >"$work/slow"
report c@example.com 5.1.1 "550 5.1.1 User unknown: $(printf 'u%.0s' $(seq 500))!" >"$work/slow.eml"
exits 0 'a pattern without end' timeout 20 "$nixie" parse --format=json --rules="$work/slow" "$work/slow.eml"
has 'does not match' "$out" '"reason":"no-such-user"'
has 'and is said' "$out" '"findings":["rule:1: the regular expression was given up at its limit"]'

ok 'the sample is good' "$nixie" explain --check-rules --rules="$SRCDIR/samples/recipes/rules"
run "$nixie" explain --format=json --rules="$SRCDIR/samples/recipes/rules" '554 Mailbox retired' 'Employee 12 is unknown'
has 'and does what it says' "$out" '"reason":"mailbox-disabled"'
is 'for each line' "$(grep -c '"evidence":"rule:' <<<"$out")" 2
finish
