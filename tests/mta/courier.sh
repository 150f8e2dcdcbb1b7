# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash disable=SC2154 # inside.sh sets root, users
# Courier, for inside.sh: a delay is told after 5 seconds, the queue gives up after 20. The account "full" has a quota of 1000 octets.

mta_packages() {
  echo courier-mta courier-authlib-userdb
}

mta_version() {
  in_root dpkg-query -W -f '${Version}' courier-mta | sed 's/-.*//'
}

mta_start() {
  lay_control_files && lay_deliveries && in_root sh -c 'makealiases && makesmtpaccess &&
    /etc/init.d/courier-authdaemon start && /etc/init.d/courier start && /etc/init.d/courier-mta start'
}

lay_control_files() {
  local file folder=$root/etc/courier
  for file in me locals defaultdomain; do echo mta.example.org >"$folder/$file"; done
  for file in esmtptimeout esmtptimeouthelo esmtptimeoutconnect warntime; do echo 5s >"$folder/$file"; done
  for file in retryalpha retrygamma; do echo 2s >"$folder/$file"; done
  echo 1 >"$folder/retrybeta"
  echo 20s >"$folder/queuetime"
  echo ./Maildir >"$folder/defaultdelivery"
  grep -Ev '^(archive|filter|finder|loop|loop2):' "$root/etc/aliases" >"$folder/aliases/system"
}

# Courier's own files take the place of .forward and of programs in aliases.
lay_deliveries() {
  local user
  for user in $users; do
    in_root su "$user" -c 'maildirmake.courier "$HOME/Maildir"' || return
  done
  echo '| /usr/bin/deliverquota.courier -c ./Maildir 1000S' >"$root/srv/full/.courier"
  echo '&nobody@example.com' >"$root/srv/berta/.courier"
  echo '| /usr/local/bin/failing-filter' >"$root/etc/courier/aliasdir/.courier-filter"
  echo '| /usr/local/bin/failing-finder' >"$root/etc/courier/aliasdir/.courier-finder"
  echo '/nowhere/archive' >"$root/etc/courier/aliasdir/.courier-archive"
  for user in full berta; do in_root chown "$user:" "/srv/$user/.courier"; done
}

mta_poke() {
  in_root courier flush >/dev/null 2>&1
}
