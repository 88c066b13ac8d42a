// SPDX-License-Identifier: GPL-2.0-only
/*
 * Block back end: requests of a disk's channels, checked, and done in place on the windows' memory
 * by an engine.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hv/vmm/blk.h"
#include "hv/vmm/engine.h"
#include "hv/vmm/log.h"
#include "ring/blk.h"

#define BLK_BATCH	32		/* requests of a channel before the next one's turn */
#define BLK_MAX_BYTES	(1U << 20)

/* handle(): no status yet, the engine has it. */
#define BLK_ASKED	0x10000

/* A request while the engine has it; there is one for every id of every channel. */
struct job {
	struct disk_io io;		/* first: engine_done() gives this */
	unsigned int channel;
	uint32_t id;
	struct iovec iov[LUCID_BLK_MAX_SEGS];
};

struct blk {
	struct engine *engine;
	struct lucid_blk_terms terms;
	struct lucid_seg list[LUCID_BLK_MAX_SEGS];
	struct job *jobs;
};

static struct blk blk;

static int start(struct session *s)
{
	struct blk *b = s->backend;

	memcpy(&b->terms.config, s->dev->offer.config, sizeof(b->terms.config));
	b->terms.features = s->features;
	b->terms.windows = s->windows;
	/* Of all this only the pages that requests need are ever touched. */
	b->jobs = calloc((size_t)s->channels << BLK_ORDER, sizeof(*b->jobs));
	if (!b->jobs)
		return -LUCID_CLOSE_NORMAL;
	if (!engine_start(b->engine, s->channels << BLK_ORDER, s->kick))
		return 0;
	free(b->jobs);
	b->jobs = NULL;
	return -LUCID_CLOSE_NORMAL;
}

static void stop(struct session *s)
{
	struct blk *b = s->backend;

	engine_stop(b->engine);
	free(b->jobs);
	b->jobs = NULL;
}

/* A request that has passed all checks is the engine's. */
static int ask(struct session *s, unsigned int c, const struct lucid_blk_req *req,
	       const struct lucid_seg *segs)
{
	struct blk *b = s->backend;
	struct job *job = &b->jobs[c << BLK_ORDER | req->id];

	for (unsigned int i = 0; i < req->nseg; i++)
		job->iov[i] = (struct iovec){ session_memory(s, &segs[i]), segs[i].len };
	job->io = (struct disk_io){ .op = req->op, .fua = req->flags & LUCID_BLK_FUA,
				    .offset = req->sector * LUCID_SECTOR,
				    .len = (uint64_t)req->sectors * LUCID_SECTOR,
				    .iov = job->iov, .n = req->nseg };
	job->channel = c;
	job->id = req->id;
	engine_ask(b->engine, &job->io);
	return BLK_ASKED;
}

static int handle(struct session *s, unsigned int c, const struct lucid_blk_req *req)
{
	struct blk *b = s->backend;
	const struct lucid_seg *segs = req->seg;
	int status;

	status = lucid_blk_check(&b->terms, req);
	if (!status && (req->flags & LUCID_BLK_INDIRECT)) {
		uint64_t total;

		lucid_list_copy(b->list, session_memory(s, &req->seg[0]), req->nseg);
		segs = b->list;
		status = lucid_blk_check_segs(&b->terms, req, segs, &total);
	}
	return status ? status : ask(s, c, req, segs);
}

/* What the guest sees as a bad disk, the person hears of. */
static void complain(const struct session *s, const struct disk_io *io)
{
	static const char *const what[] = { "read", "write", "flush", "discard", "zeroes" };
	static const char *const why[] = {
		[LUCID_IO_ERROR] = "error", [LUCID_IO_NOSPACE] = "no space left",
		[LUCID_IO_PROTECTED] = "not permitted",
	};

	/* What is not supported there the guest does in another way. */
	if (io->status <= LUCID_IO_OK || !why[io->status])
		return;
	log_error("blk %u: %s at byte %llu: %s", s->dev->offer.id, what[io->op],
		  (unsigned long long)io->offset, why[io->status]);
}

