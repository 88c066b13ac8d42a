# SPDX-License-Identifier: GPL-2.0-only
# A child with two VPs on a machine with two CPUs brings both up [APIC-4], and both do work [APIC-3]; the guests of
# tests/conf that have several VPs pass there too; a thread that looks out for a wake-up is quicker than one that
# sleeps. Does not prove: speed otherwise, or that the thread of an idle VP does not look out.
# boot: two
# order: 30

script /tmp/s <<'S'
nproc
for cpu in 0 1; do
	taskset $((1 << cpu)) sh -c 'i=0; while [ $i -lt 2000 ]; do i=$((i + 1)); done; echo done' &
done
wait
sed -n 's/^ *LOC: *\([0-9]*\) *\([0-9]*\) .*/\1 \2/p' /proc/interrupts
S
child_run smp /tmp/s --vps 2
same "exit status" $? 0
child_out smp >/tmp/out
same "both VPs are online" "$(sed -n 1p /tmp/out)" 2
same "both did their work" "$(grep -c '^done$' /tmp/out)" 2
set -- $(grep '^[0-9]* [0-9]*$' /tmp/out)
note "timer interrupts: $*"
check "both have timer interrupts" [ "${1:-0}" -gt 0 -a "${2:-0}" -gt 0 ]
guest smp-start 0 vps=2 --vps 2
# VPs that are woken again and again: with a look-out for that, and without.
for us in 0 50; do
	echo $us >/sys/module/lucid_parent/parameters/halt_poll_us
	start=$(tsc)
	guest smp-ipi 0 "vps=2 rounds=1000" --vps 2
	took="$took $(($(tsc) - start))"
done
set -- $took
note "ticks without and with halt polling: $took"
check "halt polling makes wake-ups quicker" [ "$2" -lt "$1" ]
guest smp-clock 0 vps=2 --vps 2
guest smp-memory 0 vps=2 --vps 2
check "every page is back" clean_parent
