// SPDX-License-Identifier: GPL-2.0-only
/*
 * The queues of a disk, one channel each: submissions under the queue's lock, completions by
 * the channel's interrupt alone, the tag of a request as its id. For disk.c.
 */
#include "blk.h"

static blk_status_t lucid_blk_queue_rq(struct blk_mq_hw_ctx *hctx,
				       const struct blk_mq_queue_data *bd)
{
	struct lucid_blk_queue *q = hctx->driver_data;
	struct lucid_blk_req slot;
	unsigned long flags;
	blk_status_t sts;
	bool kick;
	int err;

	sts = lucid_blk_prepare(hctx, bd->rq, &slot);
	if (sts)
		return sts;
	blk_mq_start_request(bd->rq);
	spin_lock_irqsave(&q->lock, flags);
	err = lucid_front_submit(&q->chan->front, &slot);
	kick = !err && bd->last && lucid_chan_flush(q->chan);
	spin_unlock_irqrestore(&q->lock, flags);
	if (kick)
		lucid_chan_raise(q->chan);
	if (!err)
		return BLK_STS_OK;
	lucid_blk_release(q, bd->rq);
	return BLK_STS_IOERR;
}

static void lucid_blk_commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct lucid_blk_queue *q = hctx->driver_data;
	unsigned long flags;
	bool kick;

	spin_lock_irqsave(&q->lock, flags);
	kick = lucid_chan_flush(q->chan);
	spin_unlock_irqrestore(&q->lock, flags);
	if (kick)
		lucid_chan_raise(q->chan);
}

static int lucid_blk_init_hctx(struct blk_mq_hw_ctx *hctx, void *data, unsigned int index)
{
	struct lucid_disk *disk = data;

	hctx->driver_data = &disk->queue[index];
	return 0;
}

/* The request stays the parent's until it has let go of the disk: see lucid_disk_broken(). */
static enum blk_eh_timer_return lucid_blk_timeout(struct request *rq)
{
	struct lucid_blk_queue *q = rq->mq_hctx->driver_data;

	lucid_disk_fail(q->disk, q->chan, -LUCID_CLOSE_TIMEOUT);
	return BLK_EH_RESET_TIMER;
}

const struct blk_mq_ops lucid_blk_ops = {
	.queue_rq	= lucid_blk_queue_rq,
	.commit_rqs	= lucid_blk_commit_rqs,
	.complete	= lucid_blk_complete,
	.timeout	= lucid_blk_timeout,
	.init_hctx	= lucid_blk_init_hctx,
};

/* One completion: 0, or minus the reason to close the channel. */
static int lucid_blk_done(struct lucid_blk_queue *q, const struct lucid_done *done)
{
	struct request *rq = blk_mq_tag_to_rq(q->disk->tags.tags[q->index], done->id);
	int err = lucid_done_check(done);
	struct lucid_blk_cmd *cmd;

	if (!rq)
		return -LUCID_CLOSE_BAD_ID;
	cmd = blk_mq_rq_to_pdu(rq);
	cmd->status = err ? LUCID_IO_ERROR : done->status;
	if (!blk_mq_complete_request_remote(rq))
		lucid_blk_complete(rq);
	return err;
}

static irqreturn_t lucid_blk_irq(int irq, void *data)
{
	struct lucid_blk_queue *q = data;
	struct lucid_done done;
	int got, err = 0;

	do {
		while (!err && (got = lucid_front_reap(&q->chan->front, &done)) == 1)
			err = lucid_blk_done(q, &done);
		if (!err)
			err = got;
	} while (!err && lucid_rx_arm(&q->chan->front.rx));
	if (err || lucid_chan_peer_closed(q->chan))
		lucid_disk_fail(q->disk, q->chan, err);
	return IRQ_HANDLED;
}

int lucid_blk_queue_init(struct lucid_disk *disk, u32 index)
{
	struct lucid_blk_queue *q = &disk->queue[index];

	q->disk = disk;
	q->index = index;
	q->chan = &disk->link->chan[index];
	spin_lock_init(&q->lock);
	if (lucid_is_open())
		return 0;
	return lucid_pool_init(&q->pool, disk->link, index, disk->queues, PAGE_SHIFT);
}

/* The interrupt goes where the queue's requests come from. */
int lucid_blk_queue_irq(struct lucid_blk_queue *q)
{
	unsigned int *map = q->disk->tags.map[HCTX_TYPE_DEFAULT].mq_map;
	cpumask_var_t mask;
	char name[16];
	int cpu, err;

	if (!zalloc_cpumask_var(&mask, GFP_KERNEL))
		return -ENOMEM;
	lucid_front_hold(&q->chan->front);
	for_each_possible_cpu(cpu)
		if (map[cpu] == q->index)
			cpumask_set_cpu(cpu, mask);
	snprintf(name, sizeof(name), "blk%u-q%u", q->disk->ldev->id, q->index);
	err = lucid_chan_irq(q->chan, lucid_blk_irq, q, mask, name);
	free_cpumask_var(mask);
	/* From now on the parent's first completion raises the port. */
	if (!err && lucid_rx_arm(&q->chan->front.rx))
		lucid_disk_fail(q->disk, q->chan, -LUCID_CLOSE_BAD_ID);
	return err;
}

void lucid_disk_fail(struct lucid_disk *disk, struct lucid_chan *chan, int why)
{
	if (test_and_set_bit(0, &disk->closed))
		return;
	disk->culprit = chan;
	disk->why = why;
	schedule_work(&disk->broken);
}

static bool lucid_disk_fail_rq(struct request *rq, void *data)
{
	struct lucid_blk_cmd *cmd = blk_mq_rq_to_pdu(rq);

	if (blk_mq_request_completed(rq))
		return true;
	cmd->status = LUCID_IO_ERROR;
	blk_mq_complete_request(rq);
	return true;
}

/* It has no effect yet that anybody knows of: it will be prepared and submitted anew. */
static bool lucid_disk_keep_rq(struct request *rq, void *data)
{
	if (blk_mq_request_completed(rq))
		return true;
	lucid_blk_release(rq->mq_hctx->driver_data, rq);
	blk_mq_requeue_request(rq, false);
	return true;
}

/*
 * Nothing may be ended with an error, or submitted again, before the parent has stopped working on
 * it. What it had completed and we have not seen is done again, which comes to the same.
 */
void lucid_disk_broken(struct work_struct *work)
{
	struct lucid_disk *disk = container_of(work, struct lucid_disk, broken);
	bool keep;

	mutex_lock(&disk->turn);
	if (disk->gd && !disk->kept)
		blk_mq_quiesce_queue(disk->gd->queue);
	keep = lucid_link_stop(disk->link, lucid_chan_broken(disk->culprit, disk->why));
	keep = keep && !disk->why && READ_ONCE(disk->live);
	if (disk->gd) {
		disk->kept = true;
		blk_mq_tagset_wait_completed_request(&disk->tags);
		blk_mq_tagset_busy_iter(&disk->tags,
					keep ? lucid_disk_keep_rq : lucid_disk_fail_rq, NULL);
		blk_mq_tagset_wait_completed_request(&disk->tags);
		if (!keep)
			lucid_disk_release(disk);
	}
	mutex_unlock(&disk->turn);
}

void lucid_disk_release(struct lucid_disk *disk)
{
	if (!disk->kept)
		return;
	disk->kept = false;
	blk_mq_unquiesce_queue(disk->gd->queue);
	blk_mq_kick_requeue_list(disk->gd->queue);
}
