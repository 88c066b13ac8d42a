// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves that TSC ticks become nanoseconds with 32 bits of precision at any frequency,
 * and what the clock page holds. Does not prove that the page's readers agree.
 */
/* sources: hv/core/clock.c hv/core/event.c hv/core/mem.c hv/core/page.c hv/core/partition.c */
/* sources: hv/core/reclaim.c hv/core/share.c hv/core/tlb.c hv/core/vp.c hv/hcall/dispatch.c */
/* sources: hv/hcall/hc_*.c hv/vmx/ept.c hv/vmx/ept_child.c hv/vmx/ept_parent.c */
#include "fake-arch.h"

#include "hv/core/clock.h"

#define GPA 0x200000UL

static void scale(void **state)
{
	static const uint32_t khz[] = { 100000, 400000, 400003, 999999, 1000000, 1000001,
					2399987, 3500000, 8000000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(khz); i++) {
		const uint64_t day = 86400UL * 1000 * khz[i];
		int64_t error;

		clock_init(khz[i]);
		assert_true(clock.mul >> 31);
		assert_in_range(clock.shift, 26, 35);
		/* A day is right to a part in 2^32. */
		error = (int64_t)(clock_ns(day) - 86400UL * 1000000000);
		assert_in_range(error + 20200, 0, 40400);
		assert_int_equal(clock_ns(0), 0);
		/* Ten years do not overflow. */
		assert_true(clock_ns(day * 3650) > 3649UL * 86400 * 1000000000);
	}
}

static void page(void **state)
{
	const struct lucid_clock_page *c;
	uint64_t id, hpa;
	struct vp *vp;

	(void)state;
	fake_boot();
	clock_init(2000000);
	id = new_partition(0);
	hpa = donate(id, GPA, 2);
	part(id)->tsc_offset = 0;
	part(id)->wall_ns = 1700000000000000000UL;
	vp = calloc(1, sizeof(*vp));
	vp->part = part(id);
	assert_int_equal(clock_enable(vp, GPA + 0x10000), LUCID_E_ADDR);
	assert_int_equal(clock_enable(vp, GPA), LUCID_OK);
	c = pa_va(hpa);
	/* [CLOCK-1] */
	assert_int_equal(c->seq % 2, 0);
	assert_true(c->generation && c->disruption);
	assert_int_equal(c->tsc_khz, 2000000);
	assert_int_equal(c->time_ns, c->tsc_base * c->mul >> c->shift);
	assert_int_equal(c->wall_ns, 1700000000000000000UL + c->time_ns);
	assert_int_equal(page_of(hpa)->use, 1);
	/* [HC-CLOCK-ENABLE-2] Again, and elsewhere. */
	assert_int_equal(clock_enable(vp, GPA), LUCID_OK);
	assert_int_equal(page_of(hpa)->use, 1);
	assert_int_equal(clock_enable(vp, GPA + 0x1000), LUCID_OK);
	assert_int_equal(page_of(hpa)->use, 0);
	assert_int_equal(page_of(hpa + 0x1000)->use, 1);
	clock_disable(vp->part);
	clock_disable(vp->part);
	assert_int_equal(page_of(hpa + 0x1000)->use, 0);
	free(vp);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(scale), cmocka_unit_test(page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
