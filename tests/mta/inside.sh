# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=bash
#
# inside.sh MTA SCRIPTS WORK: run by make-mta-samples.sh as the first process of fresh namespaces. Lays a scratch file system over the
# system's, installs the MTA in there, lets it loose on the world of world.py and ends when no report has come for a while, and with it
# all that it started. <mta>.sh gives the functions mta_packages and mta_version, which print them, mta_start, and mta_poke, which is
# called every second (a queue run, where the MTA has to be asked for one).
set -u
mta=$1 scripts=$2 work=$3
root=$work/root
users="anna berta full"

lay_root() {
  mount --make-rprivate / && mkdir -p "$root" "$work/scratch" && mount -t tmpfs -o size=2g scratch "$work/scratch" &&
    mkdir "$work/scratch/upper" "$work/scratch/work" &&
    mount -t overlay -o "lowerdir=/,upperdir=$work/scratch/upper,workdir=$work/scratch/work" root "$root" &&
    mount -t proc proc "$root/proc" && mount -t tmpfs -o mode=755 dev "$root/dev" && mount -t tmpfs -o mode=1777 tmp "$root/tmp" &&
    mount -t tmpfs -o mode=755 run "$root/run" && mkdir -p "$root/run/lock" "$root/mta" "$root/out" "$root/debs" || return
  for device in null zero full random urandom tty; do
    touch "$root/dev/$device" && mount --bind "/dev/$device" "$root/dev/$device" || return
  done
  mkdir "$root/dev/shm" && ln -s /proc/self/fd "$root/dev/fd" && mount --bind "$scripts" "$root/mta" &&
    mount --bind "$work/out" "$root/out" && mount --bind "$work/debs" "$root/debs"
}

# The MTA is 192.0.2.1; the hosts around it are in a network namespace of their own behind a pair of virtual links, since several MTAs
# take every address of their own machine for themselves.
lay_network() {
  ip link set lo up && hostname mta.example.org && ip link add mta type veth peer name world && ip address add 192.0.2.1/24 dev mta &&
    ip link set mta up
}

world() {
  exec unshare --net bash -c '
    until ip link set world up 2>/dev/null; do sleep 0.1; done
    ip link set lo up
    for host in 25 26 30 40 41 42 43 44 45 46 53; do ip address add "192.0.2.$host/24" dev world; done
    exec chroot "$0" python3 /mta/world.py /out /mta/cases.tsv /out/.log' "$root"
}

start_world() {
  coproc world { world; }
  for _ in $(seq 50); do
    ip link show world >/dev/null 2>&1 || break
    # shellcheck disable=SC2154 # coproc sets it
    ip link set world netns "$world_PID"
    sleep 0.1
  done
  read -r -t 10 _ <&"${world[0]}"
}

lay_settings() {
  rm -f "$root/etc/resolv.conf" "$root/etc/mailname" "$root/var/lib/man-db/auto-update"
  echo "nameserver 192.0.2.53" >"$root/etc/resolv.conf"
  echo "192.0.2.1 mta.example.org mta" >"$root/etc/hosts"
  echo "127.0.0.1 localhost" >>"$root/etc/hosts"
  echo "mta.example.org" | tee "$root/etc/hostname" >"$root/etc/mailname"
  sed -i 's/^hosts:.*/hosts: files dns/' "$root/etc/nsswitch.conf"
  printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
  chmod 755 "$root/usr/sbin/policy-rc.d"
}

# The accounts and aliases that cases.tsv writes to.
lay_accounts() {
  printf '#!/bin/sh\ncat >/dev/null\necho "filter: cannot open its database"\nexit 1\n' >"$root/usr/local/bin/failing-filter"
  printf '#!/bin/sh\ncat >/dev/null\necho "finder: no such person"\nexit 67\n' >"$root/usr/local/bin/failing-finder"
  chmod 755 "$root"/usr/local/bin/failing-*
  for user in $users; do
    chroot "$root" useradd --create-home --base-dir /srv --shell /bin/sh "$user" || return
    chmod 755 "$root/srv/$user"
  done
  echo nobody@example.com >"$root/srv/berta/.forward"
  chown --reference="$root/srv/berta" "$root/srv/berta/.forward"
  cat >"$root/etc/aliases" <<'ALIASES'
postmaster: root
root: anna
sales: nobody@example.com
team: anna, nobody@example.com, full@example.com
loop: loop2
loop2: loop
filter: "|/usr/local/bin/failing-filter"
finder: "|/usr/local/bin/failing-finder"
archive: /nowhere/archive
ALIASES
}

# For MTAs without a quota: the mailbox of "full" is on a file system of its own, which has no room left.
fill_mailbox() {
  mkdir "$root/run/tiny" && mount -t tmpfs -o size=4k tiny "$root/run/tiny" && head -c 4096 /dev/zero >"$root/run/tiny/full" &&
    touch "$root/var/mail/full" && mount --bind "$root/run/tiny/full" "$root/var/mail/full" &&
    in_root chown full:mail /var/mail/full && chmod 660 "$root/var/mail/full"
}

# Debian allows one mail server: the one that this host may have gives way.
remove_mail_server() {
  local packages
  packages=$(in_root dpkg-query -W -f '${Package} ${Provides}\n' | awk '/mail-transport-agent/ { print $1 }')
  # shellcheck disable=SC2086 # a list of words
  [ -z "$packages" ] || in_root dpkg --force-depends --purge $packages
}

install_packages() {
  DEBIAN_FRONTEND=noninteractive chroot "$root" sh -c 'dpkg --force-depends --force-confnew -i /debs/*.deb </dev/null'
}

# Done when no report has come for 25 seconds, or after two and a half minutes.
wait_for_reports() {
  local now quiet=0 before="" second
  for second in $(seq 150); do
    mta_poke "$second"
    sleep 1
    now=$(ls "$work/out")
    quiet=$((quiet + 1))
    [ "$now" = "$before" ] || quiet=0
    before=$now
    [ "$quiet" -lt 25 ] || break
  done
}

in_root() {
  chroot "$root" "$@"
}

# shellcheck source=/dev/null
. "$scripts/$mta.sh"
lay_root && lay_network && lay_settings && lay_accounts || { echo "cannot lay the ground"; exit 1; }
remove_mail_server && install_packages && mta_version >"$work/out/.version" || { echo "cannot install $mta"; exit 1; }
start_world || { echo "the world is not there"; exit 1; }
mta_start || { echo "cannot start $mta"; exit 1; }
in_root python3 /mta/send.py /mta/cases.tsv
wait_for_reports
