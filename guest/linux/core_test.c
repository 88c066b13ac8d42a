// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: lucid.ko starts in a Lucid guest only, says no to each CPUID that is not one, and a start
 * that fails at any step leaves nothing behind. Does not prove what a real hypervisor's CPUID says.
 */
#include "fake.h"

static int core_test_init(struct kunit *test)
{
	return fake_start(test);
}

static void core_test_starts(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, fake_run_lucid_init(), 0);
	KUNIT_EXPECT_TRUE(test, lucid_present());
	KUNIT_EXPECT_FALSE(test, lucid_is_open());
	KUNIT_EXPECT_EQ(test, lucid_dir_slots(), LUCID_DIR_DEVS);
	KUNIT_EXPECT_EQ(test, lucid_guest.dir_gpa, FAKE_GPA);
	fake_event(LUCID_PORT_SYSTEM);
	fake_settle();
	fake_run_lucid_exit();
}

static void core_test_open(struct kunit *test)
{
	fake_hv.features = LUCID_FEATURE_OPEN;
	KUNIT_ASSERT_EQ(test, fake_run_lucid_init(), 0);
	KUNIT_EXPECT_TRUE(test, lucid_is_open());
	fake_run_lucid_exit();
}

static void core_test_not_a_guest(struct kunit *test)
{
	const struct fake_hv good = fake_hv;

	fake_hv.hypervisor = false;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.signature[11] = 'V';
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.last_leaf = LUCID_CPUID_DIRECTORY - 1;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.features = LUCID_FEATURE_PARENT;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.version++;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.dir_parent = 0;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
	fake_hv = good;
	fake_hv.dir_child = 0;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -ENODEV);
}

/* Each step in turn, by the call that can fail in it. */
static void core_test_any_step_fails(struct kunit *test)
{
	u32 n;

	for (n = 1; n < 100; n++) {
		fake_fail_nth(n);
		if (!fake_run_lucid_init())
			break;
		KUNIT_EXPECT_FALSE_MSG(test, fake_fail_waits(), "step %u", n);
	}
	KUNIT_EXPECT_GT(test, n, 5);
	KUNIT_EXPECT_TRUE(test, fake_fail_waits());
	fake_fail_nth(0);
	fake_run_lucid_exit();
}

static void core_test_no_share(struct kunit *test)
{
	fake_refuse(LUCID_HC_MEM_SHARE, 0, LUCID_E_STATE);
	KUNIT_EXPECT_NE(test, fake_run_lucid_init(), 0);
	fake_refuse(LUCID_HC_EVENT_BIND, 0, LUCID_E_PERM);
	KUNIT_EXPECT_NE(test, fake_run_lucid_init(), 0);
}

static struct kunit_case core_test_cases[] = {
	KUNIT_CASE(core_test_starts),
	KUNIT_CASE(core_test_open),
	KUNIT_CASE(core_test_not_a_guest),
	KUNIT_CASE(core_test_any_step_fails),
	KUNIT_CASE(core_test_no_share),
	{}
};

static struct kunit_suite core_test_suite = {
	.name = "lucid_core",
	.init = core_test_init,
	.exit = fake_end_world,
	.test_cases = core_test_cases,
};
kunit_test_suite(core_test_suite);
