# SPDX-License-Identifier: GPL-2.0-only
# What passt wants of the machine on which it runs, for tests with --net passt.

# A network as any machine has: an interface, and a gateway. ICMP goes to the gateway itself, TCP and UDP come here.
machine_up() {
	tunctl -t up0 >/tmp/check.out
	ip addr add 192.0.2.2/24 dev up0
	ip link set up0 up
	ip route add default via 192.0.2.1
	ip addr add 192.0.2.1/32 dev lo
	echo 0 65534 >/proc/sys/net/ipv4/ping_group_range
}

machine_down() {
	ip link del up0
	ip addr del 192.0.2.1/32 dev lo
	rm /bin/passt
}

# passt gives itself an empty root, which needs one that was mounted; the parent's own is the kernel's first.
# passt_in DISK: with Debian's programs.
passt_in() {
	mount -t ext4 -o ro "$1" /mnt
	cat >/bin/passt <<'P'
#!/bin/sh
exec unshare -m sh -c 'mount -t proc proc /mnt/proc && cd /mnt && mount -o move . / && exec chroot . /usr/bin/passt "$@"' passt "$@"
P
	chmod +x /bin/passt
}
