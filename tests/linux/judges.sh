# SPDX-License-Identifier: GPL-2.0-only
# Programs that nobody here wrote judge disk and card of a child, in short: fio with verification, badblocks -w,
# mke2fs and e2fsck, mkfs.xfs and xfs_repair, blkdiscard, the queue's limits in sysfs; iperf3 both ways, and
# transfers with sums in every combination of offloads. tests/judge has the long forms. Does not prove: what a
# real load of hours finds.
# boot: devices
# disk: judges
# seconds: 400
# order: 26

# in_root: programs of the disk see this machine.
in_root='in_root() { for d in dev proc sys; do mount --bind /$d /mnt/$d; done; mount -t tmpfs tmpfs /mnt/tmp; }'
eval "$in_root"
mount -t ext4 -o ro "$DISK" /mnt
in_root
net_up
chroot /mnt /bin/iperf3 -s -D
# Of these 320 MiB, which mkfs.xfs wants, little is ever written.
truncate -s 320M /tmp/scratch
mkdir /tmp/serve
head -c 262144 /dev/urandom >/tmp/serve/data
# A test before this one may have left a server at the usual port.
httpd -p 10.77.0.1:81 -h /tmp/serve
# What the child sends, sum by sum. Without anything to wait for, nc would leave early.
mkfifo /tmp/never
exec 5<>/tmp/never
while :; do nc -l -p 9 <&5 | sha256sum; done >/tmp/came 2>/dev/null &
{ echo "$in_root"; cat <<'S'; } >/tmp/s
mount -t ext4 -o ro /dev/lcd1 /mnt
in_root
D=/dev/lcd0
Q=/sys/block/lcd0/queue
say() { echo "$*"; }
# judge NAME COMMAND...: in the root of the judges; its last words if it says no.
judge() {
	name=$1 program=$2
	shift 2
	# By its path, or it is busybox's of that name.
	if chroot /mnt "/bin/$program" "$@" >/tmp/said 2>&1; then
		say "ok $name"
	else
		say "# status $?"
		tail -n 5 /tmp/said | sed 's/^/# /'
		say "not ok $name"
	fi
}
same() { [ "$2" = "$3" ] && say "ok $1" || say "# $2, not $3
not ok $1"; }
limits() { for f in "$@"; do cat $Q/$f; done | tr '\n' ' '; }
same "limits in sysfs" "$(limits logical_block_size write_cache rotational fua)" "512 write back 0 1 "
[ $(cat $Q/discard_max_bytes) -gt 0 ] && [ $(cat $Q/write_zeroes_max_bytes) -gt 0 ]
same "it can discard and write zeroes" $? 0
cat >/mnt/tmp/fio <<'F'
[global]
filename=/dev/lcd0
direct=1
thread
ioengine=libaio
iodepth=16
verify=crc32c
verify_fatal=1
clocksource=clock_gettime
size=1m
stonewall
[write]
rw=write
bs=64k
fdatasync=4
[randwrite]
rw=randwrite
bsrange=512-16k
offset=8m
[randrw]
rw=randrw
bs=4k
offset=16m
[trimwrite]
rw=trimwrite
bs=4k
offset=24m
verify=0
F
judge "fio with verification" fio --output=/tmp/fio.out /tmp/fio
judge "badblocks -w" badblocks -w -b 4096 $D 512
judge "blkdiscard" blkdiscard -o 1048576 -l 1048576 $D
judge "blkdiscard -z" blkdiscard -z -o 0 -l 2097152 $D
same "and zeroes are what it reads" "$(dd if=$D bs=64k count=32 iflag=direct 2>/dev/null | tr -d '\0' | wc -c)" 0
judge "mke2fs" mke2fs -q -t ext4 -F $D 32m
judge "e2fsck" e2fsck -f -n $D
judge "mkfs.xfs" mkfs.xfs -q -f $D
judge "xfs_repair" xfs_repair -n $D
judge "iperf3, out" iperf3 -c 10.77.0.1 -n 4M
judge "iperf3, in" iperf3 -c 10.77.0.1 -n 4M -R
wget -q -O /tmp/data http://10.77.0.1:81/data
want=$(sha256sum </tmp/data)
# The one who takes it may be about to listen again.
send() { for try in 1 2 3 4 5; do nc 10.77.0.1 9 </tmp/data 2>/dev/null && return; usleep 100000; done; return 1; }
bad=0 n=0
for tx in on off; do for sg in on off; do for tso in on off; do for gso in on off; do for gro in on off; do
	chroot /mnt /bin/ethtool -K eth0 tx $tx sg $sg tso $tso gso $gso gro $gro >/tmp/said 2>&1 || bad=$((bad + 1))
	[ "$(wget -q -O - http://10.77.0.1:81/data | sha256sum)" = "$want" ] || bad=$((bad + 1))
	send || bad=$((bad + 1))
	n=$((n + 1))
done; done; done; done; done
same "$n combinations of offloads" $bad 0
say "# sum $want"
S
LUCID_NET=parent child_run judges /tmp/s --mem 192 --disk /tmp/scratch --disk "$DISK,ro" --tap tap0
same "exit status" $? 0
child_out judges >/tmp/out
grep '^#' /tmp/out
results /tmp/out
sleep 1
want=$(sha256sum </tmp/serve/data)
same "what came to the child" "$(sed -n 's/^# sum //p' /tmp/out)" "$want"
same "what the child sent, and how often" "$(sort /tmp/came | uniq -c | sed 's/^ *//')" "32 $want"
rm /tmp/scratch
killall iperf3
exec 5>&-
umount -l /mnt
check "every page is back" clean_parent
