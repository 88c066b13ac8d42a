# SPDX-License-Identifier: GPL-2.0-only
# A page that was given to a child cannot be touched any more by the process that gave it: SIGSEGV or SIGBUS for
# reads and for writes, and the partition's end gives every page back. [HC-MEM-DONATE-1] [IOC-3]
# Does not prove: that a device's DMA is kept out.
# order: 31

private >/tmp/out 2>&1
same "status" $? 0
note "$(cat /tmp/out)"
same "before the donation" "$(sed -n 1p /tmp/out)" "before a secret"
for n in 2 3; do
	case $(sed -n ${n}p /tmp/out) in
	"signal 7"|"signal 11") result ok "access $((n - 1)) gets a signal" ;;
	*) result "not ok" "access $((n - 1)) gets a signal" ;;
	esac
done
check "every page is back" clean_parent
check "the kernel has no complaint" [ "$(dmesg -r | grep -c '^<[0-2]>')" = 0 ]
