// SPDX-License-Identifier: GPL-2.0-only
/*
 * [ABI-7] for a child: the Lucid leaves, the KVM dialect, and what CPUID must and must not show
 * beside them. Does not prove: the parent's half.
 */
#include "tests/conf/lib/apic.h"

enum { EAX, EBX, ECX, EDX };

static bool says(const uint32_t r[4], const char *text)
{
	const char *at = (const char *)&r[EBX];

	for (unsigned int i = 0; i < 12; i++)
		if (at[i] != (*text ? *text++ : 0))
			return false;
	return true;
}

static void lucid(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_SIGNATURE, 0, r);
	ok(says(r, "LucidHvLucid"), "[ABI-7] leaf 0x40000000 says LucidHvLucid");
	same(r[EAX], LUCID_CPUID_DIRECTORY, "[ABI-7] and the last leaf");
	cpuid(LUCID_CPUID_VERSION, 0, r);
	same(r[EAX], LUCID_ABI_VERSION, "[ABI-12] the version");
	ok(r[EBX] >= 1 && r[EBX] <= LUCID_MAX_PARTITIONS, "[ABI-12] a partition id: %u", r[EBX]);
	same(r[ECX], 0, "[ABI-12] VP 0");
	same(r[EDX], argument("open", 0) ? LUCID_FEATURE_OPEN : 0, "[ABI-12] features");
	cpuid(LUCID_CPUID_TIME, 0, r);
	ok(r[EAX] > 100000, "[ABI-13] a TSC frequency: %u kHz", r[EAX]);
	same(r[EBX], 1000000, "[ABI-13] the APIC timer's frequency, kHz");
	same(r[ECX] | r[EDX], 0, "[ABI-13] nothing else");
	cpuid(LUCID_CPUID_DIRECTORY, 0, r);
	ok((r[EAX] & 0xfff) == 0 && r[EAX], "[ABI-14] the directory is at %x", r[EAX]);
	ok(r[ECX] >= 1 && r[EDX] >= 1, "[ABI-14] with %u and %u pages", r[ECX], r[EDX]);
	for (uint32_t leaf = LUCID_CPUID_DIRECTORY + 1; leaf < 0x40000100; leaf++) {
		cpuid(leaf, 0, r);
		if (r[EAX] | r[EBX] | r[ECX] | r[EDX])
			ok(false, "[ABI-15] leaf %x is empty", leaf);
	}
}

static void kvm(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_KVM_SIGNATURE, 0, r);
	ok(says(r, "KVMKVMKVM"), "[ABI-7] leaf 0x40000100 says KVMKVMKVM");
	same(r[EAX], LUCID_CPUID_KVM_FEATURES, "[ABI-7] and its last leaf");
	cpuid(LUCID_CPUID_KVM_FEATURES, 0, r);
	same(r[EAX], BIT(3) | BIT(5) | BIT(24), "[ABI-16] exactly three features of KVM");
}

/* OSXSAVE and the APIC's bit are what the guest made of them. */
static void follows(void)
{
	uint32_t r[4];

	cpuid(1, 0, r);
	same(r[ECX] >> 27 & 1, 0, "[CPUID-3] no OSXSAVE while CR4 has it not");
	TRY_CR(4, READ_CR(4) | BIT(18));
	cpuid(1, 0, r);
	same(r[ECX] >> 27 & 1, 1, "[CPUID-3] OSXSAVE when CR4 has it");
	cpuid(0xd, 0, r);
	same(r[EBX], 576, "XSAVE area for x87 alone");
	try_xsetbv(0, 7);
	cpuid(0xd, 0, r);
	same(r[EBX], 832, "XSAVE area with SSE and AVX");
	ok(r[ECX] >= r[EBX], "and with all that there is: %u", r[ECX]);
}

void guest_main(void)
{
	uint32_t r[4];

	lucid();
	kvm();
	cpuid(1, 0, r);
	same(r[ECX] >> 31, 1, "[CPUID-1] the hypervisor bit");
	same(r[ECX] >> 5 & 1, 0, "[CPUID-1] no VMX");
	same(r[ECX] >> 3 & 1, 0, "[CPUID-1] no MWAIT");
	same(r[ECX] >> 21 & 1, 1, "[CPUID-1] x2APIC");
	same(r[ECX] >> 24 & 1, 1, "[CPUID-1] TSC deadline");
	cpuid(6, 0, r);
	same(r[EAX] >> 2 & 1, 1, "[CPUID-1] ARAT");
	cpuid(0x80000007, 0, r);
	same(r[EDX] >> 8 & 1, 1, "[CPUID-1] invariant TSC");
	cpuid(0xa, 0, r);
	same(r[EAX], 0, "[CPUID-1] no performance counters");
	follows();
}
