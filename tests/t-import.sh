#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# nixie import: the files of other systems, our own exports back again, bad rows, --strict and --dry-run.
. "$(dirname "$0")/lib.sh"
export NIXIE_NOW=2026-11-21T10:00:00Z
files=$SRCDIR/tests/import

# fresh: an empty list.
fresh () { rm -rf "$NIXIE_DB"; }
# entries: what the list holds, a line each, the blanks of the columns made one.
entries () { "$nixie" list 2>/dev/null | tr -s ' '; }

# takes FILE SYSTEM KIND ENTRIES: FILE alone is taken for that, and this is then on the list.
takes () {
  fresh
  run "$nixie" import "$files/$1"
  is "$1 is recognised" "$code ${err#nixie: "$files/$1": }" "0 read as $2, $3"
  is 'and its rows are on the list' "$(entries)" "$4"
  run "$nixie" import "$files/$1"
  has 'once: the same file again is nothing new' "$out" "newly suppressed                           0"
}
day=2026-11-13T10:00:00Z next=2026-11-14T10:00:00Z
takes ses.csv ses suppressions "annoyed@example.com suppressed complaint $next
gone@example.com suppressed no-such-user $day"
takes ses.json ses suppressions "annoyed@example.com suppressed complaint $next
gone@example.com suppressed no-such-user 2026-11-13T09:00:00Z
third@example.com suppressed no-such-user $day"
takes ses-bare.csv ses suppressions "annoyed@example.com suppressed complaint $NIXIE_NOW
gone@example.com suppressed no-such-user $NIXIE_NOW"
takes ses-job.jsonl ses suppressions "annoyed@example.com suppressed complaint $NIXIE_NOW
gone@example.com suppressed no-such-user $NIXIE_NOW"
takes mailgun-bounces.csv mailgun bounces "blocked@example.com counting blocked 2026-11-16T10:00:00Z
full@example.com counting mailbox-full $next
gone@example.com suppressed no-such-user $day
late@example.com counting already-suppressed 2026-11-15T10:00:00Z
odd@example.com counting undefined 2026-11-16T10:00:00Z"
takes mailgun-bounces.json mailgun bounces "gone@example.com suppressed no-such-user $day
soft@example.com counting mailbox-full $day"
takes mailgun-complaints.csv mailgun complaints "annoyed@example.com suppressed complaint $day"
takes mailgun-unsubscribes.csv mailgun unsubscribes "quit@example.com suppressed opt-out $day
weekly@example.com suppressed opt-out $next"
takes sendgrid-bounces.csv sendgrid bounces "full@example.com counting mailbox-full 2026-11-13T10:00:01Z
gone@example.com suppressed no-such-user $day"
takes sendgrid-blocks.csv sendgrid blocks "reader@example.com counting blocked $day
unsure@example.com counting no-such-user 2026-11-13T10:00:01Z"
takes sendgrid-spam_reports.csv sendgrid complaints "annoyed@example.com suppressed complaint $day"
takes sendgrid-global_unsubscribes.csv sendgrid unsubscribes "quit@example.com suppressed opt-out $day"
takes postmark.csv postmark suppressions "annoyed@example.com suppressed complaint 2026-11-14T15:00:00Z
byhand@example.com suppressed 2026-11-16T15:00:00Z
gone@example.com suppressed no-such-user 2026-11-13T15:00:00Z
quit@example.com suppressed opt-out 2026-11-15T15:00:00Z"
takes postmark.json postmark suppressions "gone@example.com suppressed no-such-user 2026-11-13T15:00:00Z
quit@example.com suppressed opt-out 2026-11-15T15:00:00Z"
takes mailchimp-cleaned.csv mailchimp cleaned "gone@example.com suppressed $day"
takes mailchimp-unsubscribed.csv mailchimp unsubscribes "annoyed@example.com suppressed complaint $next
byhand@example.com suppressed 2026-11-15T10:00:00Z
quit@example.com suppressed opt-out $day"
fresh
for file in mailchimp-subscribed mailgun-whitelist; do
  exits 65 "$file.csv, of people who are to be mailed, is refused" "$nixie" import "$files/$file.csv"
  has 'with a word why' "$err" "list of addresses that may be mailed"
