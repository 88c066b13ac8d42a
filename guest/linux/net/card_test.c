// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: what of the parent's offer becomes which feature of the interface, that a configuration
 * which makes no sense is refused, that MTU and carrier follow the parent, and that a start which
 * fails at any step leaves nothing. Does not prove that frames go: tx_test.c, rx_test.c.
 */
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "card.h"

static void card_test_features(struct kunit *test)
{
	struct net_device *netdev;

	fake_card_connect(test);
	netdev = fake_seen.netdev;
	KUNIT_EXPECT_TRUE(test, netdev->features & NETIF_F_HW_CSUM);
	KUNIT_EXPECT_TRUE(test, netdev->features & NETIF_F_TSO);
	KUNIT_EXPECT_TRUE(test, netdev->features & NETIF_F_TSO6);
	KUNIT_EXPECT_TRUE(test, netdev->features & NETIF_F_RXCSUM);
	KUNIT_EXPECT_EQ(test, netdev->mtu, 1500);
	KUNIT_EXPECT_EQ(test, netdev->dev_addr[0], 2);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(netdev));
}

static void card_test_plain(struct kunit *test)
{
	struct net_device *netdev;

	fake_entry(0)->features = LUCID_NET_F_TSO4 | LUCID_NET_F_TSO6;
	memset(fake_card_config()->mac, 0, 6);
	fake_card_config()->link = 0;
	fake_card_connect(test);
	netdev = fake_seen.netdev;
	/* Segments without checksums are nothing. */
	KUNIT_EXPECT_FALSE(test, netdev->features & (NETIF_F_HW_CSUM | NETIF_F_ALL_TSO));
	KUNIT_EXPECT_FALSE(test, netdev->features & NETIF_F_RXCSUM);
	KUNIT_EXPECT_TRUE(test, is_valid_ether_addr(netdev->dev_addr));
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(netdev));
	fake_state(0, LUCID_STATE_CLOSED);
	fake_settle();
	fake_offer(0, LUCID_DEV_NET, 0)->features = LUCID_NET_F_CSUM;
	fake_card_connect(test);
	KUNIT_EXPECT_TRUE(test, fake_seen.netdev->features & NETIF_F_HW_CSUM);
	KUNIT_EXPECT_FALSE(test, fake_seen.netdev->features & NETIF_F_ALL_TSO);
}

#define BAD(field, value)						\
do {									\
	fake_offer(0, LUCID_DEV_NET, 0);				\
	fake_card_config()->field = value;				\
	fake_announce();						\
	fake_settle();							\
	KUNIT_EXPECT_EQ_MSG(test, fake_entry(0)->state, LUCID_STATE_OFFERED, #field " " #value); \
} while (0)

static void card_test_bad_config(struct kunit *test)
{
	BAD(mac[0], 1);
	BAD(mtu, LUCID_NET_MIN_MTU - 1);
	BAD(link, 2);
	BAD(queues, 0);
	BAD(reserved[0], 1);
	BAD(reserved[13], 1);
	fake_offer(0, LUCID_DEV_NET, 0)->channels = 1;
	fake_announce();
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_entry(0)->state, LUCID_STATE_OFFERED);
}

static void card_test_change(u16 mtu, u32 link)
{
	fake_card_config()->mtu = mtu;
	fake_card_config()->link = link;
	fake_announce();
	fake_settle();
}

static void card_test_follows(struct kunit *test)
{
	struct net_device *netdev;

	fake_card_connect(test);
	netdev = fake_seen.netdev;
	card_test_change(9000, 1);
	KUNIT_EXPECT_EQ(test, netdev->mtu, 9000);
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, dev_set_mtu(netdev, 1000), 0);
	rtnl_unlock();
	card_test_change(8000, 0);
	KUNIT_EXPECT_EQ(test, netdev->mtu, 1000);
	KUNIT_EXPECT_EQ(test, netdev->max_mtu, 8000);
	KUNIT_EXPECT_FALSE(test, netif_carrier_ok(netdev));
	card_test_change(900, 1);
	KUNIT_EXPECT_EQ(test, netdev->mtu, 900);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(netdev));
	/* What may not change, and what makes no sense. */
	card_test_change(LUCID_NET_MIN_MTU - 1, 1);
	KUNIT_EXPECT_EQ(test, netdev->max_mtu, 900);
	fake_card_config()->mac[5] = 9;
	card_test_change(1500, 0);
	KUNIT_EXPECT_EQ(test, netdev->max_mtu, 900);
	KUNIT_EXPECT_TRUE(test, netif_carrier_ok(netdev));
	card_test_change(1500, 0);
}

static void card_test_ethtool(struct kunit *test)
{
	const struct ethtool_ops *ops;
	struct ethtool_ringparam ring = {};
	struct ethtool_channels channels = {};
	struct ethtool_drvinfo info = {};

	fake_card_connect(test);
	ops = fake_seen.netdev->ethtool_ops;
	rtnl_lock();
	ops->get_drvinfo(fake_seen.netdev, &info);
	ops->get_ringparam(fake_seen.netdev, &ring, NULL, NULL);
	ops->get_channels(fake_seen.netdev, &channels);
	rtnl_unlock();
	KUNIT_EXPECT_STREQ(test, info.driver, "lucid_net");
	KUNIT_EXPECT_STREQ(test, info.bus_info, "lucid0");
	KUNIT_EXPECT_EQ(test, ring.tx_pending, 256);
	KUNIT_EXPECT_EQ(test, ring.rx_max_pending, ring.rx_pending);
	KUNIT_EXPECT_EQ(test, channels.combined_count, 1);
}

static void card_test_any_step_fails(struct kunit *test)
{
	fake_steps_fail(test, 0, LUCID_DEV_NET, 0, 0, 12);
}

static struct kunit_case card_test_cases[] = {
	KUNIT_CASE(card_test_features),
	KUNIT_CASE(card_test_plain),
	KUNIT_CASE(card_test_bad_config),
	KUNIT_CASE(card_test_follows),
	KUNIT_CASE(card_test_ethtool),
	KUNIT_CASE(card_test_any_step_fails),
	{}
};

static struct kunit_suite card_test_suite = {
	.name = "lucid_net_card",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = card_test_cases,
};
kunit_test_suite(card_test_suite);
