# SPDX-License-Identifier: GPL-2.0-only
# lucid-vmm killed with SIGKILL while its child reads and writes its disk and network: every page comes back [IOC-2],
# and the next child boots. Does not prove: that the data on the disk is consistent.
# boot: devices
# disk: empty
# order: 62

net_up /job/serve
script /tmp/s <<'S'
mount -t ext4 /dev/lcd0 /mnt
echo ready
while :; do
	dd if=/dev/urandom of=/mnt/a bs=64k count=16 conv=fsync 2>/dev/null
	wget -q -O /mnt/b http://10.77.0.1/data
done
S
for n in 1 2 3; do
	LUCID_NET=parent child_start killed$n /tmp/s --disk "$DISK" --tap tap0
	check "child $n came up" child_says killed$n ready
	usleep "${n}00000"
	kill -KILL "$VMM"
	wait "$VMM"
	same "lucid-vmm's status $n" $? 137
	n2=0
	while [ "$(lucid-info | cut -d ' ' -f 1)" != 0 ] && [ $n2 -lt 20 ]; do n2=$((n2 + 1)); usleep 100000; done
	check "every page is back $n" clean_parent
	rm -rf "/tmp/child.killed$n"
done
# A file system in use when its machine goes is not clean: make it so for the host's check.
dd if=/dev/zero of="$DISK" bs=1M count=64 2>/dev/null
mke2fs -F "$DISK" >/dev/null 2>&1
lives "afterwards"
