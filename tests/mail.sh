# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# Mail for the shell tests. Sourced after lib.sh.

# report ADDRESS [STATUS [TEXT [NUMBER]]]: a delivery status notification for ADDRESS; NUMBER makes it another one than the last.
report () {
  local status=${2:-5.1.1} text=${3:-550 5.1.1 User unknown} number=${4:-1}
  cat <<EOF
Return-Path: <>
Date: Sat, 21 Nov 2026 10:00:00 +0000
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: news@example.org
Subject: Undelivered Mail Returned to Sender
Message-ID: <report.$number.$1.mx.example.org>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1
Content-Type: text/plain

Your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; $1
Action: failed
Status: $status
Diagnostic-Code: smtp; $text

--b1
Content-Type: text/rfc822-headers

From: news@example.org
To: $1
Subject: news
Message-ID: <news.$number@example.org>

--b1--
EOF
}

# ordinary [SUBJECT]: a letter.
ordinary () {
  printf 'From: a@example.net\nTo: b@example.org\nSubject: %s\nDate: Sat, 21 Nov 2026 10:00:00 +0000\n' "${1:-lunch}"
  printf 'Message-ID: <l1@example.net>\n\nAt one?\n\nFrom me.\n'
}

# in_mbox: standard input as a message of an mbox.
in_mbox () {
  printf 'From MAILER-DAEMON Sat Nov 21 10:00:00 2026\n'
  sed 's/^\(>*From \)/>\1/'
  echo
}

# mailbox COUNT: an mbox with reports for u1@example.com to uCOUNT@example.com, made quickly.
mailbox () {
  report @ADDRESS@ | in_mbox | awk -v n="$1" '
    { text = text $0 "\n" }
    END { for (i = 1; i <= n; i++) { one = text; gsub(/@ADDRESS@/, "u" i "@example.com", one); printf "%s", one } }'
}
