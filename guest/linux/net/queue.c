// SPDX-License-Identifier: GPL-2.0-only
/*
 * A queue pair of a card: one NAPI context for both channels, and the end when the parent
 * closes one of them or breaks the protocol. For card.c.
 */
#include <linux/etherdevice.h>
#include <linux/slab.h>

#include "net.h"

static int lucid_net_poll(struct napi_struct *napi, int budget)
{
	struct lucid_net_queue *q = container_of(napi, struct lucid_net_queue, napi);
	bool again = lucid_net_tx_poll(q);
	int n = 0;

	if (budget)
		n = lucid_net_rx_poll(q, budget);
	if (n == budget || test_bit(0, &q->card->closed)) {
		if (n < budget)
			napi_complete_done(napi, n);
		return n;
	}
	if (!napi_complete_done(napi, n))
		return n;
	/* Only now, so that the interrupt finds somebody to schedule. */
	if (lucid_rx_arm(&q->rx->front.rx) || again)
		napi_schedule(napi);
	return n;
}

static irqreturn_t lucid_net_rx_irq(int irq, void *data)
{
	struct lucid_net_queue *q = data;

	lucid_card_look(q->card, q->rx);
	napi_schedule_irqoff(&q->napi);
	return IRQ_HANDLED;
}

static irqreturn_t lucid_net_tx_irq(int irq, void *data)
{
	struct lucid_net_queue *q = data;

	lucid_card_look(q->card, q->tx);
	napi_schedule_irqoff(&q->napi);
	return IRQ_HANDLED;
}

int lucid_net_queue_init(struct lucid_card *card, u32 index)
{
	struct lucid_net_queue *q = &card->queue[index];
	int err;

	q->card = card;
	q->index = index;
	q->rx = &card->link->chan[2 * index];
	q->tx = &card->link->chan[2 * index + 1];
	q->sent = kcalloc(1U << card->link->order, sizeof(*q->sent), GFP_KERNEL);
	if (!q->sent)
		return -ENOMEM;
	err = lucid_pool_init(&q->rx_pool, card->link, 2 * index, 2 * card->queues,
			      LUCID_NET_RX_SHIFT);
	if (!err)
		err = lucid_pool_init(&q->tx_pool, card->link, 2 * index + 1, 2 * card->queues,
				      LUCID_NET_TX_SHIFT);
	if (!err)
		err = lucid_net_rx_init(q);
	if (!err)
		err = lucid_net_rx_fill(q);
	if (!err)
		netif_napi_add(card->netdev, &q->napi, lucid_net_poll);
	return err;
}

int lucid_net_queue_irqs(struct lucid_net_queue *q)
{
	unsigned int cpu = cpumask_local_spread(q->index, NUMA_NO_NODE);
	u32 id = q->card->ldev->id;
	char name[16];
	int err;

	snprintf(name, sizeof(name), "net%u-rx%u", id, q->index);
	err = lucid_chan_irq(q->rx, lucid_net_rx_irq, q, cpumask_of(cpu), name);
	if (err)
		return err;
	snprintf(name, sizeof(name), "net%u-tx%u", id, q->index);
	return lucid_chan_irq(q->tx, lucid_net_tx_irq, q, cpumask_of(cpu), name);
}

/* After the link has been stopped: no interrupt and no poll comes any more. */
void lucid_net_queue_exit(struct lucid_net_queue *q)
{
	lucid_net_rx_exit(q);
	lucid_pool_exit(&q->rx_pool);
	lucid_pool_exit(&q->tx_pool);
	kfree(q->sent);
}

void lucid_card_fail(struct lucid_card *card, struct lucid_chan *chan, int why)
{
	if (test_and_set_bit(0, &card->closed))
		return;
	card->culprit = chan;
	card->why = why;
	netif_carrier_off(card->netdev);
	schedule_work(&card->broken);
}

void lucid_card_look(struct lucid_card *card, struct lucid_chan *chan)
{
	if (unlikely(lucid_chan_peer_closed(chan)))
		lucid_card_fail(card, chan, 0);
}
