#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Debian's maildrop with the recipes of samples/recipes/.
. "$(dirname "$0")/lib.sh"
command -v maildrop >/dev/null || skip_all 'no maildrop here'
. "$SRCDIR/tests/delivery.sh"

deliver () {
  maildrop "$work/$1" <"$2"
}

adapt () {
  {
    echo "DEFAULT=\"$mail/inbox\""
    sed -e "s|^NIXIE=.*|NIXIE=\"$use_nixie\"|" -e "s|^#NIXIE_DB=.*|NIXIE_DB=\"$use_db\"|" \
      -e "s|^NIXIE_REPORTS=.*|NIXIE_REPORTS=\"$mail/reports\"|" "$SRCDIR/samples/recipes/$1"
  } >"$work/$1"
  chmod 600 "$work/$1"
}

every_promise mailfilter.reports ''
every_promise mailfilter.mixed reports
finish
