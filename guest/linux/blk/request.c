// SPDX-License-Identifier: GPL-2.0-only
/*
 * One request of a disk: from the block layer's words to a slot, and back. In a private guest
 * its data is copied through one contiguous piece of the pool; in an open one the slot names
 * the request's own pages. For queue.c.
 */
#include <linux/highmem.h>
#include <linux/slab.h>

#include "blk.h"

/* The protocol's name of an operation, or -1. */
static int lucid_blk_op(enum req_op op)
{
	switch (op) {
	case REQ_OP_READ:
		return LUCID_BLK_READ;
	case REQ_OP_WRITE:
		return LUCID_BLK_WRITE;
	case REQ_OP_FLUSH:
		return LUCID_BLK_FLUSH;
	case REQ_OP_DISCARD:
		return LUCID_BLK_DISCARD;
	case REQ_OP_WRITE_ZEROES:
		return LUCID_BLK_ZEROES;
	default:
		return -1;
	}
}

static void lucid_blk_copy(struct request *rq, u8 *pool, bool in)
{
	struct req_iterator iter;
	struct bio_vec bv;

	rq_for_each_segment(bv, rq, iter) {
		u8 *data = bvec_kmap_local(&bv);

		if (in)
			lucid_copy(data, pool, bv.bv_len);
		else
			lucid_copy(pool, data, bv.bv_len);
		kunmap_local(data);
		pool += bv.bv_len;
	}
}

/* Private guest: a piece of the pool. A stopped queue goes on when a request completes. */
static blk_status_t lucid_blk_bounce(struct blk_mq_hw_ctx *hctx, struct request *rq,
				     struct lucid_blk_req *slot)
{
	struct lucid_blk_queue *q = hctx->driver_data;
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned long flags;

	spin_lock_irqsave(&q->lock, flags);
	cmd->unit = lucid_pool_get(&q->pool, cmd->bytes);
	if (cmd->unit < 0) {
		q->starved = true;
		blk_mq_stop_hw_queue(hctx);
	}
	spin_unlock_irqrestore(&q->lock, flags);
	if (cmd->unit < 0)
		return BLK_STS_DEV_RESOURCE;
	if (slot->op == LUCID_BLK_WRITE)
		lucid_blk_copy(rq, lucid_pool_va(&q->pool, cmd->unit), false);
	lucid_pool_seg(&q->pool, cmd->unit, cmd->bytes, &slot->seg[0]);
	slot->nseg = 1;
	return BLK_STS_OK;
}

/* Writes the request's pages to @seg, which has room for @room; returns how many it takes. */
static u32 lucid_blk_segments(struct request *rq, struct lucid_seg *seg, u32 room)
{
	struct req_iterator iter;
	struct bio_vec bv;
	u64 end = U64_MAX;
	u32 n = 0;

	rq_for_each_bvec(bv, rq, iter) {
		u64 at = page_to_phys(bv.bv_page) + bv.bv_offset;

		if (at == end && n <= room) {
			seg[n - 1].len += bv.bv_len;
		} else {
			if (n < room)
				seg[n] = (struct lucid_seg){ .offset = at, .len = bv.bv_len };
			n++;
		}
		end = at + bv.bv_len;
	}
	return n;
}

/* Open guest: the pages themselves, in a list if they are more than a slot holds. */
static blk_status_t lucid_blk_direct(struct lucid_disk *disk, struct request *rq,
				     struct lucid_blk_req *slot)
{
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	u32 n = lucid_blk_segments(rq, slot->seg, LUCID_BLK_SEGS);

	if (n <= LUCID_BLK_SEGS) {
		slot->nseg = n;
		return BLK_STS_OK;
	}
	cmd->list = kmalloc_array(disk->max_segs, sizeof(*cmd->list), GFP_ATOMIC | __GFP_NOWARN);
	if (!cmd->list)
		return BLK_STS_RESOURCE;
	n = lucid_blk_segments(rq, cmd->list, disk->max_segs);
	if (n > disk->max_segs) {
		dev_err_ratelimited(&disk->ldev->dev, "request of %u segments, %u are allowed\n",
				    n, disk->max_segs);
		kfree(cmd->list);
		cmd->list = NULL;
		return BLK_STS_IOERR;
	}
	memset(slot->seg, 0, sizeof(slot->seg));
	slot->seg[0].offset = virt_to_phys(cmd->list);
	slot->seg[0].len = n * sizeof(*cmd->list);
	slot->flags |= LUCID_BLK_INDIRECT;
	slot->nseg = n;
	return BLK_STS_OK;
}

blk_status_t lucid_blk_prepare(struct blk_mq_hw_ctx *hctx, struct request *rq,
			       struct lucid_blk_req *slot)
{
	struct lucid_blk_queue *q = hctx->driver_data;
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	int op = lucid_blk_op(req_op(rq));

	*cmd = (struct lucid_blk_cmd){ .unit = -1, .status = LUCID_IO_ERROR };
	*slot = (struct lucid_blk_req){ .id = rq->tag };
	if (op < 0)
		return BLK_STS_NOTSUPP;
	slot->op = op;
	if (op == LUCID_BLK_FLUSH)
		return BLK_STS_OK;
	slot->sector = blk_rq_pos(rq);
	if (op != LUCID_BLK_READ && op != LUCID_BLK_WRITE) {
		slot->sectors = blk_rq_sectors(rq);
		return BLK_STS_OK;
	}
	if (op == LUCID_BLK_WRITE && rq->cmd_flags & REQ_FUA)
		slot->flags = LUCID_BLK_FUA;
	cmd->bytes = blk_rq_bytes(rq);
	if (lucid_is_open())
		return lucid_blk_direct(q->disk, rq, slot);
	return lucid_blk_bounce(hctx, rq, slot);
}

void lucid_blk_release(struct lucid_blk_queue *q, struct request *rq)
{
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);
	unsigned long flags;
	bool starved;

	kfree(cmd->list);
	cmd->list = NULL;
	if (cmd->unit < 0)
		return;
	spin_lock_irqsave(&q->lock, flags);
	lucid_pool_put(&q->pool, cmd->unit, cmd->bytes);
	starved = q->starved;
	q->starved = false;
	spin_unlock_irqrestore(&q->lock, flags);
	cmd->unit = -1;
	if (starved)
		blk_mq_start_stopped_hw_queues(q->disk->gd->queue, true);
}

static blk_status_t lucid_blk_status(u32 status)
{
	switch (status) {
	case LUCID_IO_OK:
		return BLK_STS_OK;
	case LUCID_IO_UNSUPPORTED:
		return BLK_STS_NOTSUPP;
	case LUCID_IO_NOSPACE:
		return BLK_STS_NOSPC;
	default:
		return BLK_STS_IOERR;
	}
}

void lucid_blk_complete(struct request *rq)
{
	struct lucid_blk_queue *q = rq->mq_hctx->driver_data;
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (cmd->unit >= 0 && req_op(rq) == REQ_OP_READ && cmd->status == LUCID_IO_OK)
		lucid_blk_copy(rq, lucid_pool_va(&q->pool, cmd->unit), true);
	lucid_blk_release(q, rq);
	blk_mq_end_request(rq, lucid_blk_status(cmd->status));
}
