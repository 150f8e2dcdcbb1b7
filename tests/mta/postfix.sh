# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # inside.sh sets root, users
# Postfix, for inside.sh: a delay is told after 5 seconds, the queue gives up after 20.

mta_packages() {
  echo postfix
}

mta_version() {
  in_root postconf -h mail_version
}

mta_start() {
  truncate -s 5000000 "$root/var/mail/full" && in_root chown full:mail /var/mail/full &&
    in_root postconf -e mydestination=mta.example.org mynetworks=127.0.0.0/8 "inet_interfaces=127.0.0.1, 192.0.2.1" inet_protocols=ipv4 \
      alias_maps=hash:/etc/aliases delay_warning_time=5s maximal_queue_lifetime=20s bounce_queue_lifetime=20s \
      minimal_backoff_time=3s maximal_backoff_time=6s queue_run_delay=3s smtp_helo_timeout=5s smtp_connect_timeout=5s \
      message_size_limit=5000000 mailbox_size_limit=5000000 \
      mailbox_command= hopcount_limit=30 smtp_tls_security_level= compatibility_level=3.6 &&
    in_root postconf -F '*/*/chroot=n' && in_root newaliases && in_root postfix start
}

mta_poke() {
  :
}
