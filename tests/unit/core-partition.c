// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the start of a partition: its control page and table pages are used only when no
 * CPU can reach them any more; limits. core-reclaim has the end.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

static void created(void **state)
{
	uint64_t hpa, id;

	(void)state;
	fake_boot();
	hpa = pages(1);
	/* [HC-PARTITION-CREATE-1] [HC-PARTITION-CREATE-2] */
	assert_int_equal(parent(PARTITION_CREATE, hpa, 0, 0, 0, 0), LUCID_E_AGAIN);
	assert_int_equal(arch_parent_get(hpa), 0);
	assert_int_equal(((uint8_t *)pa_va(hpa))[0], 0xa5);
	enter(1);
	assert_int_equal(parent(PARTITION_CREATE, hpa, 0, 0, 0, 0), LUCID_E_AGAIN);
	enter(0);
	assert_int_equal(parent(PARTITION_CREATE, hpa, 0, 0, 0, 0), LUCID_OK);
	id = rdx;
	/* [HC-PARTITION-INFO-1] */
	assert_int_equal(parent(PARTITION_INFO, id), LUCID_OK);
	assert_int_equal(rdx, 1);
	assert_int_equal(r8, 0);
	assert_int_equal(parent(PARTITION_CREATE, hpa, 0, 0, 0, 0), LUCID_E_STATE);
	assert_int_equal(parent(PARTITION_CREATE, 0x100000000, 0, 0, 0, 0), LUCID_E_ADDR);
	assert_int_equal(parent(MEM_DONATE, id, GPA, pages(1), 1), LUCID_E_NOMEM);
	/* [HC-MEM-POOL-1] [HC-MEM-POOL-2] */
	hpa = pages(12);
	assert_int_equal(parent(MEM_POOL, id, hpa, 12), LUCID_E_AGAIN);
	assert_int_equal(part(id)->pool_count, 0);
	assert_int_equal(arch_parent_get(hpa), 0);
	enter_all();
	assert_int_equal(parent(MEM_POOL, id, hpa, 12), LUCID_OK);
	assert_int_equal(part(id)->pool_count, 12);
	donate(id, GPA, 1);
	/* Root, APIC page, a PDPT; a PD and a PT for the APIC page, and as many for this one. */
	assert_int_equal(part(id)->pool_count, 12 - 7);
}

static void limit(void **state)
{
	(void)state;
	fake_boot();
	for (int i = 0; i < LUCID_MAX_PARTITIONS; i++)
		assert_int_equal(parent_again(PARTITION_CREATE, pages(1), 0, 0, 0, 0), LUCID_OK);
	assert_int_equal(parent_again(PARTITION_CREATE, pages(1), 0, 0, 0, 0), LUCID_E_LIMIT);
	assert_int_equal(table[next_frame - 1].state, LUCID_PAGE_PARENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(created),
		cmocka_unit_test(limit),
	};

	return cmocka_run_group_tests_name("core-partition", tests, NULL, NULL);
}
