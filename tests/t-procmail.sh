#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Debian's procmail with the recipes of samples/recipes/.
. "$(dirname "$0")/lib.sh"
command -v procmail >/dev/null || skip_all 'no procmail here'
. "$SRCDIR/tests/delivery.sh"

# A local mail server hands a message over with a From_ line (-f).
deliver () {
  procmail -f mailer-daemon MAILDIR="$mail" DEFAULT="$mail/inbox/" LOGFILE="$work/log" "$work/$1" <"$2"
}

adapt () {
  sed -e "s|^NIXIE=.*|NIXIE=\"$use_nixie\"|" -e "s|^#NIXIE_DB=.*|NIXIE_DB=$use_db|" "$SRCDIR/samples/recipes/$1" >"$work/$1"
}

every_promise procmailrc.reports ''
every_promise procmailrc.mixed reports
finish
