/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The thread that speaks to an NBD server for a disk, and what it shares with nbd.c, which alone
 * uses this. A call goes from nbd.c (held, until there is room) to the pump (todo, then calls)
 * and comes back through done. Each list belongs to one thread, but for todo and done, which are
 * handed over under the lock.
 */
#ifndef LUCID_VMM_NBDPUMP_H
#define LUCID_VMM_NBDPUMP_H

#include <pthread.h>
#include <sys/queue.h>

#include "hv/vmm/engine.h"
#include "hv/vmm/nbdlink.h"

struct call {
	STAILQ_ENTRY(call) next;
	struct engine *engine;
	struct disk_io *io;
	uint8_t *copy;		/* of the data; NULL: there is none */
	uint64_t offset, left;	/* bytes: where the next command starts, and what is left to do */
	uint32_t now;		/* bytes of the command that is out */
	bool sync;		/* all is written, but has to be flushed too */
	bool out;		/* with libnbd */
	bool over;
	int err;		/* errno, when it is over */
};

STAILQ_HEAD(calls, call);

struct engine {
	struct nbdlink link;	/* the pump's while it runs */
	struct nbd_export export;	/* as the child was told of it */
	bool ro;
	/* The session's thread's. */
	pthread_t pump;
	struct call *all;
	struct calls unused, held;
	size_t room;		/* bytes that may still be copied */
	int event;
	/* Both threads'. */
	pthread_mutex_t lock;
	struct calls todo, done;
	bool stop;
	int wake;		/* eventfd: there is something to do, or stop */
	/* The pump's. */
	struct calls calls;	/* all that it was given and has not finished, in order */
	bool again;		/* the server said goodbye: another connection is wanted */
	bool stranger;		/* the last one was to another disk */
	time_t stop_at;
};

/* The thread's body; ends some seconds after stop at the latest, when no call is left. */
void *nbdpump(void *engine);

#endif
