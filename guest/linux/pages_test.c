// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the directory's pages are looked at before they are used, whatever their number. Does not
 * prove what happens to an entry that changes while it is copied: nothing runs beside these suites.
 */
#include "fake.h"

static int pages_test_init(struct kunit *test)
{
	return fake_start(test);
}

static void pages_test_bad_page(struct kunit *test)
{
	fake_hv.dir_parent = 2;
	fake_dir(1)->magic = LUCID_DIR_MAGIC + 1;
	fake_dir(1)->version = LUCID_ABI_VERSION;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -EPROTO);
	fake_dir(1)->magic = LUCID_DIR_MAGIC;
	fake_dir(1)->version = LUCID_ABI_VERSION + 1;
	KUNIT_EXPECT_EQ(test, fake_run_lucid_init(), -EPROTO);
}

static void pages_test_many(struct kunit *test)
{
	struct lucid_dir_dev offer;

	fake_hv.dir_parent = 2;
	fake_hv.dir_child = 2;
	fake_dir(1)->magic = LUCID_DIR_MAGIC;
	fake_dir(1)->version = LUCID_ABI_VERSION;
	KUNIT_ASSERT_EQ(test, fake_run_lucid_init(), 0);
	KUNIT_EXPECT_EQ(test, lucid_dir_slots(), 2 * LUCID_DIR_DEVS);
	fake_entry(LUCID_DIR_DEVS)->type = LUCID_DEV_BLK;
	fake_entry(LUCID_DIR_DEVS)->state = LUCID_STATE_OFFERED;
	KUNIT_EXPECT_EQ(test, lucid_dir_read(LUCID_DIR_DEVS, &offer), -EPROTO);
	KUNIT_EXPECT_EQ(test, lucid_dir_read(LUCID_DIR_DEVS - 1, &offer), -ENOENT);
	fake_run_lucid_exit();
}

/* The smaller side counts. */
static void pages_test_less(struct kunit *test)
{
	fake_hv.dir_child = 3;
	KUNIT_ASSERT_EQ(test, fake_run_lucid_init(), 0);
	KUNIT_EXPECT_EQ(test, lucid_dir_slots(), LUCID_DIR_DEVS);
	fake_run_lucid_exit();
}

static struct kunit_case pages_test_cases[] = {
	KUNIT_CASE(pages_test_bad_page),
	KUNIT_CASE(pages_test_many),
	KUNIT_CASE(pages_test_less),
	{}
};

static struct kunit_suite pages_test_suite = {
	.name = "lucid_pages",
	.init = pages_test_init,
	.exit = fake_end_world,
	.test_cases = pages_test_cases,
};
kunit_test_suite(pages_test_suite);
