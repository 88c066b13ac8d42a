# SPDX-License-Identifier: GPL-2.0-only
# Judges of the disk, for /judge/all.

# fio_plain MIX SIZE BLOCKS [OPTION...]: fio_mix verifies, too.
fio_plain() {
	local mix=$1 size=$2 bs=$3
	shift 3
	fio --name="$mix" --filename=$D --size="$size" --rw="$mix" --bs="$bs" --direct=1 --ioengine=libaio \
		--iodepth=32 --thread --clocksource=clock_gettime "$@"
}
fio_mix() { fio_plain "$@" --verify=crc32c --verify_fatal=1; }

# limit NAME TEST VALUE
limit() {
	local is
	is=$(</sys/block/lcd1/queue/$1)
	[ "$is" "$2" "$3" ] || { echo "$1 is '$is', not $2 $3"; return 1; }
}

limits() {
	limit logical_block_size = 512 && limit physical_block_size -ge 512 && limit minimum_io_size -ge 512 &&
		limit write_cache = "write back" && limit fua = 1 && limit rotational = 0 && limit discard_max_bytes -gt 0 &&
		limit discard_granularity -ge 512 && limit write_zeroes_max_bytes -gt 0 && limit nr_requests -ge 64 &&
		limit max_hw_sectors_kb -ge 128 && limit max_segments -ge 16 && limit add_random = 0
}

zeroed() { ! dd if=$D bs=1M count=8 iflag=direct status=none | tr -d '\0' | grep -q .; }

# filled TYPE: mounted, filled with files of this system, and read back after another mount.
filled() {
	local from=/usr/sbin
	mount -t "$1" $D /mnt && cp -r $from /mnt/ && umount /mnt && mount -t "$1" $D /mnt &&
		diff -r --no-dereference $from /mnt/sbin && rm -r /mnt/sbin/s* && fstrim /mnt
	local status=$?
	umount /mnt
	return $status
}

modules() {
	for module in $(cat /judge/modules); do insmod "$module" || return 1; done
}

judge "limits in sysfs" limits
for mix in write randwrite rw randrw; do
	judge "fio-$mix-512" fio_mix $mix 2m 512
	judge "fio-$mix-4k" fio_mix $mix 16m 4k --fdatasync=64
	judge "fio-$mix-64k" fio_mix $mix 32m 64k --fsync=16
	judge "fio-$mix-1m" fio_mix $mix 32m 1m
done
judge "fio-read" fio_plain read 32m 64k
judge "fio-randread" fio_plain randread 16m 4k
judge "fio-randtrim" fio_plain randtrim 32m 64k
judge "fio-trimwrite" fio_plain trimwrite 32m 64k
judge "fio-odd-sizes-sync" fio_mix randrw 16m 4k --bsrange=512-96k --bs_unaligned=0 --sync=1
judge "fio-through-the-cache" fio_mix randrw 32m 4k --direct=0 --invalidate=1 --ioengine=psync
judge "fio-io_uring" fio_mix randrw 16m 4k --ioengine=io_uring
judge "fio-four-at-once" fio_mix randrw 8m 4k --numjobs=4 --offset_increment=16m --group_reporting
judge "fio-root-disk" fio_mix randrw 4m 4k --filename=/var/tmp/fio
judge "badblocks -w" badblocks -w -b 4096 $D 16384
judge "blkdiscard" blkdiscard -f $D
judge "blkdiscard -z" blkdiscard -f -z -l 8388608 $D
judge "zeroes after blkdiscard -z" zeroed
judge "mke2fs" mke2fs -q -t ext4 -F $D
judge "ext4, files" filled ext4
judge "e2fsck" e2fsck -f -n $D
judge "xfs, its modules" modules
judge "mkfs.xfs" mkfs.xfs -q -f $D
judge "xfs, files" filled xfs
judge "xfs_repair" xfs_repair -n $D
