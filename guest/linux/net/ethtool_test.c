// SPDX-License-Identifier: GPL-2.0-only
/*
 * Proves: what ethtool sets of a card with four queue pairs comes to the parent whole, holds when
 * that agrees and does not when it refuses; rings shrink and grow, and counts and names agree. Does
 * not prove that frames are spread so.
 */
#include <linux/delay.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "card.h"

#define FOUR	(RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3)

static const struct ethtool_ops *ethtool_test_ops(struct kunit *test, u32 queues)
{
	fake_card_serves(queues);
	fake_card_connect(test);
	flush_scheduled_work();
	return fake_seen.netdev->ethtool_ops;
}

static void ethtool_test_channels(struct kunit *test)
{
	const struct ethtool_ops *ops = ethtool_test_ops(test, 4);
	struct net_device *netdev = fake_seen.netdev;
	struct ethtool_channels c = {};
	u32 i;

	rtnl_lock();
	ops->get_channels(netdev, &c);
	KUNIT_EXPECT_EQ(test, c.max_combined, 4);
	KUNIT_EXPECT_EQ(test, c.combined_count, 4);
	c.combined_count = 3;
	KUNIT_EXPECT_EQ(test, ops->set_channels(netdev, &c), 0);
	KUNIT_EXPECT_EQ(test, fake_card.settings.queues, 3);
	for (i = 0; i < LUCID_NET_TABLE; i++)
		KUNIT_EXPECT_EQ(test, fake_card.settings.table[i], i % 3);
	KUNIT_EXPECT_EQ(test, netdev->real_num_tx_queues, 3);
	fake_card.status = LUCID_IO_ERROR;
	c.combined_count = 4;
	KUNIT_EXPECT_EQ(test, ops->set_channels(netdev, &c), -EIO);
	fake_card.status = LUCID_IO_UNSUPPORTED;
	KUNIT_EXPECT_EQ(test, ops->set_channels(netdev, &c), -EOPNOTSUPP);
	ops->get_channels(netdev, &c);
	KUNIT_EXPECT_EQ(test, c.combined_count, 3);
	KUNIT_EXPECT_EQ(test, netdev->real_num_rx_queues, 3);
	rtnl_unlock();
}

static void ethtool_test_spread(struct kunit *test)
{
	const struct ethtool_ops *ops = ethtool_test_ops(test, 4);
	struct net_device *netdev = fake_seen.netdev;
	u32 table[LUCID_NET_TABLE], i;
	u8 key[LUCID_NET_KEY], function;

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, fake_card.settings.types, LUCID_NET_HASHES);
	KUNIT_EXPECT_EQ(test, ops->get_rxfh_key_size(netdev), LUCID_NET_KEY);
	KUNIT_EXPECT_EQ(test, ops->get_rxfh_indir_size(netdev), LUCID_NET_TABLE);
	KUNIT_EXPECT_EQ(test, ops->get_rxfh(netdev, table, key, &function), 0);
	KUNIT_EXPECT_EQ(test, ops->get_rxfh(netdev, NULL, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, function, ETH_RSS_HASH_TOP);
	for (i = 0; i < LUCID_NET_TABLE; i++)
		KUNIT_EXPECT_EQ(test, table[i], i % 4);
	table[5] = 3;
	key[7]++;
	KUNIT_EXPECT_EQ(test, ops->set_rxfh(netdev, table, key, ETH_RSS_HASH_TOP), 0);
	KUNIT_EXPECT_EQ(test, fake_card.settings.table[5], 3);
	KUNIT_EXPECT_EQ(test, memcmp(fake_card.settings.key, key, sizeof(key)), 0);
	KUNIT_EXPECT_EQ(test, ops->set_rxfh(netdev, NULL, NULL, ETH_RSS_HASH_NO_CHANGE), 0);
	KUNIT_EXPECT_EQ(test, ops->set_rxfh(netdev, NULL, NULL, ETH_RSS_HASH_XOR), -EOPNOTSUPP);
	rtnl_unlock();
}

