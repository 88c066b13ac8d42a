# SPDX-License-Identifier: GPL-2.0-only
# The clock source is lucid, the date is within a second of the parent's, and 100,000 clock_gettime calls cause
# no exit (a child with them and one without have the same number of exits that an instruction causes).
# Does not prove: that the date stays right over days.
# order: 23

script /tmp/s <<'S'
cat /sys/devices/system/clocksource/clocksource0/current_clocksource
date +%s
clockread 100000
S
begin=$(date +%s)
child_run with /tmp/s
same "exit status" $? 0
end=$(date +%s)
child_out with >/tmp/out
same "clock source" "$(sed -n 1p /tmp/out)" lucid
date=$(sed -n 2p /tmp/out)
note "parent before $begin, child $date, parent after $end"
check "the child's date" [ "${date:-0}" -ge $((begin - 1)) -a "${date:-0}" -le $((end + 1)) ]
atmost "ticks of one clock_gettime" "$(sed -n 3p /tmp/out)" 150
sed 's/100000/0/' /tmp/s >/tmp/s0
child_run without /tmp/s0
for reason in 10_CPUID 16_RDTSC 18_VMCALL 30_IO 31_RDMSR 32_WRMSR; do
	eval "$(sed -n "s/^exit_\(${reason%%_*}\)_[^ ]* \(.*\)/a=\2/p" "$OUT/with.stats")"
	eval "$(sed -n "s/^exit_\(${reason%%_*}\)_[^ ]* \(.*\)/b=\2/p" "$OUT/without.stats")"
	note "exits of $reason: ${a:-0} with, ${b:-0} without"
	atmost "exits more by $reason" $((${a:-0} - ${b:-0})) 300
	a= b=
done
