/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is below a network card: queues of Ethernet frames. net.c uses it; tap.c and passt.c are it.
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
	/* One frame; -1: errno. Without a wait: EAGAIN when there is none, or no room. */
	ssize_t (*send)(struct wire *w, unsigned int queue, struct iovec *iov, int n);
	ssize_t (*receive)(struct wire *w, unsigned int queue, struct iovec *iov, int n);

	/* Checked settings, of no more queues than there are. -1: errno, and some of them hold. */
	int (*set)(struct wire *w, const struct lucid_net_settings *s);

	/* Its MTU, and whether it is up and has a carrier. -1: errno. */
	int (*look)(struct wire *w, uint32_t *mtu, bool *link);
};

struct wire {
	const struct wire_ops *ops;
	const char *name;
	uint64_t features;		/* enum lucid_net_feature: what it is good for */
	unsigned int queues;
	int fd[LUCID_MAX_VPS];		/* readable when there is a frame; of each queue */
};

/* All of these: NULL after a message. */

/*
 * Attaches to an interface of the parent, or makes it, with so many queues, or fewer, after a
 * message, if it has no more.
 */
struct wire *tap_open(const char *name, unsigned int queues);

/* Starts passt, which needs no rights: it is the parent's network as seen by one of its users. */
struct wire *passt_open(void);

#endif
