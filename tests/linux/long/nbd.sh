# SPDX-License-Identifier: GPL-2.0-only
# Disks behind nbdkit, by a socket's path: a program that writes, syncs, reads and knows what it has to find loses
# nothing when lucid-nbdd is killed and when nbdkit is killed and started again; what a server has no room for is
# the guest's ENOSPC, and the person's to read [DEV-12] [DEV-14]. And what lucid-nbdd may do: nothing but its own.
# Does not prove: TCP, and what becomes of an old write; the unit tests do.
# boot: devices
# disk: nbd
# seconds: 60
# order: 67

. /job/lib/backends.sh

# Debian's programs look for their libraries in these places, and lucid-vmm for its own beside itself.
mount -t ext4 -o ro "$DISK" /mnt
ln -s /mnt/bin/lucid-nbdd /bin/lucid-nbdd
mkdir -p /usr/lib
for lib in lib64 lib/x86_64-linux-gnu usr/lib/x86_64-linux-gnu; do
	ln -s /mnt/$lib /$lib
done
truncate -s 1M /tmp/image
served() {
	rm -f /tmp/image.sock
	/mnt/bin/nbdkit --pidfile /tmp/nbdkit --unix /tmp/image.sock --filter=readahead file /tmp/image
}
served
/mnt/bin/nbdkit --unix /tmp/full.sock --filter=error memory 1M error=ENOSPC error-pwrite-rate=100%

script /tmp/s <<'S'
dmesg -c >/dev/null
echo begin
verify /dev/lcd0 256 2000 16
echo "status $?"
dmesg | grep -E 'I/O error|WARNING|BUG|blocked for|cannot|does not let go' | sed 's/^/complaint: /'
dmesg -c >/dev/null
dd if=/dev/zero of=/dev/lcd1 bs=4096 count=1 conv=fsync 2>/dev/null
echo "dd $?"
dmesg | grep -o 'critical space allocation error, dev lcd1' | head -n 1
S
LUCID_MODULES='lucid lucid_blk lucid_console lucid_system'
child_start nbd /tmp/s --control /tmp/control --disk "nbd+unix:///?socket=/tmp/image.sock" \
	--disk "nbd+unix:///?socket=/tmp/full.sock"
check "the child begins" child_says nbd begin

# process N: of disk N.
process() { lucidctl /tmp/control status | sed -n "s/^blk $1: .*lucid-nbdd \([0-9]*\),.*/\1/p"; }
kill -9 "$(process 0)"
check "after the death of its process" told "^blk 0: READY, generation 2,"
kill -9 "$(cat /tmp/nbdkit)"
check "without nbdkit" told "^blk 0: .*waits for its server: Connection refused"
served
check "with a new nbdkit" told "^blk 0: READY, generation 3,"
first=$(process 1)
same "users" "$(field Uid), $(field Gid)" "65534 65534 65534 65534, 65534 65534 65534 65534"
same "no rights, no new ones, system calls by a filter" "$(field CapEff) $(field NoNewPrivs)$(field Seccomp)" \
	"0000000000000000 12"
same "files in its root" "$(ls -A /proc/$first/root/)" ""
check "a network of its own" own net
child_wait nbd
same "the child's status" $? 0
child_out nbd >/tmp/out
note "$(cat /tmp/out)"
same "what it wrote is there" "$(sed -n 's/^verified //p' /tmp/out)" 2000
same "its kernel says" "$(grep '^complaint' /tmp/out)" ""
same "no room" "$(sed -n '/^dd /,$p' /tmp/out)" "dd 1
critical space allocation error, dev lcd1"
check "the person is told" grep "blk 1: write at byte 0: no space left" "$OUT/nbd.vmm"
note "$(cat "$OUT/nbd.vmm")"
kill $(pidof nbdkit)
check "every page is back" clean_parent
