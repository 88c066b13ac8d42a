# SPDX-License-Identifier: GPL-2.0-only
# Programs that nobody here wrote judge disk and clock of a child, in short: fio with verification, badblocks -w,
# mke2fs and e2fsck, mkfs.xfs and xfs_repair, blkdiscard, the queue's limits in sysfs; those of the kernel's own tests of
# timers that are quick. tests/judge has the long forms. Does not prove: what a real load of hours finds.
# boot: devices
# disk: judges
# seconds: 400
# order: 26

# Of these 320 MiB, which mkfs.xfs wants, little is ever written.
truncate -s 320M /tmp/scratch
{ cat /job/lib/judges.sh; cat <<'S'; } >/tmp/s
in_root /dev/lcd1
D=/dev/lcd0
Q=/sys/block/lcd0/queue
limits() { for f in "$@"; do cat $Q/$f; done | tr '\n' ' '; }
expect "limits in sysfs" "$(limits logical_block_size write_cache rotational fua)" "512 write back 0 1 "
[ $(cat $Q/discard_max_bytes) -gt 0 ] && [ $(cat $Q/write_zeroes_max_bytes) -gt 0 ]
expect "it can discard and write zeroes" $? 0
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
expect "and zeroes are what it reads" "$(dd if=$D bs=64k count=32 iflag=direct 2>/dev/null | tr -d '\0' | wc -c)" 0
judge "mke2fs" mke2fs -q -t ext4 -F $D 32m
judge "e2fsck" e2fsck -f -n $D
judge "mkfs.xfs" mkfs.xfs -q -f $D
judge "xfs_repair" xfs_repair -n $D
judge "clocks never go back" inconsistency-check -t 1 -c 1
judge "adjtimex takes what is valid" valid-adjtimex
judge "TAI offset" set-tai
S
child_run judges /tmp/s --mem 192 --disk /tmp/scratch --disk "$DISK,ro"
same "exit status" $? 0
child_out judges >/tmp/out
grep '^#' /tmp/out
results /tmp/out
rm /tmp/scratch
check "every page is back" clean_parent
