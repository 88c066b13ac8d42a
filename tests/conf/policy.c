// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a child's machine is beside the hypercalls: ids and frequencies in CPUID, MSRs that are
 * kept or refused, IPIs that nobody gets. Does not prove: that what is shown works.
 */
#include "tests/conf/lib/apic.h"

enum { EAX, EBX, ECX, EDX };

#define MSR_MISC_ENABLE		0x1a0
#define MSR_MCG_CAP		0x179
#define MSR_KVM_WALL_CLOCK	0x4b564d00
#define MSR_KVM_SYSTEM_TIME	0x4b564d01
#define MSR_KVM_STEAL_TIME	0x4b564d03
#define SELF			0x40000		/* ICR: destination shorthand */

static void leaves(void)
{
	uint32_t r[4], mhz = (uint32_t)(tsc_khz() / 1000), filled = 0;

	cpuid(1, 0, r);
	same(r[EBX] >> 24, 0, "[CPUID-2] leaf 1: APIC id 0");
	cpuid(0xb, 0, r);
	same(r[EDX], 0, "[CPUID-2] leaf 0xB: x2APIC id 0");
	cpuid(0x15, 0, r);
	ok(r[EAX] && (uint64_t)r[ECX] * r[EBX] / r[EAX] / 1000000 == mhz,
	   "[CPUID-4] leaf 0x15: a TSC of %u MHz", mhz);
	same(r[ECX], 1000000000, "[CPUID-4] leaf 0x15: a timer of 1 GHz");
	for (uint32_t leaf = 0x17; leaf < 0x60; leaf++) {
		cpuid(leaf, 0, r);
		filled += (r[EAX] | r[EBX] | r[ECX] | r[EDX]) != 0;
		cpuid(0x80000009 + leaf - 0x17, 0, r);
		filled += (r[EAX] | r[EBX] | r[ECX] | r[EDX]) != 0;
	}
	same(filled, 0, "[CPUID-4] leaves behind the last ones are empty");
}

/* Nowhere, the parent's page on loan, misaligned, beyond the end. */
static void kvm_clocks(void)
{
	static const uint32_t msrs[] = { MSR_KVM_SYSTEM_TIME, MSR_KVM_STEAL_TIME };
	const uint64_t bad[] = { UNBACKED, directory(), LUCID_GPA_LIMIT, BIT(63) };
	uint64_t value;

	for (unsigned int m = 0; m < ARRAY_SIZE(msrs); m++)
		for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
			same((uint64_t)try_wrmsr(msrs[m], bad[i] | 1), GP, "[MSR-4] MSR %x: %lx",
			     msrs[m], bad[i]);
			try_rdmsr(msrs[m], &value);
			same(value & 1, 0, "[MSR-4] and it stays off");
		}
	same((uint64_t)try_wrmsr(MSR_KVM_WALL_CLOCK, UNBACKED), GP, "[MSR-4] wall clock nowhere");
	same((uint64_t)try_wrmsr(MSR_KVM_WALL_CLOCK, SCRATCH + 1), GP, "[MSR-4] misaligned");
	same((uint64_t)try_wrmsr(MSR_KVM_SYSTEM_TIME, (SCRATCH + 4080) | 1), GP,
	     "[MSR-4] across the end of a page");
}

/* Kept without effect: one that was refused would stop operating systems that set a bit of it. */
static void misc_enable(void)
{
	uint64_t before = rdmsr(MSR_MISC_ENABLE), value = 0;

	same((uint64_t)try_wrmsr(MSR_MISC_ENABLE, before ^ BIT(0) ^ BIT(18)), (uint64_t)NONE,
	     "IA32_MISC_ENABLE can be written");
	try_rdmsr(MSR_MISC_ENABLE, &value);
	same(value, before ^ BIT(0) ^ BIT(18), "and has what was written");
	wrmsr(MSR_MISC_ENABLE, before);
	ok(try_rdmsr(MSR_MCG_CAP, &value) == NONE && !value, "IA32_MCG_CAP: no bank");
}

static void lost_ipis(void)
{
	static const uint32_t modes[] = { 0x200, 0x400, 0x700 };	/* SMI, NMI, ExtINT */
	uint64_t came = 0;

	apic_on();
	for (unsigned int i = 0; i < ARRAY_SIZE(modes); i++)
		apic_write(APIC_ICR, SELF | modes[i] | 0x50);
	for (uint32_t v = 0; v < 16; v++)
		apic_write(APIC_ICR, SELF | v);
	wait_irq(0x50, 1, 100000);
	for (unsigned int v = 0; v < 256; v++)
		came += irqs[v];
	same(came, 0, "[APIC-5] no interrupt comes of them");
}

void guest_main(void)
{
	leaves();
	misc_enable();
	kvm_clocks();
	lost_ipis();
}
