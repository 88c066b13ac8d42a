/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lucid_net.ko inside: a card and its queue pairs, each a receive and a send channel with a
 * pool of buffers. For net/ only.
 */
#ifndef LUCID_GUEST_NET_H
#define LUCID_GUEST_NET_H

#include <linux/netdevice.h>
#include <linux/workqueue.h>

#include "guest/linux/lucid.h"
#include "guest/linux/pool.h"
#include "ring/net.h"

#define LUCID_NET_ORDER		8
#define LUCID_NET_RX_SHIFT	14	/* the longest frame takes five receive buffers */
#define LUCID_NET_RX_BUF	(1U << LUCID_NET_RX_SHIFT)
#define LUCID_NET_TX_SHIFT	11	/* frames to send take units of 2 KiB */
#define LUCID_NET_SLICE		(1U << 20)	/* of a window, for each direction of a queue */

struct lucid_card;

/* A frame on its way out. */
struct lucid_net_sent {
	u32 unit;		/* in the pool */
	u32 len;
};

struct lucid_net_queue {
	struct lucid_card *card;
	struct napi_struct napi;
	u32 index;

	/* Receiving: NAPI's own. */
	struct lucid_chan *rx ____cacheline_aligned;
	struct lucid_pool rx_pool;	/* buffer i is unit i */
	struct page_pool *pages;	/* for what is copied out */
	u32 rx_bufs;
	struct sk_buff *skb;		/* a frame of which more is to come */
	struct lucid_net_hdr hdr;	/* of that frame */
	u32 before;			/* bytes of it so far */
	bool skip;			/* the rest of a frame that could not be taken */

	/* Sending: under the lock of the netdev's send queue. */
	struct lucid_chan *tx ____cacheline_aligned;
	struct lucid_pool tx_pool;
	struct lucid_net_sent *sent;	/* by id */
	u32 watched;			/* completions when it was looked at last */
};

struct lucid_card {
	struct lucid_device *ldev;
	struct lucid_link *link;
	struct net_device *netdev;
	struct lucid_net_config config;
	struct lucid_net_config seen;	/* what the entry had last, good or not */
	u64 features;
	u32 queues;
	struct lucid_net_queue *queue;
	unsigned long closed;		/* bit 0, once */
	struct lucid_chan *culprit;
	int why;
	struct work_struct broken;
	struct delayed_work watch;	/* after a send queue stopped: does it go on? */
};

/* ---- rx.c ---- */

int lucid_net_rx_init(struct lucid_net_queue *q);
void lucid_net_rx_exit(struct lucid_net_queue *q);

/* Gives all receive buffers to the parent. */
int lucid_net_rx_fill(struct lucid_net_queue *q);

/* Takes up to @budget buffers' worth of frames; says how many buffers. */
int lucid_net_rx_poll(struct lucid_net_queue *q, int budget);

/* ---- tx.c ---- */

netdev_tx_t lucid_net_xmit(struct sk_buff *skb, struct net_device *netdev);

/* Takes the completions; the caller has the send queue's lock. */
void lucid_net_tx_reap(struct lucid_net_queue *q);

/* The same from NAPI. True: it has to come again. */
bool lucid_net_tx_poll(struct lucid_net_queue *q);

/* The work of card->watch. */
void lucid_net_tx_watch(struct work_struct *work);

/* ---- queue.c ---- */

int lucid_net_queue_init(struct lucid_card *card, u32 index);
int lucid_net_queue_irqs(struct lucid_net_queue *q);
void lucid_net_queue_exit(struct lucid_net_queue *q);

/* The card cannot go on. From any context. */
void lucid_card_fail(struct lucid_card *card, struct lucid_chan *chan, int why);

/* Looks whether the parent closed a channel; called with every interrupt. */
void lucid_card_look(struct lucid_card *card, struct lucid_chan *chan);

/* ---- card.c ---- */

extern const struct ethtool_ops lucid_net_ethtool;

#endif
