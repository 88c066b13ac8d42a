// SPDX-License-Identifier: GPL-2.0-only
/*
 * lucid_net.ko: Lucid network cards as Ethernet interfaces. Here a card comes, with what the
 * parent offers, follows its configuration, and goes.
 */
#include <linux/etherdevice.h>
#include <linux/module.h>
#include <linux/rtnetlink.h>
#include <linux/slab.h>

#include "net.h"

#define LUCID_NET_FEATURES	(LUCID_NET_F_CSUM | LUCID_NET_F_RX_CSUM | LUCID_NET_F_TSO4 | \
				 LUCID_NET_F_TSO6 | LUCID_NET_F_RX_TSO4 | LUCID_NET_F_RX_TSO6 | \
				 LUCID_NET_F_USO | LUCID_NET_F_SETTINGS)

static const struct lucid_shape lucid_net_shape[] = {
	{ sizeof(struct lucid_net_buf), sizeof(struct lucid_net_frame) },
	{ sizeof(struct lucid_net_tx), sizeof(struct lucid_done) },
};

static int lucid_card_open(struct net_device *netdev)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q;

	for (q = 0; !card->paused && q < card->queues; q++)
		lucid_net_queue_open(&card->queue[q]);
	netif_tx_start_all_queues(netdev);
	return 0;
}

static int lucid_card_stop(struct net_device *netdev)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q;

	netif_tx_disable(netdev);
	for (q = 0; !card->paused && q < card->queues; q++)
		lucid_net_queue_stop(&card->queue[q]);
	/* The queues are stopped now, and not for want of completions. */
	cancel_delayed_work_sync(&card->watch);
	return 0;
}

static void lucid_card_stats(struct net_device *netdev, struct rtnl_link_stats64 *stats)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 q;

	netdev_stats_to_stats64(stats, &netdev->stats);
	for (q = 0; q < card->queues; q++) {
		const struct lucid_net_counts *counts = &card->queue[q].counts;

		stats->rx_packets += READ_ONCE(counts->rx_packets);
		stats->rx_bytes += READ_ONCE(counts->rx_bytes);
		stats->tx_packets += READ_ONCE(counts->tx_packets);
		stats->tx_bytes += READ_ONCE(counts->tx_bytes);
	}
}

static void lucid_card_rx_mode(struct net_device *netdev)
{
	struct lucid_card *card = netdev_priv(netdev);

	if (card->features & LUCID_NET_F_SETTINGS && !test_bit(0, &card->closed))
		schedule_work(&card->hear);
}

static int lucid_card_address(struct net_device *netdev, void *address)
{
	int err = eth_mac_addr(netdev, address);

	if (!err)
		lucid_card_rx_mode(netdev);
	return err;
}

/* Our own watch is there long before; this is for a queue that it has not seen. */
static void lucid_card_timeout(struct net_device *netdev, unsigned int queue)
{
	struct lucid_card *card = netdev_priv(netdev);

	lucid_card_fail(card, card->queue[queue].tx, -LUCID_CLOSE_TIMEOUT);
}

static int lucid_card_set_mtu(struct net_device *netdev, int mtu)
{
	if (!lucid_net_xdp_fits(netdev_priv(netdev), mtu))
		return -EINVAL;
	netdev->mtu = mtu;
	return 0;
}

static const struct net_device_ops lucid_net_ops = {
	.ndo_open		= lucid_card_open,
	.ndo_stop		= lucid_card_stop,
	.ndo_start_xmit		= lucid_net_xmit,
	.ndo_get_stats64	= lucid_card_stats,
	.ndo_set_rx_mode	= lucid_card_rx_mode,
	.ndo_set_mac_address	= lucid_card_address,
	.ndo_tx_timeout		= lucid_card_timeout,
	.ndo_change_mtu		= lucid_card_set_mtu,
	.ndo_bpf		= lucid_net_bpf,
	.ndo_xdp_xmit		= lucid_net_xdp_xmit,
	.ndo_validate_addr	= eth_validate_addr,
};

