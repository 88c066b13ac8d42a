// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves what calls on runs of pages promise about each page: all are looked at before any is
 * changed, those in another state are passed over where the call says so, contents survive, and
 * calls that were told to come again go on. Does not prove calls in progress at the same time.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#define GPA 0x200000UL

static struct page was[FRAMES];
static uint64_t id;
static struct vp *vp;

static void boot(uint64_t flags)
{
	fake_boot();
	id = new_partition(flags);
	vp = part(id)->vp[0];
}

#define REFUSED(status, call) do { \
	memcpy(was, table, sizeof(was)); \
	assert_int_equal(call, status); \
	assert_memory_equal(was, table, sizeof(was)); \
} while (0)

/* [MEM-2] One page of many is wrong, the first, a middle one or the last. */
static void all_or_nothing(void **state)
{
	uint64_t hpa;

	(void)state;
	for (uint64_t bad = 0; bad < 5; bad++) {
		boot(0);
		hpa = pages(5);
		assert_int_equal(parent(MEM_LEND, id, 0, hpa + bad * PAGE_SIZE, 1, 1), LUCID_OK);
		/* [HC-MEM-DONATE-7] */
		REFUSED(LUCID_E_STATE, parent(MEM_DONATE, id, GPA, hpa, 5));
		REFUSED(LUCID_E_STATE, parent(MEM_LEND, id, GPA, hpa, 5, 1));
		REFUSED(LUCID_E_STATE, parent(MEM_POOL, id, hpa, 5));
		hpa = pages(5);
		for (uint64_t i = 0; i < 5; i++)
			if (i != bad)
				parent(MEM_DONATE, id, GPA + i * PAGE_SIZE,
				       hpa + i * PAGE_SIZE, 1);
		REFUSED(LUCID_E_ADDR, parent(MEM_RELEASE, id, GPA, 5));
		enter_all();
		REFUSED(LUCID_E_ADDR, parent(MEM_SETTLE, id, GPA, 5));
		for (uint64_t i = 0; i < 5; i++)
			parent(MEM_SETTLE, id, GPA + i * PAGE_SIZE, 1);
		REFUSED(LUCID_E_ADDR, child(vp, MEM_SHARE, GPA, 5, RIGHTS_RW));
		parent(MEM_DONATE, id, GPA + bad * PAGE_SIZE, hpa + bad * PAGE_SIZE, 1);
		REFUSED(LUCID_E_STATE, child(vp, MEM_SHARE, GPA, 5, RIGHTS_RW));
		REFUSED(LUCID_E_STATE, child(vp, MEM_UNSHARE, GPA, 5));
	}
}

/* [HC-MEM-DONATE-7] Not RAM, or used by the hypervisor. */
static void not_to_give(void **state)
{
	uint64_t run;

	(void)state;
	boot(0);
	run = pages(0) - PAGE_SIZE;
	REFUSED(LUCID_E_ADDR, parent(MEM_DONATE, id, GPA, RAM_TOP - PAGE_SIZE, 2));
	REFUSED(LUCID_E_BUSY, parent(MEM_DONATE, id, GPA, run, 2));
	/* [MEM-3] The run page, and the clock page both ways. */
	REFUSED(LUCID_E_BUSY, parent(MEM_LEND, id, GPA, run, 1, 1));
	REFUSED(LUCID_E_BUSY, parent(MEM_POOL, id, run, 1));
	donate(id, GPA, 1);
	assert_int_equal(child(vp, CLOCK_ENABLE, GPA), LUCID_OK);
	REFUSED(LUCID_E_STATE, child(vp, MEM_SHARE, GPA, 1, RIGHTS_RO));
	assert_int_equal(child(vp, CLOCK_DISABLE), LUCID_OK);
	assert_int_equal(child(vp, MEM_SHARE, GPA, 1, RIGHTS_RO), LUCID_OK);
	assert_int_equal(child(vp, CLOCK_ENABLE, GPA), LUCID_OK);
	/* [HC-CLOCK-ENABLE-3] */
	REFUSED(LUCID_E_STATE, child(vp, MEM_UNSHARE, GPA, 1));
}

