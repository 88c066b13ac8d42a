# SPDX-License-Identifier: GPL-2.0-only
# Our devices' interrupts are in the child's /proc/interrupts, each with a name and a count that moves with
# use. Does not prove: affinity.
# boot: devices
# disk: raw
# order: 25

script /tmp/s <<'S'
grep -i lucid /proc/interrupts
echo ---
dd if=/dev/lcd0 of=/dev/null bs=64k 2>/dev/null
grep -i lucid /proc/interrupts
S
child_run irq /tmp/s --disk "$DISK"
same "exit status" $? 0
child_out irq >/tmp/out
note "$(cat /tmp/out)"
check "there are interrupts of ours" [ "$(sed '/^---$/,$d' /tmp/out | wc -l)" -gt 0 ]
check "their counts move" [ "$(sed '/^---$/,$d' /tmp/out)" != "$(sed '1,/^---$/d' /tmp/out)" ]
