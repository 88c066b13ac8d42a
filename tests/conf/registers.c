// SPDX-License-Identifier: GPL-2.0-only
/*
 * SSE registers, debug registers, CR2 and the MSRs that a hypervisor has to switch keep their
 * values over hypercalls, port I/O served in user space, and sleep. Does not prove: AVX state;
 * that the parent's registers are not changed, or seen.
 */
#include "tests/conf/lib/apic.h"

#define XMM(n)	"movq %%xmm" #n ", " #n "*8(%0); "
#define LOAD(n)	"movq " #n "*8(%0), %%xmm" #n "; "
#define ALL(op)	op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) \
		op(12) op(13) op(14) op(15)

static const uint32_t msrs[] = {
	0x174, 0x175, 0x176,			/* SYSENTER */
	0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084,	/* STAR, LSTAR, CSTAR, FMASK */
	0xc0000100, 0xc0000101, 0xc0000102, 0xc0000103,	/* bases, TSC_AUX */
};

static uint64_t value(unsigned int i)
{
	return 0x12340000 + i * 0x1111;
}

static void set(void)
{
	uint64_t xmm[16];

	for (unsigned int i = 0; i < 16; i++)
		xmm[i] = ~value(i);
	__asm__ volatile(ALL(LOAD) : : "r"(xmm) : "memory");
	for (unsigned int i = 0; i < ARRAY_SIZE(msrs); i++)
		wrmsr(msrs[i], value(i));
	__asm__ volatile("mov %0, %%dr0; mov %1, %%dr3; mov %2, %%cr2"
			 : : "r"(value(20)), "r"(value(23)), "r"(value(30)));
}

static void check(const char *after)
{
	uint64_t xmm[16], dr0, dr3, good = 0;

	__asm__ volatile(ALL(XMM) : : "r"(xmm) : "memory");
	for (unsigned int i = 0; i < 16; i++)
		good += xmm[i] == ~value(i);
	same(good, 16, "SSE registers after %s", after);
	good = 0;
	for (unsigned int i = 0; i < ARRAY_SIZE(msrs); i++)
		good += rdmsr(msrs[i]) == value(i);
	same(good, ARRAY_SIZE(msrs), "MSRs after %s", after);
	same(READ_CR(2), value(30), "CR2 after %s", after);
	__asm__ volatile("mov %%dr0, %0; mov %%dr3, %1" : "=r"(dr0), "=r"(dr3));
	ok(dr0 == value(20) && dr3 == value(23), "debug registers after %s", after);
}

void guest_main(void)
{
	TRY_CR(4, READ_CR(4) | BIT(9));		/* OSFXSR */
	apic_on();
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | 0x60);
	set();
	check("setting them");
	lucid_hc_hv_ping();
	check("a hypercall");
	for (unsigned int i = 0; i < 100; i++)
		out(0x80, 4, i);
	check("port I/O");
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + 20 * tsc_khz());
	while (!irqs[0x60])
		sti_hlt_cli();
	check("sleep");
	for (uint64_t end = rdtsc() + 50 * tsc_khz(); rdtsc() < end;)
		;
	check("50 ms");
}
