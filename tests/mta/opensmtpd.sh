# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # inside.sh sets root, users
# OpenSMTPD, for inside.sh: a delay is told after 5 seconds, the queue gives up after 25.

mta_packages() {
  echo opensmtpd
}

mta_version() {
  in_root smtpd -h 2>&1 | sed -n 's/^version: OpenSMTPD \([^ ]*\).*/\1/p'
}

mta_start() {
  fill_mailbox && cp "$scripts/smtpd.conf" "$root/etc/smtpd.conf" &&
    in_root smtpd
}

mta_poke() {
  in_root smtpctl schedule all >/dev/null 2>&1
}
