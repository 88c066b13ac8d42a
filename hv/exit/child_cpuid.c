/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID of a child: allow lists, leaf by leaf. What is not listed is not there. The
 * instruction sets are the machine's; what would need the hypervisor to emulate or
 * switch state (VMX, PMU, MCA, SGX, PT, MPX, protection keys, CET, ...) is hidden.
 * Source: SDM vol. 2, 'CPUID'.
 */
#include "hv/exit/child.h"
#include "hv/exit/cpuid.h"
#include "hv/exit/timer.h"

enum { EAX, EBX, ECX, EDX };

#define LAST_BASIC	0x16u
#define LAST_EXTENDED	0x80000008u
#define ID_BITS		4u	/* of VP indices */
#define GPA_BITS	39u	/* of LUCID_GPA_LIMIT */

/*
 * SSE3 PCLMULQDQ SSSE3 FMA CMPXCHG16B PCID SSE4.1 SSE4.2 MOVBE POPCNT AES XSAVE AVX
 * F16C RDRAND; and always x2APIC, TSC-Deadline, hypervisor.
 */
#define LEAF1_ECX	0x76da3203u
#define LEAF1_ECX_SET	0x81200000u
#define LEAF1_OSXSAVE	0x08000000u
/*
 * FPU VME DE PSE TSC MSR PAE CX8 SEP PGE CMOV PAT PSE-36 CLFSH MMX FXSR SSE SSE2 SS;
 * and always MTRR (of which there are none) and HTT (leaf 0xB says how many there are).
 */
#define LEAF1_EDX	0x0f8ba97fu
#define LEAF1_EDX_SET	0x10001000u
#define LEAF1_APIC	0x00000200u
/*
 * FSGSBASE BMI1 AVX2 FDP_EXCPTN_ONLY SMEP BMI2 ERMS INVPCID FPU-CS-DS AVX512F AVX512DQ
 * RDSEED ADX SMAP AVX512_IFMA CLFLUSHOPT CLWB AVX512CD SHA AVX512BW AVX512VL.
 */
#define LEAF7_EBX	0xf1bf27e9u
/*
 * PREFETCHWT1 AVX512_VBMI UMIP AVX512_VBMI2 GFNI VAES VPCLMULQDQ AVX512_VNNI
 * AVX512_BITALG AVX512_VPOPCNTDQ RDPID CLDEMOTE MOVDIRI MOVDIR64B.
 */
#define LEAF7_ECX	0x1a405f47u
/* AVX512_4VNNIW AVX512_4FMAPS FSRM AVX512_VP2INTERSECT MD_CLEAR SERIALIZE. */
#define LEAF7_EDX	0x0000451cu
/* AVX-VNNI, AVX512_BF16. */
#define LEAF7_1_EAX	0x00000030u
#define LEAF6_ARAT	0x00000004u
/* LAHF-SAHF LZCNT PREFETCHW. */
#define LEAFX1_ECX	0x00000121u
/* SYSCALL, execute disable, 1-GByte pages, RDTSCP, Intel 64. */
#define LEAFX1_EDX	0x2c100800u
#define LEAFX7_INVARIANT_TSC 0x00000100u

static void zero(uint32_t r[4])
{
	r[EAX] = r[EBX] = r[ECX] = r[EDX] = 0;
}

static uint32_t vps(const struct vp *vp)
{
	uint32_t n = 0;

	for (unsigned int i = 0; i < LUCID_MAX_VPS; i++)
		n += !!vp->part->vp[i];
	return n;
}

static void features(const struct vp *vp, uint32_t r[4])
{
	r[EBX] = (r[EBX] & 0xffff) | (1u << ID_BITS) << 16 | vp->index << 24;
	r[ECX] = (r[ECX] & LEAF1_ECX) | LEAF1_ECX_SET;
	if (vmread(GUEST_CR4) & X86_CR4_OSXSAVE)
		r[ECX] |= LEAF1_OSXSAVE;
	r[EDX] = (r[EDX] & LEAF1_EDX) | LEAF1_EDX_SET;
	if (vp->apic_base & BIT(11))
		r[EDX] |= LEAF1_APIC;
}

/* One thread a core; the last-level cache is everybody's, the others a core's own. */
static void caches(uint32_t r[4])
{
	uint32_t ids = (1u << ID_BITS) - 1;

	if (!(r[EAX] & 0x1f))
		return;
	r[EAX] = (r[EAX] & 0x3ff) | ids << 26;
	if ((r[EAX] >> 5 & 7) >= 3)
		r[EAX] |= ids << 14;
}

