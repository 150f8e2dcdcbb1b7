# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # inside.sh sets root, users
# Exim, for inside.sh: a delay is told after 5 seconds, a retry rule gives up after 15.

mta_packages() {
  echo exim4-daemon-light
}

mta_version() {
  in_root exim4 -bV | sed -n 's/^Exim version \([^ ]*\) .*/\1/p'
}

mta_start() {
  cp "$scripts/exim.conf" "$root/etc/exim4/exim4.conf" || return
  in_root exim4 -bdf -q2s &
}

mta_poke() {
  :
}
