# SPDX-License-Identifier: GPL-2.0-only
# A card's back end is killed again and again under two TCP connections, one each way: in mid-transfer, while it
# connects, twice in a row; and suspended and resumed. Both come to their end with the right bytes, on the interface
# that was there before [DEV-12] [NET-12]. Then the TAP is deleted: a lost carrier to the child, told to the person, and
# back when there is one of that name again. And what such a process may do: nothing but its own.
# Does not prove: that no frame is lost; one on its way with a back end is.
# boot: devices
# seconds: 60
# order: 67

. /job/lib/backends.sh

net_up
printf '#!/bin/sh\ni=0\nwhile [ $i -lt 24 ]; do dd if=$1 bs=32k skip=$i count=1 2>/dev/null; i=$((i + 1)); usleep 20000; done\n' >/tmp/slow
printf '#!/bin/sh\nexec sh /tmp/slow /tmp/data\n' >/tmp/source
printf '#!/bin/sh\nsha256sum >/tmp/came\n' >/tmp/sink
chmod +x /tmp/source /tmp/sink
head -c 786432 /dev/urandom >/tmp/data
nc -l -p 9 -e /tmp/source &
nc -l -p 10 -e /tmp/sink &
{ echo "cat >/tmp/slow <<'E'" && cat /tmp/slow && echo E && cat; } >/tmp/s <<'S'
head -c 786432 /dev/urandom >/tmp/data
cd /sys/class/net/eth0
index=$(cat ifindex)
dmesg -c >/dev/null
echo begin
nc 10.77.0.1 9 </dev/null | sha256sum >/tmp/came &
sh /tmp/slow /tmp/data | nc 10.77.0.1 10
wait
echo "came $(cut -d ' ' -f 1 /tmp/came)"
echo "sent $(sha256sum /tmp/data | cut -d ' ' -f 1)"
echo "the same interface: $(($(cat ifindex) - index))"
[ "$(cat carrier_changes)" -ge 4 ] && echo "the carrier went and came"
poll() { n=0; until [ "$(cat carrier)" = $1 ] || [ $n = 100 ]; do usleep 50000; n=$((n + 1)); done; echo "carrier $(cat carrier)"; }
echo delete
poll 0
echo down
poll 1
# The new one has an address of its own: what is known of the old one would hold for half a minute.
arp -d 10.77.0.1 2>/dev/null
n=0; until ping -c 1 -W 1 10.77.0.1 >/dev/null || [ $n = 10 ]; do n=$((n + 1)); done
[ $n -lt 10 ] && echo "the new one answers"
dmesg | grep -E 'WARNING|BUG|blocked for|cannot|does not let go' | sed 's/^/complaint: /'
S
LUCID_NET=parent child_start net /tmp/s --tap tap0 --control /tmp/control
check "the child begins" child_says net begin

first=$(pidof lucid-netd)
same "user, rights, system calls" "$(field Uid), $(field CapEff) $(field CapBnd), $(field Seccomp)" \
	"65534 65534 65534 65534, 0000000000000000 0000000000000000, 2"
for space in mnt net user pid; do
	check "a namespace of its own: $space" own $space
done
same "files in its root" "$(ls -A /proc/$first/root/)" ""
same "descriptors that are not its own" "$(ls -l /proc/$first/fd | sed -n 's/.* -> //p' | sed 's/:\[[0-9]*\]$//' |
	grep -vE '^(socket|/dev/net/tun|anon_inode:\[?(lucid|eventfd|eventpoll)\]?)$')" ""

kills=0 now=$first
while [ $kills -lt 5 ] && kill -9 "$now"; do
	kills=$((kills + 1))
	another lucid-netd "$now" 2000 || break
	[ $((kills % 3)) = 0 ] || usleep $((kills % 3 * 60000))
done
same "kills" $kills 5
lucidctl /tmp/control suspend net0 >/tmp/said
check "net0 is suspended" told "^net 0: SUSPENDED, .*suspended by command"
lucidctl /tmp/control resume net0 >/tmp/said
check "net0 is served again" told "^net 0: READY, generation"
check "both connections have ended" child_says net delete
ip link del tap0
check "the person is told" told "^net 0: .*the interface tap0 has been deleted"
check "on standard error, too" grep -q "net 0: the interface tap0 has been deleted" "$OUT/net.vmm"
check "the carrier is lost" child_says net down
check "there is one again" net_up
child_wait net
same "the child's status" $? 0
child_out net >/tmp/out
same "what the child sent" "$(cut -d ' ' -f 1 /tmp/came)" "$(sed -n 's/^sent //p' /tmp/out)"
same "what it saw" "$(grep ' ' /tmp/out | grep -v '^sent')" "came $(sha256sum /tmp/data | cut -d ' ' -f 1)
the same interface: 0
the carrier went and came
carrier 0
carrier 1
the new one answers"
note "$(grep -c 'is READY' "$OUT/net.log") generations"
check "every page is back" clean_parent
ip link del tap0
