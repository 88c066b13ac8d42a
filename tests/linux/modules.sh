# SPDX-License-Identifier: GPL-2.0-only
# All guest modules load and unload 50 times, with the disk read in between, and the kernel has no complaint.
# Does not prove: unloading while in use.
# disk: raw
# seconds: 400
# order: 40

script /tmp/s <<'S'
errors=$(dmesg -r | grep -c '^<[0-3]>')
others="lucid_blk lucid_net lucid_clock lucid_system"
i=0
while [ $i -lt 50 ]; do
	i=$((i + 1))
	rmmod lucid_ptp || exit 1
	for m in $others; do rmmod $m || exit 1; done
	for m in $others lucid_ptp; do insmod /lib/modules/$m.ko || exit 2; done
	[ $((i % 10)) = 0 ] || continue
	n=0
	while [ ! -b /dev/lcd0 ] && [ $n -lt 50 ]; do n=$((n + 1)); usleep 100000; done
	sha256sum /dev/lcd0 | cut -d ' ' -f 1
done
echo "errors $errors, $(dmesg -r | grep -c '^<[0-3]>')"
S
child_run modules /tmp/s --disk "$DISK"
same "exit status" $? 0
child_out modules >/tmp/out
set -- $(tail -n 1 /tmp/out)
same "errors in the kernel's log, before and after" "$2" "$3,"
same "the disk's sum, every tenth time" "$(grep -x '[0-9a-f]*' /tmp/out | grep . | sort | uniq -c | tr -s ' ')" \
	" 5 $(sha256sum "$DISK" | cut -d ' ' -f 1)"
check "every page is back" clean_parent
