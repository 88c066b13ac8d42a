# SPDX-License-Identifier: GPL-2.0-only
# The parent takes its interface down and up again and changes its MTU while a child uses it [NET-7]: the child's carrier
# and MTU follow by themselves, and frames of the new length come through, up to the most that a TAP takes. Does not
# prove: other limits of the parent's network; nor a card that began without a carrier.
# boot: devices
# order: 22

net_up
script /tmp/s <<'S'
cd /sys/class/net/eth0
poll() { n=0; until [ "$(cat $1)" = $2 ] || [ $n = 100 ]; do usleep 50000; n=$((n + 1)); done; echo "$1 $(cat $1)"; }
say() { echo "$1" >/dev/hvc0; }
echoes() { ping -c 2 -i 0.1 -W 5 -s $1 10.77.0.1 | sed -n "s/.* \([0-9]*\) packets received.*/$1: \1/p"; }
poll carrier 1
say down
poll carrier 0
say up
poll carrier 1
echoes 1472
say large
poll mtu 9000
echoes 8972
say most
poll mtu 65521
echoes 65493
say back
poll mtu 9000
ip link set eth0 mtu 4000
say larger
sleep 2
poll mtu 4000
say small
poll mtu 1280
echoes 1252
say normal
poll mtu 1500
S
LUCID_NET=parent child_start link /tmp/s --tap tap0
# change WORD OPTION...: of the parent's interface, once the child has said the word.
change() {
	child_says link "$1"
	shift
	ip link set tap0 "$@"
}
change down down
change up up
change large mtu 9000
change most mtu 65521
change back mtu 9000
change larger mtu 9500
change small mtu 1280
change normal mtu 1500
child_wait link
same "exit status" $? 0
same "what the child saw" "$(child_out link | grep ' ')" "carrier 1
carrier 0
carrier 1
1472: 2
mtu 9000
8972: 2
mtu 65521
65493: 2
mtu 9000
mtu 4000
mtu 1280
1252: 2
mtu 1500"
check "lucid-vmm tells" grep -q "net 0: link down, MTU 1500" "$OUT/link.log"
check "every page is back" clean_parent
