/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lucid_net.ko inside: a card and its queue pairs, each a receive and a send channel with a
 * pool of buffers. For net/ only.
 */
#ifndef LUCID_GUEST_NET_H
#define LUCID_GUEST_NET_H

#include <linux/hrtimer.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/workqueue.h>
#include <net/xdp.h>

#include "guest/linux/lucid.h"
#include "guest/linux/pool.h"
#include "ring/net_settings.h"

#define LUCID_NET_ORDER		8
#define LUCID_NET_RX_SHIFT	14	/* the longest frame takes five receive buffers */
#define LUCID_NET_RX_BUF	(1U << LUCID_NET_RX_SHIFT)
#define LUCID_NET_TX_SHIFT	11	/* frames to send take units of 2 KiB */
#define LUCID_NET_SLICE		(1U << 20)	/* of a window, for each direction of a queue */
#define LUCID_NET_WINDOW	(4U << 20)	/* its pages lie in a row */

struct lucid_card;

/* Something on its way out, and what it is. */
enum lucid_net_sent_kind {
	LUCID_NET_SENT_SKB,	/* counts for the stack's limits */
	LUCID_NET_SENT_XDP,
	LUCID_NET_SENT_SETTINGS,
};

/* lucid_net_queue.xdp_done */
#define LUCID_NET_XDP_SENT		1
#define LUCID_NET_XDP_REDIRECTED	2

struct lucid_net_sent {
	u32 unit;		/* in the pool */
	u32 len;
	u32 kind;
};

/* For ethtool, which has a name for each. Written under the queue's locks. */
struct lucid_net_counts {
	u64 rx_packets;
	u64 rx_bytes;
	u64 tx_packets;
	u64 tx_bytes;
	u64 tx_stops;
	u64 rx_kicks;		/* the parent was told of buffers */
	u64 tx_kicks;		/* and of frames */
	u64 rx_xdp;		/* a program saw these */
	u64 rx_xdp_drops;	/* and these came no further */
	u64 tx_xdp;		/* of tx_packets */
};

struct lucid_net_queue {
	struct lucid_card *card;
	struct napi_struct napi;
	u32 index;
	struct lucid_net_counts counts;
	struct hrtimer timer;		/* instead of an interrupt, if there are too many */

	/* Receiving: NAPI's own. */
	struct lucid_chan *rx ____cacheline_aligned;
	struct lucid_pool rx_pool;	/* buffer i is unit i */
	struct page_pool *pages;	/* for what is copied out */
	u32 rx_bufs;			/* that there are */
	u32 rx_given;			/* that the parent has */
	struct sk_buff *skb;		/* a frame of which more is to come */
	struct lucid_net_hdr hdr;	/* of that frame */
	u32 before;			/* bytes of it so far */
	bool skip;			/* the rest of a frame that could not be taken */
	struct page_pool *xdp_pages;	/* while there is a program: what it gets */
	struct xdp_rxq_info xdp_rxq;
	u32 xdp_done;			/* what is left to do after the poll */

	/* Sending: under the lock of the netdev's send queue. */
	struct lucid_chan *tx ____cacheline_aligned;
	struct lucid_pool tx_pool;
	struct lucid_net_sent *sent;	/* by id */
	u32 flight;			/* how many of these there are */
	u32 watched;			/* completions when it was looked at last */
	int status;			/* queue 0: of the settings; -1: none yet */
};

