// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reads and writes every MSR of the ranges that matter and 2,000 others: each access works or
 * raises #GP, in xAPIC and ("x2apic=1") in x2APIC mode, and the guest is as before afterwards.
 * Does not prove: what an MSR that works does.
 */
#include "tests/conf/lib/apic.h"

static uint64_t seed = 0x4d5352;
static unsigned int readable, writable, odd;

static void expect(int vector, const char *what, uint32_t msr)
{
	if (vector == NONE || (vector == GP && !conf_error))
		return;
	odd++;
	print("# %s %x: vector %d, error %lx\n", what, msr, vector, conf_error);
}

/* Off is one way to leave x2APIC mode, and there is no straight way back. */
static bool skipped(uint32_t msr)
{
	return msr == MSR_APIC_BASE;
}

static void write_one(uint32_t msr, uint64_t value, bool *works)
{
	int vector = try_wrmsr(msr, value);

	expect(vector, "WRMSR", msr);
	*works |= vector == NONE;
}

static void one(uint32_t msr)
{
	uint64_t before = 0, value;
	bool works = false;
	int read = try_rdmsr(msr, &before);

	expect(read, "RDMSR", msr);
	readable += read == NONE;
	if (skipped(msr))
		return;
	write_one(msr, rnd(&seed), &works);
	write_one(msr, rnd(&seed) >> 32, &works);
	write_one(msr, UINT64_MAX, &works);
	write_one(msr, 0, &works);
	if (read == NONE)
		write_one(msr, before, &works);
	writable += works;
	if (works && read != NONE && msr >> 8 != 8)
		print("# MSR %x can be written and not read\n", msr);
	if (read == NONE && try_rdmsr(msr, &value) != NONE)
		print("# MSR %x can be read only once\n", msr);
}

static void range(uint32_t from, uint32_t to)
{
	readable = writable = odd = 0;
	for (uint32_t msr = from; msr <= to; msr++)
		one(msr);
	same(odd, 0, "MSRs %x to %x work or raise #GP(0)", from, to);
	print("# %u can be read, %u written\n", readable, writable);
}

void guest_main(void)
{
	uint64_t value;

	if (argument("x2apic", 0))
		apic_on();
	range(0, 0x1fff);
	range(0xc0000000, 0xc0001fff);
	range(0x40000000, 0x400001ff);
	range(0x4b564d00, 0x4b564dff);
	odd = readable = writable = 0;
	for (unsigned int i = 0; i < 2000; i++)
		one((uint32_t)(rnd(&seed) >> 32));
	same(odd, 0, "2000 random MSRs work or raise #GP(0)");
	print("# %u can be read, %u written\n", readable, writable);
	same((uint64_t)try_rdmsr(0xc0011029, &value), GP,
	     "[MSR-1] an MSR of another vendor raises #GP");
	same((uint64_t)try_rdmsr(0x480, &value), GP, "[MSR-1] IA32_VMX_BASIC raises #GP");
	same((uint64_t)try_rdmsr(0x3a, &value), GP, "IA32_FEATURE_CONTROL raises #GP");
	same((uint64_t)try_wrmsr(0x79, 0), GP, "IA32_BIOS_UPDT_TRIG raises #GP");
}
