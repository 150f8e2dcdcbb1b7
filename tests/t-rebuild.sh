#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie rebuild after a change of settings, and what its dry run says before.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
export NIXIE_CONFIG=$work/nixie.conf NIXIE_NOW=2026-11-25T10:00:00Z

conf () { printf '%b' "$1" >"$NIXIE_CONFIG"; }
# full DAY ADDRESS: a mailbox that was full on that day of November.
full () { report "$2" 5.2.2 '552 5.2.2 Mailbox full' "$1" | sed "s/^Date: .*/Date: $1 Nov 2026 10:00:00 +0000/" | "$nixie" filter; }
# says NAME CONF WANT: what the dry run says under CONF.
says () {
  conf "$2"
  run "$nixie" rebuild --dry-run
  is "$1" "$out" "$3"
}

conf ''
run "$nixie" rebuild --dry-run
is 'a list not yet made' "$code|$out|$(tail -n 3 <<<"$err" | tr '\n' ' ')" \
  '0||entries that would change: 0 of these, to be suppressed: 0 of these, suppressed no more: 0 '
for day in 10 12 14 16 20; do full $day full@example.com; done
for day in 10 14 16; do full $day three@mail.example.com; done
report gone@example.net | "$nixie" filter
"$nixie" add --reason=mailbox-full hand@example.net 2>/dev/null
before=$("$nixie" export --format=jsonl)

until=2027-02-18T10:00:00Z
says 'nothing' '' ''
says 'fewer days' '[policy]\nsoft-days=3\nsoft-span-days=6\n' \
  "full@example.com: suppressed (mailbox-full), until $until, since 2026-11-16T10:00:00Z; [policy] soft-days=3, [policy] soft-span-days=6
three@mail.example.com: counting (mailbox-full) → suppressed (mailbox-full), until 2027-02-14T10:00:00Z; \
[policy] soft-days=3, [policy] soft-span-days=6"
says 'the one of two that does it' '[policy]\nsoft-days=3\nrearm-days=90\n[domain mail.example.com]\nsoft-span-days=6\nsoft-days=3\n' \
  'three@mail.example.com: counting (mailbox-full) → suppressed (mailbox-full), until 2027-02-14T10:00:00Z; '"\
[domain mail.example.com] soft-span-days=6"
says 'several together' '[policy]\nsoft-days=3\nsoft-span-days=6\n[domain mail.example.com]\nsoft-span-days=5\nsoft-days=3\n' \
  "full@example.com: suppressed (mailbox-full), until $until, since 2026-11-16T10:00:00Z; [policy] soft-days=3, [policy] soft-span-days=6
three@mail.example.com: counting (mailbox-full) → suppressed (mailbox-full), until 2027-02-14T10:00:00Z; \
[policy] soft-span-days=6, [domain mail.example.com] soft-span-days=5"
says 'more days' '[policy]\nsoft-days=6\n' \
  "full@example.com: suppressed (mailbox-full), until $until → counting (mailbox-full); [policy] soft-days=6"
says 'a longer span' '[policy]\nsoft-span-days=11\n' \
  "full@example.com: suppressed (mailbox-full), until $until → counting (mailbox-full); [policy] soft-span-days=11"
says 'a shorter gap' '[policy]\nsoft-gap-days=3\n' "full@example.com: suppressed (mailbox-full), until $until → counting (mailbox-full), \
counted days 5 → 1; [policy] soft-gap-days=3
three@mail.example.com: counting (mailbox-full), counted days 3 → 2; [policy] soft-gap-days=3"
says 'an earlier end' '[policy]\nexpire-days=3\n' \
  "full@example.com: suppressed (mailbox-full), until $until → counting (mailbox-full), until 2026-11-23T10:00:00Z; \
[policy] expire-days=3"
says 'no protection' '[policy]\nprotect=operator\n' "gone@example.net: suppressed (no-such-user), protected no more; \
[policy] protect=operator
hand@example.net: suppressed (mailbox-full), protected from now on; [policy] protect=operator"
says 're-arming is seen by nobody yet' '[policy]\nrearm-days=1\n' \
  "full@example.com: suppressed (mailbox-full), until $until, in what stands \
beside it; [policy] rearm-days=1"
says 'a reason' '[reasons]\nno-such-user=never\n' \
  'gone@example.net: suppressed (no-such-user) → counting (no-such-user); [reasons] no-such-user=never'
says 'a fault' '[faults]\naddress=never\nsystem=first\n' \
  'gone@example.net: suppressed (no-such-user) → counting (no-such-user); [faults] address=never'
says 'a reason of one domain' '[domain example.com]\nmailbox-full=first\n' "full@example.com: suppressed (mailbox-full), until $until → \
suppressed (mailbox-full), since 2026-11-10T10:00:00Z, counted days 5 → 0; \
[domain example.com] mailbox-full=first"
says 'what shows nothing of ours' '[trust]\ndomains=other.example\n[reasons]\nspam=first\n' \
  "full@example.com: suppressed (mailbox-full), until $until → clear, counted days 5 → 0, failures 5 → 0; [trust] domains=other.example
gone@example.net: suppressed (no-such-user) → clear, failures 1 → 0; [trust] domains=other.example
three@mail.example.com: counting (mailbox-full) → clear, counted days 3 → 0, failures 3 → 0; [trust] domains=other.example"
says 'not of that below' '[domain example.net]\nmailbox=first\n' ''
is 'the list is as it was' "$("$nixie" export --format=jsonl 2>/dev/null)" "$before"