done
exits 1 'sendgrid-invalid_emails.csv' "$nixie" import "$files/sendgrid-invalid_emails.csv"
has 'a row that is no address is named with its line' "$err" "$files/sendgrid-invalid_emails.csv:4: not an address: 'not an address'"
has 'and counted' "$out" 'bad rows, passed over                      1'
is 'the others are taken' "$(entries)" "a@no-such.example suppressed no-such-user $day
b@example.con counting undefined $day"

# Rows that say that the address is fine, in columns of any name.
fresh
printf 'email,status\nfine@example.com,subscribed\nquit@example.com,unsubscribed\nodd@example.com,5.1.1\n' >"$work/status.csv"
ok 'a list of everybody' "$nixie" import "$work/status.csv"
is 'suppresses who is not to be mailed' "$(entries | cut -d' ' -f1-3)" 'odd@example.com suppressed no-such-user
quit@example.com suppressed opt-out'
has 'and counts the others' "$out" 'not suppressed there                       1'
printf 'email,unsubscribed,bounced\nfine@example.com,no,0\nquit@example.com,Yes,no\ndead@example.com,FALSE,1\n' >"$work/flags.csv"
fresh
ok 'columns of yes and no' "$nixie" import "$work/flags.csv"
is 'suppress who has a yes' "$(entries | cut -d' ' -f1-3)" 'dead@example.com suppressed no-such-user
quit@example.com suppressed opt-out'
has 'and nobody else' "$out" 'not suppressed there                       1'
cat >"$work/denied.csv" <<'EOF'
email,unsubscribed,status,type,reason
dead@example.com,no,5.1.1,x,
gone@example.com,no,1,x,550 5.1.1 user unknown
fine@example.com,no,1,newsletter,
EOF
fresh
ok 'a no beside something else' "$nixie" import "$work/denied.csv"
is 'denies that one thing alone' "$(entries | cut -d' ' -f1,3)" 'dead@example.com no-such-user
gone@example.com no-such-user'
printf '{"email":"a@example.com","subscribed":true}\n{"email":"b@example.com","subscribed":false}\n' >"$work/flags.jsonl"
fresh
ok 'the same in JSON, the other way round' "$nixie" import "$work/flags.jsonl"
is 'suppresses who is subscribed no more' "$(entries | cut -d' ' -f1-3)" 'b@example.com suppressed opt-out'
fresh
ok 'a word of German' "$nixie" import - <<<$'email,Status\na@example.com,aktiv\nb@example.com,abgemeldet'
is 'is understood' "$(entries | cut -d' ' -f1-3)" 'b@example.com suppressed opt-out'
printf '{"email":"a@example.com","type":"x","event":"delivered"}\n{"email":"b@example.com","state":"allowed"}\n' >"$work/fine.jsonl"
fresh
ok 'the same in JSON' "$nixie" import "$work/fine.jsonl"
is 'suppresses nobody' "$(entries)" ''
printf '"Email Address","First Name",OPTIN_TIME,CONFIRM_TIME\na@example.com,Jane,2026-01-01,2026-01-01\n' >"$work/members.csv"
exits 65 'members with few columns are refused' "$nixie" import "$work/members.csv"
has 'as all of them are' "$err" "list of addresses that may be mailed"
printf 'email,reason\na@example.com,kaputt\nb@example.com,bounced\nc@example.com,greylisted\n' >"$work/words.csv"
ok 'words of people' "$nixie" import "$work/words.csv"
is 'suppress, but for a soft failure' "$(entries | cut -d' ' -f1-2)" 'a@example.com suppressed
b@example.com suppressed
c@example.com counting'
has 'what is not understood is said' "$out" 'reasons not understood (--reason)          1'
hasnt 'a reason for it' "$("$nixie" import -n --reason=opt-out "$work/words.csv")" 'not understood'
printf 'email,created\n@example.net,2026-01-01\na@example.com,2026-01-01\n' >"$work/domain.csv"
fresh
exits 1 "a whole domain in another's file" "$nixie" import -f sendgrid "$work/domain.csv"
has 'is a bad row' "$err" "domain.csv:2: @example.net is a whole domain, and no address"
is 'and suppresses nobody' "$(entries | cut -d' ' -f1)" 'a@example.com'
ok 'a domain in a list by hand' "$nixie" import -n -f plain - <<<'@example.net'
has 'is counted' "$out" 'whole domains                              1'
gzip -c "$work/domain.csv" >"$work/domain.csv.gz"
exits 65 'a compressed file' "$nixie" import "$work/domain.csv.gz"
has 'is said to be one' "$err" 'is compressed, or a spreadsheet: unpack it, or save it as CSV'

