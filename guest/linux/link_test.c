// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: negotiation. An offer is answered with what the driver's plan takes of it, or not at all
 * if it is too small; whatever step fails, every page comes back and the parent is told. Does not
 * prove what drivers do with a link.
 */
#include <linux/delay.h>
#include <linux/err.h>

#include "fake.h"

static void link_test_answer(struct kunit *test)
{
	struct lucid_answer *a = &fake_dev[0].answer;

	fake_client_connect(test);
	KUNIT_EXPECT_EQ(test, a->generation, fake_entry(0)->generation);
	KUNIT_EXPECT_EQ(test, a->features, 1);
	KUNIT_EXPECT_EQ(test, a->channels, 2);
	KUNIT_EXPECT_EQ(test, a->order, 5);
	/* The larger of the two shapes: 128 + 32 * 64 bytes. */
	KUNIT_EXPECT_EQ(test, a->sub_stride, LUCID_PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, a->window[0].pages, 16);
	KUNIT_EXPECT_EQ(test, a->window[1].pages, 16);
	KUNIT_EXPECT_EQ(test, a->window[2].pages, 0);
	KUNIT_EXPECT_EQ(test, a->window[0].rights, LUCID_RIGHT_READ | LUCID_RIGHT_WRITE);
	KUNIT_EXPECT_EQ(test, fake_shared(), 2 + 2 * 16);
}

static void link_test_too_small(struct kunit *test)
{
	struct lucid_dir_dev *entry = fake_offer(0, LUCID_DEV_BLK, 0);
	const struct lucid_dir_dev good = *entry;

	entry->channels = 1;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -EPROTO);
	*entry = good;
	entry->generation += 1;
	entry->max_order = 4;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -EPROTO);
	*entry = good;
	entry->generation += 2;
	entry->features = 2;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -EPROTO);
	*entry = good;
	entry->generation += 3;
	entry->comp_stride = 0;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -EPROTO);
	KUNIT_EXPECT_EQ(test, fake_client.probes, 4);
}

static void link_test_refused(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_dev[0].refuses = true;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -ECONNREFUSED);
	fake_dev[0].refuses = false;
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	KUNIT_EXPECT_FALSE(test, IS_ERR(fake_client.link));
}

static void link_test_silence(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_dev[0].silent = true;
	fake_announce();
	msleep(jiffies_to_msecs(lucid_patience()) + 1000);
	KUNIT_EXPECT_EQ(test, PTR_ERR(fake_client.link), -ETIMEDOUT);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_CLOSED);
}

static void link_test_any_step_fails(struct kunit *test)
{
	u32 n, failed = 0;

	for (n = 1; n < 100; n++) {
		fake_offer(0, LUCID_DEV_BLK, 0);
		fake_fail_nth(n);
		fake_announce();
		fake_settle();
		if (fake_fail_waits())
			break;
		failed += IS_ERR_OR_NULL(fake_client.link);
		fake_fail_nth(0);
		fake_state(0, LUCID_STATE_CLOSED);
		fake_settle();
		KUNIT_EXPECT_EQ(test, fake_shared(), 0);
	}
	/* A window may be smaller than asked for: two of the steps are none. */
	KUNIT_EXPECT_EQ(test, failed + 3, n);
	KUNIT_EXPECT_GT(test, failed, 5);
}

static void link_test_no_share(struct kunit *test)
{
	fake_offer(0, LUCID_DEV_BLK, 0);
	fake_refuse(LUCID_HC_MEM_SHARE, 2, LUCID_E_LIMIT);
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_TRUE(test, IS_ERR(fake_client.link));
	KUNIT_EXPECT_EQ(test, fake_shared(), 0);
}

static struct kunit_case link_test_cases[] = {
	KUNIT_CASE(link_test_answer),
	KUNIT_CASE(link_test_too_small),
	KUNIT_CASE(link_test_refused),
	KUNIT_CASE(link_test_silence),
	KUNIT_CASE(link_test_any_step_fails),
	KUNIT_CASE(link_test_no_share),
	{}
};

static struct kunit_suite link_test_suite = {
	.name = "lucid_link",
	.init = fake_client_start,
	.exit = fake_client_end,
	.test_cases = link_test_cases,
};
kunit_test_suite(link_test_suite);
