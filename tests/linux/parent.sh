# SPDX-License-Identifier: GPL-2.0-only
# The parent, an ordinary Debian Linux, is on all CPUs under the hypervisor as it is without: no warning in its
# log that bare Bochs does not give too, VT-x hidden, the hypervisor seen, devices and timers at work.
# Does not prove: every device.
# boot: two
# order: 5

same "CPUs online" "$(cat /sys/devices/system/cpu/online)" 0-1
same "CPUs that show VT-x" "$(grep -c '^flags.* vmx' /proc/cpuinfo)" 0
same "CPUs that show a hypervisor" "$(grep -c '^flags.* hypervisor' /proc/cpuinfo)" 2
dmesg -r >"$OUT/dmesg"

# The lines that matter, without time stamps, addresses and other numbers; the first module of a kernel that
# is not of its tree gives a line, whichever it is.
plain() {
	sed -n 's/^<[0-4]>\[[^]]*\] *//p' "$1" | sed 's/^lucid[a-z_]*: loading out-of-tree/MODULE: loading out-of-tree/; s/0x[0-9a-f]*/N/g; s/[0-9a-f]\{8,\}/N/g; s/[0-9][0-9.]*/N/g' | sort -u
}
if [ -e /job/bare/dmesg ]; then
	plain /job/bare/dmesg >/tmp/bare
	plain "$OUT/dmesg" >/tmp/here
	# Linux uses the wake-up structure, but this version's list of what a MADT may hold does not have it.
	echo 'ACPI: Found unsupported MADT entry (type = N)' >>/tmp/bare
	grep -vxF -f /tmp/bare /tmp/here >/tmp/new
	note "$(cat /tmp/new)"
	same "warnings that bare Bochs does not give" "$(grep -c . /tmp/new)" 0
else
	skip "warnings" "the test 'bare' has not run"
fi

count() { sed -n "s/^ *$1: *\([0-9]*\) *\([0-9]*\) .*/\1 \2/p" /proc/interrupts; }
before=$(count LOC)
sleep 1
after=$(count LOC)
note "timer interrupts before $before, after $after"
check "both CPUs take timer interrupts" [ "${before% *}" -lt "${after% *}" -a "${before#* }" -lt "${after#* }" ]
begin=$(tsc)
sleep 1
end=$(tsc)
note "one second is $((end - begin)) ticks"
check "the clock runs at the TSC's rate" [ $((end - begin)) -gt 390000000 -a $((end - begin)) -lt 440000000 ]
check "the RTC can be read" hwclock -r
check "/dev/lucid is there" [ -c /dev/lucid ]
head -c 4000 /dev/lucid | sed 's/^/# /'
