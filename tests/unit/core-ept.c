// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the shape of the parent's second-level tables: page sizes and memory types at boot,
 * split and merge. Does not prove anything about TLBs.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

static uint64_t *entry(uint64_t pa, unsigned int want)
{
	unsigned int level;
	uint64_t *e = ept_walk(ept_parent_root(), pa, &level);

	assert_int_equal(level, want);
	return e;
}

static unsigned int type(uint64_t pa, unsigned int want)
{
	return (*entry(pa, want) & EPT_TYPE_MASK) >> EPT_TYPE_SHIFT;
}

/* RAM is write-back but for 640 to 768 KiB; above 3 GiB and 4 MiB uncached, above 4 GiB mixed. */
static unsigned int like_a_pc(uint64_t pa, uint64_t size, bool *uniform)
{
	uint64_t cut[] = { 0, 0xa0000, 0xc0000, 0xc0400000, 1UL << 32, 0x140000000, 1UL << 36 };
	unsigned int of[] = { EPT_TYPE_WB, EPT_TYPE_UC, EPT_TYPE_WB, EPT_TYPE_UC, EPT_TYPE_WB, 1 };

	for (unsigned int i = 0; i < ARRAY_SIZE(of); i++)
		if (pa >= cut[i] && pa < cut[i + 1]) {
			*uniform = pa + size <= cut[i + 1];
			return of[i];
		}
	fail();
	return 0;
}

static void built(void **state)
{
	(void)state;
	fake_boot();
	memset(ram, 0xff, HV_FRAMES * PAGE_SIZE);
	ept_parent_build(0, RAM_TOP, PHYS_BITS, like_a_pc);
	assert_int_equal(type(0x9f000, 0), EPT_TYPE_WB);
	assert_int_equal(type(0xbf000, 0), EPT_TYPE_UC);
	assert_int_equal(type(0x200000, 1), EPT_TYPE_WB);
	assert_int_equal(type(0x800000, 1), EPT_TYPE_WB);
	assert_int_equal(type(0x40000000, 2), EPT_TYPE_WB);
	assert_int_equal(type(0xc0200000, 1), EPT_TYPE_WB);
	assert_int_equal(type(0xc0400000, 1), EPT_TYPE_UC);
	assert_int_equal(type(0x100000000, 2), EPT_TYPE_WB);
	assert_int_equal(type(0x140000000, 2), 1);
	assert_int_equal(*entry(0xfffffffff, 2), 0xfc0000000 | EPT_LARGE | 1 << 3 | 7);
	assert_int_equal(*entry(1UL << 36, 2), 0);
	/* Mixed types are never merged. */
	arch_parent_set(0x1000, 0);
	arch_parent_set(0x1000, RIGHTS_ALL);
	assert_int_equal(type(0xbf000, 0), EPT_TYPE_UC);
	assert_int_equal(*entry(0x1000, 0), 0x1000 | EPT_TYPE_WB << 3 | 7);
	/* The space of 52 bits is more than four levels reach. */
	assert_int_equal(ept_parent_size(RAM_TOP, 52), (1 + 512 + 4 + 3) * PAGE_SIZE);
	assert_int_equal(ept_parent_size(5 * HUGE_PAGE + 1, 36), (1 + 1 + 6 + 2561) * PAGE_SIZE);
}

static void split_and_merged(void **state)
{
	(void)state;
	fake_boot();
	arch_parent_set(LARGE_PAGE, RIGHTS_ALL);
	entry(LARGE_PAGE, 1);
	for (uint64_t i = 0; i < 512; i++)
		arch_parent_set(LARGE_PAGE + i * PAGE_SIZE, i % 2);
	for (uint64_t i = 0; i < 512; i++)
		assert_int_equal(arch_parent_get(LARGE_PAGE + i * PAGE_SIZE), i % 2);
	arch_parent_set(LARGE_PAGE, RIGHTS_RW);
	for (uint64_t i = 0; i < 512; i++) {
		arch_parent_set(LARGE_PAGE + i * PAGE_SIZE, RIGHTS_ALL);
		entry(LARGE_PAGE, i < 511 ? 0 : 1);
	}
	assert_int_equal(*entry(LARGE_PAGE, 1), LARGE_PAGE | EPT_LARGE | EPT_TYPE_WB << 3 | 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(built), cmocka_unit_test(split_and_merged),
	};

	return cmocka_run_group_tests_name("core-ept", tests, NULL, NULL);
}