static void ethtool_test_fields(struct kunit *test)
{
	static const u32 flows[] = { TCP_V4_FLOW, UDP_V4_FLOW, TCP_V6_FLOW, UDP_V6_FLOW };
	static const u64 bad[] = { RXH_DISCARD | FOUR, RXH_IP_SRC, FOUR & ~(u64)RXH_L4_B_0_1,
				   FOUR | RXH_VLAN };
	const struct ethtool_ops *ops = ethtool_test_ops(test, 4);
	struct net_device *netdev = fake_seen.netdev;
	struct ethtool_rxnfc n = { .cmd = ETHTOOL_GRXRINGS };
	u32 i;

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, ops->get_rxnfc(netdev, &n, NULL), 0);
	KUNIT_EXPECT_EQ(test, n.data, 4);
	for (i = 0; i < ARRAY_SIZE(flows); i++) {
		n = (struct ethtool_rxnfc){ .cmd = ETHTOOL_GRXFH, .flow_type = flows[i] };
		KUNIT_EXPECT_EQ(test, ops->get_rxnfc(netdev, &n, NULL), 0);
		KUNIT_EXPECT_EQ(test, n.data, FOUR);
		n.cmd = ETHTOOL_SRXFH;
		n.data = RXH_IP_SRC | RXH_IP_DST;
		KUNIT_EXPECT_EQ(test, ops->set_rxnfc(netdev, &n), 0);
		KUNIT_EXPECT_EQ(test, hweight32(fake_card.settings.types), 5);
		n.data = FOUR;
		KUNIT_EXPECT_EQ(test, ops->set_rxnfc(netdev, &n), 0);
		KUNIT_EXPECT_EQ(test, fake_card.settings.types, LUCID_NET_HASHES);
		n.data = bad[i];
		KUNIT_EXPECT_EQ(test, ops->set_rxnfc(netdev, &n), -EINVAL);
	}
	n.flow_type = SCTP_V4_FLOW;
	KUNIT_EXPECT_EQ(test, ops->set_rxnfc(netdev, &n), -EOPNOTSUPP);
	n.cmd = ETHTOOL_GRXFH;
	KUNIT_EXPECT_EQ(test, ops->get_rxnfc(netdev, &n, NULL), 0);
	KUNIT_EXPECT_EQ(test, n.data, 0);
	n.flow_type = IPV6_FLOW;
	KUNIT_EXPECT_EQ(test, ops->get_rxnfc(netdev, &n, NULL), 0);
	KUNIT_EXPECT_EQ(test, n.data, RXH_IP_SRC | RXH_IP_DST);
	n.cmd = ETHTOOL_GRXCLSRLCNT;
	KUNIT_EXPECT_EQ(test, ops->get_rxnfc(netdev, &n, NULL), -EOPNOTSUPP);
	rtnl_unlock();
}

/* So many buffers has the parent for the first queue pair. */
static u32 ethtool_test_buffers(void)
{
	struct lucid_net_buf buf;
	u32 n = 0;

	while (fake_take(&fake_dev[0], FAKE_RX, &buf) == 1)
		n++;
	return n;
}

static void ethtool_test_rings(struct kunit *test)
{
	const struct ethtool_ops *ops = ethtool_test_ops(test, 1);
	struct net_device *netdev = fake_seen.netdev;
	struct ethtool_ringparam r = { .rx_pending = 7, .tx_pending = 4 };
	u32 i, all;

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, ops->set_ringparam(netdev, &r, NULL, NULL), -EINVAL);
	r.rx_pending = 8;
	r.tx_pending = 3;
	KUNIT_EXPECT_EQ(test, ops->set_ringparam(netdev, &r, NULL, NULL), -EINVAL);
	r.tx_pending = 4;
	ops->get_ringparam(netdev, &r, NULL, NULL);
	all = r.rx_pending;
	r.rx_pending = 8;
	KUNIT_EXPECT_EQ(test, ops->set_ringparam(netdev, &r, NULL, NULL), 0);
	rtnl_unlock();
	for (i = 0; i < all; i++)
		fake_receive(0, 60, NULL);
	KUNIT_EXPECT_EQ(test, ethtool_test_buffers(), 8);
	rtnl_lock();
	r.rx_pending = 20;
	KUNIT_EXPECT_EQ(test, ops->set_ringparam(netdev, &r, NULL, NULL), 0);
	rtnl_unlock();
	fake_settle();
	KUNIT_EXPECT_EQ(test, ethtool_test_buffers(), 12);
}