conf '[reasons]\nno-such-user=never\n[domain .mail.example.com]\nsoft-days=3\nsoft-span-days=6\n'
run "$nixie" rebuild --dry-run
is 'counts' "$err" 'entries that would change: 2
of these, to be suppressed: 1
of these, suppressed no more: 1'
run "$nixie" rebuild --dry-run --format=jsonl
is 'json' "$(sed 's/"before":{.*"after":{"address":"\([^"]*\)","state":"\([^"]*\)".*,"because"/"after":"\2","because"/' <<<"$out")" \
  '{"address":"gone@example.net","after":"counting","because":"settings","settings":[{"group":"reasons","key":"no-such-user",'\
'"value":"never"}]}
{"address":"three@mail.example.com","after":"suppressed","because":"settings","settings":[{"group":"domain .mail.example.com",'\
'"key":"soft-days","value":"3"},{"group":"domain .mail.example.com","key":"soft-span-days","value":"6"}]}'
run "$nixie" rebuild
is 'rebuild does the same' "$code|$err" '0|entries changed: 2'
run "$nixie" show gone@example.net
has 'as the list then says' "$out" 'state:         counting'
run "$nixie" rebuild --dry-run
is 'and then there is nothing more to do' "$code|$out|$(head -n 1 <<<"$err")" '0||entries that would change: 0'
says 'what holds by default again' '' \
  "gone@example.net: counting (no-such-user) → suppressed (no-such-user); by default ('nixie explain no-such-user' says more)
three@mail.example.com: suppressed (mailbox-full), until 2027-02-14T10:00:00Z → counting (mailbox-full); by default \
('nixie explain mailbox-full' says more)"

# The brake: what it would hold under other settings, and what no more.
rm -rf "$NIXIE_DB"
conf ''
for i in 1 2 3; do report old$i@example.com | sed 's/^Date: .*/Date: 1 Nov 2026 10:00:00 +0000/' | "$nixie" filter; done
for i in 1 2 3 4; do report u$i@example.com | "$nixie" filter; done
run "$nixie" held
is 'nothing is held' "$out" ''
held=$(printf 'u%s@example.com: suppressed (no-such-user) → held (no-such-user), failures 1 → 0; the brake: [brake] domain-least=4, '"\
"'[brake] domain-factor=1\n' 1 2 3 4)
says 'what the brake would hold is told' '[brake]\ndomain-least=4\ndomain-factor=1\n' "$held"
run "$nixie" rebuild --dry-run --format=jsonl
is 'in JSON too' "$(grep -c '"because":"brake","settings":\[{"group":"brake","key":"domain-least"' <<<"$out")" 4
run "$nixie" rebuild
is 'and held' "$err|$("$nixie" check u1@example.com 2>/dev/null; echo $?)" 'entries changed: 4|0'
says 'what it would hold no more' '' "$(
  printf 'u%s@example.com: held (no-such-user) → suppressed (no-such-user), failures 0 → 1; the brake\n' 1 2 3 4)"
says 'both at once' '[brake]\ndomain-least=4\ndomain-factor=1\n[reasons]\nno-such-user=never\n' \
  "$(printf 'old%s@example.com: suppressed (no-such-user) → counting (no-such-user); [reasons] no-such-user=never\n' 1 2 3
  printf 'u%s@example.com: held (no-such-user) → counting (no-such-user), failures 0 → 1; [reasons] no-such-user=never\n' 1 2 3 4)"
TMPDIR=$work/nowhere exits 66 'a dry run with no place to count' "$nixie" rebuild --dry-run
has 'is told' "$err" "cannot create a temporary file in '$work/nowhere'"
rm -rf "$NIXIE_DB"

# Ended in the middle: run again it comes to the same. On a terminal it says after each 5000 addresses how far it is, and gets its signal at
# the first such word; where it was done by then, other settings give it as much to do again.
conf ''
{ echo email,reason,date; seq -f 'u%g@example.com,550 5.1.1 User unknown,2026-11-20T10:00:00Z' 60000; } >"$work/many.csv"
"$nixie" import "$work/many.csv" 2>/dev/null
left=0
half_way () {
  local try
  for try in counted never counted never counted; do
    conf "[faults]\naddress=$try\n"
    script -qfec "echo \$\$ >'$work/pid'; exec '$nixie' rebuild" /dev/null </dev/null | {
      IFS= read -r -d % _ && kill -INT "$(<"$work/pid")"
      cat >/dev/null
    }
    [ "${PIPESTATUS[0]}" -eq 130 ] || continue
    left=$("$nixie" rebuild --dry-run 2>&1 >/dev/null | sed -n '1s/.*: //p')
    [ "$left" -eq 0 ] || return 0
  done
  return 1
}
if script -qec true /dev/null >/dev/null 2>&1; then # not where the program or /dev/pts is missing
  terminal=1
  ok 'a signal ends it half-way' half_way
  ok "what was done is done ($left of 60000 are left)" test "$left" -ge 1 -a "$left" -lt 60000
  run "$nixie" show u1@example.com
  has 'a look-up says that the settings are others' "$err" 'nixie rebuild'
else
  terminal=
  skip 'ended half-way' 'no terminal to be had by script(1)'
  conf '[faults]\naddress=counted\n'
fi
ok 'again' "$nixie" rebuild
run "$nixie" rebuild --dry-run
is 'leaves nothing to do' "$code|$out|$(head -n 1 <<<"$err")" '0||entries that would change: 0'
run "$nixie" show u60000@example.com
is 'and asks for nothing' "$err" ''
if [ -n "$terminal" ]; then
  run script -qec "'$nixie' rebuild" /dev/null
  has 'on a terminal it says how far it is' "$out" ' addresses, '
else
  skip 'progress' 'no terminal to be had by script(1)'
fi
finish
