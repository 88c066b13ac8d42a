# SPDX-License-Identifier: GPL-2.0-only
# XDP programs in a child's driver: frames are passed, dropped, sent back and redirected to another card, as counts on
# both sides say; a stream comes through a program; what does not fit into a page is refused. Does not prove: speed, or
# what other programs do.
# boot: devices
# order: 25

net_up
tunctl -t tapx >/dev/null && ip link set tapx up
script /tmp/s <<'S'
ip link set eth1 up
poll() { n=0; until [ "$(cat /sys/class/net/eth0/mtu)" = $1 ] || [ $n = 100 ]; do usleep 50000; n=$((n + 1)); done; echo "mtu $(cat /sys/class/net/eth0/mtu)"; }
count() { netctl $1 counts | sed -n "s/^$2 //p"; }
cat >/tmp/replies <<'R'
ping -c 3 -i 0.1 -W 1 -s ${2:-56} 10.77.0.1 | sed -n "s/.* \([0-9]*\) packets received.*/$1: \1/p"
R
with() { netxdp eth0 $1 sh /tmp/replies $1 $2; }
n=0; until ping -c 1 -W 1 10.77.0.1 >/dev/null || [ $n = 20 ]; do n=$((n + 1)); done
sh /tmp/replies none
with pass
[ $(count eth0 rx0_xdp) -ge 3 ] && [ $(count eth0 rx0_xdp_drops) = 0 ] && echo "the program saw them"
netxdp eth0 pass netbench receive 10.77.0.1 8 1 >/dev/null && echo "the stream came"
with drop
[ $(count eth0 rx0_xdp_drops) -ge 3 ] && echo "dropped"
with tx
[ $(count eth0 tx0_xdp) -ge 3 ] && echo "sent back"
with eth1
[ $(count eth1 tx0_xdp) -ge 3 ] && echo "redirected"
sh /tmp/replies none
echo large
poll 9000
with pass
ip link set eth0 mtu 3502
with pass 3474
netxdp eth0 pass ip link set eth0 mtu 3503 2>/dev/null || echo "not beyond"
sh /tmp/replies none 3474
S
netbench serve 8 &
server=$!
LUCID_NET=parent child_start xdp /tmp/s --vps 2 --tap tap0 --tap tapx
child_says xdp large
ip link set tap0 mtu 9000
child_wait xdp
same "exit status" $? 0
kill $server
same "what the child saw" "$(child_out xdp)" "none: 3
pass: 3
the program saw them
the stream came
drop: 0
dropped
tx: 0
sent back
eth1: 0
redirected
none: 3
large
mtu 9000
pass: EINVAL
pass: 3
not beyond
none: 3"
check "what was redirected came to the parent" [ $(cat /sys/class/net/tapx/statistics/rx_packets) -ge 3 ]
check "lucid-vmm tells of the interface's kind" grep -q "made without multi_queue" "$OUT/xdp.log"
ip link set tap0 mtu 1500
check "every page is back" clean_parent
