# SPDX-License-Identifier: GPL-2.0-only
# A child on --net passt: its address, its way out and its MTU come from there, by DHCP; it pings its gateway, sends and
# receives by TCP what has the right SHA-256, and UDP. When passt is killed in mid-transfer the person is told, the
# carrier goes and comes, and the next passt serves without a new lease [DEV-12].
# Does not prove: that connections through the old passt go on. They do not, as their other ends were its own.
# boot: devices
# disk: passt
# seconds: 60
# order: 67

. /job/lib/backends.sh
. /job/lib/passt.sh

machine_up
passt_in "$DISK"
mkdir /tmp/www
head -c 262144 /job/serve/data >/tmp/www/data
printf '#!/bin/sh\nsha256sum >/tmp/came\n' >/tmp/sink
printf '#!/bin/sh\nhead -c 1000 /tmp/www/data\nexec sleep 1000\n' >/tmp/half
chmod +x /tmp/sink /tmp/half
nc -l -p 10 -e /tmp/sink &
httpd -f -p 127.0.0.1:80 -h /tmp/www &
servers=$!
nc -l -p 11 -e /tmp/half &
servers="$servers $!"
netbench serve 12 &
servers="$servers $!"

script /tmp/s <<'S'
cat >/tmp/lease <<'L'
#!/bin/sh
[ "$1" = bound ] || exit 0
ip addr add "$ip/$mask" dev "$interface"
ip route add default via "$router"
echo "lease $ip/$mask, router $router, resolver $dns"
L
chmod +x /tmp/lease
cd /sys/class/net/eth0
dmesg -c >/dev/null
echo begin
ip link set eth0 up
udhcpc -i eth0 -n -q -f -s /tmp/lease 2>/dev/null
echo "mtu $(cat mtu)"
ping -c 3 -i 0.01 -W 5 192.0.2.1 | sed -n 's/.* \([0-9]*\) packets received.*/received \1/p'
# Not by nc: a client that has shut down its own side does not get all of it from this passt.
fetch() { wget -q -O - http://192.0.2.1/data | sha256sum | cut -d ' ' -f 1; }
fetch
head -c 262144 /dev/urandom >/tmp/data
nc 192.0.2.1 10 </tmp/data
echo "sent $(sha256sum /tmp/data | cut -d ' ' -f 1)"
# More than passt has room for at once, each way.
echo "ticks of a MiB to the parent $(netbench send 192.0.2.1 12 2), back $(netbench receive 192.0.2.1 12 2)"
echo "ticks of a packet and its answer $(netbench udp 192.0.2.1 12 50)"
echo "ticks aside: segments sent again $(awk '/^Tcp: [0-9]/ { print $13 }' /proc/net/snmp)"
nc 192.0.2.1 11 </dev/null >/tmp/half &
half=$!
until [ -s /tmp/half ]; do usleep 10000; done
changes=$(cat carrier_changes)
echo half
n=0
until [ $(($(cat carrier_changes) - changes)) -ge 2 ] || [ $n = 200 ]; do usleep 20000; n=$((n + 1)); done
echo "carrier $(cat carrier)"
kill $half
# A carrier is there before the queues take frames.
n=0
until [ "$(cat operstate)" = up ] || [ $n = 100 ]; do usleep 10000; n=$((n + 1)); done
fetch
dmesg | grep -E 'WARNING|BUG|blocked for|cannot|does not let go|WATCHDOG' | sed 's/^/complaint: /'
S
child_start passt /tmp/s --net passt --control /tmp/control
check "the child begins" child_says passt begin
check "a transfer is under way" child_says passt half
first=$(pidof passt.avx2 || pidof passt)
same "passt's user" "$(field Uid)" "65534 65534 65534 65534"
kill -9 $first
check "the person is told" told "^net 0: READY, generation 2, .* last error: passt: it has ended"
check "on standard error, too" grep -q "net 0: passt: it has ended" "$OUT/passt.vmm"
child_wait passt
same "the child's status" $? 0
child_out passt >/tmp/out
sum=$(sha256sum /tmp/www/data | cut -d ' ' -f 1)
same "what the child sent" "$(cut -d ' ' -f 1 /tmp/came)" "$(sed -n 's/^sent //p' /tmp/out)"
same "what it saw" "$(grep -v -e '^sent' -e '^ticks' /tmp/out)" "begin
lease 192.0.2.2/24, router 192.0.2.1, resolver 198.51.100.53
mtu 65520
received 3
$sum
half
carrier 1
$sum"
note "$(cat "$OUT/passt.vmm")"
note "$(grep '^ticks' /tmp/out)"
same "both streams and UDP" "$(grep -c '^ticks of.* [0-9][0-9]*$' /tmp/out)" 2
same "passt has ended with its guest" "$(pidof passt passt.avx2)" ""
check "every page is back" clean_parent
kill $servers
machine_down
check "its root is not in use" umount /mnt
