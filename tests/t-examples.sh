#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the documents promise: every example of the tables and of the man pages runs, and nixie-json(5) has every key that is written.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/mail.sh"
export PATH="$BUILDDIR:$PATH"

# The files that the examples name.
cd "$work" || exit 99
mkdir -p Maildir/{cur,new,tmp} etc
report a@example.com >message
cp message message.eml
report b@example.com 4.2.2 '452 4.2.2 Mailbox full' >Maildir/new/1.b
{ in_mbox <message; ordinary | in_mbox; report c@example.com 5.7.1 '550 5.7.1 Message identified as spam' | in_mbox; } >bounces.mbox
cp bounces.mbox inbox
cp bounces.mbox bounces-2025-01.mbox
gzip bounces-2025-01.mbox
printf 'a@example.com\nd@example.com\n' | tee list.txt recipients.txt old.txt >/dev/null
cp "$SRCDIR/tests/import/sendgrid-bounces.csv" bounces.csv
(umask 077; echo 'a key of thirty octets or more..' >partner.key)
printf 'name,email\nA,a@example.com\nD,d@example.com\n' >customers.csv
(umask 077; echo 'a 0123456789abcdef0123456789abcdef' >etc/keys)
printf '[verp]\nkey-file=%s\nreturn-path=bounces@example.org\n' "$work/etc/keys" >etc/nixie.conf
export NIXIE_CONFIG=$work/etc/nixie.conf
cp "$SRCDIR/samples/recipes/rules" rules
printf '%s\n' 5.1.1 '550 User unknown' >replies.txt
nixie scan bounces.mbox >/dev/null

# runs WHAT EXAMPLE: an example may answer no, but it is understood. Programs beside nixie may be absent.
runs () {
  local line=$2
  line=${line//\/var\/lib\/nixie/$NIXIE_DB}
  line=${line//\/var\/backups/$work/backups}
  rm -rf "$work/backups" && mkdir "$work/backups"
  line=${line//\/etc\/nixie\/nixie.conf/$work/etc/nixie.conf}
  run bash -c "$line" </dev/null
  result $((code >= 64 && code != 127)) "$1: $2"
}

while read -r line; do
  runs 'tables' "$line"
done < <(awk -F '\t' '!/^[#@]/ && NF > 1 { print $NF }' "$SRCDIR/src/cli/commands.def" "$SRCDIR/src/cli/options.def")

# examples PAGE: its commands, as a shell reads them.
examples () {
  sed -n 's/^\$ \(nixie .*\)/\1/p' "$1" | sed -e 's/\\-/-/g' -e "s/\\\\(aq/'/g" -e 's/\\e/\\/g'
}
for page in "$SRCDIR"/man/nixie*.[157] "$BUILDDIR"/man/nixie*.[157]; do
  while read -r line; do
    runs "${page##*/}" "$line"
  done < <(examples "$page")
done

# The lines for Postfix and the sender's loop, which t-verp-postfix.sh runs, are the ones that the pages show.
while read -r line; do
  has "a page has the recipes' $line" "$(sed 's/\\-/-/g' "$SRCDIR"/man/nixie-{filter,verp}.1)" "${line//\"\$1\"/message}"
done < <(cd "$SRCDIR/samples/recipes" && grep -hv -e '^#' -e '^$' postfix.m*.cf
  grep -h ' -[fV] "' signed-mailing | sed -e 's/^ *"$sendmail"/sendmail/' -e 's/ ||.*//')

documented () { sed -n 's/^\.\(It \)*Cm //p' "$SRCDIR/man/nixie-json.5" | tr -s ' ,' '\n' | sort -u; }
keys () { grep -o '"[a-z_]*":' | tr -d '":' | sort -u; }
report e@example.com 4.4.1 'delayed' | sed 's/^Action: failed/Action: delayed/' >delay
cat >all <<'END'
nixie parse --all --format=json bounces.mbox Maildir delay
nixie scan --format=json bounces.mbox Maildir
nixie add --reason=opt-out --why=test a@example.com @example.net
nixie remove --force --why=test c@example.com
nixie list --format=jsonl
nixie show --format=json a@example.com c@example.com f@example.net
nixie explain --format=json 5.1.1 550 'User unknown' no-such-user mailbox-full
printf "spam regex='(a+)+\$'\n" >slow
nixie explain --format=json --rules=slow '550 5.7.1 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab'
nixie parse --format=json "$SRCDIR/samples" 2>/dev/null || test $? -eq 1
END
run bash -c 'set -e; . ./all'
result "$code" 'JSON is written'
written=$(keys <<<"$out")
ok 'and has keys' test "$(wc -l <<<"$written")" -ge 40
is 'nixie-json(5) has every key' "$(comm -23 <(echo "$written") <(documented))" ''
finish
