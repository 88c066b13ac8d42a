# SPDX-License-Identifier: GPL-2.0-only
# An ext4 image of 1,000 real files on /dev/lcd0: every file has the SHA-256 that the host computed; 16 MiB of
# random data written, synced and read back after unmounting; on the host e2fsck finds nothing and the file has
# the sum that the child printed. Does not prove: order of writes at a crash.
# boot: devices
# disk: files
# seconds: 240
# order: 20

script /tmp/s <<'S'
set -e
mount -t ext4 /dev/lcd0 /mnt
cd /mnt
sha256sum -c SHA256SUMS >/tmp/sums || { grep -v ': OK$' /tmp/sums | head; exit 1; }
echo "verified $(grep -c ': OK$' /tmp/sums)"
dd if=/dev/urandom of=written bs=1M count=16 2>/dev/null
sync
sum=$(sha256sum written | cut -d ' ' -f 1)
cd /
umount /mnt
mount -t ext4 /dev/lcd0 /mnt
echo "written $sum"
echo "reread $(sha256sum /mnt/written | cut -d ' ' -f 1)"
umount /mnt
S
child_run disk /tmp/s --disk "$DISK"
same "exit status" $? 0
child_out disk >/tmp/out
same "files with the right sum" "$(sed -n 's/^verified //p' /tmp/out)" 1000
same "what was written reads back" "$(sed -n 's/^reread //p' /tmp/out)" "$(sed -n 's/^written //p' /tmp/out)"
grep '^written' /tmp/out
check "every page is back" clean_parent
