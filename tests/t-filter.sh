#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# nixie filter: what is recorded, what is passed on, and that no mail is lost whatever goes wrong.
. "${SRCDIR:-$(dirname "$0")/..}/tests/lib.sh"
. "$SRCDIR/tests/mail.sh"

report gone@example.com >"$work/report"
ordinary >"$work/ordinary"
filter () { local in=$1; shift; "$nixie" filter "$@" <"$in"; }

exits 0 "ordinary mail ends with 0" filter "$work/ordinary"
ok "ordinary mail makes no list" test ! -e "$NIXIE_DB"
exits 0 "a report is recorded" filter "$work/report"
is "a filter says nothing" "$out$err" ""
exits 1 "the address it names must not be mailed" "$nixie" check gone@example.com
exits 0 "another may" "$nixie" check here@example.com
run "$nixie" show --format=json gone@example.com
before=$out
filter "$work/report"
run "$nixie" show --format=json gone@example.com
is "the same report again counts nothing" "$out" "$before"

exits 0 "--status: a report" filter "$work/report" --status
exits 1 "--status: ordinary mail" filter "$work/ordinary" --status

passed () { filter "$1" --pass >"$work/passed"; }
exits 0 "--pass: ordinary mail" passed "$work/ordinary"
ok "--pass leaves ordinary mail as it is" cmp "$work/passed" "$work/ordinary"
exits 0 "--pass: a report" filter "$work/report" --pass
is "--pass adds what recipes ask for" "$(head -n 2 <<<"$out")" "X-Nixie-Report: delivery-status
X-Nixie-Recipient: gone@example.com; class=hard; reason=no-such-user; status=5.1.1; reply=550"
is "--pass keeps the rest" "$(tail -n +3 <<<"$out")" "$(cat "$work/report")"
{ echo "From a@example.com Sat Nov 21 10:00:00 2026"; echo "X-Nixie-Report: delivery-status"; cat "$work/ordinary"; } >"$work/forged"
run filter "$work/forged" --pass
is "--pass keeps the From_ line first" "${out%%$'\n'*}" "From a@example.com Sat Nov 21 10:00:00 2026"
hasnt "--pass removes fields that came in" "$out" "X-Nixie"
run filter "$work/forged" --status
is "a forged field makes no report" "$code" 1

: >"$work/empty"
exits 0 "an empty standard input" filter "$work/empty" --pass
is "is passed on as empty" "$out" ""
head -c 300000 /dev/urandom >"$work/binary"
exits 0 "a binary message" passed "$work/binary"
ok "is passed on as it came" cmp "$work/passed" "$work/binary"
{ cat "$work/report"; head -c 100000000 /dev/zero | tr '\0' x | fold -w 70; } >"$work/large"
exits 0 "a message of 100 MB" passed "$work/large"
tail -n +3 "$work/passed" >"$work/rest"
ok "is passed on whole" cmp "$work/rest" "$work/large"
rm "$work/large" "$work/rest" "$work/passed"

# What waiting can mend ends in 75, and then nothing was written: the MTA keeps the mail and tries again.
: >"$work/file"
exits 75 "a list that cannot be there" filter "$work/report" --pass --db="$work/file/list"
is "nothing was passed on" "$out" ""
exits 75 "no such place for a list" filter "$work/report" --db="$work/no/such/place"
exits 0 "ordinary mail passes all the same" filter "$work/ordinary" --pass --db="$work/file/list"
exits 75 "an unknown option" filter "$work/report" --pazz
exits 75 "settings that are none" filter "$work/ordinary" --config="$work/report"
exits 75 "settings that are not there" filter "$work/ordinary" --config="$work/none.conf"
pass_to_full () { filter "$work/ordinary" --pass >/dev/full; }
exits 75 "a full disk behind --pass" pass_to_full
has "says what is wrong" "$err" "cannot write"
into_missing_list () {
  head -c 5000000 /dev/zero | "$nixie" filter --db="$work/file/list" --config="$work/none.conf"
  echo "${PIPESTATUS[*]}"
}
run into_missing_list
is "standard input is read to its end even then" "$out" "0 75"

# Parsing happens in a child: one that dies costs no mail.
if ! grep -q '^#define NIXIE_SANITIZED 1' "$BUILDDIR/config.h" \
  && printf '#include <stdlib.h>\nvoid *iconv_open (const char *to, const char *from) { abort (); }\n' >"$work/die.c" \
  && ${CC:-cc} -shared -fPIC -o "$work/die.so" "$work/die.c" 2>/dev/null; then
  sed 's/^Content-Type: text.plain/&; charset=utf-7\nContent-Transfer-Encoding: base64/' "$work/report" >"$work/decoded"
  dying () { LD_PRELOAD="$work/die.so" "$nixie" filter --pass <"$work/decoded"; }
  exits 0 "a message that kills the parser" dying
  has "is said" "$err" "crashed the parser"
  is "is marked" "${out%%$'\n'*}" "X-Nixie-Report: not-understood"
  is "is passed on" "$(tail -n +2 <<<"$out")" "$(cat "$work/decoded")"
  # GMime is loaded for what is encoded, and only for that.
  mkdir "$work/empty-library"
  echo 'int nothing;' >"$work/nothing.c"
  ${CC:-cc} -shared -fPIC -o "$work/empty-library/libgmime-3.0.so.0" "$work/nothing.c"
  cp "$work/empty-library/libgmime-3.0.so.0" "$work/empty-library/libgmime-3.0.so"
  without () { LD_LIBRARY_PATH="$work/empty-library" "$nixie" "$@"; }
  without_gmime () { without filter --pass --db="$work/without" <"$1"; }
  exits 0 "a plain report without GMime" without_gmime "$work/report"
  exits 75 "an encoded one without GMime waits" without_gmime "$work/decoded"
  has "and says for what" "$err" "cannot load libgmime"
  is "nothing was passed on" "$out" ""
  exits 69 "scan says so before it begins" without scan "$work/report"
else
  skip "a message that kills the parser" "no compiler, or sanitizers"
fi

# Many at once: one writer at a time, all recorded.
for i in $(seq 32); do report "m$i@example.com" >"$work/m$i"; done
many () {
  local i pids=() bad=0
  for i in $(seq 32); do "$nixie" filter <"$work/m$i" & pids+=($!); done
  for i in "${pids[@]}"; do wait "$i" || bad=1; done
  return "$bad"
}
ok "32 filters at once" many
run "$nixie" list --state=suppressed --format=plain
is "all are on the list" "$(grep -c '^m[0-9]*@' <<<"$out")" 32
finish
