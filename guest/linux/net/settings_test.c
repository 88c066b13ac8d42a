// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: what a card wants to hear comes to the parent, as a list or, when that has no room, as
 * more than it wants; settings that the parent refuses change nothing, and a parent that does not
 * answer them loses the card. Does not prove what the parent makes of them.
 */
#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/rtnetlink.h>

#include "card.h"

static void settings_test_connect(struct kunit *test)
{
	fake_card_serves(1);
	fake_card_connect(test);
	flush_scheduled_work();
	fake_settle();
}

/* Until the work that the stack's word set off is done. */
static void settings_test_wait(void)
{
	flush_scheduled_work();
	fake_settle();
}

static void settings_test_flags(struct kunit *test)
{
	struct net_device *netdev;

	settings_test_connect(test);
	netdev = fake_seen.netdev;
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, 0);
	KUNIT_EXPECT_GE(test, fake_card.settings.addresses, 1);
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(fake_card.settings.address, netdev->dev_addr));
	rtnl_lock();
	dev_set_promiscuity(netdev, 1);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, LUCID_NET_HEAR_ALL);
	rtnl_lock();
	dev_set_promiscuity(netdev, -1);
	dev_set_allmulti(netdev, 1);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, LUCID_NET_HEAR_GROUPS);
	rtnl_lock();
	dev_set_allmulti(netdev, -1);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, 0);
}

static void settings_test_lists(struct kunit *test)
{
	u8 group[ETH_ALEN] = { 1, 0, 0x5e, 0, 0, 0 }, one[ETH_ALEN] = { 2, 9, 9, 9, 9, 0 };
	struct net_device *netdev;
	u32 before, i;

	settings_test_connect(test);
	netdev = fake_seen.netdev;
	before = fake_card.settings.addresses;
	dev_mc_add(netdev, group);
	dev_uc_add(netdev, one);
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settings.addresses, before + 2);
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(fake_card.settings.address + ETH_ALEN, one));
	for (i = 1; i < 70; i++) {
		group[5] = i;
		dev_mc_add(netdev, group);
	}
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settings.hear, LUCID_NET_HEAR_GROUPS);
	KUNIT_EXPECT_EQ(test, fake_card.settings.addresses, LUCID_NET_ADDRESSES);
	for (i = 1; i < 70; i++) {
		one[5] = i;
		dev_uc_add(netdev, one);
	}
	settings_test_wait();
	KUNIT_EXPECT_TRUE(test, fake_card.settings.hear & LUCID_NET_HEAR_ALL);
	dev_uc_flush(netdev);
	dev_mc_flush(netdev);
}

static void settings_test_address(struct kunit *test)
{
	struct sockaddr_storage space = { .ss_family = ARPHRD_ETHER };
	struct sockaddr *address = (struct sockaddr *)&space;
	u32 settled;

	memset(address->sa_data, 2, ETH_ALEN);
	settings_test_connect(test);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_set_mac_address(fake_seen.netdev, address, NULL), 0);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_TRUE(test, ether_addr_equal(fake_card.settings.address, address->sa_data));
	/* Nothing new is not said again. */
	settled = fake_card.settled;
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_set_mac_address(fake_seen.netdev, address, NULL), 0);
	address->sa_data[0] = 1;
	KUNIT_EXPECT_LT(test, dev_set_mac_address(fake_seen.netdev, address, NULL), 0);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_card.settled, settled);
}

static void settings_test_silence(struct kunit *test)
{
	settings_test_connect(test);
	fake_dev[0].serve = NULL;
	rtnl_lock();
	dev_set_promiscuity(fake_seen.netdev, 1);
	rtnl_unlock();
	settings_test_wait();
	KUNIT_EXPECT_EQ(test, fake_answer(0)->state, LUCID_STATE_FAILED);
	KUNIT_EXPECT_EQ(test, fake_answer(0)->reason, LUCID_CLOSE_TIMEOUT);
}

static struct kunit_case settings_test_cases[] = {
	KUNIT_CASE(settings_test_flags),
	KUNIT_CASE(settings_test_lists),
	KUNIT_CASE(settings_test_address),
	KUNIT_CASE(settings_test_silence),
	{}
};

static struct kunit_suite settings_test_suite = {
	.name = "lucid_net_settings",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = settings_test_cases,
};
kunit_test_suite(settings_test_suite);
