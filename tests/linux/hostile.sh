# SPDX-License-Identifier: GPL-2.0-only
# Guests that execute garbage, touch every MSR, port and unbacked memory, call every hypercall number, spin and
# triple-fault end with a named reason or keep running; the parent lives and the next child boots.
# Does not prove: two hostile guests at once.
# seconds: 1200
# order: 60

for path in /job/conf/*.elf; do
	name=${path##*/}
	case ${name%.elf} in
	bench|spin|stop|triple-fault) ;;
	*) guest "${name%.elf}" 0 ;;
	esac
done
guest triple-fault 5
guest stop 0 reason=1
guest msrs 0 x2apic=1
for how in 0 1 2 3; do
	timeout 3 lucid-vmm --kernel /job/conf/spin.elf --cmdline how=$how --mem 32 \
		--console-out /tmp/spin >/tmp/spin.vmm 2>&1
	note "$(tail -n 2 /tmp/spin.vmm)"
	same "spinning in way $how is ended by a signal to lucid-vmm" "$(grep -c 'stopped by signal' /tmp/spin.vmm)" 1
done
check "every page is back" clean_parent
lives "afterwards"
