// SPDX-License-Identifier: GPL-2.0-only
/*
 * A guest that never lets go can be stopped from outside: "how=0" spins with interrupts off,
 * "how=1" sleeps with interrupts off, "how=2" takes a #DB in the delivery of each #DB, "how=3"
 * does nothing but VMCALL, "how=4" nothing but CPUID. The test is that the parent lives and that
 * its signal ends the run.
 */
#include "tests/conf/lib/conf.h"

#define GLOBAL_0	BIT(1)
#define WRITES_0	BIT(16)
#define EIGHT_BYTES_0	BIT(19)

/* A breakpoint on writes to the stack of the exception itself: no instruction is ever reached. */
static void fault_for_ever(void)
{
	const uint8_t *slot = trap_stack[1] - 8;

	__asm__ volatile("mov %0, %%dr0; mov %1, %%dr7; .byte 0xf1"
			 : : "r"(slot), "r"(BIT(10) | GLOBAL_0 | WRITES_0 | EIGHT_BYTES_0)
			 : "memory");
}

void guest_main(void)
{
	uint64_t how = argument("how", 0);

	print("# begin\n");
	if (how == 1)
		for (;;)
			__asm__ volatile("hlt");
	if (how == 2)
		fault_for_ever();
	while (how == 3)
		lucid_hc_hv_ping();
	while (how == 4)
		__asm__ volatile("cpuid" : : : "eax", "ebx", "ecx", "edx");
	for (;;)
		__asm__ volatile("" : : : "memory");
}
