/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * CPUID leaves of parent and children: see cpuid.h. Source: SDM vol. 2, 'CPUID', and
 * vol. 1, 'XSAVE-Managed State'.
 */
#include "hv/core/vp.h"
#include "hv/cpu/percpu.h"
#include "hv/cpu/regs.h"
#include "hv/exit/cpuid.h"

#define RANGE_END	0x50000000u
#define KVM_CLOCKSOURCE2	BIT(3)
#define KVM_STEAL_TIME		BIT(5)
#define KVM_CLOCKSOURCE_STABLE	BIT(24)

#define XSAVEOPT		0x1u
#define XGETBV_1		0x4u

static void set(uint32_t r[4], uint32_t a, uint32_t b, uint32_t c, uint32_t d)
{
	r[0] = a;
	r[1] = b;
	r[2] = c;
	r[3] = d;
}

static void version(const struct vp *vp, uint32_t r[4])
{
	if (!vp)
		set(r, LUCID_ABI_VERSION, 0, 0, LUCID_FEATURE_PARENT);
	else
		set(r, LUCID_ABI_VERSION, vp->part->id, vp->index,
		    vp->part->flags & LUCID_PARTITION_OPEN ? LUCID_FEATURE_OPEN : 0);
}

bool cpuid_lucid(const struct vp *vp, uint32_t leaf, uint32_t r[4])
{
	if (leaf < LUCID_CPUID_BASE || leaf >= RANGE_END)
		return false;
	set(r, 0, 0, 0, 0);
	switch (leaf) {
	case LUCID_CPUID_SIGNATURE:	/* 'LucidHvLucid' */
		set(r, vp ? LUCID_CPUID_DIRECTORY : LUCID_CPUID_TIME, 0x6963754c, 0x4c764864,
		    0x64696375);
		return true;
	case LUCID_CPUID_VERSION:
		version(vp, r);
		return true;
	case LUCID_CPUID_TIME:
		set(r, tsc_khz, vp ? 1000000 : tsc_khz, 0, 0);
		return true;
	}
	if (!vp)
		return true;
	switch (leaf) {
	case LUCID_CPUID_DIRECTORY:
		set(r, (uint32_t)vp->part->dir_gpa, (uint32_t)(vp->part->dir_gpa >> 32),
		    vp->part->dir_pages & 0xffff, vp->part->dir_pages >> 16);
		break;
	case LUCID_CPUID_KVM_SIGNATURE:	/* 'KVMKVMKVM' */
		set(r, LUCID_CPUID_KVM_FEATURES, 0x4b4d564b, 0x564b4d56, 0x4d);
		break;
	case LUCID_CPUID_KVM_FEATURES:
		set(r, KVM_CLOCKSOURCE2 | KVM_STEAL_TIME | KVM_CLOCKSOURCE_STABLE, 0, 0, 0);
		break;
	}
	return true;
}

/* Size of an XSAVE area with the components of @mask. */
static uint32_t xsave_size(uint64_t mask)
{
	uint32_t size = 512 + 64;	/* legacy area and header */

	for (uint32_t i = 2; i < 63; i++) {
		uint32_t r[4];

		if (!(mask & BIT(i)))
			continue;
		cpuid(0xd, i, r);
		if (r[1] + r[0] > size)
			size = r[1] + r[0];
	}
	return size;
}

void cpuid_xsave(uint32_t sub, uint64_t xcr0, uint32_t r[4])
{
	if (sub == 0) {
		r[1] = xsave_size(xcr0);
		r[2] = xsave_size(xcr0_mask);
	} else if (sub == 1) {
		r[0] &= XSAVEOPT | XGETBV_1;
		r[1] = r[2] = r[3] = 0;
	}
}

void cpuid_frequency(uint32_t leaf, uint32_t r[4])
{
	/* The "crystal" runs as fast as the TSC: one number, exact to a kHz. */
	if (leaf == 0x15)
		set(r, 1, 1, tsc_khz * 1000u, 0);
	else
		set(r, tsc_khz / 1000, tsc_khz / 1000, 100, 0);
}
