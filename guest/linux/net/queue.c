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
	u64 usecs = READ_ONCE(q->card->rx_usecs);
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
	if (n && usecs && !again) {
		hrtimer_start(&q->timer, ns_to_ktime(usecs * NSEC_PER_USEC),
			      HRTIMER_MODE_REL_PINNED);
		return n;
	}
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

static enum hrtimer_restart lucid_net_timer(struct hrtimer *timer)
{
	struct lucid_net_queue *q = container_of(timer, struct lucid_net_queue, timer);

	napi_schedule(&q->napi);
	return HRTIMER_NORESTART;
}

void lucid_net_queue_poke(struct lucid_net_queue *q)
{
	local_bh_disable();
	napi_schedule(&q->napi);
	local_bh_enable();
}

void lucid_net_queue_open(struct lucid_net_queue *q)
{
	napi_enable(&q->napi);
	/* The poll arms the interrupt. */
	lucid_net_queue_poke(q);
}

void lucid_net_queue_stop(struct lucid_net_queue *q)
{
	napi_disable(&q->napi);
	hrtimer_cancel(&q->timer);
}

const struct cpumask *lucid_net_queue_cpu(u32 index)
{
	return cpumask_of(cpumask_local_spread(index, NUMA_NO_NODE));
}

int lucid_net_queue_init(struct lucid_card *card, u32 index)
{
	struct lucid_net_queue *q = &card->queue[index];
	int err;

	q->card = card;
	q->index = index;
	hrtimer_init(&q->timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL_PINNED);
	q->timer.function = lucid_net_timer;
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

int lucid_net_queue_again(struct lucid_net_queue *q)
{
	lucid_net_rx_drop(q);
	q->before = 0;
	q->skip = false;
	q->xdp_done = 0;
	lucid_net_tx_lose(q);
	lucid_pool_reset(&q->tx_pool);
	return lucid_net_rx_fill(q);
}

int lucid_net_queue_irqs(struct lucid_net_queue *q)
{
	const struct cpumask *cpu = lucid_net_queue_cpu(q->index);
	u32 id = q->card->ldev->id;
	char name[16];
	int err;

	snprintf(name, sizeof(name), "net%u-rx%u", id, q->index);
	err = lucid_chan_irq(q->rx, lucid_net_rx_irq, q, cpu, name);
	if (err)
		return err;
	snprintf(name, sizeof(name), "net%u-tx%u", id, q->index);
	return lucid_chan_irq(q->tx, lucid_net_tx_irq, q, cpu, name);
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