struct lucid_card {
	struct lucid_device *ldev;
	struct lucid_link *link;
	struct net_device *netdev;
	struct lucid_net_config config;
	struct lucid_net_config seen;	/* what the entry had last, good or not */
	u64 features;
	u32 queues;			/* that there are; settings say how many are in use */
	struct lucid_net_queue *queue;
	u32 rx_want;			/* of rx_bufs, and of slots to send */
	u32 tx_want;
	u32 rx_usecs;			/* at least, between two interrupts; 0: no matter */
	struct mutex lock;		/* of these: what the parent has, and may get */
	struct lucid_net_settings settings;
	struct lucid_net_settings want;
	struct work_struct hear;
	struct bpf_prog __rcu *prog;
	unsigned long closed;		/* bit 0: nobody serves it; sending ends where it is set */
	bool kept;			/* and somebody else will: then it goes on */
	bool paused;			/* its queues rest; under the network stack's lock */
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

/* Forgets a frame of which a part has come. */
void lucid_net_rx_drop(struct lucid_net_queue *q);

/* Hands a whole frame up, which q->hdr is of. */
void lucid_net_rx_up(struct lucid_net_queue *q, struct sk_buff *skb);

/* A buffer's worth of a frame that nobody can use. */
void lucid_net_rx_lose(struct lucid_net_queue *q, const struct lucid_net_frame *frame);

/* Takes up to @budget buffers' worth of frames; says how many buffers. */
int lucid_net_rx_poll(struct lucid_net_queue *q, int budget);

/* ---- tx.c ---- */

netdev_tx_t lucid_net_xmit(struct sk_buff *skb, struct net_device *netdev);

/* Takes the completions; the caller has the send queue's lock. */
void lucid_net_tx_reap(struct lucid_net_queue *q);

/*
 * Room for @len bytes, and a slot that says so; -EBUSY: none now. Then its bytes are copied, and it
 * goes, once lucid_net_tx_kick() is called. The caller has the send queue's lock.
 */
int lucid_net_tx_take(struct lucid_net_queue *q, struct lucid_net_tx *slot, u32 len,
		      enum lucid_net_sent_kind kind);
int lucid_net_tx_give(struct lucid_net_queue *q, const struct lucid_net_tx *slot);
void lucid_net_tx_kick(struct lucid_net_queue *q);

/* The same as reaping, from NAPI. True: it has to come again. */
bool lucid_net_tx_poll(struct lucid_net_queue *q);

/* What was on its way with a back end that is gone is lost, and counted. */
void lucid_net_tx_lose(struct lucid_net_queue *q);

/* The work of card->watch. */
void lucid_net_tx_watch(struct work_struct *work);

/* ---- queue.c ---- */

int lucid_net_queue_init(struct lucid_card *card, u32 index);
void lucid_net_queue_open(struct lucid_net_queue *q);
void lucid_net_queue_stop(struct lucid_net_queue *q);

/* A queue that rests, with rings that are new: as it was after its init. */
int lucid_net_queue_again(struct lucid_net_queue *q);

/* Has it polled once, if the card is up. */
void lucid_net_queue_poke(struct lucid_net_queue *q);

/* Where a queue pair belongs. */
const struct cpumask *lucid_net_queue_cpu(u32 index);
int lucid_net_queue_irqs(struct lucid_net_queue *q);
void lucid_net_queue_exit(struct lucid_net_queue *q);

/* The card cannot go on. From any context. */
void lucid_card_fail(struct lucid_card *card, struct lucid_chan *chan, int why);

/* Looks whether the parent closed a channel; called with every interrupt. */
void lucid_card_look(struct lucid_card *card, struct lucid_chan *chan);

/* ---- settings.c ---- */

/* The first settings of a card that is connected. */
int lucid_net_settings_init(struct lucid_card *card);

/*
 * A copy of the settings to change, and sending it, if need be; these may sleep. The second gives
 * 0, or -errno and nothing has changed.
 */
struct lucid_net_settings *lucid_net_settings_begin(struct lucid_card *card);
int lucid_net_settings_end(struct lucid_card *card, bool send);

/* Another back end is told all of them. */
int lucid_net_settings_again(struct lucid_card *card);

/* So many queue pairs are in use from now on. */
int lucid_net_use(struct lucid_card *card, u32 queues);

/* The work of card->hear. */
void lucid_net_hear(struct work_struct *work);

/* ---- xdp.c ---- */

/* A buffer that came back, for the program; and after a poll in which there was one. */
void lucid_net_xdp_rx(struct lucid_net_queue *q, struct bpf_prog *prog,
		      const struct lucid_net_frame *frame);
void lucid_net_xdp_flush(struct lucid_net_queue *q);

/* Whether this MTU goes together with the program, if there is one. */
bool lucid_net_xdp_fits(struct lucid_card *card, u32 mtu);

int lucid_net_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames, u32 flags);
int lucid_net_bpf(struct net_device *netdev, struct netdev_bpf *bpf);

/* ---- ethtool.c ---- */

extern const struct ethtool_ops lucid_net_ethtool;

#endif