static void contents(void **state)
{
	uint64_t hpa, there;
	unsigned int rights;

	(void)state;
	/* [HC-MEM-DONATE-5] [HC-MEM-QUERY-2] */
	boot(0);
	hpa = pages(1);
	memset(pa_va(hpa), 0x42, PAGE_SIZE);
	assert_int_equal(parent(MEM_DONATE, id, GPA, hpa, 1), LUCID_OK);
	assert_int_equal(parent_again(MEM_SETTLE, id, GPA, 1), LUCID_OK);
	assert_int_equal(parent(MEM_QUERY, id, GPA), LUCID_OK);
	assert_int_equal(r8, hpa);
	assert_int_equal(((uint8_t *)pa_va(hpa))[4095], 0x42);
	/* [HC-MEM-LEND-2] */
	hpa = pages(1);
	memset(pa_va(hpa), 0x43, PAGE_SIZE);
	assert_int_equal(parent(MEM_LEND, id, 0, hpa, 1, RIGHTS_RO), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_ALL);
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	assert_int_equal(parent(MEM_RECLAIM, id, hpa, 1), LUCID_OK);
	assert_int_equal(((uint8_t *)pa_va(hpa))[4095], 0x43);
	/* [HC-MEM-DONATE-6] */
	boot(LUCID_PARTITION_OPEN);
	hpa = pages(1);
	assert_int_equal(parent(MEM_DONATE, id, GPA, hpa, 1), LUCID_OK);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_SHARED);
	assert_int_equal(arch_parent_get(hpa), RIGHTS_RW);
	assert_true(arch_child_get(part(id), GPA, &there, &rights));
	assert_int_equal(rights, RIGHTS_ALL);
}

static void passed_over(void **state)
{
	uint64_t hpa;

	(void)state;
	boot(0);
	hpa = donate(id, GPA, 3);
	assert_int_equal(child(vp, EVENT_BIND, LUCID_PORT_SYSTEM, 0, 0x50), LUCID_OK);
	assert_int_equal(child(vp, MEM_SHARE, GPA + PAGE_SIZE, 2, RIGHTS_RO), LUCID_OK);
	assert_int_equal(child(vp, MEM_UNSHARE, GPA + PAGE_SIZE, 1), LUCID_OK);
	/* [HC-MEM-RELEASE-3] CHILD, REVOKING, SHARED */
	assert_int_equal(parent(MEM_RELEASE, id, GPA, 3), LUCID_OK);
	assert_int_equal(state_at(id, GPA), LUCID_PAGE_CHILD);
	assert_int_equal(state_at(id, GPA + PAGE_SIZE), LUCID_PAGE_PENDING);
	assert_int_equal(state_at(id, GPA + 2 * PAGE_SIZE), LUCID_PAGE_SHARED);
	/* [HC-MEM-SHARE-4] */
	assert_int_equal(child(vp, MEM_SHARE, GPA + PAGE_SIZE, 1, RIGHTS_RW), LUCID_E_STATE);
	assert_int_equal(child(vp, MEM_SHARE, GPA + 2 * PAGE_SIZE, 1, RIGHTS_RW), LUCID_OK);
	assert_int_equal(arch_parent_get(hpa + 2 * PAGE_SIZE), RIGHTS_RW);
	/* [HC-MEM-SETTLE-2] [HC-MEM-SETTLE-3] One event, and none without a released page. */
	enter_all();
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 3), LUCID_OK);
	assert_int_equal(state_at(id, GPA + 2 * PAGE_SIZE), LUCID_PAGE_SHARED);
	assert_int_equal(vp->pir[1], BIT(0x50 - 64));
	vp->pir[1] = 0;
	assert_int_equal(parent(MEM_SETTLE, id, GPA, 3), LUCID_OK);
	donate(id, 0, 1);
	assert_int_equal(vp->pir[1], 0);
}

static void come_again(void **state)
{
	uint64_t hpa, pool;

	(void)state;
	boot(0);
	/* [HC-MEM-POOL-3] Some were taken by an earlier call. */
	hpa = pages(4);
	pool = part(id)->pool_count;
	assert_int_equal(parent(MEM_POOL, id, hpa, 2), LUCID_E_AGAIN);
	enter_all();
	assert_int_equal(parent(MEM_POOL, id, hpa, 4), LUCID_E_AGAIN);
	assert_int_equal(part(id)->pool_count, pool);
	enter_all();
	assert_int_equal(parent(MEM_POOL, id, hpa, 4), LUCID_OK);
	assert_int_equal(part(id)->pool_count, pool + 4);
	/* [HC-MEM-RECLAIM-4] Two, then the parent's own page. */
	hpa = donate(id, GPA, 2);
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	assert_int_equal(parent(MEM_RECLAIM, id, hpa, 3), LUCID_E_STATE);
	assert_int_equal(rdx, 2);
	assert_int_equal(parent(MEM_RECLAIM, id, hpa, 1), LUCID_E_STATE);
	assert_int_equal(rdx, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_or_nothing), cmocka_unit_test(not_to_give),
		cmocka_unit_test(contents), cmocka_unit_test(passed_over),
		cmocka_unit_test(come_again),
	};

	return cmocka_run_group_tests_name("core-whole-runs", tests, NULL, NULL);
}
