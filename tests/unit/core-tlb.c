// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves the arithmetic of the TLB rule: who counts, tags of 40 bits that wrap, and that
 * the end of a partition makes CPUs forget it. Does not prove the memory order: that is for
 * a model.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

static void counted(void **state)
{
	uint64_t tag;

	(void)state;
	fake_boot();
	memset(tlb.cpu, 0, sizeof(tlb.cpu));
	tag = tlb_stamp();
	/* Nobody has started. */
	assert_true(tlb_passed(tag));
	tlb_join(1);
	assert_false(tlb_passed(tag));
	enter(1);
	assert_true(tlb_passed(tag));
	/* Who joins late finds itself stale. */
	tlb_join(0);
	assert_false(tlb_passed(tag));
	enter(0);
	assert_true(tlb_passed(tag));
	assert_false(tlb_passed(tlb_stamp()));
}

/* [HC-MEM-SETTLE-1] also when the generation has outgrown the tag. */
static void wrapped(void **state)
{
	uint64_t tag;

	(void)state;
	fake_boot();
	tlb.generation = PAGE_TAG_MASK - 1;
	enter_all();
	tag = tlb_stamp();
	assert_false(tlb_passed(tag & PAGE_TAG_MASK));
	enter_all();
	assert_true(tlb_passed(tag & PAGE_TAG_MASK));
	tag = tlb_stamp();
	assert_int_equal(tag & PAGE_TAG_MASK, 0);
	assert_false(tlb_passed(tag & PAGE_TAG_MASK));
	enter(0);
	assert_false(tlb_passed(tag & PAGE_TAG_MASK));
	enter(1);
	assert_true(tlb_passed(tag & PAGE_TAG_MASK));
	/* An old tag, from before the wrap, has passed still. */
	assert_true(tlb_passed(PAGE_TAG_MASK));
	/* One that is 2^40 old and more looks like one to come: it only waits. */
	tlb.generation = 3 * (PAGE_TAG_MASK + 1) + 5;
	tlb_publish(0, tlb.generation - 1);
	tlb_publish(1, tlb.generation);
	assert_false(tlb_passed(5));
	assert_true(tlb_passed(4));
	tlb.generation = 0;
}

/* A root that is used again must not meet what is cached of the old partition. */
static void forgotten(void **state)
{
	uint64_t id, gen;

	(void)state;
	fake_boot();
	id = new_partition(0);
	enter_all();
	assert_false(tlb_stale(1, &gen));
	assert_int_equal(parent(PARTITION_DESTROY, id), LUCID_OK);
	assert_true(tlb_stale(0, &gen));
	assert_true(tlb_stale(1, &gen));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counted), cmocka_unit_test(wrapped), cmocka_unit_test(forgotten),
	};

	return cmocka_run_group_tests_name("core-tlb", tests, NULL, NULL);
}
