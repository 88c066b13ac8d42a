// SPDX-License-Identifier: GPL-2.0-only
/*
 * Block back end: requests of a disk's channels, checked, and done in place on the windows' memory:
 * transfers by uring.c, many at a time, and by disk.c what is rare, or where there is no io_uring.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/vmm/backends.h"
#include "hv/vmm/log.h"
#include "hv/vmm/uring.h"
#include "ring/blk.h"

#define BLK_ORDER	7
#define BLK_BATCH	32		/* requests of a channel before the next one's turn */
#define BLK_MAX_BYTES	(1U << 20)

/* handle(): no status yet, the kernel has it. */
#define BLK_ASKED	0x10000

/* A request while the kernel has it; there is one for every id of every channel. */
struct job {
	struct disk_io io;		/* first: uring_done() gives this */
	unsigned int channel;
	uint32_t id;
	struct iovec iov[LUCID_BLK_MAX_SEGS];
};

struct blk {
	struct disk disk;
	_Atomic uint64_t sectors;	/* may change in the main thread */
	struct uring uring;
	struct lucid_blk_terms terms;
	struct lucid_seg list[LUCID_BLK_MAX_SEGS];
	struct job *jobs;
};

static struct blk blks[OPT_MAX_DISKS];

static int start(struct session *s)
{
	struct blk *b = s->backend;
	int err;

	memcpy(&b->terms.config, s->dev->offer.config, sizeof(b->terms.config));
	b->terms.features = s->features;
	b->terms.windows = s->windows;
	/* Of all this only the pages that requests need are ever touched. */
	b->jobs = calloc((size_t)s->channels << BLK_ORDER, sizeof(*b->jobs));
	if (!b->jobs)
		return -LUCID_CLOSE_NORMAL;
	err = uring_open(&b->uring, &b->disk, s->channels << BLK_ORDER, s->kick);
	if (err)
		log_info("blk %u: one request at a time, as io_uring says: %s", s->dev->offer.id,
			 strerror(-err));
	return 0;
}

static void stop(struct session *s)
{
	struct blk *b = s->backend;

	uring_close(&b->uring);
	free(b->jobs);
	b->jobs = NULL;
}

static int transfer(struct session *s, unsigned int c, const struct lucid_blk_req *req,
		    const struct lucid_seg *segs)
{
	struct blk *b = s->backend;
	struct job *job = &b->jobs[c << BLK_ORDER | req->id];
	bool fua = req->flags & LUCID_BLK_FUA;

	for (unsigned int i = 0; i < req->nseg; i++)
		job->iov[i] = (struct iovec){ session_memory(s, &segs[i]), segs[i].len };
	job->io = (struct disk_io){ .op = req->op, .fua = fua, .iov = job->iov, .n = req->nseg,
				    .offset = req->sector * LUCID_SECTOR };
	job->channel = c;
	job->id = req->id;
	if (b->uring.open) {
		uring_ask(&b->uring, &job->io);
		return BLK_ASKED;
	}
	if (req->op == LUCID_BLK_FLUSH)
		return disk_flush(&b->disk);
	return disk_transfer(&b->disk, req->op == LUCID_BLK_WRITE, job->iov, req->nseg,
			     job->io.offset, fua);
}

/* A request that has passed all checks: its status, BLK_ASKED, or minus a reason to close. */
static int execute(struct session *s, unsigned int c, const struct lucid_blk_req *req,
		   const struct lucid_seg *segs)
{
	struct blk *b = s->backend;
	uint64_t offset = req->sector * LUCID_SECTOR;
	uint64_t len = (uint64_t)req->sectors * LUCID_SECTOR;

	switch (req->op) {
	case LUCID_BLK_DISCARD:
		return disk_discard(&b->disk, offset, len);
	case LUCID_BLK_ZEROES:
		return disk_zeroes(&b->disk, offset, len, req->flags & LUCID_BLK_FUA);
	default:
		return transfer(s, c, req, segs);
	}
}

static int handle(struct session *s, unsigned int c, const struct lucid_blk_req *req)
{
	struct blk *b = s->backend;
	const struct lucid_seg *segs = req->seg;
	int status;

	b->terms.config.sectors = b->sectors;
	status = lucid_blk_check(&b->terms, req);
	if (!status && (req->flags & LUCID_BLK_INDIRECT)) {
		uint64_t total;

		lucid_list_copy(b->list, session_memory(s, &req->seg[0]), req->nseg);
		segs = b->list;
		status = lucid_blk_check_segs(&b->terms, req, segs, &total);
	}
	return status ? status : execute(s, c, req, segs);
}

/* What the kernel has done, of all channels: how much, or minus a reason. */
static int finish(struct session *s)
{
	struct blk *b = s->backend;
	struct disk_io *io;
	int done = 0;

	while (b->uring.open && (io = uring_done(&b->uring))) {
		struct job *job = (struct job *)io;
		int err = io->status;

		if (err >= 0)
			err = lucid_done_complete(&s->channel[job->channel].back, job->id,
						  (enum lucid_io_status)io->status);
		if (err)
			return err;
		done++;
	}
	return done;
}

static int serve(struct session *s, unsigned int c)
{
	struct lucid_back *back = &s->channel[c].back;
	struct blk *b = s->backend;
	struct lucid_blk_req req;
	int got = 0, done = 0, ended;

	while (done < BLK_BATCH && (got = lucid_blk_take(back, &req)) == 1) {
		int status = handle(s, c, &req);

		if (status >= 0 && status != BLK_ASKED)
			status = lucid_done_complete(back, req.id, (enum lucid_io_status)status);
		if (status < 0)
			return status;
		done++;
	}
	if (got < 0)
		return got;
	if (b->uring.open)
		uring_push(&b->uring);
	ended = finish(s);
	return ended < 0 ? ended : done + ended;
}

static bool arm(struct session *s, unsigned int c)
{
	struct blk *b = s->backend;
	bool done = c == 0 && b->uring.open && uring_arm(&b->uring);

	return lucid_rx_arm(&s->channel[c].back.rx) || done;
}

/* A larger size holds before the child is told of it, and a smaller one too. */
static bool renew(struct device *d)
{
	struct lucid_blk_config config;
	struct blk *b = d->backend;
	uint64_t sectors = disk_size(&b->disk) / LUCID_SECTOR;

	memcpy(&config, d->offer.config, sizeof(config));
	if (!sectors || sectors == config.sectors)
		return false;
	log_info("blk %u: %llu sectors, were %llu", d->offer.id, (unsigned long long)sectors,
		 (unsigned long long)config.sectors);
	config.sectors = sectors;
	b->sectors = sectors;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
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
	.renew = renew,
	.stop = stop,
};

int blk_open(struct device *d, const struct opt_disk *opt, unsigned int id, unsigned int queues)
{
	struct lucid_blk_config config = { .max_segs = LUCID_BLK_MAX_SEGS,
					   .max_bytes = BLK_MAX_BYTES };
	struct blk *b = &blks[id];

	if (disk_open(&b->disk, opt->path, opt->ro))
		return -1;
	config.sectors = b->disk.size / LUCID_SECTOR;
	b->sectors = config.sectors;
	config.logical = b->disk.logical;
	config.physical = b->disk.physical;
	config.io_min = b->disk.physical;
	config.discard = opt->ro ? 0 : b->disk.physical;
	snprintf((char *)config.serial, sizeof(config.serial), "lucid-disk-%u", id);
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
