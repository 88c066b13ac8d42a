/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * TSC frequency: see tsc.h. An emulator's CPUID may tell the frequency of the CPU that
 * it imitates, so channel 2 of the PIT has the last word. Source: SDM vol. 3,
 * 'Determining the Processor Base Frequency'; Intel 8254 data sheet.
 */
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"
#include "hv/cpu/tsc.h"
#include "hv/lib/lib.h"

#define PIT_HZ		1193182UL
#define PIT_TICKS	59659UL	/* 50 ms */

/* TSC ticks in PIT_TICKS, 0 when there is no PIT. */
static uint64_t pit_window(void)
{
	uint64_t start, end;
	uint32_t spins = 0;

	outb(0x61, (inb(0x61) & ~2u) | 1);	/* gate on, speaker off */
	outb(0x43, 0xb0);			/* channel 2, both bytes, mode 0 */
	outb(0x42, PIT_TICKS & 0xff);
	outb(0x42, PIT_TICKS >> 8);
	start = rdtsc();
	while (!(inb(0x61) & 0x20))
		if (++spins > 100000000)
			return 0;
	end = rdtsc();
	return end - start;
}

static uint32_t cpuid_khz(void)
{
	uint32_t r[4];

	cpuid(0, 0, r);
	if (r[0] < 0x15)
		return 0;
	cpuid(0x15, 0, r);
	if (!r[0] || !r[1] || !r[2])
		return 0;
	return (uint32_t)((uint64_t)r[2] * r[1] / r[0] / 1000);
}

uint32_t tsc_measure(void)
{
	uint32_t said = cpuid_khz();
	uint32_t measured = (uint32_t)(pit_window() * PIT_HZ / PIT_TICKS / 1000);
	uint32_t diff = said > measured ? said - measured : measured - said;

	if (!measured && !said)
		panic("CPU: no TSC frequency, neither from CPUID.15H nor from a PIT\n");
	if (!measured || diff < said / 100)
		return said;
	if (said)
		log_printf("CPUID.15H says %u kHz, the PIT says %u kHz: taking that\n", said,
			   measured);
	return measured;
}

void tsc_delay(uint64_t us)
{
	uint64_t end = rdtsc() + us * tsc_khz / 1000;

	while (rdtsc() < end)
		__builtin_ia32_pause();
}