static void ethtool_test_moderation(struct kunit *test)
{
	const struct ethtool_ops *ops = ethtool_test_ops(test, 1);
	struct net_device *netdev = fake_seen.netdev;
	struct ethtool_coalesce c = { .rx_coalesce_usecs = 10001 };

	rtnl_lock();
	KUNIT_EXPECT_EQ(test, ops->set_coalesce(netdev, &c, NULL, NULL), -ERANGE);
	c.rx_coalesce_usecs = 10000;
	KUNIT_EXPECT_EQ(test, ops->set_coalesce(netdev, &c, NULL, NULL), 0);
	c.rx_coalesce_usecs = 0;
	KUNIT_EXPECT_EQ(test, ops->get_coalesce(netdev, &c, NULL, NULL), 0);
	KUNIT_EXPECT_EQ(test, c.rx_coalesce_usecs, 10000);
	rtnl_unlock();
	fake_receive(0, 60, NULL);
	fake_receive(0, 60, NULL);
	msleep(30);
	fake_settle();
	KUNIT_EXPECT_EQ(test, fake_card.received, 2);
}

static void ethtool_test_counts(struct kunit *test)
{
	const struct ethtool_ops *ops = ethtool_test_ops(test, 4);
	struct net_device *netdev = fake_seen.netdev;
	int n = ops->get_sset_count(netdev, ETH_SS_STATS);
	char *names = kunit_kzalloc(test, n * ETH_GSTRING_LEN, GFP_KERNEL);
	u64 *data = kunit_kzalloc(test, n * sizeof(*data), GFP_KERNEL);
	struct ethtool_test t = {};

	KUNIT_ASSERT_GT(test, n, 0);
	fake_receive(0, 60, NULL);
	ops->get_strings(netdev, ETH_SS_STATS, names);
	ops->get_ethtool_stats(netdev, NULL, data);
	KUNIT_EXPECT_STREQ(test, names, "rx0_packets");
	KUNIT_EXPECT_EQ(test, data[0], 1);
	KUNIT_EXPECT_STREQ(test, names + n / 4 * ETH_GSTRING_LEN, "rx1_packets");
	KUNIT_EXPECT_EQ(test, data[n / 4], 0);
	KUNIT_EXPECT_EQ(test, ops->get_sset_count(netdev, ETH_SS_PRIV_FLAGS), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, ops->get_sset_count(netdev, ETH_SS_TEST), 2);
	ops->get_strings(netdev, ETH_SS_TEST, names);
	rtnl_lock();
	ops->self_test(netdev, &t, data);
	KUNIT_EXPECT_EQ(test, t.flags & ETH_TEST_FL_FAILED, 0);
	fake_card.status = LUCID_IO_ERROR;
	ops->self_test(netdev, &t, data);
	KUNIT_EXPECT_TRUE(test, t.flags & ETH_TEST_FL_FAILED);
	rtnl_unlock();
}

static void ethtool_test_plain(struct kunit *test)
{
	struct ethtool_channels c = { .combined_count = 1 };
	struct ethtool_rxnfc n = { .cmd = ETHTOOL_SRXFH, .flow_type = TCP_V4_FLOW };
	const struct ethtool_ops *ops;
	struct net_device *netdev;

	/* A parent that hears no settings. */
	fake_card_connect(test);
	netdev = fake_seen.netdev;
	ops = netdev->ethtool_ops;
	rtnl_lock();
	KUNIT_EXPECT_EQ(test, ops->get_rxfh_key_size(netdev), 0);
	KUNIT_EXPECT_EQ(test, ops->get_rxfh_indir_size(netdev), 0);
	KUNIT_EXPECT_EQ(test, ops->set_rxnfc(netdev, &n), -EOPNOTSUPP);
	KUNIT_EXPECT_EQ(test, ops->set_channels(netdev, &c), -EOPNOTSUPP);
	rtnl_unlock();
}

static struct kunit_case ethtool_test_cases[] = {
	KUNIT_CASE(ethtool_test_channels),
	KUNIT_CASE(ethtool_test_spread),
	KUNIT_CASE(ethtool_test_fields),
	KUNIT_CASE(ethtool_test_rings),
	KUNIT_CASE(ethtool_test_moderation),
	KUNIT_CASE(ethtool_test_counts),
	KUNIT_CASE(ethtool_test_plain),
	{}
};

static struct kunit_suite ethtool_test_suite = {
	.name = "lucid_net_ethtool",
	.init = fake_card_start,
	.exit = fake_card_end,
	.test_cases = ethtool_test_cases,
};
kunit_test_suite(ethtool_test_suite);