# What the user says of a file.
fresh
printf 'email,created\na@example.com,1794564000\n' >"$work/x.csv"
exits 0 'a file of no system' "$nixie" import "$work/x.csv"
has 'is a CSV' "$err" 'read as csv, list'
is 'whose addresses are taken at its word' "$(entries)" "a@example.com suppressed $day"
exits 0 'the same with a system' "$nixie" import --format=sendgrid "$work/x.csv"
has 'is its file' "$err" 'read as sendgrid, unsubscribes'
exits 65 'another system' "$nixie" import --format=postmark "$work/x.csv"
has 'is said to be none of its files' "$err" 'not such a file; its columns are: email, created'
exits 0 'kind' "$nixie" import --kind=blocks "$files/sendgrid-bounces.csv"
has 'is taken' "$err" 'read as sendgrid, blocks'
fresh
ok 'a column by its name' "$nixie" import --column=created --reason=opt-out - <<<$'email,created\nx,b@example.com'
is 'and a reason for those without one' "$(entries)" "b@example.com suppressed opt-out $NIXIE_NOW"
printf 'sep=;\r\nAddress;Subscriber Email\r\nx@street.example;a@example.com\r\n' >"$work/sep.csv"
fresh
ok "a spreadsheet's word on the separator" "$nixie" import --reason=opt-out "$work/sep.csv"
is 'and e-mail before address' "$(entries)" "a@example.com suppressed opt-out $NIXIE_NOW"
exits 64 'a column beside a format that knows its own' "$nixie" import --format=ses --column=email "$work/x.csv"
exits 65 'a column that is not there' "$nixie" import --column=nope "$work/x.csv"
has 'is told from those that are' "$err" "no column 'nope'; there are: email, created"
exits 64 'a reason that is no ground' "$nixie" import --reason=delivered "$work/x.csv"
exits 66 'a file that is not there' "$nixie" import "$work/no.csv"
exits 65 'a file that is nothing of the kind' "$nixie" import "$SRCDIR/README"
exits 65 'UTF-16' "$nixie" import <(printf '\xff\xfee\0m\0')
has 'is named' "$err" 'is UTF-16: save it in UTF-8'
fresh
printf 'a@example.com\n\n# our own\n  Jane <B@Example.com>\r\n@example.net\n' >"$work/list.txt"
ok 'an address a line' "$nixie" import --format=plain --reason=no-such-user "$work/list.txt"
is 'with the reason given' "$(entries)" "@example.net suppressed no-such-user $NIXIE_NOW
a@example.com suppressed no-such-user $NIXIE_NOW
b@example.com suppressed no-such-user $NIXIE_NOW"
NIXIE_NOW=2026-11-22T10:00:00Z run "$nixie" import --format=plain --reason=no-such-user "$work/list.txt"
has 'a later import of rows without a date is nothing new' "$out" 'already known                              3'
has 'the history says from where' "$("$nixie" show b@example.com)" "imported from plain: $work/list.txt:4 for no-such-user"

