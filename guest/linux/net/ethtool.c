// SPDX-License-Identifier: GPL-2.0-only
/*
 * What ethtool shows and sets of a card. All of it runs under the lock of the network stack.
 */
#include <linux/ethtool.h>

#include "net.h"

#define LUCID_NET_MIN_RX	8	/* the longest frame takes five */
#define LUCID_NET_MIN_TX	4
#define LUCID_NET_MAX_USECS	10000

/* Of each queue, in the order of struct lucid_net_counts. */
static const char lucid_net_count_name[][ETH_GSTRING_LEN] = {
	"rx%u_packets", "rx%u_bytes", "tx%u_packets", "tx%u_bytes", "tx%u_stops", "rx%u_kicks",
	"tx%u_kicks", "rx%u_xdp", "rx%u_xdp_drops", "tx%u_xdp",
};

#define LUCID_NET_COUNTS	ARRAY_SIZE(lucid_net_count_name)

static const char lucid_net_test_name[][ETH_GSTRING_LEN] = {
	"the link is up (online)", "the parent answers (online)",
};

static void lucid_net_drvinfo(struct net_device *netdev, struct ethtool_drvinfo *info)
{
	strscpy(info->driver, "lucid_net", sizeof(info->driver));
	strscpy(info->bus_info, dev_name(netdev->dev.parent), sizeof(info->bus_info));
}

static void lucid_net_get_rings(struct net_device *netdev, struct ethtool_ringparam *ring,
				struct kernel_ethtool_ringparam *kernel_ring,
				struct netlink_ext_ack *extack)
{
	struct lucid_card *card = netdev_priv(netdev);

	ring->rx_max_pending = card->queue[0].rx_bufs;
	ring->tx_max_pending = 1U << card->link->order;
	ring->rx_pending = card->rx_want;
	ring->tx_pending = card->tx_want;
}

/* The rings stay as they are: so many buffers go round in them, and so many frames wait. */
static int lucid_net_set_rings(struct net_device *netdev, struct ethtool_ringparam *ring,
			       struct kernel_ethtool_ringparam *kernel_ring,
			       struct netlink_ext_ack *extack)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q;

	if (ring->rx_pending < LUCID_NET_MIN_RX || ring->tx_pending < LUCID_NET_MIN_TX) {
		NL_SET_ERR_MSG_MOD(extack, "at least 8 buffers to receive and 4 frames to send");
		return -EINVAL;
	}
	WRITE_ONCE(card->rx_want, ring->rx_pending);
	WRITE_ONCE(card->tx_want, ring->tx_pending);
	for (q = 0; q < card->queues; q++)
		lucid_net_queue_poke(&card->queue[q]);
	return 0;
}

static void lucid_net_get_channels(struct net_device *netdev, struct ethtool_channels *channels)
{
	struct lucid_card *card = netdev_priv(netdev);

	channels->max_combined = card->queues;
	channels->combined_count = card->settings.queues;
}

static int lucid_net_set_channels(struct net_device *netdev, struct ethtool_channels *channels)
{
	return lucid_net_use(netdev_priv(netdev), channels->combined_count);
}

static int lucid_net_get_coalesce(struct net_device *netdev, struct ethtool_coalesce *coalesce,
				  struct kernel_ethtool_coalesce *kernel_coalesce,
				  struct netlink_ext_ack *extack)
{
	struct lucid_card *card = netdev_priv(netdev);

	coalesce->rx_coalesce_usecs = card->rx_usecs;
	return 0;
}

static int lucid_net_set_coalesce(struct net_device *netdev, struct ethtool_coalesce *coalesce,
				  struct kernel_ethtool_coalesce *kernel_coalesce,
				  struct netlink_ext_ack *extack)
{
	struct lucid_card *card = netdev_priv(netdev);

	if (coalesce->rx_coalesce_usecs > LUCID_NET_MAX_USECS) {
		NL_SET_ERR_MSG_MOD(extack, "10000 microseconds at most");
		return -ERANGE;
	}
	WRITE_ONCE(card->rx_usecs, coalesce->rx_coalesce_usecs);
	return 0;
}

static int lucid_net_sset_count(struct net_device *netdev, int set)
{
	struct lucid_card *card = netdev_priv(netdev);

	switch (set) {
	case ETH_SS_STATS:
		return LUCID_NET_COUNTS * card->queues;
	case ETH_SS_TEST:
		return ARRAY_SIZE(lucid_net_test_name);
	default:
		return -EOPNOTSUPP;
	}
}

static void lucid_net_strings(struct net_device *netdev, u32 set, u8 *data)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q, i;

	if (set == ETH_SS_TEST)
		memcpy(data, lucid_net_test_name, sizeof(lucid_net_test_name));
	if (set != ETH_SS_STATS)
		return;
	for (q = 0; q < card->queues; q++)
		for (i = 0; i < LUCID_NET_COUNTS; i++)
			ethtool_sprintf(&data, lucid_net_count_name[i], q);
}

static void lucid_net_counts(struct net_device *netdev, struct ethtool_stats *stats, u64 *data)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q;

	BUILD_BUG_ON(sizeof(struct lucid_net_counts) != LUCID_NET_COUNTS * sizeof(u64));
	for (q = 0; q < card->queues; q++)
		memcpy(data + q * LUCID_NET_COUNTS, &card->queue[q].counts,
		       sizeof(struct lucid_net_counts));
}

