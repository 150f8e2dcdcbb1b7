#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The manual pages beyond what build-aux/lint-docs looks at: groff finds nothing to say, and what the settings' reader and the tables know
# is described.
. "$(dirname "$0")/lib.sh"
pages=("$SRCDIR"/man/nixie*.[157] "$BUILDDIR"/man/nixie*.[157])

# described PAGE: the words that PAGE explains as an item.
described () {
  sed -n '/^\.It Cm /{s///;s/ , /\n/g;p;}' "$1" | sort -u
}

# lacks WORDS PAGE: those of WORDS, one a line, that PAGE does not explain.
lacks () {
  comm -23 <(sort -u <<<"$1") <(described "$2")
}

groff_warns () { LC_ALL=C groff -mdoc -ww -z "${pages[@]}" 2>&1; }
if command -v groff >/dev/null; then
  is 'groff has nothing to say' "$(groff_warns)" ''
else
  skip 'groff' 'not here'
fi
is 'no folder is left to be filled in' "$(grep -l '@[a-z]*@' "${pages[@]}")" ''

conf=$BUILDDIR/man/nixie.conf.5
keys=$(sed -n 's/^  { "\([a-z]*\)", "\([a-z-]*\)", read_.*/\2/p' "$SRCDIR/src/policy/settings-keys.c")
ok 'the settings have keys' test "$(wc -l <<<"$keys")" -ge 8
is 'nixie.conf(5) describes every key' "$(lacks "$keys" "$conf")" ''
is 'and none that is not there' "$(described "$conf" | grep -vx -e 'never' -e 'counted' -e 'first' | comm -23 - <(sort <<<"$keys"))" ''

providers=$(awk -F '\t' '!/^#/ && NF > 1 { print $1 }' "$SRCDIR/src/reason/providers.tsv" | sort -u)
named=$(sed -n 's/^\(gmail, .*\)\.$/\1/p' "$BUILDDIR/man/nixie-rules.5" | tr -d ' ' | tr ',' '\n' | sort)
is 'nixie-rules(5) names every provider' "$named" "$providers"

json=$(awk -F '\t' '!/^#/ && $3 != "" { print $3 }' "$SRCDIR/src/report/fields.tsv")
ok 'the reports have fields' test "$(wc -l <<<"$json")" -ge 15
is 'nixie-json(5) describes every field of an outcome' "$(lacks "$json" "$SRCDIR/man/nixie-json.5")" ''

reasons=$(awk -F '\t' '!/^#/ && NF > 1 && $1 != "id" { print $1 }' "$SRCDIR/src/reason/reasons.tsv")
is 'nixie-reasons(7) describes every reason' "$(lacks "$reasons" "$BUILDDIR/man/nixie-reasons.7")" ''
{ cat "$SRCDIR/src/reason/reasons.tsv"; printf 'new\tnobody\tsoft\t550\tmeaning\t4\texample\n'; } >"$work/reasons.tsv"
exits 1 'a reason that the page has no place for stops the build' \
  awk -f "$SRCDIR/build-aux/reasons-man.awk" "$work/reasons.tsv" "$SRCDIR/man/nixie-reasons.7.in"
has 'with a word why' "$err" 'shows'

finish