# Bad rows, --strict, --dry-run.
fresh
printf 'email,reason\na@example.com,opt-out\nnobody,opt-out\nb@example.com,"opt-out\nc@example.com,opt-out\n' >"$work/bad.csv"
printf 'd@example.com\n' >"$work/good.txt"
exits 1 'bad rows' "$nixie" import "$work/bad.csv" "$work/good.txt"
is 'are named with their lines' "$(grep -c "bad.csv:[34]: " <<<"$err")" 2
is 'and passed over' "$(entries | cut -d' ' -f1 | xargs)" 'a@example.com c@example.com d@example.com'
fresh
exits 65 '--strict' "$nixie" import --strict "$work/good.txt" "$work/bad.csv"
has 'stops' "$err" 'bad rows: 2; nothing was recorded'
has 'names them too' "$err" "bad.csv:3: not an address"
ok 'and writes nothing, not even the list' test ! -e "$NIXIE_DB"
exits 65 '--strict on a pipe' "$nixie" import --strict - < <(cat "$work/bad.csv")
ok 'writes nothing' test ! -e "$NIXIE_DB"
ok '--strict with good rows, on a pipe' "$nixie" import --strict - "$work/good.txt" < <(printf 'e@example.com\n')
is 'writes all' "$(entries | cut -d' ' -f1 | xargs)" 'd@example.com e@example.com'
{ echo email; for i in $(seq 30); do echo "nobody$i"; done; } >"$work/many.csv"
exits 1 'many bad rows' "$nixie" import "$work/many.csv"
is 'are not all named' "$(grep -c many.csv: <<<"$err")" 21
has 'but counted' "$err" 'and more bad rows: 10'
fresh
ok '--dry-run' "$nixie" import --dry-run "$files/postmark.csv"
has 'says so' "$out" 'dry run: nothing was recorded'
has 'and counts' "$out" 'complaints and opt-outs                    2'
ok 'and makes no list' test ! -e "$NIXIE_DB"
exits 66 'a list that cannot be made' "$nixie" import --db=/dev/null/x "$files/postmark.csv"

# Our own exports come in again: who is suppressed, why, and since when; who is counted or cleared does not.
fresh
for day in 01 03 05 07 09; do
  printf 'address,code,error,created_at\nfull@example.com,552,5.2.2 mailbox full,2026-11-%sT10:00:00Z\n' "$day" >"$work/soft.csv"
  "$nixie" import "$work/soft.csv" >/dev/null 2>&1
done
"$nixie" import "$files/mailgun-bounces.csv" "$files/postmark.csv" >/dev/null 2>&1
"$nixie" add --reason=opt-out --why='=1+1' "'+odd@example.com" "+plus@example.com" @example.net 2>/dev/null
"$nixie" add --reason=complaint lifted@example.org 2>/dev/null
"$nixie" remove --force --why=mistake lifted@example.org 2>/dev/null
columns='address state reason class status reply diagnostic until protected'
cat >"$work/pick.py" <<'END'
import csv, sys
for row in csv.DictReader(open(sys.argv[1], newline="", encoding="utf-8")):
    if row["state"] == "suppressed":
        print("|".join(row[name] for name in sys.argv[2].split()))
END
"$nixie" export --output="$work/one.csv"
"$nixie" export --format=jsonl --output="$work/one.jsonl"
for form in csv jsonl; do
  export NIXIE_DB="$work/back-$form"
  ok "our $form comes in again" "$nixie" import "$work/one.$form"
  has 'is known for what it is' "$err" 'read as nixie, list'
  "$nixie" export --output="$work/two.csv"
  if command -v python3 >/dev/null; then
    is "$form: who is suppressed, and why" "$(python3 "$work/pick.py" "$work/two.csv" "$columns")" \
      "$(python3 "$work/pick.py" "$work/one.csv" "$columns")"
  fi
  is "$form: nobody else" "$("$nixie" list --state=counting; "$nixie" list --state=clear)" ''
  has "$form: a soft one ends when it would have" "$("$nixie" show --format=json full@example.com)" '"until":"2027-02-12T10:00:00Z"'
  run "$nixie" import "$work/two.csv"
  is "$form: and out and in again" "$code" 0
  "$nixie" export --output="$work/three.csv"
  is "$form: is the same" "$(cut -d, -f1-6 "$work/three.csv")" "$(cut -d, -f1-6 "$work/two.csv")"
