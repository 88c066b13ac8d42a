// SPDX-License-Identifier: GPL-2.0-only
/*
 * XDP: programs that see each received frame first. The parent can write to a window at any time,
 * so a program gets a copy, in a page of its own with room in front; hence the limit of the MTU. It
 * sees frames as they were on the wire: the parent finishes their checksums and sends no large ones
 * while there is a program. For rx.c and card.c.
 */
#include <linux/bpf_trace.h>
#include <linux/etherdevice.h>
#include <linux/filter.h>
#include <net/page_pool.h>

#include "net.h"

#define LUCID_NET_XDP_ROOM	SKB_WITH_OVERHEAD(PAGE_SIZE - XDP_PACKET_HEADROOM)
#define LUCID_NET_XDP_MTU	(LUCID_NET_XDP_ROOM - ETH_HLEN - VLAN_HLEN)

/* A frame of XDP's to the parent; the caller has the send queue's lock and kicks later. */
static int lucid_net_xdp_send(struct lucid_net_queue *q, const void *data, u32 len)
{
	struct lucid_net_tx slot = {};
	int err;

	if (len < LUCID_NET_MIN_FRAME || len > LUCID_NET_XDP_ROOM + XDP_PACKET_HEADROOM)
		return -EINVAL;
	err = lucid_net_tx_take(q, &slot, len, LUCID_NET_SENT_XDP);
	if (err)
		return err;
	lucid_copy(lucid_pool_va(&q->tx_pool, q->sent[slot.id].unit), data, len);
	err = lucid_net_tx_give(q, &slot);
	if (err)
		return err;
	q->counts.tx_packets++;
	q->counts.tx_bytes += len;
	q->counts.tx_xdp++;
	return 0;
}

int lucid_net_xdp_xmit(struct net_device *netdev, int n, struct xdp_frame **frames, u32 flags)
{
	struct lucid_card *card = netdev_priv(netdev);
	u32 cpu = smp_processor_id(), index = cpu % READ_ONCE(card->settings.queues);
	struct netdev_queue *txq = netdev_get_tx_queue(netdev, index);
	struct lucid_net_queue *q = &card->queue[index];
	int i;

	if (flags & ~XDP_XMIT_FLAGS_MASK)
		return -EINVAL;
	if (!netif_running(netdev))
		return -ENETDOWN;
	__netif_tx_lock(txq, cpu);
	if (test_bit(0, &card->closed)) {
		__netif_tx_unlock(txq);
		return -ENETDOWN;
	}
	lucid_net_tx_reap(q);
	for (i = 0; i < n; i++) {
		if (xdp_frame_has_frags(frames[i]) ||
		    lucid_net_xdp_send(q, frames[i]->data, frames[i]->len))
			break;
		/* It has been copied. */
		xdp_return_frame_rx_napi(frames[i]);
	}
	if (flags & XDP_XMIT_FLUSH)
		lucid_net_tx_kick(q);
	__netif_tx_unlock(txq);
	return i;
}

static struct sk_buff *lucid_net_xdp_skb(const struct xdp_buff *xdp)
{
	struct sk_buff *skb = napi_build_skb(xdp->data_hard_start, PAGE_SIZE);

	if (!skb)
		return NULL;
	skb_reserve(skb, xdp->data - xdp->data_hard_start);
	skb_put(skb, xdp->data_end - xdp->data);
	if (xdp->data > xdp->data_meta)
		skb_metadata_set(skb, xdp->data - xdp->data_meta);
	skb_mark_for_recycle(skb);
	return skb;
}

/* Back to where it came from, by this queue. */
static bool lucid_net_xdp_tx(struct lucid_net_queue *q, const struct xdp_buff *xdp)
{
	struct netdev_queue *txq = netdev_get_tx_queue(q->card->netdev, q->index);
	int err;

	__netif_tx_lock(txq, smp_processor_id());
	err = lucid_net_xdp_send(q, xdp->data, xdp->data_end - xdp->data);
	__netif_tx_unlock(txq);
	q->xdp_done |= LUCID_NET_XDP_SENT;
	return !err;
}

/* What the program says is done. False: the page is still ours, and the frame is lost. */
static bool lucid_net_xdp_act(struct lucid_net_queue *q, struct bpf_prog *prog,
			      struct xdp_buff *xdp)
{
	struct net_device *netdev = q->card->netdev;
	u32 act = bpf_prog_run_xdp(prog, xdp);
	struct sk_buff *skb;

	switch (act) {
	case XDP_PASS:
		skb = lucid_net_xdp_skb(xdp);
		if (!skb)
			return false;
		lucid_net_rx_up(q, skb);
		return true;
	case XDP_TX:
		if (!lucid_net_xdp_tx(q, xdp))
			break;
		page_pool_recycle_direct(q->xdp_pages, virt_to_page(xdp->data_hard_start));
		return true;
	case XDP_REDIRECT:
		if (xdp_do_redirect(netdev, xdp, prog))
			break;
		q->xdp_done |= LUCID_NET_XDP_REDIRECTED;
		return true;
	default:
		bpf_warn_invalid_xdp_action(netdev, prog, act);
		break;
	case XDP_ABORTED:
		break;
	case XDP_DROP:
		return false;
	}
	trace_xdp_exception(netdev, prog, act);
	return false;
}

