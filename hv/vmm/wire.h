/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is below a network card: queues of Ethernet frames, on descriptors that somebody with more
 * rights has opened. net.c uses it; queues.c (of a TAP) and stream.c (to passt) are it.
 */
#ifndef LUCID_VMM_WIRE_H
#define LUCID_VMM_WIRE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/uio.h>

#include "spec/gen/lucid_abi.h"

struct wire;

/* The first element of an iov is a struct lucid_net_hdr. */
struct wire_ops {
	/*
	 * One frame; -1: errno. Without a wait: EAGAIN when there is none, or no room; EBADFD when
	 * there is nothing below any more.
	 */
	ssize_t (*send)(struct wire *w, unsigned int queue, struct iovec *iov, int n);
	ssize_t (*receive)(struct wire *w, unsigned int queue, struct iovec *iov, int n);

	/*
	 * True: a frame that was taken is still on its way, and the next one has to wait until
	 * the descriptor is writable. NULL: never.
	 */
	bool (*busy)(struct wire *w);

	/* Checked settings, of no more queues than there are. -1: errno, and some of them hold. */
	int (*set)(struct wire *w, const struct lucid_net_settings *s);
};

struct wire {
	const struct wire_ops *ops;
	const char *name;		/* the person's, for messages */
	bool mortal;			/* what ends never comes back on these descriptors */
	unsigned int queues;
	int fd[LUCID_MAX_VPS];		/* readable when there is a frame; of each queue */
};

/* Both: NULL after a message. The descriptors are the wire's then. */

/* All queues of a TAP, attached; behind them steer_open()'s program and map, if there are any. */
struct wire *queues_wire(const char *name, const int *fd, unsigned int queues, bool steer);

/* A socket to passt, new. */
struct wire *stream_wire(const char *name, int fd);

#endif
