// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the system device is one, is not taken with a wish in it from the start, and a start that
 * fails at any step leaves nothing. Does not prove what it does once it is there: system_test.c.
 */
#include "fake.h"

static int system_bad_init(struct kunit *test)
{
	int err = fake_start_core(test);

	return err ? err : fake_run_lucid_system_init();
}

static void system_bad_exit(struct kunit *test)
{
	fake_fail_nth(0);
	fake_run_lucid_system_exit();
	fake_end_core(test);
}

static void system_bad_offers(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_SYSTEM, 1);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_OFFERED);
	((struct lucid_system_config *)fake_offer(0, LUCID_DEV_SYSTEM, 0)->config)->request =
		LUCID_SYSTEM_POWEROFF;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, fake_hv.end, 0);
}

static void system_bad_steps(struct kunit *test)
{
	fake_steps_fail(test, 0, LUCID_DEV_SYSTEM, 0, 0, 6);
}

static void system_bad_load(struct kunit *test)
{
	fake_run_lucid_system_exit();
	fake_fail_nth(1);
	KUNIT_EXPECT_EQ(test, fake_run_lucid_system_init(), -EBUSY);
	KUNIT_EXPECT_EQ(test, fake_run_lucid_system_init(), 0);
}

static struct kunit_case system_bad_cases[] = {
	KUNIT_CASE(system_bad_offers),
	KUNIT_CASE(system_bad_steps),
	KUNIT_CASE(system_bad_load),
	{}
};

static struct kunit_suite system_bad_suite = {
	.name = "lucid_system_bad",
	.init = system_bad_init,
	.exit = system_bad_exit,
	.test_cases = system_bad_cases,
};
kunit_test_suite(system_bad_suite);