static void lucid_net_self_test(struct net_device *netdev, struct ethtool_test *test, u64 *data)
{
	struct lucid_card *card = netdev_priv(netdev);

	data[0] = !netif_carrier_ok(netdev);
	lucid_net_settings_begin(card);
	data[1] = lucid_net_settings_end(card, true) != 0;
	if (data[0] || data[1])
		test->flags |= ETH_TEST_FL_FAILED;
}

static bool lucid_net_rss(struct net_device *netdev)
{
	struct lucid_card *card = netdev_priv(netdev);

	return card->features & LUCID_NET_F_RSS;
}

static u32 lucid_net_key_size(struct net_device *netdev)
{
	return lucid_net_rss(netdev) ? LUCID_NET_KEY : 0;
}

static u32 lucid_net_table_size(struct net_device *netdev)
{
	return lucid_net_rss(netdev) ? LUCID_NET_TABLE : 0;
}

static int lucid_net_get_rxfh(struct net_device *netdev, u32 *table, u8 *key, u8 *function)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 i;

	for (i = 0; table && i < LUCID_NET_TABLE; i++)
		table[i] = card->settings.table[i];
	if (key)
		memcpy(key, card->settings.key, LUCID_NET_KEY);
	if (function)
		*function = ETH_RSS_HASH_TOP;
	return 0;
}

static int lucid_net_set_rxfh(struct net_device *netdev, const u32 *table, const u8 *key,
			      const u8 function)
{
	struct lucid_card *card = netdev_priv(netdev);
	struct lucid_net_settings *want;
	u32 i;

	if (function != ETH_RSS_HASH_NO_CHANGE && function != ETH_RSS_HASH_TOP)
		return -EOPNOTSUPP;
	want = lucid_net_settings_begin(card);
	for (i = 0; table && i < LUCID_NET_TABLE; i++)
		want->table[i] = table[i];
	if (key)
		memcpy(want->key, key, LUCID_NET_KEY);
	return lucid_net_settings_end(card, true);
}

/* The type that makes the ports count for this kind of flow; 0: none does. */
static u32 lucid_net_flow_type(u32 flow)
{
	switch (flow) {
	case TCP_V4_FLOW:
		return LUCID_NET_HASH_TCP4;
	case UDP_V4_FLOW:
		return LUCID_NET_HASH_UDP4;
	case TCP_V6_FLOW:
		return LUCID_NET_HASH_TCP6;
	case UDP_V6_FLOW:
		return LUCID_NET_HASH_UDP6;
	default:
		return 0;
	}
}

static int lucid_net_get_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info, u32 *rules)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 type = lucid_net_flow_type(info->flow_type);

	switch (info->cmd) {
	case ETHTOOL_GRXRINGS:
		info->data = card->settings.queues;
		return 0;
	case ETHTOOL_GRXFH:
		info->data = 0;
		if (type || info->flow_type == IPV4_FLOW || info->flow_type == IPV6_FLOW)
			info->data = RXH_IP_SRC | RXH_IP_DST;
		if (type & card->settings.types)
			info->data |= RXH_L4_B_0_1 | RXH_L4_B_2_3;
		return 0;
	default:
		return -EOPNOTSUPP;
	}
}

static int lucid_net_set_rxnfc(struct net_device *netdev, struct ethtool_rxnfc *info)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 type = lucid_net_flow_type(info->flow_type);
	struct lucid_net_settings *want;

	if (info->cmd != ETHTOOL_SRXFH || !type || !lucid_net_rss(netdev))
		return -EOPNOTSUPP;
	if (info->data & RXH_DISCARD ||
	    (info->data | RXH_L4_B_0_1 | RXH_L4_B_2_3) !=
	    (RXH_IP_SRC | RXH_IP_DST | RXH_L4_B_0_1 | RXH_L4_B_2_3) ||
	    !(info->data & RXH_L4_B_0_1) != !(info->data & RXH_L4_B_2_3))
		return -EINVAL;
	want = lucid_net_settings_begin(card);
	want->types &= ~type;
	if (info->data & RXH_L4_B_0_1)
		want->types |= type;
	return lucid_net_settings_end(card, true);
}

const struct ethtool_ops lucid_net_ethtool = {
	.supported_coalesce_params = ETHTOOL_COALESCE_RX_USECS,
	.get_drvinfo		= lucid_net_drvinfo,
	.get_link		= ethtool_op_get_link,
	.get_ringparam		= lucid_net_get_rings,
	.set_ringparam		= lucid_net_set_rings,
	.get_channels		= lucid_net_get_channels,
	.set_channels		= lucid_net_set_channels,
	.get_coalesce		= lucid_net_get_coalesce,
	.set_coalesce		= lucid_net_set_coalesce,
	.get_sset_count		= lucid_net_sset_count,
	.get_strings		= lucid_net_strings,
	.get_ethtool_stats	= lucid_net_counts,
	.self_test		= lucid_net_self_test,
	.get_rxfh_key_size	= lucid_net_key_size,
	.get_rxfh_indir_size	= lucid_net_table_size,
	.get_rxfh		= lucid_net_get_rxfh,
	.set_rxfh		= lucid_net_set_rxfh,
	.get_rxnfc		= lucid_net_get_rxnfc,
	.set_rxnfc		= lucid_net_set_rxnfc,
	.get_ts_info		= ethtool_op_get_ts_info,
};