done

# What other systems import: who is suppressed, as far as they can hold it; what they are given, they could give back.
export NIXIE_DB="$work/list"
fresh
"$nixie" import "$files/mailgun-bounces.csv" "$files/postmark.csv" >/dev/null 2>&1
"$nixie" add --reason=no-such-user "+plus@example.org" @example.net 2>/dev/null
# sends FORMAT KIND WANT: what is written, CR taken off.
sends () {
  run "$nixie" export --format="$1" ${2:+--kind="$2"}
  is "export for $1 $2" "$(tr -d '\r' <<<"$out")" "$3"
}
sends ses '' '+plus@example.org,BOUNCE
annoyed@example.com,COMPLAINT
gone@example.com,BOUNCE'
has 'what is left out is counted' "$err" 'for whole domains or for digests: 3'
sends mailgun bounces 'address,code,error,created_at
+plus@example.org,550,no-such-user,"Sat, 21 Nov 2026 10:00:00 UTC"
gone@example.com,550,5.1.1 The email account that you tried to reach does not exist. Please try double-checking the '`
  `'recipient'"'"'s email address,"Fri, 13 Nov 2026 10:00:00 UTC"'
sends mailgun complaints 'address,created_at
annoyed@example.com,"Sat, 14 Nov 2026 15:00:00 UTC"'
sends mailgun unsubscribes 'address,tags,created_at
byhand@example.com,*,"Mon, 16 Nov 2026 15:00:00 UTC"
quit@example.com,*,"Sun, 15 Nov 2026 15:00:00 UTC"'
sends sendgrid '' 'email
+plus@example.org
annoyed@example.com
byhand@example.com
gone@example.com
quit@example.com'
sends postmark '' '{"Suppressions":[{"EmailAddress":"+plus@example.org"},{"EmailAddress":"annoyed@example.com"},'`
  `'{"EmailAddress":"byhand@example.com"},{"EmailAddress":"gone@example.com"},{"EmailAddress":"quit@example.com"}]}'
sends mailchimp cleaned 'Email Address
+plus@example.org
gone@example.com'
sends mailchimp unsubscribes 'Email Address
annoyed@example.com
byhand@example.com
quit@example.com'
exits 64 'a system with several lists' "$nixie" export --format=mailgun
has 'wants to know which' "$err" 'choose one with --kind: bounces, complaints, unsubscribes'
exits 64 'a list that a system has not' "$nixie" export --format=mailchimp --kind=bounces
exits 64 'a kind for a form of ours' "$nixie" export --format=csv --kind=bounces
"$nixie" export --format=ses --output="$work/ses.csv" 2>/dev/null
"$nixie" export --format=mailgun --kind=bounces --output="$work/bounces.csv" 2>/dev/null
NIXIE_DB="$work/ours" ok 'our file for SES' "$nixie" import "$work/ses.csv"
has 'is one' "$err" 'read as ses, suppressions'
NIXIE_DB="$work/ours" ok 'our file for Mailgun' "$nixie" import "$work/bounces.csv"
has 'is one, too' "$err" 'read as mailgun, bounces'
for i in $(seq 101); do echo "n$i@example.com"; done | "$nixie" import --format=plain --db="$work/hundred" - >/dev/null 2>&1
"$nixie" export --format=postmark --db="$work/hundred" >"$work/bodies"
is 'Postmark takes 50 at a time' "$(awk -F EmailAddress '{ print NF - 1 }' "$work/bodies" | xargs)" '50 50 1'
finish
