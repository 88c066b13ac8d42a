# SPDX-License-Identifier: GPL-2.0-only
# A child with four VPs has four queue pairs: replies come on the one that hash key and table say, with interrupts of
# each [NET-10]; table, key, number of channels [NET-9], ring sizes and coalescing change while a TCP stream goes on;
# segmentation of UDP is not offered, as this kernel's TAP cannot do it [NET-11]; an address that changes is heard.
# Does not prove: speed.
# boot: devices
# order: 24
# seconds: 240

script /tmp/s <<'S'
ip addr add 10.79.0.2/24 dev eth0 && ip link set eth0 up
n=0; until ping -q -c 1 -W 1 10.79.0.1 >/dev/null || [ $n = 60 ]; do n=$((n + 1)); done
flows() { netflows eth0 10.79.0.2 10.79.0.1 7 $1; }
# under TRAFFIC COMMAND: the command again and again, as long as a stream of so many MiB lasts.
under() {
	netbench $1 10.79.0.1 7 $2 >/dev/null &
	stream=$!
	shift 2
	while kill -0 $stream 2>/dev/null; do "$@" || break; done
	wait $stream && echo "the stream came"
}
irqs() { sed -n 's/.*lucid-net0-rx\([0-9]\)$/\1/p' /proc/interrupts | tr -d '\n'; }
took() { awk '/lucid-net0-rx/ { for (i = 2; i < NF; i++) if ($i ~ /^[0-9]+$/) n[$NF] += $i } END { for (q in n) if (n[q]) k++; print k }' /proc/interrupts; }
netctl eth0 channels
flows 2 >/dev/null && echo "a key of its own"
netctl eth0 key 6
flows 4
echo "irqs $(irqs), of $(took) something came"
netctl eth0 spread 3 3 1
flows 4
netctl eth0 channels 2
netctl eth0 spread 0 1
netctl eth0 channels 2
flows 4
some() { for n in 2 4 3; do netctl eth0 channels $n >/dev/null || return 1; done; }
under receive 4 some
under send 4 some
some() { netctl eth0 rings 8 4 && netctl eth0 rings 64 256 && netctl eth0 rings 20 30; } >/dev/null
under receive 4 some
under send 4 some
netctl eth0 rings
netctl eth0 rings 4 256
netctl eth0 usecs 2000
flows 2
netctl eth0 usecs 0
netctl eth0 frames 5
netctl eth0 feature tx-udp-segmentation
netctl eth0 feature tx-tcp-segmentation
ip link set eth0 address 02:00:00:00:00:77
ping -c 2 -i 0.1 -W 5 10.79.0.1 | sed -n 's/.* \([0-9]*\) packets received.*/\1 replies/p'
netctl eth0 test
S
netbench serve 7 &
server=$!
child_start queues /tmp/s --vps 4 --tap tapq
n=0; until [ -e /sys/class/net/tapq ] || [ $n = 100 ]; do usleep 100000; n=$((n + 1)); done
ip addr add 10.79.0.1/24 dev tapq && ip link set tapq up
child_wait queues
same "exit status" $? 0
kill $server
same "what the child saw" "$(child_out queues)" "4 of 4
a key of its own
4 queues
irqs 0123, of 4 something came
2 queues
2 of 4
channels: EINVAL
2 of 4
2 queues
the stream came
the stream came
the stream came
the stream came
20 of 64, 30 of 256
4 of 64, 256 of 256
rings: EINVAL
2000
2 queues
0
0
frames: EOPNOTSUPP
off
on
2 replies
passed"
check "every page is back" clean_parent
