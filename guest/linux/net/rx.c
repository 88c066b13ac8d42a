// SPDX-License-Identifier: GPL-2.0-only
/*
 * Receiving. Buffers lie in the window, which the parent can write at any time, so every byte
 * is copied out once before the stack sees it: small frames whole, of large ones the headers
 * to the linear part and the rest to pages. For queue.c.
 */
#include <linux/etherdevice.h>
#include <linux/virtio_net.h>
#include <net/page_pool.h>

#include "net.h"

#define LUCID_NET_SMALL	1600	/* frames up to this are copied whole */
#define LUCID_NET_HEAD	128	/* of larger ones: what most headers fit into */
#define LUCID_NET_RX_PIECE	2048	/* a page is handed out in multiples of this */

static int lucid_net_rx_give(struct lucid_net_queue *q, u32 id)
{
	struct lucid_net_buf buf = { .id = id };

	lucid_pool_seg(&q->rx_pool, id, LUCID_NET_RX_BUF, &buf.seg);
	return lucid_front_submit(&q->rx->front, &buf);
}

int lucid_net_rx_fill(struct lucid_net_queue *q)
{
	int id, err;

	q->rx_bufs = min(1U << q->card->link->order, q->rx_pool.units);
	for (u32 i = 0; i < q->rx_bufs; i++) {
		/* A new table of ids hands them out in order. */
		id = lucid_front_get(&q->rx->front);
		err = id == i ? lucid_net_rx_give(q, id) : -LUCID_CLOSE_BAD_ID;
		if (err)
			return -EIO;
	}
	q->rx_given = q->rx_bufs;
	lucid_chan_kick(q->rx);
	return 0;
}

/* A buffer that came back goes again, unless there are to be fewer than there are. */
static int lucid_net_rx_return(struct lucid_net_queue *q, u32 id, u32 want)
{
	if (likely(q->rx_given <= want))
		return lucid_net_rx_give(q, id);
	lucid_front_put(&q->rx->front, id);
	q->rx_given--;
	return 0;
}

/* Ids that were put are got first, so they are always those of buffers. */
static int lucid_net_rx_refill(struct lucid_net_queue *q, u32 want)
{
	int err = 0;

	for (; q->rx_given < want && !err; q->rx_given++)
		err = lucid_net_rx_give(q, lucid_front_get(&q->rx->front));
	return err;
}

void lucid_net_rx_drop(struct lucid_net_queue *q)
{
	if (q->skb)
		dev_kfree_skb_any(q->skb);
	q->skb = NULL;
}

int lucid_net_rx_init(struct lucid_net_queue *q)
{
	struct page_pool_params params = {
		.flags = PP_FLAG_PAGE_FRAG,
		.order = get_order(LUCID_NET_RX_BUF),
		.pool_size = 1U << LUCID_NET_ORDER,
		.nid = NUMA_NO_NODE,
		.dev = &q->card->ldev->dev,
	};

	q->pages = page_pool_create(&params);
	return PTR_ERR_OR_ZERO(q->pages);
}

void lucid_net_rx_exit(struct lucid_net_queue *q)
{
	lucid_net_rx_drop(q);
	if (!IS_ERR_OR_NULL(q->pages))
		page_pool_destroy(q->pages);
}

/*
 * Copies @len bytes, no more than a buffer, behind what the frame has already: to a page that comes
 * back to this queue, or, when memory is too fragmented for those, to ordinary ones.
 */
static bool lucid_net_rx_more(struct lucid_net_queue *q, struct sk_buff *skb, const u8 *data,
			      u32 len)
{
	unsigned int offset;
	struct page *page;
	u32 n, size;

	for (; len; data += n, len -= n) {
		if (skb_shinfo(skb)->nr_frags == MAX_SKB_FRAGS)
			return false;
		n = len;
		size = round_up(n, LUCID_NET_RX_PIECE);
		page = page_pool_dev_alloc_frag(q->pages, &offset, size);
		if (!page) {
			n = min_t(u32, n, PAGE_SIZE);
			size = PAGE_SIZE;
			offset = 0;
			page = dev_alloc_page();
		}
		if (!page)
			return false;
		lucid_copy(page_address(page) + offset, data, n);
		skb_add_rx_frag(skb, skb_shinfo(skb)->nr_frags, page, offset, n, size);
	}
	skb_mark_for_recycle(skb);
	return true;
}

