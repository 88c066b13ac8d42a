// SPDX-License-Identifier: BSD-2-Clause
/*
 * Discovery by CPUID: whether this is a Lucid guest. Without that no hypercall may be made.
 */
#include "guest/uefi/lucid.h"

#define CPUID_FEATURES		1
#define CPUID_HYPERVISOR	0x80000000U	/* ECX */

struct lucid_guest lucid_guest;

/* Whether the Lucid leaves are there, up to the one about the directory. */
static bool lucid_signature(void)
{
	uint32_t reg[4];

	arch_cpuid(CPUID_FEATURES, reg);
	if (!(reg[2] & CPUID_HYPERVISOR))
		return false;
	arch_cpuid(LUCID_CPUID_SIGNATURE, reg);
	return !memcmp(&reg[1], "LucidHvLucid", 12) && reg[0] >= LUCID_CPUID_DIRECTORY;
}

bool lucid_discover(struct lucid_guest *guest)
{
	uint32_t reg[4];

	if (!lucid_signature())
		return false;
	arch_cpuid(LUCID_CPUID_VERSION, reg);
	if (reg[3] & LUCID_FEATURE_PARENT)
		return false;
	if (reg[0] != LUCID_ABI_VERSION) {
		lucid_say("the hypervisor has ABI version %u, this driver has %u", reg[0],
			  LUCID_ABI_VERSION);
		return false;
	}
	guest->part = reg[1];
	guest->vp = reg[2];
	guest->features = reg[3];
	arch_cpuid(LUCID_CPUID_TIME, reg);
	guest->tsc_khz = reg[0];
	arch_cpuid(LUCID_CPUID_DIRECTORY, reg);
	guest->dir_gpa = (uint64_t)reg[1] << 32 | reg[0];
	guest->dir_parent = reg[2];
	guest->dir_child = reg[3];
	if (guest->dir_parent && guest->dir_child && guest->tsc_khz)
		return true;
	lucid_say("no directory of devices: %u parent pages, %u child pages, TSC of %u kHz",
		  guest->dir_parent, guest->dir_child, guest->tsc_khz);
	return false;
}
