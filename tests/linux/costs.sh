# SPDX-License-Identifier: GPL-2.0-only
# What exits cost stays within the goals: null hypercall 150 instructions, CPUID 250, a port access that user
# space answers 3,000. Meaningful on Bochs only, where the TSC counts instructions.
# order: 13

lucid-vmm --kernel /job/conf/bench.elf --mem 32 --console-out /tmp/bench >/tmp/bench.vmm 2>&1
same "lucid-vmm's exit status" $? 0
note "$(tr -d '\r' </tmp/bench)"
cost() { tr -d '\r' </tmp/bench | sed -n "s/^bench: $1 //p"; }
atmost "null hypercall" "$(cost null-hypercall)" 150
atmost "CPUID" "$(cost cpuid)" 250
atmost "port read in user space" "$(cost port-in)" 3000
atmost "port write in user space" "$(cost port-out)" 3000