void lucid_net_xdp_rx(struct lucid_net_queue *q, struct bpf_prog *prog,
		      const struct lucid_net_frame *frame)
{
	struct page *page = NULL;
	struct xdp_buff xdp;

	/* From before there was a program, or from a parent that does not care. */
	if (frame->hdr.more || q->before || frame->len > LUCID_NET_XDP_ROOM ||
	    frame->len < LUCID_NET_MIN_FRAME || frame->hdr.gso_type ||
	    frame->hdr.flags & LUCID_NET_HDR_CSUM)
		goto lost;
	page = page_pool_dev_alloc_pages(q->xdp_pages);
	if (!page)
		goto lost;
	xdp_init_buff(&xdp, PAGE_SIZE, &q->xdp_rxq);
	xdp_prepare_buff(&xdp, page_address(page), XDP_PACKET_HEADROOM, frame->len, true);
	lucid_copy(xdp.data, lucid_pool_va(&q->rx_pool, frame->id), frame->len);
	q->hdr = frame->hdr;
	q->counts.rx_xdp++;
	if (lucid_net_xdp_act(q, prog, &xdp))
		return;
	page_pool_recycle_direct(q->xdp_pages, page);
	q->counts.rx_xdp_drops++;
	return;
lost:
	lucid_net_rx_lose(q, frame);
}

void lucid_net_xdp_flush(struct lucid_net_queue *q)
{
	if (q->xdp_done & LUCID_NET_XDP_REDIRECTED)
		xdp_do_flush();
	if (q->xdp_done & LUCID_NET_XDP_SENT) {
		struct netdev_queue *txq = netdev_get_tx_queue(q->card->netdev, q->index);

		__netif_tx_lock(txq, smp_processor_id());
		lucid_net_tx_kick(q);
		__netif_tx_unlock(txq);
	}
	q->xdp_done = 0;
}

static void lucid_net_xdp_free(struct lucid_net_queue *q)
{
	if (xdp_rxq_info_is_reg(&q->xdp_rxq))
		xdp_rxq_info_unreg(&q->xdp_rxq);
	if (q->xdp_pages)
		page_pool_destroy(q->xdp_pages);
	q->xdp_pages = NULL;
}

static int lucid_net_xdp_alloc(struct lucid_net_queue *q)
{
	struct page_pool_params params = {
		.pool_size = 1U << LUCID_NET_ORDER,
		.nid = NUMA_NO_NODE,
		.dev = &q->card->ldev->dev,
	};
	struct page_pool *pages = page_pool_create(&params);
	int err;

	if (IS_ERR(pages))
		return PTR_ERR(pages);
	q->xdp_pages = pages;
	err = xdp_rxq_info_reg(&q->xdp_rxq, q->card->netdev, q->index, q->napi.napi_id);
	if (!err)
		err = xdp_rxq_info_reg_mem_model(&q->xdp_rxq, MEM_TYPE_PAGE_POOL, pages);
	return err;
}

/* What the parent may leave undone: nothing while there is a program. */
static int lucid_net_xdp_offloads(struct lucid_card *card, u64 offloads)
{
	struct lucid_net_settings *want;

	if (!(card->features & LUCID_NET_RX_OFFLOADS))
		return 0;
	want = lucid_net_settings_begin(card);
	want->offloads = offloads;
	return lucid_net_settings_end(card, true);
}

static void lucid_net_xdp_off(struct lucid_card *card)
{
	u32 q;

	/* Polls that saw a program have ended then. */
	synchronize_net();
	for (q = 0; q < card->queues; q++)
		lucid_net_xdp_free(&card->queue[q]);
	lucid_net_xdp_offloads(card, card->features & LUCID_NET_RX_OFFLOADS);
}

static int lucid_net_xdp_on(struct lucid_card *card, struct netlink_ext_ack *extack)
{
	int err = lucid_net_xdp_offloads(card, 0);
	u32 q;

	if (err) {
		NL_SET_ERR_MSG_MOD(extack, "the parent does not do without large frames");
		return err;
	}
	for (q = 0; q < card->queues && !err; q++)
		err = lucid_net_xdp_alloc(&card->queue[q]);
	if (err)
		lucid_net_xdp_off(card);
	return err;
}

bool lucid_net_xdp_fits(struct lucid_card *card, u32 mtu)
{
	return !rtnl_dereference(card->prog) || mtu <= LUCID_NET_XDP_MTU;
}

int lucid_net_bpf(struct net_device *netdev, struct netdev_bpf *bpf)
{
	struct lucid_card *card = netdev_priv(netdev);
	struct bpf_prog *old = rtnl_dereference(card->prog);
	int err;

	if (bpf->command != XDP_SETUP_PROG)
		return -EINVAL;
	if (bpf->prog && netdev->mtu > LUCID_NET_XDP_MTU) {
		NL_SET_ERR_MSG_MOD(bpf->extack, "the MTU is more than a page has room for");
		return -EINVAL;
	}
	if (bpf->prog && !old) {
		err = lucid_net_xdp_on(card, bpf->extack);
		if (err)
			return err;
	}
	rcu_assign_pointer(card->prog, bpf->prog);
	if (old && !bpf->prog)
		lucid_net_xdp_off(card);
	if (old)
		bpf_prog_put(old);
	return 0;
}
