// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the end of a partition: destroy, reclaim, and that its id can be had again. Does
 * not prove that VP_RUN and PARTITION_DESTROY exclude each other on two CPUs at once: both
 * hold the partition.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

/* Everything the parent had at boot is its own again, by large pages where there are. */
static void assert_all_back(void)
{
	unsigned int level;

	for (uint64_t f = HV_FRAMES; f < FRAMES; f++) {
		assert_int_equal(table[f].state, LUCID_PAGE_PARENT);
		assert_int_equal(table[f].owner, 0);
		assert_int_equal(table[f].use, 0);
		assert_int_equal(arch_parent_get(f * PAGE_SIZE), RIGHTS_ALL);
	}
	ept_walk(ept_parent_root(), 2 * LARGE_PAGE, &level);
	assert_int_equal(level, 1);
}

static void reclaimed(void **state)
{
	uint64_t id, mem, lent;

	(void)state;
	fake_boot();
	id = new_partition(0);
	mem = donate(id, GPA, 2);
	lent = pages(1);
	assert_int_equal(parent(MEM_LEND, id, 0, lent, 1, RIGHTS_RO), LUCID_OK);
	assert_int_equal(parent(MEM_DONATE, id, 0x1000, pages(1), 1), LUCID_OK);
	/* [HC-MEM-RECLAIM-2] */
	assert_int_equal(parent(MEM_RECLAIM, id, mem, 1), LUCID_E_STATE);
	assert_int_equal(rdx, 0);
	part(id)->vp[0]->running = 1;
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_E_BUSY);
	assert_false(part(id)->dying);
	part(id)->vp[0]->running = 0;
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	/* [HC-PARTITION-DESTROY-1] */
	assert_int_equal(parent(VP_RUN, id, 0), LUCID_E_STATE);
	assert_int_equal(parent(MEM_DONATE, id, GPA, pages(1), 1), LUCID_E_STATE);
	assert_int_equal(parent(MEM_QUERY, id, GPA), LUCID_E_ADDR);
	assert_int_equal(parent(EVENT_INJECT, id, 0), LUCID_E_STATE);
	/* [HC-MEM-RECLAIM-3] The control page, the first that was taken, is the last. */
	assert_int_equal(parent(MEM_RECLAIM, id, HV_FRAMES * PAGE_SIZE, 2), LUCID_E_BUSY);
	/* [HC-MEM-RECLAIM-1] Not the lent one: that was the parent's all along. */
	assert_int_equal(parent(MEM_RECLAIM, id, mem, 4), LUCID_OK);
	assert_int_equal(rdx, 4);
	assert_int_equal(((uint8_t *)pa_va(mem))[4095], 0);
	assert_int_equal(((uint8_t *)pa_va(lent))[4095], 0xa5);
	/* Pool and VP; then comes the run page, which was never its own. */
	assert_int_equal(parent(MEM_RECLAIM, id, (HV_FRAMES + 1) * PAGE_SIZE, 30), LUCID_E_STATE);
	assert_int_equal(rdx, 12 + 4);
	assert_int_equal(parent(MEM_RECLAIM, id, HV_FRAMES * PAGE_SIZE, 1), LUCID_OK);
	assert_int_equal(parent(PARTITION_INFO, id), LUCID_E_NOENT);
	assert_all_back();
}

static void ids_again(void **state)
{
	(void)state;
	fake_boot();
	for (int i = 0; i < 100; i++) {
		uint64_t id;

		next_frame = HV_FRAMES;
		id = new_partition(0);
		assert_int_equal(id, 1);
		donate(id, GPA, 1);
		assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
		for (uint64_t f = FRAMES - 1; f >= HV_FRAMES; f--)
			parent(MEM_RECLAIM, id, f * PAGE_SIZE, 1);
		assert_all_back();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reclaimed),
		cmocka_unit_test(ids_again),
	};

	return cmocka_run_group_tests_name("core-reclaim", tests, NULL, NULL);
}
