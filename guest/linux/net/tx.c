// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sending. A frame is copied to the pool and is then the stack's no more, so completions are
 * not urgent: they are taken when something is sent or received, and an interrupt is asked for
 * only when the queue has been stopped for want of slots, memory, or by the byte limits.
 */
#include <linux/etherdevice.h>
#include <linux/virtio_net.h>

#include "net.h"

static struct netdev_queue *lucid_net_txq(struct lucid_net_queue *q)
{
	return netdev_get_tx_queue(q->card->netdev, q->index);
}

/* Whether the largest frame is likely to find room. */
static bool lucid_net_tx_room(struct lucid_net_queue *q)
{
	u32 need = (LUCID_NET_MAX_FRAME >> LUCID_NET_TX_SHIFT) + 1;

	return q->flight < READ_ONCE(q->card->tx_want) &&
	       q->tx_pool.units - q->tx_pool.used >= need;
}

/* What is not of the stack. */
static void lucid_net_tx_other(struct lucid_net_queue *q, const struct lucid_net_sent *sent,
			       u32 status)
{
	if (sent->kind == LUCID_NET_SENT_SETTINGS)
		q->status = status;
}

void lucid_net_tx_kick(struct lucid_net_queue *q)
{
	if (!lucid_chan_flush(q->tx))
		return;
	q->counts.tx_kicks++;
	lucid_chan_raise(q->tx);
}

void lucid_net_tx_reap(struct lucid_net_queue *q)
{
	struct netdev_queue *txq = lucid_net_txq(q);
	struct lucid_net_sent *sent;
	struct lucid_done done;
	u32 n = 0, skbs = 0, bytes = 0;
	int got;

	while ((got = lucid_done_reap(&q->tx->front, &done)) == 1) {
		sent = &q->sent[done.id];
		n++;
		if (likely(sent->kind == LUCID_NET_SENT_SKB)) {
			skbs++;
			bytes += sent->len;
		} else {
			lucid_net_tx_other(q, sent, done.status);
		}
		lucid_pool_put(&q->tx_pool, sent->unit, sent->len);
		lucid_front_put(&q->tx->front, done.id);
		if (done.status != LUCID_IO_OK && sent->kind != LUCID_NET_SENT_SETTINGS)
			DEV_STATS_INC(q->card->netdev, tx_errors);
	}
	if (got < 0)
		lucid_card_fail(q->card, q->tx, got);
	if (!n)
		return;
	q->flight -= n;
	netdev_tx_completed_queue(txq, skbs, bytes);
	if (netif_tx_queue_stopped(txq) && lucid_net_tx_room(q))
		netif_tx_wake_queue(txq);
}

void lucid_net_tx_lose(struct lucid_net_queue *q)
{
	struct netdev_queue *txq = lucid_net_txq(q);

	__netif_tx_lock_bh(txq);
	DEV_STATS_ADD(q->card->netdev, tx_dropped, q->flight);
	q->flight = 0;
	netdev_tx_reset_queue(txq);
	__netif_tx_unlock_bh(txq);
}

/* A stopped queue needs an interrupt. True: completions are there already. */
static bool lucid_net_tx_arm(struct lucid_net_queue *q)
{
	if (!netif_xmit_stopped(lucid_net_txq(q)))
		return false;
	schedule_delayed_work(&q->card->watch, lucid_patience());
	return lucid_rx_arm(&q->tx->front.rx);
}

/* Whether the queue goes on, if it is stopped, since it was looked at last. */
static bool lucid_net_tx_moves(struct lucid_net_queue *q, bool *stopped)
{
	struct netdev_queue *txq = lucid_net_txq(q);
	bool moves = true;

	__netif_tx_lock_bh(txq);
	lucid_net_tx_reap(q);
	if (netif_xmit_stopped(txq)) {
		*stopped = true;
		moves = q->watched != q->tx->front.rx.next;
		q->watched = q->tx->front.rx.next;
	}
	__netif_tx_unlock_bh(txq);
	return moves;
}

/* The kernel's own watchdog would warn as if this were a bug of ours. */
void lucid_net_tx_watch(struct work_struct *work)
{
	struct lucid_card *card = container_of(work, struct lucid_card, watch.work);
	bool stopped = false;
	u32 q;

	for (q = 0; q < card->queues; q++)
		if (!lucid_net_tx_moves(&card->queue[q], &stopped))
			lucid_card_fail(card, card->queue[q].tx, -LUCID_CLOSE_TIMEOUT);
	if (stopped && !test_bit(0, &card->closed))
		schedule_delayed_work(&card->watch, lucid_patience());
}

bool lucid_net_tx_poll(struct lucid_net_queue *q)
{
	struct netdev_queue *txq = lucid_net_txq(q);
	bool again;

	__netif_tx_lock(txq, smp_processor_id());
	lucid_net_tx_reap(q);
	again = !test_bit(0, &q->card->closed) && lucid_net_tx_arm(q);
	__netif_tx_unlock(txq);
	return again;
}

static void lucid_net_tx_copy(const struct sk_buff *skb, u8 *to)
{
	const skb_frag_t *frag;
	int i;

	lucid_copy(to, skb->data, skb_headlen(skb));
	to += skb_headlen(skb);
	for (i = 0; i < skb_shinfo(skb)->nr_frags; i++) {
		frag = &skb_shinfo(skb)->frags[i];
		lucid_copy(to, skb_frag_address(frag), skb_frag_size(frag));
		to += skb_frag_size(frag);
	}
}

