/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A disk's transfers by io_uring, many at a time. The ring can do nothing but read, write and sync
 * the disk's own descriptors: it is restricted before it is enabled. file.c has one for each
 * session; all calls are the session thread's.
 */
#ifndef LUCID_VMM_URING_H
#define LUCID_VMM_URING_H

#include <liburing.h>

#include "hv/vmm/disk.h"
#include "hv/vmm/engine.h"

struct uring {
	struct io_uring ring;
	const struct disk *disk;
	unsigned int flying;	/* in the ring, or with the kernel */
	bool open;
};

/*
 * At most @most are asked for at a time; @event is an eventfd to be told, see uring_arm(). 0, or
 * -errno: then the others must not be called.
 */
int uring_open(struct uring *u, const struct disk *d, unsigned int most, int event);

/* Waits until the kernel has done all that was asked for, and forgets it; if it is open. */
void uring_close(struct uring *u);

/* Asks for it; uring_push() tells the kernel of all that was asked for so far. */
void uring_ask(struct uring *u, struct disk_io *io);
void uring_push(struct uring *u);

/* One that is done; NULL: none is. */
struct disk_io *uring_done(struct uring *u);

/* Before sleeping: the next end signals the eventfd. True: there is something to do already. */
bool uring_arm(struct uring *u);

#endif
