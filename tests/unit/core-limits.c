// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that each argument out of its limits is refused with its number, before anything
 * else is looked at. Does not prove anything about states.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

struct bad {
	uint64_t call, arg[6], bad;
};

static const struct bad c[] = {
	{ LUCID_HC_PARTITION_CREATE, { 1 }, 1 },
	{ LUCID_HC_PARTITION_CREATE, { 0, 2 }, 2 },
	{ LUCID_HC_PARTITION_CREATE, { 0, 0, LUCID_GPA_LIMIT }, 3 },
	{ LUCID_HC_PARTITION_CREATE, { 0, 0, 0, 1UL << 32 }, 4 },
	{ LUCID_HC_PARTITION_DESTROY, { 0 }, 1 },
	{ LUCID_HC_PARTITION_INFO, { LUCID_MAX_PARTITIONS + 1 }, 1 },
	{ LUCID_HC_MEM_DONATE, { 0, 0, 0, 1 }, 1 },
	{ LUCID_HC_MEM_DONATE, { 1, 1, 0, 1 }, 2 },
	{ LUCID_HC_MEM_DONATE, { 1, LUCID_GPA_LIMIT - 0x1000, 0, 2 }, 2 },
	{ LUCID_HC_MEM_DONATE, { 1, ~0xfffUL, 0, 2 }, 2 },
	{ LUCID_HC_MEM_DONATE, { 1, 0, 0xfff, 1 }, 3 },
	{ LUCID_HC_MEM_DONATE, { 1, 0, ~0xfffUL, 2 }, 3 },
	{ LUCID_HC_MEM_DONATE, { 1, 0, 0, 0 }, 4 },
	{ LUCID_HC_MEM_LEND, { 1, 0, 0, 513, 1 }, 4 },
	{ LUCID_HC_MEM_LEND, { 1, 0, 0, 1, 7 }, 5 },
	{ LUCID_HC_MEM_POOL, { 1, 0, ~0UL }, 3 },
	{ LUCID_HC_MEM_RECLAIM, { 1, 8, 1 }, 2 },
	{ LUCID_HC_MEM_SETTLE, { 65, 0, 1 }, 1 },
	{ LUCID_HC_MEM_SETTLE, { 1, 0, 0 }, 3 },
	{ LUCID_HC_MEM_RELEASE, { 1, 1, 1 }, 2 },
	{ LUCID_HC_MEM_QUERY, { 1, LUCID_GPA_LIMIT }, 2 },
	{ LUCID_HC_VP_CREATE, { 1, 16, 0, 0 }, 2 },
	{ LUCID_HC_VP_CREATE, { 1, 0, ~0xfffUL, 0 }, 3 },
	{ LUCID_HC_VP_CREATE, { 1, 0, 0, 0x3000 }, 4 },
	{ LUCID_HC_VP_SET, { 0, 0 }, 1 },
	{ LUCID_HC_VP_GET, { 1, 16 }, 2 },
	{ LUCID_HC_VP_RUN, { 1, ~0UL }, 2 },
	{ LUCID_HC_EVENT_INJECT, { 1, 256 }, 2 },
};

static const struct bad d[] = {
	{ LUCID_HC_MEM_SHARE, { 8, 1, 1 }, 1 },
	{ LUCID_HC_MEM_SHARE, { 0, 513, 1 }, 2 },
	{ LUCID_HC_MEM_SHARE, { 0, 1, 0 }, 3 },
	{ LUCID_HC_MEM_SHARE, { 0, 1, 2 }, 3 },
	{ LUCID_HC_MEM_SHARE, { 0, 1, RIGHTS_ALL }, 3 },
	{ LUCID_HC_MEM_UNSHARE, { LUCID_GPA_LIMIT, 1 }, 1 },
	{ LUCID_HC_MEM_UNSHARE, { 0, 0 }, 2 },
	{ LUCID_HC_MEM_RETURN, { LUCID_GPA_LIMIT, 1 }, 1 },
	{ LUCID_HC_MEM_RETURN, { 0, 0 }, 2 },
	{ LUCID_HC_MEM_STATE, { 1 }, 1 },
	{ LUCID_HC_EVENT_BIND, { 256, 0, 32 }, 1 },
	{ LUCID_HC_EVENT_BIND, { 0, 1, 0 }, 2 },
	{ LUCID_HC_EVENT_BIND, { 0, 0, 31 }, 3 },
	{ LUCID_HC_EVENT_BIND, { 0, 0, 256 }, 3 },
	{ LUCID_HC_EVENT_RAISE, { 256 }, 1 },
	{ LUCID_HC_SYSTEM_STOP, { 4 }, 1 },
	{ LUCID_HC_SYSTEM_STOP, { 1, BIT(32) }, 2 },
	{ LUCID_HC_CONSOLE_WRITE, { 0 }, 1 },
	{ LUCID_HC_CONSOLE_WRITE, { 33 }, 1 },
	{ LUCID_HC_CLOCK_ENABLE, { 8 }, 1 },
};

static void of_the_parent(void **state)
{
	(void)state;
	fake_boot();
	for (size_t i = 0; i < ARRAY_SIZE(c); i++) {
		assert_int_equal(hypercall(NULL, c[i].call, c[i].arg), LUCID_E_INVAL);
		assert_int_equal(rdx, c[i].bad);
	}
}

static void of_children(void **state)
{
	struct vp *vp;

	(void)state;
	fake_boot();
	vp = part(new_partition(0))->vp[0];
	for (size_t i = 0; i < ARRAY_SIZE(d); i++) {
		assert_int_equal(hypercall(vp, d[i].call, d[i].arg), LUCID_E_INVAL);
		assert_int_equal(rdx, d[i].bad);
		assert_false(leave);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_the_parent),
		cmocka_unit_test(of_children),
	};

	return cmocka_run_group_tests_name("core-limits", tests, NULL, NULL);
}
