// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the clock module takes a clock page only whole and with a frequency, and its arithmetic
 * from wall time to TSC at its limits. Does not prove the rate that a real hypervisor gives, nor
 * the vDSO, which this kernel has not.
 */
#include <linux/math64.h>

#include "clock.h"
#include "fake.h"

static void clock_test_arithmetic(struct kunit *test)
{
	struct lucid_clock_page *page = &fake_hv.clock_is;
	u64 tsc;

	page->wall_ns = 1ULL << 60;
	page->tsc_base = 5000;
	KUNIT_ASSERT_EQ(test, fake_run_lucid_clock_init(), 0);
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns, &tsc), 0);
	KUNIT_EXPECT_EQ(test, tsc, 5000);
	/* A tick is a nanosecond here: mul is 2^shift. */
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns - 4000, &tsc), 0);
	KUNIT_EXPECT_EQ(test, tsc, 1000);
	/* Before the TSC was zero: it wraps, as differences of it do. */
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns - 6000, &tsc), 0);
	KUNIT_EXPECT_EQ(test, tsc, -1000ULL);
	/* The most that fits, one more, and a time to come. */
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns - (1ULL << 56) + 1, &tsc), 0);
	KUNIT_EXPECT_EQ(test, tsc, 5000 + 1 - (1ULL << 56));
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns - (1ULL << 56), &tsc), -ERANGE);
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(page->wall_ns + 1, &tsc), -ERANGE);
	fake_run_lucid_clock_exit();
}

/* The fastest and the slowest clock that mul and shift can tell of. */
static void clock_test_rates(struct kunit *test)
{
	struct lucid_clock_page *page = &fake_hv.clock_is;
	u64 ago = (1ULL << 56) - 1, tsc;

	page->wall_ns = ago;
	page->mul = U32_MAX;
	page->shift = 31;
	KUNIT_ASSERT_EQ(test, fake_run_lucid_clock_init(), 0);
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(0, &tsc), 0);
	KUNIT_EXPECT_EQ(test, -tsc, mul_u64_u64_div_u64(ago, 1ULL << 31, U32_MAX));
	fake_hv.clock->mul = 1U << 31;
	fake_hv.clock->shift = 34;
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(0, &tsc), 0);
	KUNIT_EXPECT_EQ(test, -tsc, ago << 3);
	fake_run_lucid_clock_exit();
}

static void clock_test_page_in_motion(struct kunit *test)
{
	u64 tsc;

	KUNIT_ASSERT_EQ(test, fake_run_lucid_clock_init(), 0);
	fake_hv.clock->seq = 3;
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(0, &tsc), -EAGAIN);
	fake_hv.clock->seq = 4;
	KUNIT_EXPECT_EQ(test, lucid_clock_tsc(0, &tsc), 0);
	fake_run_lucid_clock_exit();
	fake_hv.clock_is.seq = 1;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_clock_init(), -EPROTO);
	KUNIT_EXPECT_NULL(test, fake_hv.clock);
}

static void clock_test_reads(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, fake_run_lucid_clock_init(), 0);
	fake_hv.tsc = U64_MAX;
	KUNIT_EXPECT_EQ(test, lucid_clock.read(&lucid_clock), U64_MAX);
	KUNIT_EXPECT_EQ(test, lucid_clock.mask, U64_MAX);
	fake_run_lucid_clock_exit();
	KUNIT_EXPECT_NULL(test, fake_hv.clock);
}

static void clock_test_refused(struct kunit *test)
{
	u32 n;

	fake_hv.clock_is.tsc_khz = 0;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_clock_init(), -EPROTO);
	fake_hv.clock_is.tsc_khz = 1000000;
	fake_refuse(LUCID_HC_CLOCK_ENABLE, 0, LUCID_E_STATE);
	KUNIT_EXPECT_NE(test, fake_run_lucid_clock_init(), 0);
	fake_refuse(LUCID_HC_CLOCK_DISABLE, 0, LUCID_E_STATE);
	for (n = 1; n <= 2; n++) {
		fake_fail_nth(n);
		KUNIT_EXPECT_NE(test, fake_run_lucid_clock_init(), 0);
	}
	KUNIT_ASSERT_EQ(test, fake_run_lucid_clock_init(), 0);
	fake_run_lucid_clock_exit();
}

static struct kunit_case clock_test_cases[] = {
	KUNIT_CASE(clock_test_arithmetic),
	KUNIT_CASE(clock_test_rates),
	KUNIT_CASE(clock_test_page_in_motion),
	KUNIT_CASE(clock_test_reads),
	KUNIT_CASE(clock_test_refused),
	{}
};

static struct kunit_suite clock_test_suite = {
	.name = "lucid_clock",
	.init = fake_start_core,
	.exit = fake_end_core,
	.test_cases = clock_test_cases,
};
kunit_test_suite(clock_test_suite);
