#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Signed reverse-paths and envelope ids through Debian's Postfix, with the recipes of samples/recipes/: mail that another server on
# loopback refuses, the reports that Postfix makes of it, and what of these counts at the level signed. This Postfix has settings, queue and
# data of its own in $work, ends by its process id, and by itself after two minutes; the system's is not touched.
. "${SRCDIR:-$(dirname "$0")/..}/tests/lib.sh"
. "$SRCDIR/tests/mail.sh"
unset NIXIE_NOW

[ "$(id -u)" -eq 0 ] || skip_all 'Postfix starts as root only'
daemons=$(postconf -dh daemon_directory 2>/dev/null) && [ -x "$daemons/master" ] || skip_all 'no Postfix here'
for account in postfix nobody; do id "$account" >/dev/null 2>&1 || skip_all "no user $account"; done

# ---- the places: nobody delivers, and owns the list
chmod 755 "$work"
conf=$work/postfix queue=$work/queue box=$work/box settings=$work/nixie.conf
mkdir "$work/bin" "$conf" "$queue" "$work/home"
cp "$BUILDDIR/nixie" "$BUILDDIR/nixie-mail" "$work/bin"
nixie=$work/bin/nixie
cp "$SRCDIR/build-aux/lsan.supp" "$work"
export LSAN_OPTIONS=suppressions=$work/lsan.supp:print_suppressions=0
install -d -o postfix -m 700 "$work/data" "$queue"/{active,bounce,corrupt,defer,deferred,flush,hold,incoming,private,saved,trace}
install -d -o postfix -g postdrop -m 730 "$queue/maildrop" && install -d -o postfix -g postdrop -m 710 "$queue/public"
mkdir "$queue/pid"
install -d -o nobody -m 700 "$box"
group=$(id -gn nobody)
echo 'a 0123456789abcdef0123456789abcdef' >"$work/keys"
chown "nobody:$group" "$work/keys" && chmod 600 "$work/keys"
printf '[verp]\nkey-file=%s\nreturn-path=bounces@example.org\n[trust]\nlevel=signed\n' "$work/keys" >"$settings"
export NIXIE_CONFIG=$settings

