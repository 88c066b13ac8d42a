/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What keeps a disk's data: an engine. blk.c knows no more of it than this; a program has the one
 * engine that it is linked with (file.c: files and block devices; nbd.c: an NBD server). An engine
 * knows nothing of rings; ranges have been checked by the caller. All calls of an engine are one
 * thread's, but for engine_limits().
 */
#ifndef LUCID_VMM_ENGINE_H
#define LUCID_VMM_ENGINE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#define ENGINE_FDS	2

struct engine_limits {
	uint64_t size;		/* bytes, in whole blocks */
	uint32_t logical;	/* block sizes, in bytes */
	uint32_t physical;
	uint32_t optimal;	/* 0: no size is */
	uint32_t discard;	/* granularity; 0: it cannot */
	bool flush;		/* there is a volatile cache */
	bool zeroes;
};

/* Where the data is: descriptors that somebody with more rights has opened. */
struct engine_source {
	const char *name;	/* the person's, for messages */
	bool ro;
	struct engine_limits was;	/* size and block that the child knows of; 0: none yet */
	int fd[ENGINE_FDS];	/* what they are is between the engine and who opens; -1: none */
};

/* What is asked of an engine. It stays where it is until it is done. */
struct disk_io {
	struct disk_io *next;	/* the engine's */
	uint8_t op;		/* enum lucid_blk_op */
	bool fua;		/* WRITE, ZEROES: durable when it is done */
	uint64_t offset;	/* bytes */
	uint64_t len;		/* of DISCARD and ZEROES */
	struct iovec *iov;	/* of READ and WRITE; used up */
	unsigned int n;
	/* When it is done: enum lucid_io_status; -LUCID_CLOSE_BAD_ADDRESS: the memory is gone. */
	int status;
};

struct engine;

/* NULL after a message. The descriptors are the engine's then, and stay open. */
struct engine *engine_open(const struct engine_source *source);

/* What it is like now. False: unknown. */
bool engine_limits(const struct engine *e, struct engine_limits *limits);

/*
 * For a session, in which at most @most are asked for at a time; @event is an eventfd to be told of
 * ends, see engine_arm(). 0, or -1 after a message.
 */
int engine_start(struct engine *e, unsigned int most, int event);

/* All that was asked for is over, as far as memory of the child goes. Then the process ends. */
void engine_stop(struct engine *e);

/* A descriptor to wait for beside the eventfd, and for what (poll()'s events); -1: none. */
int engine_fd(const struct engine *e, short *events);

/* Asks for it; engine_push() makes sure that all that was asked for so far is on its way. */
void engine_ask(struct engine *e, struct disk_io *io);
void engine_push(struct engine *e);

/* One that is done; NULL: none is. */
struct disk_io *engine_done(struct engine *e);

/* Before sleeping: the next end makes a descriptor readable. True: there is something to do now. */
bool engine_arm(struct engine *e);

#endif
