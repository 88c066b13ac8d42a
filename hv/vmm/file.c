// SPDX-License-Identifier: GPL-2.0-only
/*
 * The engine of files and block devices: transfers by uring.c, many at a time; what is rare, or
 * where there is no io_uring, by disk.c at once.
 */
#include <stdlib.h>
#include <string.h>

#include "hv/vmm/disk.h"
#include "hv/vmm/engine.h"
#include "hv/vmm/log.h"
#include "hv/vmm/uring.h"
#include "spec/gen/lucid_abi.h"

struct engine {
	struct disk disk;
	bool ro;
	struct uring uring;
	struct disk_io *done;	/* at once */
};

struct engine *engine_open(const struct engine_source *source)
{
	struct engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->ro = source->ro;
	if (!disk_init(&e->disk, source->name, source->fd))
		return e;
	free(e);
	return NULL;
}

bool engine_limits(const struct engine *e, struct engine_limits *limits)
{
	const struct disk *d = &e->disk;

	*limits = (struct engine_limits){
		.size = disk_size(d),
		.logical = d->logical,
		.physical = d->physical,
		.discard = e->ro ? 0 : d->physical,
		.flush = !e->ro,
		.zeroes = !e->ro,
	};
	return limits->size;
}

int engine_start(struct engine *e, unsigned int most, int event)
{
	int err = uring_open(&e->uring, &e->disk, most, event);

	e->done = NULL;
	if (err)
		log_info("one request at a time, as io_uring says: %s", strerror(-err));
	return 0;
}

void engine_stop(struct engine *e)
{
	uring_close(&e->uring);
}

/* Ends come by the eventfd. */
int engine_fd(const struct engine *e, short *events)
{
	(void)e;
	*events = 0;
	return -1;
}

static int at_once(struct engine *e, struct disk_io *io)
{
	switch (io->op) {
	case LUCID_BLK_DISCARD:
		return disk_discard(&e->disk, io->offset, io->len);
	case LUCID_BLK_ZEROES:
		return disk_zeroes(&e->disk, io->offset, io->len, io->fua);
	case LUCID_BLK_FLUSH:
		return disk_flush(&e->disk);
	default:
		return disk_transfer(&e->disk, io->op == LUCID_BLK_WRITE, io->iov, io->n,
				     io->offset, io->fua);
	}
}

void engine_ask(struct engine *e, struct disk_io *io)
{
	if (e->uring.open && io->op != LUCID_BLK_DISCARD && io->op != LUCID_BLK_ZEROES) {
		uring_ask(&e->uring, io);
		return;
	}
	io->status = at_once(e, io);
	io->next = e->done;
	e->done = io;
}

void engine_push(struct engine *e)
{
	if (e->uring.open)
		uring_push(&e->uring);
}

struct disk_io *engine_done(struct engine *e)
{
	struct disk_io *io = e->done;

	if (!io)
		return e->uring.open ? uring_done(&e->uring) : NULL;
	e->done = io->next;
	return io;
}

bool engine_arm(struct engine *e)
{
	return e->done || (e->uring.open && uring_arm(&e->uring));
}
