// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the child's say over its pages in a private partition: share, unshare, release,
 * settle, state. Does not prove what the parent's module does between SYNC and MEM_RELEASE.
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

static void shared(void **state)
{
	(void)state;
	boot(0, 3);
	/* [HC-MEM-SHARE-1] */
	assert_int_equal(child(vp, MEM_SHARE, GPA, 2, RIGHTS_RO), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RO);
	assert_int_equal(arch_parent_get(hpa + 0x2000), 0);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 3, RIGHTS_RW), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RW);
	assert_int_equal(state_at(id, GPA + 0x2000), LUCID_PAGE_SHARED);
	/* It shrinks by MEM_UNSHARE only. */
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RO), LUCID_E_STATE);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_ALL), LUCID_E_INVAL);
	/* [HC-MEM-SHARE-2] */
	assert_int_equal(parent(MEM_LEND, id, GPA + 0x3000, pages(1), 1, RIGHTS_RO), LUCID_OK);
	assert_int_equal(child(vp, MEM_SHARE, GPA + 0x2000, 2, RIGHTS_RW), LUCID_E_STATE);
	assert_int_equal(child(vp, MEM_SHARE, GPA + 0x2000, 3, RIGHTS_RW), LUCID_E_STATE);
	assert_int_equal(child(vp, MEM_SHARE, 0, 1, RIGHTS_RW), LUCID_E_ADDR);
	assert_int_equal(child(vp, MEM_SHARE, APIC_GPA, 1, RIGHTS_RW), LUCID_E_STATE);
}

static void taken_back(void **state)
{
	uint64_t there;
	unsigned int rights;

	(void)state;
	boot(0, 2);
	assert_int_equal(child(vp, MEM_UNSHARE, GPA, 1), LUCID_E_STATE);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RW), LUCID_OK);
	assert_int_equal(child(vp, MEM_UNSHARE, GPA, 2), LUCID_E_STATE);
	/* [HC-MEM-UNSHARE-1] [HC-MEM-QUERY-1] */
	assert_int_equal(child(vp, MEM_UNSHARE, GPA, 1), LUCID_OK);
	assert_true(leave);
	/* [HC-MEM-UNSHARE-2] */
	assert_int_equal(vp->run->exit, LUCID_EXIT_SYNC);
	assert_int_equal(vp->run->gpa, GPA);
	assert_int_equal(vp->run->count, 1);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_REVOKING);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RW);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RW), LUCID_E_STATE);
	/* [HC-MEM-RELEASE-1] [HC-MEM-RELEASE-2] Pages that are not REVOKING are passed over. */
	assert_int_equal(parent(MEM_RELEASE, id, GPA, 2), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa), 0);
	assert_true(arch_child_get(part(id), GPA, &there, &rights));
	assert_int_equal(rights, RIGHTS_ALL);
	assert_int_equal(state_at(id, GPA + 0x1000), LUCID_PAGE_CHILD);
	/* [HC-MEM-STATE-1] [HC-MEM-STATE-2] */
	assert_int_equal(child(vp, MEM_STATE, GPA), LUCID_OK);
	assert_int_equal(rdx, LUCID_PAGE_PENDING);
	assert_int_equal(r8, 0);
	assert_int_equal(child(vp, EVENT_BIND, LUCID_PORT_SYSTEM, 0, 0x50), LUCID_OK);
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 2), LUCID_E_AGAIN);
	assert_int_equal(vp->pir[1], 0);
	enter_all();
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 2), LUCID_OK);
	assert_int_equal(vp->pir[1], BIT(0x50 - 64));
	assert_int_equal(child(vp, MEM_STATE, GPA), LUCID_OK);
	assert_int_equal(rdx, LUCID_PAGE_CHILD);
}

/* [HC-MEM-RETURN-1] [HC-MEM-RETURN-2] [HC-MEM-SETTLE-4] */
static void given_back(void **state)
{
	unsigned int rights;
	uint64_t there;

	(void)state;
	boot(0, 2);
	memset(pa_va(hpa), 0x5a, PAGE_SIZE);
	assert_int_equal(child(vp, MEM_RETURN, GPA, 1), LUCID_OK);
	assert_true(leave);
	assert_int_equal(vp->run->exit, LUCID_EXIT_SYNC);
	assert_int_equal(vp->run->gpa, GPA);
	assert_int_equal(vp->run->count, 1);
	assert_true(arch_child_get(part(id), GPA, &there, &rights));
	assert_int_equal(rights, 0);
	assert_int_equal(arch_parent_get(hpa), 0);
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 2), LUCID_E_AGAIN);
	enter_all();
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 2), LUCID_OK);
	assert_int_equal(rdx, 1);
	assert_false(arch_child_get(part(id), GPA, &there, &rights));
	assert_int_equal(arch_parent_get(hpa), RIGHTS_ALL);
	assert_int_equal(*(uint64_t *)pa_va(hpa), 0);
	/* The place is free for the next page. */
	assert_int_equal(parent(MEM_DONATE, id, GPA, hpa, 1), LUCID_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(shared),
		cmocka_unit_test(taken_back),
		cmocka_unit_test(given_back),
	};

	return cmocka_run_group_tests_name("core-share", tests, NULL, NULL);
}
