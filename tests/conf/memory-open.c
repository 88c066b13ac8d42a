// SPDX-License-Identifier: GPL-2.0-only
/*
 * MEM_SHARE and MEM_UNSHARE in an open partition, where all memory is shared from the start: the
 * right to write can be taken away and given back, nothing can be made private. Does not prove:
 * [HC-MEM-SHARE-3], which only a parent's write could show.
 */
#include "tests/conf/lib/conf.h"

enum { RO = LUCID_RIGHT_READ, RW = LUCID_RIGHT_READ | LUCID_RIGHT_WRITE };

static void is(uint64_t gpa, unsigned int rights, const char *what)
{
	uint64_t state = 0;

	lucid_hc_mem_state(gpa, &state);
	same(state, LUCID_PAGE_SHARED | rights << 8, "%s", what);
}

void guest_main(void)
{
	uint32_t r[4];

	cpuid(LUCID_CPUID_VERSION, 0, r);
	same(r[3], LUCID_FEATURE_OPEN, "the partition is open");
	is(SCRATCH, RW, "a page is shared from the start");
	is((uint64_t)guest_main & ~0xfffULL, RW, "the guest's own code too");
	same((uint64_t)lucid_hc_mem_unshare(SCRATCH, 1), (uint64_t)LUCID_E_STATE, "unshare");
	same((uint64_t)lucid_hc_mem_share(SCRATCH, 2, RO), LUCID_OK, "share for reading only");
	is(SCRATCH, RO, "it is so");
	is(SCRATCH + LUCID_PAGE_SIZE, RO, "for the second as well");
	is(SCRATCH + 2 * LUCID_PAGE_SIZE, RW, "and for no other");
	*(volatile uint64_t *)SCRATCH = 7;
	same(*(volatile uint64_t *)SCRATCH, 7, "the child still writes");
	same((uint64_t)lucid_hc_mem_share(SCRATCH, 2, RW), LUCID_OK, "share for writing again");
	is(SCRATCH, RW, "it is so");
}
