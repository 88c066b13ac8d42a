/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A TAP interface of the parent's kernel, with virtio's 12-byte header before each frame, as who
 * has the rights sees it: opened, looked at, watched. What goes through its queues is queues.c's.
 */
#ifndef LUCID_VMM_TAP_H
#define LUCID_VMM_TAP_H

#include <stdbool.h>
#include <stdint.h>

#include "spec/gen/lucid_abi.h"

#define TAP_FDS	(LUCID_MAX_VPS + 2)	/* most that tap_hand() gives */

/* It stays an interface for as long as the descriptors are open, whoever serves it. */
struct tap {
	const char *name;
	unsigned int queues;
	int fd[LUCID_MAX_VPS];
	uint64_t features;		/* enum lucid_net_feature: what it is good for */
	int prog, map;			/* with RSS: steer_open()'s */
};

/*
 * Attaches to an interface of the parent, or makes it, with so many queues, or fewer, after a
 * message, if it has no more. 0, or -1 after a message.
 */
int tap_open(struct tap *t, const char *name, unsigned int queues);
void tap_close(struct tap *t);

/* Its MTU, and whether it is up and has a carrier. -1: errno; EBADFD: it has been deleted. */
int tap_look(const struct tap *t, uint32_t *mtu, bool *link);

/* Descriptors for queues_wire(), duplicates, with all queues attached: how many. -1: errno. */
int tap_hand(const struct tap *t, int *fd);

/* A descriptor that is readable when some interface of the parent has changed. -1: errno. */
int tap_watch(void);

/* Reads what there is, until the next change. */
void tap_watched(int fd);

#endif
