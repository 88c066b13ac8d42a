// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: the end of a link, from either side. The driver is told when the parent ends it, the
 * parent is told when the driver does, pages come back before they are used again, and a new offer
 * connects again. Does not prove that the real parent waits for its own I/O.
 */
#include <linux/delay.h>
#include <linux/err.h>

#include "fake.h"

static void reset_test_count(void *data)
{
	++*(u32 *)data;
}

static void reset_test_parent_fails(struct kunit *test)
{
	u32 lost = 0;

	fake_client_connect(test);
	lucid_link_watch(fake_client.link, reset_test_count, &lost);
	fake_settle();
	KUNIT_EXPECT_EQ(test, lost, 0);
	fake_state(0, LUCID_STATE_FAILED);
	fake_settle();
	KUNIT_EXPECT_GE(test, lost, 1);
	KUNIT_EXPECT_TRUE(test, lucid_link_lost(fake_client.link));
	lucid_link_stop(fake_client.link, LUCID_CLOSE_NORMAL);
	lost = 0;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, lost, 0);
	/* After the end there is nothing to watch. */
	lucid_link_watch(fake_client.link, reset_test_count, &lost);
	KUNIT_EXPECT_EQ(test, lost, 0);
	lucid_link_stop(fake_client.link, LUCID_CLOSE_NORMAL);
}

static void reset_test_suspended_before_watch(struct kunit *test)
{
	u32 lost = 0;

	fake_client_connect(test);
	fake_entry(0)->state = LUCID_STATE_SUSPENDED;
	lucid_link_watch(fake_client.link, reset_test_count, &lost);
	KUNIT_EXPECT_EQ(test, lost, 1);
}

static void reset_test_new_offer(struct kunit *test)
{
	fake_client_connect(test);
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_client.probes, 2);
	KUNIT_EXPECT_EQ(test, fake_client.removes, 1);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, fake_client.link);
	KUNIT_EXPECT_EQ(test, fake_dev[0].answer.generation, fake_entry(0)->generation);
	KUNIT_EXPECT_EQ(test, fake_shared(), 2 + 2 * 16);
}

static void reset_test_driver_fails(struct kunit *test)
{
	fake_client_connect(test);
	lucid_link_stop(fake_client.link, LUCID_CLOSE_BAD_TAG);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_FAILED);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_BAD_TAG);
	KUNIT_EXPECT_EQ(test, lucid_back_peer_closed(&fake_dev[0].chan[1].back),
			LUCID_CLOSE_BAD_TAG);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	KUNIT_EXPECT_NULL(test, fake_client.link);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_CLOSED);
}

static void reset_test_parent_holds(struct kunit *test)
{
	fake_client_connect(test);
	fake_dev[0].holds = true;
	lucid_link_stop(fake_client.link, LUCID_CLOSE_NORMAL);
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	fake_state(0, LUCID_STATE_CLOSED);
}

/* Pages that the parent keeps are lost rather than used again. */
static void reset_test_pages_kept(struct kunit *test)
{
	fake_client_connect(test);
	fake_hv.keeps = true;
	fake_state(0, LUCID_STATE_CLOSED);
	msleep(4 * jiffies_to_msecs(lucid_patience()));
	KUNIT_EXPECT_EQ(test, fake_shared(), 2 + 2 * 16);
	KUNIT_EXPECT_NULL(test, fake_client.link);
	fake_let_go();
}

static void reset_test_unshare_refused(struct kunit *test)
{
	fake_client_connect(test);
	fake_refuse(LUCID_HC_MEM_UNSHARE, 0, LUCID_E_STATE);
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_shared(), 2 + 2 * 16);
	fake_forget();
}

static struct kunit_case reset_test_cases[] = {
	KUNIT_CASE(reset_test_parent_fails),
	KUNIT_CASE(reset_test_suspended_before_watch),
	KUNIT_CASE(reset_test_new_offer),
	KUNIT_CASE(reset_test_driver_fails),
	KUNIT_CASE(reset_test_parent_holds),
	KUNIT_CASE(reset_test_pages_kept),
	KUNIT_CASE(reset_test_unshare_refused),
	{}
};

static struct kunit_suite reset_test_suite = {
	.name = "lucid_reset",
	.init = fake_client_start,
	.exit = fake_client_end,
	.test_cases = reset_test_cases,
};
kunit_test_suite(reset_test_suite);
