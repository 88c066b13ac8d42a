# SPDX-License-Identifier: GPL-2.0-only
# A disk shown read-only cannot be written; single sectors, unaligned runs and the last sector read back as
# written; a second disk keeps its own data. Does not prove: concurrency.
# boot: devices
# disk: raw
# order: 21

dd if=/dev/zero of=/tmp/small bs=512 count=7 2>/dev/null
before=$(sha256sum "$DISK" | cut -d ' ' -f 1)
script /tmp/s <<'S'
cat /sys/block/lcd0/ro /sys/block/lcd1/ro /sys/block/lcd1/size
dd if=/dev/zero of=/dev/lcd0 bs=512 count=1 2>/dev/null && echo "written although read-only"
sha256sum /dev/lcd0 | cut -d ' ' -f 1
for n in 6 0 3; do
	printf 'sector %d' $n | dd of=/dev/lcd1 bs=512 seek=$n conv=notrunc 2>/dev/null
done
sync
echo 3 >/proc/sys/vm/drop_caches
dd if=/dev/lcd1 bs=512 skip=6 2>/dev/null | tr -d '\0'
echo
dd if=/dev/lcd1 bs=1536 count=1 2>/dev/null | tr -d '\0'
S
child_run odd /tmp/s --disk "$DISK,ro" --disk /tmp/small
same "exit status" $? 0
same "what the child saw" "$(child_out odd)" "1
0
7
$before
sector 6
sector 0"
same "the small disk in the parent" "$(tr -d '\0' </tmp/small)" "sector 0sector 3sector 6"
same "the read-only disk is as before" "$(sha256sum "$DISK" | cut -d ' ' -f 1)" "$before"
check "every page is back" clean_parent
