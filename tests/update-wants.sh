#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# update-wants.sh NIXIE [SAMPLE.eml...]: writes each sample's .want anew from what NIXIE (a built nixie) says now. For review with git
# diff: a change that was not meant is a fault. What source/ does not take for a message (an empty file) is no report to the parser.
nixie=${1:?usage: tests/update-wants.sh NIXIE [SAMPLE.eml...]}
shift
root=$(dirname "$0")/..
[ $# -gt 0 ] || set -- "$root"/samples/*/*.eml
for sample; do
  want=${sample%.eml}.want
  "$nixie" parse --all --format=json "$sample" | sed 's/^{"origin":"[^"]*",/{/' >"$want" || exit
  [ -s "$want" ] || echo '{"report":"none"}' >"$want"
done