static struct sk_buff *lucid_net_rx_first(struct lucid_net_queue *q, const u8 *data, u32 len,
					  bool more)
{
	u32 head = !more && len <= LUCID_NET_SMALL ? len : min_t(u32, len, LUCID_NET_HEAD);
	struct sk_buff *skb = napi_alloc_skb(&q->napi, head);

	if (!skb)
		return NULL;
	lucid_copy(skb_put(skb, head), data, head);
	if (len == head || lucid_net_rx_more(q, skb, data + head, len - head))
		return skb;
	dev_kfree_skb_any(skb);
	return NULL;
}

/* The offload header is the parent's word: the stack checks it. */
void lucid_net_rx_up(struct lucid_net_queue *q, struct sk_buff *skb)
{
	struct net_device *netdev = q->card->netdev;
	const struct virtio_net_hdr *hdr = (const struct virtio_net_hdr *)&q->hdr;
	u64 offloads = lucid_net_rx_offloads(q->card->features);
	u32 len = skb->len;

	if (len < LUCID_NET_MIN_FRAME || lucid_net_hdr_check(&q->hdr, len, offloads))
		goto drop;
	/* The first buffer may hold less than a header. */
	if (!pskb_may_pull(skb, LUCID_NET_MIN_FRAME))
		goto drop;
	if (hdr->flags & VIRTIO_NET_HDR_F_DATA_VALID)
		skb->ip_summed = CHECKSUM_UNNECESSARY;
	if (virtio_net_hdr_to_skb(skb, hdr, true))
		goto drop;
	skb_record_rx_queue(skb, q->index);
	skb->protocol = eth_type_trans(skb, netdev);
	q->counts.rx_packets++;
	q->counts.rx_bytes += len;
	napi_gro_receive(&q->napi, skb);
	return;
drop:
	DEV_STATS_INC(netdev, rx_frame_errors);
	dev_kfree_skb_any(skb);
}

void lucid_net_rx_lose(struct lucid_net_queue *q, const struct lucid_net_frame *frame)
{
	if (!q->skip)
		DEV_STATS_INC(q->card->netdev, rx_dropped);
	lucid_net_rx_drop(q);
	q->skip = frame->hdr.more;
	q->before = frame->hdr.more ? q->before + frame->len : 0;
}

/* One buffer that came back, @frame says with what; its contents are copied in here. */
static void lucid_net_rx_one(struct lucid_net_queue *q, const struct lucid_net_frame *frame)
{
	const u8 *data = lucid_pool_va(&q->rx_pool, frame->id);
	bool more = frame->hdr.more;
	bool taken = false;

	if (!q->skip && frame->len) {
		if (q->skb) {
			taken = lucid_net_rx_more(q, q->skb, data, frame->len);
		} else {
			q->skb = lucid_net_rx_first(q, data, frame->len, more);
			q->hdr = frame->hdr;
			taken = q->skb;
			if (taken && frame->hash)
				skb_set_hash(q->skb, frame->hash, PKT_HASH_TYPE_L3);
		}
	}
	if (!taken) {
		lucid_net_rx_lose(q, frame);
		return;
	}
	q->before += frame->len;
	if (more)
		return;
	lucid_net_rx_up(q, q->skb);
	q->skb = NULL;
	q->before = 0;
}

int lucid_net_rx_poll(struct lucid_net_queue *q, int budget)
{
	u32 want = min(READ_ONCE(q->card->rx_want), q->rx_bufs);
	struct lucid_net_frame frame;
	struct bpf_prog *prog = rcu_dereference_bh(q->card->prog);
	int n, got = 0;

	for (n = 0; n < budget; n++) {
		got = lucid_front_reap(&q->rx->front, &frame);
		if (got != 1)
			break;
		got = lucid_net_frame_check(&frame, LUCID_NET_RX_BUF, q->before);
		if (got < 0)
			break;
		if (unlikely(prog))
			lucid_net_xdp_rx(q, prog, &frame);
		else
			lucid_net_rx_one(q, &frame);
		got = lucid_net_rx_return(q, frame.id, want);
		if (got < 0)
			break;
	}
	if (unlikely(q->xdp_done))
		lucid_net_xdp_flush(q);
	if (unlikely(q->rx_given < want) && got >= 0)
		got = lucid_net_rx_refill(q, want);
	if (got < 0) {
		lucid_card_fail(q->card, q->rx, got);
	} else if (lucid_chan_flush(q->rx)) {
		q->counts.rx_kicks++;
		lucid_chan_raise(q->rx);
	}
	return n;
}
