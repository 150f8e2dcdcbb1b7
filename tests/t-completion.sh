#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# The completion files: whole for each shell that is here, and bash's completes what a user types.
. "$(dirname "$0")/lib.sh"
made=$BUILDDIR/src/cli

for pair in bash:bash/nixie zsh:zsh/_nixie fish:fish/nixie.fish; do
  shell=${pair%%:*}
  if command -v "$shell" >/dev/null; then
    ok "$shell reads its file" "$shell" -n "$made/${pair#*:}"
  else
    skip "$shell reads its file" "no $shell here"
  fi
done

# shellcheck source=/dev/null
. "$made/bash/nixie"

# completes WANT WORD…: what Tab offers behind the words, as one line.
completes () {
  local want=$1
  shift
  COMP_WORDS=(nixie "$@")
  COMP_CWORD=$#
  COMPREPLY=()
  _nixie 2>/dev/null
  is "nixie $* <Tab>" "${COMPREPLY[*]}" "$want"
}

completes 'check' che
completes 'help held' hel
completes '--version' --ver
completes '--filter' check --fil
completes '--csv --column= --config=' check --c
completes '' check --pass
completes 'jsonl' export --format = jsonl
completes 'text json' show --format =
completes 'text json' show -f ''
completes 'no-such-user no-such-domain' add --reason = no-such
completes 'suppressed' list --state sup
completes 'rebuild' help reb
completes '' check a@example
mkdir "$work/a folder"
: >"$work/a file"
cd "$work" || exit 99
completes 'a folder' show --db = a
completes 'a file' export --output = 'a fi'
finish
