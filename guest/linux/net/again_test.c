// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: a card whose back end is gone keeps its interface, settings and state, loses its carrier
 * and what was on its way, which is counted, and goes on with the next generation, whether it is up
 * or down, and goes down or up or is set meanwhile; again if that back end is gone, too [NET-12].
 * One that comes back as another card, or cannot go on, starts afresh. Does not prove that TCP goes
 * on.
 */
#include <linux/delay.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "card.h"

static struct net_device *again_test_card(struct kunit *test)
{
	fake_card_serves(2);
	fake_entry(0)->features = LUCID_NET_F_SETTINGS | LUCID_NET_F_RSS;
	fake_card_connect(test);
	flush_scheduled_work();
	fake_settle();
	return fake_seen.netdev;
}

static void again_test_state(u32 state)
{
	fake_state(0, state);
	fake_settle();
	flush_scheduled_work();
	fake_settle();
}

/* Frames go both ways. */
static void again_test_works(struct kunit *test)
{
	u32 sent = fake_card.sent, received = fake_card.received;

	KUNIT_ASSERT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(fake_seen.netdev));
	/* The stack takes its time to believe in a carrier. */
	msleep(1100);
	fake_send(fake_frame_skb(test, 1000));
	fake_settle();
	fake_receive(0, 500, NULL);
	KUNIT_EXPECT_GE(test, fake_card.sent, sent + 1);
	KUNIT_EXPECT_GE(test, fake_card.received, received + 1);
}

static void again_test_up(struct net_device *netdev, bool up)
{
	rtnl_lock();
	if (up)
		dev_open(netdev, NULL);
	else
		dev_close(netdev);
	rtnl_unlock();
}

static void again_test_goes_on(struct kunit *test)
{
	struct net_device *netdev = again_test_card(test);
	u32 table[LUCID_NET_TABLE] = { 1 };

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, netdev->ethtool_ops->set_rxfh(netdev, table, NULL, 0), 0);
	rtnl_unlock();
	again_test_works(test);
	again_test_state(LUCID_STATE_SUSPENDED);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(netdev));
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_CLOSED);
	fake_card.settings = (struct lucid_net_settings){};
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_PTR_EQ(test, fake_seen.netdev, netdev);
	KUNIT_EXPECT_EQ(test, fake_card.settings.queues, 2);
	KUNIT_EXPECT_EQ(test, fake_card.settings.table[0], 1);
	KUNIT_EXPECT_EQ(test, fake_card.settings.table[1], 0);
	again_test_works(test);
	/* At once, and with another link and MTU. */
	fake_card_config()->mtu = 1400;
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, netdev->mtu, 1400);
	again_test_works(test);
}

static void again_test_counts(struct kunit *test)
{
	struct lucid_net_hdr more = { .more = 1 };
	u32 i;

	fake_card_connect(test);
	/* Of which the stack lets one go before any has been completed. */
	for (i = 0; i < 300; i++)
		fake_send(fake_frame_skb(test, 1000));
	fake_receive(0, 2000, &more);
	again_test_state(LUCID_STATE_SUSPENDED);
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->stats.tx_dropped, 1);
	KUNIT_EXPECT_FALSE(test, netif_queue_stopped(fake_seen.netdev));
	fake_dev[0].serve = NULL;
	fake_receive(0, 500, NULL);
	KUNIT_EXPECT_EQ(test, fake_card.received, 1);
	KUNIT_EXPECT_EQ(test, fake_card.len, 500);
}

static void again_test_down_and_up(struct kunit *test)
{
	struct net_device *netdev = again_test_card(test);

	again_test_up(netdev, false);
	again_test_state(LUCID_STATE_SUSPENDED);
	again_test_state(LUCID_STATE_OFFERED);
	again_test_up(netdev, true);
	again_test_works(test);
	again_test_state(LUCID_STATE_SUSPENDED);
	again_test_up(netdev, false);
	again_test_up(netdev, true);
	again_test_state(LUCID_STATE_OFFERED);
	again_test_works(test);
}

/* The next back end does not live long enough to say anything. */
static void again_test_twice(struct kunit *test)
{
	struct net_device *netdev = again_test_card(test);

	again_test_state(LUCID_STATE_SUSPENDED);
	fake_dev[0].silent = true;
	fake_state(0, LUCID_STATE_OFFERED);
	fake_state(0, LUCID_STATE_SUSPENDED);
	fake_settle();
	again_test_up(netdev, false);
	again_test_up(netdev, true);
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_PTR_EQ(test, fake_seen.netdev, netdev);
	again_test_state(LUCID_STATE_SUSPENDED);
	fake_dev[0].silent = false;
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_PTR_EQ(test, fake_seen.netdev, netdev);
	again_test_works(test);
}

static void again_test_set_meanwhile(struct kunit *test)
{
	struct net_device *netdev = again_test_card(test);
	struct ethtool_channels channels = { .combined_count = 1 };

	again_test_state(LUCID_STATE_SUSPENDED);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, netdev->ethtool_ops->set_channels(netdev, &channels), 0);
	dev_set_promiscuity(netdev, 1);
	rtnl_unlock();
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, fake_card.settings.queues, 1);
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, LUCID_NET_HEAR_ALL);
	again_test_works(test);
}

static void again_test_afresh(struct kunit *test)
{
	struct net_device *netdev = again_test_card(test);

	again_test_state(LUCID_STATE_SUSPENDED);
	fake_card_config()->mac[5]++;
	again_test_state(LUCID_STATE_OFFERED);
	KUNIT_EXPECT_EQ(test, fake_seen.netdev->dev_addr[5], 2);
	KUNIT_EXPECT_FALSE(test, netif_running(fake_seen.netdev));
	/* Settings that are refused now, but were good once. */
	netdev = fake_seen.netdev;
	again_test_state(LUCID_STATE_SUSPENDED);
	fake_card.status = LUCID_IO_ERROR;
	fake_state(0, LUCID_STATE_OFFERED);
	fake_settle();
	fake_card.status = LUCID_IO_OK;
	again_test_state(LUCID_STATE_OFFERED);
	again_test_up(fake_seen.netdev, true);
	fake_settle();
	again_test_works(test);
}

/* Of the steps of going on each one fails once. */
static void again_test_any_step_fails(struct kunit *test)
{
	u32 n;

	again_test_card(test);
	for (n = 1; n < 50; n++) {
		again_test_state(LUCID_STATE_SUSPENDED);
		fake_fail_nth(n);
		again_test_state(LUCID_STATE_OFFERED);
		if (fake_fail_waits())
			break;
		fake_fail_nth(0);
		/* If not this offer, then the next one is taken. */
		if (fake_entry(0)->state != LUCID_STATE_READY)
			again_test_state(LUCID_STATE_OFFERED);
		KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_READY);
	}
	fake_fail_nth(0);
	KUNIT_EXPECT_GT(test, n, 3);
	again_test_up(fake_seen.netdev, true);
	again_test_works(test);
}

static struct kunit_case again_test_cases[] = {
	KUNIT_CASE(again_test_goes_on),
	KUNIT_CASE(again_test_counts),
	KUNIT_CASE(again_test_down_and_up),
	KUNIT_CASE(again_test_twice),
	KUNIT_CASE(again_test_set_meanwhile),
	KUNIT_CASE(again_test_afresh),
	KUNIT_CASE(again_test_any_step_fails),
	{}
};

static struct kunit_suite again_test_suite = {
	.name = "lucid_net_again",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = again_test_cases,
};
kunit_test_suite(again_test_suite);