static void features7(uint32_t sub, uint32_t r[4])
{
	if (sub == 0) {
		r[EAX] = r[EAX] ? 1 : 0;
		r[EBX] &= LEAF7_EBX;
		r[ECX] &= LEAF7_ECX;
		r[EDX] &= LEAF7_EDX;
	} else {
		uint32_t a = sub == 1 ? r[EAX] & LEAF7_1_EAX : 0;

		zero(r);
		r[EAX] = a;
	}
}

static void topology(const struct vp *vp, uint32_t sub, uint32_t r[4])
{
	zero(r);
	r[ECX] = sub & 0xff;
	r[EDX] = vp->index;
	if (sub == 0) {		/* threads of a core */
		r[EBX] = 1;
		r[ECX] |= 1 << 8;
	} else if (sub == 1) {	/* cores of the package */
		r[EAX] = ID_BITS;
		r[EBX] = vps(vp);
		r[ECX] |= 2 << 8;
	}
}

/* Components that a child may have, and sizes as its own XCR0 makes them. */
static void xsave_leaf(const struct vp *vp, uint32_t sub, uint32_t r[4])
{
	uint64_t mask = vcpu_xcr0_mask();

	if (sub == 0) {
		uint32_t all[4];

		cpuid_xsave(0, mask, all);
		cpuid_xsave(0, vp->xcr0, r);
		r[ECX] = all[EBX];
		r[EAX] = (uint32_t)mask;
		r[EDX] = (uint32_t)(mask >> 32);
	} else if (sub == 1) {
		cpuid_xsave(1, vp->xcr0, r);
	} else if (sub >= 63 || !(mask & BIT(sub))) {
		zero(r);
	}
}

/* "Core crystal clock" is what the APIC timer counts: 1 GHz. */
static void frequency(uint32_t r[4])
{
	r[EAX] = 1000;
	r[EBX] = tsc_khz / 1000;
	r[ECX] = APIC_TIMER_KHZ * 1000;
	r[EDX] = 0;
}

static void address_sizes(uint32_t r[4])
{
	uint32_t bits = phys_bits < GPA_BITS ? phys_bits : GPA_BITS;

	zero(r);
	r[EAX] = bits | 48 << 8;
}

static void basic(const struct vp *vp, uint32_t leaf, uint32_t sub, uint32_t r[4])
{
	switch (leaf) {
	case 0:
		r[EAX] = LAST_BASIC;
		break;
	case 1:
		features(vp, r);
		break;
	case 2:
		break;
	case 4:
		caches(r);
		break;
	case 6:
		zero(r);
		r[EAX] = LEAF6_ARAT;
		break;
	case 7:
		features7(sub, r);
		break;
	case 0xb:
		topology(vp, sub, r);
		break;
	case 0xd:
		xsave_leaf(vp, sub, r);
		break;
	case 0x15:
		frequency(r);
		break;
	case 0x16:
		cpuid_frequency(leaf, r);
		break;
	default:
		zero(r);
	}
}

static void extended(uint32_t leaf, uint32_t r[4])
{
	switch (leaf) {
	case 0x80000000:
		zero(r);
		r[EAX] = LAST_EXTENDED;
		break;
	case 0x80000001:
		r[EBX] = 0;
		r[ECX] &= LEAFX1_ECX;
		r[EDX] &= LEAFX1_EDX;
		break;
	case 0x80000002: case 0x80000003: case 0x80000004: case 0x80000006:
		break;
	case 0x80000007:
		zero(r);
		r[EDX] = LEAFX7_INVARIANT_TSC;
		break;
	case 0x80000008:
		address_sizes(r);
		break;
	default:
		zero(r);
	}
}

bool child_cpuid(struct vp *vp)
{
	uint32_t leaf = (uint32_t)vp->gpr[RAX], sub = (uint32_t)vp->gpr[RCX];
	uint32_t r[4];

	if (!cpuid_lucid(vp, leaf, r)) {
		cpuid(leaf, sub, r);
		if (leaf >> 31)
			extended(leaf, r);
		else
			basic(vp, leaf, sub, r);
	}
	vp->gpr[RAX] = r[EAX];
	vp->gpr[RBX] = r[EBX];
	vp->gpr[RCX] = r[ECX];
	vp->gpr[RDX] = r[EDX];
	return child_next();
}
