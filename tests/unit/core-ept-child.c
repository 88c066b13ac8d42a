// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that a child's second-level tables come out of its pool, all or some, and what they
 * tell. Does not prove that hardware reads them so.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

static void of_a_child(void **state)
{
	struct partition *p;
	unsigned int rights;
	uint64_t hpa;

	(void)state;
	fake_boot();
	p = part(new_partition(0));
	assert_false(arch_child_get(p, 0, &hpa, &rights));
	/* Two regions, each with a table of its own. */
	assert_true(arch_child_reserve(p, 0x3ff000, 2));
	assert_int_equal(p->pool_count, 12 - 8);
	assert_true(arch_child_reserve(p, 0x3ff000, 2));
	assert_int_equal(p->pool_count, 12 - 8);
	assert_false(arch_child_get(p, 0x3ff000, &hpa, &rights));
	arch_child_set(p, 0x3ff000, 0x123000, 0);
	assert_true(arch_child_get(p, 0x3ff000, &hpa, &rights));
	assert_int_equal(hpa, 0x123000);
	assert_int_equal(rights, 0);
	assert_true(arch_child_get(p, APIC_GPA, &hpa, &rights));
	assert_int_equal(hpa, p->apic_page);
	assert_false(arch_child_get(p, LUCID_GPA_LIMIT + 0x3ff000, &hpa, &rights));
	/* The pool runs dry half-way, and can be filled. */
	assert_false(arch_child_reserve(p, LUCID_GPA_LIMIT - 512 * LARGE_PAGE, 5 * 512));
	assert_int_equal(p->pool_count, 0);
	assert_false(arch_child_get(p, LUCID_GPA_LIMIT - 512 * LARGE_PAGE, &hpa, &rights));
	assert_int_equal(parent_again(MEM_POOL, p->id, pages(5), 5), LUCID_OK);
	assert_true(arch_child_reserve(p, LUCID_GPA_LIMIT - 512 * LARGE_PAGE, 5 * 512));
	assert_int_equal(p->pool_count, 5 + 4 - 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(of_a_child) };

	return cmocka_run_group_tests_name("core-ept-child", tests, NULL, NULL);
}
