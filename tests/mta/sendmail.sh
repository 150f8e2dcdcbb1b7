# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # inside.sh sets root, users
# sendmail, for inside.sh: a delay is told after 5 seconds, the queue gives up after 20. Its sendmail command is the MSP, which hands
# the mail to the MTA by SMTP: what the MTA refuses there is the MSP's report.

mta_packages() {
  echo sendmail-bin
}

mta_version() {
  in_root sh -c '/usr/libexec/sendmail/sendmail -bt -d0.1 </dev/null' | sed -n 's/^Version //p' | tr -d ' \r'
}

mta_start() {
  fill_mailbox && cp "$scripts/sendmail.mc" "$root/etc/mail/mta.mc" &&
    sed -i -e 's/^[# ]*O Timeout.queuewarn=.*/O Timeout.queuewarn=5s/' -e 's/^[# ]*O Timeout.queuereturn=.*/O Timeout.queuereturn=20s/' \
      "$root/etc/mail/submit.cf" &&
    in_root sh -c 'cd /etc/mail && m4 mta.mc >sendmail.cf && newaliases' && in_root sendmail -bd -q3s
}

mta_poke() {
  in_root sendmail -Ac -q >/dev/null 2>&1
}
