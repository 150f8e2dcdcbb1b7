#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The settings as the commands follow them.
. "$(dirname "$0")/lib.sh"
export NIXIE_CONFIG=$work/nixie.conf NIXIE_NOW=2026-11-20T10:00:00Z

# conf TEXT: writes the settings.
conf () { printf '%b' "$1" >"$NIXIE_CONFIG"; }

conf ''
exits 0 'a domain on the list' "$nixie" add --reason=opt-out @example.com
exits 0 'without the setting its subdomains are not' "$nixie" check a@mail.example.com
exits 1 'and show says nothing of them' "$nixie" show a@mail.example.com
conf '[address]\nsubdomains=true\n'
run "$nixie" check a@mail.example.com
is 'with it they are' "$code|$err" '1|a@mail.example.com: suppressed: opt-out (as all of its domain)'
run "$nixie" show a@mail.example.com
is 'and show says so' "$code|$(head -n 1 <<<"$out")" '0|@example.com'
run "$nixie" show --format=json a@mail.example.com
has 'in JSON too' "$out" '"domain":{"address":"@example.com","state":"suppressed"'
run "$nixie" list
is 'which asks for no rebuild' "$err" ''

conf '[domain .example.com]\nsoft-days=two\n'
run "$nixie" check a@example.com
is 'a misspelt value names file, group and key' "$code|$err" \
  "78|nixie: $NIXIE_CONFIG: [domain .example.com] soft-days: 'two' is not a number from 1 to 36500"

finish
