// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what an open partition does differently, and that a page in use by the hypervisor
 * keeps its state. Does not prove anything about the clock page's contents.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

static uint64_t id, hpa;
static struct vp *vp;

static void boot(uint64_t flags, uint64_t n)
{
	fake_boot();
	id = new_partition(flags);
	vp = part(id)->vp[0];
	hpa = donate(id, GPA, n);
}

static void open_child(void **state)
{
	(void)state;
	boot(LUCID_PARTITION_OPEN, 2);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_SHARED);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RW);
	/* [HC-MEM-SHARE-3] The CPUs are made to forget. */
	enter_all();
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RO), LUCID_OK);
	assert_false(tlb_passed(tlb.generation));
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RO);
	/* [HC-MEM-UNSHARE-3] */
	assert_int_equal(child(vp, MEM_UNSHARE, GPA, 1), LUCID_E_STATE);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_SHARED);
}

/* [HC-CLOCK-DISABLE-1] [HC-CLOCK-DISABLE-2] A page in use stays what it is. */
static void in_use(void **state)
{
	(void)state;
	boot(0, 1);
	assert_int_equal(child(vp, CLOCK_ENABLE, GPA), LUCID_OK);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RW), LUCID_E_STATE);
	assert_int_equal(child(vp, CLOCK_ENABLE, GPA), LUCID_OK);
	assert_int_equal(page_of(hpa)->use, 1);
	assert_int_equal(child(vp, CLOCK_ENABLE, APIC_GPA), LUCID_E_STATE);
	assert_int_equal(child(vp, CLOCK_ENABLE, GPA + 0x1000), LUCID_E_ADDR);
	assert_int_equal(child(vp, CLOCK_DISABLE), LUCID_OK);
	assert_int_equal(child(vp, CLOCK_DISABLE), LUCID_OK);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RW), LUCID_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(open_child),
		cmocka_unit_test(in_use),
	};

	return cmocka_run_group_tests_name("core-open", tests, NULL, NULL);
}
