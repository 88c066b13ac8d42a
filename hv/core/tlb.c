/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The generations of the TLB rule; see tlb.h for who does what when.
 */
#include "hv/core/tlb.h"

#include "hv/core/arch.h"
#include "hv/core/page.h"

struct tlb tlb;

uint64_t tlb_stamp(void)
{
	/* A full fence: entries that were changed before are visible to who sees the number. */
	return __atomic_add_fetch(&tlb.generation, 1, __ATOMIC_SEQ_CST);
}

bool tlb_passed(uint64_t tag)
{
	uint64_t now = load_acquire(&tlb.generation);
	uint64_t full = (now & ~PAGE_TAG_MASK) | (tag & PAGE_TAG_MASK);

	/* A tag is older than now; one that is older than 2^40 looks younger, which is safe. */
	if (full > now)
		full -= PAGE_TAG_MASK + 1;
	for (unsigned int i = 0; i < arch_cpus(); i++) {
		uint64_t seen = load_acquire(&tlb.cpu[i].seen);

		if (seen && seen - 1 < full)
			return false;
	}
	return true;
}

void tlb_join(unsigned int cpu)
{
	/*
	 * Nothing is cached on a CPU that never entered a guest, but its first entry must
	 * find itself stale: a generation between this look and that entry counts for it.
	 */
	__atomic_store_n(&tlb.cpu[cpu].seen, 1, __ATOMIC_SEQ_CST);
}
