// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the balloon takes as much memory as the parent says and the kernel can spare, gives it
 * back when the number falls and when the driver goes, and free pages are reported. Does not prove
 * that a page can be touched again, nor what happens when the kernel runs out of memory.
 */
#include <linux/delay.h>
#include <linux/mm.h>

#include "fake.h"
#include "ring/system.h"

#define PAGES	1000

static unsigned long balloon_test_total;

static void balloon_test_say(u32 pages)
{
	struct lucid_system_config config = { .balloon = pages };

	memcpy(fake_entry(0)->config, &config, sizeof(config));
	fake_announce();
	fake_settle();
	msleep(20);
}

static long balloon_test_taken(void)
{
	return balloon_test_total - totalram_pages();
}

static int balloon_test_init(struct kunit *test)
{
	int err = fake_start_core(test);

	if (!err)
		err = fake_run_lucid_system_init();
	if (err)
		return err;
	balloon_test_total = totalram_pages();
	fake_offer(0, LUCID_DEV_SYSTEM, 0);
	fake_entry(0)->features = LUCID_SYSTEM_F_MEMORY;
	balloon_test_say(PAGES);
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	return 0;
}

static void balloon_test_exit(struct kunit *test)
{
	fake_run_lucid_system_exit();
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), 0);
	fake_end_core(test);
}

static void balloon_test_follows(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), PAGES);
	KUNIT_EXPECT_GE(test, fake_hv.returned, PAGES);
	balloon_test_say(PAGES / 10);
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), PAGES / 10);
	balloon_test_say(PAGES / 2);
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), PAGES / 2);
	balloon_test_say(0);
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), 0);
}

/* What the kernel needs itself it keeps, and who asked gets the rest in time. */
static void balloon_test_too_much(struct kunit *test)
{
	balloon_test_say(U32_MAX);
	KUNIT_EXPECT_GT(test, balloon_test_taken(), PAGES);
	KUNIT_EXPECT_GT(test, si_mem_available(), 0);
	balloon_test_say(PAGES);
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), PAGES);
}

static void balloon_test_not_taken(struct kunit *test)
{
	fake_refuse(LUCID_HC_MEM_RETURN, 0, LUCID_E_STATE);
	balloon_test_say(2 * PAGES);
	KUNIT_EXPECT_EQ(test, balloon_test_taken(), 2 * PAGES);
}

static void balloon_test_reports(struct kunit *test)
{
	u32 before = fake_hv.returned;
	struct page *block = alloc_pages(GFP_KERNEL, 10);

	KUNIT_ASSERT_NOT_NULL(test, block);
	msleep(10000);
	__free_pages(block, 10);
	msleep(10000);
	KUNIT_EXPECT_GT(test, fake_hv.returned, before);
	fake_refuse(LUCID_HC_MEM_RETURN, 0, LUCID_E_STATE);
	block = alloc_pages(GFP_KERNEL, 10);
	KUNIT_ASSERT_NOT_NULL(test, block);
	__free_pages(block, 10);
	msleep(10000);
}

static struct kunit_case balloon_test_cases[] = {
	KUNIT_CASE(balloon_test_follows),
	KUNIT_CASE(balloon_test_too_much),
	KUNIT_CASE(balloon_test_not_taken),
	KUNIT_CASE(balloon_test_reports),
	{}
};

static struct kunit_suite balloon_test_suite = {
	.name = "lucid_balloon",
	.init = balloon_test_init,
	.exit = balloon_test_exit,
	.test_cases = balloon_test_cases,
};
kunit_test_suite(balloon_test_suite);
