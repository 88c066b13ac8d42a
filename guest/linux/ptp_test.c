// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the parent's clock is computed from the TSC as the specification says, for TSC values on
 * both sides of what the parent wrote, and never from half of what it wrote. Does not prove that
 * the parent writes the right numbers.
 */
#include <linux/ptp_clock_kernel.h>
#include <linux/timekeeping.h>

#include "fake.h"

static struct lucid_wall *ptp_test_wall(void)
{
	return &fake_dir(0)->wall;
}

static int ptp_test_init(struct kunit *test)
{
	int err = fake_start_core(test);

	fake_hv.clock_is.wall_ns = 1000;
	fake_hv.clock_is.tsc_base = 7000;
	*ptp_test_wall() = (struct lucid_wall){
		.seq = 2, .first_ns = 1000, .ticks = 500, .wall_ns = 1000000,
		.rate = 1ULL << 31,	/* half a nanosecond a tick */
	};
	return err ? err : fake_run_lucid_clock_init();
}

static void ptp_test_exit(struct kunit *test)
{
	fake_run_lucid_clock_exit();
	fake_end_core(test);
}

static s64 ptp_test_at(struct kunit *test, u64 tsc)
{
	struct ptp_system_timestamp both = {};
	struct timespec64 ts = {};

	fake_hv.tsc = tsc;
	KUNIT_EXPECT_EQ(test, fake_seen.ptp->gettimex64(fake_seen.ptp, &ts, &both), 0);
	return timespec64_to_ns(&ts);
}

static void ptp_test_arithmetic(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, fake_run_lucid_ptp_init(), 0);
	KUNIT_EXPECT_EQ(test, ptp_test_at(test, 7500), 1000000);
	KUNIT_EXPECT_EQ(test, ptp_test_at(test, 7502), 1000001);
	/* The parent wrote after the TSC was read. */
	KUNIT_EXPECT_EQ(test, ptp_test_at(test, 7498), 1000000 - 1);
	KUNIT_EXPECT_EQ(test, ptp_test_at(test, 0), 1000000 - 3750);
	/* A year later, at the highest rate that a clock of 1 GHz needs. */
	ptp_test_wall()->rate = 1ULL << 32;
	KUNIT_EXPECT_EQ(test, ptp_test_at(test, 7500 + 31536000000000000ULL),
			1000000 + 31536000000000000LL);
	fake_run_lucid_ptp_exit();
}

static void ptp_test_in_motion(struct kunit *test)
{
	struct timespec64 ts;

	KUNIT_ASSERT_EQ(test, fake_run_lucid_ptp_init(), 0);
	ptp_test_wall()->seq = 5;
	KUNIT_EXPECT_EQ(test, fake_seen.ptp->gettimex64(fake_seen.ptp, &ts, NULL), -EAGAIN);
	ptp_test_wall()->seq = 6;
	KUNIT_EXPECT_EQ(test, fake_seen.ptp->gettimex64(fake_seen.ptp, &ts, NULL), 0);
	fake_run_lucid_ptp_exit();
}

static void ptp_test_only_tells(struct kunit *test)
{
	struct system_device_crosststamp cross;
	struct ptp_clock_info *info;
	struct timespec64 ts = {};

	KUNIT_ASSERT_EQ(test, fake_run_lucid_ptp_init(), 0);
	info = fake_seen.ptp;
	KUNIT_EXPECT_EQ(test, info->settime64(info, &ts), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, info->adjtime(info, 1), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, info->adjfine(info, 1), -EOPNOTSUPP);
	fake_hv.tsc = 7502;
	KUNIT_EXPECT_EQ(test, info->getcrosststamp(info, &cross), 0);
	KUNIT_EXPECT_EQ(test, ktime_to_ns(cross.device), 1000001);
	fake_run_lucid_ptp_exit();
}

static void ptp_test_refused(struct kunit *test)
{
	u32 n;

	for (n = 1; n <= 2; n++) {
		fake_fail_nth(n);
		KUNIT_EXPECT_EQ(test, fake_run_lucid_ptp_init(), -ENOMEM);
	}
	ptp_test_wall()->first_ns = 1001;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_ptp_init(), -ERANGE);
	ptp_test_wall()->seq = 0;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_ptp_init(), -ENODEV);
	ptp_test_wall()->seq = 1;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_ptp_init(), -ENODEV);
}

static struct kunit_case ptp_test_cases[] = {
	KUNIT_CASE(ptp_test_arithmetic),
	KUNIT_CASE(ptp_test_in_motion),
	KUNIT_CASE(ptp_test_only_tells),
	KUNIT_CASE(ptp_test_refused),
	{}
};

static struct kunit_suite ptp_test_suite = {
	.name = "lucid_ptp",
	.init = ptp_test_init,
	.exit = ptp_test_exit,
	.test_cases = ptp_test_cases,
};
kunit_test_suite(ptp_test_suite);