# free_port: one on loopback that nobody listens on.
free_port () {
  local port
  while port=$((20000 + RANDOM % 12000)); (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
  echo "$port"
}
mx=$(free_port) inside=$(free_port)
while [ "$inside" = "$mx" ]; do inside=$(free_port); done

# ---- Postfix: what any has, then the recipes
cat >"$conf/main.cf" <<END
compatibility_level = 3.6
config_directory = $conf
queue_directory = $queue
data_directory = $work/data
maillog_file_prefixes = $work
maillog_file = $work/log
myhostname = mta.example.org
mydestination = example.org
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
relayhost = [127.0.0.1]:$mx
smtp_dns_support_level = disabled
smtpd_peername_lookup = no
smtp_tls_security_level = none
alias_maps = inline:{{box=$box/}, {command="|$nixie filter --db=$NIXIE_DB --config=$settings"}}
alias_database =
import_environment = MAIL_CONFIG TZ POSTLOG_SERVICE POSTLOG_HOSTNAME ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
export_environment = TZ MAIL_CONFIG ASAN_OPTIONS LSAN_OPTIONS UBSAN_OPTIONS
notify_classes =
END
cat >"$conf/master.cf" <<END
127.0.0.1:$inside inet n - n - - smtpd
127.0.0.1:$mx inet n - n - - smtpd -o myhostname=mx.example.com -o local_recipient_maps=
  -o { smtpd_recipient_restrictions = check_recipient_access static:{550 5.1.1 User unknown} }
pickup unix n - n 60 1 pickup
flush unix n - n - 0 flush
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
local unix - n n - - local
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
END
cat "$SRCDIR/samples/recipes/postfix.main.cf" >>"$conf/main.cf"
sed -e 's/user=nixie/user=nobody/' -e "s|/usr/local/bin/nixie|$nixie|" -e "s|--db=/var/lib/nixie|--db=$NIXIE_DB --config=$settings|" \
  "$SRCDIR/samples/recipes/postfix.master.cf" >>"$conf/master.cf"
sed -e "s|^nixie=.*|nixie=$nixie|" -e 's|^sendmail=.*|sendmail=post|' "$SRCDIR/samples/recipes/signed-mailing" >"$work/signed-mailing"

# The list is nobody's from its first moment.
install -d -o nobody -g "$group" -m 2770 "$NIXIE_DB"

"$daemons/master" -c "$conf" -e 120 &
master=$!
for ((i = 0; i < 100; i++)); do [ -p "$queue/public/pickup" ] || [ -S "$queue/public/pickup" ] && break; sleep 0.1; done
stop () {
  kill "$master" 2>/dev/null
  wait "$master" 2>/dev/null
  chmod -R u+rwX "$work" 2>/dev/null
  rm -rf "$work"
}
trap stop EXIT

# sendmail of this Postfix, as the recipes call it.
cat >"$work/bin/post" <<END
#!/bin/sh
exec $(postconf -dh sendmail_path) -C "$conf" "\$@"
END
chmod 755 "$work/bin/post"
PATH=$work/bin:$PATH

# settle [deferred]: until the queue is empty: what was sent was refused, and its report delivered. Mail wanders from folder to folder while
# they are looked at, a report from the last to the first, so it must be empty several times in a row.
settle () {
  local i empty=0
  for ((i = 0; i < 600 && empty < 5; i++)); do
    empty=$((empty + 1))
    [ -z "$(cd "$queue" && find "$@" maildrop incoming active -type f -print -quit)" ] || empty=0
    sleep 0.05
  done
  [ "$empty" -lt 5 ] || return 0
  sed 's/^/# /' "$work/log" | tail -n 30
  return 1
}

letter () { printf 'From: news@example.org\nTo: %s\nSubject: news\nMessage-ID: <news.%s@example.org>\n\nNews.\n' "$1" "$RANDOM"; }
# mail ADDRESS OPTION…: a letter to ADDRESS
mail () { letter "$1" | post "${@:2}" -- "$1"; }
path () { "$nixie" verp make "$@"; }
id () { "$nixie" verp make --envid "$@"; }
below () { path --config=<(sed "s/bounces@/$1@/" "$settings") "$2"; }
judge () { exits "$2" "$1" "$nixie" check "$3"; }
counts () { judge "$1 counts" 1 "$2"; }
# passed_over NAME ADDRESS WHY
passed_over () {
  judge "$1 does not count" 0 "$2"
  run "$nixie" show "$2"
  has 'and it is said why' "$out" "$3"
}

# ---- as the documents say
letter everybody >"$work/letter"
printf '%s\n' user@example.com first.last+tag@example.com "a.name.that.is.too.long.for.a.path@division.example.com" "o'brien@example.com" \
  | "$nixie" check --filter - 2>/dev/null | sh "$work/signed-mailing" "$work/letter" 2>/dev/null
mail path@example.com -f "$(path path@example.com)"
mail envid@example.com -f bounces@example.org -V "$(id envid@example.com)"
mail a=b@example.com -f bounces@example.org -V "$(id a=b@example.com)"
mail 'odd#$&*/?^_{|}~@example.com' -f "$(path 'odd#$&*/?^_{|}~@example.com')"
longest=$(path twenty-one.characters@example.com)
mail twenty-one.characters@example.com -f "$longest"
upper=$(path upper@example.com)
mail upper@example.com -f "${upper^^}"
# ---- what does not count
mail plain@example.com -f bounces@example.org
forged=$(path forged@example.com)
mail forged@example.com -f "${forged/a.au/a.av}"
mail victim@example.com -f "$(path other@example.com)"
mail old@example.com -f "$(NIXIE_NOW=2025-01-01T00:00:00Z path old@example.com)"
mail oldid@example.com -f bounces@example.org -V "$(NIXIE_NOW=2025-01-01T00:00:00Z id oldid@example.com)"
# ---- other ways of delivery: a command among the aliases, a Maildir
mail '"a b"@example.com' -f bounces@example.org -V "$(id '"a b"@example.com')"
mail jörg@example.com -f "$(path jörg@example.com)"
mail anna@bücher.example -f "$(path anna@bücher.example)"
mail command@example.com -f "$(below command command@example.com)"
mail "o'neill&sons@example.com" -f "$(below command "o'neill&sons@example.com")"
mail box@example.com -f "$(below box box@example.com)"
mail boxid@example.com -f box@example.org -V "$(id boxid@example.com)"
ok 'all is refused, and all reports are delivered' settle

counts 'a signed reverse-path with an envelope id' user@example.com
counts 'an address with a delimiter of its own' first.last+tag@example.com
counts 'an address that is too long for a reverse-path, by its envelope id' a.name.that.is.too.long.for.a.path@division.example.com
counts 'an apostrophe' "o'brien@example.com"
counts 'a reverse-path alone' path@example.com
is 'a local part of 64 octets' "$(printf %s "${longest%@*}" | wc -c)" 64
counts 'the longest reverse-path' twenty-one.characters@example.com
counts 'an envelope id alone' envid@example.com
counts 'one of an address with "="' a=b@example.com
counts 'all characters of an atom' 'odd#$&*/?^_{|}~@example.com'
counts 'a local part in quotes' '"a b"@example.com'
counts 'a local part beyond ASCII' jörg@example.com
counts 'a domain beyond ASCII' anna@bücher.example
counts 'a reverse-path that an MTA writes in capitals' upper@example.com
counts 'by local(8) to a command' command@example.com
counts 'by local(8), characters that it replaces' "o'neill&sons@example.com"
passed_over 'an unsigned one' plain@example.com 'it came to no signed address'
passed_over 'a forged one' forged@example.com 'its signature is forged'
passed_over 'one on another address than the signed one' victim@example.com 'its signature is of mail to another address'
judge 'nor for the signed one' 0 other@example.com
passed_over 'one past its date' old@example.com 'its signature was too old when it was read'
passed_over 'an envelope id past its date' oldid@example.com 'its signature was too old when it was read'


# ---- a Maildir: Postfix has noted where each came to
is 'two reports are in the Maildir' "$(find "$box/new" -type f | wc -l)" 2
exits 0 'they are scanned' "$nixie" scan "$box"
counts 'by what Postfix notes in a mailbox' box@example.com
counts 'an envelope id there' boxid@example.com

# ---- replayed: whoever has seen a report sends it once more, as it was and as if it were another
report_of () { sed -e '/^Return-Path:/d; /^X-Original-To:/d; /^Delivered-To:/d' "$(grep -l "^To: box+" "$box"/*/*)"; }
signed=$(report_of | sed -n 's/^To: \(box+.*\)/\1/p')
"$nixie" remove --force --why=test box@example.com 2>/dev/null
report_of | post -f '<>' -- "${signed/box+/bounces+}"
report_of | sed -e 's/^Message-Id: .*/Message-Id: <again@mta.example.org>/' -e "s/^Date: .*/Date: $(date -Rud '3 hours')/" \
  -e 's/^\(X-Postfix-Queue-ID:\|Arrival-Date:\) .*/\1 4ZzZzZ1234/' | post -f '<>' -- "${signed/box+/bounces+}"
ok 'a report is sent twice more' settle
passed_over 'a replayed one' box@example.com 'a report on the mail of the same day has counted already'

# ---- from another server, by SMTP
# say LINE WANT: is answered WANT, which the reply in $said begins with.
hear () { while read -r -t 20 -u 3 said && [[ $said = ???-* ]]; do :; done; }
say () {
  printf '%s\r\n' "$1" >&3
  hear
  [[ $said = "$2"* ]] || echo "# $1: $said"
}
remote=$(path remote@example.com)
exec 3<>"/dev/tcp/127.0.0.1/$inside"
hear
say 'EHLO mx.example.net' 250
say 'MAIL FROM:<>' 250
say 'RCPT TO:<another+a@example.org>' 550
has 'mail from outside to nobody is refused' "$said" '550 5.1.1'
say "RCPT TO:<$remote>" 250
has 'to the address that the recipe names it is taken, signed as it is' "$said" '250 '
say DATA 354
report remote@example.com | sed 's/$/\r/' >&3
say . 250
exec 3>&-
ok 'it is delivered' settle
counts 'a report that another server made' remote@example.com

# ---- trouble: keys that others may read
later=$(path later@example.com)
chmod 644 "$work/keys"
mail later@example.com -f "$later"
ok 'a report comes at a bad moment' settle
chmod 600 "$work/keys"
judge 'it does not count yet' 0 later@example.com
is 'Postfix keeps it' "$(find "$queue/deferred" -type f | wc -l)" 1
postqueue -c "$conf" -f
ok 'it tries again, and nothing is left' settle deferred
counts 'what was tried again' later@example.com

finish