/* What the engine has done, of all channels: how much, or minus a reason. */
static int finish(struct session *s)
{
	struct blk *b = s->backend;
	struct disk_io *io;
	int done = 0;

	while ((io = engine_done(b->engine))) {
		struct job *job = (struct job *)io;
		int err = io->status;

		complain(s, io);
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
	engine_push(b->engine);
	ended = finish(s);
	return ended < 0 ? ended : done + ended;
}

static bool arm(struct session *s, unsigned int c)
{
	struct blk *b = s->backend;
	bool done = false;

	if (c == 0) {
		done = engine_arm(b->engine);
		if (engine_fd(b->engine, &s->channel[c].poll) < 0)
			s->channel[c].poll = 0;
	}
	return lucid_rx_arm(&s->channel[c].back.rx) || done;
}

/* A larger size holds before the child is told of it, and a smaller one too. */
static bool renew(struct device *d, const uint8_t *unused)
{
	struct lucid_blk_config config;
	struct engine_limits limits;
	struct blk *b = d->backend;
	uint64_t sectors;

	(void)unused;
	memcpy(&config, d->offer.config, sizeof(config));
	if (!engine_limits(b->engine, &limits))
		return false;
	sectors = limits.size / LUCID_SECTOR;
	if (sectors == config.sectors)
		return false;
	log_info("blk %u: %llu sectors, were %llu", d->offer.id, (unsigned long long)sectors,
		 (unsigned long long)config.sectors);
	config.sectors = sectors;
	b->terms.config.sectors = sectors;
	memcpy(d->offer.config, &config, sizeof(config));
	return true;
}

static const struct device_ops blk_ops = {
	.start = start,
	.serve = serve,
	.arm = arm,
	.renew = renew,
	.stop = stop,
};

static void describe(struct device *d, const struct engine_limits *limits, bool ro)
{
	struct lucid_blk_config config = {
		.sectors = limits->size / LUCID_SECTOR,
		.logical = limits->logical,
		.physical = limits->physical,
		.io_min = limits->physical,
		.io_opt = limits->optimal,
		.discard = limits->discard,
		.max_segs = LUCID_BLK_MAX_SEGS,
		.max_bytes = BLK_MAX_BYTES,
	};

	snprintf((char *)config.serial, sizeof(config.serial), "lucid-disk-%u", d->offer.id);
	memcpy(d->offer.config, &config, sizeof(config));
	d->offer.features = LUCID_BLK_F_INDIRECT;
	d->offer.features |= ro ? LUCID_BLK_F_RO : 0;
	d->offer.features |= limits->flush ? LUCID_BLK_F_FLUSH : 0;
	d->offer.features |= limits->discard ? LUCID_BLK_F_DISCARD : 0;
	d->offer.features |= limits->zeroes ? LUCID_BLK_F_ZEROES : 0;
}

int blk_open(struct device *d, const struct mail_start *start, const int *fd, unsigned int fds)
{
	struct engine_source source = { .name = start->name, .ro = start->ro };
	struct lucid_blk_config config;
	struct engine_limits limits;
	struct blk *b = &blk;
	short events;

	memcpy(&config, start->config, sizeof(config));
	source.was.size = config.sectors * LUCID_SECTOR;
	source.was.logical = config.logical;
	for (unsigned int i = 0; i < ENGINE_FDS; i++)
		source.fd[i] = i < fds ? fd[i] : -1;
	b->engine = engine_open(&source);
	if (!b->engine || !engine_limits(b->engine, &limits))
		return -1;
	d->ops = &blk_ops;
	d->backend = b;
	d->backend_fd[0] = engine_fd(b->engine, &events);
	describe(d, &limits, start->ro);
	return 0;
}