/* What the offered features mean to the stack. Scattered frames are copied anyway. */
static void lucid_card_features(struct lucid_card *card)
{
	struct net_device *netdev = card->netdev;
	netdev_features_t hw = NETIF_F_SG;

	if (card->features & LUCID_NET_F_CSUM) {
		hw |= NETIF_F_HW_CSUM;
		if (card->features & LUCID_NET_F_TSO4)
			hw |= NETIF_F_TSO | NETIF_F_TSO_ECN;
		if (card->features & LUCID_NET_F_TSO6)
			hw |= NETIF_F_TSO6;
		if (card->features & LUCID_NET_F_USO)
			hw |= NETIF_F_GSO_UDP_L4;
	}
	netdev->hw_features = hw;
	netdev->features = hw | NETIF_F_HIGHDMA;
	if (card->features & LUCID_NET_F_RX_CSUM)
		netdev->features |= NETIF_F_RXCSUM;
	netdev->vlan_features = netdev->features;
}

static void lucid_card_setup(struct lucid_card *card)
{
	struct net_device *netdev = card->netdev;

	netdev->netdev_ops = &lucid_net_ops;
	netdev->ethtool_ops = &lucid_net_ethtool;
	if (is_zero_ether_addr(card->config.mac))
		eth_hw_addr_random(netdev);
	else
		eth_hw_addr_set(netdev, card->config.mac);
	netdev->max_mtu = card->config.mtu;
	netdev->min_mtu = ETH_MIN_MTU;
	netdev->mtu = netdev->max_mtu;
	netdev->watchdog_timeo = 2 * lucid_patience();
	/* The parent has a list of our addresses, and a card that is up may take another one. */
	netdev->priv_flags |= IFF_UNICAST_FLT | IFF_LIVE_ADDR_CHANGE;
	lucid_card_features(card);
}

static void lucid_card_carrier(struct lucid_card *card)
{
	if (card->config.link && !test_bit(0, &card->closed))
		netif_carrier_on(card->netdev);
	else
		netif_carrier_off(card->netdev);
}

static void lucid_card_broken(struct work_struct *work)
{
	struct lucid_card *card = container_of(work, struct lucid_card, broken);

	card->kept = lucid_link_stop(card->link, lucid_chan_broken(card->culprit, card->why)) &&
		     !card->why;
}

static int lucid_card_connect(struct lucid_device *ldev, const struct lucid_dir_dev *offer,
			      struct lucid_card *card)
{
	u32 slices = 2 * card->queues;
	struct lucid_plan plan = {
		.features = card->features,
		.channels = 2 * card->queues,
		.order = min_t(u32, offer->max_order, LUCID_NET_ORDER),
		.windows = min_t(u32, card->queues, LUCID_DEV_WINDOWS),
		.shapes = 2,
		.shape = lucid_net_shape,
	};

	plan.window_pages = min_t(u32, DIV_ROUND_UP(slices, plan.windows) * LUCID_NET_SLICE,
				  LUCID_NET_WINDOW) / PAGE_SIZE;
	plan.window_min = plan.window_pages / 4;
	card->link = lucid_link_open(ldev, offer, &plan);
	return PTR_ERR_OR_ZERO(card->link);
}

static void lucid_card_lost(void *data)
{
	struct lucid_card *card = data;

	lucid_card_fail(card, card->queue[0].rx, 0);
}

/* From a card that is connected to one that works. */
static int lucid_card_start(struct lucid_card *card)
{
	u32 q;
	int err;

	card->queue = kcalloc(card->queues, sizeof(*card->queue), GFP_KERNEL);
	if (!card->queue)
		return -ENOMEM;
	for (q = 0; q < card->queues; q++) {
		err = lucid_net_queue_init(card, q);
		if (err)
			return err;
	}
	card->rx_want = card->queue[0].rx_bufs;
	card->tx_want = 1U << card->link->order;
	lucid_card_setup(card);
	err = lucid_net_settings_init(card);
	for (q = 0; q < card->queues && !err; q++)
		err = lucid_net_queue_irqs(&card->queue[q]);
	if (err)
		return err;
	netif_carrier_off(card->netdev);
	err = register_netdev(card->netdev);
	if (err)
		return err;
	for (q = 0; q < card->queues && card->queues > 1; q++)
		netif_set_xps_queue(card->netdev, lucid_net_queue_cpu(q), q);
	lucid_card_carrier(card);
	lucid_link_watch(card->link, lucid_card_lost, card);
	return 0;
}

