// SPDX-License-Identifier: GPL-2.0-only
/*
 * What exits cost, in ticks of the TSC for each, loop included: lines "bench: NAME TICKS". On
 * Bochs that is instructions. The goals are the test's business.
 */
#include "tests/conf/lib/apic.h"

#define ROUNDS	1000

#define BENCH(name, code)						\
	do {								\
		uint64_t begin_;					\
									\
		for (unsigned int i_ = 0; i_ < 10; i_++)		\
			code;						\
		begin_ = rdtsc();					\
		for (unsigned int i_ = 0; i_ < ROUNDS; i_++)		\
			code;						\
		print("bench: %s %lu\n", name, (rdtsc() - begin_) / ROUNDS); \
	} while (0)

static void timer_tick(void)
{
	irqs[0x60] = 0;
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + 1);
	while (!irqs[0x60])
		sti_hlt_cli();
}

void guest_main(void)
{
	uint32_t r[4];
	uint64_t state;

	BENCH("loop", __asm__ volatile(""));
	BENCH("null-hypercall", lucid_hc_hv_ping());
	BENCH("mem-state", lucid_hc_mem_state(SCRATCH, &state));
	BENCH("foreign-hypercall", __asm__ volatile("vmcall" : : "a"(9) : "memory"));
	BENCH("cpuid", cpuid(0, 0, r));
	BENCH("cpuid-lucid", cpuid(LUCID_CPUID_SIGNATURE, 0, r));
	BENCH("rdmsr", rdmsr(MSR_APIC_BASE));
	BENCH("port-in", in(0x80, 1));
	BENCH("port-out", out(0x80, 1, 0));
	BENCH("event-raise", lucid_hc_event_raise(200));
	apic_on();
	BENCH("self-ipi-pending", apic_write(APIC_SELF_IPI, 0x61));
	BENCH("icr-self", apic_write(APIC_ICR, 0x40000 | 0x61));
	BENCH("tsc-deadline-write", wrmsr(MSR_TSC_DEADLINE, rdtsc() + BIT(40)));
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | 0x60);
	BENCH("timer-interrupt", timer_tick());
	ok(true, "measured");
}
