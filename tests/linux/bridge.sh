# SPDX-License-Identifier: GPL-2.0-only
# Two children at once talk to each other through a bridge of the parent: ping, and 1 MiB over HTTP with the right
# SHA-256. Does not prove: speed, or that neither can be heard by a third.
# boot: devices
# order: 23
# seconds: 240

for module in llc stp bridge; do
	insmod /job/modules/$module.ko
done
ip link add br0 type bridge && ip link set br0 up
for tap in tap2 tap3; do
	tunctl -t $tap >/dev/null && brctl addif br0 $tap && ip link set $tap up
done
script /tmp/server <<'S'
ip addr add 10.78.0.1/24 dev eth0 && ip link set eth0 up
mkdir /tmp/www
head -c 1048576 /dev/urandom >/tmp/www/data
sha256sum /tmp/www/data | cut -d ' ' -f 1
httpd -p 80 -h /tmp/www
timeout 60 nc -l -p 9
S
script /tmp/client <<'S'
ip addr add 10.78.0.2/24 dev eth0 && ip link set eth0 up
poll() { n=0; until "$@" || [ $n = 60 ]; do n=$((n + 1)) && usleep 500000; done 2>/dev/null; }
poll ping -q -c 1 -W 1 10.78.0.1 >/dev/null
poll wget -q -O /tmp/data http://10.78.0.1/data
sha256sum /tmp/data | cut -d ' ' -f 1
bye() { echo bye | nc 10.78.0.1 9; }
poll bye
S
child_start server /tmp/server --mem 128 --tap tap2
server=$VMM
child_start client /tmp/client --mem 128 --tap tap3
child_wait client
same "the client's exit status" $? 0
VMM=$server
child_wait server
same "the server's exit status" $? 0
same "what came to the client" "$(child_out client)" "$(child_out server | head -n 1)"
check "every page is back" clean_parent
