# SPDX-License-Identifier: GPL-2.0-only
# lucid-vmm refuses what it cannot use, with a message that names the value and a status of 2, and nothing is
# lost: missing kernel, cut-off bzImage and vmlinux, empty and odd disks, more memory than there is, unknown
# option. Does not prove: that every bad kernel is found out before it runs.
# order: 32

refused() {
	what=$1 word=$2
	shift 2
	lucid-vmm "$@" >/tmp/out 2>&1
	status=$?
	note "$(head -n 3 /tmp/out)"
	same "$what: status" $status 2
	check "$what: the message names it" grep -q -e "$word" /tmp/out
}

head -c 1000000 /child/kernel >/tmp/cut
: >/tmp/empty
head -c 511 /dev/zero >/tmp/odd
refused "no kernel" nothing --kernel /tmp/nothing
refused "cut-off vmlinux" cut --kernel /tmp/cut
refused "empty kernel" empty --kernel /tmp/empty
refused "empty disk" empty --kernel /child/kernel --disk /tmp/empty
refused "disk of 511 bytes" odd --kernel /child/kernel --disk /tmp/odd
refused "too much memory" '4000\|memory' --kernel /child/kernel --mem 4000
refused "unknown option" bogus --bogus x
check "every page is back" clean_parent
lives "afterwards"
