// SPDX-License-Identifier: GPL-2.0-only
/*
 * What XSAVE, XSAVEC and XSAVES write, XRSTOR and XRSTORS bring back, for each of the three that
 * CPUID offers; and AVX registers survive port I/O served in user space and sleep. Does not
 * prove: AVX-512 and other components.
 */
#include "tests/conf/lib/apic.h"

#define LOAD	"vmovdqu %0, %%ymm1; vmovdqu %0, %%ymm15"
#define CLEAR	"vpxor %%xmm1, %%xmm1, %%xmm1; vpxor %%xmm15, %%xmm15, %%xmm15"

struct ymm {
	uint64_t word[4];
};

static const struct ymm pattern = { { 1, 0x2222222222222222, 0x3333, ~0ULL } };
static uint8_t area[4096] __attribute__((aligned(64)));

static bool intact(void)
{
	struct ymm a, b;
	bool good = true;

	__asm__ volatile("vmovdqu %%ymm1, %0; vmovdqu %%ymm15, %1" : "=m"(a), "=m"(b));
	for (unsigned int i = 0; i < 4; i++)
		good &= a.word[i] == pattern.word[i] && b.word[i] == pattern.word[i];
	return good;
}

#define ROUND_TRIP(save, restore)						\
	do {									\
		for (unsigned int i_ = 0; i_ < sizeof(area); i_++)		\
			area[i_] = 0;						\
		__asm__ volatile(LOAD : : "m"(pattern));			\
		__asm__ volatile(save " %0" : "+m"(area) : "a"(7), "d"(0));	\
		__asm__ volatile(CLEAR : : : "memory");				\
		__asm__ volatile(restore " %0" : : "m"(area), "a"(7), "d"(0));	\
		ok(intact(), save ", " restore);				\
	} while (0)

static void over_exits(void)
{
	__asm__ volatile(LOAD : : "m"(pattern));
	for (unsigned int i = 0; i < 100; i++)
		out(0x80, 4, i);
	ok(intact(), "AVX registers after port I/O");
	apic_on();
	apic_write(APIC_LVT_TIMER, TIMER_TSC_DEADLINE | 0x60);
	wrmsr(MSR_TSC_DEADLINE, rdtsc() + 20 * tsc_khz());
	while (!irqs[0x60])
		sti_hlt_cli();
	ok(intact(), "AVX registers after sleep");
}

void guest_main(void)
{
	uint32_t r[4];

	TRY_CR(4, READ_CR(4) | BIT(9) | BIT(18));	/* OSFXSR, OSXSAVE */
	same((uint64_t)try_xsetbv(0, 7), (uint64_t)NONE, "XCR0: x87, SSE, AVX");
	ROUND_TRIP("xsave64", "xrstor64");
	cpuid(0xd, 1, r);
	if (argument("all", 0))
		r[0] = 0xf;
	if (r[0] & BIT(0))
		ROUND_TRIP("xsaveopt64", "xrstor64");
	if (r[0] & BIT(1))
		ROUND_TRIP("xsavec64", "xrstor64");
	if (r[0] & BIT(3))
		ROUND_TRIP("xsaves64", "xrstors64");
	over_exits();
}
