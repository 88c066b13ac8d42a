# SPDX-License-Identifier: GPL-2.0-only
# Disks with one fault each: behind nbdkit reads, writes, flushes and discards that fail; an image on a file system that
# is full, and one that is deleted under its guest, which goes on. The child gets the error that a disk would give, its
# kernel says so, and the person reads what happened where, on standard error and by lucidctl.
# Does not prove: every kind of request with every error; the unit test vmm-faults does.
# boot: devices
# disk: nbd
# seconds: 60
# order: 68

. /job/lib/backends.sh

mount -t ext4 -o ro "$DISK" /mnt
[ -e /bin/lucid-nbdd ] || ln -s /mnt/bin/lucid-nbdd /bin/lucid-nbdd
mkdir -p /usr/lib /tmp/full
for lib in lib64 lib/x86_64-linux-gnu usr/lib/x86_64-linux-gnu; do
	[ -e /$lib ] || ln -s /mnt/$lib /$lib
done
# faulty N ARGUMENT...: an nbdkit for disk N.
faulty() {
	faulty_n=$1
	shift
	/mnt/bin/nbdkit --unix "/tmp/fault$faulty_n.sock" "$@"
}
faulty 0 --filter=error memory 1M error-pread-rate=100%
faulty 1 --filter=error memory 1M error=ENOSPC error-pwrite-rate=100%
faulty 2 eval get_size='echo 1M' pread='head -c $3 /dev/zero' pwrite='cat >/dev/null' flush='echo EIO >&2; exit 1'
faulty 3 --filter=error memory 1M error-trim-rate=100%
mount -t tmpfs -o size=64k full /tmp/full
truncate -s 1M /tmp/full/image /tmp/image
for n in 0 1 2 3; do
	set -- "$@" --disk "nbd+unix:///?socket=/tmp/fault$n.sock"
done

script /tmp/s <<'S'
# try WHAT COMMAND...: the status, and what the command said of it.
try() {
	what=$1
	shift
	"$@" 2>/tmp/e
	echo "$what: $?$(sed -n 's/.*:/:/p' /tmp/e)"
}
echo begin
try read dd if=/dev/lcd0 of=/dev/null bs=4096 count=1
try write dd if=/dev/zero of=/dev/lcd1 bs=4096 count=1 conv=fsync
try flush dd if=/dev/zero of=/dev/lcd2 bs=4096 count=1 conv=fsync
try discard blkdiscard /dev/lcd3
try "full image" dd if=/dev/zero of=/dev/lcd4 bs=65536 count=2 conv=fsync
try "what it has" dd if=/dev/lcd4 of=/dev/null bs=65536 count=16
dmesg | sed -n 's/.*\] \(.*\), dev \(lcd[0-9]\), sector .* op 0x[0-9a-f]*:(\([A-Z_]*\)).*/kernel: \1, \2, \3/p' | sort -u
echo tried
i=0
while [ $i -lt 20 ]; do
	printf '%512d' $i | dd of=/dev/lcd5 bs=512 conv=fsync 2>/dev/null
	echo 3 >/proc/sys/vm/drop_caches
	[ $(($(head -c 512 /dev/lcd5))) = $i ] || break
	i=$((i + 1))
	usleep 20000
done
echo "kept $i"
S
LUCID_MODULES='lucid lucid_blk lucid_console lucid_system'
child_start faults /tmp/s --control /tmp/control "$@" --disk /tmp/full/image --disk /tmp/image
check "the child has tried all" child_says faults tried
lucidctl /tmp/control status >/tmp/status
rm /tmp/image
check "the person is told: deleted" told "^blk 5: READY, generation 1, .*, the image /tmp/image has been deleted"
check "on standard error, too" grep "^lucid-vmm: blk 5: the image /tmp/image has been deleted$" "$OUT/faults.vmm"
kill -9 $(lucidctl /tmp/control status | sed -n 's/^blk 5: .*lucid-blkd \([0-9]*\),.*/\1/p')
check "the next process has it, too" told "^blk 5: READY, generation 2, .*, the image /tmp/image has been deleted"
child_wait faults
same "the child's status" $? 0
same "what the child saw" "$(child_out faults)" "begin
read: 1: Input/output error
write: 1: Input/output error
flush: 1: Input/output error
discard: 1: Input/output error
full image: 1: Input/output error
what it has: 0
kernel: I/O error, lcd0, READ
kernel: I/O error, lcd2, WRITE
kernel: I/O error, lcd3, DISCARD
kernel: critical space allocation error, lcd1, WRITE
kernel: critical space allocation error, lcd4, WRITE
tried
kept 20"
n=0
for words in "read at byte 0: error" "write at byte 0: no space left" "flush at byte 0: error" "discard at byte 0: error" \
	"write at byte [0-9]*: no space left"; do
	check "lucidctl on disk $n" grep "^blk $n: READY, generation 1, .*, 0 deaths, last error: $words\$" /tmp/status
	check "standard error on disk $n" grep "^lucid-vmm: blk $n: $words\$" "$OUT/faults.vmm"
	n=$((n + 1))
done
check "every page is back" clean_parent
kill $(pidof nbdkit)
umount /tmp/full
