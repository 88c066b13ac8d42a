# SPDX-License-Identifier: GPL-2.0-only
# Guests that execute garbage, touch unbacked memory, spin and triple-fault end with a named reason or keep running
# [EXIT-5] [EXIT-6]; the parent lives and the next child boots.
# Does not prove: two hostile guests at once.
# seconds: 1200
# order: 60

# run GUEST SECONDS [ARGUMENTS]: one guest, stopped after so many seconds; sets $status and $said.
run() {
	echo "@@ hostile: $1 $3" >/dev/console
	rm -f /tmp/run.*
	timeout "$2" lucid-vmm --kernel "/job/conf/$1.elf" --mem 32 --cmdline "$3" --console-out /tmp/run.console \
		--stats /tmp/run.stats --log /tmp/run.log 2>/dev/null
	status=$?
	said=$(tail -n 1 /tmp/run.log)
	said=${said#lucid-vmm: }
	note "$1 $3: $said, $(grep '^exits ' /tmp/run.stats)"
}

# ends STATUS REASON GUEST [ARGUMENTS]
ends() {
	run "$3" 10 "$4"
	same "$3 $4: exit status" "$status" "$1"
	same "$3 $4: reason" "$said" "$2"
}

ends 5 "vp 0: triple fault, rip 0x0" triple-fault
ends 6 "vp 0: memory access (read) at unbacked GPA 0xd0000000" unbacked how=0
ends 6 "vp 0: memory access (write) at unbacked GPA 0xd0000000" unbacked how=1
ends 6 "vp 0: memory access (fetch) at unbacked GPA 0xd0000000" unbacked how=2
ends 6 "vp 0: memory access (read) at unbacked GPA 0xd0000000" unbacked how=3
ends 6 "vp 0: memory access (read) at unbacked GPA 0xd0000060" unbacked how=4
ends 6 "vp 0: memory access (write) at protected GPA 0xfe800000" unbacked how=5
ends 6 "vp 0: string I/O is not supported (port 0x3f8, size 1)" unbacked how=6
ends 6 "vp 0: string I/O is not supported (port 0x3f8, size 1)" unbacked how=8
ends 6 "vp 0: memory access (read) at unbacked GPA 0x2000000" unbacked how=7

for seed in 1 2 3 4 5 6 7 8; do
	run garbage 2 seed=$seed
	note "$(tail -n 1 /tmp/run.console)"
	check "garbage $seed ends with a reason" [ -n "$said" ]
	check "garbage $seed is not the end of lucid-vmm" [ "$status" -lt 128 -o "$said" != "${said#port 0xf4}" ]
done
for how in 0 1 2 3 4; do
	run spin 1 how=$how
	same "spinning in way $how is ended by a signal to lucid-vmm" "$status $said" "6 stopped by signal 15"
done
check "every page is back" clean_parent
check "the kernel has no complaint" [ "$(dmesg -r | grep -c '^<[0-2]>')" = 0 ]
lives "afterwards"
