// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the card asks of the parent while it is in use: how many queue pairs, how frames are spread
 * over them, which ones to hear. All of it goes in one message, in the send channel of queue 0.
 * For card.c and ethtool.c.
 */
#include <linux/delay.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/rtnetlink.h>

#include "net.h"

/* Under the send queue's lock: 0 once it is on its way, -EBUSY when there is no room now. */
static int lucid_net_settings_submit(struct lucid_net_queue *q,
				     const struct lucid_net_settings *want)
{
	struct lucid_net_tx slot = { .flags = LUCID_NET_SETTINGS };
	int err = lucid_net_tx_take(q, &slot, sizeof(*want), LUCID_NET_SENT_SETTINGS);

	if (err)
		return err;
	lucid_copy(lucid_pool_va(&q->tx_pool, q->sent[slot.id].unit), want, sizeof(*want));
	err = lucid_net_tx_give(q, &slot);
	lucid_net_tx_kick(q);
	return err;
}

/* The completion's status, or -errno. It is rare, so it asks for no interrupt. */
static int lucid_net_settings_talk(struct lucid_card *card, const struct lucid_net_settings *want)
{
	struct netdev_queue *txq = netdev_get_tx_queue(card->netdev, 0);
	unsigned long end = jiffies + lucid_patience();
	struct lucid_net_queue *q = &card->queue[0];
	int err = -EBUSY, status;

	q->status = -1;
	do {
		__netif_tx_lock_bh(txq);
		lucid_net_tx_reap(q);
		if (err == -EBUSY)
			err = lucid_net_settings_submit(q, want);
		status = q->status;
		__netif_tx_unlock_bh(txq);
		lucid_card_look(card, q->tx);
		if (status >= 0)
			return status;
		if (test_bit(0, &card->closed) || (err && err != -EBUSY))
			return -ENODEV;
		usleep_range(50, 100);
	} while (time_before(jiffies, end));
	lucid_card_fail(card, q->tx, -LUCID_CLOSE_TIMEOUT);
	return -ETIMEDOUT;
}

struct lucid_net_settings *lucid_net_settings_begin(struct lucid_card *card)
{
	mutex_lock(&card->lock);
	card->want = card->settings;
	return &card->want;
}

int lucid_net_settings_end(struct lucid_card *card, bool send)
{
	int status = 0;

	if (!(card->features & LUCID_NET_F_SETTINGS))
		status = -EOPNOTSUPP;
	else if (send)
		status = lucid_net_settings_talk(card, &card->want);
	/* Nobody hears them just now: they hold when somebody does. */
	if (status == -ENODEV) {
		flush_work(&card->broken);
		status = card->kept ? 0 : status;
	}
	if (status > 0) {
		netdev_err(card->netdev, "the parent refuses settings: status %d\n", status);
		status = status == LUCID_IO_UNSUPPORTED ? -EOPNOTSUPP : -EIO;
	}
	if (!status)
		card->settings = card->want;
	mutex_unlock(&card->lock);
	return status;
}

int lucid_net_settings_again(struct lucid_card *card)
{
	int status = 0;

	mutex_lock(&card->lock);
	if (card->features & LUCID_NET_F_SETTINGS)
		status = lucid_net_settings_talk(card, &card->settings);
	mutex_unlock(&card->lock);
	return status > 0 ? -EIO : status;
}

static void lucid_net_spread_evenly(struct lucid_net_settings *s)
{
	u32 i;

	for (i = 0; i < LUCID_NET_TABLE; i++)
		s->table[i] = ethtool_rxfh_indir_default(i, s->queues);
}

int lucid_net_settings_init(struct lucid_card *card)
{
	struct lucid_net_settings *s = &card->settings;

	mutex_init(&card->lock);
	s->offloads = card->features & LUCID_NET_RX_OFFLOADS;
	s->queues = card->queues;
	s->hear = LUCID_NET_HEAR_ALL;
	lucid_net_spread_evenly(s);
	/* Anything else is what holds anyway. */
	if (!(card->features & LUCID_NET_F_RSS))
		return 0;
	netdev_rss_key_fill(s->key, sizeof(s->key));
	s->types = LUCID_NET_HASHES;
	lucid_net_settings_begin(card);
	return lucid_net_settings_end(card, true);
}

/* Under netif_addr_lock: so many as there are, even if the list has no room for them. */
static u32 lucid_net_hear_list(const struct netdev_hw_addr_list *list, u8 *to, u32 room)
{
	const struct netdev_hw_addr *ha;
	u32 n = 0;

	netdev_hw_addr_list_for_each(ha, list) {
		if (n < room)
			ether_addr_copy(to + n * ETH_ALEN, ha->addr);
		n++;
	}
	return n;
}

static void lucid_net_hear_fill(struct net_device *netdev, struct lucid_net_settings *s)
{
	u32 n, all = LUCID_NET_ADDRESSES;

	memset(s->address, 0, sizeof(s->address));
	s->hear = netdev->flags & IFF_PROMISC ? LUCID_NET_HEAR_ALL : 0;
	if (netdev->flags & IFF_ALLMULTI)
		s->hear |= LUCID_NET_HEAR_GROUPS;
	netif_addr_lock_bh(netdev);
	ether_addr_copy(s->address, netdev->dev_addr);
	s->addresses = 1 + lucid_net_hear_list(&netdev->uc, s->address + ETH_ALEN, all - 1);
	if (s->addresses > all) {
		s->hear |= LUCID_NET_HEAR_ALL;
		s->addresses = all;
	}
	n = lucid_net_hear_list(&netdev->mc, s->address + s->addresses * ETH_ALEN,
				all - s->addresses);
	netif_addr_unlock_bh(netdev);
	if (n > all - s->addresses) {
		s->hear |= LUCID_NET_HEAR_GROUPS;
		n = all - s->addresses;
	}
	s->addresses += n;
}

/* The stack tells under a lock what it wants to hear; we have to sleep to pass it on. */
void lucid_net_hear(struct work_struct *work)
{
	struct lucid_card *card = container_of(work, struct lucid_card, hear);
	struct lucid_net_settings *want = lucid_net_settings_begin(card);

	lucid_net_hear_fill(card->netdev, want);
	lucid_net_settings_end(card, memcmp(want, &card->settings, sizeof(*want)));
}

int lucid_net_use(struct lucid_card *card, u32 queues)
{
	struct net_device *netdev = card->netdev;
	struct lucid_net_settings *want = lucid_net_settings_begin(card);
	u32 q;
	int err;

	want->queues = queues;
	/* A table that somebody has set names no queue that is going to be out of use. */
	if (!netif_is_rxfh_configured(netdev))
		lucid_net_spread_evenly(want);
	err = lucid_net_settings_end(card, true);
	if (!err)
		err = netif_set_real_num_tx_queues(netdev, queues);
	if (!err)
		err = netif_set_real_num_rx_queues(netdev, queues);
	for (q = 0; q < queues && !err; q++)
		err = netif_set_xps_queue(netdev, lucid_net_queue_cpu(q), q);
	return err;
}
