// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the way of pages to a child: donate, settle, lend, pool, and what each refuses
 * with nothing changed. Does not prove that hardware enforces the tables.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

static void donated(void **state)
{
	uint64_t id, hpa, there;
	unsigned int rights;

	(void)state;
	fake_boot();
	id = new_partition(0);
	hpa = pages(3);
	/* [HC-MEM-DONATE-1] [HC-MEM-DONATE-2] */
	assert_int_equal(parent(MEM_DONATE, id, GPA, hpa, 3), LUCID_OK);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_PENDING);
	assert_int_equal(arch_parent_get(hpa + 0x2000), 0);
	assert_int_equal(arch_parent_get(hpa + 0x3000), RIGHTS_ALL);
	assert_true(arch_child_get(part(id), GPA + 0x2000, &there, &rights));
	assert_int_equal(there, hpa + 0x2000);
	assert_int_equal(rights, 0);
	/* [HC-MEM-SETTLE-1] The other CPU is missing. */
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 3), LUCID_E_AGAIN);
	enter(0);
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 3), LUCID_E_AGAIN);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_PENDING);
	enter(1);
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 3), LUCID_OK);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_CHILD);
	arch_child_get(part(id), GPA, &there, &rights);
	assert_int_equal(rights, RIGHTS_ALL);
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 4), LUCID_E_ADDR);
}

static void refused(void **state)
{
	uint64_t id, hpa, run, free;

	(void)state;
	fake_boot();
	id = new_partition(0);
	run = pages(0) - PAGE_SIZE;
	hpa = donate(id, GPA, 2);
	free = pages(2);
	/* [HC-MEM-DONATE-3] */
	assert_int_equal(parent(MEM_DONATE, id, 0, hpa + 0x1000, 2), LUCID_E_STATE);
	assert_int_equal(parent(MEM_DONATE, id, 0, 0, 1), LUCID_E_STATE);
	assert_int_equal(parent(MEM_DONATE, id, 0, run, 1), LUCID_E_BUSY);
	assert_int_equal(parent(MEM_LEND, id, 0, run, 1, 1), LUCID_E_BUSY);
	assert_int_equal(parent(MEM_POOL, id, run, 1), LUCID_E_BUSY);
	assert_int_equal(parent(MEM_DONATE, id, 0, RAM_TOP - 0x1000, 2), LUCID_E_ADDR);
	assert_int_equal(parent(MEM_DONATE, id, 0, ~0xfffUL, 1), LUCID_E_ADDR);
	/* [HC-MEM-DONATE-4] */
	assert_int_equal(parent(MEM_DONATE, id, GPA - 0x1000, free, 2), LUCID_E_EXIST);
	assert_int_equal(parent(MEM_LEND, id, GPA, free, 1, 1), LUCID_E_EXIST);
	assert_int_equal(parent(MEM_DONATE, id, APIC_GPA - 0x1000, free, 2), LUCID_E_EXIST);
	assert_int_equal(parent(MEM_DONATE, 63, 0, free, 2), LUCID_E_NOENT);
	assert_int_equal(arch_parent_get(free), RIGHTS_ALL);
	assert_int_equal(parent(MEM_DONATE, id, 0, free, 2), LUCID_OK);
}

static void lent(void **state)
{
	unsigned int rights;
	uint64_t id, hpa, there;

	(void)state;
	fake_boot();
	id = new_partition(0);
	hpa = pages(1);
	/* [HC-MEM-LEND-1] */
	assert_int_equal(parent(MEM_LEND, id, GPA, hpa, 1, RIGHTS_RX), LUCID_OK);
	arch_child_get(part(id), GPA, &there, &rights);
	assert_int_equal(rights, RIGHTS_RX);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_LENT);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_ALL);
	assert_int_equal(parent(MEM_LEND, id, GPA + 0x1000, hpa, 1, 1), LUCID_E_STATE);
	assert_int_equal(parent(MEM_LEND, id, GPA, pages(1), 1, 2), LUCID_E_INVAL);
	assert_int_equal(rdx, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(donated), cmocka_unit_test(refused), cmocka_unit_test(lent),
	};

	return cmocka_run_group_tests_name("core-donate", tests, NULL, NULL);
}
