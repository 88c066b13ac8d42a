/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lucid_blk.ko inside: a disk, its queues, its requests. For blk/ only.
 */
#ifndef LUCID_GUEST_BLK_H
#define LUCID_GUEST_BLK_H

#include <linux/blk-mq.h>
#include <linux/workqueue.h>

#include "guest/linux/lucid.h"
#include "guest/linux/pool.h"
#include "ring/blk.h"

/* The most bytes of a request in a private guest, where it is copied to one piece of a pool. */
#define LUCID_BLK_COPY_MAX	(256 * 1024)
#define LUCID_BLK_DIRECT_MAX	(1024 * 1024)
#define LUCID_BLK_POOL_MAX	(4 * 1024 * 1024)
#define LUCID_BLK_ORDER		7

struct lucid_disk;

struct lucid_blk_queue {
	struct lucid_disk *disk;
	struct lucid_chan *chan;
	u32 index;
	bool starved;		/* hardware queue stopped until something completes */
	spinlock_t lock;	/* submissions, pool, starved; completions are the interrupt's */
	struct lucid_pool pool;
};

struct lucid_disk {
	struct lucid_device *ldev;
	struct lucid_link *link;
	struct lucid_blk_config config;
	struct lucid_blk_config seen;	/* what the entry had last, good or not */
	u64 features;
	u32 max_bytes;
	u32 max_segs;
	struct blk_mq_tag_set tags;
	struct gendisk *gd;
	u32 queues;
	struct lucid_blk_queue *queue;
	unsigned long closed;	/* bit 0, once in a generation */
	bool live;		/* it may wait for the next offer: somebody will take that up */
	bool kept;		/* it does: the queue is quiet, and has its requests */
	struct mutex turn;	/* of who stops, and who lets go on */
	struct lucid_chan *culprit;
	int why;
	struct work_struct broken;
};

/* What we keep of a request while it is in flight, from which it could be submitted again. */
struct lucid_blk_cmd {
	u32 bytes;		/* of data */
	int unit;		/* in the pool, -1: none */
	u32 status;		/* enum lucid_io_status */
	struct lucid_seg *list;	/* of an indirect request */
};

/* ---- request.c ---- */

/* Fills the slot; in a private guest copies the data of a write. */
blk_status_t lucid_blk_prepare(struct blk_mq_hw_ctx *hctx, struct request *rq,
			       struct lucid_blk_req *slot);

/* Frees what prepare took. */
void lucid_blk_release(struct lucid_blk_queue *q, struct request *rq);

/* The end of a request, whose cmd has the status. */
void lucid_blk_complete(struct request *rq);

/* ---- queue.c ---- */

extern const struct blk_mq_ops lucid_blk_ops;

int lucid_blk_queue_init(struct lucid_disk *disk, u32 index);
int lucid_blk_queue_irq(struct lucid_blk_queue *q);

/* The disk cannot go on: its requests wait or end with an error. From any context. */
void lucid_disk_fail(struct lucid_disk *disk, struct lucid_chan *chan, int why);
void lucid_disk_broken(struct work_struct *work);

/* Lets the requests of a disk that waited go: they are submitted, or fail if it is closed. */
void lucid_disk_release(struct lucid_disk *disk);

#endif