/* Everything but the registration, which is gone already or never was. */
static void lucid_card_free(struct lucid_card *card)
{
	u32 q;

	/* Who sets the bit schedules the work: after this it cannot be scheduled any more. */
	test_and_set_bit(0, &card->closed);
	cancel_work_sync(&card->hear);
	cancel_delayed_work_sync(&card->watch);
	cancel_work_sync(&card->broken);
	if (!IS_ERR_OR_NULL(card->link))
		lucid_link_stop(card->link, LUCID_CLOSE_NORMAL);
	for (q = 0; card->queue && q < card->queues; q++) {
		netif_napi_del(&card->queue[q].napi);
		lucid_net_queue_exit(&card->queue[q]);
	}
	if (!IS_ERR_OR_NULL(card->link))
		lucid_link_free(card->link);
	kfree(card->queue);
	free_netdev(card->netdev);
}

static struct lucid_card *lucid_card_alloc(struct lucid_device *ldev,
					   const struct lucid_dir_dev *offer)
{
	struct lucid_net_config config;
	struct net_device *netdev;
	struct lucid_card *card;
	u32 queues;

	memcpy(&config, offer->config, sizeof(config));
	queues = min3((u32)offer->channels / 2, config.queues, num_online_cpus());
	if (!queues || lucid_net_config_check(&config)) {
		dev_err(&ldev->dev, "bad configuration: %pM, MTU %u, link %u, %u queue pairs in "
			"%u channels\n", config.mac, config.mtu, config.link, config.queues,
			offer->channels);
		return ERR_PTR(-EPROTO);
	}
	netdev = alloc_etherdev_mqs(sizeof(*card), queues, queues);
	if (!netdev)
		return ERR_PTR(-ENOMEM);
	SET_NETDEV_DEV(netdev, &ldev->dev);
	card = netdev_priv(netdev);
	card->ldev = ldev;
	card->netdev = netdev;
	card->config = config;
	card->seen = config;
	card->queues = queues;
	card->features = offer->features & LUCID_NET_FEATURES;
	if (queues > 1 && card->features & LUCID_NET_F_SETTINGS)
		card->features |= offer->features & LUCID_NET_F_RSS;
	INIT_WORK(&card->hear, lucid_net_hear);
	INIT_WORK(&card->broken, lucid_card_broken);
	INIT_DELAYED_WORK(&card->watch, lucid_net_tx_watch);
	return card;
}

static int lucid_net_probe(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_card *card = lucid_card_alloc(ldev, offer);
	int err;

	if (IS_ERR(card))
		return PTR_ERR(card);
	err = lucid_card_connect(ldev, offer, card);
	if (!err)
		err = lucid_card_start(card);
	if (err) {
		lucid_card_free(card);
		return err;
	}
	dev_set_drvdata(&ldev->dev, card);
	dev_info(&ldev->dev, "%s: %pM, %u queue pairs of %u, features %#llx\n",
		 netdev_name(card->netdev), card->netdev->dev_addr, card->queues,
		 1U << card->link->order, card->features);
	return 0;
}

static void lucid_net_remove(struct lucid_device *ldev)
{
	struct lucid_card *card = dev_get_drvdata(&ldev->dev);

	unregister_netdev(card->netdev);
	lucid_card_free(card);
}

/* The parent's MTU is the most: who had the most before has it again, and nobody has more. */
static void lucid_card_mtu(struct lucid_card *card, u32 mtu)
{
	struct net_device *netdev = card->netdev;
	int err = 0;
	bool follow;

	rtnl_lock();
	follow = netdev->mtu == netdev->max_mtu || netdev->mtu > mtu;
	netdev->max_mtu = mtu;
	if (follow)
		err = dev_set_mtu(netdev, mtu);
	rtnl_unlock();
	if (err)
		netdev_err(netdev, "the MTU stays %u, the parent has %u: error %d\n", netdev->mtu,
			   mtu, err);
}

