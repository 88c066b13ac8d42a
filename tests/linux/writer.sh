# SPDX-License-Identifier: GPL-2.0-only
# The pages that a child shares only to be read, its directory page and its submission halves with their control
# lines, cannot be written by the parent: not by a process through /dev/lucid, nor by the parent's kernel, past the
# module [RING-1] [HC-MEM-SHARE-1]. A page shared to be written can, and the child goes on.
# Does not prove: that a device's DMA is kept out.
# boot: devices
# disk: empty
# order: 34

writes() { echo "$1" >/sys/module/poke/parameters/write; }
reads() { echo "$1" >/sys/module/poke/parameters/read; }
fails() { ! "$@"; }

script /tmp/s <<'S'
dd if=/dev/lcd0 of=/tmp/a bs=64k count=16 2>/dev/null
echo ready
sleep 8
echo 3 >/proc/sys/vm/drop_caches
dd if=/dev/lcd0 of=/tmp/b bs=64k count=16 2>/dev/null
cmp /tmp/a /tmp/b && echo same
S
child_start writer /tmp/s --disk "$DISK"
child_says writer ready
writer "$VMM" $(pidof lucid-blkd) >/tmp/out 2>&1
same "status" $? 0
insmod /job/modules/poke.ko
while read -r word rest; do
	case $word in
	ok) result ok "[RING-1] $rest" ;;
	ro)
		gpa=${rest% *} hpa=${rest#* }
		check "[HC-MEM-SHARE-1] the kernel reads $gpa" reads "$hpa"
		check "[RING-1] and cannot write its control line" fails writes "$hpa"
		check "[RING-1] nor its first slot" fails writes "$((hpa + 128))"
		check "the hypervisor says so" grep -q "access 2 to $hpa refused" /dev/lucid
		;;
	rw)
		gpa=${rest% *} hpa=${rest#* }
		check "[HC-MEM-SHARE-1] the kernel writes $gpa, shared to be written" writes "$hpa"
		;;
	*) result "not ok" "$word $rest" ;;
	esac
done </tmp/out
note "$(cat /tmp/out)"
check "pages to read were found" [ "$(grep -c '^ro' /tmp/out)" -ge 2 ]
check "a page to write was found" [ "$(grep -c '^rw' /tmp/out)" -ge 1 ]
rmmod poke
child_wait writer
same "the child's status" $? 0
same "what the child says" "$(child_out writer | tail -n 1)" same
check "every page is back" clean_parent