/* Segments of UDP are what the kernel's function does not know before 6.2. */
static int lucid_net_tx_hdr(const struct sk_buff *skb, struct lucid_net_hdr *hdr)
{
	if (likely(!(skb_shinfo(skb)->gso_type & SKB_GSO_UDP_L4)))
		return virtio_net_hdr_from_skb(skb, (struct virtio_net_hdr *)hdr, true, false, 0);
	*hdr = (struct lucid_net_hdr){
		.flags = LUCID_NET_HDR_CSUM,
		.gso_type = LUCID_NET_GSO_UDP,
		.hdr_len = skb_headlen(skb),
		.gso_size = skb_shinfo(skb)->gso_size,
		.csum_start = skb_checksum_start_offset(skb),
		.csum_offset = skb->csum_offset,
	};
	return 0;
}

/* Inside of this file, where every instruction counts. */
static __always_inline int lucid_net_tx_room_for(struct lucid_net_queue *q,
						 struct lucid_net_tx *slot, u32 len,
						 enum lucid_net_sent_kind kind)
{
	int id, unit;

	unit = lucid_pool_get(&q->tx_pool, len);
	if (unit < 0)
		return -EBUSY;
	id = lucid_front_get(&q->tx->front);
	if (id < 0) {
		lucid_pool_put(&q->tx_pool, unit, len);
		return -EBUSY;
	}
	q->sent[id] = (struct lucid_net_sent){ .unit = unit, .len = len, .kind = kind };
	slot->id = id;
	slot->nseg = 1;
	lucid_pool_seg(&q->tx_pool, unit, len, &slot->seg[0]);
	return 0;
}

static __always_inline int lucid_net_tx_hand_over(struct lucid_net_queue *q,
						  const struct lucid_net_tx *slot)
{
	const struct lucid_net_sent *sent = &q->sent[slot->id];

	if (!lucid_front_submit(&q->tx->front, slot)) {
		q->flight++;
		return 0;
	}
	lucid_pool_put(&q->tx_pool, sent->unit, sent->len);
	lucid_front_put(&q->tx->front, slot->id);
	return -EIO;
}

int lucid_net_tx_take(struct lucid_net_queue *q, struct lucid_net_tx *slot, u32 len,
		      enum lucid_net_sent_kind kind)
{
	return lucid_net_tx_room_for(q, slot, len, kind);
}

int lucid_net_tx_give(struct lucid_net_queue *q, const struct lucid_net_tx *slot)
{
	return lucid_net_tx_hand_over(q, slot);
}

/* Copies and submits. 0; -EBUSY: no room now; else this frame cannot be sent. */
static int lucid_net_tx_submit(struct lucid_net_queue *q, const struct sk_buff *skb)
{
	struct lucid_net_tx slot = {};
	int err;

	if (skb->len < LUCID_NET_MIN_FRAME || skb->len > LUCID_NET_MAX_FRAME)
		return -EINVAL;
	if (lucid_net_tx_hdr(skb, &slot.hdr))
		return -EINVAL;
	err = lucid_net_tx_room_for(q, &slot, skb->len, LUCID_NET_SENT_SKB);
	if (err)
		return err;
	lucid_net_tx_copy(skb, lucid_pool_va(&q->tx_pool, q->sent[slot.id].unit));
	return lucid_net_tx_hand_over(q, &slot);
}

/* Stops the queue until a completion; goes on at once if one came meanwhile. */
static netdev_tx_t lucid_net_tx_busy(struct lucid_net_queue *q)
{
	netif_tx_stop_queue(lucid_net_txq(q));
	lucid_net_tx_kick(q);
	if (lucid_net_tx_arm(q))
		napi_schedule(&q->napi);
	return NETDEV_TX_BUSY;
}

netdev_tx_t lucid_net_xmit(struct sk_buff *skb, struct net_device *netdev)
{
	struct lucid_card *card = netdev_priv(netdev);
	struct lucid_net_queue *q = &card->queue[skb_get_queue_mapping(skb)];
	struct netdev_queue *txq = lucid_net_txq(q);
	u32 len = skb->len;
	int err = -ENETDOWN;

	/* Whoever ends the service takes this lock once, and from then on owns the rings. */
	if (likely(!test_bit(0, &card->closed))) {
		lucid_net_tx_reap(q);
		err = lucid_net_tx_submit(q, skb);
	}
	if (err == -EBUSY)
		return lucid_net_tx_busy(q);
	if (err) {
		DEV_STATS_INC(netdev, tx_dropped);
		dev_kfree_skb_any(skb);
		/* Frames of the same batch may still wait for their kick. */
		if (!netdev_xmit_more() && err != -ENETDOWN)
			lucid_net_tx_kick(q);
		return NETDEV_TX_OK;
	}
	skb_tx_timestamp(skb);
	dev_consume_skb_any(skb);
	q->counts.tx_packets++;
	q->counts.tx_bytes += len;
	if (!lucid_net_tx_room(q)) {
		q->counts.tx_stops++;
		netif_tx_stop_queue(txq);
	}
	if (__netdev_tx_sent_queue(txq, len, netdev_xmit_more()))
		lucid_net_tx_kick(q);
	if (lucid_net_tx_arm(q))
		napi_schedule(&q->napi);
	return NETDEV_TX_OK;
}