/* Only carrier and MTU can change while the card is in use. */
static void lucid_net_changed(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_card *card = dev_get_drvdata(&ldev->dev);
	struct lucid_net_config config, want = card->config;

	memcpy(&config, offer->config, sizeof(config));
	if (!memcmp(&config, &card->seen, sizeof(config)))
		return;
	card->seen = config;
	want.link = config.link;
	want.mtu = config.mtu;
	if (memcmp(&config, &want, sizeof(config)) || lucid_net_config_check(&config)) {
		dev_err(&ldev->dev, "new configuration ignored: %pM, MTU %u, link %u, %u queue "
			"pairs\n", config.mac, config.mtu, config.link, config.queues);
		return;
	}
	card->config = config;
	lucid_card_mtu(card, config.mtu);
	lucid_card_carrier(card);
}

/* Link and MTU may be others; all else that it was said to be has been believed. */
static bool lucid_card_same(struct lucid_card *card, const struct lucid_dir_dev *offer)
{
	struct lucid_net_config config, want = card->config;

	memcpy(&config, offer->config, sizeof(config));
	want.link = config.link;
	want.mtu = config.mtu;
	return !memcmp(&config, &want, sizeof(config)) && !lucid_net_config_check(&config);
}

/* Nobody polls or sends from here on, whether the card goes down or up meanwhile. */
static void lucid_card_pause(struct lucid_card *card)
{
	rtnl_lock();
	if (netif_running(card->netdev))
		lucid_card_stop(card->netdev);
	card->paused = true;
	rtnl_unlock();
	/* Those that were sending when the bit was set have gone now. */
	netif_tx_disable(card->netdev);
	cancel_delayed_work_sync(&card->watch);
}

static void lucid_card_resume(struct lucid_card *card)
{
	rtnl_lock();
	card->paused = false;
	if (netif_running(card->netdev)) {
		/* What waits above them goes on. */
		netif_tx_wake_all_queues(card->netdev);
		lucid_card_open(card->netdev);
	}
	rtnl_unlock();
}

/* The parent serves a new generation, which knows nothing of us yet. */
static int lucid_card_go(struct lucid_card *card)
{
	int err = lucid_net_settings_again(card);
	u32 q;

	for (q = 0; q < card->queues && !err; q++)
		err = lucid_net_queue_irqs(&card->queue[q]);
	if (!err)
		lucid_link_watch(card->link, lucid_card_lost, card);
	return err;
}

static int lucid_card_reconnect(struct lucid_card *card, const struct lucid_dir_dev *offer)
{
	int err = lucid_link_again(card->link, offer);
	bool lost;
	u32 q;

	if (err == -EPROTO)
		return err;
	for (q = 0; q < card->queues && !err; q++)
		err = lucid_net_queue_again(&card->queue[q]);
	/* Now the rings are everybody's again. */
	clear_bit_unlock(0, &card->closed);
	if (!err)
		err = lucid_card_go(card);
	if (!err)
		return 0;
	/* Or else it is not for want of a parent. */
	lost = lucid_link_lost(card->link);
	lucid_card_lost(card);
	flush_work(&card->broken);
	return lost && card->kept ? -EAGAIN : err;
}

/* The interface stays what it is; what was on its way with the last back end is lost. */
static int lucid_net_again(struct lucid_device *ldev, const struct lucid_dir_dev *offer)
{
	struct lucid_card *card = dev_get_drvdata(&ldev->dev);
	int err;

	lucid_card_lost(card);
	flush_work(&card->broken);
	if (!card->kept || !lucid_card_same(card, offer))
		return -EPROTO;
	lucid_card_pause(card);
	err = lucid_card_reconnect(card, offer);
	/* That back end is gone, too: there will be one more offer. */
	if (err)
		return err == -EAGAIN ? 0 : err;
	lucid_card_resume(card);
	netdev_info(card->netdev, "goes on with generation %u\n", offer->generation);
	lucid_net_changed(ldev, offer);
	lucid_card_carrier(card);
	lucid_card_rx_mode(card->netdev);
	return 0;
}

static struct lucid_driver lucid_net_driver = {
	.driver.name	= "lucid_net",
	.type		= LUCID_DEV_NET,
	.probe		= lucid_net_probe,
	.remove		= lucid_net_remove,
	.changed	= lucid_net_changed,
	.again		= lucid_net_again,
};

module_lucid_driver(lucid_net_driver);
MODULE_ALIAS("lucid:2");
MODULE_DESCRIPTION("Lucid guest: network cards");
MODULE_LICENSE("GPL");
