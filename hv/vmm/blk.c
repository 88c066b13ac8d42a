// SPDX-License-Identifier: GPL-2.0-only
/*
 * Block back end: requests of a disk's channels, checked, and done by disk.c in place on the
 * windows' memory.
 */
#include <string.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/disk.h"
#include "ring/blk.h"

#define BLK_ORDER	7
#define BLK_BATCH	32		/* requests of a channel before the next one's turn */
#define BLK_MAX_BYTES	(1U << 20)

struct blk {
	struct disk disk;
	struct lucid_blk_terms terms;
	struct lucid_seg list[LUCID_BLK_MAX_SEGS];
	struct iovec iov[LUCID_BLK_MAX_SEGS];
};

static struct blk blks[OPT_MAX_DISKS];

static int start(struct session *s)
{
	struct blk *b = s->backend;

	memcpy(&b->terms.config, s->dev->offer.config, sizeof(b->terms.config));
	b->terms.features = s->features;
	b->terms.windows = s->windows;
	return 0;
}

static int read_write(struct session *s, const struct lucid_blk_req *req,
		      const struct lucid_seg *segs)
{
	struct blk *b = s->backend;

	for (unsigned int i = 0; i < req->nseg; i++)
		b->iov[i] = (struct iovec){ session_memory(s, &segs[i]), segs[i].len };
	return disk_transfer(&b->disk, req->op == LUCID_BLK_WRITE, b->iov, req->nseg,
			     req->sector * LUCID_SECTOR, req->flags & LUCID_BLK_FUA);
}

/* A request that has passed all checks: enum lucid_io_status, or minus a reason to close. */
static int execute(struct session *s, const struct lucid_blk_req *req,
		   const struct lucid_seg *segs)
{
	struct blk *b = s->backend;
	uint64_t offset = req->sector * LUCID_SECTOR;
	uint64_t len = (uint64_t)req->sectors * LUCID_SECTOR;

	switch (req->op) {
	case LUCID_BLK_READ:
	case LUCID_BLK_WRITE:
		return read_write(s, req, segs);
	case LUCID_BLK_FLUSH:
		return disk_flush(&b->disk);
	case LUCID_BLK_DISCARD:
		return disk_discard(&b->disk, offset, len);
	default:
		return disk_zeroes(&b->disk, offset, len, req->flags & LUCID_BLK_FUA);
	}
}

static int handle(struct session *s, const struct lucid_blk_req *req)
{
	struct blk *b = s->backend;
	const struct lucid_seg *segs = req->seg;
	int status = lucid_blk_check(&b->terms, req);

	if (!status && (req->flags & LUCID_BLK_INDIRECT)) {
		uint64_t total;

		lucid_list_copy(b->list, session_memory(s, &req->seg[0]), req->nseg);
		segs = b->list;
		status = lucid_blk_check_segs(&b->terms, req, segs, &total);
	}
	return status ? status : execute(s, req, segs);
}

static int serve(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct lucid_blk_req req;
	int done = 0;

	while (done < BLK_BATCH) {
		int got = lucid_blk_take(back, &req);
		int status;

		if (got <= 0)
			return got < 0 ? got : done;
		status = handle(s, &req);
		if (status < 0)
			return status;
		got = lucid_done_complete(back, req.id, (enum lucid_io_status)status);
		if (got)
			return got;
		done++;
	}
	return done;
}

static bool arm(struct session *s, unsigned int c)
{
	return lucid_rx_arm(&s->channel[c].back.rx);
}

static const struct device_ops blk_ops = {
	.name = "blk",
	.unit = 1,
	.sub_slot = { sizeof(struct lucid_blk_req), sizeof(struct lucid_blk_req) },
	.comp_slot = { sizeof(struct lucid_done), sizeof(struct lucid_done) },
	/* Who ignores these would write to a read-only disk, or lose data in our cache. */
	.required = LUCID_BLK_F_RO | LUCID_BLK_F_FLUSH,
	.start = start,
	.serve = serve,
	.arm = arm,
};

int blk_open(struct device *d, const struct opt_disk *opt, unsigned int id, unsigned int queues)
{
	struct lucid_blk_config config = { .max_segs = LUCID_BLK_MAX_SEGS,
					   .max_bytes = BLK_MAX_BYTES };
	struct blk *b = &blks[id];

	if (disk_open(&b->disk, opt->path, opt->ro))
		return -1;
	config.sectors = b->disk.size / LUCID_SECTOR;
	config.logical = b->disk.logical;
	config.physical = b->disk.physical;
	config.io_min = b->disk.physical;
	config.discard = opt->ro ? 0 : b->disk.physical;
	memcpy(config.serial, "lucid-disk-", 11);
	config.serial[11] = (uint8_t)('0' + id);
	d->ops = &blk_ops;
	d->backend = b;
	d->backend_fd = -1;
	d->offer.type = LUCID_DEV_BLK;
	d->offer.id = (uint16_t)id;
	d->offer.channels = (uint16_t)queues;
	d->offer.max_order = BLK_ORDER;
	d->offer.features = LUCID_BLK_F_INDIRECT;
	d->offer.features |= opt->ro ? LUCID_BLK_F_RO : LUCID_BLK_F_FLUSH | LUCID_BLK_F_DISCARD |
							LUCID_BLK_F_ZEROES;
	memcpy(d->offer.config, &config, sizeof(config));
	return 0;
}
